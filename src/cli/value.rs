//! `clearcast value`: what it is worth to know an input before one decides.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::finish::Failure;
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::question::{Asked, Question, share, share_or_all};
use super::{Error, Status, source};
use crate::answers;
use crate::arguments;
use crate::compare;
use crate::simulate::Model;
use crate::value::{Figure, MOST_TRIALS, Settings, ValueError, choice, reserve};

/// Tell what it is worth to know an input, for a reserve or a choice between two plans
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast value                                   by how much the reserve of time and money shrinks
  clearcast value valley.toml --at 0.9 --accuracy 0.5
  clearcast value --between scenarios/azerbaijan.toml scenarios/donor-surge.toml --for npv

The reserve is what is held above the mean for the worst trials: CVaR at --at less the mean. With --between it is told what knowledge
changes in the choice between two plans, which are simulated under the same draws.")]
pub(super) struct ValueArgs {
    #[command(flatten)]
    question: Question,
    /// The reserve is for the trials beyond this share
    #[arg(long, value_name = "P", default_value_t = 0.8, value_parser = share, conflicts_with = "between")]
    at: f64,
    /// Correlation of what a study says with the score of what it is about; 1 is perfect information
    #[arg(long, value_name = "R", default_value_t = 1.0, value_parser = share_or_all)]
    accuracy: f64,
    /// Two plans, of which one is chosen; the target is that of the first
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "scenario")]
    between: Vec<PathBuf>,
    /// What the plans are chosen by: joint, cost, years or npv (present value of benefits less spending) [default: joint; years
    /// where the first plan has no target]
    #[arg(long = "for", value_name = "FIGURE", value_parser = figure)]
    by: Option<Figure>,
}

fn figure(text: &str) -> Result<Figure, String> {
    arguments::one_of(text, Figure::ALL, Figure::name)
}

impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        match error {
            ValueError::Simulate(error) => Self::Simulate(error),
            ValueError::Scenario(rule) => Self::Arguments(rule),
        }
    }
}

impl ValueArgs {
    /// Whether it is about two plans, of which no folder holds both.
    pub(super) fn is_of_two(&self) -> bool {
        !self.between.is_empty()
    }

    /// The same question about the scenario in the folder of its answer.
    pub(super) fn again(self, folder: &Path, place: &Path, threads: ThreadsArg) -> Self {
        Self {
            question: self.question.again(folder, place, threads),
            ..self
        }
    }

    pub(super) fn execute(
        mut self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        self.question.keeps_at_most(MOST_TRIALS)?;
        let plans = self.between.clone();
        if self.by.is_some() && plans.is_empty() {
            let rule = "--for: name the two plans as well, with --between A B";
            return Err(Error::Arguments(rule.to_owned()));
        }
        if let Some(first) = plans.first() {
            self.question.source.scenario = Some(first.clone());
        }
        self.question
            .ask("value", err, |asked, err| match &plans[..] {
                [first, second] => self.choice(asked, [first, second], out, err),
                _ => self.reserve(asked, out).map(|()| Status::Done),
            })
    }

    fn settings(&self) -> Settings {
        Settings {
            trials: self.question.trials,
            seed: self.question.seed.seed,
            accuracy: self.accuracy,
        }
    }

    fn reserve(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let (model, settings) = (&asked.model, self.settings());
        let found = with_bar(&asked.stem, settings.trials, &asked.watch, |_| {
            let work = || reserve(model, self.at, &settings, &asked.watch);
            asked.pool.install(work)
        })
        .map_err(Error::from)?;
        asked.finish(&answers::reserve(found, model), out)
    }

    fn choice(
        &self,
        asked: &Asked<'_>,
        [first, second]: [&Path; 2],
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Failure> {
        let (model, settings) = (&asked.model, self.settings());
        let Some(loaded) = source::load(Some(second), &self.question.source.sets, err)? else {
            return Ok(Status::Rejected);
        };
        let base = model.loaded().expect("it was read from a file");
        let called = first.display().to_string();
        if let Some(problems) = compare::refusals(base, &called, &loaded) {
            source::show(&problems, err);
            return Ok(Status::Rejected);
        }
        if !loaded.warnings.is_empty() {
            source::show(&loaded.warnings, err);
        }
        let [a, b] = names(first, second);
        let found = with_bar(&asked.stem, 2 * settings.trials, &asked.watch, |_| {
            asked.pool.install(|| {
                let other = Model::like(loaded, Some(model));
                let figure = self.by.unwrap_or_else(|| Figure::usual(model));
                choice([(&a, model), (&b, &other)], figure, &settings, &asked.watch)
            })
        })
        .map_err(Error::from)?;
        asked.finish(&answers::choice(found, model), out)?;
        Ok(Status::Done)
    }
}

/// What the plans are called: by their files, with what is around them where that is the same.
fn names(first: &Path, second: &Path) -> [String; 2] {
    let stem = |path: &Path| {
        let stem = path.file_stem().unwrap_or(path.as_os_str());
        stem.to_string_lossy().into_owned()
    };
    let names = [stem(first), stem(second)];
    if names[0] == names[1] {
        return [first, second].map(|it| it.display().to_string());
    }
    names
}
