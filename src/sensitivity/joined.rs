//! A question whose trials are simulated in parts, anywhere and in any order, and put together to the answer of one machine.
//!
//! Parts hold rows of trials and no sums, and what is summed over points is summed in their order: so an answer has the same bits
//! whoever simulated which part, and however the trials were cut.

use std::collections::BTreeMap;
use std::ops::Range;

use super::effects::Effects;
use super::measures::{self, Indices, Measures, Method};
use super::mixing::Mixing;
use super::outcome::Outcome;
use super::part::{Part, PartError};
use super::question::Settings;
use super::runs::{RunOf, Runs};
use super::study::{self, Study};
use crate::sampling::REPLICATES;
use crate::simulate::{Collect, Model, SimulateError, Table};

/// A question some of whose trials are there.
///
/// ```
/// use clearcast::sensitivity::{By, Found, Joined, Outcome, Settings, study};
/// use clearcast::simulate::Model;
///
/// let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
/// let cost = || vec![Outcome::parse("cost", model.programme(), model.scenario()).unwrap()];
/// let settings = Settings { trials: 512, seed: 1, by: By::Factors, until: None, over_time: false };
/// let mut joined = Joined::new(&model, cost(), None, &settings)?;
/// for (part, _) in joined.open(100) {
///     joined.add(&part.simulate(&model, &Default::default())?)?; // on any machine, in any order
/// }
/// let Some(Found::Study(found)) = joined.found()? else { panic!("all is there") };
/// let whole = study(&model, cost(), &settings, &Default::default())?;
/// assert_eq!(found.rows[0].shares, whole.rows[0].shares); // to the last bit
/// # Ok::<(), clearcast::sensitivity::PartError>(())
/// ```
#[derive(Debug)]
pub struct Joined {
    method: Option<Method>,
    runs: Runs,
    /// Rows of the plain run and of those without a risk, from the first trial on.
    tables: BTreeMap<RunOf, Table>,
    sums: Sums,
    /// Points that are needed.
    goal: u64,
    /// By run and first trial: parts that wait for those before them, and their ends.
    waiting: BTreeMap<(RunOf, u64), (u64, Table)>,
}

/// What is summed over points.
#[derive(Debug)]
enum Sums {
    Nothing,
    /// Indices, before the mean of the plain run is known.
    NotYet,
    Orders(Effects),
    PickFreeze(Indices),
}

/// What was found.
#[derive(Clone, Debug)]
pub enum Found {
    /// By Shapley effects.
    Study(Study),
    /// By another measure.
    Measures(Measures),
}

impl Joined {
    /// Begins with no trials; without a `method` the answer is a study by Shapley effects.
    ///
    /// # Errors
    ///
    /// [`PartError::NoTrials`] of one at a time.
    pub fn new(
        model: &Model,
        outcomes: Vec<Outcome>,
        method: Option<Method>,
        settings: &Settings,
    ) -> Result<Self, PartError> {
        if method == Some(Method::Tornado) {
            return Err(PartError::NoTrials);
        }
        let settings = method.map_or_else(|| settings.clone(), |it| it.settings(settings));
        let runs = Runs::new(model, outcomes, &settings);
        let sums = match method {
            None => {
                let factors = runs.factors.len();
                Sums::Orders(Effects::new(&runs.mixed, factors, settings.seed))
            }
            Some(method) if method.is_of_points() => Sums::NotYet,
            Some(_) => Sums::Nothing,
        };
        let mut tables = BTreeMap::from([(RunOf::Plain, runs.table(&RunOf::Plain))]);
        if method.is_none() {
            tables.extend(runs.without_risks().map(|it| (it.clone(), runs.table(&it))));
        }
        Ok(Self {
            method,
            tables,
            sums,
            goal: settings.points(),
            waiting: BTreeMap::new(),
            runs,
        })
    }

    /// The runs, and how many of their trials or points are there without a gap and in all.
    fn progress(&self) -> Vec<(RunOf, Range<u64>)> {
        let trials = self.runs.settings.trials;
        let tables = self.tables.iter();
        let mut all: Vec<(RunOf, Range<u64>)> = tables
            .map(|(run, table)| (run.clone(), table.len() as u64..trials))
            .collect();
        let points = match &self.sums {
            Sums::Nothing => None,
            Sums::NotYet => Some((Mixing::PickFreeze, 0)),
            Sums::Orders(effects) => Some((Mixing::Orders, effects.points())),
            Sums::PickFreeze(indices) => Some((Mixing::PickFreeze, indices.points())),
        };
        all.extend(points.map(|(mixing, there)| (RunOf::Points(mixing), there..self.goal)));
        all
    }

    /// Parts of at most so many trials that hold all that is missing, each with how many trials it has. When they have been added there may
    /// be others: how many points a limit takes is known when those before are there.
    pub fn open(&self, most: u64) -> Vec<(Part, u64)> {
        let mut open = Vec::new();
        for (run, missing) in self.progress() {
            let steps = self.runs.steps(&run);
            // Whole points of the design, which have a trial in every replicate.
            let whole = (most / steps / REPLICATES as u64).max(1) * REPLICATES as u64;
            let step = match run {
                RunOf::Points(_) => whole.min(self.runs.settings.by.batch()),
                RunOf::Plain | RunOf::Without(_) => whole,
            };
            let mut first = missing.start;
            let ahead = self.waiting.iter().filter(|((it, _), _)| *it == run);
            let ahead = ahead.map(|((_, start), (end, _))| *start..*end);
            let end = std::iter::once(missing.end..missing.end);
            for there in ahead.chain(end) {
                while first < there.start {
                    let range = first..there.start.min(first + step);
                    first = range.end;
                    let trials = (range.end - range.start) * steps;
                    open.push((Part::of(&self.runs, run.clone(), range), trials));
                }
                first = there.end;
            }
        }
        open
    }

    /// Adds a part.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is of another question, or has trials that are there.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), PartError> {
        let (Part { run, range, .. }, table) = Part::rows(bytes, &self.runs)?;
        let mut runs = self.progress().into_iter();
        let missing = runs.find(|(it, _)| *it == run).map(|(_, missing)| missing);
        let missing = missing.ok_or(PartError::Other("method"))?;
        if range.end > missing.end {
            return Err(PartError::Unsound("more trials than are asked for"));
        }
        let overlaps = |(key, (end, _)): (&(RunOf, u64), &(u64, Table))| {
            key.0 == run && key.1 < range.end && range.start < *end
        };
        if range.start < missing.start || self.waiting.iter().any(overlaps) {
            return Err(PartError::Twice);
        }
        self.waiting.insert((run, range.start), (range.end, table));
        self.take();
        Ok(())
    }

    /// Takes in the parts that no other has to come before.
    fn take(&mut self) {
        for (run, whole) in &mut self.tables {
            while let Some((_, table)) = self.waiting.remove(&(run.clone(), whole.len() as u64)) {
                whole.merge(table);
            }
        }
        let plain = &self.tables[&RunOf::Plain];
        if matches!(self.sums, Sums::NotYet) && plain.len() as u64 == self.runs.settings.trials {
            self.sums = Sums::PickFreeze(Indices::new(&self.runs, plain));
        }
        let mut next = |mixing: Mixing, first: u64| {
            let part = self.waiting.remove(&(RunOf::Points(mixing), first));
            part.map(|(end, table)| (first..end, table))
        };
        match &mut self.sums {
            Sums::Nothing | Sums::NotYet => {}
            Sums::Orders(effects) => {
                while let Some((points, table)) = next(Mixing::Orders, effects.points()) {
                    effects.take(points, &table);
                }
                if effects.points() == self.goal {
                    self.goal = study::more(effects, &self.runs).unwrap_or(self.goal);
                }
            }
            Sums::PickFreeze(indices) => {
                while let Some((points, table)) = next(Mixing::PickFreeze, indices.points()) {
                    indices.take(points, &table);
                }
            }
        }
    }

    /// The answer; `None` while something is missing.
    ///
    /// # Errors
    ///
    /// If the design does not reach as far as the model's inputs.
    pub fn found(self) -> Result<Option<Found>, SimulateError> {
        if self
            .progress()
            .iter()
            .any(|(_, missing)| !missing.is_empty())
        {
            return Ok(None);
        }
        let Self {
            runs, mut tables, ..
        } = self;
        let Some(plain) = tables.remove(&RunOf::Plain) else {
            return Ok(None);
        };
        let found = match (self.method, &self.sums) {
            (None, Sums::Orders(effects)) => {
                let risks = runs.without_risks();
                let without: Vec<Table> = risks.filter_map(|it| tables.remove(&it)).collect();
                Found::Study(study::concluded(runs, &plain, &without, effects)?)
            }
            (Some(method), Sums::PickFreeze(indices)) => {
                let indices = Some(indices);
                Found::Measures(measures::concluded(method, &runs, &plain, indices)?)
            }
            (Some(method), _) => Found::Measures(measures::concluded(method, &runs, &plain, None)?),
            (None, _) => return Ok(None),
        };
        Ok(Some(found))
    }
}
