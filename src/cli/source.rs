//! Where a command's scenario comes from: the file it names, or the built-in baseline.

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use annotate_snippets::Renderer;
use clap::Args;

use super::Error;
use crate::scenario::{self, LoadError, Loaded, Problems};

/// The scenario that is read when none is named.
pub(super) const BASELINE: &str = include_str!("../../scenarios/azerbaijan.toml");
/// What the baseline is called in messages and folders.
pub(super) const BASELINE_NAME: &str = "azerbaijan.toml";

/// One scenario with the values set on the command line.
#[derive(Args, Debug)]
pub(super) struct ScenarioArg {
    /// Scenario file; without one, the built-in baseline for Azerbaijan
    pub(super) scenario: Option<PathBuf>,
    /// Override a value of the scenario, in TOML syntax, such as team.x.output=12 or 'area.a.suspected={pert=[1,2,4]}'; repeatable
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(super) sets: Vec<String>,
}

impl ScenarioArg {
    /// See [`load`].
    pub(super) fn load(&self, err: &mut dyn Write) -> Result<Option<Loaded>, Error> {
        load(self.scenario.as_deref(), &self.sets, err)
    }

    /// The scenario file as named, or what the baseline is called.
    pub(super) fn file(&self) -> PathBuf {
        let built_in = || PathBuf::from(BASELINE_NAME);
        self.scenario.clone().unwrap_or_else(built_in)
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
            show(&problems, err);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows problems or warnings on standard error, in colours where that is a terminal that has them.
pub(super) fn show(problems: &Problems, err: &mut dyn Write) {
    let terminal = io::stderr().is_terminal();
    let variable = |name| std::env::var_os(name).unwrap_or_default();
    let _ = if has_colours(terminal, &variable("NO_COLOR"), &variable("TERM")) {
        // Past the writer that lets nothing act on the terminal: the renderer's colours do, and nothing else is in there.
        writeln!(io::stderr(), "{}", problems.render(&Renderer::styled()))
    } else {
        writeln!(err, "{}", problems.render(&Renderer::plain()))
    };
}

/// <https://no-color.org>: any value of `NO_COLOR` but an empty one asks for none.
fn has_colours(terminal: bool, no_colour: &OsStr, kind: &OsStr) -> bool {
    terminal && no_colour.is_empty() && kind != "dumb"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_that_have_them_and_people_who_want_them() {
        let has =
            |terminal, no: &str, kind: &str| has_colours(terminal, no.as_ref(), kind.as_ref());
        assert!(has(true, "", "xterm"));
        assert!(!has(false, "", "xterm"));
        assert!(!has(true, "1", "xterm"));
        assert!(!has(true, "", "dumb"));
    }
}
