//! `clearcast discover`: the part of the inputs in which a programme fails.

use std::io::Write;
use std::path::Path;

use clap::Args;

use super::finish::Failure;
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::question::{Asked, Question, share_or_all};
use super::{Error, Status};
use crate::answers;
use crate::arguments;
use crate::discover::{Failing, MOST_TRIALS, discover};
use crate::simulate::RunSpec;

/// Find the part of the inputs in which trials mostly fail
#[derive(Args, Debug)]
#[command(
    mut_arg("trials", |it| it.default_value("65536")),
    after_help = "\
Examples:
  clearcast discover --failing joint
  clearcast discover valley.toml --failing years --density 0.9

A box is peeled around the failing trials (PRIM) with half of the replicates, and reported of the other half. It has at most four
limits. Coverage is the share of all failing trials that are in it, density the share of the trials in it that fail."
)]
pub(super) struct DiscoverArgs {
    #[command(flatten)]
    question: Question,
    /// What fails: joint (a half of the target is missed; as finished where there is no target), years, cost, or finished (not complete
    /// within the horizon)
    #[arg(long, value_name = "FIGURE", default_value = "joint", value_parser = failing)]
    failing: Failing,
    /// Density to aim at: the largest box that has it is reported [default: 0.8, or half way to 1 where more than 60 % fail]
    #[arg(long, value_name = "P", value_parser = share_or_all)]
    density: Option<f64>,
}

fn failing(text: &str) -> Result<Failing, String> {
    arguments::one_of(text, Failing::ALL, Failing::name)
}

impl DiscoverArgs {
    /// The same question about the scenario in the folder of its answer.
    pub(super) fn again(self, folder: &Path, place: &Path, threads: ThreadsArg) -> Self {
        Self {
            question: self.question.again(folder, place, threads),
            ..self
        }
    }

    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        self.question.keeps_at_most(MOST_TRIALS)?;
        self.question.ask("discover", err, |asked, _| {
            self.answer(asked, out).map(|()| Status::Done)
        })
    }

    fn answer(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let model = &asked.model;
        self.failing
            .check(model.programme().target)
            .map_err(|rule| {
                Error::Arguments(format!("--failing {}: {rule}", self.failing.name()))
            })?;
        let spec = RunSpec::new(self.question.trials, self.question.seed.seed);
        let trials = 2 * self.question.trials;
        let found = with_bar(&asked.stem, trials, &asked.watch, |_| {
            let work = || discover(model, self.failing, self.density, &spec, &asked.watch);
            asked.pool.install(work)
        })
        .map_err(Error::from)?;
        asked.finish(&answers::discovery(found, model), out)
    }
}
