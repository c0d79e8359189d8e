//! The answers of `value`.

use std::fmt::Write as _;

use super::{Answer, Found};
use crate::compare::aligned;
use crate::report::value::{Unit, advice, chosen_by, flip, others};
use crate::report::{self, Drawing, ReportError};
use crate::results::File;
use crate::simulate::Model;
use crate::summary::measured::Measured;
use crate::tables;
use crate::value::{Choice, Figure, Reserve, ReserveRow, Worth};
use crate::words;

/// What it is worth to know an input, for the reserve above the mean.
pub fn reserve(found: Reserve, model: &Model) -> Answer {
    Answer::new(found, model)
}

/// What it is worth to know an input, for the choice between two plans.
pub fn choice(found: Choice, model: &Model) -> Answer {
    Answer::new(found, model)
}

impl Found for Reserve {
    const COMMAND: &'static str = "value";

    fn text(&self, model: &Model) -> String {
        of_reserve(self, model)
    }

    fn tables(&self) -> Vec<File> {
        vec![tables::reserve(self)]
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        report::value::draw(self, model)
    }
}

impl Found for Choice {
    const COMMAND: &'static str = "value";

    fn text(&self, model: &Model) -> String {
        of_choice(self, model)
    }

    fn tables(&self) -> Vec<File> {
        vec![tables::choice(self)]
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        report::value::draw_choice(self, model)
    }
}

/// Factors that are shown.
const SHOWN: usize = 15;
/// Share of unfinished trials from which on there is a warning.
const MANY_UNFINISHED: f64 = 0.05;

/// How well something is known.
fn heard(accuracy: f64) -> String {
    if accuracy < 1.0 {
        format!("a study that correlates {accuracy} with it")
    } else {
        "perfect information".to_owned()
    }
}

/// By how much a reserve falls.
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
        let less = |of: &dyn Fn(&ReserveRow) -> Worth| {
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
            &others(rest, shown.len()),
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
fn unfinished(of: &[(&str, Measured)]) -> String {
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

/// What knowledge changes in a choice.
fn of_choice(found: &Choice, model: &Model) -> String {
    let scenario = model.scenario();
    let unit = Unit::of(found.figure, &scenario.currency);
    let [a, b] = &found.plans;
    let mut text = format!(
        "{a} or {b}, chosen by {}\n{} of each, seed {}; {}; ± is half a 95 % interval\n\n  {}\n\n",
        chosen_by(found.figure),
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
        let name = others(rest, telling);
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

/// What is most worth knowing, in a sentence.
fn finding(reserve: &Reserve, currency: &str) -> String {
    if reserve.factors.is_empty() {
        return "No input is uncertain: there is nothing to find out.".to_owned();
    }
    if reserve.years.value.is_none_or(|it| it <= 0.0)
        && reserve.cost.value.is_none_or(|it| it <= 0.0)
    {
        return "Neither completion nor cost varies: there is nothing to gain.".to_owned();
    }
    let part = |gain: Option<f64>, of: Measured| {
        let share = gain.zip(of.value).map(|(gain, of)| gain / of);
        words::percent(share.unwrap_or(0.0))
    };
    let best = |of: &dyn Fn(&ReserveRow) -> Worth| {
        let rows = reserve.factors.iter().filter(|it| {
            let worth = of(it);
            worth.gain.value.is_some() && !worth.is_nothing()
        });
        rows.max_by(|a, b| {
            of(a)
                .gain
                .value
                .unwrap_or(0.0)
                .total_cmp(&of(b).gain.value.unwrap_or(0.0))
        })
    };
    let (years, cost) = (best(&|it| it.years), best(&|it| it.cost));
    let of_years = years.map(|it| {
        format!(
            "{} is most worth knowing for the date: the reserve falls by {} ({})",
            it.title,
            Unit::Time.text(plain(it.years.gain)),
            part(it.years.gain.value, reserve.years)
        )
    });
    let of_cost = cost.map(|it| {
        format!(
            "{} for the cost: {} ({})",
            it.title,
            Unit::Money(currency).text(plain(it.cost.gain)),
            part(it.cost.gain.value, reserve.cost)
        )
    });
    let undefined = |of: &dyn Fn(&ReserveRow) -> Worth| {
        let mut rows = reserve.factors.iter();
        rows.all(|it| of(it).gain.value.is_none())
    };
    match (of_years, of_cost) {
        (None, None) if undefined(&|it| it.years) && undefined(&|it| it.cost) => {
            "Too few trials to tell what a single factor is worth.".to_owned()
        }
        (None, Some(cost)) if undefined(&|it| it.years) => {
            format!("Completion does not vary; {cost}.")
        }
        (Some(years), Some(cost)) => format!("{years}; {cost}."),
        (Some(years), None) => format!("{years}; none has a bearing on the cost."),
        (None, Some(cost)) => format!("None has a bearing on the date; {cost}."),
        (None, None) => "To know a single one of them brings nothing.".to_owned(),
    }
}

/// Without its error.
fn plain(of: Measured) -> Measured {
    Measured {
        standard_error: None,
        ..of
    }
}
