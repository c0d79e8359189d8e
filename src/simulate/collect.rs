//! What becomes of trials: collectors, and how the engine's calendar years are put together to whole trials for them.

use std::ops::Range;

use super::inputs_again::InputsAgain;
use crate::engine::{Recorder, Sampler};
use crate::ensemble::Tally;
use crate::programme::Programme;
use crate::programme::columns::years::STAYING;

/// One trial that is over.
#[derive(Clone, Debug)]
pub struct Trial<'a> {
    /// Its number.
    pub number: u64,
    /// Inputs before drivers multiply them, by [`paths`](crate::programme::InputPlan::paths): running a trial with those
    /// that vary as given values gives the same trial. Empty unless [wanted](Wants::inputs).
    pub inputs: &'a [f64],
    /// 1 for each driver that acts in it, 0 for the others, by [`drivers`](crate::programme::InputPlan::drivers). Empty as `inputs`.
    pub acting: &'a [f64],
    /// Columns by [`OutcomeLayout`](crate::programme::OutcomeLayout).
    pub outcome: &'a [f64],
    /// Calendar years, `[year][column]`, columns by [`YearLayout`](crate::programme::YearLayout). In the years after
    /// `last_year` stocks of land [stay](STAYING), some columns [last](crate::programme::YearLayout::lasting), and all others are zero.
    /// Empty unless [wanted](Wants::years).
    pub years: &'a [f64],
    /// Columns of a calendar year, and those that go on after `last_year`.
    pub columns: usize,
    /// See `columns`.
    pub lasting: Range<usize>,
    /// Index of the calendar year in which the trial ended.
    pub last_year: usize,
}

/// What a collector reads of a trial beside its outcome. Either takes time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// The inputs it drew.
    pub inputs: bool,
    /// Its calendar years.
    pub years: bool,
}

/// Is shown trials one by one.
pub trait Each {
    /// What it reads beside the outcome.
    fn wants(&self) -> Wants;

    /// Takes in one trial.
    fn trial(&mut self, trial: &Trial<'_>);
}

/// Collects the trials of a run. Every thread fills a copy of an empty collector; the copies are then merged.
///
/// Trials come in any order, and a copy gets any of them: what a run returns is the same on all threads only if the order of trials
/// and of merging does not matter, or if [`finish`](Self::finish) puts it right.
///
/// ```
/// use clearcast::simulate::{Collect, Model, RunSpec, Trial, simulate};
/// use clearcast::programme::OutcomeLayout;
///
/// /// Counts the trials that are complete within the horizon.
/// #[derive(Clone, Default)]
/// struct Finished(u64);
///
/// impl Collect for Finished {
///     fn trial(&mut self, trial: &Trial<'_>) {
///         self.0 += u64::from(trial.outcome[OutcomeLayout::COMPLETION_MONTHS].is_finite());
///     }
///     fn merge(&mut self, other: Self) {
///         self.0 += other.0;
///     }
/// }
///
/// let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[])?;
/// let jobs = [(model, RunSpec::new(64, 1))];
/// let runs = simulate(&jobs, |_| Finished::default(), &Default::default())?;
/// assert!(runs[0].collected.0 <= 64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Collect: Send + Sync + Clone {
    /// What it reads beside the outcome.
    fn wants(&self) -> Wants {
        Wants::default()
    }

    /// Takes in one trial.
    fn trial(&mut self, trial: &Trial<'_>);

    /// Adds what another copy has collected of the same run.
    fn merge(&mut self, other: Self);

    /// After the last trial and the last merge.
    fn finish(&mut self) {}

    /// The tally in it, which takes eight trials at a time, and what is shown each trial.
    fn parts(&mut self) -> (Option<&mut Tally>, Option<&mut dyn Each>) {
        (None, Some(self))
    }
}

impl<C: Collect> Each for C {
    fn wants(&self) -> Wants {
        Collect::wants(self)
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        Collect::trial(self, trial);
    }
}

/// Both collect the same trials.
impl<C: Collect> Collect for (Tally, C) {
    fn wants(&self) -> Wants {
        Collect::wants(&self.1)
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        Collect::trial(&mut self.0, trial);
        Collect::trial(&mut self.1, trial);
    }

    fn merge(&mut self, other: Self) {
        Collect::merge(&mut self.0, other.0);
        self.1.merge(other.1);
    }

    fn finish(&mut self) {
        self.0.finish();
        self.1.finish();
    }

    fn parts(&mut self) -> (Option<&mut Tally>, Option<&mut dyn Each>) {
        (Some(&mut self.0), Some(&mut self.1))
    }
}

impl Collect for Tally {
    fn wants(&self) -> Wants {
        Wants {
            years: true,
            inputs: false,
        }
    }

    fn trial(&mut self, trial: &Trial<'_>) {
        let rows = trial.years.chunks_exact(trial.columns).enumerate();
        for (year, row) in rows {
            if year <= trial.last_year {
                self.year(trial.number, year, row);
            } else if !trial.lasting.is_empty() {
                self.later(trial.number, year, &row[trial.lasting.clone()]);
            }
        }
        let last = &trial.years[trial.last_year * trial.columns..][..trial.columns];
        self.end(trial.number, trial.last_year, last, trial.outcome);
    }

    fn merge(&mut self, other: Self) {
        Tally::merge(self, other);
    }

    fn finish(&mut self) {
        Tally::finish(self);
    }

    fn parts(&mut self) -> (Option<&mut Tally>, Option<&mut dyn Each>) {
        (Some(self), None)
    }
}

/// A trial some of whose years are over.
#[derive(Debug, Default)]
struct Open {
    number: u64,
    years: Vec<f64>,
}

/// Puts the calendar years of trials that interleave together, and shows each trial when it ends.
pub(super) struct Assembly<'a> {
    each: &'a mut dyn Each,
    wants: Wants,
    columns: usize,
    years: usize,
    lasting: Range<usize>,
    open: Vec<Open>,
    /// Room of trials that have been shown.
    spare: Vec<Open>,
    inputs: Option<InputsAgain<'a>>,
}

impl<'a> Assembly<'a> {
    pub(super) fn new(
        programme: &'a Programme,
        sampler: Sampler<'a>,
        end: u64,
        each: &'a mut dyn Each,
    ) -> Self {
        let wants = each.wants();
        Self {
            each,
            wants,
            columns: programme.year_layout.len(),
            years: programme.clock.calendar_years(),
            lasting: programme.year_layout.lasting(),
            open: Vec::new(),
            spare: Vec::new(),
            inputs: wants
                .inputs
                .then(|| InputsAgain::new(programme, sampler, end)),
        }
    }

    /// The years of a trial that is at work.
    fn open(&mut self, number: u64) -> &mut [f64] {
        let found = self.open.iter().position(|open| open.number == number);
        let index = found.unwrap_or_else(|| {
            let mut open = self.spare.pop().unwrap_or_default();
            open.number = number;
            open.years.clear();
            open.years.resize(self.years * self.columns, 0.0);
            self.open.push(open);
            self.open.len() - 1
        });
        &mut self.open[index].years
    }
}

impl Recorder for Assembly<'_> {
    fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let first = year * self.columns;
        self.open(trial)[first..][..row.len()].copy_from_slice(row);
    }

    fn later(&mut self, trial: u64, year: usize, lasting: &[f64]) {
        let first = year * self.columns + self.lasting.start;
        self.open(trial)[first..][..lasting.len()].copy_from_slice(lasting);
    }

    fn end(&mut self, trial: u64, last_year: usize, outcome: &[f64]) {
        let place = self.open.iter().position(|open| open.number == trial);
        let mut open = place.map(|place| self.open.swap_remove(place));
        if let Some(Open { years, .. }) = &mut open {
            let last = last_year * self.columns..last_year * self.columns + STAYING;
            for year in last_year + 1..self.years {
                years.copy_within(last.clone(), year * self.columns);
            }
        }
        let nothing: (&[f64], &[f64]) = (&[], &[]);
        let inputs = self.inputs.as_mut();
        let (inputs, acting) = inputs.map_or(nothing, |inputs| inputs.of(trial));
        self.each.trial(&Trial {
            number: trial,
            inputs,
            acting,
            outcome,
            years: open.as_ref().map_or(&[], |open| &open.years),
            columns: self.columns,
            lasting: self.lasting.clone(),
            last_year,
        });
        self.spare.extend(open);
    }

    fn keeps_years(&self) -> bool {
        self.wants.years
    }
}
