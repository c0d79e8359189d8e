//! From the tally of a run to its results folder: the same for a run and for its parts put together.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::manifest::{Circumstances, manifest};
use super::{Error, table};
use crate::ensemble::{Stopped, Tally, Watch};
use crate::programme::Programme;
use crate::report;
use crate::results::{File, Folder};
use crate::sampling::Sampling;
use crate::scenario::Scenario;
use crate::summary::charts::Charts;
use crate::summary::{RunId, Summary};
use crate::tables;

/// Where results go unless `--out` says otherwise.
pub(super) const RESULTS: &str = "clearcast-results";

/// A run whose trials are done.
pub(super) struct Run<'a> {
    /// The scenario file as named by the user.
    pub(super) name: &'a str,
    /// That file, byte for byte.
    pub(super) text: &'a str,
    pub(super) scenario: &'a Scenario,
    pub(super) programme: &'a Programme,
    pub(super) tally: Tally,
    pub(super) warnings: Vec<String>,
    pub(super) seed: u64,
    pub(super) sampling: Sampling,
    pub(super) began: Timestamp,
    pub(super) simulating: Duration,
}

/// A run that did not end in results.
pub(super) enum Failure {
    Stopped,
    Error(Error),
}

impl From<Stopped> for Failure {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl Run<'_> {
    /// Computes, draws and writes everything.
    pub(super) fn write(
        self,
        folder: &Folder,
        pool: &ThreadPool,
        watch: &Watch,
    ) -> Result<Summary, Failure> {
        let id = RunId {
            trials: self.tally.trials(),
            seed: self.seed,
            sampling: self.sampling.name(),
            version: env!("CARGO_PKG_VERSION"),
        };
        let (scenario, programme, tally) = (self.scenario, self.programme, &self.tally);
        let (summary, charts) = pool.install(|| {
            (
                Summary::new(scenario, programme, tally, id),
                Charts::new(scenario, programme, tally, self.warnings),
            )
        });
        // Drawing needs room, and nothing more of the trials.
        drop(self.tally);
        let circumstances = Circumstances {
            scenario: self.name,
            command: std::env::args_os()
                .skip(1)
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect(),
            threads: pool.current_num_threads(),
            began: self.began,
            simulating: self.simulating,
        };
        let mut files = vec![
            text_file("scenario.toml", self.text.to_owned()),
            text_file("resolved.toml", scenario.resolved.clone()),
            manifest(&summary, &circumstances),
            text_file("summary.json", json(&summary)),
            tables::years(&charts),
            tables::regions(&summary),
        ];
        let pictures = pool.install(|| report::render(&summary, &charts))?;
        files.extend(pictures.into_iter().map(|picture| File {
            name: picture.name,
            bytes: picture.bytes,
        }));
        if watch.stop.load(Ordering::Relaxed) {
            return Err(Failure::Stopped);
        }
        folder.write(&files)?;
        Ok(summary)
    }
}

/// Shows the headline, or `summary.json`.
pub(super) fn print(
    summary: &Summary,
    folder: &Folder,
    as_json: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if as_json {
        write!(out, "{}", json(summary))?;
    } else {
        write!(out, "{}", table::headline(summary))?;
        let report = folder.path().join("report.png");
        writeln!(out, "Report: {}", report.display())?;
    }
    out.flush()
}

/// Threads as asked for; by default one per processor.
pub(super) fn pool(threads: Option<u16>) -> Result<ThreadPool, Error> {
    let threads = threads.map_or(0, usize::from);
    Ok(ThreadPoolBuilder::new().num_threads(threads).build()?)
}

/// Ctrl-C lets the blocks at work finish and writes nothing.
pub(super) fn stop_on_interrupt() -> Arc<Watch> {
    let watch = Arc::new(Watch::default());
    let stopped = Arc::clone(&watch);
    // A second handler in one process is refused; then the first keeps working.
    let _ = ctrlc::set_handler(move || stopped.stop.store(true, Ordering::Relaxed));
    watch
}

fn text_file(name: &str, text: String) -> File {
    File {
        name: name.to_owned(),
        bytes: text.into_bytes(),
    }
}

fn json(summary: &Summary) -> String {
    let mut text = serde_json::to_string_pretty(summary)
        .expect("a summary holds nothing that JSON cannot say");
    text.push('\n');
    text
}
