//! From a point to its row: settings to a model, trials to figures.
//!
//! Plain numbers of inputs are set in a compiled model ([`Model::with`]); anything else goes through the text of the scenario, and
//! the models that come of it are kept while points that need them follow each other.

use std::sync::{Arc, Mutex};

use super::base::{Base, SweepError};
use super::design::{Design, Point, RandomNumbers, Setting};
use super::figures::Reads;
use super::head::JournalHead;
use super::point_trials::{Figure, PointTrials};
use super::variant::{Moved, Variant, check_tables, with_drivers};
use crate::data::{Cell, record};
use crate::sampling::Stream;
use crate::scenario::{self, LoadError, Problem};
use crate::simulate::{Model, RunSpec, SpecError, Stopped, Watch, simulate_each};

/// Models made from text that are kept.
const KEPT: usize = 16;

/// Why a point has no figures.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Failed {
    /// The message in its row.
    reason: String,
    /// Whether something is set that no scenario has.
    is_of_no_key: bool,
}

impl Failed {
    fn new(reason: String) -> Self {
        Self {
            reason,
            is_of_no_key: false,
        }
    }
}

impl From<SpecError> for Failed {
    fn from(error: SpecError) -> Self {
        Self::new(error.to_string())
    }
}

/// A model made from text, and by which variant and settings.
type Kept = ((usize, Vec<String>), Model);

/// A design with its scenarios compiled.
#[derive(Debug)]
pub struct Sweep {
    design: Design,
    head: JournalHead,
    variants: Vec<Variant>,
    kept: Mutex<Vec<Kept>>,
}

impl Sweep {
    /// Compiles the scenarios of a design, one for each of its variants.
    ///
    /// # Errors
    ///
    /// [`SweepError`]: what would fail at every point.
    pub fn new(design: Design, bases: Vec<Base>) -> Result<Self, SweepError> {
        let points = design.points().ok_or(SweepError::TooMany)?;
        if design.run.trials > super::design::MOST_TRIALS {
            return Err(SweepError::TooLong);
        }
        let mut models: Vec<Model> = Vec::with_capacity(bases.len());
        for base in &bases {
            let scaled = with_drivers(base, &design)?;
            models.push(Model::like(scaled, models.first()));
        }
        let models = Model::with_common_inputs(models.iter());
        let variants: Result<Vec<Variant>, SweepError> = models
            .into_iter()
            .map(|model| Variant::new(model, &design))
            .collect();
        let variants = variants?;
        let models: Vec<&Model> = variants.iter().map(|it| &it.model).collect();
        let head = JournalHead::new(&design, points, &models, bases)?;
        let sweep = Self {
            design,
            head,
            variants,
            kept: Mutex::default(),
        };
        check_tables(&sweep.variants, &sweep.design)?;
        sweep.check_keys()?;
        Ok(sweep)
    }

    /// What the sweep is of.
    pub fn head(&self) -> &JournalHead {
        &self.head
    }

    /// A key that no variant has would fail at every point.
    fn check_keys(&self) -> Result<(), SweepError> {
        let mut problems = Vec::new();
        for (place, factor) in self.design.factors.iter().enumerate() {
            let Some(setting) = factor.first_setting() else {
                continue;
            };
            let mut reason = None;
            for (number, variant) in self.variants.iter().enumerate() {
                let keys = variant.moved[place].iter().filter_map(|moved| match moved {
                    Moved::Key(path) => Some(assignment(path, setting)),
                    Moved::Inputs(_) | Moved::Missing(_) => None,
                });
                let sets: Vec<String> = keys.collect();
                reason = if sets.is_empty() {
                    None
                } else {
                    let refused = self.text_model(number, &sets).err();
                    refused.filter(|it| it.is_of_no_key)
                };
                if reason.is_none() {
                    break;
                }
            }
            problems.extend(reason.map(|it| factor.refused(&it.reason)));
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(SweepError::Factors(problems))
        }
    }

    /// Simulates points on the current thread pool. `done` is given the record of each, in any order and on any thread.
    ///
    /// # Errors
    ///
    /// [`Stopped`] if `watch.stop` was set before the last was over; those that were over have been given to `done`.
    pub fn simulate(
        &self,
        points: &[u64],
        done: impl Fn(u64, &[u8]) + Sync,
        watch: &Watch,
    ) -> Result<(), Stopped> {
        simulate_each(
            points.len(),
            |job| self.job(points[job]),
            |prepared| {
                let programme = prepared.model.programme();
                PointTrials::new(Arc::new(Reads::new(&self.head.outcomes, programme)))
            },
            |job, run: Result<crate::simulate::Run<PointTrials>, Failed>| {
                let number = points[job];
                let figures = run.map(|run| run.collected.figures());
                let row = self.row(number, figures);
                done(number, &record(row.iter().map(Cell::to_csv)));
            },
            watch,
        )
    }

    /// Seed of the trials of a point.
    fn seed(&self, number: u64) -> u64 {
        let seed = self.design.run.seed;
        match self.design.run.random_numbers {
            RandomNumbers::Common => seed,
            // 53 bits: a number that every reader of tables holds exactly.
            RandomNumbers::Independent => Stream::new(seed, "sweep.seed").bits(number, 0) >> 11,
        }
    }

    fn job(&self, number: u64) -> Result<(Model, RunSpec), Failed> {
        let point = self.design.point(number);
        let model = self.model(&point)?;
        let run = &self.design.run;
        let spec = RunSpec::new(run.trials, self.seed(number)).sampling(run.sampling);
        Ok((model, spec))
    }

    fn model(&self, point: &Point) -> Result<Model, Failed> {
        let variant = &self.variants[point.variant];
        let mut numbers: Vec<(&str, f64)> = Vec::new();
        let mut sets = Vec::new();
        for (moved, setting) in variant.moved.iter().zip(&point.settings) {
            for moved in moved {
                match (moved, setting) {
                    (_, Setting::Unchanged) => {}
                    (Moved::Missing(reason), _) => return Err(Failed::new(reason.clone())),
                    (Moved::Inputs(paths), Setting::Number(value)) => {
                        numbers.extend(paths.iter().map(|path| (path.as_str(), *value)));
                    }
                    (Moved::Inputs(paths), setting) => {
                        sets.extend(paths.iter().map(|path| assignment(path, setting)));
                    }
                    (Moved::Key(path), setting) => sets.push(assignment(path, setting)),
                }
            }
        }
        let model = if sets.is_empty() {
            variant.model.clone()
        } else {
            self.text_model(point.variant, &sets)?
        };
        if numbers.is_empty() {
            return Ok(model);
        }
        model
            .with(&numbers)
            .map_err(|error| Failed::new(error.to_string()))
    }

    /// A variant with settings that take another text.
    fn text_model(&self, variant: usize, sets: &[String]) -> Result<Model, Failed> {
        let key = (variant, sets.to_vec());
        let kept = || self.kept.lock().expect("no other thread has panicked");
        if let Some((_, model)) = kept().iter().find(|(it, _)| *it == key) {
            return Ok(model.clone());
        }
        let base = &self.variants[variant].model;
        let loaded = scenario::from_text("scenario", base.resolved(), sets);
        let loaded = loaded.map_err(|error| match error {
            LoadError::Rejected(problems) => {
                let all: Vec<String> = problems.iter().map(one_line).collect();
                Failed {
                    reason: all.join("; "),
                    is_of_no_key: problems.iter().any(Problem::is_of_no_key),
                }
            }
            unread @ LoadError::Io { .. } => Failed::new(unread.to_string()),
        })?;
        let model = Model::like(loaded, Some(base));
        let mut both = Model::with_common_inputs([base, &model].into_iter());
        let model = both.pop().expect("two models were given");
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((key, model.clone()));
        Ok(model)
    }

    /// The row of a point.
    fn row(&self, number: u64, figures: Result<Vec<Figure>, Failed>) -> Vec<Cell> {
        let point = self.design.point(number);
        let run = &self.design.run;
        let mut row = vec![Cell::count(number)];
        if self.head.has_variants() {
            row.push(Cell::Text(self.design.variants[point.variant].name.clone()));
        }
        let factors = self.design.factors.iter().zip(&point.settings);
        row.extend(factors.map(|(factor, setting)| match setting {
            Setting::Unchanged => Cell::Empty,
            Setting::Number(value) if factor.is_numeric() => Cell::Number(*value),
            setting => Cell::Text(setting.shown()),
        }));
        row.push(Cell::count(run.trials));
        row.push(Cell::count(self.seed(number)));
        row.push(Cell::Text(run.random_numbers.name().to_owned()));
        let nothing = || vec![(None, None); self.head.outcomes.len()];
        let (message, figures) = match figures {
            Ok(figures) => (Cell::Empty, figures),
            Err(Failed { reason, .. }) => (Cell::Text(reason), nothing()),
        };
        row.push(message);
        for (value, error) in figures {
            row.extend([Cell::number(value), Cell::number(error)]);
        }
        row
    }
}

fn assignment(path: &str, setting: &Setting) -> String {
    match setting {
        Setting::Number(value) => format!("{path}={value:?}"),
        Setting::Toml(text) => format!("{path}={text}"),
        Setting::Unchanged => path.to_owned(),
    }
}

/// A problem without its place, which is in a text that nobody has written.
fn one_line(problem: &Problem) -> String {
    let advice = problem.advice().map(|it| format!(": {it}"));
    let sentence = problem.sentence() + &advice.unwrap_or_default();
    sentence.replace(['\n', '\r'], " ")
}

impl super::design::Factor {
    /// The first value that changes anything.
    fn first_setting(&self) -> Option<&Setting> {
        use super::design::Values;
        const SOME: &Setting = &Setting::Number(1.0);
        match &self.values {
            Values::Each(all) | Values::Column(all) => {
                all.iter().find(|it| **it != Setting::Unchanged)
            }
            Values::Spread { .. } => Some(SOME),
        }
    }
}
