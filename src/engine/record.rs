//! The books: what is written down of every calendar year and of a whole trial.

use fearless_simd::{Simd, SimdBase, SimdMask};

use super::moment::Moment;
use super::state::State;
use crate::lanes::{Lanes, Mask, WIDTH, lanes};
use crate::programme::columns::{STANDING, STANDING_SPENT};
use crate::programme::{OutcomeLayout, Programme, YearLayout};

/// Rows in the lanes, and one lane's on its way out.
#[derive(Clone, Debug)]
pub(super) struct Books {
    /// The calendar year, columns by [`YearLayout`].
    row: Vec<Lanes>,
    /// Sums over the calendar years before.
    totals: Vec<Lanes>,
    /// How trials stood at the deadline, by lane and [`STANDING`].
    at_deadline: [[f64; STANDING.len()]; WIDTH],
    /// The row of one lane.
    year: Vec<f64>,
    /// The outcome of one lane, columns by [`OutcomeLayout`].
    outcome: Vec<f64>,
}

impl Books {
    pub(super) fn room(programme: &Programme) -> Self {
        let columns = programme.year_layout.len();
        Self {
            row: vec![Lanes::default(); columns],
            totals: vec![Lanes::default(); columns],
            at_deadline: Default::default(),
            year: vec![0.0; columns],
            outcome: vec![0.0; programme.outcome_layout.len],
        }
    }

    /// A trial begins in `lane`.
    pub(super) fn clear(&mut self, lane: usize) {
        for total in &mut self.totals {
            total.0[lane] = 0.0;
        }
    }

    /// Writes the calendar year of every lane; `closed`: where it is over, and where the programme is complete.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(
        &mut self,
        programme: &Programme,
        state: &State,
        now: &Moment<S>,
        closed: (Mask<S>, Mask<S>),
    ) {
        let simd = now.t.simd;
        let row = &mut self.row;
        state.land.close_year(simd, programme, &state.inputs, row);
        state.money.close_year(simd, programme, row);
        state.groups.close_year(simd, programme, row);
        let columns = &programme.year_layout.people;
        state.people.close_year(simd, columns, row);
        let accounts = (&state.land, &state.groups, &state.money);
        let limits = &state.limits;
        limits.close_year(programme, accounts, now, closed, row);
    }

    /// Writes down how trials stand whose deadline ends with this month.
    #[inline(always)]
    pub(super) fn meet_deadline<S: Simd>(
        &mut self,
        programme: &Programme,
        state: &State,
        now: &Moment<S>,
    ) {
        let deadline = programme.deadline.map_or(f64::INFINITY, f64::from);
        let met = now.t.simd_eq(deadline - 1.0);
        for lane in lanes(met.to_bitmask()) {
            let before = self.totals[YearLayout::SPENDING].0[lane];
            let spent = before + state.money.spent_in_year(lane);
            self.at_deadline[lane] = standing(state, lane, spent);
        }
    }

    /// Adds the calendar year to those before.
    #[inline(always)]
    pub(super) fn add_up<S: Simd>(&mut self, simd: S) {
        for (total, value) in self.totals.iter_mut().zip(&self.row) {
            total.add(value.get(simd));
        }
    }

    /// The calendar year of every lane.
    pub(super) fn row(&self) -> &[Lanes] {
        &self.row
    }

    /// The last year and the outcome of a trial that ends in `lane`: sums over its years, and what the mechanisms kept.
    /// `added_up`: whether the sums hold the last year.
    pub(super) fn end(
        &mut self,
        programme: &Programme,
        state: &State,
        lane: usize,
        added_up: bool,
    ) -> (&[f64], &[f64]) {
        use OutcomeLayout as O;
        let layout = &programme.outcome_layout;
        for (value, lanes) in self.year.iter_mut().zip(&self.row) {
            *value = lanes.0[lane];
        }
        let outcome = &mut self.outcome;
        for &(to, from) in &layout.sums {
            let last = if added_up { 0.0 } else { self.year[from] };
            outcome[to] = self.totals[from].0[lane] + last;
        }
        let State {
            land,
            money,
            people,
            progress,
            ..
        } = state;
        outcome[O::COMPLETION_MONTHS] = progress.completion.0[lane];
        outcome[O::NOMINAL] = money.nominal.0[lane];
        outcome[O::PRESENT_VALUE] = money.present_value.0[lane];
        outcome[O::INITIAL] = land.known.0[lane];
        outcome[O::UNRECORDED] = land.unrecorded.0[lane];
        outcome[O::ADDED] = land.added.0[lane];
        outcome[O::REMAINING] = self.year[YearLayout::REMAINING];
        outcome[O::UNDISCOVERED] = land.total(lane, |area| &area.unrecorded);
        outcome[O::KEPT] = money.kept(lane);
        people.all.write(programme, lane, outcome);
        self.end_standing(programme, state, lane);
        let outcome = &mut self.outcome;
        for (to, reached) in outcome[layout.milestones..]
            .iter_mut()
            .zip(&progress.milestones)
        {
            *to = reached.since.0[lane];
        }
        for (to, region) in outcome[layout.regions..].iter_mut().zip(&progress.regions) {
            *to = region.since.0[lane];
        }
        (&self.year, &self.outcome)
    }

    /// How the trial of `lane`, which ends, stood at the deadline, what it spent after it, and how it stands if it is not complete.
    fn end_standing(&mut self, programme: &Programme, state: &State, lane: usize) {
        use OutcomeLayout as O;
        let layout = &programme.outcome_layout;
        let outcome = &mut self.outcome;
        let (completion, spent) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
        let at_end = standing(state, lane, spent);
        let horizon = &mut outcome[layout.at_horizon..][..STANDING.len()];
        horizon.fill(0.0);
        if completion.is_infinite() {
            horizon.copy_from_slice(&at_end);
        }
        if let (Some(first), Some(deadline)) = (layout.at_deadline, programme.deadline) {
            let met = completion <= f64::from(deadline);
            let at_deadline = if met { at_end } else { self.at_deadline[lane] };
            outcome[first..][..STANDING.len()].copy_from_slice(&at_deadline);
            let after = spent - at_deadline[STANDING_SPENT];
            outcome[first + STANDING.len()] = after.max(0.0);
        }
    }
}

/// How the trial of `lane` stands after a month, having `spent` so much, by [`STANDING`].
fn standing(state: &State, lane: usize, spent: f64) -> [f64; STANDING.len()] {
    let [remaining, released, regions] = state.progress.standing(&state.land, lane);
    let returned = state.people.all.returned.0[lane];
    [remaining, released, spent, returned, regions]
}
