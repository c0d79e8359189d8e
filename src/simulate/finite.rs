//! Trials that leave the finite numbers: which, when, and in what.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Prepared;
use crate::calendar::Month;
use crate::engine::{Engine, MonthSeen, Recorder};
use crate::programme::{OutcomeLayout as O, Programme};

/// A quantity of a trial outgrew what a number can hold, so that the run has no figures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "in trial {trial}, `{quantity}` is no finite number by {month}: look for a growth, an inflation, an escalation or an amount that is far too large"
)]
pub struct NotFinite {
    /// Number of the first trial.
    pub trial: u64,
    /// The first month at whose end it was seen.
    pub month: Month,
    /// What it is of.
    pub quantity: String,
}

/// The first trial of a run that left the finite numbers, whichever thread sees it.
#[derive(Debug)]
pub(super) struct FirstNotFinite(AtomicU64);

impl Default for FirstNotFinite {
    fn default() -> Self {
        Self(AtomicU64::new(u64::MAX))
    }
}

/// Outcomes that are finite in every trial; completion and the dates from the milestones on are infinite where they are not reached.
pub(super) fn amounts(programme: &Programme) -> Range<usize> {
    O::COMPLETION_MONTHS + 1..programme.outcome_layout.milestones
}

impl FirstNotFinite {
    /// Looks at the amounts of a trial that is over.
    #[inline(always)]
    pub(super) fn look(&self, trial: u64, amounts: &[f64]) {
        // The product of a finite number and 0 is 0, of any other NaN.
        let sum: f64 = amounts.iter().map(|it| it * 0.0).sum();
        if sum.is_nan() {
            self.0.fetch_min(trial, Ordering::Relaxed);
        }
    }

    /// Simulates the trial once more to tell what happened; `Ok` if there is none.
    pub(super) fn result(&self, run: &Prepared) -> Result<(), NotFinite> {
        let trial = self.0.load(Ordering::Relaxed);
        if trial == u64::MAX {
            return Ok(());
        }
        let programme = run.model.programme();
        let mut witness = Witness {
            programme,
            first: None,
        };
        let mut numbers = std::iter::once(trial);
        Engine::new(programme).run(programme, &run.sampler(), &mut numbers, &mut witness);
        let (month, quantity) = witness.first.expect("the trial is what it was");
        Err(NotFinite {
            trial,
            month: programme.clock.start.plus(month),
            quantity,
        })
    }
}

/// Watches a trial for the first number that is not finite.
struct Witness<'a> {
    programme: &'a Programme,
    /// Months since the start, and the quantity.
    first: Option<(u32, String)>,
}

impl Witness<'_> {
    fn see<'a>(&mut self, month: u32, values: impl IntoIterator<Item = (&'a str, f64)>) {
        if self.first.is_none() {
            let found = values.into_iter().find(|(_, value)| !value.is_finite());
            self.first = found.map(|(name, _)| (month, name.to_owned()));
        }
    }
}

impl Recorder for Witness<'_> {
    fn year(&mut self, _trial: u64, year: usize, row: &[f64]) {
        let clock = &self.programme.clock;
        let columns = self.programme.columns();
        // The last month of the calendar year.
        let month =
            (12 * (year as u32 + 1) - 1 - clock.start.of_year() as u32).min(clock.months - 1);
        let names = columns.series().map(|column| column.name.as_str());
        self.see(month, names.zip(row.iter().copied()));
    }

    fn end(&mut self, _trial: u64, _last_year: usize, outcome: &[f64]) {
        let columns = self.programme.columns();
        let names = columns.outcomes().map(|column| column.name.as_str());
        let all = names.zip(outcome.iter().copied());
        let amounts = amounts(self.programme);
        let month = self.programme.clock.months - 1;
        self.see(month, all.skip(amounts.start).take(amounts.len()));
    }

    fn month(&mut self, month: &dyn Fn() -> MonthSeen) {
        if self.first.is_none() {
            let month = month();
            self.see(
                month.t,
                [
                    ("income", month.income),
                    ("spent", month.spent),
                    ("suspected", month.suspected),
                    ("confirmed", month.confirmed),
                    ("to_clear", month.to_clear),
                ],
            );
        }
    }
}
