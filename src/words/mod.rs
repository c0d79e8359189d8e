//! Numbers and dates as people write them, for the terminal and the report.
//!
//! ```
//! use clearcast::words;
//!
//! assert_eq!(words::money(4.56e9, "USD"), "$4.56 bn");
//! assert_eq!(words::area(917_700.0), "917,700 ha");
//! assert_eq!(words::counted(1, "trial"), "1 trial");
//! ```

mod dates;
mod errors;
#[cfg(test)]
mod tests;

pub use dates::{in_time, month, month_name, months_of_year, years};
pub use errors::{
    area_with_error, epistemic, is_percent, money_with_error, number_with_error,
    percent_with_error, time_error,
};

/// Shares nearer to 0 or 1 than this are bounded (`< 0.1 %`) instead of rounded.
const SMALLEST_SHARE: f64 = 0.001;

/// From here on numbers are written as powers of ten: no word for them would be understood.
const GIGANTIC: f64 = 1e15;

/// Money, to three significant digits at most: `money(4.58e9, "USD")` is `$4.58 bn`. Codes without a sign that everyone
/// reads the same way stay codes: `AZN 3.1 bn`.
pub fn money(value: f64, currency: &str) -> String {
    let size = significant(value.abs(), 3);
    let negative = value < 0.0 && size > 0.0;
    if size >= GIGANTIC {
        return signed(negative, &sign(currency), &power(size), "");
    }
    if size > 0.0 && size < 0.5 {
        return signed(negative, &format!("< {}", sign(currency)), "1", "");
    }
    let (unit, word) = money_unit(size);
    let decimals = if unit > 1.0 { 2 } else { 0 };
    let number = decimal(size / unit, decimals);
    signed(negative, &sign(currency), without_zeros(&number), word)
}

/// Money on an axis whose neighbouring marks are `step` apart and whose largest is `largest`: all share one unit and have
/// as many decimals as keep neighbours apart.
pub fn money_mark(value: f64, currency: &str, step: f64, largest: f64) -> String {
    let text = mark(value.abs(), step, largest.abs(), money_unit(largest.abs()));
    signed(value < 0.0, &sign(currency), &text, "")
}

/// Area in hectares, to four significant digits at most: `area(917_704.0)` is `917,700 ha`.
pub fn area(hectares: f64) -> String {
    let size = significant(hectares.abs(), 4);
    if size >= GIGANTIC {
        return signed(hectares < 0.0, "", &power(size), " ha");
    }
    if size > 0.0 && size < 0.005 {
        return "< 0.01 ha".into();
    }
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
        without_zeros(&decimal(scaled, decimals)),
        &word,
    )
}

/// The text with a capital letter, to begin a sentence with.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.clone()).collect()
}

/// A number of people or casualties, to four significant digits at most.
pub fn number(value: f64) -> String {
    let text = area(value);
    text.strip_suffix(" ha").map_or(text.clone(), str::to_owned)
}

/// Area on an axis, without the unit; see [`money_mark`].
pub fn area_mark(hectares: f64, step: f64, largest: f64) -> String {
    let unit = if largest >= 5e6 {
        (1e6, " million")
    } else {
        (1.0, "")
    };
    mark(hectares, step, largest, unit)
}

/// A number to four digits, from a million on as in 25e6, which a scenario file takes as well.
pub fn rounded(value: f64) -> String {
    let size = value.abs();
    for (least, unit, word) in [(999.95e6, 1e9, "e9"), (999_999.5, 1e6, "e6")] {
        if size >= least {
            return format!("{}{word}", rounded(value / unit));
        }
    }
    if size >= 1000.0 {
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}{}", count(size.round() as u64));
    }
    let decimals = match size {
        100.0.. => 1,
        10.0.. => 2,
        1.0.. => 3,
        _ => 4,
    };
    let text = format!("{value:.decimals$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "0" if size > 0.0 => format!("{value:.1e}"),
        "-0" => "0".to_owned(),
        _ => text.to_owned(),
    }
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

/// A whole number with its thousands apart: `16,384`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A number of things: `1 trial`, `16,384 trials`.
pub fn counted(n: u64, thing: &str) -> String {
    format!("{} {thing}{}", count(n), if n == 1 { "" } else { "s" })
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

/// A number on an axis with marks `step` apart, in `unit`s and with their name.
fn mark(value: f64, step: f64, largest: f64, (unit, word): (f64, &str)) -> String {
    /// An axis that ends below this has no decimals that fit beside it.
    const TINY: f64 = 0.01;
    if value == 0.0 {
        return "0".into();
    }
    if !(TINY..GIGANTIC).contains(&largest) {
        return power(value);
    }
    decimal(value / unit, decimals_of(step / unit)) + word
}

/// `1e30`, `2.5e-300`: three significant digits at most.
fn power(value: f64) -> String {
    format!("{:e}", significant(value, 3))
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

/// Without the zeros that end a fraction.
fn without_zeros(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
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
