//! `clearcast check`: every problem of every scenario, without simulating it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::source::{BASELINE, BASELINE_NAME, show};
use super::{Error, Status};
use crate::scenario::{self, LoadError, Loaded};
use crate::simulate::Model;

/// Say what is wrong with scenarios, and what is worth a second look
#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    /// Scenario files; without one, the built-in baseline for Azerbaijan
    scenarios: Vec<PathBuf>,
    /// Override a value of the scenario, in TOML syntax, such as team.x.output=12 or 'area.a.suspected={pert=[1,2,4]}'
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
}

impl CheckArgs {
    /// Checks all files, those after one that is rejected or cannot be read too.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let mut status = Status::Done;
        let mut unreadable = Vec::new();
        let built_in = [PathBuf::from(BASELINE_NAME)];
        let files = if self.scenarios.is_empty() {
            &built_in[..]
        } else {
            &self.scenarios
        };
        for file in files {
            let loaded = if self.scenarios.is_empty() {
                scenario::from_text(BASELINE_NAME, BASELINE, &self.sets)
            } else {
                scenario::load(file, &self.sets)
            };
            match loaded {
                Ok(loaded) => report(file, loaded, out, err).map_err(Error::Output)?,
                Err(LoadError::Rejected(problems)) => {
                    show(&problems, err);
                    let _ = writeln!(err);
                    let count = counted(problems.len(), "problem");
                    writeln!(out, "{}: {count}", file.display()).map_err(Error::Output)?;
                    status = Status::Rejected;
                }
                Err(error) => unreadable.push(error),
            }
        }
        let last = unreadable.pop();
        for error in unreadable {
            let _ = writeln!(err, "error: {error}");
        }
        match last {
            Some(error) => Err(error.into()),
            None => Ok(status),
        }
    }
}

/// Shows the warnings of a scenario that runs, and one line on what it holds.
fn report(file: &Path, loaded: Loaded, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
    let model = Model::new(loaded);
    let scenario = model.scenario();
    let Loaded {
        warnings, notes, ..
    } = model.loaded().expect("it was read from a file");
    if !warnings.is_empty() {
        show(warnings, err);
        let _ = writeln!(err);
    }
    let verdict = match warnings.len() {
        0 => "sound".to_owned(),
        many => format!("sound, {}", counted(many, "warning")),
    };
    writeln!(
        out,
        "{}: {verdict}: {}; {}, {}, {}",
        file.display(),
        scenario.name,
        counted(scenario.areas.len(), "area"),
        counted(scenario.teams.len(), "team group"),
        counted(model.programme().inputs.uncertain(), "uncertain input"),
    )?;
    for note in notes {
        writeln!(out, "  {note}; {}", note.advice().unwrap_or_default())?;
    }
    Ok(())
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
