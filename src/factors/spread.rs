//! How far a factor ranges, in words.

use crate::scenario::{Scenario, Uncertain};
use crate::words;

use super::Kind;

/// The longest unit that is written after a range.
const SHORT: usize = 4;

/// P10 to P90 of an input, of what a driver multiplies by, or how many inputs there are.
pub(super) fn of_inputs(scenario: &Scenario, kind: Kind, paths: &[&str]) -> String {
    let mut inputs = paths.iter().filter_map(|path| input(scenario, path));
    match kind {
        Kind::Group => words::counted(paths.len() as u64, "input"),
        Kind::Driver => {
            let key = |path: &&str| path.strip_prefix("driver.").map(str::to_owned);
            let gate = paths.iter().filter_map(key).find_map(|key| {
                let mut drivers = scenario.drivers.iter();
                drivers.find(|it| it.key == key).map(|it| it.probability)
            });
            let factor = driver(scenario, paths[0]).map(|it| range(&it.factor, &scenario.currency));
            let factor = factor.unwrap_or_default();
            match gate {
                Some(p) => format!("{}: {factor}", words::percent(p)),
                None => factor,
            }
        }
        Kind::Pledge => words::percent(pledge(scenario, paths[0]).unwrap_or(1.0)),
        _ => inputs
            .next()
            .map(|it| range(it, &scenario.currency))
            .unwrap_or_default(),
    }
}

/// How much chance there is.
pub(super) fn of_chance(scenario: &Scenario, kind: Kind, path: &str) -> String {
    let sd = |sd: f64| format!("sd {}", words::percent(sd));
    match kind {
        Kind::Noise => sd(scenario.noise_output),
        Kind::Inflation => sd(scenario.inflation.sd),
        Kind::Level => {
            let mut sources = scenario.funding.iter();
            let source = sources.find(|it| path.strip_prefix("funding.") == Some(&it.key));
            source.map(|it| sd(it.volatility)).unwrap_or_default()
        }
        _ => {
            let rate = input(scenario, &format!("{path}.rate"));
            let rate = rate.map(|it| range(it, &scenario.currency));
            format!("{} a year", rate.unwrap_or_default())
        }
    }
}

/// The probability with which a source pays, if a path names it.
pub(super) fn pledge(scenario: &Scenario, path: &str) -> Option<f64> {
    let key = path
        .strip_prefix("funding.")?
        .strip_suffix(".probability")?;
    let mut sources = scenario.funding.iter();
    sources.find(|it| it.key == key).map(|it| it.probability)
}

fn input<'a>(scenario: &'a Scenario, path: &str) -> Option<&'a Uncertain> {
    scenario.inputs().find(|it| it.path == path)
}

fn driver<'a>(scenario: &'a Scenario, path: &str) -> Option<&'a crate::scenario::Driver> {
    let key = super::table_of(path).strip_prefix("driver.")?;
    scenario.drivers.iter().find(|it| it.key == key)
}

/// P10 to P90.
fn range(input: &Uncertain, currency: &str) -> String {
    let [low, high] = [(0.1, 0.9), (0.9, 0.1)].map(|(p, q)| input.law.quantile_exact(p, q));
    let text = |value: f64| {
        if input.unit.starts_with("money") {
            words::money(value, currency)
        } else if input.is_share {
            words::percent(value)
        } else {
            let three: f64 = format!("{value:.2e}").parse().unwrap_or(value);
            words::rounded(three)
        }
    };
    let [low, high] = [low, high].map(text);
    if low == high {
        return low;
    }
    let unit = Some(input.unit).filter(|it| !it.is_empty() && it.len() <= SHORT);
    let unit = unit.map_or_else(String::new, |it| format!(" {it}"));
    match (low.strip_suffix(" %"), high.strip_suffix(" %")) {
        (Some(low), Some(_)) => format!("{low}–{high}"),
        _ if low.starts_with(['-', '−']) => format!("{low} to {high}{unit}"),
        _ => format!("{low}–{high}{unit}"),
    }
}
