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
            ValueKind::Text => Some(Self::Text(text.to_owned())),
        }
    }
}

/// One record of a CSV file, with the end of its line.
///
/// # Panics
///
/// Never: writing to memory cannot fail.
pub fn record(cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(cells);
    written.expect("writing to memory cannot fail");
    writer.into_inner().expect("writing to memory cannot fail")
}
