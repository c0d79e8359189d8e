//! What the commands that answer a planner's question have in common: the scenario, the run, and the results folder.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use jiff::Timestamp;
use rayon::ThreadPool;

use super::finish::{self, Failure, RESULTS};
use super::options::{SeedArg, ThreadsArg};
use super::source::ScenarioArg;
use super::{Error, Status};
use crate::answers::Answer;
use crate::arguments;
use crate::results::{File, Folder};
use crate::run::manifest::{Answered, answered};
use crate::scenario::Problem;
use crate::simulate::{MOST_TRIALS, Model, Watch};

/// Arguments of every question.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Args, Debug)]
pub(super) struct Question {
    #[command(flatten)]
    pub(super) source: ScenarioArg,
    /// Number of trials, at least 32
    #[arg(long, default_value_t = 16_384, value_name = "N", value_parser = clap::value_parser!(u64).range(32..=MOST_TRIALS))]
    pub(super) trials: u64,
    #[command(flatten)]
    pub(super) seed: SeedArg,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Results folder [default: clearcast-results/NAME-COMMAND]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace a results folder that exists
    #[arg(long)]
    pub(super) force: bool,
    /// Print the answer as JSON instead of the table
    #[arg(long)]
    pub(super) json: bool,
    /// Write no pictures: the results folder holds figures and tables only
    #[arg(long)]
    no_report: bool,
    /// Write nothing: only print the answer
    #[arg(long, conflicts_with_all = ["out", "force", "no_report"])]
    no_folder: bool,
}

/// A question on its scenario, with its place for results.
pub(super) struct Asked<'a> {
    question: &'a Question,
    pub(super) stem: String,
    pub(super) model: Model,
    pub(super) pool: ThreadPool,
    pub(super) watch: Arc<Watch>,
    folder: Option<Folder>,
    began: Timestamp,
    clock: Instant,
}

impl Question {
    /// Asks the question of its scenario: `answer` writes the results. `err` is told of what stops it.
    pub(super) fn ask(
        &self,
        command: &'static str,
        err: &mut dyn Write,
        answer: impl FnOnce(&Asked<'_>, &mut dyn Write) -> Result<Status, Failure>,
    ) -> Result<Status, Error> {
        let Some(asked) = self.open(command, err)? else {
            return Ok(Status::Rejected);
        };
        match answer(&asked, err) {
            Ok(status) => Ok(status),
            Err(Failure::Stopped) => {
                let _ = writeln!(err, "interrupted: nothing was written");
                Ok(Status::Interrupted)
            }
            Err(Failure::Error(error)) => Err(error),
        }
    }

    /// Refuses more trials than can be kept with their inputs.
    pub(super) fn keeps_at_most(&self, most: u64) -> Result<(), Error> {
        let kept = arguments::kept(self.trials, most);
        kept.map(|_| ())
            .map_err(|rule| Error::Arguments(format!("--trials: {rule}")))
    }

    /// Loads the scenario and claims the place for results; `None` if the scenario was rejected, which has been reported.
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest alone says when and how long"
    )]
    fn open(&self, command: &'static str, err: &mut dyn Write) -> Result<Option<Asked<'_>>, Error> {
        let (began, clock) = (Timestamp::now(), Instant::now());
        let Some(loaded) = self.source.load(err)? else {
            return Ok(None);
        };
        let file = self.source.file();
        let stem = file.file_stem().map_or_else(
            || file.display().to_string(),
            |stem| stem.to_string_lossy().into_owned(),
        );
        let place = || {
            let folder = format!("{stem}-{command}");
            self.out
                .clone()
                .unwrap_or_else(|| Path::new(RESULTS).join(folder))
        };
        let folder = if self.no_folder {
            None
        } else {
            Some(Folder::claim(&place(), self.force)?)
        };
        let pool = self.threads.pool()?;
        let model = pool.install(|| Model::new(loaded));
        let loaded = model.loaded().expect("it was read from a file");
        if !loaded.warnings.is_empty() {
            let sentences: Vec<String> = loaded.warnings.iter().map(Problem::sentence).collect();
            let _ = writeln!(err, "{}", sentences.join("\n"));
        }
        Ok(Some(Asked {
            question: self,
            stem,
            model,
            pool,
            watch: finish::stop_on_interrupt(),
            folder,
            began,
            clock,
        }))
    }
}

impl Question {
    /// The same question about the scenario in the folder of its answer, with its results elsewhere.
    pub(super) fn again(self, folder: &Path, place: &Path, threads: ThreadsArg) -> Self {
        Self {
            source: ScenarioArg {
                scenario: Some(folder.join("resolved.toml")),
                sets: Vec::new(),
            },
            out: Some(place.to_owned()),
            force: false,
            no_report: self.no_report && !has_charts(folder),
            threads,
            ..self
        }
    }
}

/// Whether a folder was given its pictures, be it after its command by `clearcast report`.
pub(super) fn has_charts(folder: &Path) -> bool {
    folder.join("charts").is_dir()
}

impl Asked<'_> {
    /// Writes the results folder and prints the answer.
    pub(super) fn finish(&self, answer: &Answer, out: &mut dyn Write) -> Result<(), Failure> {
        let seconds = self.clock.elapsed().as_secs_f64();
        let mut place = String::new();
        if let Some(folder) = &self.folder {
            let pictured = !self.question.no_report;
            let mut files = self.pool.install(|| answer.files(pictured))?;
            let is_picture = |it: &&File| Path::new(&it.name).extension() == Some("png".as_ref());
            let picture = files.iter().find(is_picture);
            let shown = picture.map_or(folder.path().to_owned(), |it| folder.path().join(&it.name));
            let file = self.question.source.file().display().to_string();
            files.push(answered(&Answered {
                kind: answer.command(),
                scenario: &file,
                sha256: answer.model().sha256(),
                command: &finish::command(),
                trials: self.question.trials,
                seed: self.question.seed.seed,
                threads: self.pool.current_num_threads(),
                began: self.began,
                seconds,
            }));
            if self.watch.stop.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            folder.write(&files)?;
            place = format!("\nReport: {}\n", shown.display());
        }
        let text = if self.question.json {
            answer.json().to_owned()
        } else {
            format!("{}{place}", answer.text())
        };
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(())
    }
}

/// Reads a probability or a confidence.
pub(super) fn share(text: &str) -> Result<f64, String> {
    number(text, arguments::share)
}

/// Reads a density or a correlation of at most 1.
pub(super) fn share_or_all(text: &str) -> Result<f64, String> {
    number(text, arguments::share_or_all)
}

fn number(text: &str, rule: fn(f64) -> Result<f64, &'static str>) -> Result<f64, String> {
    // What is no number breaks every rule of numbers.
    let number = text.parse().unwrap_or(f64::NAN);
    rule(number).map_err(|wanted| format!("write {wanted}"))
}
