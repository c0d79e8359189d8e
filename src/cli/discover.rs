//! `clearcast discover`: the part of the inputs in which a programme fails.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use clap::Args;

use super::finish::Failure;
use super::progress::with_bar;
use super::question::{Answer, Asked, Question, share_or_all};
use super::{Error, Status};
use crate::discover::{Discovery, Failing, MOST_TRIALS, discover};
use crate::report;
use crate::report::discover::{bound, checked, finding};
use crate::simulate::{Model, RunSpec};
use crate::tables;
use crate::words;

/// Trials that fail, or do not, below which a box says little.
const FEW: f64 = 200.0;

/// Find the part of the inputs in which trials mostly fail
#[derive(Args, Debug)]
#[command(
    mut_arg("trials", |it| it.default_value("65536")),
    after_help = "\
Examples:
  clearcast discover --failing joint
  clearcast discover valley.toml --failing years --density 0.9

A box is peeled around the failing trials (PRIM) with half of the replicates, and reported of the other half. It has at most four
limits. Coverage is the share of all failing trials that are in it, density the share of the trials in it that fail."
)]
pub(super) struct DiscoverArgs {
    #[command(flatten)]
    question: Question,
    /// What fails: joint (a half of the target is missed), years, cost, or finished (not complete within the horizon)
    #[arg(long, value_name = "FIGURE", default_value = "joint", value_parser = failing)]
    failing: Failing,
    /// Density to aim at: the largest box that has it is reported [default: 0.8, or half way to 1 where more than 60 % fail]
    #[arg(long, value_name = "P", value_parser = share_or_all)]
    density: Option<f64>,
}

fn failing(text: &str) -> Result<Failing, String> {
    let found = Failing::ALL.into_iter().find(|it| it.name() == text);
    found.ok_or_else(|| {
        let names = Failing::ALL.map(Failing::name);
        let near = crate::scenario::nearest(text, names);
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("there are {}{near}", names.join(", "))
    })
}

impl DiscoverArgs {
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
        self.question.keeps_at_most(MOST_TRIALS)?;
        self.question.ask("discover", err, |asked, _| {
            self.answer(asked, out).map(|()| Status::Done)
        })
    }

    fn answer(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let model = &asked.model;
        let spec = RunSpec::new(self.question.trials, self.question.seed);
        let trials = 2 * self.question.trials;
        let found = with_bar(&asked.stem, trials, &asked.watch, |_| {
            let work = || discover(model, self.failing, self.density, &spec, &asked.watch);
            asked.pool.install(work)
        })
        .map_err(Error::from)?;
        let draw = || report::discover::render(&found, model);
        asked.finish(
            Answer {
                text: text(&found, model),
                answer: &found,
                files: vec![tables::boxes(&found), tables::limits(&found)],
                draw: &draw,
                model,
            },
            out,
        )
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
