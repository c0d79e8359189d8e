//! `clearcast show`: the scenario as simulated, with where each value comes from.

use std::io::Write;

use clap::Args;

use super::source::ScenarioArg;
use super::{Error, Status};

/// Show the resolved scenario and where each value comes from
#[derive(Args, Debug)]
#[command(after_help = "\
Base, settings and defaults are filled in. Behind each value stands the file and line it comes from, --set, or default. What is
printed is a scenario file itself and gives the same numbers.

Examples:
  clearcast show                        the built-in baseline
  clearcast show variant.toml --set target.years=20
  clearcast show | grep default         what was left to its default")]
pub(super) struct ShowArgs {
    #[command(flatten)]
    source: ScenarioArg,
}

impl ShowArgs {
    /// Prints the resolved file.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let Some(loaded) = self.source.load(err)? else {
            return Ok(Status::Rejected);
        };
        let text = loaded.tree.annotated(&loaded.scenario);
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(Status::Done)
    }
}
