//! From the trials of a run to its results folder: the same for a run and for its parts put together.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::{Error, table};
use crate::data::Format;
use crate::data::trials::{SaveError, Saved, save};
use crate::results::Folder;
use crate::run::manifest::{Circumstances, manifest};
use crate::run::{RunResults, Simulated, Texts};
use crate::scenario::Scenario;
use crate::simulate::{SimulateError, Watch};

/// Where results go unless `--out` says otherwise.
pub(super) const RESULTS: &str = "clearcast-results";

/// A run whose trials are done.
pub(super) struct Done<'a> {
    /// The scenario file as named by the user.
    pub(super) name: &'a str,
    /// That file, byte for byte.
    pub(super) text: &'a str,
    pub(super) scenario: &'a Scenario,
    pub(super) simulated: Simulated,
    pub(super) warnings: Vec<String>,
    pub(super) began: Timestamp,
    pub(super) simulating: Duration,
}

/// What is written of a run.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written<'a> {
    /// A results folder, with pictures or without.
    Folder(&'a Folder, bool),
    /// Nothing: the results are only shown.
    Nothing,
}

/// A run that did not end in results.
pub(super) enum Failure {
    Stopped,
    Error(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        match error.into() {
            Error::Simulate(SimulateError::Stopped(_)) => Self::Stopped,
            error => Self::Error(error),
        }
    }
}

impl From<SaveError> for Error {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Data(error) => error.into(),
            SaveError::Simulate(error) => error.into(),
        }
    }
}

impl Done<'_> {
    /// Computes, draws and writes everything.
    pub(super) fn write(
        self,
        to: Written<'_>,
        pool: &ThreadPool,
        watch: &Watch,
    ) -> Result<RunResults, Failure> {
        self.write_with(&[], to, pool, watch)
    }

    /// The same with rows of trials beside it.
    pub(super) fn write_with(
        self,
        saved: &[(Saved, Format)],
        to: Written<'_>,
        pool: &ThreadPool,
        watch: &Watch,
    ) -> Result<RunResults, Failure> {
        let prepared = self.simulated.run.prepared.clone();
        let results = pool.install(|| RunResults::new(self.simulated, self.warnings));
        let Written::Folder(folder, pictures) = to else {
            return Ok(results);
        };
        let circumstances = Circumstances {
            scenario: self.name,
            command: command(),
            threads: pool.current_num_threads(),
            began: self.began,
            simulating: self.simulating,
            standings: &results.standings,
            trials: &prepared.spec.trials,
            pictures,
            saved,
        };
        let texts = Texts {
            text: self.text,
            scenario: self.scenario,
        };
        let mut files = if pictures {
            pool.install(|| results.files(texts))?
        } else {
            results.texts(texts)
        };
        files.push(manifest(&results.summary, &circumstances));
        if watch.stop.load(Ordering::Relaxed) {
            return Err(Failure::Stopped);
        }
        let contents = folder.contents()?;
        for file in &files {
            contents.add(file)?;
        }
        for (saved, format) in saved {
            pool.install(|| save(&prepared, *saved, *format, contents.path(), watch))?;
        }
        contents.publish()?;
        Ok(results)
    }
}

/// Shows the headline, or `summary.json`; goals stand below the headline, or beside the summary on standard error.
pub(super) fn print(
    results: &RunResults,
    written: Written<'_>,
    as_json: bool,
    (out, err): (&mut dyn Write, &mut dyn Write),
) -> io::Result<()> {
    let summary = &results.summary;
    let goals = table::goals(summary.run.trials, &results.standings);
    let text = if as_json {
        let _ = write!(err, "{goals}");
        results.json()
    } else {
        let head = table::headline(summary, &results.charts);
        let place = match written {
            Written::Folder(folder, true) => {
                format!("Report: {}\n", folder.path().join("report.png").display())
            }
            Written::Folder(folder, false) => format!("Results: {}\n", folder.path().display()),
            Written::Nothing => String::new(),
        };
        format!("{head}{goals}{place}")
    };
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The arguments of the command, as the manifest has them.
pub(super) fn command() -> Vec<String> {
    let started = super::STARTED.get();
    let arguments = started.iter().flat_map(|it| it.iter().skip(1));
    arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
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
