//! `clearcast compare`: what changes from one scenario to others.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;
use jiff::Timestamp;

use super::finish::{self, Failure, RESULTS};
use super::options::{SeedArg, ThreadsArg};
use super::progress::with_bar;
use super::question::has_charts;
use super::source::{self, BASELINE_NAME};
use super::{Error, Status};
use crate::answers;
use crate::compare::{self, Case, CompareError, Questions};
use crate::results::{File, Folder};
use crate::run::manifest::{Compared, compared};
use crate::scenario::Loaded;
use crate::simulate::{Model, RunSpec};

/// Most trials: all are kept.
const MOST_TRIALS: u64 = 1 << 20;

/// Compare scenarios trial by trial: what changes from the first to each other one
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "\
All scenarios are simulated with the same draws, so what they have in common cancels, and are judged by the target of the first. A single
file is compared with the built-in baseline for Azerbaijan. --case needs no file: its settings are put over the first scenario.

Examples:
  clearcast compare scenarios/azerbaijan.toml scenarios/donor-surge.toml scenarios/austerity.toml
  clearcast compare scenarios/donor-surge.toml
  clearcast compare --case 'surge: funding.donors.annual=40e6' --case 'cut: funding.state.annual=1.2e8'")]
pub(super) struct CompareArgs {
    /// Scenario files: the base, then the others
    #[arg(value_name = "BASE OTHER")]
    scenarios: Vec<PathBuf>,
    /// Another scenario, as settings over the base: 'NAME: PATH=VALUE, PATH=VALUE'; repeatable
    #[arg(long = "case", value_name = "CASE")]
    cases: Vec<String>,
    /// Override a value in all scenarios, in TOML syntax
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Years simulated at most, in all scenarios
    #[arg(long, value_name = "YEARS")]
    horizon: Option<f64>,
    /// Discount rate of present values, in all scenarios
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    discount_rate: Option<f64>,
    /// Tell what each edited table contributes to the change in P80 and in the target kept: alone, on average over all orders (Shapley),
    /// and after all others
    #[arg(long)]
    why: bool,
    /// Tell what a little more of each source of money buys in the base
    #[arg(long)]
    margin: bool,
    /// Tell what a step of an input or number buys in the base, such as team.x.count=5; repeatable
    #[arg(long = "lever", value_name = "PATH=STEP", value_parser = step)]
    levers: Vec<(String, f64)>,
    /// Tell what it changes if a source or a group of teams comes later, such as funding.donors=24; repeatable
    #[arg(long = "delay", value_name = "PATH=MONTHS", value_parser = months)]
    delays: Vec<(String, u32)>,
    /// Set the scenarios side by side over the thirds of an input, or with a driver silent and acting
    #[arg(long, value_name = "PATH")]
    across: Option<String>,
    /// Number of trials of each scenario
    #[arg(long, default_value_t = 16_384, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: u64,
    #[command(flatten)]
    seed: SeedArg,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Results folder [default: clearcast-results/compare-NAMES]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace a results folder that exists
    #[arg(long)]
    force: bool,
    /// Print comparison.json instead of the table
    #[arg(long)]
    json: bool,
    /// Write no pictures: the results folder holds figures and tables only
    #[arg(long)]
    no_report: bool,
    /// Write nothing: only print the table, or comparison.json with --json
    #[arg(long, conflicts_with_all = ["out", "force", "no_report"])]
    no_folder: bool,
}

/// A scenario as read.
struct Read {
    name: String,
    /// What messages call it.
    called: String,
    loaded: Loaded,
}

impl CompareArgs {
    /// The same comparison of the scenarios in the folder of its results, the base first.
    pub(super) fn again(
        self,
        folder: &Path,
        cases: &[String],
        place: &Path,
        threads: ThreadsArg,
    ) -> Self {
        let scenarios = folder.join("scenarios");
        let file = |name: &String| scenarios.join(format!("{}.toml", compare::file_name(name)));
        Self {
            scenarios: cases.iter().map(file).collect(),
            cases: Vec::new(),
            sets: Vec::new(),
            horizon: None,
            discount_rate: None,
            out: Some(place.to_owned()),
            force: false,
            no_report: self.no_report && !has_charts(folder),
            threads,
            ..self
        }
    }

    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let questions = self.questions();
        if self.scenarios.is_empty() && self.cases.is_empty() && !questions.of_one() {
            let rule = "name the scenarios to compare, or give one with --case 'NAME: PATH=VALUE'";
            return Err(Error::Arguments(rule.to_owned()));
        }
        let Some(read) = self.read(err)? else {
            return Ok(Status::Rejected);
        };
        let (base, others) = read.split_first().expect("the base is read first");
        let refused = others
            .iter()
            .filter_map(|other| compare::refusals(&base.loaded, &base.called, &other.loaded));
        let refused: Vec<_> = refused.collect();
        for problems in &refused {
            source::show(problems, err);
        }
        if !refused.is_empty() {
            return Ok(Status::Rejected);
        }
        match self.run(read, (out, err)) {
            Ok(()) => Ok(Status::Done),
            Err(Failure::Stopped) => {
                let _ = writeln!(err, "interrupted: nothing was written");
                Ok(Status::Interrupted)
            }
            Err(Failure::Error(error)) => Err(error),
        }
    }

    fn run(
        &self,
        read: Vec<Read>,
        (out, err): (&mut dyn Write, &mut dyn Write),
    ) -> Result<(), Failure> {
        let began = Timestamp::now();
        let folder = match &self.out {
            _ if self.no_folder => None,
            Some(out) => Some(Folder::claim(out, self.force)?),
            None => Some(Folder::claim(&default_place(&read), self.force)?),
        };
        let pool = self.threads.pool()?;
        let watch = finish::stop_on_interrupt();
        let cases: Vec<Case> = pool.install(|| models(read));
        for case in &cases {
            let loaded = case.model.loaded();
            let warnings = loaded.map(|it| &it.warnings).filter(|it| !it.is_empty());
            if let Some(warnings) = warnings {
                source::show(warnings, err);
            }
        }
        let spec = RunSpec::new(self.trials, self.seed.seed);
        let questions = self.questions();
        let all = compare::trials(&cases, &spec, &questions);
        let (comparison, charts) = with_bar("compare", all, &watch, |_| {
            pool.install(|| compare::compare(&cases, &spec, &questions, &watch))
        })?;
        if let Some(folder) = &folder {
            let pictured = !self.no_report;
            let files = || answers::comparison(&comparison, &charts, &cases, pictured);
            let mut files = pool.install(files)?;
            files.push(self.manifest(&cases, began));
            if watch.stop.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            folder.write(&files)?;
        }
        let text = if self.json {
            comparison.json()
        } else {
            let place = folder.map_or_else(String::new, |folder| {
                let path = folder.path();
                if self.no_report {
                    format!("\nResults: {}\n", path.display())
                } else {
                    format!("\nReport: {}\n", path.join("comparison.png").display())
                }
            });
            compare::text(&comparison) + &place
        };
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        Ok(written.map_err(Error::Output)?)
    }

    fn questions(&self) -> Questions {
        Questions {
            why: self.why,
            margin: self.margin,
            levers: self.levers.clone(),
            delays: self.delays.clone(),
            across: self.across.clone(),
        }
    }

    /// Reads all scenarios; `None` if one was rejected, which has been reported.
    fn read(&self, err: &mut dyn Write) -> Result<Option<Vec<Read>>, Error> {
        let mut sets = self.sets.clone();
        sets.extend(self.horizon.map(|years| format!("horizon={years:?}")));
        sets.extend(
            self.discount_rate
                .map(|rate| format!("economy.discount_rate={rate:?}")),
        );
        let files = self.scenarios.iter().map(|file| Some(file.as_path()));
        let alone = self.scenarios.len() + self.cases.len() < 2 && !self.questions().of_one();
        let mut files: Vec<Option<&Path>> = files.collect();
        if alone || files.is_empty() {
            files.insert(0, None);
        }
        let base = files[0];
        let mut all: Vec<(Option<&Path>, String, Vec<String>)> = files
            .into_iter()
            .map(|file| (file, name_of(file), sets.clone()))
            .collect();
        for case in &self.cases {
            let (name, own) = settings(case).map_err(Error::Arguments)?;
            all.push((base, name, sets.iter().cloned().chain(own).collect()));
        }
        let mut read: Vec<Read> = Vec::new();
        let mut rejected = false;
        for (file, name, sets) in all {
            let Some(loaded) = source::load(file, &sets, err)? else {
                rejected = true;
                continue;
            };
            let twins = read
                .iter()
                .filter(|it| it.name == name || it.name.starts_with(&format!("{name} (")))
                .count();
            let name = if twins == 0 {
                name
            } else {
                format!("{name} ({})", twins + 1)
            };
            let called =
                file.map_or_else(|| BASELINE_NAME.to_owned(), |it| it.display().to_string());
            read.push(Read {
                name,
                called,
                loaded,
            });
        }
        Ok((!rejected).then_some(read))
    }

    fn manifest(&self, cases: &[Case], began: Timestamp) -> File {
        compared(&Compared {
            cases,
            trials: self.trials,
            seed: self.seed.seed,
            command: &finish::command(),
            began,
        })
    }
}

/// Reads `PATH=STEP`.
fn step(text: &str) -> Result<(String, f64), String> {
    let wanted = || "write PATH=STEP, such as team.x.count=5".to_owned();
    let (path, step) = text.split_once('=').ok_or_else(wanted)?;
    let step: f64 = step.trim().parse().map_err(|_| wanted())?;
    if !step.is_finite() || step == 0.0 {
        return Err("STEP must be a number other than 0".to_owned());
    }
    Ok((path.trim().to_owned(), step))
}

/// Reads `PATH=MONTHS`.
fn months(text: &str) -> Result<(String, u32), String> {
    let wanted = || "write PATH=MONTHS, such as funding.donors=24".to_owned();
    let (path, months) = text.split_once('=').ok_or_else(wanted)?;
    let months: u32 = months.trim().parse().map_err(|_| wanted())?;
    if months > 6_000 {
        return Err("MONTHS must be at most 6000".to_owned());
    }
    Ok((path.trim().to_owned(), months))
}

impl From<CompareError> for Error {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::Simulate(error) => error.into(),
            other => Self::Arguments(other.to_string()),
        }
    }
}

/// Compiles all; what they have in common once.
fn models(read: Vec<Read>) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for it in read {
        let model = Model::like(it.loaded, cases.first().map(|base| &base.model));
        cases.push(Case {
            name: it.name,
            model,
        });
    }
    cases
}

fn name_of(file: Option<&Path>) -> String {
    let file = file.unwrap_or(Path::new(BASELINE_NAME));
    let stem = file.file_stem().unwrap_or(file.as_os_str());
    stem.to_string_lossy().into_owned()
}

fn default_place(read: &[Read]) -> PathBuf {
    let plain = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let names = read
        .iter()
        .take(4)
        .map(|it| it.name.chars().map(plain).collect());
    let names: Vec<String> = names.collect();
    Path::new(RESULTS).join(format!("compare-{}", names.join("-")))
}

/// Parts `NAME: PATH=VALUE, PATH=VALUE`. A comma inside brackets or quotes parts nothing.
fn settings(case: &str) -> Result<(String, Vec<String>), String> {
    let wanted =
        "--case takes 'NAME: PATH=VALUE, PATH=VALUE', such as 'surge: funding.donors.annual=40e6'";
    let (name, rest) = case.split_once(':').ok_or(wanted)?;
    let name = name.trim();
    if name.is_empty() || name.contains('=') || rest.trim().is_empty() {
        return Err(format!("{wanted}; found '{case}'"));
    }
    let mut settings = vec![String::new()];
    let mut depth = 0_i32;
    let mut quote = None;
    for c in rest.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                settings.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = settings.last_mut() {
            last.push(c);
        }
    }
    let settings = settings.into_iter().map(|it| it.trim().to_owned());
    Ok((name.to_owned(), settings.collect()))
}

#[cfg(test)]
mod tests {
    use super::settings;

    #[test]
    fn a_case_is_a_name_and_settings_between_commas() {
        let found = settings("surge: a.b = {pert=[1,2,3]}, c='x, y' , d=\"p:q\"");
        let expected = ["a.b = {pert=[1,2,3]}", "c='x, y'", "d=\"p:q\""];
        assert_eq!(
            found,
            Ok(("surge".to_owned(), expected.map(str::to_owned).to_vec()))
        );
        for wrong in ["a.b=1", ": a=1", "name:", "a=1: b=2"] {
            assert!(settings(wrong).is_err(), "{wrong}");
        }
    }
}
