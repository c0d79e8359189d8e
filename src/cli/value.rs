//! `clearcast value`: what it is worth to know an input before one decides.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::finish::Failure;
use super::progress::with_bar;
use super::question::{Answer, Asked, Question, status};
use super::{Error, Status, source};
use crate::compare::{self, aligned};
use crate::report;
use crate::report::value::{Unit, advice, finding, flip};
use crate::simulate::Model;
use crate::tables;
use crate::value::{
    Choice, Figure, MOST_TRIALS, Reserve, Settings, ValueError, Worth, choice, reserve,
};
use crate::words;

/// Factors that are shown.
const SHOWN: usize = 15;
/// Share of unfinished trials from which on there is a warning.
const MANY_UNFINISHED: f64 = 0.05;

/// Tell what it is worth to know an input: for the reserve, or for the choice between two plans
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast value                                   by how much the reserve of time and money shrinks
  clearcast value valley.toml --at 0.9 --accuracy 0.5
  clearcast value --between scenarios/azerbaijan.toml scenarios/donor-surge.toml --for npv

The reserve is what is held above the mean for the worst trials: CVaR at --at less the mean. With --between it is told what knowledge
changes in the choice between two plans, which are simulated under the same draws.")]
pub(super) struct ValueArgs {
    #[command(flatten)]
    question: Question,
    /// The reserve is for the trials beyond this share
    #[arg(long, value_name = "P", default_value_t = 0.8, value_parser = share, conflicts_with = "between")]
    at: f64,
    /// Correlation of what a study says with the score of what it is about; 1 is perfect information
    #[arg(long, value_name = "R", default_value_t = 1.0, value_parser = accuracy)]
    accuracy: f64,
    /// Two plans, of which one is chosen; the target is that of the first
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "scenario")]
    between: Vec<PathBuf>,
    /// What the plans are chosen by: joint, cost, years or npv (present value of benefits less spending) [default: joint]
    #[arg(long = "for", value_name = "FIGURE", requires = "between", value_parser = figure)]
    by: Option<Figure>,
}

fn share(text: &str) -> Result<f64, String> {
    let p = text.parse().ok().filter(|p: &f64| 0.0 < *p && *p < 1.0);
    p.ok_or_else(|| "a share is a number above 0 and below 1, such as 0.8".to_owned())
}

fn accuracy(text: &str) -> Result<f64, String> {
    let r = text.parse().ok().filter(|r: &f64| 0.0 < *r && *r <= 1.0);
    r.ok_or_else(|| "a correlation is a number above 0 and at most 1, such as 0.7".to_owned())
}

fn figure(text: &str) -> Result<Figure, String> {
    let found = Figure::ALL.into_iter().find(|it| it.name() == text);
    found.ok_or_else(|| {
        let names = Figure::ALL.map(Figure::name);
        let near = crate::scenario::nearest(text, names.into_iter());
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("there are {}{near}", names.join(", "))
    })
}

impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        match error {
            ValueError::Simulate(error) => Self::Simulate(error),
            other => Self::Arguments(other.to_string()),
        }
    }
}

impl ValueArgs {
    pub(super) fn execute(
        mut self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        if self.question.trials > MOST_TRIALS {
            let most = words::count(MOST_TRIALS);
            return Err(Error::Arguments(format!(
                "--trials: all trials are kept with their inputs, so there are {most} at most"
            )));
        }
        let plans = self.between.clone();
        if let Some(first) = plans.first() {
            self.question.scenario = Some(first.clone());
        }
        let Some(asked) = self.question.open("value", err)? else {
            return Ok(Status::Rejected);
        };
        let result = match &plans[..] {
            [first, second] => self.choice(&asked, [first, second], out, err),
            _ => self.reserve(&asked, out).map(|()| Status::Done),
        };
        status(result, err)
    }

    fn settings(&self) -> Settings {
        Settings {
            trials: self.question.trials,
            seed: self.question.seed,
            accuracy: self.accuracy,
        }
    }

    fn reserve(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let (model, settings) = (&asked.model, self.settings());
        let found = with_bar(&asked.stem, settings.trials, &asked.watch, |_| {
            let work = || reserve(model, self.at, &settings, &asked.watch);
            asked.pool.install(work)
        })
        .map_err(Error::from)?;
        let draw = || report::value::render(&found, model);
        asked.finish(
            Answer {
                text: of_reserve(&found, model),
                answer: &found,
                files: vec![tables::reserve(&found)],
                draw: &draw,
                model,
            },
            out,
        )
    }

    fn choice(
        &self,
        asked: &Asked<'_>,
        [first, second]: [&Path; 2],
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Failure> {
        let (model, settings) = (&asked.model, self.settings());
        let Some(loaded) = source::load(Some(second), &self.question.sets, err)? else {
            return Ok(Status::Rejected);
        };
        let base = model.loaded().expect("it was read from a file");
        let called = first.display().to_string();
        if let Some(problems) = compare::refusals(base, &called, &loaded) {
            source::show(&problems, err);
            return Ok(Status::Rejected);
        }
        if !loaded.warnings.is_empty() {
            source::show(&loaded.warnings, err);
        }
        let [a, b] = names(first, second);
        let found = with_bar(&asked.stem, 2 * settings.trials, &asked.watch, |_| {
            asked.pool.install(|| {
                let other = Model::like(loaded, Some(model));
                let figure = self.by.unwrap_or(Figure::Joint);
                choice([(&a, model), (&b, &other)], figure, &settings, &asked.watch)
            })
        })
        .map_err(Error::from)?;
        let draw = || report::value::render_choice(&found, model);
        asked.finish(
            Answer {
                text: of_choice(&found, model),
                answer: &found,
                files: vec![tables::choice(&found)],
                draw: &draw,
                model,
            },
            out,
        )?;
        Ok(Status::Done)
    }
}

/// What the plans are called: by their files, with what is around them where that is the same.
fn names(first: &Path, second: &Path) -> [String; 2] {
    let stem = |path: &Path| {
        let stem = path.file_stem().unwrap_or(path.as_os_str());
        stem.to_string_lossy().into_owned()
    };
    let names = [stem(first), stem(second)];
    if names[0] == names[1] {
        return [first, second].map(|it| it.display().to_string());
    }
    names
}

/// How well something is known.
fn heard(accuracy: f64) -> String {
    if accuracy < 1.0 {
        format!("a study that correlates {accuracy} with it")
    } else {
        "perfect information".to_owned()
    }
}

fn of_reserve(found: &Reserve, model: &Model) -> String {
    let scenario = model.scenario();
    let (time, money) = (Unit::Time, Unit::Money(&scenario.currency));
    let mut text = format!(
        "{}\n{}, seed {}; {}; ± is half a 95 % interval\nThe reserve above the mean for the worst {} of the trials (CVaR less mean), and by how much it falls\n\n",
        scenario.name,
        words::counted(found.trials, "trial"),
        found.seed,
        heard(found.accuracy),
        words::exact_percent(1.0 - found.at),
    );
    let head = ["", "P10 to P90", "completion", "cost"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut row = |name: &str, spread: &str, years: String, cost: String| {
        rows.push(vec![name.to_owned(), spread.to_owned(), years, cost]);
    };
    row(
        "reserve",
        "",
        time.text(found.years),
        money.text(found.cost),
    );
    let all = |worth: &Worth, unit: Unit| {
        if found.factors.is_empty() {
            "nothing to gain".to_owned()
        } else {
            unit.worth(worth)
        }
    };
    row(
        "everything known that could be",
        "",
        all(&found.everything_years, time),
        all(&found.everything_cost, money),
    );
    let tells = |it: &Worth| it.gain.value.is_some() && !it.is_nothing();
    let shown = found
        .factors
        .iter()
        .filter(|it| tells(&it.years) || tells(&it.cost));
    let shown: Vec<_> = shown.take(SHOWN).collect();
    for it in &shown {
        row(
            &it.title,
            &it.spread,
            time.worth(&it.years),
            money.worth(&it.cost),
        );
    }
    let rest = found.factors.len() - shown.len();
    if rest > 0 {
        let less = |of: &dyn Fn(&crate::value::ReserveRow) -> Worth| {
            let others = found
                .factors
                .iter()
                .filter(|it| !shown.iter().any(|mine| mine.name == it.name));
            let others: Vec<Worth> = others.map(of).collect();
            if others.iter().any(tells) {
                "less".to_owned()
            } else if others.iter().all(|it| it.gain.value.is_none()) {
                "undefined".to_owned()
            } else {
                "nothing to gain".to_owned()
            }
        };
        row(
            &words::counted(rest as u64, "other"),
            "",
            less(&|it| it.years),
            less(&|it| it.cost),
        );
    }
    row(
        "left to chance, which no study removes",
        "",
        time.text(found.chance_years),
        money.text(found.chance_cost),
    );
    text += &aligned(&rows);
    let _ = writeln!(text, "\n  {}", finding(found, &scenario.currency));
    if !found.factors.is_empty() {
        text += &few_trials(
            found.everything_years.gain.value.is_none()
                && found.years.value.is_some_and(|it| it > 0.0),
        );
    }
    text += &unfinished(&[("", found.unfinished)]);
    text
}

/// What to do where there are too few trials for a fit of everything.
fn few_trials(are: bool) -> String {
    if are {
        "  Too few trials to tell what everything is worth: give more with --trials\n".to_owned()
    } else {
        String::new()
    }
}

/// What unfinished trials count as.
fn unfinished(of: &[(&str, compare::Measured)]) -> String {
    let mut text = String::new();
    for (plan, share) in of {
        let value = share.value.unwrap_or(0.0);
        if value <= 0.0 {
            continue;
        }
        let name = if plan.is_empty() {
            String::new()
        } else {
            format!("{plan}: ")
        };
        let warning = if value > MANY_UNFINISHED {
            "; warning: so many that values are too small: lengthen `horizon`"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "  {name}{} of the trials are unfinished and count with the horizon and what is spent by then{warning}",
            words::percent(value)
        );
    }
    text
}

fn of_choice(found: &Choice, model: &Model) -> String {
    let scenario = model.scenario();
    let unit = Unit::of(found.figure, &scenario.currency);
    let [a, b] = &found.plans;
    let mut text = format!(
        "{a} or {b}, by {}\n{} of each, seed {}; {}; ± is half a 95 % interval\n\n  {}\n\n",
        found.figure.name(),
        words::counted(found.trials, "trial"),
        found.seed,
        heard(found.accuracy),
        advice(found, &scenario.currency)
    );
    let head = ["", "P10 to P90", "worth knowing", "then the better plan is"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let all = if found.factors.is_empty() {
        "nothing to gain".to_owned()
    } else {
        unit.worth(&found.everything)
    };
    rows.push(vec![
        "everything known that could be".to_owned(),
        String::new(),
        all,
    ]);
    let tells = |it: &Worth| it.gain.value.is_some() && !it.is_nothing();
    let shown = found
        .factors
        .iter()
        .filter(|it| tells(&it.worth))
        .take(SHOWN);
    for it in shown {
        rows.push(vec![
            it.title.clone(),
            it.spread.clone(),
            unit.worth(&it.worth),
            flip(it, found, model),
        ]);
    }
    let telling = found.factors.iter().filter(|it| tells(&it.worth)).count();
    let rest = found.factors.len() - telling.min(SHOWN);
    if rest > 0 {
        let what = if telling > SHOWN {
            "less"
        } else {
            "nothing to gain"
        };
        let name = words::counted(rest as u64, "other");
        rows.push(vec![name, String::new(), what.to_owned()]);
    }
    rows.push(vec![
        "lost to chance, which no study removes".to_owned(),
        String::new(),
        unit.text(found.chance),
    ]);
    text += &aligned(&rows);
    let [of_a, of_b] = found.unfinished;
    let cut = matches!(found.figure, Figure::Years | Figure::Cost | Figure::Npv);
    if cut {
        text += &unfinished(&[(a, of_a), (b, of_b)]);
    }
    text
}
