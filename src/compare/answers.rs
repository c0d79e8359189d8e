//! The further questions as text: why, what a little more buys, what waiting costs, and what the choice depends on.

use std::fmt::Write as _;

use super::across::Cell;
use super::effects::{EFFECTS, Effects, TARGET};
use super::margin::Margin;
use super::writer::{Writer, aligned, amount_of_time, points, share};
use super::{Across, Attribution, Compared, Comparison, Contribution, Why};
use crate::programme::columns::Unit;
use crate::summary::measured::Measured;
use crate::words;

/// All that was asked.
pub(crate) fn text(comparison: &Comparison, writer: &Writer<'_>) -> String {
    let mut text = String::new();
    let target = comparison.target.words().unwrap_or_default();
    for case in &comparison.cases {
        if let Some(why) = &case.why {
            text.push_str(&explained(case, why, target, writer));
        }
    }
    text.push_str(&margins(comparison, writer));
    text.push_str(&delays(comparison, writer));
    if let Some(across) = &comparison.across {
        text.push_str(&grouped(comparison, across, writer));
    }
    text
}

/// A group of edited tables in words.
pub(crate) fn group(tables: &[String]) -> String {
    tables.join(" + ")
}

fn explained(case: &Compared, why: &Why, target: &str, writer: &Writer<'_>) -> String {
    let time = |it: Measured| writer.change(Unit::Years, it);
    let how = if why.exact {
        format!("all {} subsets of the edits", why.subsets)
    } else {
        format!(
            "{} subsets of the edits, orders drawn in pairs",
            why.subsets
        )
    };
    let mut text = format!(
        "\n  Why {} differs ({how}, {} each; by itself, on average over all orders (Shapley), and after all others)\n",
        case.name,
        words::counted(why.trials, "trial"),
    );
    let mut rows = vec![["", "alone", "Shapley", "last"].map(str::to_owned).to_vec()];
    let mut section = |name: &str, of: &Attribution, cell: &dyn Fn(Measured) -> String| {
        rows.push(vec![name.to_owned()]);
        for (tables, part) in why.groups.iter().zip(&of.parts) {
            let Contribution {
                alone,
                shapley,
                last,
            } = *part;
            let mut row = vec![format!("  {}", group(tables))];
            row.extend([alone, shapley, last].map(cell));
            rows.push(row);
        }
        rows.push(vec!["  interaction".to_owned(), cell(of.interaction)]);
        rows.push(vec!["  together".to_owned(), String::new(), cell(of.total)]);
    };
    section(
        "P80 of completion, unfinished trials at the horizon",
        &why.completion_p80,
        &|it| time(it).unwrap_or_default(),
    );
    if let Some(joint) = &why.joint {
        section(&words::capital(target), joint, &points);
    }
    text.push_str(&aligned(&rows));
    text
}

/// An effect in words.
pub(crate) fn effect(at: usize, effect: Measured, writer: &Writer<'_>) -> String {
    if effect.value.is_none() {
        return "beyond the horizon".to_owned();
    }
    if effect.is_nothing() {
        return "no change".to_owned();
    }
    let text = match at {
        0 | 1 => return amount_of_time(effect),
        TARGET => return points(effect),
        5 => writer.change(Unit::Money, effect),
        _ => writer.change(Unit::People, effect),
    };
    text.unwrap_or_default()
}

/// Rows of effects, one column a question.
fn effects(columns: &[(String, Effects)], writer: &Writer<'_>) -> Vec<Vec<String>> {
    let names = columns.iter().map(|(name, _)| name.clone());
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(names).collect()];
    for (at, name) in EFFECTS.iter().enumerate() {
        // Without a target nothing is said of it.
        if at == TARGET && columns.iter().all(|(_, it)| it.joint.value.is_none()) {
            continue;
        }
        let cells = columns
            .iter()
            .map(|(_, it)| effect(at, it.all()[at], writer));
        rows.push(std::iter::once((*name).to_owned()).chain(cells).collect());
    }
    rows
}

/// The million that is told of a source, and whether it was simulated as such.
pub(crate) fn million_in_words(margin: &Margin) -> &'static str {
    if margin.million_simulated {
        "+1 m a year (simulated)"
    } else {
        "+1 m a year"
    }
}

fn margins(comparison: &Comparison, writer: &Writer<'_>) -> String {
    if comparison.margins.is_empty() {
        return String::new();
    }
    let base = &comparison.cases[0].name;
    let mut text = format!("\n  What a little more buys in {base}\n");
    let mut columns = Vec::new();
    for margin in &comparison.margins {
        if let Some(million) = margin.by_a_million {
            columns.push((
                format!("{} {}", margin.path, million_in_words(margin)),
                million,
            ));
        }
        columns.push((format!("{} {}", margin.path, margin.step), margin.effects));
    }
    text.push_str(&aligned(&effects(&columns, writer)));
    // Writing to a string cannot fail.
    for margin in &comparison.margins {
        if !margin.not_linear.is_empty() {
            let names = margin.not_linear.join("; ");
            let step = &margin.step;
            let _ = writeln!(text, "  not linear in {}, {step}: {names}", margin.path);
        }
        if margin.one_sided {
            let _ = writeln!(
                text,
                "  {}: a step down is not possible, so this is the step up alone",
                margin.path
            );
        }
    }
    text
}

fn delays(comparison: &Comparison, writer: &Writer<'_>) -> String {
    if comparison.delays.is_empty() {
        return String::new();
    }
    let columns = comparison.delays.iter().map(|it| {
        let months = words::counted(u64::from(it.months), "month");
        (
            format!("{} in {}, {months} later", it.path, it.case),
            it.effects,
        )
    });
    let columns: Vec<(String, Effects)> = columns.collect();
    format!(
        "\n  What waiting costs\n{}",
        aligned(&effects(&columns, writer))
    )
}

fn grouped(comparison: &Comparison, across: &Across, writer: &Writer<'_>) -> String {
    let names = comparison.cases.iter().map(|it| it.name.clone());
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(String::new()).chain(names).collect()];
    for group in &across.groups {
        let range = group.range.map_or_else(String::new, |(low, high)| {
            format!(" ({} to {})", words::number(low), words::number(high))
        });
        let trials = words::counted(group.trials, "trial");
        rows.push(vec![format!("{}{range}, {trials}", group.name)]);
        let mut row = |name: &str, cell: &dyn Fn(&Cell) -> String| {
            let cells = group.cells.iter().map(cell);
            rows.push(std::iter::once(format!("  {name}")).chain(cells).collect());
        };
        row("complete, P80", &|it| {
            let value = it.completion_p80.value;
            value.map_or_else(
                || "beyond the horizon".to_owned(),
                |it| words::month(writer.start, it),
            )
        });
        row("cost, P80", &|it| {
            let value = it.cost_p80.value;
            value.map_or_else(
                || "not defined".to_owned(),
                |it| words::money(it, writer.currency),
            )
        });
        if let Some(target) = comparison.target.words() {
            row(target, &|it| share(it.joint));
        }
        row("first to complete", &|it| share(it.best.best));
        row("expected regret", &|it| {
            amount_of_time(it.best.regret.times(12.0))
                .trim_start_matches('+')
                .to_owned()
        });
    }
    format!("\n  Over {}\n{}", across.path, aligned(&rows))
}
