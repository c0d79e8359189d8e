//! `clearcast run`: scenarios in, results folders out.

use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use jiff::Timestamp;
use rayon::ThreadPool;

use super::finish::{self, Done, Failure, RESULTS, Written};
use super::options::{SamplingArg, SeedArg, ThreadsArg};
use super::progress::with_bar;
use super::source::{self, BASELINE_NAME};
use super::{Error, Status};
use crate::data::Format;
use crate::data::trials::Saved;
use crate::partial::{self, PartialHead};
use crate::results::{self, Folder};
use crate::run::{Plan, nesting};
use crate::sampling::Sampling;
use crate::scenario::{Loaded, Problem};
use crate::simulate::{MOST_TRIALS, Model, Nesting, RunSpec, Watch};

/// Trials unless something else is asked for.
const TRIALS: u64 = 16_384;

/// Simulate scenarios and write a report for each
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast run                         the built-in baseline, into clearcast-results/azerbaijan
  clearcast run valley.toml --trials 65536 --seed 7
  clearcast run --until 'joint 0.5%' --until 'p80(cost) 1%'
                                        as many trials as these standard errors take
  clearcast run --nested 1024,16        epistemic variance (inputs not known) and aleatory (chance)
  clearcast run --set target.years=20 --set 'funding.state.growth={ uniform = [0, 0.02] }' --out elsewhere

Large runs can be cut up, over machines or over days; `clearcast merge` puts the parts together:
  clearcast run --trials 1000000 --trials-range 0..500000 --partial one.part
  clearcast run --trials 1000000 --trials-range 500000..1000000 --partial two.part
  clearcast merge one.part two.part")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
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
    /// 'p50(years) 0.1'; LEVEL(cost), (nominal), (present-value), (spent) or any other figure of summary.json by its
    /// name in percent of the figure or as an amount, 'p80(cost) 1%', 'mean(lapsed) 5%'; LEVEL(SERIES@YEAR) for a
    /// quantity of years.csv, 'p10(remaining@2035) 2%'. LEVEL is mean, sd, p05, p10, p25, p50, p70, p75, p80, p90 or p95. The
    /// result is that of a run with so many --trials.
    #[arg(long, value_name = "GOAL")]
    until: Vec<String>,
    /// Most trials that --until may take [default: 1048576]
    #[arg(long, value_name = "N", requires = "until", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    max_trials: Option<u64>,
    /// Split variances in epistemic (inputs not known) and aleatory (chance): draw the inputs OUTER times and chance INNER times for each, such as 1024,16
    #[arg(long, value_name = "OUTER,INNER", value_parser = nesting, conflicts_with_all = ["trials", "until"])]
    nested: Option<Nesting>,
    #[command(flatten)]
    seed: SeedArg,
    #[command(flatten)]
    sampling: SamplingArg,
    #[command(flatten)]
    threads: ThreadsArg,
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
    /// Write no pictures: the results folder holds figures and tables only
    #[arg(long)]
    no_report: bool,
    /// Write nothing: only print the table, or summary.json with --json
    #[arg(long, conflicts_with_all = ["out", "force", "partial", "no_report"])]
    no_folder: bool,
    /// Save a row for each trial beside the report: inputs, drivers, outcomes; as parquet or csv [default: parquet]
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = Format::ALL[Format::ALL.len() - 1].ending(), value_parser = format, conflicts_with_all = ["nested", "partial", "no_folder"])]
    save_trials: Option<Format>,
    /// Save a row for each trial and calendar year, likewise
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = Format::ALL[Format::ALL.len() - 1].ending(), value_parser = format, conflicts_with_all = ["nested", "partial", "no_folder"])]
    save_years: Option<Format>,
    /// Write a partial result for `clearcast merge` instead of a results folder
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "json", "until", "nested"])]
    partial: Option<PathBuf>,
    /// Simulate only trials A to before B of the run, which has --trials in all
    #[arg(long, value_name = "A..B", value_parser = range, requires = "partial", conflicts_with_all = ["until", "nested"])]
    trials_range: Option<Range<u64>>,
}

/// How rows of trials are written.
pub(super) fn format(name: &str) -> Result<Format, String> {
    let found = Format::ALL.iter().find(|it| it.ending() == name);
    found.copied().ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|it| it.ending()).collect();
        format!("rows are written as {}", known.join(" or "))
    })
}

/// A half-open range of trials.
fn range(text: &str) -> Result<Range<u64>, String> {
    let ends = text
        .split_once("..")
        .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    match ends {
        Some(range) if range.start < range.end => Ok(range),
        Some(_) => Err("A must be less than B: trials A to before B are simulated".to_owned()),
        None => Err("write two whole numbers, such as 0..500000".to_owned()),
    }
}

/// One scenario to run: what the user calls it, its content and its place.
struct Job {
    name: String,
    stem: String,
    loaded: Loaded,
    place: Destination,
}

/// Where the results of a scenario go.
enum Destination {
    Folder(Folder),
    Partial(results::Alone),
    Nowhere,
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
            .sampling
            .parse()
            .map_err(|error| Error::Arguments(format!("--sampling: {error}")))?;
        let plan = self.plan(sampling)?;
        let Some(jobs) = self.jobs(err)? else {
            return Ok(Status::Rejected);
        };
        let pool = self.threads.pool()?;
        let watch = finish::stop_on_interrupt();
        for job in jobs {
            watch.done.store(0, Ordering::Relaxed);
            let name = job.name.clone();
            match self.run(job, (sampling, &plan), &pool, &watch, (out, err)) {
                Ok(()) => {}
                Err(Failure::Stopped) => {
                    let _ = writeln!(err, "interrupted: nothing was written for {name}");
                    return Ok(Status::Interrupted);
                }
                Err(Failure::Error(error)) => return Err(error),
            }
        }
        Ok(Status::Done)
    }

    /// Which trials to simulate.
    fn plan(&self, sampling: Sampling) -> Result<Plan, Error> {
        match self.nested {
            Some(nesting) => Ok(Plan::Nested(nesting)),
            None if self.until.is_empty() => Ok(Plan::Plain(self.range()?)),
            None => Plan::until(sampling, self.trials, &self.until, self.max_trials)
                .map_err(Error::Arguments),
        }
    }

    /// Trials of the whole run, if it is a plain one.
    fn trials(&self) -> u64 {
        self.trials.unwrap_or(TRIALS)
    }

    /// The trials to simulate, if it is a plain run.
    fn range(&self) -> Result<Range<u64>, Error> {
        let trials = self.trials();
        let range = self.trials_range.clone().unwrap_or(0..trials);
        if range.end > trials {
            return Err(Error::Arguments(format!(
                "--trials-range {}..{} ends after the last of {} trials: --trials is the number of the whole run",
                range.start, range.end, trials
            )));
        }
        Ok(range)
    }

    /// Reads every scenario and claims its place; `None` if one was rejected, which has been reported.
    fn jobs(&self, err: &mut dyn Write) -> Result<Option<Vec<Job>>, Error> {
        if self.partial.is_some() && self.scenarios.len() > 1 {
            return Err(Error::Arguments(
                "a partial result is of one scenario: run them one by one".to_owned(),
            ));
        }
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
            let place = match &self.partial {
                Some(file) => Destination::Partial(results::Alone::claim(file, self.force)?),
                None if self.no_folder => Destination::Nowhere,
                None => Destination::Folder(Folder::claim(&self.place(&stem), self.force)?),
            };
            jobs.push(Job {
                name,
                stem,
                loaded,
                place,
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
        job: Job,
        (sampling, plan): (Sampling, &Plan),
        pool: &ThreadPool,
        watch: &Watch,
        (out, err): (&mut dyn Write, &mut dyn Write),
    ) -> Result<(), Failure> {
        let began = Timestamp::now();
        let Job {
            name,
            stem,
            loaded,
            place,
        } = job;
        let model = pool.install(|| Model::new(loaded));
        let loaded = model.loaded().expect("it was read from a file");
        if !loaded.warnings.is_empty() {
            source::show(&loaded.warnings, err);
        }
        let columns = model.programme().columns();
        let plan = plan.of(columns).map_err(Error::Arguments)?;
        let spec = RunSpec::new(0, self.seed.seed).sampling(sampling);
        let clock = Instant::now();
        let simulated = with_bar(&stem, plan.trials(), watch, |bar| {
            let doubling = |trials, most, standings: &[_]| bar.aim(trials, most, standings);
            pool.install(|| plan.simulate(&model, &spec, watch, &doubling))
        })?;
        let simulating = clock.elapsed();
        let written = match &place {
            Destination::Folder(folder) => Written::Folder(folder, !self.no_report),
            Destination::Nowhere => Written::Nothing,
            Destination::Partial(file) => {
                let head = PartialHead {
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    name,
                    stem: partial::stem(&stem),
                    text: loaded.text.clone(),
                    resolved: loaded.scenario.resolved.clone(),
                    warnings: warnings(loaded),
                    seed: self.seed.seed,
                    sampling: sampling.name().to_owned(),
                    trials: self.trials(),
                    range: self.range()?,
                    seconds: simulating.as_secs_f64(),
                };
                let tally = simulated.run.collected.to_bytes();
                return write_partial(&head, &tally, file, watch, out);
            }
        };
        let done = Done {
            name: &name,
            text: &loaded.text,
            scenario: &loaded.scenario,
            simulated,
            warnings: warnings(loaded),
            began,
            simulating,
        };
        let saved = [
            (Saved::Trials, self.save_trials),
            (Saved::Years, self.save_years),
        ];
        let saved = saved
            .into_iter()
            .filter_map(|(saved, format)| Some((saved, format?)));
        let saved: Vec<(Saved, Format)> = saved.collect();
        let results = done.write_with(&saved, written, pool, watch)?;
        finish::print(&results, written, self.json, (out, err)).map_err(Error::Output)?;
        Ok(())
    }
}

fn write_partial(
    head: &PartialHead,
    tally: &[u8],
    file: &results::Alone,
    watch: &Watch,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let bytes = partial::write(head, tally);
    if watch.stop.load(Ordering::Relaxed) {
        return Err(Failure::Stopped);
    }
    file.write(&bytes)?;
    let Range { start, end } = head.range;
    writeln!(
        out,
        "Trials {start}..{end} of {}: {}",
        head.trials,
        file.path().display()
    )
    .and_then(|()| out.flush())
    .map_err(Error::Output)?;
    Ok(())
}

fn warnings(loaded: &Loaded) -> Vec<String> {
    loaded.warnings.iter().map(Problem::sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn a_range_is_two_numbers_in_order() {
        assert_eq!(range("0..7"), Ok(0..7));
        for wrong in ["7..0", "3..3", "3", "3..", "-1..3", "1...3", "a..b"] {
            assert!(range(wrong).is_err(), "{wrong}");
        }
    }
}
