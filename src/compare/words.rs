//! A comparison as text: one column a scenario, changes below the figures, then sentences on each scenario beside the base.

use std::fmt::Write as _;

use super::paired::OfTrials;
use super::writer::{Statistic, Writer, aligned, points, share, time};
use super::{Against, Compared, Comparison, Dominance, Verdict};
use crate::programme::columns::{Column, Unit};
use crate::summary::TargetId;
use crate::summary::measured::Measured;
use crate::words;

/// The whole comparison for the terminal.
///
/// # Panics
///
/// Never: a comparison has a base.
pub fn text(comparison: &Comparison) -> String {
    let writer = Writer::new(comparison);
    let (run, common) = (&comparison.run, &comparison.common);
    let base = &comparison.cases[0];
    let mut text = format!(
        "{} against {}\n{} each, seed {}, {} design, the same draws for all; from {}, at most {}; prices of {}; ± is half a 95 % interval\n\n",
        names(&comparison.cases[1..]),
        base.name,
        words::counted(run.trials, "trial"),
        run.seed,
        run.sampling.name(),
        common.start,
        words::years(common.horizon_years),
        common.price_year,
    );
    if let Some(judged) = judged(comparison) {
        text.push_str(&judged);
    }
    text.push_str(&aligned(&rows(comparison, &writer)));
    text.push_str(&below_the_table(comparison, &writer));
    text
}

/// What is said of each scenario beside the base, of the choice between them, and of why and how much.
pub(crate) fn below_the_table(comparison: &Comparison, writer: &Writer<'_>) -> String {
    let base = &comparison.cases[0];
    let mut text = String::new();
    for case in &comparison.cases[1..] {
        if let Some(against) = &case.against_base {
            text.push_str(&beside(case, against, &base.name, writer));
        }
    }
    if let Some(choice) = &comparison.choice {
        text.push_str(&best(comparison, choice, writer));
    }
    text.push_str(&super::answers::text(comparison, writer));
    text
}

/// By whose target all are judged, where one has another.
fn judged(comparison: &Comparison) -> Option<String> {
    let is_of_target = |path: &str| path == "target" || path.starts_with("target.");
    let mut edits = comparison.cases.iter().flat_map(|it| &it.edits);
    edits.find(|it| is_of_target(&it.path))?;
    let base = &comparison.cases[0].name;
    Some(match comparison.target.words() {
        Some(_) => format!("  All are judged by the target of {base}.\n\n"),
        None => format!("  {base} has no target, so none is judged by one.\n\n"),
    })
}

fn names(cases: &[Compared]) -> String {
    let names: Vec<&str> = cases.iter().map(|it| it.name.as_str()).collect();
    names.join(", ")
}

/// A row of the table: what it is, each scenario's figure, and below each how it changes from the base.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    /// Empty where nothing can be said.
    pub(crate) changes: Vec<String>,
}

/// The share of trials that is told with any target, or none.
const ALL: Option<&str> = Some("Complete by the horizon");

/// The figures of the headline that are `wanted` by name, then the shares of trials. Figures that only a later scenario has stand last.
pub(crate) fn table(
    comparison: &Comparison,
    writer: &Writer<'_>,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Row> {
    let cases = &comparison.cases;
    let mut columns: Vec<Column> = Vec::new();
    for figure in cases.iter().flat_map(|it| &it.figures) {
        if columns.iter().all(|it| it.name != figure.name) && wanted(&figure.name) {
            columns.extend(Column::of_figure(&figure.name));
        }
    }
    let mut rows = Vec::new();
    for column in &columns {
        for &statistic in Statistic::shown(column) {
            let figure = |case: &'_ Compared| {
                let mut figures = case.figures.iter();
                figures.find(|it| it.name == column.name).cloned()
            };
            let value = |case: &Compared| {
                figure(case).map_or_else(
                    || "-".to_owned(),
                    |it| writer.value(column, statistic.of(&it).value),
                )
            };
            let change = |case: &Compared| {
                let change = figure(case).and_then(|it| it.change);
                let change =
                    change.and_then(|it| writer.change(column.unit, statistic.change(&it)));
                change.unwrap_or_default()
            };
            let headline = column.declared().headline.unwrap_or(&column.name);
            rows.push(Row {
                name: format!("{headline}, {}", statistic.name()),
                values: cases.iter().map(value).collect(),
                changes: cases.iter().map(change).collect(),
            });
        }
    }
    let TargetId { deadline, cost, .. } = &comparison.target;
    let names = match (deadline.is_some(), cost.is_finite()) {
        (true, true) => [
            ALL,
            Some("Target kept: years"),
            Some("  cost"),
            Some("  both"),
        ],
        (true, false) => [ALL, Some("Target kept: years"), None, None],
        (false, true) => [ALL, None, Some("Target kept: cost"), None],
        (false, false) => [ALL, None, None, None],
    };
    for (at, name) in names.into_iter().enumerate() {
        let Some(name) = name else { continue };
        let change = |case: &Compared| {
            let change = case.against_base.as_ref();
            change.map_or_else(String::new, |it| points(it.shares.all()[at]))
        };
        rows.push(Row {
            name: name.to_owned(),
            values: cases.iter().map(|it| share(it.shares.all()[at])).collect(),
            changes: cases.iter().map(change).collect(),
        });
    }
    rows
}

/// The table with a head, changes on lines of their own.
fn rows(comparison: &Comparison, writer: &Writer<'_>) -> Vec<Vec<String>> {
    let names = comparison.cases.iter().map(|it| it.name.clone());
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(names).collect()];
    for Row {
        name,
        values,
        changes,
    } in table(comparison, writer, |_| true)
    {
        rows.push(std::iter::once(name).chain(values).collect());
        if changes.iter().any(|it| !it.is_empty()) {
            rows.push(std::iter::once(String::new()).chain(changes).collect());
        }
    }
    rows
}

impl super::Shares {
    /// In the order of the fields.
    pub(crate) fn all(&self) -> [Measured; 4] {
        [
            self.finished,
            self.within_years,
            self.within_cost,
            self.joint,
        ]
    }
}

/// Sentences on one scenario beside the base.
fn beside(case: &Compared, against: &Against, base: &str, writer: &Writer<'_>) -> String {
    let mut text = format!("\n  {} beside {base}, trial by trial\n", case.name);
    let mut line = |content: &str| {
        let _ = writeln!(text, "    {content}");
    };
    line(&format!(
        "sooner in {}, in the same month or never in {}, later in {}",
        share(against.sooner),
        share(against.same),
        share(against.later),
    ));
    line(&format!(
        "cheaper in {}, sooner and cheaper in {}",
        share(against.cheaper),
        share(against.sooner_and_cheaper),
    ));
    line(&format!(
        "completion: {}",
        dominance(&against.completion, "sooner", "later")
    ));
    line(&format!(
        "cost: {}",
        dominance(&against.cost, "cheaper", "dearer")
    ));
    for name in ["completion_years", "cost"] {
        let figure = case.figures.iter().find(|it| it.name == name);
        let found = figure
            .and_then(|it| it.change.as_ref())
            .zip(Column::of_figure(name));
        if let Some((change, column)) = found {
            let headline = column.declared().headline.unwrap_or(name).to_lowercase();
            let of = |value: f64| writer.amount(column.unit, value);
            let p80 = writer.change(column.unit, change.p80);
            let OfTrials {
                p10,
                p50,
                p80: high,
                p90,
            } = change.of_trials;
            line(&format!(
                "{headline}: change in P80 {}; change in single trials P10 {}, P50 {}, P80 {}, P90 {}",
                p80.unwrap_or_else(|| "not defined".to_owned()),
                of(p10),
                of(p50),
                of(high),
                of(p90),
            ));
        }
    }
    text
}

/// What the S-curves say, in words.
pub(crate) fn dominance(it: &Dominance, less: &str, more: &str) -> String {
    let level = |share: f64| format!("P{:.0}", (100.0 * share).clamp(1.0, 99.0));
    let band = it.told_apart.map_or_else(String::new, |(from, to)| {
        format!(" (told apart from {} to {})", level(from), level(to))
    });
    match it.verdict {
        Verdict::Same => "the same in every trial".to_owned(),
        Verdict::NotToldApart => "not told apart at any confidence".to_owned(),
        Verdict::Less => format!("{less} at every confidence{band}"),
        Verdict::More => format!("{more} at every confidence{band}"),
        Verdict::Cross => {
            let at = it.crossings.iter().map(|it| {
                format!(
                    "{} ({} to {})",
                    level(it.level),
                    level(it.from),
                    level(it.to)
                )
            });
            let at: Vec<String> = at.collect();
            format!("the curves cross at {}", at.join(", "))
        }
    }
}

/// Which is best.
fn best(comparison: &Comparison, choice: &super::Choice, writer: &Writer<'_>) -> String {
    let row = |name: &str, cell: &dyn Fn(&super::Best) -> String, of: &[super::Best]| {
        std::iter::once(name.to_owned())
            .chain(of.iter().map(cell))
            .collect::<Vec<_>>()
    };
    let best = |it: &super::Best| share(it.best);
    let regret = |unit| {
        move |it: &super::Best| {
            let value = it.regret.value.unwrap_or(f64::NAN);
            let text = match (unit, it.regret.half_width()) {
                _ if value == 0.0 => "0".to_owned(),
                (Unit::Years, Some(half)) => time(value, half),
                (Unit::Years, None) => writer.amount(unit, value),
                _ => words::money_with_error(value, it.regret.standard_error, writer.currency),
            };
            text.trim_start_matches('+').to_owned()
        }
    };
    let names = comparison.cases.iter().map(|it| it.name.clone());
    let rows = vec![
        std::iter::once(String::new()).chain(names).collect(),
        row("first to complete", &best, &choice.completion),
        row(
            "  expected regret",
            &regret(Unit::Years),
            &choice.completion,
        ),
        row("spends least", &best, &choice.spending),
        row("  expected regret", &regret(Unit::Money), &choice.spending),
    ];
    format!(
        "\n  Which is best (ties shared; a trial that does not finish counts with the horizon and what is spent by then)\n{}",
        aligned(&rows)
    )
}
