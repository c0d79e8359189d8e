//! `clearcast run`: scenarios in, results folders out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::manifest::{Circumstances, manifest};
use super::progress::with_bar;
use super::simulate::{Plan, Simulated, Subject, nesting};
use super::source::{self, BASELINE_NAME};
use super::{Error, Status, table};
use crate::ensemble::nested::Nesting;
use crate::ensemble::{Stopped, Watch};
use crate::outlook;
use crate::programme::compile;
use crate::report;
use crate::results::{File, Folder};
use crate::sampling::{Design, Sampling};
use crate::scenario::{Loaded, Problem};
use crate::summary::Summary;
use crate::tables;

/// Where results go unless `--out` says otherwise.
const RESULTS: &str = "clearcast-results";

/// Most trials of one run: the outcomes of all of them are held in memory.
pub(super) const MOST_TRIALS: u64 = 10_000_000;

/// Largest seed: the manifest holds it as an integer of TOML, which has 63 bits and a sign.
const LARGEST_SEED: u64 = i64::MAX as u64;

/// Simulate scenarios and write a report for each
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast run                         the built-in baseline, into clearcast-results/azerbaijan
  clearcast run valley.toml --trials 65536 --seed 7
  clearcast run --until 'joint 0.5%' --until 'p80(cost) 1%'
                                        as many trials as these standard errors take
  clearcast run --nested 1024,16        how much is ignorance of the inputs, and how much is chance
  clearcast run --set target.years=20 --set 'funding.state.growth={ uniform = [0, 0.02] }' --out elsewhere")]
pub(super) struct RunArgs {
    /// Scenario files; without one, the built-in baseline for Azerbaijan
    scenarios: Vec<PathBuf>,
    /// Number of trials; multiples of 16,384 use the sobol design best. With --until, where doubling starts [default: 16384;
    /// with --until 1024]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: Option<u64>,
    /// Double the trials until a standard error is this small: 'joint 0.5%', 'p80(cost) 1%', 'p50(years) 0.1'; repeatable
    ///
    /// Double the trials until every standard error asked for is reached; can be given several times. Takes a figure and an
    /// error: joint, years, cost or finished (shares of trials) in percentage points, 'joint 0.5%'; LEVEL(years) in years,
    /// 'p50(years) 0.1'; LEVEL(cost), (nominal), (present-value), (spent) or (gap) in percent of the figure or as an amount,
    /// 'p80(cost) 1%', 'mean(spent) 2e7'. LEVEL is mean, sd, p05, p10, p25, p50, p70, p75, p80, p90 or p95. The result is
    /// that of a run with so many --trials.
    #[arg(long, value_name = "GOAL")]
    until: Vec<String>,
    /// Most trials that --until may take [default: 1048576]
    #[arg(long, value_name = "N", requires = "until", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    max_trials: Option<u64>,
    /// Tell knowledge from chance: draw the inputs OUTER times and chance INNER times for each, such as 1024,16
    #[arg(long, value_name = "OUTER,INNER", value_parser = nesting, conflicts_with_all = ["trials", "until"])]
    nested: Option<Nesting>,
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
        let plan = Plan::new(
            sampling,
            self.trials,
            &self.until,
            self.max_trials,
            self.nested,
        )
        .map_err(Error::Arguments)?;
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
            match self.run(job, (sampling, &plan), &pool, &watch, err) {
                Ok(simulated) => self.print(job, &simulated, out, err)?,
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
        (sampling, plan): (Sampling, &Plan),
        pool: &ThreadPool,
        watch: &Watch,
        err: &mut dyn Write,
    ) -> Result<Simulated, Failure> {
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
        let subject = Subject {
            scenario,
            programme: &programme,
            design: &design,
            sampling,
            seed: self.seed,
        };
        let simulated = with_bar(&job.stem, plan.trials(), watch, |bar| {
            pool.install(|| plan.run(subject, warnings, watch, bar))
        })?;
        let simulating = clock.elapsed();
        let Simulated {
            summary,
            charts,
            standings,
        } = &simulated;
        let circumstances = Circumstances {
            scenario: &job.name,
            command: std::env::args_os()
                .skip(1)
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect(),
            threads: pool.current_num_threads(),
            began,
            simulating,
            standings,
        };
        let mut files = vec![
            text_file("scenario.toml", job.loaded.text.clone()),
            text_file("resolved.toml", scenario.resolved.clone()),
            manifest(summary, &circumstances),
            text_file("summary.json", json(summary)),
            tables::years(charts),
            tables::regions(summary),
        ];
        let pictures = pool
            .install(|| report::render(summary, charts))
            .map_err(Error::from)?;
        files.extend(pictures.into_iter().map(|picture| File {
            name: picture.name,
            bytes: picture.bytes,
        }));
        if watch.stop.load(Ordering::Relaxed) {
            return Err(Failure::Stopped);
        }
        job.folder.write(&files).map_err(Error::from)?;
        Ok(simulated)
    }

    /// Prints the table, or the summary; goals stand below the table, or beside the summary on standard error.
    fn print(
        &self,
        job: &Job,
        simulated: &Simulated,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<(), Error> {
        let Simulated {
            summary, standings, ..
        } = simulated;
        let goals = table::goals(summary.run.trials, standings);
        let text = if self.json {
            let _ = write!(err, "{goals}");
            json(summary)
        } else {
            let report = job.folder.path().join("report.png");
            let head = table::headline(summary);
            format!("{head}{goals}Report: {}\n", report.display())
        };
        let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        printed.map_err(Error::Output)
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
fn stop_on_interrupt(watch: &Arc<Watch>) {
    let watch = Arc::clone(watch);
    // A second handler in one process is refused; then the first keeps working.
    let _ = ctrlc::set_handler(move || watch.stop.store(true, Ordering::Relaxed));
}
