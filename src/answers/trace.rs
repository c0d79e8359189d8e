//! The answer of `trace`.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Answer, Found};
use crate::report::{self, Drawing, ReportError};
use crate::results::File;
use crate::simulate::Model;
use crate::summary::limits;
use crate::tables;
use crate::trace::{Causes, HALF_WIDTH_95, MonthRow, Trace};
use crate::words;

/// Causes that are shown.
const SHOWN: usize = 12;

/// What `trace.json` holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Explained {
    trace: Trace,
    causes: Causes,
}

/// One trial month by month, and why it ended as it did.
pub fn trace(trace: Trace, causes: Causes, model: &Model) -> Answer {
    Answer::new(Explained { trace, causes }, model)
}

impl Found for Explained {
    const COMMAND: &'static str = "trace";

    fn text(&self, model: &Model) -> String {
        text(self, model)
    }

    fn tables(&self) -> Vec<File> {
        vec![
            tables::months(&self.trace),
            tables::trial_inputs(&self.trace),
            tables::causes(&self.causes),
        ]
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        report::trace::draw(&self.trace, &self.causes, model)
    }
}

fn text(found: &Explained, model: &Model) -> String {
    let Explained { trace, causes } = found;
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
    let target = match trace.meets_target {
        Some(true) => "; the target is met",
        Some(false) => "; the target is missed",
        None => "",
    };
    let mut text = format!(
        "{}\ntrial {} under seed {}: {end}, {} spent{target}\n\n",
        scenario.name,
        trace.trial,
        trace.seed,
        money(trace.cost),
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
    text += "\n  Year    remaining     income      spent   unpaid  limited by\n";
    let years = trace
        .months
        .chunk_by(|a, b| a.month.year() == b.month.year());
    for (months, year) in years.zip(&trace.years) {
        let sum = |of: fn(&MonthRow) -> f64| months.iter().map(of).sum::<f64>();
        let last = &months[months.len() - 1];
        let _ = writeln!(
            text,
            "  {}  {:>11}  {:>9}  {:>9}  {:>7}  {}",
            year.year,
            words::area(last.suspected + last.confirmed + last.to_clear),
            money(sum(|it| it.income)),
            money(sum(|it| it.spent)),
            money(sum(|it| it.missing)),
            limits::in_words(&year.limited_by),
        );
    }
    text
}

fn signed(value: f64, money: &dyn Fn(f64) -> String) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", money(value))
}
