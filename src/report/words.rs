//! Numbers and dates as people write them, for the terminal and the report.

use crate::calendar::Month;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Half width of a 95 % interval in standard errors.
pub const NORMAL_95: f64 = 1.96;

/// Shares nearer to 0 or 1 than this are bounded (`< 0.1 %`) instead of rounded.
const SMALLEST_SHARE: f64 = 0.001;

/// Money, to three significant digits at most: `money(4.58e9, "USD")` is `$4.6 bn`. Codes without a sign that everyone
/// reads the same way stay codes: `AZN 3.1 bn`.
pub fn money(value: f64, currency: &str) -> String {
    let size = significant(value.abs(), 3);
    let (unit, word) = money_unit(size);
    let scaled = size / unit;
    let decimals = usize::from(unit > 1.0 && scaled < 100.0);
    signed(
        value < 0.0 && size > 0.0,
        &sign(currency),
        &without_zero(&decimal(scaled, decimals)),
        word,
    )
}

/// Money on an axis whose neighbouring marks are `step` apart and whose largest is `largest`: all share one unit and have
/// as many decimals as keep neighbours apart.
pub fn money_mark(value: f64, currency: &str, step: f64, largest: f64) -> String {
    let (unit, word) = money_unit(largest.abs());
    let text = decimal(value.abs() / unit, decimals_of(step / unit));
    signed(
        value < 0.0,
        &sign(currency),
        &text,
        if value == 0.0 { "" } else { word },
    )
}

/// Area in hectares, to four significant digits at most: `area(917_704.0)` is `917,700 ha`.
pub fn area(hectares: f64) -> String {
    let size = significant(hectares.abs(), 4);
    let (scaled, decimals, word) = match size {
        s if s >= 1e7 => (significant(s, 3) / 1e6, 1, " million"),
        s if s >= 10.0 => (s, 0, ""),
        s if s >= 1.0 || s == 0.0 => (s, 1, ""),
        s => (s, 2, ""),
    };
    let word = format!("{word} ha");
    signed(
        hectares < 0.0 && size > 0.0,
        "",
        &without_zero(&decimal(scaled, decimals)),
        &word,
    )
}

/// Area on an axis, without the unit; see [`money_mark`].
pub fn area_mark(hectares: f64, step: f64, largest: f64) -> String {
    let (unit, word) = if largest >= 5e6 {
        (1e6, " million")
    } else {
        (1.0, "")
    };
    let text = decimal(hectares / unit, decimals_of(step / unit));
    format!("{text}{}", if hectares == 0.0 { "" } else { word })
}

/// A share as percent. Only exactly 0 and 1 are written `0 %` and `100 %`.
pub fn percent(share: f64) -> String {
    match share {
        p if p <= 0.0 => "0 %".into(),
        p if p >= 1.0 => "100 %".into(),
        p if p < SMALLEST_SHARE => "< 0.1 %".into(),
        p if p > 1.0 - SMALLEST_SHARE => "> 99.9 %".into(),
        p if (0.1..=0.9).contains(&p) => format!("{:.0} %", 100.0 * p),
        p => format!("{:.1} %", 100.0 * p),
    }
}

/// A share that somebody chose, as percent: `95 %`, `99.5 %`.
pub fn exact_percent(share: f64) -> String {
    let percent = (share * 1e4).round() / 1e2;
    format!("{percent} %")
}

/// A share with the half width of its 95 % interval: `47.1 ± 0.8 %`.
pub fn percent_with_error(share: f64, standard_error: f64) -> String {
    let bounded = !(SMALLEST_SHARE..=1.0 - SMALLEST_SHARE).contains(&share);
    let error = 100.0 * NORMAL_95 * standard_error;
    if bounded || !(error > 0.0 && error.is_finite()) {
        return percent(share);
    }
    let decimals = if error >= 2.0 {
        0
    } else if error >= 0.095 {
        1
    } else {
        2
    };
    format!(
        "{:.decimals$} ± {:.decimals$} %",
        100.0 * share,
        error.max(0.01)
    )
}

/// The half width of the 95 % interval of a time, from its standard error in years.
pub fn time_error(standard_error_years: f64) -> String {
    let months = 12.0 * NORMAL_95 * standard_error_years;
    match months {
        m if m < 0.1 => "± < 0.1 months".into(),
        m if m < 9.95 => format!("± {m:.1} months"),
        m if m < 24.0 => format!("± {m:.0} months"),
        m => format!("± {:.1} years", m / 12.0),
    }
}

/// The half width of the 95 % interval of an amount of money, from its standard error.
pub fn money_error(standard_error: f64, currency: &str) -> String {
    let error = NORMAL_95 * standard_error;
    // A half width says enough with two digits.
    format!("± {}", money(significant(error, 2), currency))
}

/// The month in which a time counted in years from the beginning of `start` falls. What is complete after a whole number of
/// months is complete at the end of the last of them: one year from January 2026 is `Dec 2026`.
pub fn month(start: Month, years: f64) -> String {
    month_name(start.plus(whole_months(years).saturating_sub(1)))
}

/// Months until a time in years, the running one counted; a time within rounding of a whole month is that month's end.
fn whole_months(years: f64) -> u32 {
    const ROUNDING: f64 = 1e-6;
    (12.0 * years - ROUNDING).ceil().max(0.0) as u32
}

/// `Mar 2051`.
pub fn month_name(month: Month) -> String {
    format!("{} {}", MONTHS[month.of_year()], month.year())
}

/// A duration: `30 years`, `1 year`, `2.5 years`.
pub fn years(years: f64) -> String {
    let text = without_zero(&decimal(years, 1));
    format!("{text} {}", if text == "1" { "year" } else { "years" })
}

/// A whole number with its thousands apart: `16,384`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// `value` rounded to `digits` significant digits.
fn significant(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

fn money_unit(largest: f64) -> (f64, &'static str) {
    match largest {
        s if s >= 1e12 => (1e12, " tn"),
        s if s >= 1e9 => (1e9, " bn"),
        s if s >= 1e6 => (1e6, " m"),
        _ => (1.0, ""),
    }
}

fn sign(currency: &str) -> String {
    match currency {
        "USD" => "$".into(),
        "EUR" => "€".into(),
        "GBP" => "£".into(),
        other => format!("{other} "),
    }
}

fn signed(negative: bool, before: &str, number: &str, after: &str) -> String {
    format!("{}{before}{number}{after}", if negative { "−" } else { "" })
}

/// Decimals that a multiple of `step` needs, four at most.
fn decimals_of(step: f64) -> usize {
    let mut scale = 1.0;
    for decimals in 0..4 {
        let scaled = step.abs() * scale;
        if (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-9) {
            return decimals;
        }
        scale *= 10.0;
    }
    4
}

fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{}.{fraction}", grouped(whole)),
        None => grouped(&text),
    }
}

fn without_zero(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole.into(),
        _ => number.into(),
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_people_write_it() {
        let cases = [
            (4.58e9, "USD", "$4.6 bn"),
            (25e9, "USD", "$25 bn"),
            (14.62e9, "USD", "$14.6 bn"),
            (612.4e6, "EUR", "€612 m"),
            (999.96e6, "USD", "$1 bn"),
            (1.26e12, "USD", "$1.3 tn"),
            (458_321.0, "GBP", "£458,000"),
            (3.14e9, "AZN", "AZN 3.1 bn"),
            (0.0, "USD", "$0"),
            (-2.0e6, "USD", "−$2 m"),
        ];
        for (value, currency, text) in cases {
            assert_eq!(money(value, currency), text);
        }
    }

    #[test]
    fn marks_of_a_narrow_axis_stay_apart() {
        assert_eq!(money_mark(4.52e9, "USD", 0.02e9, 4.6e9), "$4.52 bn");
        assert_eq!(money_mark(0.5e9, "USD", 0.5e9, 2e9), "$0.5 bn");
        assert_eq!(money_mark(0.0, "USD", 5e9, 2e10), "$0");
        assert_eq!(area_mark(2.5e6, 2.5e6, 3e7), "2.5 million");
        assert_eq!(area_mark(200_000.0, 200_000.0, 1e6), "200,000");
        assert_eq!(area_mark(0.5, 0.5, 3.0), "0.5");
    }

    #[test]
    fn areas_keep_four_digits() {
        let cases = [
            (917_704.0, "917,700 ha"),
            (1_234_567.0, "1,235,000 ha"),
            (30e6, "30 million ha"),
            (12.34e6, "12.3 million ha"),
            (3.0, "3 ha"),
            (3.21, "3.2 ha"),
            (0.05, "0.05 ha"),
            (0.0, "0 ha"),
        ];
        for (hectares, text) in cases {
            assert_eq!(area(hectares), text);
        }
    }

    #[test]
    fn only_certainty_is_written_as_certainty() {
        let cases = [
            (1.0, "100 %"),
            (0.999_9, "> 99.9 %"),
            (0.995, "99.5 %"),
            (0.471, "47 %"),
            (0.012, "1.2 %"),
            (0.000_1, "< 0.1 %"),
            (0.0, "0 %"),
        ];
        for (share, text) in cases {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn an_error_sets_the_digits_of_its_share() {
        assert_eq!(percent_with_error(0.471, 0.004), "47.1 ± 0.8 %");
        assert_eq!(percent_with_error(0.471, 0.05), "47 ± 10 %");
        assert_eq!(percent_with_error(0.471, 0.000_2), "47.10 ± 0.04 %");
        assert_eq!(percent_with_error(0.999_9, 0.000_1), "> 99.9 %");
        assert_eq!(percent_with_error(1.0, 0.0), "100 %");
        assert_eq!(percent_with_error(0.5, 0.0), "50 %");
    }

    #[test]
    fn errors_of_times_and_money_are_95_percent_half_widths() {
        assert_eq!(time_error(0.1), "± 2.4 months");
        assert_eq!(time_error(2.0), "± 3.9 years");
        assert_eq!(time_error(0.0), "± < 0.1 months");
        assert_eq!(money_error(1e7, "USD"), "± $20 m");
    }

    #[test]
    fn what_takes_a_whole_year_is_complete_in_december() {
        let start = Month::new(2026, 1).unwrap();
        assert_eq!(month(start, 1.0), "Dec 2026");
        assert_eq!(month(start, 25.25), "Mar 2051");
        assert_eq!(month(start, 25.3), "Apr 2051");
        assert_eq!(month(start, 0.0), "Jan 2026");
        assert_eq!(month(start, 303.0 / 12.0), "Mar 2051");
    }

    #[test]
    fn durations_and_counts_read_well() {
        assert_eq!(years(30.0), "30 years");
        assert_eq!(years(1.0), "1 year");
        assert_eq!(years(2.5), "2.5 years");
        assert_eq!(count(16_384), "16,384");
        assert_eq!(count(7), "7");
    }
}
