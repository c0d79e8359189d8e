//! What a budget and a plan must hold above the point estimate to be kept with a given confidence.
//!
//! AACE International, Recommended Practice 40R-08: contingency is the value at the chosen confidence less the base estimate.

use super::view::View;
use crate::summary::Spread;
use crate::words;

/// Contingency at P50, P70 and P80 in time and in money; `None` without a point estimate.
pub(super) fn sentence(view: &View) -> Option<String> {
    let (years, cost) = (view.point_completion()?.value, view.point_cost()?.value);
    let levels = |spread: &Spread| [spread.p50, spread.p70, spread.p80];
    let times = levels(view.spread("completion_years"));
    let costs = levels(view.spread("cost"));
    let mut parts = Vec::new();
    for (name, (time, money)) in ["P50", "P70", "P80"]
        .into_iter()
        .zip(times.into_iter().zip(costs))
    {
        // Quantiles of both are defined for the same trials: those that finish.
        let (Some(time), Some(money)) = (time, money) else {
            parts.push(format!("{name} beyond the horizon"));
            break;
        };
        let money = match money - cost {
            less if less < 0.0 => format!("{} less", view.money(-less)),
            more => view.money(more),
        };
        parts.push(format!("{name} {} and {money}", duration(time - years)));
    }
    Some(format!(
        "Contingency above the point estimate: {}.",
        parts.join("; ")
    ))
}

/// A duration in years and months: `3 years 2 months`, `5 months less`.
fn duration(years: f64) -> String {
    let months = (12.0 * years).round() as i64;
    let (whole, rest) = (months.unsigned_abs() / 12, months.unsigned_abs() % 12);
    let mut parts = Vec::new();
    if whole > 0 {
        parts.push(words::counted(whole, "year"));
    }
    if rest > 0 || whole == 0 {
        parts.push(words::counted(rest, "month"));
    }
    let less = if months < 0 { " less" } else { "" };
    format!("{}{less}", parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_whole_months() {
        assert_eq!(duration(3.0 + 2.0 / 12.0), "3 years 2 months");
        assert_eq!(duration(1.0 + 1.0 / 12.0), "1 year 1 month");
        assert_eq!(duration(2.0), "2 years");
        assert_eq!(duration(0.0), "0 months");
        assert_eq!(duration(-5.0 / 12.0), "5 months less");
    }
}
