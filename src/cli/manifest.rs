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
