//! What a key table says about a key: kind of value, unit, range, default and meaning.
//!
//! One table of keys per TOML table (see [`super::key_tables`]) drives everything that reads or writes scenario files.

use unicode_normalization::char::is_combining_mark;

/// A range of allowed numbers; every allowed number is finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Lower end.
    pub min: f64,
    /// Whether `min` itself is allowed.
    pub min_included: bool,
    /// Upper end.
    pub max: f64,
}

impl Range {
    pub(crate) const ANY: Self = Self::from_to(f64::NEG_INFINITY, f64::INFINITY);
    pub(crate) const AT_LEAST_ZERO: Self = Self::from_to(0.0, f64::INFINITY);
    pub(crate) const SHARE: Self = Self::from_to(0.0, 1.0);
    pub(crate) const PLUS_MINUS_ONE: Self = Self::from_to(-1.0, 1.0);

    pub(crate) const fn from_to(min: f64, max: f64) -> Self {
        Self {
            min,
            min_included: true,
            max,
        }
    }

    pub(crate) const fn above(min: f64, max: f64) -> Self {
        Self {
            min,
            min_included: false,
            max,
        }
    }

    /// Whether a law with this support stays within the range. NaN fails.
    pub fn holds(self, lowest: f64, highest: f64) -> bool {
        let above = if self.min_included {
            lowest >= self.min
        } else {
            lowest > self.min
        };
        above && highest <= self.max
    }

    /// What to write if a value of a share, from `lowest` to `highest`, was written as a percentage.
    pub(crate) fn as_percentage(self, lowest: f64, highest: f64) -> Option<String> {
        let share = self.max.to_bits() == 1.0_f64.to_bits();
        // A little above 1 is more likely a share that reaches too far.
        if !share || !(2.0..=100.0).contains(&highest) || lowest < 100.0 * self.min {
            return None;
        }
        let part = |value: f64| format!("{}", (value * 1e10).round() / 1e12);
        Some(if lowest < highest {
            let (low, high) = (part(lowest), part(highest));
            format!("a share is a part of 1: write {low} to {high} for {lowest} to {highest} %")
        } else {
            format!(
                "a share is a part of 1: write {} for {highest} %",
                part(highest)
            )
        })
    }

    /// What to do where the middle of a law of a share was written as a percentage.
    pub(crate) fn in_percent(self, middle: f64) -> Option<String> {
        let share = self.max.to_bits() == 1.0_f64.to_bits();
        (share && (2.0..=100.0).contains(&middle)).then(|| {
            let part = (middle * 1e10).round() / 1e12;
            let middle = (middle * 1e10).round() / 1e10;
            format!("a share is a part of 1: divide its values by 100, as {middle} % is {part}")
        })
    }

    /// The range in words that follow "must be".
    pub fn words(self) -> String {
        let Self {
            min,
            min_included,
            max,
        } = self;
        match (min.is_finite(), max.is_finite(), min_included) {
            (false, false, _) => "a finite number".to_owned(),
            (false, true, _) => format!("at most {max}"),
            (true, false, true) => format!("at least {min}"),
            (true, false, false) => format!("above {min}"),
            (true, true, true) => format!("from {min} to {max}"),
            (true, true, false) => format!("above {min} and at most {max}"),
        }
    }
}

/// When an uncertain value is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// Once per trial: an input with a dimension of the sampling design.
    PerTrial,
    /// Anew at every arrival of an event.
    PerArrival,
}

/// What an uncertain key allows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    /// Where its law's support must lie.
    pub(crate) range: Range,
    /// A share: cut off at 1 after risk drivers have multiplied it.
    pub(crate) is_share: bool,
    pub(crate) drawn: Drawn,
}

/// The kind of value a key takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A text with at least one character.
    Text,
    /// Any text.
    Remark,
    /// True or false.
    Flag,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// The number of the file format.
    Format,
    /// A number.
    Number(Range),
    /// A number of years that is a whole number of months.
    Horizon(Range),
    /// A list of numbers, of this length if one is given.
    Numbers(Range, Option<usize>),
    /// A calendar year.
    Year,
    /// A month such as "2026-01".
    Month,
    /// A month, or a calendar year that stands for its first month.
    FirstMonth,
    /// A month, or a calendar year that stands for its last month.
    LastMonth,
    /// A list of different months of the year, 1 to 12.
    MonthsOfYear,
    /// A list of texts: patterns, or paths.
    Texts,
    /// A number or a distribution.
    Uncertain(Input),
    /// A table of calendar years, each with a number or a distribution.
    ByYear(Input),
    /// A table of labels, each with a multiplier of at least 0.
    Multipliers,
    /// A table with these keys.
    Table(&'static [Key]),
    /// Named tables, each with these keys.
    Tables(&'static [Key]),
    /// A list of tables with these keys.
    Entries(&'static [Key]),
}

/// What holds if a key is not given.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fallback {
    /// It must be given.
    Required,
    /// Nothing takes its place.
    Absent,
    /// This value, in TOML.
    Value(&'static str),
    /// The name of the table it stands in.
    TableName,
}

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) fallback: Fallback,
    /// Unit in words; empty where there is none.
    pub(crate) unit: &'static str,
    /// What it means, in one sentence.
    pub(crate) doc: &'static str,
}

/// Finds a key by name.
pub(crate) fn find(keys: &'static [Key], name: &str) -> Option<&'static Key> {
    keys.iter().find(|key| key.name == name)
}

/// Whether `name` may be the key of a table: letters and digits of any script, `-` and `_`.
pub(crate) fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || is_combining_mark(c);
    !name.is_empty() && name.chars().all(is_part)
}

/// Whether a table of labels or years holds `name` as a remark about the whole table.
pub(crate) fn is_remark(name: &str) -> bool {
    name == "source" || name == "note"
}
