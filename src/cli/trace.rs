//! `clearcast trace`: one trial in full, and why it ended as it did.

use std::io::Write;
use std::path::Path;

use clap::Args;

use super::finish::Failure;
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::question::{Asked, Question};
use super::{Error, Status};
use crate::answers;
use crate::simulate::MOST_TRIALS;
use crate::simulate::RunSpec;
use crate::summary::reference::GRAMMAR;
use crate::trace::{Causes, Trace, causes, near, trace};

/// Show one trial month by month, what it drew, and why it ended as it did
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast trace --near 'p80(years)'        the trial in which completion comes nearest to P80
  clearcast trace valley.toml --trial 17")]
pub(super) struct TraceArgs {
    #[command(flatten)]
    question: Question,
    /// Number of the trial, from 0
    #[arg(long, value_name = "N", required_unless_present = "near", value_parser = clap::value_parser!(u64).range(..MOST_TRIALS))]
    trial: Option<u64>,
    /// The trial nearest to a figure of the run, such as 'p80(years)' or 'p50(cost)'
    #[arg(long, value_name = "FIGURE", conflicts_with = "trial")]
    near: Option<String>,
}

impl TraceArgs {
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
        self.question.ask("trace", err, |asked, _| {
            self.answer(asked, out).map(|()| Status::Done)
        })
    }

    fn answer(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let (model, watch) = (&asked.model, &asked.watch);
        let spec = RunSpec::new(self.question.trials, self.question.seed.seed);
        let found = with_bar(&asked.stem, self.question.trials, watch, |_| {
            asked.pool.install(|| -> Result<(Trace, Causes), Error> {
                let number = match (&self.near, self.trial) {
                    (Some(figure), _) => near(model, &spec, figure, watch)?.map_err(|error| {
                        Error::Arguments(format!(
                            "--near {figure}: {error}\n\nfigures are\n{GRAMMAR}"
                        ))
                    })?,
                    (None, trial) => trial.unwrap_or_default(),
                };
                let trace = trace(model, &spec, number, watch)?;
                Ok((trace, causes(model, &spec, number, watch)?))
            })
        })?;
        let answer = answers::trace(found.0, found.1, model);
        asked.finish(&answer, out)
    }
}
