//! Land: what is suspected, confirmed, left to clear and on no list; how it is discovered and released.

use fearless_simd::{Select, Simd, SimdBase};

use crate::lanes::{Lanes, Vector, WIDTH, move_lane};
use crate::math::vector::exp_m1;
use crate::programme::inputs::Inputs;
use crate::programme::{Programme, YearLayout};
use crate::scenario::Task;

/// Unrecorded area that is not looked for any more: without it, what is found would fade until it left the range of numbers.
const DUST_HA: f64 = 1e-200;

/// State of all areas.
#[derive(Clone, Debug)]
pub(super) struct Land {
    pub(super) areas: Vec<Area>,
    /// Known at the start, all areas, ha.
    pub(super) known: Lanes,
    /// Unrecorded at the start, all areas, ha.
    pub(super) unrecorded: Lanes,
    /// Added by events so far, all areas, ha.
    pub(super) added: Lanes,
    /// Cancelled, reduced and cleared so far, ha.
    pub(super) released: Lanes,
    /// Discovered or added in the calendar year, ha.
    newly_found: Lanes,
    /// Cancelled, reduced and cleared in the calendar year, ha.
    pub(super) released_this_year: [Lanes; 3],
}

/// One area: stocks in ha, shares, and flows of the calendar year.
#[derive(Clone, Debug, Default)]
pub(super) struct Area {
    pub(super) suspected: Lanes,
    pub(super) confirmed: Lanes,
    pub(super) to_clear: Lanes,
    pub(super) unrecorded: Lanes,
    /// Known at the start: the weight of the area in additions and the basis of its completion.
    pub(super) known: Lanes,
    /// Part of what a task processes that is released: cancelled, reduced, cleared for good.
    cancelled: Lanes,
    reduced: Lanes,
    cleared: Lanes,
    /// Part of the unrecorded that a month brings to light: `1 - exp(-discovery/12)`.
    found: Lanes,
    /// Cleared in the calendar year, for the ordnance found.
    cleared_this_year: Lanes,
    /// Added by events so far.
    pub(super) added: Lanes,
    /// Backlog of the task at hand before its first group works: noted by discovery for survey, then by each task for the next.
    before: Lanes,
}

move_lane!(Land {
    areas,
    known,
    unrecorded,
    added,
    released,
    newly_found,
    released_this_year
});
move_lane!(Area {
    suspected,
    confirmed,
    to_clear,
    unrecorded,
    known,
    cancelled,
    reduced,
    cleared,
    found,
    cleared_this_year,
    added
});

impl Area {
    /// What a task still has to do here, ha.
    #[inline(always)]
    pub(super) fn backlog<S: Simd>(&self, simd: S, task: Task) -> Vector<S> {
        match task {
            Task::Survey => self.suspected.get(simd),
            Task::TechnicalSurvey => self.confirmed.get(simd),
            Task::Clearance => self.to_clear.get(simd),
        }
    }

    /// Step 7: `hectares` of the `backlog` of `task` are processed. What is cleared in vain stays.
    #[inline(always)]
    pub(super) fn process<S: Simd>(&mut self, task: Task, backlog: Vector<S>, hectares: Vector<S>) {
        let simd = hectares.simd;
        match task {
            Task::Survey => self.suspected.set(backlog - hectares),
            Task::TechnicalSurvey => self.confirmed.set(backlog - hectares),
            Task::Clearance => {
                let released = hectares * self.cleared.get(simd);
                self.to_clear.set(backlog - released);
            }
        }
    }

    /// Step 7, when all groups of `task` have worked: what they took from the backlog is released or goes on to the next task,
    /// whose backlog is noted. Returns what is released, ha.
    #[inline(always)]
    fn divide<S: Simd>(&mut self, simd: S, task: Task) -> Vector<S> {
        let taken = self.before.get(simd) - self.backlog(simd, task);
        match task {
            Task::Survey => {
                let released = taken * self.cancelled.get(simd);
                self.before.set(self.confirmed.add(taken - released));
                released
            }
            Task::TechnicalSurvey => {
                let released = taken * self.reduced.get(simd);
                self.before.set(self.to_clear.add(taken - released));
                released
            }
            Task::Clearance => {
                self.cleared_this_year.add(taken);
                taken
            }
        }
    }

    /// Known and not released, ha.
    #[inline(always)]
    pub(super) fn remaining<S: Simd>(&self, simd: S) -> Vector<S> {
        self.suspected.get(simd) + self.confirmed.get(simd) + self.to_clear.get(simd)
    }
}

impl Land {
    pub(super) fn room(programme: &Programme) -> Self {
        Self {
            areas: vec![Area::default(); programme.areas.len()],
            known: Lanes::default(),
            unrecorded: Lanes::default(),
            added: Lanes::default(),
            released: Lanes::default(),
            newly_found: Lanes::default(),
            released_this_year: [Lanes::default(); 3],
        }
    }

    /// Section 3: the state at t = 0.
    #[inline(always)]
    pub(super) fn begin<S: Simd>(&mut self, simd: S, programme: &Programme, inputs: &Inputs) {
        let mut known = Vector::splat(simd, 0.0);
        let mut unrecorded = known;
        for (area, plan) in self.areas.iter_mut().zip(&programme.areas) {
            let slots = &plan.land_release;
            let without = inputs[slots.reduced_without_records].get(simd);
            let with = inputs[slots.reduced_with_records].get(simd);
            let reliability = inputs[slots.record_reliability].get(simd);
            area.cancelled = inputs[slots.cancelled];
            area.reduced.set(without + (with - without) * reliability);
            area.cleared.set(1.0 - inputs[slots.rework].get(simd));
            let rate = inputs[slots.discovery].get(simd);
            area.found.set(-exp_m1(-rate / 12.0));
            area.suspected = inputs[plan.suspected];
            area.confirmed = inputs[plan.confirmed];
            area.to_clear = Lanes::default();
            let here = area.suspected.get(simd) + area.confirmed.get(simd);
            area.known.set(here);
            let hidden = inputs[slots.unrecorded].get(simd) * here;
            area.unrecorded.set(hidden);
            area.cleared_this_year = Lanes::default();
            area.added = Lanes::default();
            known += here;
            unrecorded += hidden;
        }
        self.known.set(known);
        self.unrecorded.set(unrecorded);
        self.added = Lanes::default();
        self.released = Lanes::default();
        self.newly_found = Lanes::default();
        self.released_this_year = [Lanes::default(); 3];
    }

    /// Step 3: moves a month's discoveries to the suspected area.
    #[inline(always)]
    pub(super) fn discover<S: Simd>(&mut self, simd: S) {
        let nothing = Vector::splat(simd, 0.0);
        let mut found = nothing;
        for area in &mut self.areas {
            let unrecorded = area.unrecorded.get(simd);
            let some = unrecorded.simd_gt(DUST_HA);
            let here = some.select(unrecorded * area.found.get(simd), nothing);
            area.unrecorded.set(unrecorded - here);
            area.before.set(area.suspected.add(here));
            found += here;
        }
        self.newly_found.add(found);
    }

    /// Step 7: the groups of `task` are done. Divides what they processed, and enters in the books what is released.
    #[inline(always)]
    pub(super) fn end_task<S: Simd>(&mut self, simd: S, task: Task) {
        let mut released = Vector::splat(simd, 0.0);
        for area in &mut self.areas {
            released += area.divide(simd, task);
        }
        self.released.add(released);
        self.released_this_year[task as usize].add(released);
    }

    /// Step 7, where nobody does technical survey: confirmed land goes to clearance whole.
    #[inline(always)]
    pub(super) fn pass_on<S: Simd>(&mut self, simd: S) {
        for area in &mut self.areas {
            let confirmed = area.confirmed.get(simd);
            area.confirmed = Lanes::default();
            area.before.set(area.to_clear.add(confirmed));
        }
    }

    /// Step 2: new suspected area in one lane, shared by what is known of the areas, or equally where nothing is; nothing where
    /// there is no area to add to.
    pub(super) fn add(&mut self, lane: usize, hectares: f64, areas: &[usize]) {
        if areas.is_empty() {
            return;
        }
        let weight: f64 = areas.iter().map(|&i| self.areas[i].known.0[lane]).sum();
        for &i in areas {
            let area = &mut self.areas[i];
            let share = if weight > 0.0 {
                area.known.0[lane] / weight
            } else {
                1.0 / areas.len() as f64
            };
            area.suspected.0[lane] += hectares * share;
            area.added.0[lane] += hectares * share;
        }
        self.added.0[lane] += hectares;
        self.newly_found.0[lane] += hectares;
    }

    /// Writes the stocks at the year's end, and what was found in the year.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(
        &self,
        simd: S,
        programme: &Programme,
        inputs: &Inputs,
        row: &mut [Lanes],
    ) {
        let mut stocks = [Vector::splat(simd, 0.0); 3];
        for area in &self.areas {
            stocks[0] += area.suspected.get(simd);
            stocks[1] += area.confirmed.get(simd);
            stocks[2] += area.to_clear.get(simd);
        }
        row[YearLayout::SUSPECTED].set(stocks[0]);
        row[YearLayout::CONFIRMED].set(stocks[1]);
        row[YearLayout::TO_CLEAR].set(stocks[2]);
        row[YearLayout::REMAINING].set(stocks[0] + stocks[1] + stocks[2]);
        row[YearLayout::NEWLY_FOUND] = self.newly_found;
        row[YearLayout::CANCELLED..=YearLayout::CLEARED].copy_from_slice(&self.released_this_year);
        for (index, item) in programme.items.iter().enumerate() {
            let mut weighted = Vector::splat(simd, 0.0);
            for (area, factor) in self.areas.iter().zip(&item.multiplier) {
                weighted += area.cleared_this_year.get(simd) * *factor;
            }
            let found = weighted * inputs[item.per_cleared_ha].get(simd);
            row[programme.year_layout.items + index].set(found);
        }
    }

    /// Begins the account of a calendar year.
    pub(super) fn start_calendar_year(&mut self) {
        self.newly_found = Lanes::default();
        self.released_this_year = [Lanes::default(); 3];
        for area in &mut self.areas {
            area.cleared_this_year = Lanes::default();
        }
    }

    /// Sum of a stock of one lane, ha.
    pub(super) fn total(&self, lane: usize, stock: impl Fn(&Area) -> &Lanes) -> f64 {
        debug_assert!(lane < WIDTH);
        self.areas.iter().map(|area| stock(area).0[lane]).sum()
    }
}
