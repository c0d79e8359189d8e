//! `clearcast run`: scenarios in, results folders out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::manifest::{Circumstances, manifest};
use super::progress::with_bar;
use super::source::{self, BASELINE_NAME};
use super::{Error, Status, table};
use crate::ensemble::{self, Stopped, Watch};
use crate::outlook;
use crate::programme::compile;
use crate::report;
use crate::results::{File, Folder};
use crate::sampling::{Design, Sampling};
use crate::scenario::{Loaded, Problem};
use crate::summary::charts::Charts;
use crate::summary::{RunId, Summary};
use crate::tables;

/// Where results go unless `--out` says otherwise.
const RESULTS: &str = "clearcast-results";

/// Most trials of one run: the outcomes of all of them are held in memory.
const MOST_TRIALS: u64 = 10_000_000;

/// Largest seed: the manifest holds it as an integer of TOML, which has 63 bits and a sign.
const LARGEST_SEED: u64 = i64::MAX as u64;

/// Simulate scenarios and write a report for each
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast run                         the built-in baseline, into clearcast-results/azerbaijan
  clearcast run valley.toml --trials 65536 --seed 7
  clearcast run --set target.years=20 --set 'funding.state.growth={ uniform = [0, 0.02] }' --out elsewhere")]
pub(super) struct RunArgs {
    /// Scenario files; without one, the built-in baseline for Azerbaijan
    scenarios: Vec<PathBuf>,
    /// Number of trials; multiples of 16,384 use the sobol design best
    #[arg(long, default_value_t = 16_384, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: u64,
    /// Seed of all randomness: the same seed gives the same bytes
    #[arg(long, default_value_t = 1, value_name = "S", value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    seed: u64,
    /// How inputs are sampled: random, lhs or sobol
    #[arg(long, default_value = "sobol", value_name = "DESIGN", value_parser = ["random", "lhs", "sobol"])]
    sampling: String,
    /// Threads; by default one per processor. Their number does not change the results
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Override a value of the scenario, in TOML syntax, such as team.x.output=12 or 'area.a.suspected={pert=[1,2,4]}'
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Results folder; for several scenarios, the folder that holds a folder for each [default: clearcast-results/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace a results folder that exists
    #[arg(long)]
    force: bool,
    /// Print summary.json instead of the table: one JSON document a scenario
    #[arg(long)]
    json: bool,
}

/// One scenario to run: what the user calls it, its content and its place.
struct Job {
    name: String,
    stem: String,
    loaded: Loaded,
    folder: Folder,
}

impl RunArgs {
    /// Runs all scenarios; all are read and all places claimed before the first is simulated.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let sampling: Sampling = self
            .sampling
            .parse()
            .map_err(|error| Error::Arguments(format!("--sampling: {error}")))?;
        let Some(mut jobs) = self.jobs(err)? else {
            return Ok(Status::Rejected);
        };
        let pool = ThreadPoolBuilder::new()
            .num_threads(self.threads.map_or(0, usize::from))
            .build()?;
        let watch = Arc::new(Watch::default());
        stop_on_interrupt(&watch);
        for job in &mut jobs {
            watch.done.store(0, Ordering::Relaxed);
            match self.run(job, sampling, &pool, &watch, err) {
                Ok(summary) => self.print(job, &summary, out).map_err(Error::Output)?,
                Err(Failure::Stopped) => {
                    let _ = writeln!(err, "interrupted: nothing was written for {}", job.name);
                    return Ok(Status::Interrupted);
                }
                Err(Failure::Error(error)) => return Err(error),
            }
        }
        Ok(Status::Done)
    }

    /// Reads every scenario and claims its place; `None` if one was rejected, which has been reported.
    fn jobs(&self, err: &mut dyn Write) -> Result<Option<Vec<Job>>, Error> {
        if let (Some(folder), 2..) = (&self.out, self.scenarios.len()) {
            Folder::check_parent(folder)?;
        }
        let mut jobs: Vec<Job> = Vec::new();
        let mut rejected = false;
        let baseline = [PathBuf::from(BASELINE_NAME)];
        let built_in = self.scenarios.is_empty();
        for file in if built_in {
            &baseline[..]
        } else {
            &self.scenarios[..]
        } {
            let name = file.display().to_string();
            let named = Some(file.as_path()).filter(|_| !built_in);
            let Some(loaded) = source::load(named, &self.sets, err)? else {
                rejected = true;
                continue;
            };
            let stem = file
                .file_stem()
                .map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
            if let Some(twin) = jobs.iter().find(|job| job.stem == stem) {
                let (one, two) = (&twin.name, &name);
                return Err(Error::Arguments(format!(
                    "{one} and {two} would share a results folder: run them one by one"
                )));
            }
            let folder = Folder::claim(&self.place(&stem), self.force)?;
            jobs.push(Job {
                name,
                stem,
                loaded,
                folder,
            });
        }
        Ok((!rejected).then_some(jobs))
    }

    fn place(&self, stem: &str) -> PathBuf {
        match &self.out {
            Some(folder) if self.scenarios.len() > 1 => folder.join(stem),
            Some(folder) => folder.clone(),
            None => Path::new(RESULTS).join(stem),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest alone says when and how long"
    )]
    fn run(
        &self,
        job: &mut Job,
        sampling: Sampling,
        pool: &ThreadPool,
        watch: &Watch,
        err: &mut dyn Write,
    ) -> Result<Summary, Failure> {
        let began = jiff::Timestamp::now();
        let (programme, repaired) = pool.install(|| compile(&job.loaded.scenario, self.seed));
        outlook::warn(&mut job.loaded, &programme, repaired);
        if !job.loaded.warnings.is_empty() {
            let _ = writeln!(err, "{}", job.loaded.warnings.render(&source::renderer()));
        }
        let warnings = job.loaded.warnings.iter().map(Problem::sentence);
        let warnings = warnings.collect();
        let scenario = &job.loaded.scenario;
        let design =
            Design::new(sampling, programme.inputs.dimensions(), self.seed).map_err(Error::from)?;
        let clock = Instant::now();
        let sample = with_bar(&job.stem, self.trials, watch, || {
            pool.install(|| ensemble::run(&programme, &design, self.trials, watch))
        })?;
        let simulating = clock.elapsed();

        let run = RunId {
            trials: self.trials,
            seed: self.seed,
            sampling: sampling.name(),
            version: env!("CARGO_PKG_VERSION"),
        };
        let (summary, charts) = pool.install(|| {
            let summary = Summary::new(scenario, &programme, &sample, run);
            (
                summary,
                Charts::new(scenario, &programme, &sample, warnings),
            )
        });
        let circumstances = Circumstances {
            scenario: &job.name,
            command: std::env::args_os()
                .skip(1)
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect(),
            threads: pool.current_num_threads(),
            began,
            simulating,
        };
        let mut files = vec![
            text_file("scenario.toml", job.loaded.text.clone()),
            text_file("resolved.toml", scenario.resolved.clone()),
            manifest(&summary, &circumstances),
            text_file("summary.json", json(&summary)),
            tables::years(&charts),
            tables::regions(&summary),
        ];
        let pictures = pool
            .install(|| report::render(&summary, &charts))
            .map_err(Error::from)?;
        files.extend(pictures.into_iter().map(|picture| File {
            name: picture.name,
            bytes: picture.bytes,
        }));
        if watch.stop.load(Ordering::Relaxed) {
            return Err(Failure::Stopped);
        }
        job.folder.write(&files).map_err(Error::from)?;
        Ok(summary)
    }

    fn print(&self, job: &Job, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if self.json {
            write!(out, "{}", json(summary))?;
        } else {
            write!(out, "{}", table::headline(summary))?;
            writeln!(
                out,
                "Report: {}",
                job.folder.path().join("report.png").display()
            )?;
        }
        out.flush()
    }
}

/// A run that did not end in results.
enum Failure {
    Stopped,
    Error(Error),
}

impl From<Stopped> for Failure {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
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

/// Ctrl-C lets the blocks at work finish and writes nothing.
pub(super) fn stop_on_interrupt(watch: &Arc<Watch>) {
    let watch = Arc::clone(watch);
    // A second handler in one process is refused; then the first keeps working.
    let _ = ctrlc::set_handler(move || watch.stop.store(true, Ordering::Relaxed));
}
