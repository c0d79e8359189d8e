//! The books: what is written down of every calendar year and of a whole trial.

use fearless_simd::Simd;

use super::state::State;
use crate::lanes::Lanes;
use crate::programme::{OutcomeLayout, Programme, YearLayout};

/// Rows in the lanes, and one lane's on its way out.
#[derive(Clone, Debug)]
pub(super) struct Books {
    /// The calendar year, columns by [`YearLayout`].
    row: Vec<Lanes>,
    /// Sums over the calendar years before.
    totals: Vec<Lanes>,
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

    /// Writes the calendar year of every lane.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(&mut self, simd: S, programme: &Programme, state: &State) {
        let row = &mut self.row;
        state.land.close_year(simd, programme, &state.inputs, row);
        state.money.close_year(simd, programme, row);
        state.crews.close_year(simd, programme, row);
        let columns = &programme.year_layout.people;
        state.people.close_year(simd, columns, row);
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
        for (to, reached) in outcome[layout.milestones..]
            .iter_mut()
            .zip(&progress.milestones)
        {
            *to = reached.0[lane];
        }
        for (to, region) in outcome[layout.regions..].iter_mut().zip(&progress.regions) {
            *to = region.since.0[lane];
        }
        (&self.year, &self.outcome)
    }
}
