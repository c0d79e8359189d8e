//! The register of assumptions: every input with its distribution drawn small, its spread, and where it comes from.

use std::fmt::Write as _;

use super::table::{Cell, SMALL, Table};
use crate::law::Truncated;
use crate::scenario::{Assumption, Drawn, Loaded};
use crate::words;

/// Bars of a small picture.
const BARS: usize = 24;
/// What a small picture leaves out at either end.
const TAIL: f64 = 0.005;

/// Inputs that are uncertain, those that are plain numbers, correlations, and remarks on whole tables.
pub(super) fn tables(loaded: &Loaded) -> Vec<Table> {
    let register = loaded.register();
    let (fixed, uncertain): (Vec<_>, Vec<_>) =
        register.iter().partition(|it| it.drawn == Drawn::Fixed);
    let judged = uncertain.iter().filter(|it| it.source.is_none()).count();
    let mut tables = vec![
        inputs(loaded, &uncertain).note(&format!(
            "{} of {} uncertain inputs name a source; the others are judgement. Quantiles are those of the distribution, before risk \
             drivers. The picture shows where 99 % of it lies. An input with a * is drawn anew at every arrival of its event.",
            uncertain.len() - judged,
            uncertain.len()
        )),
        plain(&fixed),
        correlations(loaded),
        remarks(loaded),
    ];
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn inputs(loaded: &Loaded, rows: &[&Assumption]) -> Table {
    let heads = [
        ":Input",
        ":Distribution",
        "P10",
        "P50",
        "P90",
        ":Unit",
        ":As written",
        ":Source",
        ":Note",
    ];
    let mut table = Table::new("uncertain", "Uncertain inputs", &heads);
    let values: Vec<_> = loaded.scenario.inputs().collect();
    for row in rows {
        let star = if row.drawn == Drawn::PerArrival {
            "*"
        } else {
            ""
        };
        let law = values
            .iter()
            .find(|it| it.path == row.path)
            .map(|it| &it.law);
        let number = |value: f64| Cell::number(words::rounded(value), value);
        table.rows.push(vec![
            Cell::words(format!("{}{star}", row.path)),
            Cell::picture(law.map(drawn_small).unwrap_or_default()),
            number(row.p10),
            number(row.p50),
            number(row.p90),
            Cell::words(row.unit.as_str()),
            Cell::words(row.value.as_str()),
            Cell::words(row.source.as_deref().unwrap_or_default()),
            Cell::words(row.note.as_deref().unwrap_or_default()),
        ]);
    }
    table
}

/// The outline of a histogram of the law, in a box of [`SMALL`]; the same for every law of the same shape.
fn drawn_small(law: &Truncated) -> String {
    let (low, high) = (
        law.quantile_exact(TAIL, 1.0 - TAIL),
        law.quantile_exact(1.0 - TAIL, TAIL),
    );
    let (width, height) = (f64::from(SMALL.0), f64::from(SMALL.1));
    if !(low < high && (high - low).is_finite()) {
        let middle = 0.5 * width;
        return format!("M{} {height}V0H{}V{height}Z", middle - 1.0, middle + 1.0);
    }
    let step = (high - low) / BARS as f64;
    let edge = |at: usize| low + step * at as f64;
    let mut before = law.cdf(low) - TAIL;
    let mass: Vec<f64> = (1..=BARS)
        .map(|at| {
            let below = law.cdf(edge(at)) - TAIL;
            let mass = (below - before).max(0.0);
            before = below;
            mass
        })
        .collect();
    let most = mass.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let mut path = format!("M0 {height}");
    for (at, mass) in mass.iter().enumerate() {
        let (y, x) = (
            height - (height - 1.0) * mass / most,
            width * (at + 1) as f64 / BARS as f64,
        );
        // Writing to a string cannot fail.
        let _ = write!(path, "V{y:.1}H{x:.0}");
    }
    let _ = write!(path, "V{height}Z");
    path
}

fn plain(rows: &[&Assumption]) -> Table {
    let heads = [":Input", "Value", ":Unit"];
    let mut table = Table::new("fixed", "Inputs that are plain numbers", &heads).note(
        "Given, or left to their defaults. Where they come from stands with the tables below.",
    );
    for row in rows {
        table.rows.push(vec![
            Cell::words(row.path.as_str()),
            Cell::number(words::rounded(row.p50), row.p50),
            Cell::words(row.unit.as_str()),
        ]);
    }
    table
}

fn correlations(loaded: &Loaded) -> Table {
    let heads = [":Among", "Rank correlation"];
    let mut table = Table::new("correlations", "Correlations", &heads)
        .note("Spearman's rho of every pair of inputs that match.");
    for rule in &loaded.scenario.correlation_rules {
        table.rows.push(vec![
            Cell::words(rule.among.join(", ")),
            Cell::number(rule.rho.to_string(), rule.rho),
        ]);
    }
    table
}

fn remarks(loaded: &Loaded) -> Table {
    let heads = [":Table", ":Source", ":Note"];
    let mut table = Table::new("remarks", "Sources and notes of whole tables", &heads);
    for remark in &loaded.scenario.remarks {
        let place = if remark.path.is_empty() {
            "the scenario"
        } else {
            &remark.path
        };
        table.rows.push(vec![
            Cell::words(place),
            Cell::words(remark.source.as_deref().unwrap_or_default()),
            Cell::words(remark.note.as_deref().unwrap_or_default()),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;

    /// A uniform law is a box of full height; what is certain is a line.
    #[test]
    fn a_law_is_drawn_by_where_its_mass_lies() {
        let uniform = drawn_small(&Truncated::whole(Law::Uniform { min: 2.0, max: 4.0 }));
        assert!(uniform.starts_with("M0 18V1.0H3V1.0H6"), "{uniform}");
        assert_eq!(uniform.matches("V1.0").count(), BARS);
        let certain = drawn_small(&Truncated::whole(Law::Fixed(3.0)));
        assert_eq!(certain, "M35 18V0H37V18Z");
    }
}
