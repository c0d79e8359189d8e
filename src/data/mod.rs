//! Rows of trials and of points as files: columns with name, unit and meaning, written row by row as CSV or Parquet.
//!
//! What is held in memory does not grow with the rows.
//!
//! ```
//! use clearcast::data::{Cell, Field, ValueKind};
//!
//! let field = Field::new("trial", ValueKind::Integer, "", "Number of the trial.");
//! let cell = Cell::count(17);
//! assert_eq!(cell.to_csv(), "17");
//! assert_eq!(Cell::from_csv("17", field.kind), Some(cell));
//! ```

use serde::{Deserialize, Serialize};

use crate::printable::printable;

#[cfg(feature = "parquet")]
mod parquet;
mod table;
pub mod trials;

#[cfg(feature = "parquet")]
pub use parquet::read as read_parquet;
pub use table::{DataError, Format, TableFile};

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// Whole numbers, 64 bits with a sign.
    Integer,
    /// Numbers.
    Number,
    /// True or false.
    Flag,
    /// Texts.
    Text,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: ValueKind,
    /// Unit of its values; empty where there is none.
    pub unit: String,
    /// What it means, in a sentence.
    pub meaning: String,
}

impl Field {
    /// A column.
    pub fn new(name: &str, kind: ValueKind, unit: &str, meaning: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            unit: unit.to_owned(),
            meaning: meaning.to_owned(),
        }
    }
}

/// A value in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// There is none.
    Empty,
    /// A whole number.
    Integer(i64),
    /// A number; one that is not finite is written as if there were none.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A text.
    Text(String),
}

impl Cell {
    /// A count, which is far below what 64 bits with a sign hold.
    pub fn count(value: u64) -> Self {
        Self::Integer(value.cast_signed())
    }

    /// A number, or nothing.
    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Empty, Self::Number)
    }

    /// As it is written in CSV: numbers read back to the same bits.
    pub fn to_csv(&self) -> String {
        match self {
            Self::Integer(it) => it.to_string(),
            Self::Number(it) if it.is_finite() => it.to_string(),
            Self::Number(_) | Self::Empty => String::new(),
            Self::Flag(it) => it.to_string(),
            Self::Text(it) => it.clone(),
        }
    }

    /// Reads what [`to_csv`](Self::to_csv) wrote in a column of that kind; `None` if it is no such value.
    pub fn from_csv(text: &str, kind: ValueKind) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Empty);
        }
        match kind {
            ValueKind::Integer => text.parse().ok().map(Self::Integer),
            ValueKind::Number => text.parse().ok().map(Self::Number),
            ValueKind::Flag => text.parse().ok().map(Self::Flag),
            ValueKind::Text => Some(Self::Text(as_written(text))),
        }
    }
}

/// What a formula begins with.
const FORMULA: &str = "=+-@＝＋－＠";

/// A text as a cell that no spreadsheet takes for a formula: an apostrophe goes before what would be one, here or, where the
/// spreadsheet parts cells otherwise, after a semicolon. A number stays a number.
pub(crate) fn inert(text: &str) -> String {
    let shown = printable(text);
    if text.parse().is_ok_and(f64::is_finite) {
        return text.to_owned();
    }
    let mut cell = String::new();
    let mut begins = true;
    for c in shown.chars() {
        if begins && FORMULA.contains(c) {
            cell.push('\'');
        }
        begins = c == ';' || (begins && c.is_whitespace());
        cell.push(c);
    }
    cell
}

/// What [`inert`] made of a text, as it was.
fn as_written(cell: &str) -> String {
    let mut text = String::new();
    let mut cell = cell.chars().peekable();
    while let Some(c) = cell.next() {
        let guards = c == '\'' && cell.peek().is_some_and(|next| FORMULA.contains(*next));
        if !guards {
            text.push(c);
        }
    }
    text
}

/// One record of a CSV file that spreadsheets may open, with the end of its line.
pub fn record(cells: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<u8> {
    exact_record(cells.into_iter().map(|cell| inert(cell.as_ref())))
}

/// One record with every text as it is, for a file that is read again.
///
/// # Panics
///
/// Never: writing to memory cannot fail.
pub(crate) fn exact_record(cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(cells);
    written.expect("writing to memory cannot fail");
    writer.into_inner().expect("writing to memory cannot fail")
}

#[cfg(test)]
mod tests {
    use super::{as_written, inert};

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for (given, cell) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("@SUM(1)", "'@SUM(1)"),
            ("+1+1", "'+1+1"),
            ("-cmd", "'-cmd"),
            (" =1", " '=1"),
            ("a;=1; @b", "a;'=1; '@b"),
            ("＝1", "'＝1"),
            ("\t=1", "\\u{9}=1"),
            ("\r=1", "\\u{d}=1"),
            ("-inf", "'-inf"),
            ("-0.5", "-0.5"),
            ("+2e6", "+2e6"),
            ("Aghdam-north", "Aghdam-north"),
            ("USD = $", "USD = $"),
        ] {
            assert_eq!(inert(given), cell);
            if !given.starts_with(['\t', '\r']) {
                assert_eq!(as_written(cell), given);
            }
        }
    }
}
