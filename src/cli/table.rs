//! The headline numbers as text for the terminal.

use std::fmt::{self, Write};

use crate::calendar::Month;
use crate::programme::columns::{Kind, Trials, Unit};
use crate::summary::charts::Charts;
use crate::summary::estimate::Estimate;
use crate::summary::limits;
use crate::summary::nested::{Nested, Parts};
use crate::summary::standing::Standing;
use crate::summary::{Figure, Spread, Summary};
use crate::words;

/// A table of the headline numbers with their 95 % Monte Carlo errors, and the sentence on the target.
pub(super) fn headline(summary: &Summary, charts: &Charts) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_headline(summary, charts, &mut text);
    text
}

/// What became of the goals of `--until`; nothing without goals.
pub(super) fn goals(trials: u64, standings: &[Standing]) -> String {
    if standings.is_empty() {
        return String::new();
    }
    let missed = standings.iter().filter(|s| !s.reached()).count();
    let verdict = if missed == 0 {
        "every standard error asked for is reached".to_owned()
    } else {
        let more = if standings.iter().any(Standing::waiting) {
            "; --max-trials allows more"
        } else {
            ""
        };
        let all = words::counted(standings.len() as u64, "goal");
        format!("{missed} of {all} not reached{more}")
    };
    let lines: Vec<String> = standings.iter().map(|s| format!("  {s}\n")).collect();
    let trials = words::counted(trials, "trial");
    format!("\nStopped at {trials}: {verdict}\n{}\n", lines.concat())
}

/// Rows of a table: what it is, P50, P80, mean; each with half the width of its 95 % interval.
struct Rows(Vec<[String; 4]>);

impl Rows {
    fn push(&mut self, name: &str, [p50, p80, mean]: [String; 3]) {
        self.0.push([name.to_owned(), p50, p80, mean]);
    }

    /// Writes the rows with columns as wide as their widest cells.
    fn write(&self, out: &mut String) -> fmt::Result {
        let mut widths = [0; 4];
        for row in &self.0 {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        let [first, second, third, fourth] = widths;
        for [name, p50, p80, mean] in &self.0 {
            writeln!(
                out,
                "  {name:<first$}   {p50:>second$}   {p80:>third$}   {mean:>fourth$}"
            )?;
        }
        Ok(())
    }
}

/// A value with its error in words, or what to say where there is none.
type Cell<'a> = &'a dyn Fn(f64, Option<f64>) -> String;

/// The cells of one quantity. `missing` says what an infinite quantile means.
fn cells(value: &Spread, error: &Spread, missing: &str, cell: Cell) -> [String; 3] {
    let quantile = |value: Option<f64>, error| {
        value.map_or_else(|| missing.to_owned(), |value| cell(value, error))
    };
    let mean = value
        .mean
        .map_or_else(|| "-".to_owned(), |mean| cell(mean, error.mean));
    [
        quantile(value.p50, error.p50),
        quantile(value.p80, error.p80),
        mean,
    ]
}

fn with_error(text: &str, error: Option<String>) -> String {
    error.map_or_else(|| text.to_owned(), |error| format!("{text} {error}"))
}

fn write_headline(summary: &Summary, charts: &Charts, out: &mut String) -> fmt::Result {
    let run = &summary.run;
    writeln!(out, "{}", summary.scenario.name)?;
    writeln!(
        out,
        "{}, seed {}, {} design; from {}, at most {}; prices of {}; ± is half a 95 % interval\n",
        words::counted(run.trials, "trial"),
        run.seed,
        run.sampling.name(),
        summary.scenario.start,
        words::years(summary.scenario.horizon_years),
        summary.scenario.price_year,
    )?;
    write_spreads(summary, out)?;
    writeln!(out)?;
    write_shares(summary, out)?;
    let (years, calendar) = (&charts.years, &charts.calendar_years);
    let lapses = limits::lapses(years, calendar, &summary.scenario.currency);
    let limits = limits::sentence(years, calendar);
    for sentence in [limits, lapses].into_iter().flatten() {
        writeln!(out, "  {sentence}")?;
    }
    summary
        .nested
        .as_ref()
        .map_or(Ok(()), |nested| write_nested(nested, out))
}

/// How much of the variances is epistemic.
fn write_nested(nested: &Nested, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "\n  {} draws of the inputs with {} of chance each; of the variance, epistemic (for want of knowledge of the inputs) is",
        words::count(nested.outer),
        words::count(nested.inner)
    )?;
    let (parts, errors) = (&nested.variance, &nested.standard_error);
    let mut line = |name: &str, parts: &Parts, errors: &Parts| {
        writeln!(out, "    {name}: {}", words::epistemic(parts, errors))
    };
    line(
        "completion, cut at the horizon",
        &parts.years_to_horizon,
        &errors.years_to_horizon,
    )?;
    line(
        "spending by the horizon",
        &parts.cost_to_horizon,
        &errors.cost_to_horizon,
    )?;
    if let Some((parts, errors)) = parts.joint.as_ref().zip(errors.joint.as_ref()) {
        line("whether the target is met", parts, errors)?;
    }
    writeln!(out, "  and the rest is aleatory (chance)")
}

/// The figures that the registry names for the headline.
fn write_spreads(summary: &Summary, out: &mut String) -> fmt::Result {
    let currency = &summary.scenario.currency;
    let start = summary
        .scenario
        .start
        .parse::<Month>()
        .expect("a summary names its start as a month");
    let date = |years, error: Option<f64>| {
        let error = error.filter(|error| *error > 0.0);
        with_error(&words::month(start, years), error.map(words::time_error))
    };
    let money = |value, error: Option<f64>| words::money_with_error(value, error, currency);
    let mut rows = Rows(Vec::new());
    rows.push("", ["median (P50)", "P80", "mean"].map(String::from));
    for Figure {
        column,
        value,
        error,
    } in &summary.figures
    {
        let Some(name) = column.declared().headline else {
            continue;
        };
        let missing = match (column.kind, column.declared().trials) {
            (Kind::Date, _) => "beyond the horizon",
            (_, Some(Trials::Finished)) => "unfinished",
            (Kind::Ratio, _) => "nothing is spent",
            _ => "-",
        };
        let cell: Cell = match column.unit {
            Unit::Years => &date,
            Unit::Money => &money,
            Unit::Ha => &words::area_with_error,
            _ => &words::number_with_error,
        };
        rows.push(name, cells(value, error, missing, cell));
    }
    rows.write(out)
}

fn write_shares(summary: &Summary, out: &mut String) -> fmt::Result {
    let Estimate { value, error } = &summary.probability;
    if value.finished < 1.0 {
        let share = words::percent_with_error(1.0 - value.finished, error.finished);
        let target = summary.target.words();
        // Beyond the horizon some might still meet it.
        let miss = if summary.shares_are_bounds() {
            "count as missing"
        } else {
            "miss"
        };
        let missed = target.map_or_else(String::new, |it| format!("; they {miss} {it}"));
        writeln!(
            out,
            "  Unfinished at the horizon: {share} of the trials{missed}"
        )?;
    }
    let target = &summary.target;
    let since = target.since.parse::<Month>();
    let in_time = since.map_or_else(
        |_| format!("since {}", target.since),
        |since| words::in_time(target.years, since),
    );
    let cost = words::money(target.cost, &summary.scenario.currency);
    let bound = summary.shares_are_bounds();
    let (has_time, has_cost) = (target.deadline.is_some(), target.cost.is_finite());
    if has_time {
        let is = words::is_percent(value.within_years, error.within_years, bound);
        writeln!(out, "  P(complete {in_time}) {is}")?;
    }
    if has_cost {
        let is = words::is_percent(value.within_cost, error.within_cost, false);
        writeln!(out, "  P(complete and within {cost}) {is}")?;
    }
    if has_time && has_cost {
        let is = words::is_percent(value.joint, error.joint, bound);
        writeln!(out, "  P(complete {in_time} and within {cost}) {is}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_aligned_whatever_their_cells_hold() {
        let mut rows = Rows(Vec::new());
        rows.push("", ["median", "P80", "mean"].map(String::from));
        let long = words::money_with_error(3.7123e9, Some(14e6), "A LONG CURRENCY");
        rows.push("Cost", [long.clone(), "4 ± 1".into(), "-".into()]);
        rows.push(
            "Completion",
            ["May 2051", "Aug 2057", "-"].map(String::from),
        );
        let mut text = String::new();
        rows.write(&mut text).unwrap();
        let ends: Vec<Vec<usize>> = text.lines().map(columns).collect();
        assert!(text.contains(&long));
        assert!(ends.iter().all(|line| line == &ends[0]), "{text}");
    }

    /// Where the columns of a row end, counted in characters from its right end.
    fn columns(line: &str) -> Vec<usize> {
        let letters: Vec<char> = line.chars().collect();
        let gap = |at: usize| letters[at + 1..].iter().take(3).all(|c| *c == ' ');
        let end = |at: &usize| letters[*at] != ' ' && (*at + 1 == letters.len() || gap(*at));
        let ends: Vec<usize> = (14..letters.len()).filter(end).collect();
        ends
    }
}
