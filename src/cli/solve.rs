//! `clearcast solve`: what it takes to reach a goal.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use toml_writer::ToTomlValue;

use super::finish::Failure;
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::question::{Asked, Question};
use super::{Error, Status, source};
use crate::answers;
use crate::results::Alone;
use crate::simulate::Model;
use crate::solve::{
    Gap, Goal, Lever, Settings, Solution, SolveError, Verdict, gap, grammar, solve,
};

/// Find what it takes to reach a goal, such as the money a year for a date
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast solve --vary funding.state.annual --goal 'joint >= 0.7'
  clearcast solve valley.toml --vary 'team.*.unit_cost=0.5..2' --goal 'p80(cost) <= 4e9'
  clearcast solve --vary funding.state.annual=100e6..600e6 --goal 'p80(years) <= 2050-12' --write answer.toml
  clearcast solve --gap                     how much more money a year keeps the deadline

Every distribution is multiplied as a whole: LO..HI are medians of a single input, or factors where several paths or a pattern
share one. Exit code 3: no level of the range reaches the goal.")]
pub(super) struct SolveArgs {
    #[command(flatten)]
    question: Question,
    /// Input to vary, by path or pattern, and the range of its median (of a factor for several); repeatable [default range: a
    /// quarter to four times]
    #[arg(
        long,
        value_name = "PATH[=LO..HI]",
        required_unless_present = "gap",
        conflicts_with = "gap"
    )]
    vary: Vec<String>,
    /// Goal, such as 'joint >= 0.7', 'p80(years) <= 2050-12', 'p50(cost) <= 4e9', 'p80(regions.plain) <= 2040-12'
    #[arg(
        long,
        value_name = "GOAL",
        required_unless_present = "gap",
        conflicts_with = "gap"
    )]
    goal: Option<String>,
    /// Find the extra money a year, certain and for any work, that keeps the deadline in 50 and in 80 % of the trials
    #[arg(long)]
    gap: bool,
    /// First calendar year in which that money is paid [default: from the start]
    #[arg(long, value_name = "YEAR", requires = "gap")]
    from: Option<i32>,
    /// Write the scenario with the answer to a file, which `clearcast run` takes
    #[arg(long, value_name = "FILE", conflicts_with = "gap")]
    write: Option<PathBuf>,
}

/// Trials that a search is likely to take, for the progress bar.
fn likely(settings: &Settings, goals: u64) -> u64 {
    9 * settings.scan_trials() + 9 * goals * settings.trials
}

impl From<SolveError> for Error {
    fn from(error: SolveError) -> Self {
        match error {
            SolveError::Simulate(error) => Self::Simulate(error),
            other => Self::Arguments(other.to_string()),
        }
    }
}

impl SolveArgs {
    /// The same question about the scenario in the folder of its answer.
    pub(super) fn again(self, folder: &Path, place: &Path, threads: ThreadsArg) -> Self {
        Self {
            question: self.question.again(folder, place, threads),
            write: None,
            ..self
        }
    }

    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let variant = self
            .write
            .as_ref()
            .map(|file| Alone::claim(file, self.question.force));
        let variant = variant.transpose()?;
        self.question.ask("solve", err, |asked, err| {
            if self.gap {
                self.gap(asked, out, err)
            } else {
                self.solve(asked, variant.as_ref(), out)
            }
        })
    }

    fn settings(&self) -> Settings {
        Settings {
            trials: self.question.trials,
            seed: self.question.seed.seed,
        }
    }

    fn solve(
        &self,
        asked: &Asked<'_>,
        variant: Option<&Alone>,
        out: &mut dyn Write,
    ) -> Result<Status, Failure> {
        let (model, settings) = (&asked.model, self.settings());
        let goal = self.goal.as_deref().unwrap_or_default();
        let goal = Goal::parse(goal, model.programme())
            .map_err(|error| Error::Arguments(format!("--goal: {error}\n\n{}", grammar())))?;
        let lever = Lever::parse(&self.vary, model).map_err(Error::Arguments)?;
        let solution = with_bar(&asked.stem, likely(&settings, 1), &asked.watch, |_| {
            asked
                .pool
                .install(|| solve(model, &lever, &goal, &settings, &asked.watch))
        })
        .map_err(Error::from)?;
        let mut place = String::new();
        if let (Some(file), Some(crossing)) = (variant, solution.crossings.first()) {
            let answer = lever.at(crossing.answer, model).map_err(SolveError::from);
            let answer = answer.map_err(Error::from)?;
            file.write(self.variant(file.path(), &answer, &solution).as_bytes())?;
            place = format!("\nScenario with the answer: {}\n", file.path().display());
        }
        let verdict = solution.verdict;
        asked.finish(&answers::solution(solution, model), out)?;
        if !self.question.json {
            out.write_all(place.as_bytes()).map_err(Error::Output)?;
        }
        Ok(match verdict {
            Verdict::Unreachable => Status::Unreachable,
            _ => Status::Done,
        })
    }

    fn gap(
        &self,
        asked: &Asked<'_>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Failure> {
        let scenario = asked.model.scenario();
        let settings = self.settings();
        let source = Gap::new(scenario, self.from).map_err(Error::from)?;
        let mut sets = self.question.source.sets.clone();
        sets.extend(source.sets(scenario, 1.0));
        let file = self.question.source.scenario.as_deref();
        let Some(loaded) = source::load(file, &sets, err)? else {
            return Ok(Status::Rejected);
        };
        let found = with_bar(&asked.stem, likely(&settings, 2), &asked.watch, |_| {
            asked.pool.install(|| {
                let model = Model::of(loaded.scenario);
                gap(&model, source, &settings, &asked.watch)
            })
        })
        .map_err(Error::from)?;
        let missed = |it: &Solution| it.verdict == Verdict::Unreachable;
        let all_missed = found.solutions.iter().all(missed);
        asked.finish(&answers::gap(found, &asked.model), out)?;
        Ok(if all_missed {
            Status::Unreachable
        } else {
            Status::Done
        })
    }

    /// The scenario with the answer: a few lines over its file, or the whole where there is no file or other settings.
    fn variant(&self, to: &Path, answer: &Model, solution: &Solution) -> String {
        let base = self
            .question
            .source
            .scenario
            .as_deref()
            .filter(|_| self.question.source.sets.is_empty());
        let Some(base) = base.and_then(|base| relative(base, to)) else {
            return answer.resolved().to_owned();
        };
        let name = format!("{}: {}", answer.scenario().name, solution.goal);
        let mut text = format!(
            "format = 1\nbase = {}\nname = {}\n\n",
            base.to_toml_value(),
            name.to_toml_value()
        );
        for path in &solution.lever.paths {
            let mut inputs = answer.scenario().inputs();
            let input = inputs.find(|it| it.path == *path);
            let input = input.expect("the lever's inputs are those of the scenario");
            let law = crate::scenario::law_text(&input.law);
            let _ = writeln!(text, "{path} = {law}");
        }
        text
    }
}

/// The path of `file` as seen from the folder of `from`; `None` where that cannot be told.
fn relative(file: &Path, from: &Path) -> Option<String> {
    let folder = |path: &Path| match path.parent() {
        Some(parent) if parent != Path::new("") => fs::canonicalize(parent).ok(),
        _ => fs::canonicalize(".").ok(),
    };
    let (there, here) = (folder(file)?, folder(from)?);
    let (there, here): (Vec<_>, Vec<_>) =
        (there.components().collect(), here.components().collect());
    let common = there.iter().zip(&here).take_while(|(a, b)| a == b).count();
    let mut path: PathBuf = here[common..].iter().map(|_| "..").collect();
    path.extend(&there[common..]);
    path.push(file.file_name()?);
    let parts: Vec<String> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    Some(parts.join("/"))
}
