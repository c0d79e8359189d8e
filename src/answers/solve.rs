//! The answers of `solve`.

use std::fmt::Write;

use super::{Answer, Found};
use crate::report::levels::{Words, what_limits};
use crate::report::{self, Drawing, ReportError};
use crate::results::File;
use crate::simulate::Model;
use crate::solve::{Crossing, GapAnswer, Met, Solution, Verdict};
use crate::tables;
use crate::words;

/// What it takes to reach a goal.
pub fn solution(found: Solution, model: &Model) -> Answer {
    Answer::new(found, model)
}

/// The extra money a year that keeps the deadline.
pub fn gap(found: GapAnswer, model: &Model) -> Answer {
    Answer::new(found, model)
}

impl Found for Solution {
    const COMMAND: &'static str = "solve";

    fn text(&self, model: &Model) -> String {
        of_solution(self, model)
    }

    fn tables(&self) -> Vec<File> {
        vec![tables::solution(self)]
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        let title = format!("What it takes for {}", self.goal);
        report::solve::draw(&[(&title, self)], model)
    }
}

impl Found for GapAnswer {
    const COMMAND: &'static str = "solve";

    fn text(&self, model: &Model) -> String {
        of_gap(self, model)
    }

    fn tables(&self) -> Vec<File> {
        let tables = self.solutions.iter().zip(["gap-p50.csv", "gap-p80.csv"]);
        let tables = tables.map(|(it, name)| tables::named(name, &tables::solution(it)));
        tables.collect()
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        let titles = ["50", "80"].map(|p| format!("Deadline kept with {p} % confidence"));
        let titled = titles.iter().map(String::as_str).zip(&self.solutions);
        report::solve::draw(&titled.collect::<Vec<_>>(), model)
    }
}

/// The answer to `--vary` and `--goal`.
fn of_solution(solution: &Solution, model: &Model) -> String {
    let words = Words::new(solution, model);
    let lever = &solution.lever;
    let range = format!(
        "{} to {}",
        words.level(lever.range.0),
        words.level(lever.range.1)
    );
    let mut text = format!(
        "{}\n{} for {}: {range} (now {})\n\n",
        model.scenario().name,
        lever.name,
        solution.goal,
        words.level(lever.base)
    );
    write_verdict(solution, &words, &mut text);
    text
}

fn write_verdict(solution: &Solution, words: &Words<'_>, text: &mut String) {
    // Writing to a string cannot fail.
    match solution.verdict {
        Verdict::Everywhere => {
            let _ = writeln!(text, "  The goal is met over the whole range.");
        }
        Verdict::Unreachable => {
            let best = &solution.best;
            let _ = writeln!(
                text,
                "  Out of reach: the best is {} at {}",
                words.point(best),
                words.level(best.level)
            );
            if let Some(limits) = &solution.limits {
                let _ = writeln!(text, "  {}", what_limits(limits));
            }
        }
        Verdict::Crossed => {
            for crossing in &solution.crossings {
                write_crossing(crossing, words, text);
            }
            if !solution.monotone || solution.crossings.len() > 1 {
                let _ = writeln!(
                    text,
                    "  The figure does not rise or fall throughout: look at the chart before you choose"
                );
            }
        }
    }
}

fn write_crossing(crossing: &Crossing, words: &Words<'_>, text: &mut String) {
    let name = match crossing.met {
        Met::Above => "At least",
        Met::Below => "At most",
    };
    let end =
        |end: Option<f64>| end.map_or_else(|| "beyond the range".into(), |it| words.level(it));
    let interval = match crossing.interval {
        (None, None) => "not bounded within the range".to_owned(),
        (low, high) => format!("{} to {}", end(low), end(high)),
    };
    let factor = words.solution.lever.factor(crossing.answer);
    // Of a source that is added there is nothing to compare with.
    let added = (words.solution.lever.base - 1.0).abs() < f64::EPSILON;
    let times = if words.solution.lever.is_factor() || added {
        String::new()
    } else {
        format!(" ({factor:.3} times what it is now)")
    };
    let checked = &crossing.checked;
    let _ = writeln!(
        text,
        "  {name} {}{times}; 95 % interval {interval}\n    {}\n    checked under seed {}: {}",
        words.level(crossing.answer),
        words.point(&crossing.found),
        checked.seed,
        words.point(checked)
    );
}

/// The answer to `--gap`.
fn of_gap(found: &GapAnswer, model: &Model) -> String {
    let source = &found.source;
    let mut text = format!(
        "{}\nExtra money a year from {}, certain and for any work, that completes by {}\n\n",
        model.scenario().name,
        source.from,
        words::month_name(source.deadline)
    );
    for (solution, confidence) in found.solutions.iter().zip(["50 %", "80 %"]) {
        let words = Words::new(solution, model);
        let _ = writeln!(text, "with {confidence} confidence:");
        if solution.verdict == Verdict::Everywhere {
            let _ = writeln!(text, "  nothing: the deadline is kept without");
            continue;
        }
        write_verdict(solution, &words, &mut text);
        let has_cost = model.programme().target.has_cost();
        if let Some(crossing) = solution.crossings.first().filter(|_| has_cost) {
            let joint = &crossing.checked;
            let share = words::percent_with_error(joint.joint, joint.joint_error);
            let _ = writeln!(text, "    both halves of the target together: {share}");
        }
    }
    text
}
