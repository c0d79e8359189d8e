//! The answer of `frontier`.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Answer, Found};
use crate::frontier::{Curve, Frontier, Levels};
use crate::report::levels::{level_name, what_limits};
use crate::report::{self, Drawing, ReportError};
use crate::results::File;
use crate::simulate::Model;
use crate::summary::estimate::half_width_95;
use crate::tables;
use crate::words;

/// What `frontier.json` holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Frontiers {
    frontier: Frontier,
    levels: Option<Levels>,
}

/// Which dates and budgets can be kept together, and what more of an input brings.
pub fn frontier(frontier: Frontier, levels: Option<Levels>, model: &Model) -> Answer {
    Answer::new(Frontiers { frontier, levels }, model)
}

impl Found for Frontiers {
    const COMMAND: &'static str = "frontier";

    fn text(&self, model: &Model) -> String {
        text(self, model)
    }

    fn tables(&self) -> Vec<File> {
        let mut tables = vec![tables::frontier(&self.frontier)];
        tables.extend(self.levels.as_ref().map(tables::levels));
        tables
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        report::frontier::draw(&self.frontier, self.levels.as_ref(), model)
    }
}

fn text(found: &Frontiers, model: &Model) -> String {
    let Frontiers { frontier, levels } = found;
    let currency = &frontier.currency;
    let date = |months: f64| words::month(frontier.start, months / 12.0);
    let money = |value: f64| words::money(value, currency);
    let mut text = format!(
        "{}\n{}, seed {}; date and cost that are kept together\n\n",
        model.scenario().name,
        words::counted(frontier.trials, "trial"),
        frontier.seed
    );
    // Writing to a string cannot fail.
    for curve in &frontier.curves {
        let _ = writeln!(text, "  {}", of_curve(curve, &date, &money));
    }
    let target = &frontier.target;
    let given = &model.scenario().target;
    let limits = [
        given.deadline.map(|_| date(target.months)),
        given.cost.map(|cost| {
            let left = format!(" ({} of it left)", money(target.cost));
            money(cost) + if given.spent > 0.0 { &left } else { "" }
        }),
    ];
    let kept = words::percent_with_error(target.joint, target.joint_error);
    match limits {
        [Some(date), Some(cost)] => {
            let _ = writeln!(
                text,
                "  The target, {date} and {cost}: both in {kept} of the trials (the date in {}, the cost in {})",
                words::percent(target.within_years),
                words::percent(target.within_cost)
            );
        }
        [Some(limit), None] | [None, Some(limit)] => {
            let _ = writeln!(text, "  The target, {limit}: in {kept} of the trials");
        }
        [None, None] => {}
    }
    if let Some(levels) = levels {
        write_levels(levels, frontier, &mut text);
    }
    text
}

fn of_curve(curve: &Curve, date: &dyn Fn(f64) -> String, money: &dyn Fn(f64) -> String) -> String {
    let confidence = words::exact_percent(curve.confidence);
    let Some((balanced, marginal)) = curve.balanced.zip(curve.marginal) else {
        return format!("{confidence}: too few trials are complete within the horizon");
    };
    let half = balanced.error.map_or_else(String::new, |error| {
        format!(" ± {:.1} points", 100.0 * half_width_95() * error)
    });
    format!(
        "{confidence} for both: {} and {}, each kept by {}{half}; {} and {}, each alone at {confidence}, are both kept by {}",
        date(balanced.months),
        money(balanced.cost),
        words::percent(balanced.within_months),
        date(marginal.months),
        money(marginal.cost),
        words::percent_with_error(marginal.joint, marginal.joint_error)
    )
}

fn write_levels(levels: &Levels, frontier: &Frontier, text: &mut String) {
    let name = |level: f64| level_name(&levels.lever, level, &frontier.currency);
    let has_target = frontier.target.joint.is_finite();
    let _ = writeln!(
        text,
        "\n  {} ({} a level): {}completion and cost at {}",
        levels.lever.name,
        words::counted(levels.trials, "trial"),
        if has_target { "target met, " } else { "" },
        frontier
            .curves
            .iter()
            .map(|it| words::exact_percent(it.confidence))
            .collect::<Vec<_>>()
            .join(", ")
    );
    for level in &levels.levels {
        let cells = level.at.iter().map(|at| {
            let date = at.months.map_or_else(
                || "-".to_owned(),
                |months| words::month(frontier.start, months / 12.0),
            );
            let cost = at.cost.map_or_else(
                || "-".to_owned(),
                |cost| words::money(cost, &frontier.currency),
            );
            format!("{date:>9} {cost:>9}")
        });
        let cells: Vec<String> = cells.collect();
        let share = if has_target {
            let share = words::percent_with_error(level.joint, level.joint_error);
            format!("  {share:>14}")
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "  {:>16}{}   {}",
            name(level.level),
            share,
            cells.join("   ")
        );
    }
    if let Some(enough) = levels.enough {
        let _ = writeln!(
            text,
            "  From {} on, P80 of completion is within a month of what the highest level gives",
            name(enough)
        );
    }
    if let Some(limits) = &levels.limits {
        let _ = writeln!(text, "  {}", what_limits(limits));
    }
}
