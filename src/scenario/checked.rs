//! A tree in which every value has been read by its key table, typed and in range.

use crate::calendar::Month;

use super::source::Span;
use super::types::Uncertain;

/// A table of the scenario, read.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Its name among its like; empty for a table that has no like.
    pub(crate) name: String,
    /// Where its header stands.
    pub(crate) at: Option<Span>,
    pub(crate) fields: Vec<Field>,
}

/// A key that was given or has a default; without a value if a problem was reported.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// Where its value stands; `None` for a default.
    pub(crate) at: Option<Span>,
    pub(crate) value: Option<Read>,
}

/// A value as its key's kind wants it.
#[derive(Debug)]
pub(crate) enum Read {
    Text(String),
    Flag(bool),
    Number(f64),
    Numbers(Vec<f64>),
    Year(i32),
    Month(Month),
    MonthsOfYear([bool; 12]),
    Texts(Vec<(String, Option<Span>)>),
    Uncertain(Uncertain),
    ByYear(Vec<(i32, Uncertain)>),
    Multipliers(Vec<(String, f64, Option<Span>)>),
    Table(Checked),
    Tables(Vec<Checked>),
}

/// Getters by name: `None` if the key was not given and has no default, or was refused.
impl Checked {
    /// The field, also where its value was refused.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether the file gives the key, rightly or wrongly.
    pub(crate) fn gives(&self, name: &str) -> bool {
        self.field(name).is_some_and(|field| field.at.is_some())
    }

    /// Where the key's value stands, if the file gives it.
    pub(crate) fn place(&self, name: &str) -> Option<Span> {
        self.field(name)?.at
    }

    fn read(&self, name: &str) -> Option<&Read> {
        self.field(name)?.value.as_ref()
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.read(name)? {
            Read::Text(v) => Some(v.clone()),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.read(name)? {
            Read::Flag(v) => Some(*v),
            _ => None,
        }
    }

    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        match self.read(name)? {
            Read::Number(v) => Some(*v),
            _ => None,
        }
    }

    pub(crate) fn numbers(&self, name: &str) -> Option<Vec<f64>> {
        match self.read(name)? {
            Read::Numbers(v) => Some(v.clone()),
            _ => None,
        }
    }

    pub(crate) fn year(&self, name: &str) -> Option<i32> {
        match self.read(name)? {
            Read::Year(v) => Some(*v),
            _ => None,
        }
    }

    pub(crate) fn month(&self, name: &str) -> Option<Month> {
        match self.read(name)? {
            Read::Month(v) => Some(*v),
            _ => None,
        }
    }

    pub(crate) fn months_of_year(&self, name: &str) -> Option<[bool; 12]> {
        match self.read(name)? {
            Read::MonthsOfYear(v) => Some(*v),
            _ => None,
        }
    }

    pub(crate) fn uncertain(&self, name: &str) -> Option<Uncertain> {
        match self.read(name)? {
            Read::Uncertain(v) => Some(v.clone()),
            _ => None,
        }
    }

    pub(crate) fn by_year(&self, name: &str) -> Option<Vec<(i32, Uncertain)>> {
        match self.read(name)? {
            Read::ByYear(v) => Some(v.clone()),
            _ => None,
        }
    }

    pub(crate) fn texts(&self, name: &str) -> &[(String, Option<Span>)] {
        match self.read(name) {
            Some(Read::Texts(texts)) => texts,
            _ => &[],
        }
    }

    pub(crate) fn multipliers(&self, name: &str) -> &[(String, f64, Option<Span>)] {
        match self.read(name) {
            Some(Read::Multipliers(multipliers)) => multipliers,
            _ => &[],
        }
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Self> {
        match self.read(name)? {
            Read::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn tables(&self, name: &str) -> &[Self] {
        match self.read(name) {
            Some(Read::Tables(tables)) => tables,
            _ => &[],
        }
    }
}
