//! What two scenarios must have in common to be compared.

use crate::scenario::{Loaded, Notice, Problems, Scenario, Site};

/// Why `other` cannot be compared with `base`, which users know by `base_name`; nothing if it can.
pub fn refusals(base: &Loaded, base_name: &str, other: &Loaded) -> Option<Problems> {
    unlike((base, base_name), other, "scenarios that are compared", &[])
}

/// Why the money of `other` cannot stand in a column with that of `base`, as another variant of a sweep; nothing if it can.
pub fn money_refusals(base: &Loaded, base_name: &str, other: &Loaded) -> Option<Problems> {
    let money = ["currency", "price_year"];
    unlike((base, base_name), other, "variants of a sweep", &money)
}

/// In what two scenarios differ and must not; `only` at these keys, if it names any.
fn unlike(
    (base, base_name): (&Loaded, &str),
    other: &Loaded,
    whose: &str,
    only: &[&str],
) -> Option<Problems> {
    let (a, b) = (&base.scenario, &other.scenario);
    let years = |it: &Scenario| f64::from(it.horizon_months) / 12.0;
    let alike = "make them alike";
    let checks = [
        (
            "currency",
            "currency",
            b.currency != a.currency,
            format!("{}; {base_name} has {}", b.currency, a.currency),
            alike,
        ),
        (
            "start",
            "first month",
            b.start != a.start,
            format!("{}; {base_name} has {}", b.start, a.start),
            alike,
        ),
        (
            "price_year",
            "year of prices",
            b.price_year != a.price_year,
            format!("{}; {base_name} has {}", b.price_year, a.price_year),
            alike,
        ),
        (
            "horizon",
            "horizon",
            b.horizon_months != a.horizon_months,
            format!("{} years; {base_name} has {}", years(b), years(a)),
            "set one for all: --set horizon=YEARS (compare also takes --horizon YEARS)",
        ),
        (
            "economy.discount_rate",
            "discount rate",
            b.discount_rate.total_cmp(&a.discount_rate).is_ne(),
            format!("{}; {base_name} has {}", b.discount_rate, a.discount_rate),
            "set one for all: --set economy.discount_rate=RATE (compare also takes --discount-rate RATE)",
        ),
    ];
    let asked = |path: &str| only.is_empty() || only.contains(&path);
    let unlike = checks
        .into_iter()
        .filter(|(path, _, unlike, _, _)| *unlike && asked(path));
    let notices: Vec<Notice> = unlike
        .map(|(path, what, _, found, advice)| Notice {
            site: Site::Path(path.to_owned()),
            rule: format!("{whose} must have the same {what}"),
            found,
            advice: advice.to_owned(),
        })
        .collect();
    (!notices.is_empty()).then(|| other.refused(notices))
}
