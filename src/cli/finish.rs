//! From the tally of a run to its results folder: the same for a run and for its parts put together.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::manifest::{Circumstances, manifest};
use super::{Error, table};
use crate::ensemble::nested::Split;
use crate::ensemble::{Stopped, Tally, Watch};
use crate::programme::Programme;
use crate::report;
use crate::results::{File, Folder};
use crate::sampling::Sampling;
use crate::scenario::Scenario;
use crate::summary::charts::{Bands, Charts};
use crate::summary::nested::Nested;
use crate::summary::standing::Standing;
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
    /// What it says, if that is known already.
    pub(super) summary: Option<Summary>,
    /// Inputs apart from chance, after a nested run.
    pub(super) split: Option<Split>,
    /// How near each goal of `--until` was at the end.
    pub(super) standings: &'a [Standing],
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
        let id = RunId::new(self.tally.trials(), self.seed, self.sampling);
        let (scenario, programme, tally) = (self.scenario, self.programme, &self.tally);
        let known = self.summary;
        let (mut summary, mut charts) = pool.install(|| {
            rayon::join(
                || known.unwrap_or_else(|| Summary::new(scenario, programme, tally, id)),
                || Charts::new(scenario, programme, tally, self.warnings),
            )
        });
        if let Some(split) = &self.split {
            summary.nested = Some(Nested::new(split));
            charts.bands = Some(Bands::new(split));
        }
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
            standings: self.standings,
        };
        let texts = || {
            vec![
                text_file("scenario.toml", self.text.to_owned()),
                text_file("resolved.toml", scenario.resolved.clone()),
                manifest(&summary, &circumstances),
                text_file("summary.json", json(&summary)),
                tables::years(&charts),
                tables::regions(&summary),
            ]
        };
        let (pictures, mut files) =
            pool.install(|| rayon::join(|| report::render(&summary, &charts), texts));
        files.extend(pictures?.into_iter().map(|picture| File {
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

/// Shows the headline, or `summary.json`; goals stand below the headline, or beside the summary on standard error.
pub(super) fn print(
    summary: &Summary,
    standings: &[Standing],
    folder: &Folder,
    as_json: bool,
    (out, err): (&mut dyn Write, &mut dyn Write),
) -> io::Result<()> {
    let goals = table::goals(summary.run.trials, standings);
    let text = if as_json {
        let _ = write!(err, "{goals}");
        json(summary)
    } else {
        let report = folder.path().join("report.png");
        let head = table::headline(summary);
        format!("{head}{goals}Report: {}\n", report.display())
    };
    out.write_all(text.as_bytes())?;
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
