//! Values with their Monte Carlo errors: half the width of a 95 % interval, in digits that suit each other.

use super::{SMALLEST_SHARE, area, decimal, money, money_unit, number, percent, sign, signed};
use crate::math;
use crate::summary::estimate::half_width_95;
use crate::summary::nested::Parts;

/// Decimals that an error is written with at most.
const MOST_DECIMALS: i32 = 3;

/// A share with the half width of its 95 % interval: `47.1 ± 0.8 %`. Of exactly 0 and 1 it reaches to one side only: `100 ± 9 %`.
pub fn percent_with_error(share: f64, standard_error: f64) -> String {
    let exact = share <= 0.0 || share >= 1.0;
    let bounded = !exact && !(SMALLEST_SHARE..=1.0 - SMALLEST_SHARE).contains(&share);
    let error = 100.0 * half_width_95() * standard_error;
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
    let error = error.max(0.01);
    if exact {
        let whole = percent(share);
        return whole.replace(" %", &format!(" ± {error:.decimals$} %"));
    }
    format!("{:.decimals$} ± {:.decimals$} %", 100.0 * share, error)
}

/// What follows the name of a probability: `= 47.1 ± 0.8 %`, `> 99.9 %`, or, of a bound, `is at least 47.1 ± 0.8 %`.
pub fn is_percent(share: f64, standard_error: f64, bound: bool) -> String {
    let share = percent_with_error(share, standard_error);
    if bound {
        format!("is at least {share}")
    } else if share.starts_with(['<', '>']) {
        share
    } else {
        format!("= {share}")
    }
}

/// The epistemic share of a variance with the half width of its 95 % interval, or that nothing varies.
pub fn epistemic(parts: &Parts, standard_error: &Parts) -> String {
    let share = parts.epistemic_share.map(|share| share.clamp(0.0, 1.0));
    let error = standard_error.epistemic_share.unwrap_or(f64::NAN);
    share.map_or_else(
        || "nothing, as nothing varies".to_owned(),
        |share| percent_with_error(share, error),
    )
}

/// The half width of the 95 % interval of a time, from its standard error in years.
///
/// Times are whole months, and so rounded up is what covers: `± 0.8 months` about a month would hold that month alone, which
/// is the true one less often than 95 times in 100.
pub fn time_error(standard_error_years: f64) -> String {
    const ROUNDING: f64 = 1e-9;
    let months = 12.0 * half_width_95() * standard_error_years;
    match (months - ROUNDING).ceil() {
        m if m <= 1.0 => "± 1 month".into(),
        m if m <= 24.0 => format!("± {m:.0} months"),
        _ => format!("± {:.1} years", months / 12.0),
    }
}

/// Money with the half width of its 95 % interval: `$3.712 ± 0.011 bn`. Without an error, as [`money`] writes it.
pub fn money_with_error(value: f64, standard_error: Option<f64>, currency: &str) -> String {
    let size = value.abs().max(standard_error.unwrap_or(0.0));
    // Parts of a unit of money are what rounding leaves of large amounts.
    if size < 0.5 {
        return money(value, currency);
    }
    let (unit, word) = money_unit(size);
    match matched(value.abs() / unit, standard_error.map(|e| e / unit)) {
        Some(text) => signed(value < 0.0, &sign(currency), &text, word),
        None => money(value, currency),
    }
}

/// An area with the half width of its 95 % interval: `3,600 ± 200 ha`. Without an error, as [`area`] writes it.
pub fn area_with_error(hectares: f64, standard_error: Option<f64>) -> String {
    let text = matched(hectares.abs(), standard_error);
    text.map_or_else(|| area(hectares), |text| format!("{text} ha"))
}

/// A number with the half width of its 95 % interval: `1,913 ± 4`. Without an error, as [`number`] writes it.
pub fn number_with_error(value: f64, standard_error: Option<f64>) -> String {
    matched(value.abs(), standard_error).unwrap_or_else(|| number(value))
}

/// `value ± error`, both rounded to the same place: that of the error's first digit, or of its second if the first is 1.
/// `None` where there is no error or the numbers are too large to be written out.
fn matched(value: f64, standard_error: Option<f64>) -> Option<String> {
    const LARGEST: f64 = 1e7;
    /// What adding up equal numbers leaves, as a share of them.
    const ROUNDING: f64 = 1e-9;
    let error = half_width_95() * standard_error?;
    if !(error > ROUNDING * value && error < LARGEST && value < LARGEST) {
        return None;
    }
    let coarse_enough = |place: &i32| 1.95 * math::pow(10.0, f64::from(*place)) <= error;
    let place = (-MOST_DECIMALS..6).rev().find(coarse_enough);
    let place = place.unwrap_or(-MOST_DECIMALS);
    let step = math::pow(10.0, f64::from(place));
    let decimals = place.min(0).unsigned_abs() as usize;
    let round = |v: f64| decimal((v / step).round() * step, decimals);
    Some(format!("{} ± {}", round(value), round(error.max(step))))
}
