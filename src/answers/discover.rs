//! The answer of `discover`.

use std::fmt::Write as _;

use super::{Answer, Found};
use crate::discover::Discovery;
use crate::report::discover::{bound, checked, finding};
use crate::report::{self, Drawing, ReportError};
use crate::results::File;
use crate::run::charts_file;
use crate::simulate::Model;
use crate::tables;
use crate::words;

/// Trials that fail, or do not, below which a box says little.
const FEW: f64 = 200.0;

/// The part of the inputs in which trials mostly fail.
pub fn discovery(found: Discovery, model: &Model) -> Answer {
    Answer::new(found, model)
}

impl Found for Discovery {
    const COMMAND: &'static str = "discover";

    fn text(&self, model: &Model) -> String {
        text(self, model)
    }

    fn tables(&self) -> Vec<File> {
        vec![tables::boxes(self), tables::limits(self)]
    }

    fn charts(&self) -> Option<File> {
        Some(charts_file(&self.shown))
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        report::discover::draw(self, model)
    }
}

fn text(found: &Discovery, model: &Model) -> String {
    let mut text = format!(
        "{}\n{}, seed {}; boxes peeled on one half of them and reported of the other; ± is half a 95 % interval\n\n  {}\n",
        model.scenario().name,
        words::counted(found.trials, "trial"),
        found.seed,
        finding(found, model)
    );
    // Writing to a string cannot fail.
    let fail = found.fails.value.unwrap_or(0.0) * found.trials as f64;
    let kept = found.trials as f64 - fail;
    let (few, what) = if fail < kept {
        (fail, "fail")
    } else {
        (kept, "do not fail")
    };
    if few < FEW {
        let _ = writeln!(
            text,
            "  Trials that {what}: {few:.0}; a box follows chance where so few tell, so take more with --trials"
        );
    }
    if found.steps.is_empty() {
        let _ = writeln!(
            text,
            "  No input is uncertain: what fails, fails by chance or for certain"
        );
    }
    let Some(step) = found.chosen.map(|at| &found.steps[at]) else {
        return text;
    };
    let _ = writeln!(text);
    for it in &found.bounds {
        let _ = writeln!(
            text,
            "    {} (so in {} of the trials)",
            bound(it, model),
            words::percent(it.share)
        );
    }
    let _ = writeln!(
        text,
        "\n  Coverage {}, density {}; on the half that it was peeled on {} of {} trials fail ({})",
        checked(step.coverage),
        checked(step.density),
        words::count(step.peeled.cases as u64),
        words::count(step.peeled.points as u64),
        words::percent(step.peeled.density())
    );
    if step.peeled.density() < found.wanted {
        let _ = writeln!(
            text,
            "  No box of at most four limits has the density aimed at, {}: this is the densest",
            words::percent(found.wanted)
        );
    }
    if let Some(ceiling) = found.ceiling {
        let (low, high) = (words::percent(ceiling.low), words::percent(ceiling.high));
        let range = if low == high {
            low
        } else {
            format!("{low} to {high}")
        };
        let _ = writeln!(
            text,
            "  Ceiling of density: {range}, the densest part of the inputs of any shape with that coverage (nested run, {} draws of the inputs); the rest is chance",
            words::count(ceiling.points)
        );
    }
    text
}
