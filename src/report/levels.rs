//! Levels of an input, and what they do, in words.

use crate::programme::columns::{Kind, Registry, Unit};
use crate::simulate::Model;
use crate::solve::{Due, Lever, Limits, Point, Solution};
use crate::summary::estimate::half_width_95;
use crate::summary::reference::FigureRef;
use crate::words;

/// The words of one solution: levels and figures in their units.
pub(crate) struct Words<'a> {
    pub(crate) solution: &'a Solution,
    model: &'a Model,
    figure: Option<FigureRef>,
}

impl<'a> Words<'a> {
    pub(crate) fn new(solution: &'a Solution, model: &'a Model) -> Self {
        let name = solution.goal.split(['<', '>']).next().unwrap_or_default();
        let registry = Registry::Of(model.programme().columns());
        Self {
            solution,
            model,
            figure: FigureRef::parse(name.trim(), registry).ok(),
        }
    }

    /// What kind of quantity the figure is.
    pub(crate) fn kind(&self) -> Kind {
        self.figure.as_ref().map_or(Kind::Share, FigureRef::kind)
    }

    /// The currency code.
    pub(crate) fn currency(&self) -> &'a str {
        &self.model.scenario().currency
    }

    /// A level in words: money, or a factor.
    pub(crate) fn level(&self, level: f64) -> String {
        level_name(&self.solution.lever, level, &self.model.scenario().currency)
    }

    /// A value of the figure in words.
    pub(crate) fn value(&self, value: Option<f64>, error: Option<f64>) -> String {
        let scenario = self.model.scenario();
        let kind = self.kind();
        let Some(value) = value else {
            return match kind {
                Kind::Date => "beyond the horizon".into(),
                _ => "infinite".into(),
            };
        };
        let unit = match &self.figure {
            Some(FigureRef::Spread(column, _) | FigureRef::Year(column, ..)) => Some(column.unit),
            _ => None,
        };
        match (kind, unit) {
            (Kind::Share, _) => {
                let half =
                    error.map_or_else(String::new, |e| format!(" ± {:.3}", half_width_95() * e));
                format!("{value:.3}{half}")
            }
            (Kind::Date, _) => {
                let error = error.filter(|e| *e > 0.0).map(words::time_error);
                let error = error.map_or_else(String::new, |e| format!(" {e}"));
                format!("{}{error}", words::month(scenario.start, value))
            }
            (_, Some(Unit::Money)) => words::money_with_error(value, error, &scenario.currency),
            (_, Some(Unit::Ha)) => words::area_with_error(value, error),
            _ => words::number_with_error(value, error),
        }
    }

    /// What was found at a point.
    pub(crate) fn point(&self, point: &Point) -> String {
        let figure = self.value(point.value, point.error);
        match point.share.zip(point.share_error) {
            Some((share, error)) => {
                let share = words::percent_with_error(share, error);
                format!("{figure}; {share} of the trials within the limit")
            }
            None => figure,
        }
    }
}

/// A level of a lever in words.
pub(crate) fn level_name(lever: &Lever, level: f64, currency: &str) -> String {
    if lever.is_factor() {
        return format!("{} times", (level * 1e4).round() / 1e4);
    }
    match lever.unit.strip_prefix(currency) {
        Some(per) => format!(
            "{}{}",
            words::money(level, currency),
            per.replace(" per year", " a year")
        ),
        None => format!("{} {}", words::number(level), lever.unit),
    }
}

/// What holds back the trials that are late, in a sentence.
pub(crate) fn what_limits(limits: &Limits) -> String {
    let due = match limits.due {
        Due::Goal => "the limit of the goal",
        Due::Deadline => "the scenario's deadline",
        Due::Horizon => "the end of the simulation",
    };
    let then = limits
        .remaining_then_ha
        .filter(|_| limits.month.of_year() != 11)
        .map_or_else(String::new, |then| {
            format!("{} is left on average then, and ", words::area(then))
        });
    let is_left = if then.is_empty() {
        " is left on average"
    } else {
        ""
    };
    let at_year_end = words::area(limits.remaining_ha);
    let left = if at_year_end == words::area(0.0) {
        format!("{then}nothing{is_left} at the end of {}", limits.year)
    } else {
        let (backlog, _) = limits.backlog.words();
        format!(
            "{then}{at_year_end}{is_left} at the end of {}, {} of it waiting for {backlog}",
            limits.year,
            words::percent(limits.backlog_share)
        )
    };
    let money = if limits.money() {
        let unpaid = words::percent(limits.unpaid);
        format!(
            "money is short, {unpaid} of what teams could do in {} is not paid for",
            limits.year
        )
    } else {
        "money suffices, and capacity limits".to_owned()
    };
    format!(
        "{} of the trials are not complete by {}, {due}: {left}; {money}",
        words::percent(limits.late),
        words::month_name(limits.month)
    )
}
