//! What is to be reached: a figure and its limit, `joint >= 0.7` or `p80(years) <= 2050-12`.

use super::SolveError;
use crate::calendar::Month;
use crate::programme::Programme;
use crate::programme::columns::{Kind, Registry, Unit};
use crate::simulate::{Columns, Table};
use crate::summary::estimate::Estimate;
use crate::summary::quantity::{Level, Quantity};
use crate::summary::reference::{FigureRef, GRAMMAR};

/// How goals are written, for help and for refusals.
pub fn grammar() -> String {
    format!(
        "a goal is FIGURE >= LIMIT or FIGURE <= LIMIT, such as 'joint >= 0.7', 'p80(years) <= 2050-12' or 'p50(cost) <= 4e9'; LIMIT is a \
         number, of a share also in percent, of a time also a month; FIGURE is\n{GRAMMAR}"
    )
}

/// Which side of its limit a figure is wanted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Side {
    /// `>=`
    #[serde(rename = ">=")]
    AtLeast,
    /// `<=`
    #[serde(rename = "<=")]
    AtMost,
}

/// A figure and the limit that it has to keep.
///
/// A quantile keeps its limit where enough trials do: P80 ≤ L is P(X ≤ L) ≥ 80 %. It is solved in that form, in which the response is a
/// share between 0 and 1, known with its error, also where the quantile is infinite.
#[derive(Clone, Debug)]
pub struct Goal {
    /// As it was written.
    pub text: String,
    /// The figure.
    pub figure: FigureRef,
    /// Which side of the limit.
    pub side: Side,
    /// The limit, in the unit of the figure; a date in years from the start.
    pub limit: f64,
}

/// What a run says about a goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The figure; infinite or not defined where `None`.
    pub value: Option<f64>,
    /// Its standard error.
    pub error: Option<f64>,
    /// Of a quantile: the share of trials that do not exceed the limit, and its standard error.
    pub share: Option<(f64, f64)>,
    /// How far the goal is exceeded: at least 0 where it is met. In the unit of the figure, or of shares for a quantile.
    pub margin: f64,
    /// Standard error of the margin.
    pub margin_error: f64,
}

impl Standing {
    /// Whether the goal is met.
    pub fn met(&self) -> bool {
        self.margin >= 0.0
    }
}

impl Goal {
    /// Reads a goal on a figure of `programme`.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &str, programme: &Programme) -> Result<Self, String> {
        let refuse = |reason: String| format!("`{text}` is no goal: {reason}");
        let split = |sign| text.split_once(sign);
        let (figure, side, limit) = match (split(">="), split("<=")) {
            (Some((figure, limit)), None) => (figure.trim(), Side::AtLeast, limit.trim()),
            (None, Some((figure, limit))) => (figure.trim(), Side::AtMost, limit.trim()),
            _ => return Err(refuse(grammar())),
        };
        let registry = Registry::Of(programme.columns());
        let figure = FigureRef::parse(figure, registry).map_err(refuse)?;
        if figure.counts_unfinished_only() {
            return Err(refuse(format!(
                "`{}` counts in unfinished trials only, and which these are changes with what varies: name a quantity of all trials, such \
                 as `remaining@YEAR`",
                figure.path()
            )));
        }
        let limit = limit_of(limit, figure.kind(), programme.clock.start).map_err(refuse)?;
        Ok(Self {
            text: text.trim().to_owned(),
            figure,
            side,
            limit,
        })
    }

    /// Whether it is about money alone, so that what keeps trials from being complete says nothing of it.
    pub fn is_of_money(&self) -> bool {
        match &self.figure {
            FigureRef::Share(_) => self.figure.path() == "probability.within_cost",
            FigureRef::Spread(column, _) | FigureRef::Year(column, ..) => {
                column.unit == Unit::Money
            }
        }
    }

    /// Months from the start by which it wants trials to be complete; `None` if it is not about the date of completion.
    pub(super) fn completion_months(&self) -> Option<f64> {
        let on_completion = matches!(&self.figure, FigureRef::Spread(column, _) if column.name == "completion_years");
        let is_date = self.figure.kind() == Kind::Date && self.figure.level() != Level::Sd;
        let months = 12.0 * self.limit;
        let whole = months.round();
        // A month is written as a twelfth, which multiplied again may be a rounding error more.
        let months = if (months - whole).abs() < 1e-6 {
            whole
        } else {
            months
        };
        (on_completion && is_date).then_some(months)
    }

    /// How the figure is read from rows of trials, whose columns this adds to `columns`.
    pub fn quantity(&self, programme: &Programme, columns: &mut Columns) -> Quantity {
        Quantity::new(&self.figure, programme, columns)
    }

    /// Where the trials of a run stand.
    ///
    /// # Errors
    ///
    /// If the figure is a mean or a standard deviation of what is infinite in some trials.
    pub fn standing(&self, quantity: &Quantity, table: &Table) -> Result<Standing, SolveError> {
        let sample = quantity.sample(table);
        let level = self.figure.level();
        let Estimate { value, error } = sample.at(level);
        let sign = match self.side {
            Side::AtLeast => 1.0,
            Side::AtMost => -1.0,
        };
        if let Level::Quantile(p) = level {
            let Estimate {
                value: share,
                error: of_share,
            } = sample.up_to(self.limit);
            return Ok(Standing {
                value,
                error,
                share: Some((share, of_share)),
                margin: sign * (p - share),
                margin_error: of_share,
            });
        }
        let Some(found) = value else {
            return Err(SolveError::Undefined(self.text.clone()));
        };
        Ok(Standing {
            value,
            error,
            share: None,
            margin: sign * (found - self.limit),
            margin_error: error.unwrap_or(0.0),
        })
    }
}

/// A limit in the unit of its figure.
fn limit_of(text: &str, kind: Kind, start: Month) -> Result<f64, String> {
    if kind == Kind::Date && text.len() == 7 && text.as_bytes()[4] == b'-' {
        let month: Month = text.parse().map_err(|error| format!("{error}"))?;
        // A month is over at its end.
        return Ok(f64::from(month.since(start) + 1) / 12.0);
    }
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (text, false),
    };
    let number: f64 = number
        .parse()
        .ok()
        .filter(|it: &f64| it.is_finite())
        .ok_or_else(|| format!("`{text}` is no limit: write a number"))?;
    match (kind, percent) {
        (Kind::Share, true) => Ok(number / 100.0),
        (_, true) => Err("only the limit of a share is written in percent".to_owned()),
        (Kind::Share, false) if !(0.0..=1.0).contains(&number) => Err(format!(
            "a share is from 0 to 1: write `{number}%` if that is what you mean"
        )),
        _ => Ok(number),
    }
}
