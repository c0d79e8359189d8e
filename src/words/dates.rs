//! Dates and durations.

use super::{decimal, without_zeros};
use crate::calendar::Month;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The last year that is written as a number.
const LAST_YEAR: i64 = 99_999;

/// The month in which a time counted in years from the beginning of `start` falls; it may be before the start. What is
/// complete after a whole number of months is complete at the end of the last of them: one year from January 2026 is
/// `Dec 2026`, no time at all is `Dec 2025`.
pub fn month(start: Month, years: f64) -> String {
    /// A time within rounding of a whole month is that month's end.
    const ROUNDING: f64 = 1e-6;
    // The conversion saturates, so a time beyond all calendars stays one.
    let months = (12.0 * years - ROUNDING).ceil() as i64;
    name(months.saturating_add(index(start) - 1))
}

/// `Mar 2051`.
pub fn month_name(month: Month) -> String {
    name(index(month))
}

/// Months of the year, January first, as spells that may go over the turn of the year: `Nov–Feb, Apr`; `no month` where there are none.
pub fn months_of_year(months: [bool; 12]) -> String {
    let spells = (0..12).filter(|&first| months[first] && !months[(first + 11) % 12]);
    let mut spells: Vec<String> = spells
        .map(|first| {
            let length = (1..12).take_while(|more| months[(first + more) % 12]);
            match length.count() {
                0 => MONTHS[first].to_owned(),
                more => format!("{}–{}", MONTHS[first], MONTHS[(first + more) % 12]),
            }
        })
        .collect();
    // Only the last can go over the turn of the year, and it is named where the year begins.
    if months[0] && months[11] && spells.len() > 1 {
        spells.rotate_right(1);
    }
    match (spells.is_empty(), months[0]) {
        (false, _) => spells.join(", "),
        (true, true) => "every month".to_owned(),
        (true, false) => "no month".to_owned(),
    }
}

/// The time of a target: `within 30 years of Nov 2020`, or `by May 2028` where it is no whole number of years.
pub fn in_time(years_asked: f64, since: Month) -> String {
    const ROUNDING: f64 = 1e-6;
    let whole = (years_asked - years_asked.round()).abs() < ROUNDING;
    if whole || !years_asked.is_finite() {
        format!("within {} of {}", years(years_asked), month_name(since))
    } else {
        // A deadline is the last whole month.
        let months = (12.0 * years_asked + ROUNDING).floor();
        format!("by {}", month(since, months / 12.0))
    }
}

/// A month counted from January of year 0.
fn index(month: Month) -> i64 {
    (12.0 * month.as_years()).round() as i64
}

/// The name of a month by its [`index`].
fn name(month: i64) -> String {
    let year = month.div_euclid(12);
    if year > LAST_YEAR {
        return format!("after {LAST_YEAR}");
    }
    if year < 0 {
        return "before year 0".into();
    }
    format!("{} {year}", MONTHS[month.rem_euclid(12) as usize])
}

/// A duration: `30 years`, `1 year`, `2.5 years`.
pub fn years(years: f64) -> String {
    if years > LAST_YEAR as f64 {
        return "over 99,999 years".into();
    }
    let text = decimal(years, 1);
    let text = without_zeros(&text);
    format!("{text} {}", if text == "1" { "year" } else { "years" })
}
