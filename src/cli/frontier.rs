//! `clearcast frontier`: which date and which budget can be kept together.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::finish::Failure;
use super::progress::with_bar;
use super::question::{Answer, Asked, Question, share};
use super::{Error, Status};
use crate::frontier::{Curve, Frontier, Levels, frontier, levels};
use crate::report;
use crate::report::levels::{level_name, what_limits};
use crate::simulate::{Model, RunSpec};
use crate::solve::Lever;
use crate::summary::estimate::half_width_95;
use crate::tables;
use crate::words;

/// Trials of each level, unless fewer are asked for in all.
const LEVEL_TRIALS: u64 = 4_096;

/// Show which dates and budgets can be kept together, and how likely
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast frontier
  clearcast frontier valley.toml --confidence 0.6,0.8
  clearcast frontier --vary funding.state.annual=80e6..640e6     the target against the yearly budget")]
pub(super) struct FrontierArgs {
    #[command(flatten)]
    question: Question,
    /// Joint confidences, between 0 and 1
    #[arg(long, value_name = "P,P", value_delimiter = ',', default_values_t = [0.5, 0.7, 0.8], value_parser = share)]
    confidence: Vec<f64>,
    /// Input to vary over 13 levels, by path or pattern, and the range of its median (of a factor for several); repeatable
    #[arg(long, value_name = "PATH[=LO..HI]")]
    vary: Vec<String>,
}

/// All that the command finds.
#[derive(Serialize)]
struct Found {
    frontier: Frontier,
    levels: Option<Levels>,
}

impl FrontierArgs {
    /// The same question about the scenario in the folder of its answer.
    pub(super) fn again(self, folder: &Path, place: &Path, threads: Option<u16>) -> Self {
        Self {
            question: self.question.again(folder, place, threads),
            ..self
        }
    }

    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        self.question.ask("frontier", err, |asked, _| {
            self.answer(asked, out).map(|()| Status::Done)
        })
    }

    fn answer(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let model = &asked.model;
        let mut confidences = self.confidence.clone();
        confidences.sort_by(f64::total_cmp);
        confidences.dedup();
        let lever = match &self.vary[..] {
            [] => None,
            vary => Some(Lever::parse(vary, model).map_err(Error::Arguments)?),
        };
        let spec = RunSpec::new(self.question.trials, self.question.seed);
        let of_level = RunSpec::new(self.question.trials.min(LEVEL_TRIALS), self.question.seed);
        let trials =
            self.question.trials + lever.as_ref().map_or(0, |_| 13 * of_level.trials.count());
        let watch = &asked.watch;
        let found = with_bar(&asked.stem, trials, watch, |_| {
            asked.pool.install(|| -> Result<Found, Error> {
                let levels = lever
                    .as_ref()
                    .map(|lever| levels(model, lever, &of_level, &confidences, watch));
                Ok(Found {
                    levels: levels.transpose()?,
                    frontier: frontier(model, &spec, &confidences, watch)?,
                })
            })
        })?;
        let mut files = vec![tables::frontier(&found.frontier)];
        files.extend(found.levels.as_ref().map(tables::levels));
        let draw = || report::frontier::render(&found.frontier, found.levels.as_ref(), model);
        asked.finish(
            Answer {
                text: text(&found, model),
                answer: &found,
                files,
                draw: &draw,
                model,
            },
            out,
        )
    }
}

fn text(found: &Found, model: &Model) -> String {
    let Found { frontier, levels } = found;
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
    let _ = writeln!(
        text,
        "  The target, {} and {}: both in {} of the trials (the date in {}, the cost in {})",
        date(target.months),
        money(target.cost),
        words::percent_with_error(target.joint, target.joint_error),
        words::percent(target.within_years),
        words::percent(target.within_cost)
    );
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
    let _ = writeln!(
        text,
        "\n  {} ({} a level){:<12} target      completion and cost at {}",
        levels.lever.name,
        words::counted(levels.trials, "trial"),
        "",
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
        let _ = writeln!(
            text,
            "  {:>16}  {:>14}   {}",
            name(level.level),
            words::percent_with_error(level.joint, level.joint_error),
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
