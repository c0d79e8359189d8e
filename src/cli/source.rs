//! Where a command's scenario comes from: the file it names, or the built-in baseline.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use annotate_snippets::Renderer;
use clap::Args;

use super::Error;
use crate::scenario::{self, LoadError, Loaded};

/// The scenario that is read when none is named.
pub(super) const BASELINE: &str = include_str!("../../scenarios/azerbaijan.toml");
/// What the baseline is called in messages and folders.
pub(super) const BASELINE_NAME: &str = "azerbaijan.toml";

/// One scenario with the values set on the command line.
#[derive(Args, Debug)]
pub(super) struct Source {
    /// Scenario file; without one, the built-in baseline for Azerbaijan
    scenario: Option<PathBuf>,
    /// Override a value of the scenario, in TOML syntax, such as team.x.output=12 or 'area.a.suspected={pert=[1,2,4]}'
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
}

impl Source {
    /// See [`load`].
    pub(super) fn load(&self, err: &mut dyn Write) -> Result<Option<Loaded>, Error> {
        load(self.scenario.as_deref(), &self.sets, err)
    }
}

/// Loads a scenario file, or the baseline where none is named; `None` if it was rejected, which has been reported.
pub(super) fn load(
    file: Option<&Path>,
    sets: &[String],
    err: &mut dyn Write,
) -> Result<Option<Loaded>, Error> {
    let loaded = match file {
        Some(file) => scenario::load(file, sets),
        None => scenario::from_text(BASELINE_NAME, BASELINE, sets),
    };
    match loaded {
        Ok(loaded) => Ok(Some(loaded)),
        Err(LoadError::Rejected(problems)) => {
            let _ = writeln!(err, "{}", problems.render(&renderer()));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// How problems are shown on standard error: in colours only where it is a terminal.
pub(super) fn renderer() -> Renderer {
    if io::stderr().is_terminal() {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
}
