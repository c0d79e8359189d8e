//! A study, or other measures, as text.

use std::fmt::Write as _;

use super::measures::{Measures, Method};
use super::outcome::Outcome;
use super::study::{MANY_UNFINISHED, Row, Study};
use crate::compare::writer::{Writer, points};
use crate::factors::{Factor, Kind, Nature};
use crate::scenario::Scenario;
use crate::summary::measured::Measured;
use crate::words;

/// Rows that are shown of what could be known; the others are one.
const SHOWN: usize = 15;

/// A share of variance with half its interval: an estimate below 0 is 0, since no true one is.
fn share(share: Measured) -> String {
    let Some(value) = share.value else {
        return "undefined".to_owned();
    };
    let percent = 100.0 * value.max(0.0);
    let Some(half) = share.half_width().map(|it| 100.0 * it) else {
        return format!("{percent:.0} %");
    };
    let decimals = usize::from(half < 0.95);
    let smallest = if decimals == 0 { 1.0 } else { 0.1 };
    format!("{percent:.decimals$} ± {:.decimals$} %", half.max(smallest))
}

/// Both ends of a factor for one outcome.
fn ends(row: &Row, outcome: usize, study: &Study, scenario: &Scenario) -> String {
    let text = |value: f64| study.outcomes[outcome].text(value, scenario);
    match (row.low[outcome], row.high[outcome]) {
        (Some(low), Some(high)) => format!("{} → {}", text(low), text(high)),
        _ => "-".to_owned(),
    }
}

/// The sum of shares, without its error.
fn rest(rows: &[&Row], outcome: usize) -> String {
    let sum: Option<f64> = rows.iter().map(|it| it.shares[outcome].value).sum();
    sum.map_or_else(
        || "undefined".to_owned(),
        |it| format!("{:.0} %", 100.0 * it.max(0.0)),
    )
}

/// Rows of cells as lines whose columns are as wide as their widest cells; all but the first two and the last keep to the right.
fn lines(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|it| it.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let left = at < 2 || at + 1 == columns;
            let room = " ".repeat(width - cell.chars().count());
            line += "  ";
            let (before, after) = if left { ("", &*room) } else { (&*room, "") };
            line.extend([before, cell, after]);
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

impl Study {
    /// The study for a terminal; `scenario` is that of its model.
    pub fn text(&self, scenario: &Scenario) -> String {
        text(self, scenario)
    }
}

fn text(study: &Study, scenario: &Scenario) -> String {
    let titles: Vec<&str> = study.outcomes.iter().map(|it| it.title.as_str()).collect();
    // Writing to a string cannot fail.
    let mut text = format!(
        "{}\nWhat drives {}: shares of variance (Shapley effects)\n{} at {} in {} each, seed {}; ± is half a 95 % interval\n\n",
        scenario.name,
        listed(&titles),
        words::counted(study.points * study.steps as u64, "trial"),
        words::counted(study.points, "point"),
        words::counted(study.steps as u64, "step"),
        study.seed
    );
    let mut head = vec!["Factor".to_owned(), "P10–P90".to_owned()];
    head.extend(titles.iter().map(|it| (*it).to_owned()));
    head.push(format!("{}, low → high", titles.first().unwrap_or(&"")));
    let mut rows = vec![head];
    for (nature, sums, title) in [
        (
            Nature::Epistemic,
            &study.epistemic,
            "Epistemic: could be known",
        ),
        (Nature::Aleatory, &study.aleatory, "Aleatory: chance"),
    ] {
        let all: Vec<&Row> = study.of(nature).collect();
        let shown = if nature == Nature::Epistemic && all.len() > SHOWN + 1 {
            SHOWN
        } else {
            all.len()
        };
        for row in &all[..shown] {
            let mut cells = vec![name(&row.factor), row.factor.spread.clone()];
            cells.extend(row.shares.iter().map(|it| share(*it)));
            cells.push(ends(row, 0, study, scenario));
            rows.push(cells);
        }
        if shown < all.len() {
            let others = &all[shown..];
            let mut cells = vec![format!("{} more", others.len()), String::new()];
            cells.extend((0..study.outcomes.len()).map(|it| rest(others, it)));
            cells.push(String::new());
            rows.push(cells);
        }
        let mut cells = vec![title.to_owned(), String::new()];
        cells.extend(sums.iter().map(|it| share(*it)));
        cells.push(String::new());
        rows.push(cells);
        rows.push(Vec::new());
    }
    rows.pop();
    text += &lines(&rows);
    write_removals(study, scenario, &mut text);
    write_over_time(study, &mut text);
    write_notes(study, &titles, &mut text);
    text
}

/// Events and drivers are called by their titles.
fn name(factor: &Factor) -> String {
    match factor.kind {
        Kind::Event | Kind::Driver => factor.title.clone(),
        _ => factor.name.clone(),
    }
}

impl Measures {
    /// The measures for a terminal; `scenario` is that of their model.
    pub fn text(&self, scenario: &Scenario) -> String {
        let titles: Vec<&str> = self.outcomes.iter().map(|it| it.title.as_str()).collect();
        let what = match self.method {
            Method::Sobol { .. } => {
                "Sobol' indices: share of the variance explained alone, and in all it takes part in"
            }
            Method::Delta => {
                "Borgonovo's delta: how far knowing it shifts the distribution, 0 to 1"
            }
            Method::Rank => "rank correlations (Spearman)",
            Method::Tornado => {
                "one at a time from P10 to P90 about the point estimate, without chance"
            }
        };
        let mut text = format!("{}\nWhat drives {}\n{what}", scenario.name, listed(&titles));
        if self.method != Method::Tornado {
            let _ = write!(
                text,
                "\n{}, seed {}; ± is half a 95 % interval",
                words::counted(self.trials, "trial"),
                self.seed
            );
        }
        text += "\n\n";
        let mut head = vec!["Factor".to_owned(), "P10–P90".to_owned()];
        for title in &titles {
            let columns = self.columns.iter();
            head.extend(columns.map(|column| format!("{title}: {column}")));
        }
        // The last column keeps to the left; these do not.
        head.push(String::new());
        let mut rows = vec![head];
        for row in self.rows.iter().take(2 * SHOWN) {
            let mut cells = vec![name(&row.factor), row.factor.spread.clone()];
            for (outcome, values) in self.outcomes.iter().zip(&row.values) {
                let values = values.iter().map(|it| self.cell(outcome, *it, scenario));
                cells.extend(values);
            }
            cells.push(String::new());
            rows.push(cells);
        }
        if self.rows.is_empty() {
            text += "  Nothing is uncertain here, so there is nothing to explain.\n";
            return text;
        }
        text += &lines(&rows);
        if self.rows.len() > 2 * SHOWN {
            let _ = writeln!(
                text,
                "  {} more in {}.csv",
                self.rows.len() - 2 * SHOWN,
                self.method.name()
            );
        }
        if self.method == Method::Tornado {
            let estimates = self.outcomes.iter().zip(&self.estimate);
            let estimates = estimates.map(|(outcome, value)| {
                let value =
                    value.map_or_else(|| "undefined".to_owned(), |it| outcome.text(it, scenario));
                format!("{} {value}", outcome.title)
            });
            let estimates: Vec<String> = estimates.collect();
            let _ = writeln!(text, "\n  Point estimate: {}.", estimates.join(", "));
        }
        if self.method == Method::Delta {
            text += "\n  Floor: what 20 columns without meaning show at most; a delta below it is none.\n";
        }
        write_unfinished(self.unfinished, &mut text);
        text
    }

    fn cell(&self, outcome: &Outcome, value: Measured, scenario: &Scenario) -> String {
        match self.method {
            Method::Sobol { .. } => share(value),
            Method::Tornado => value
                .value
                .map_or_else(|| "undefined".to_owned(), |it| outcome.text(it, scenario)),
            Method::Delta | Method::Rank => {
                let Some(number) = value.value else {
                    return "undefined".to_owned();
                };
                match value.half_width() {
                    Some(half) => format!("{number:.3} ± {half:.3}"),
                    None => format!("{number:.3}"),
                }
            }
        }
    }
}

fn write_removals(study: &Study, scenario: &Scenario, text: &mut String) {
    if study.removals.is_empty() {
        return;
    }
    let writer = Writer {
        start: scenario.start,
        currency: &scenario.currency,
    };
    let mut head = vec!["Without".to_owned(), String::new()];
    head.extend(study.outcomes.iter().map(|it| {
        if it.is_event() {
            format!("P({})", it.title)
        } else {
            format!("P80 of {}", it.title)
        }
    }));
    let mut rows = vec![head];
    for removal in &study.removals {
        let mut cells = vec![removal.title.clone(), String::new()];
        cells.extend(
            removal
                .changes
                .iter()
                .zip(&study.outcomes)
                .map(|(change, outcome)| {
                    if outcome.is_event() {
                        points(*change)
                    } else {
                        let change = writer.change(outcome.of, *change);
                        change.unwrap_or_else(|| "not defined".to_owned())
                    }
                }),
        );
        // The last column keeps to the left; these do not.
        cells.push(String::new());
        rows.push(cells);
    }
    let _ = write!(text, "\n{}", lines(&rows));
}

/// Years that are shown of a course, and factors.
const YEARS: usize = 7;
const FACTORS: usize = 6;

fn write_over_time(study: &Study, text: &mut String) {
    for series in &study.over_time {
        let Some(last) = series.last_of_note() else {
            continue;
        };
        let step = last.div_ceil(YEARS).max(1);
        let years: Vec<usize> = (0..=last).rev().step_by(step).collect();
        let years: Vec<usize> = years.into_iter().rev().collect();
        let most = |row: usize| {
            let shares = years.iter().filter_map(|it| series.shares[*it][row].value);
            shares.fold(0.0, f64::max)
        };
        let mut order: Vec<usize> = (0..study.rows.len()).collect();
        order.sort_by(|a, b| most(*b).total_cmp(&most(*a)));
        let mut head = vec![format!("Share of {}", series.quantity), String::new()];
        head.extend(years.iter().map(|it| series.years[*it].to_string()));
        head.push(String::new());
        let mut rows = vec![head];
        for row in order.into_iter().take(FACTORS) {
            let mut cells = vec![name(&study.rows[row].factor), String::new()];
            cells.extend(years.iter().map(|it| share(series.shares[*it][row])));
            cells.push(String::new());
            rows.push(cells);
        }
        let _ = write!(text, "\n{}", lines(&rows));
    }
}

fn write_notes(study: &Study, titles: &[&str], text: &mut String) {
    let undefined: Vec<&str> = titles
        .iter()
        .zip(&study.variances)
        .filter(|(_, variance)| variance.is_none_or(|it| it <= 0.0))
        .map(|(title, _)| *title)
        .collect();
    text.push('\n');
    if !undefined.is_empty() {
        let _ = writeln!(
            text,
            "  Undefined: {} {} the same in all trials, so there is nothing to explain.",
            listed(&undefined),
            if undefined.len() > 1 { "are" } else { "is" }
        );
    }
    let _ = writeln!(
        text,
        "  Shares of a column sum to 100 %. Low → high: the mean in the lowest and the highest fifth of a factor; of drivers, events and\n  pledges without → with."
    );
    write_unfinished(study.unfinished, text);
    if study.reached == Some(false) {
        let _ = writeln!(
            text,
            "  The shares are less certain than --until asks, at the most points that are simulated."
        );
    }
}

fn write_unfinished(share: f64, text: &mut String) {
    if share > 0.0 {
        let _ = writeln!(
            text,
            "  Unfinished at the horizon: {} of the trials; they count as complete there, with what is spent by then.",
            words::percent(share)
        );
    }
    if share > MANY_UNFINISHED {
        *text += "  Warning: so many are cut at the horizon that completion and cost say less of what delays them; look at\n  `remaining@YEAR`, or lengthen `horizon`.\n";
    }
}

/// `a, b and c`.
fn listed(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_below_nothing_is_nothing_give_or_take() {
        let measured = |value, error| Measured {
            value,
            standard_error: error,
        };
        for (value, error, text) in [
            (Some(0.214), Some(0.02), "21 ± 4 %"),
            (Some(-0.012), Some(0.01), "0 ± 2 %"),
            (Some(0.0043), Some(0.001), "0.4 ± 0.2 %"),
            (Some(-1e-9), Some(1e-9), "0.0 ± 0.1 %"),
            (Some(1.0), Some(0.0), "100.0 ± 0.1 %"),
            (None, None, "undefined"),
        ] {
            assert_eq!(share(measured(value, error)), text);
        }
    }
}
