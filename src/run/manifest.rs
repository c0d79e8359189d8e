//! `manifest.toml`: how results came about. The only file that may name a time or a machine.

use std::fmt::Write;
use std::time::Duration;

use jiff::Timestamp;
use toml_writer::ToTomlValue;

use crate::compare::Case;
use crate::data::Format;
use crate::data::trials::Saved;
use crate::results::{File, MANIFEST};
use crate::simulate::Trials;
use crate::summary::Summary;
use crate::summary::standing::Standing;

/// What the manifest says beside the summary.
#[derive(Debug)]
pub struct Circumstances<'a> {
    /// The scenario file as named by the user.
    pub scenario: &'a str,
    /// The arguments of the command.
    pub command: Vec<String>,
    /// Threads used.
    pub threads: usize,
    /// When the run began.
    pub began: Timestamp,
    /// How long the trials took.
    pub simulating: Duration,
    /// How near each goal of `--until` was at the end.
    pub standings: &'a [Standing],
    /// The trials, which may be nested.
    pub trials: &'a Trials,
    /// Whether there are pictures.
    pub pictures: bool,
    /// Rows of trials that are saved.
    pub saved: &'a [(Saved, Format)],
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

/// The manifest of a run.
pub fn manifest(summary: &Summary, of: &Circumstances) -> File {
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
pub struct Answered<'a> {
    /// The command that asks the question.
    pub kind: &'a str,
    /// The scenario file as named by the user.
    pub scenario: &'a str,
    /// Hash of `resolved.toml`.
    pub sha256: &'a str,
    /// The arguments of the command.
    pub command: &'a [String],
    /// Trials asked for.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Threads used.
    pub threads: usize,
    /// When the work began.
    pub began: Timestamp,
    /// How long it took.
    pub seconds: f64,
}

/// The manifest of the answer to a question.
pub fn answered(of: &Answered) -> File {
    let text = |value: &str| value.to_toml_value();
    let command: Vec<String> = of.command.iter().map(|argument| text(argument)).collect();
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

/// What the manifest says of a comparison.
pub struct Compared<'a> {
    /// The scenarios, the base first.
    pub cases: &'a [Case],
    /// Trials of each.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// The arguments of the command.
    pub command: &'a [String],
    /// When the work began.
    pub began: Timestamp,
}

/// The manifest of a comparison.
pub fn compared(of: &Compared) -> File {
    let text = |value: &str| value.to_toml_value();
    let list = |values: &[String]| values.join(", ");
    let names: Vec<String> = of.cases.iter().map(|it| text(&it.name)).collect();
    let hashes: Vec<String> = of.cases.iter().map(|it| text(it.model.sha256())).collect();
    let command: Vec<String> = of.command.iter().map(|it| text(it)).collect();
    let bytes = format!(
        "# How these results came about. Only this file holds a time.\n\
         kind = \"compare\"\nversion = {}\ncases = [{}]\nsha256 = [{}]\ntrials = {}\nseed = {}\ncommand = [{}]\nbegan = {}\n",
        text(env!("CARGO_PKG_VERSION")),
        list(&names),
        list(&hashes),
        of.trials,
        of.seed,
        list(&command),
        of.began,
    );
    File {
        name: MANIFEST.to_owned(),
        bytes: bytes.into_bytes(),
    }
}
