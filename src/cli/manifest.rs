//! `manifest.toml`: how results came about. The only file that may name a time or a machine.

use std::fmt::Write;
use std::time::Duration;

use jiff::Timestamp;
use toml_writer::ToTomlValue;

use crate::data::Format;
use crate::data::trials::Saved;
use crate::results::{File, MANIFEST};
use crate::simulate::Trials;
use crate::summary::Summary;
use crate::summary::standing::Standing;

/// What the manifest says beside the summary.
#[derive(Debug)]
pub(super) struct Circumstances<'a> {
    /// The scenario file as named by the user.
    pub(super) scenario: &'a str,
    /// The arguments of the command.
    pub(super) command: Vec<String>,
    /// Threads used.
    pub(super) threads: usize,
    /// When the run began.
    pub(super) began: Timestamp,
    /// How long the trials took.
    pub(super) simulating: Duration,
    /// How near each goal of `--until` was at the end.
    pub(super) standings: &'a [Standing],
    /// The trials, which may be nested.
    pub(super) trials: &'a Trials,
    /// Whether there are pictures.
    pub(super) pictures: bool,
    /// Rows of trials that are saved.
    pub(super) saved: &'a [(Saved, Format)],
}

/// What else it takes to repeat the run.
fn repeated(of: &Circumstances) -> String {
    let mut lines = String::new();
    // Writing to a string cannot fail.
    if let Trials::Nested(nesting) = of.trials {
        let _ = writeln!(lines, "nested = [{}, {}]", nesting.outer, nesting.inner);
    }
    if !of.pictures {
        lines += "pictures = false\n";
    }
    let files: Vec<String> = of
        .saved
        .iter()
        .map(|(saved, format)| format!("\"{}.{}\"", saved.name(), format.ending()))
        .collect();
    if !files.is_empty() {
        let _ = writeln!(lines, "rows = [{}]", files.join(", "));
    }
    lines
}

pub(super) fn manifest(summary: &Summary, of: &Circumstances) -> File {
    let text = |value: &str| value.to_toml_value();
    let command: Vec<String> = of.command.iter().map(|argument| text(argument)).collect();
    let run = &summary.run;
    let seconds = of.simulating.as_secs_f64();
    let mut bytes = format!(
        "# How these results came about. Only this file holds a time or a machine.\n\
         kind = \"run\"\nversion = {}\nscenario = {}\nsha256 = {}\ntrials = {}\nseed = {}\nsampling = {}\n{}command = [{}]\n\n\
         [machine]\nsystem = {}\nprocessor = {}\nthreads = {}\nbegan = {}\nsimulation_seconds = {seconds:.3}\n\
         trials_per_second = {:.0}\n",
        text(&run.version),
        text(of.scenario),
        text(&summary.scenario.sha256),
        run.trials,
        run.seed,
        text(run.sampling.name()),
        repeated(of),
        command.join(", "),
        text(std::env::consts::OS),
        text(std::env::consts::ARCH),
        of.threads,
        of.began,
        run.trials as f64 / seconds.max(1e-9),
    );
    for standing in of.standings {
        // Writing to a string cannot fail.
        let _ = write!(
            bytes,
            "\n[[until]]\ngoal = {}\nreached = {}\n",
            text(&standing.goal),
            standing.reached()
        );
        if let Some(error) = standing.error.filter(|error| error.is_finite()) {
            let _ = writeln!(bytes, "standard_error = {error:e}");
        }
    }
    File {
        name: MANIFEST.to_owned(),
        bytes: bytes.into_bytes(),
    }
}

/// What the manifest says of the answer to a question.
pub(super) struct Answered<'a> {
    /// The command that asks the question.
    pub(super) kind: &'a str,
    /// The scenario file as named by the user.
    pub(super) scenario: &'a str,
    /// Hash of `resolved.toml`.
    pub(super) sha256: &'a str,
    pub(super) trials: u64,
    pub(super) seed: u64,
    pub(super) threads: usize,
    pub(super) began: Timestamp,
    pub(super) seconds: f64,
}

/// The manifest of the answer to a question.
pub(super) fn answered(of: &Answered) -> File {
    let text = |value: &str| value.to_toml_value();
    let command: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| text(&argument.to_string_lossy()))
        .collect();
    let bytes = format!(
        "# How these results came about. Only this file holds a time or a machine.\n\
         kind = {}\nversion = {}\nscenario = {}\nsha256 = {}\ntrials = {}\nseed = {}\ncommand = [{}]\n\n\
         [machine]\nsystem = {}\nprocessor = {}\nthreads = {}\nbegan = {}\nseconds = {:.3}\n",
        text(of.kind),
        text(env!("CARGO_PKG_VERSION")),
        text(of.scenario),
        text(of.sha256),
        of.trials,
        of.seed,
        command.join(", "),
        text(std::env::consts::OS),
        text(std::env::consts::ARCH),
        of.threads,
        of.began,
        of.seconds,
    );
    File {
        name: MANIFEST.to_owned(),
        bytes: bytes.into_bytes(),
    }
}
