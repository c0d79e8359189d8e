//! Months of the calendar: the clock of the simulation.
//!
//! ```
//! let start: clearcast::calendar::Month = "2026-11".parse().unwrap();
//! assert_eq!(start.plus(3).to_string(), "2027-02");
//! assert_eq!(start.plus(3).since(start), 3);
//! ```

use std::fmt;
use std::str::FromStr;

/// One month of one year, counted from January of year 0.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(into = "String", try_from = "String")]
pub struct Month(i32);

impl Month {
    /// `month` counts from 1 (January) to 12; `None` outside.
    ///
    /// ```
    /// # use clearcast::calendar::Month;
    /// let start = Month::new(2026, 1).unwrap();
    /// assert_eq!(start.plus(14).to_string(), "2027-03");
    /// assert_eq!(start.since(Month::new(2020, 11).unwrap()), 62);
    /// ```
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let known = (1..=12).contains(&month) && (0..=9999).contains(&year);
        known.then(|| Self(year * 12 + month.cast_signed() - 1))
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 0 (January) to 11 (December).
    pub fn of_year(self) -> usize {
        self.0.rem_euclid(12) as usize
    }

    /// The month `months` later.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(self.0.saturating_add_unsigned(months))
    }

    /// The month `months` later, or earlier if negative.
    #[must_use]
    pub fn shifted(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// Months from `earlier` to this one; negative if this one is earlier.
    pub fn since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The month's beginning as a fraction of years: January 2026 is 2026.0.
    pub fn as_years(self) -> f64 {
        f64::from(self.0) / 12.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year() + 1)
    }
}

/// The text is not a month written as `2026-01`.
#[derive(Debug, thiserror::Error)]
#[error("a month is written as four digits, a hyphen and two digits, such as \"2026-01\"")]
pub struct NotAMonth;

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let digits = |s: &str, n| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAMonth);
        }
        let year = year.parse().map_err(|_| NotAMonth)?;
        let month = month.parse().map_err(|_| NotAMonth)?;
        Self::new(year, month).ok_or(NotAMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}
