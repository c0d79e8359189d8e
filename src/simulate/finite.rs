//! Trials that leave the finite numbers: which, when, and in what.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::spec::{NotFinite, Prepared};
use crate::engine::{Engine, Recorder};
use crate::programme::{OutcomeLayout as O, Programme};

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

    /// Simulates the trial again, over ever fewer months, to tell when it happened and to what; `Ok` if there is none.
    pub(super) fn result(&self, run: &Prepared) -> Result<(), NotFinite> {
        let trial = self.0.load(Ordering::Relaxed);
        if trial == u64::MAX {
            return Ok(());
        }
        let programme = run.model.programme();
        // Finite after `good` months and no longer after `bad`.
        let (mut good, mut bad) = (0, programme.clock.months);
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            match not_finite(run, trial, middle) {
                Some(_) => bad = middle,
                None => good = middle,
            }
        }
        Err(NotFinite {
            trial,
            month: programme.clock.start.plus(bad - 1),
            quantity: not_finite(run, trial, bad).expect("the trial is what it was"),
        })
    }
}

/// The first outcome of a trial that is not finite when the horizon is after so many months.
fn not_finite(run: &Prepared, trial: u64, months: u32) -> Option<String> {
    let mut programme = run.model.programme().clone();
    programme.clock.months = months;
    let mut end = End {
        amounts: amounts(&programme),
        found: None,
    };
    let mut numbers = std::iter::once(trial);
    Engine::new(&programme).run(&programme, &run.sampler(), &mut numbers, &mut end);
    let column = programme.columns().outcomes().nth(end.found?)?;
    Some(column.name.clone())
}

/// Looks at the end of a trial.
struct End {
    amounts: Range<usize>,
    found: Option<usize>,
}

impl Recorder for End {
    fn year(&mut self, _trial: u64, _year: usize, _row: &[f64]) {}

    fn end(&mut self, _trial: u64, _last_year: usize, outcome: &[f64]) {
        self.found = self.amounts.clone().find(|at| !outcome[*at].is_finite());
    }

    fn keeps_years(&self) -> bool {
        false
    }
}
