//! People of all areas together: what a month means for them, and what is written of it.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use crate::lanes::{Lanes, Mask, MoveLane, Vector, move_lane};
use crate::programme::layout::PeopleColumns;
use crate::programme::{OutcomeLayout as O, Programme};

/// Part of all who wait by which a share of them may be missed through rounding.
const ROUNDING: f64 = 1e-12;

/// Sums over all areas, and what the trial drew.
#[derive(Clone, Debug, Default)]
pub(super) struct Displaced {
    /// Displaced people who wait at the start.
    pub(super) waiting: Lanes,
    pub(super) residents: Lanes,
    pub(super) returned: Lanes,
    /// People whose share of land is released, at completion; and those of them who have not returned.
    pub(super) free: Lanes,
    pub(super) ready: Lanes,
    /// People present, each by the contaminated share of the land around; and those to come likewise.
    pub(super) exposed: Lanes,
    pub(super) expecting: Lanes,
    /// Part of those who are ready that returns in a month.
    pub(super) moving: Lanes,
    /// Most people who return in a month.
    pub(super) capacity: Lanes,
    /// Casualties per person and month on contaminated land, and its monthly factor.
    pub(super) hazard: Lanes,
    pub(super) hazard_per_month: Lanes,
    /// Casualties among deminers per ha.
    pub(super) per_cleared_ha: Lanes,
    /// Share of casualties that are killed.
    pub(super) killed: Lanes,
    /// Share of casualties that full risk education averts, and of it what the month's money paid for.
    pub(super) averted: Lanes,
    pub(super) paid_for: Lanes,
    /// Price of risk education per person present and month.
    pub(super) education: Lanes,
    /// Value of a hectare a month, and the share of it that cancelled land has.
    pub(super) value: Lanes,
    pub(super) credited: Lanes,
    /// Hectares in use, cancelled ones by their share: now, and at the end of the calendar year before.
    in_use: Lanes,
    in_use_before: Lanes,
    /// `(1 + discount rate)^-((t + 1/2)/12)`.
    pub(super) discount: Lanes,
    /// Months until half and 90 % have returned; infinite if they have not.
    pub(super) reached: [Lanes; 2],
    /// Present value of the benefits.
    benefits: Lanes,
    /// Casualties among people since the start.
    harmed: Lanes,
    pub(super) year: Accounts,
}

/// Accounts of the calendar year.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    /// Casualties among people, and had nobody been taught.
    harmed: Lanes,
    untaught: Lanes,
    /// Casualties among deminers.
    deminers: Lanes,
    /// Paid for risk education.
    pub(super) taught: Lanes,
    benefits: Lanes,
}

move_lane!(Displaced {
    waiting,
    residents,
    returned,
    free,
    ready,
    exposed,
    expecting,
    moving,
    capacity,
    hazard,
    hazard_per_month,
    per_cleared_ha,
    killed,
    averted,
    paid_for,
    education,
    value,
    credited,
    in_use,
    in_use_before,
    discount,
    reached,
    benefits,
    harmed,
    year
});
move_lane!(Accounts {
    harmed,
    untaught,
    deminers,
    taught,
    benefits
});

impl Displaced {
    /// Part of those ready to return who do so in the month: the same everywhere, as houses allow.
    #[inline(always)]
    pub(super) fn part<S: Simd>(&self, simd: S) -> Vector<S> {
        let moving = self.moving.get(simd);
        let capacity = self.capacity.get(simd);
        let wanted = self.ready.get(simd) * moving;
        let crowded: Mask<S> = wanted.simd_gt(capacity);
        // A division takes long, and the next month waits for it.
        if !crowded.any_true() {
            return moving;
        }
        crowded.select(moving * (capacity / wanted), moving)
    }

    /// Takes over what was released in the calendar year so far: cancelled, reduced, cleared, ha.
    #[inline(always)]
    pub(super) fn own<S: Simd>(&mut self, simd: S, released: &[Lanes; 3]) {
        let [cancelled, reduced, cleared] = released;
        let (cancelled, reduced) = (cancelled.get(simd), reduced.get(simd));
        let cleared = cleared.get(simd);
        let credited = cancelled * self.credited.get(simd);
        let before = self.in_use_before.get(simd);
        self.in_use.set(before + (reduced + cleared + credited));
        self.year
            .deminers
            .set(cleared * self.per_cleared_ha.get(simd));
    }

    /// A month of return in the `running` lanes, on land that changes no more: what happens in one area happens in all.
    #[inline(always)]
    pub(super) fn return_home<S: Simd>(&mut self, simd: S, running: Mask<S>) {
        let part = running.select(self.part(simd), Vector::splat(simd, 0.0));
        let ready = self.ready.get(simd);
        let expecting = self.expecting.get(simd);
        self.returned.add(ready * part);
        self.ready.set(ready - ready * part);
        self.exposed.add(expecting * part);
        self.expecting.set(expecting - expecting * part);
    }

    /// What month `t` means for those who are there, in the `running` lanes.
    #[inline(always)]
    pub(super) fn live<S: Simd>(
        &mut self,
        programme: &Programme,
        columns: &PeopleColumns,
        t: Vector<S>,
        running: Mask<S>,
    ) {
        let simd = t.simd;
        let nothing = Vector::splat(simd, 0.0);
        if columns.returned.is_some() {
            let all = self.waiting.get(simd) * (1.0 - ROUNDING);
            let returned = self.returned.get(simd);
            for (reached, share) in self.reached.iter_mut().zip([0.5, 0.9]) {
                let there = running & returned.simd_ge(all * share);
                let before = reached.get(simd);
                reached.set(there.select(before.min(t + 1.0), before));
            }
        }
        if columns.casualties.is_some() {
            let hazard = self.hazard.get(simd);
            let later = hazard * self.hazard_per_month.get(simd);
            let untaught = running.select(self.exposed.get(simd) * hazard, nothing);
            let averted = self.averted.get(simd) * self.paid_for.get(simd);
            let harmed = untaught * (1.0 - averted);
            self.hazard.set(running.select(later, hazard));
            self.year.untaught.add(untaught);
            self.year.harmed.add(harmed);
            self.harmed.add(harmed);
        }
        if columns.benefits.is_some() {
            let discount = self.discount.get(simd);
            let later = discount * programme.discount_per_month;
            let month = running.select(self.value.get(simd) * self.in_use.get(simd), nothing);
            self.year.benefits.add(month);
            self.benefits.add(month * discount);
            self.discount.set(running.select(later, discount));
        }
    }

    /// Writes the stocks and the accounts of the calendar year.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(&self, simd: S, columns: &PeopleColumns, row: &mut [Lanes]) {
        if let Some(column) = columns.returned {
            row[column] = self.returned;
            row[column + 1] = self.free;
        }
        if let Some(column) = columns.casualties {
            let both = self.year.harmed.get(simd) + self.year.deminers.get(simd);
            row[column] = self.year.harmed;
            row[column + 1] = self.year.deminers;
            row[column + 2].set(both * self.killed.get(simd));
        }
        if let Some(column) = columns.uneducated {
            row[column] = self.year.untaught;
        }
        if let Some(column) = columns.education {
            row[column] = self.year.taught;
        }
        if let Some(column) = columns.benefits {
            row[column] = self.year.benefits;
        }
    }

    /// Begins the accounts of a calendar year.
    pub(super) fn start_calendar_year(&mut self) {
        self.in_use_before = self.in_use;
        self.year = Accounts::default();
    }

    /// Begins the accounts of a calendar year in one lane, where the land changes no more.
    pub(super) fn start_year_after(&mut self, lane: usize) {
        self.year.take(lane, &Accounts::default(), 0);
    }

    /// In one lane the programme is over: nobody is paid to teach.
    pub(super) fn end_programme(&mut self, lane: usize) {
        self.paid_for.0[lane] = 0.0;
    }

    /// Writes what became of people in `lane` into an outcome that holds all else.
    pub(super) fn write(&self, programme: &Programme, lane: usize, outcome: &mut [f64]) {
        let columns = &programme.outcome_layout.people;
        if let (Some(to), Some(months)) = (columns.returned, columns.reached) {
            outcome[to] = self.returned.0[lane];
            for (i, reached) in self.reached.iter().enumerate() {
                outcome[months + i] = reached.0[lane];
            }
        }
        if let Some(to) = columns.casualties {
            let people = self.harmed.0[lane];
            let deminers = outcome[O::CLEARED] * self.per_cleared_ha.0[lane];
            outcome[to] = people;
            outcome[to + 1] = deminers;
            outcome[to + 2] = (people + deminers) * self.killed.0[lane];
        }
        if let Some(to) = columns.benefits {
            let (benefits, cost) = (self.benefits.0[lane], outcome[O::PRESENT_VALUE]);
            outcome[to] = benefits;
            outcome[to + 1] = if cost > 0.0 {
                benefits / cost
            } else {
                f64::INFINITY
            };
        }
    }
}
