//! `clearcast trace`: one trial in full, and why it ended as it did.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use clap::Args;
use serde::Serialize;

use super::finish::Failure;
use super::progress::with_bar;
use super::question::{Answer, Asked, Question};
use super::{Error, Status};
use crate::report;
use crate::simulate::MOST_TRIALS;
use crate::simulate::{Model, RunSpec};
use crate::summary::reference::GRAMMAR;
use crate::tables;
use crate::trace::{Causes, HALF_WIDTH_95, Trace, causes, near, trace};
use crate::words;

/// Causes that are shown.
const SHOWN: usize = 12;

/// Show one trial month by month, what it drew, and why it ended as it did
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast trace --near 'p80(years)'        the trial in which completion comes nearest to P80
  clearcast trace valley.toml --trial 17")]
pub(super) struct TraceArgs {
    #[command(flatten)]
    question: Question,
    /// Number of the trial, from 0
    #[arg(long, value_name = "N", required_unless_present = "near", value_parser = clap::value_parser!(u64).range(..MOST_TRIALS))]
    trial: Option<u64>,
    /// The trial nearest to a figure of the run, such as 'p80(years)' or 'p50(cost)'
    #[arg(long, value_name = "FIGURE", conflicts_with = "trial")]
    near: Option<String>,
}

/// All that the command finds.
#[derive(Serialize)]
struct Found {
    trace: Trace,
    causes: Causes,
}

impl TraceArgs {
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
        self.question.ask("trace", err, |asked, _| {
            self.answer(asked, out).map(|()| Status::Done)
        })
    }

    fn answer(&self, asked: &Asked<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let (model, watch) = (&asked.model, &asked.watch);
        let spec = RunSpec::new(self.question.trials, self.question.seed);
        let found = with_bar(&asked.stem, self.question.trials, watch, |_| {
            asked.pool.install(|| -> Result<Found, Error> {
                let number = match (&self.near, self.trial) {
                    (Some(figure), _) => near(model, &spec, figure, watch)?.map_err(|error| {
                        Error::Arguments(format!(
                            "--near {figure}: {error}\n\nfigures are\n{GRAMMAR}"
                        ))
                    })?,
                    (None, trial) => trial.unwrap_or_default(),
                };
                Ok(Found {
                    trace: trace(model, &spec, number, watch)?,
                    causes: causes(model, &spec, number, watch)?,
                })
            })
        })?;
        let draw = || report::trace::render(&found.trace, &found.causes, model);
        let files = vec![
            tables::months(&found.trace),
            tables::trial_inputs(&found.trace),
            tables::causes(&found.causes),
        ];
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
    let Found { trace, causes } = found;
    let scenario = model.scenario();
    let money = |value: f64| words::money(value, &scenario.currency);
    let end = trace.completion_months.map_or_else(
        || "not complete within the horizon".to_owned(),
        |months| {
            format!(
                "complete in {}",
                words::month(scenario.start, months / 12.0)
            )
        },
    );
    let mut text = format!(
        "{}\ntrial {} under seed {}: {end}, {} spent; the target is {}\n\n",
        scenario.name,
        trace.trial,
        trace.seed,
        money(trace.cost),
        if trace.meets_target { "met" } else { "missed" }
    );
    // Writing to a string cannot fail.
    for arrival in &trace.arrivals {
        let from = words::month_name(arrival.from);
        let months = words::counted(u64::from(arrival.months), "month");
        let _ = writeln!(text, "  {}: from {from}, {months}", arrival.title);
    }
    let _ = writeln!(text, "\n  {}", report::trace::finding(causes));
    for cause in causes.causes.iter().take(SHOWN) {
        let name = report::trace::name(&cause.factor.name, trace, model);
        let _ = writeln!(
            text,
            "    {:>+7.1} ± {:<4.1} months  {:>12}   {name}",
            cause.months,
            HALF_WIDTH_95 * cause.months_error,
            signed(cause.cost, &money),
        );
    }
    let rest = causes.causes.iter().skip(SHOWN);
    let (count, months, cost) = rest.fold((0_u64, 0.0, 0.0), |(n, months, cost), it| {
        (n + 1, months + it.months, cost + it.cost)
    });
    if count > 0 {
        let _ = writeln!(
            text,
            "    {months:>+7.1}        months  {:>12}   {count} more",
            signed(cost, &money)
        );
    }
    text += "\n  Year    remaining     income      spent   unpaid  short of\n";
    for year in trace
        .months
        .chunk_by(|a, b| a.month.year() == b.month.year())
    {
        let sum = |of: fn(&crate::trace::MonthRow) -> f64| year.iter().map(of).sum::<f64>();
        let last = &year[year.len() - 1];
        let short = report::trace::mostly_short_of(year);
        let _ = writeln!(
            text,
            "  {}  {:>11}  {:>9}  {:>9}  {:>7}  {short}",
            last.month.year(),
            words::area(last.suspected + last.confirmed + last.to_clear),
            money(sum(|it| it.income)),
            money(sum(|it| it.spent)),
            money(sum(|it| it.missing)),
        );
    }
    text
}

fn signed(value: f64, money: &dyn Fn(f64) -> String) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", money(value))
}
