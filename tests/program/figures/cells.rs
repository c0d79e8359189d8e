//! Cells and rows of the tables in documents.

use clearcast::calendar::Month;
use clearcast::summary::Summary;
use clearcast::words;

use super::TRIALS;

pub(super) const HEAD: [&str; 6] = [
    "complete, P50",
    "P80",
    "cost, P50",
    "P(years)",
    "P(cost)",
    "joint",
];

pub(super) fn date(summary: &Summary, years: Option<f64>, error: Option<f64>) -> String {
    let start: Month = summary.scenario.start.parse().unwrap();
    let Some(years) = years else {
        return "never".to_owned();
    };
    let error = error.filter(|it| *it > 0.0).map(words::time_error);
    let error = error.map_or_else(String::new, |it| format!(" {it}"));
    words::month(start, years) + &error
}

pub(super) fn money(summary: &Summary, value: Option<f64>, error: Option<f64>) -> String {
    let money = |value| words::money_with_error(value, error, &summary.scenario.currency);
    value.map_or_else(|| "none".to_owned(), money)
}

/// The columns of every table.
pub(super) fn cells(summary: &Summary) -> Vec<String> {
    let (times, late) = (
        summary.spread("completion_years"),
        summary.error("completion_years"),
    );
    let (cost, dear) = (summary.spread("cost"), summary.error("cost"));
    let (share, error) = (&summary.probability.value, &summary.probability.error);
    let (timed, priced) = (
        summary.target.deadline.is_some(),
        summary.target.cost.is_finite(),
    );
    let bound = if summary.shares_are_bounds() {
        "≥ "
    } else {
        ""
    };
    let percent = |asked: bool, bound: &str, share, error| {
        let share = || bound.to_owned() + &words::percent_with_error(share, error);
        if asked { share() } else { "–".to_owned() }
    };
    vec![
        date(summary, times.p50, late.p50),
        date(summary, times.p80, late.p80),
        money(summary, cost.p50, dear.p50),
        percent(timed, bound, share.within_years, error.within_years),
        percent(priced, "", share.within_cost, error.within_cost),
        percent(timed && priced, bound, share.joint, error.joint),
    ]
}

pub(super) type More = (&'static str, fn(&Summary) -> String);

/// Columns that a table may have besides.
pub(super) const MORE: [More; 8] = [
    ("unfinished", |it| {
        let unfinished = 1.0 - it.probability.value.finished;
        words::percent_with_error(unfinished, it.probability.error.finished)
    }),
    ("cleared, mean", |it| {
        let (value, error) = (it.spread("area_ha.cleared"), it.error("area_ha.cleared"));
        words::area_with_error(value.mean.unwrap(), error.mean)
    }),
    ("lapsed, mean", |it| {
        money(it, it.spread("lapsed").mean, it.error("lapsed").mean)
    }),
    ("spent, mean", |it| {
        let name = "cost_to_horizon";
        money(it, it.spread(name).mean, it.error(name).mean)
    }),
    ("half returned", |it| {
        let name = "people.years_to_half_returned";
        date(it, it.spread(name).p50, it.error(name).p50)
    }),
    ("90 % returned", |it| {
        let name = "people.years_to_90_percent_returned";
        date(it, it.spread(name).p50, it.error(name).p50)
    }),
    ("casualties, mean", |it| number(it, "casualties.people")),
    ("risk education, mean", |it| {
        let name = "cost_by.category.risk_education";
        money(it, it.spread(name).mean, it.error(name).mean)
    }),
];

fn number(summary: &Summary, name: &str) -> String {
    let mean = summary.spread(name).mean.unwrap();
    words::number_with_error(mean, summary.error(name).mean)
}

pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let owned: Vec<String> = head.iter().map(|&it| it.to_owned()).collect();
    let rule = vec!["---".to_owned(); head.len()];
    let rows = rows.iter().map(|row| line(row));
    line(&owned) + &line(&rule) + &rows.collect::<String>()
}

pub(super) fn said() -> String {
    format!(
        "\n{} trials, seed 1; ± is half a 95 % interval of the Monte Carlo error.\n",
        words::count(TRIALS)
    )
}

/// Fills the cells of the rows of a table, the first of which says what the row is about; `fill` gives the cells behind it.
pub(super) fn filled(block: &str, fill: &mut dyn FnMut(&str) -> Vec<String>) -> String {
    let lines = block.lines().enumerate().map(|(at, line)| {
        // Head and rule, and what is no row.
        if at < 2 || !line.starts_with('|') {
            return format!("{line}\n");
        }
        let cells = line.trim_matches('|').split('|');
        let mut cells: Vec<String> = cells.map(|it| it.trim().to_owned()).collect();
        let new = fill(&cells[0]);
        for (cell, new) in cells[1..].iter_mut().zip(new) {
            *cell = new;
        }
        format!("| {} |\n", cells.join(" | "))
    });
    lines.collect()
}
