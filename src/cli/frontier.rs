//! `clearcast frontier`: which date and which budget can be kept together.

use std::io::Write;
use std::path::Path;

use clap::Args;

use super::finish::Failure;
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::question::{Asked, Question, share};
use super::{Error, Status};
use crate::answers;
use crate::frontier::{Frontier, LEVEL_TRIALS, Levels, frontier, levels};
use crate::simulate::RunSpec;
use crate::solve::Lever;

/// Show which dates and budgets can be kept together, and how likely
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast frontier
  clearcast frontier valley.toml --confidence 0.6,0.8
  clearcast frontier --vary funding.state.annual=80e6..640e6     the target against the yearly budget")]
pub(super) struct FrontierArgs {
    #[command(flatten)]
    question: Question,
    /// Joint confidences, between 0 and 1
    #[arg(long, value_name = "P,P", value_delimiter = ',', default_values_t = [0.5, 0.7, 0.8], value_parser = share)]
    confidence: Vec<f64>,
    /// Input to vary over 13 levels, by path or pattern, and the range of its median (of a factor for several); repeatable
    #[arg(long, value_name = "PATH[=LO..HI]")]
    vary: Vec<String>,
}

impl FrontierArgs {
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
        self.question.ask("frontier", err, |asked, _| {
            self.answer(asked, out).map(|()| Status::Done)
        })
    }

    fn answer(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let model = &asked.model;
        let mut confidences = self.confidence.clone();
        confidences.sort_by(f64::total_cmp);
        confidences.dedup();
        let lever = match &self.vary[..] {
            [] => None,
            vary => Some(Lever::parse(vary, model).map_err(Error::Arguments)?),
        };
        let spec = RunSpec::new(self.question.trials, self.question.seed.seed);
        let of_level = RunSpec::new(
            self.question.trials.min(LEVEL_TRIALS),
            self.question.seed.seed,
        );
        let trials =
            self.question.trials + lever.as_ref().map_or(0, |_| 13 * of_level.trials.count());
        let watch = &asked.watch;
        let found = with_bar(&asked.stem, trials, watch, |_| {
            asked
                .pool
                .install(|| -> Result<(Frontier, Option<Levels>), Error> {
                    let levels = lever
                        .as_ref()
                        .map(|lever| levels(model, lever, &of_level, &confidences, watch));
                    let levels = levels.transpose()?;
                    Ok((frontier(model, &spec, &confidences, watch)?, levels))
                })
        })?;
        let answer = answers::frontier(found.0, found.1, model);
        asked.finish(&answer, out)
    }
}
