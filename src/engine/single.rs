//! One trial at a time, with all it recorded at hand.

use std::ops::Range;

use super::{Engine, MonthSeen, Recorder, Sampler};
use crate::programme::Programme;
use crate::sampling::Design;

/// Room for one trial at a time, and what the last one recorded.
#[derive(Clone, Debug)]
pub struct Workspace {
    engine: Engine,
    record: Record,
}

/// What a trial recorded.
#[derive(Clone, Debug)]
struct Record {
    columns: usize,
    /// Columns that go on after completion.
    lasting: Range<usize>,
    years: Vec<f64>,
    last_year: usize,
    outcome: Vec<f64>,
}

impl Workspace {
    /// Room for the trials of `programme`.
    pub fn new(programme: &Programme) -> Self {
        let columns = programme.year_layout.len();
        Self {
            engine: Engine::new(programme),
            record: Record {
                columns,
                lasting: programme.year_layout.lasting(),
                years: vec![0.0; programme.clock.calendar_years() * columns],
                last_year: 0,
                outcome: vec![0.0; programme.outcome_layout.len],
            },
        }
    }

    /// The outcome of the last trial, columns by [`OutcomeLayout`](crate::programme::OutcomeLayout).
    pub fn outcome(&self) -> &[f64] {
        &self.record.outcome
    }

    /// The calendar years of the last trial, `[year][column]`, columns by [`YearLayout`](crate::programme::YearLayout). In
    /// the years after the programme's end (see [`Workspace::last_year`]) all are zero but those that
    /// [last](crate::programme::YearLayout::lasting).
    pub fn years(&self) -> &[f64] {
        &self.record.years
    }

    /// Index of the calendar year in which the last trial ended.
    pub fn last_year(&self) -> usize {
        self.record.last_year
    }

    /// Simulates trial number `trial` of `design`.
    pub fn run(&mut self, programme: &Programme, design: &Design, trial: u64) {
        self.run_observed(programme, design, trial, |_| ());
    }

    /// Simulates a trial and shows `observe` the end of every month.
    pub fn run_observed(
        &mut self,
        programme: &Programme,
        design: &Design,
        trial: u64,
        observe: impl FnMut(MonthSeen),
    ) {
        self.simulate(programme, &Sampler::new(design), trial, observe);
    }

    /// Simulates with every input at its mode, or its median where it has no mode. Chance within the trial is that of trial
    /// 0; pass a programme [without chance](Programme::without_chance) for the point estimate.
    pub fn run_point_estimate(&mut self, programme: &Programme) {
        self.simulate(programme, &Sampler::estimate(), 0, |_| ());
    }

    /// Simulates with every input at its median. Chance within the trial is as in [`Workspace::run_point_estimate`].
    pub fn run_medians(&mut self, programme: &Programme) {
        self.simulate(programme, &Sampler::medians(), 0, |_| ());
    }

    fn simulate(
        &mut self,
        programme: &Programme,
        sampler: &Sampler<'_>,
        trial: u64,
        mut observe: impl FnMut(MonthSeen),
    ) {
        self.record.years.fill(0.0);
        let mut watched = Watched {
            record: &mut self.record,
            observe: &mut observe,
        };
        let mut numbers = std::iter::once(trial);
        self.engine
            .run(programme, sampler, &mut numbers, &mut watched);
    }
}

/// A record in the making, and who looks on.
struct Watched<'a> {
    record: &'a mut Record,
    observe: &'a mut dyn FnMut(MonthSeen),
}

impl Recorder for Watched<'_> {
    fn year(&mut self, _trial: u64, year: usize, row: &[f64]) {
        self.record.years[year * self.record.columns..][..row.len()].copy_from_slice(row);
    }

    fn later(&mut self, _trial: u64, year: usize, lasting: &[f64]) {
        let columns = self.record.lasting.clone();
        let row = &mut self.record.years[year * self.record.columns..];
        row[columns].copy_from_slice(lasting);
    }

    fn end(&mut self, _trial: u64, last_year: usize, outcome: &[f64]) {
        self.record.last_year = last_year;
        self.record.outcome.copy_from_slice(outcome);
    }

    fn month(&mut self, month: &dyn Fn() -> MonthSeen) {
        (self.observe)(month());
    }
}
