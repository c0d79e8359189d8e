//! Figures of a comparison and their changes as people write them.

use std::fmt::Write as _;

use super::{Change, Comparison, Figure};
use crate::calendar::Month;
use crate::programme::columns::{Column, Kind, Trials, Unit};
use crate::summary::measured::Measured;
use crate::words;

/// What is shown of a figure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statistic {
    Mean,
    P50,
    P80,
}

impl Statistic {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::P50 => "P50",
            Self::P80 => "P80",
        }
    }

    pub(crate) fn of(self, figure: &Figure) -> Measured {
        match self {
            Self::Mean => figure.mean,
            Self::P50 => figure.p50,
            Self::P80 => figure.p80,
        }
    }

    pub(crate) fn change(self, change: &Change) -> Measured {
        match self {
            Self::Mean => change.mean,
            Self::P50 => change.p50,
            Self::P80 => change.p80,
        }
    }

    /// Those that the table shows of a column.
    pub(crate) fn shown(column: &Column) -> &'static [Self] {
        let at_completion = column.declared().trials == Some(Trials::Finished);
        match column.kind {
            Kind::Date => &[Self::P50, Self::P80],
            Kind::Ratio => &[Self::P50],
            _ if at_completion => &[Self::P50, Self::P80],
            _ => &[Self::Mean],
        }
    }
}

/// How numbers of a comparison are written.
#[derive(Clone)]
pub(crate) struct Writer<'a> {
    pub(crate) start: Month,
    pub(crate) currency: &'a str,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(comparison: &'a Comparison) -> Self {
        let start = comparison.common.start.parse();
        Self {
            start: start.expect("a comparison names its start as a month"),
            currency: &comparison.common.currency,
        }
    }

    /// A figure without its error.
    pub(crate) fn value(&self, column: &Column, value: Option<f64>) -> String {
        let Some(value) = value else {
            return match column.kind {
                Kind::Date => "beyond the horizon".to_owned(),
                _ => "not defined".to_owned(),
            };
        };
        match column.unit {
            Unit::Years => words::month(self.start, value),
            Unit::Money => words::money(value, self.currency),
            Unit::Ha => words::area(value),
            Unit::Ratio => format!("{value:.2}"),
            _ => words::number(value),
        }
    }

    /// A change with half the width of its interval; `None` where it is not defined.
    pub(crate) fn change(&self, unit: Unit, change: Measured) -> Option<String> {
        let value = change.value?;
        if change.is_nothing() {
            return Some("no change".to_owned());
        }
        let Some(half) = change.half_width() else {
            return Some(self.amount(unit, value));
        };
        if !change.is_beyond_error() {
            let half = self.amount(unit, half).replacen('+', "", 1);
            return Some(format!("not told apart (± {half})"));
        }
        let error = change.standard_error;
        let text = match unit {
            Unit::Years => time(value.abs(), half),
            Unit::Money => words::money_with_error(value.abs(), error, self.currency),
            Unit::Ha => words::area_with_error(value.abs(), error),
            _ => words::number_with_error(value.abs(), error),
        };
        Some(format!("{}{text}", sign(value)))
    }

    /// A change in a single trial, or of one without error.
    pub(crate) fn amount(&self, unit: Unit, value: f64) -> String {
        if value.is_infinite() {
            let end = if value > 0.0 {
                "without end"
            } else {
                "from never"
            };
            return end.to_owned();
        }
        if value == 0.0 {
            return "0".to_owned();
        }
        let text = match unit {
            Unit::Years if value.abs() < LONG => {
                words::counted((12.0 * value.abs()).round().max(1.0) as u64, "month")
            }
            Unit::Years => format!("{:.1} years", value.abs()),
            Unit::Money => words::money(value.abs(), self.currency),
            Unit::Ha => words::area(value.abs()),
            _ => words::number(value.abs()),
        };
        format!("{}{text}", sign(value))
    }
}

/// Years from which on changes of dates are written in years.
const LONG: f64 = 2.0;

fn sign(value: f64) -> &'static str {
    if value < 0.0 { "−" } else { "+" }
}

/// A change of a date, and half its interval, both in years.
pub(crate) fn time(value: f64, half: f64) -> String {
    /// Months are whole, so half a width of a tenth of one is still one that may be wrong.
    const ROUNDING: f64 = 1e-9;
    if value < LONG {
        let months = (12.0 * half - ROUNDING).ceil().max(1.0);
        let unit = if months < 1.5 && value < 1.5 / 12.0 {
            "month"
        } else {
            "months"
        };
        return format!("{:.0} ± {months:.0} {unit}", 12.0 * value);
    }
    let decimals = if half < 0.095 { 2 } else { 1 };
    format!("{value:.decimals$} ± {:.decimals$} years", half.max(0.01))
}

/// A change of a date in months, with half its interval.
pub(crate) fn amount_of_time(months: Measured) -> String {
    let (Some(value), Some(half)) = (months.value, months.half_width()) else {
        let value = months.value.unwrap_or(f64::NAN);
        return format!("{}{:.1} months", sign(value), value.abs());
    };
    let decimals = usize::from(half < 2.0) + usize::from(half < 0.095);
    if value.abs() <= half {
        return format!("not told apart (± {:.decimals$} months)", half.max(0.01));
    }
    format!(
        "{}{:.decimals$} ± {:.decimals$} months",
        sign(value),
        value.abs(),
        half.max(0.01)
    )
}

/// A share with its error.
pub(crate) fn share(share: Measured) -> String {
    let value = share.value.unwrap_or(f64::NAN);
    words::percent_with_error(value, share.standard_error.unwrap_or(f64::NAN))
}

/// A change of a share, in percentage points.
pub(crate) fn points(change: Measured) -> String {
    let points = change.times(100.0);
    let (Some(value), half) = (points.value, points.half_width()) else {
        return "not defined".to_owned();
    };
    if points.is_nothing() {
        return "no change".to_owned();
    }
    let half = half.unwrap_or(f64::NAN);
    let decimals = usize::from(half < 2.0) + usize::from(half < 0.095);
    if half.is_nan() {
        format!("{}{:.1} points", sign(value), value.abs())
    } else if points.is_beyond_error() {
        format!(
            "{}{:.decimals$} ± {half:.decimals$} points",
            sign(value),
            value.abs()
        )
    } else {
        format!("not told apart (± {:.decimals$} points)", half.max(0.01))
    }
}

/// Rows of cells; the first column is aligned left, the others right, each as wide as its widest cell.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::from("  ");
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Writing to a string cannot fail.
            let _ = match at {
                0 => write!(line, "{cell:<width$}"),
                _ => write!(line, "   {cell:>width$}"),
            };
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer() -> Writer<'static> {
        Writer {
            start: "2026-01".parse().unwrap(),
            currency: "USD",
        }
    }

    fn measured(value: f64, standard_error: f64) -> Measured {
        Measured {
            value: Some(value),
            standard_error: Some(standard_error),
        }
    }

    #[test]
    fn a_change_is_written_with_its_sign_or_as_not_told_apart() {
        let write = |unit, value, error| writer().change(unit, measured(value, error)).unwrap();
        assert_eq!(write(Unit::Years, -2.08, 0.033), "−2.08 ± 0.07 years");
        assert_eq!(write(Unit::Years, 1.0, 0.033), "+12 ± 1 months");
        assert_eq!(write(Unit::Years, 0.1, 0.1), "not told apart (± 3 months)");
        assert_eq!(write(Unit::Money, -5e6, 1e5), "−$5.0 ± 0.2 m");
        assert_eq!(write(Unit::Money, 0.0, 0.0), "no change");
        assert_eq!(points(measured(0.189, 0.004)), "+18.9 ± 0.9 points");
        assert_eq!(
            points(measured(-0.001, 0.004)),
            "not told apart (± 0.9 points)"
        );
    }
}
