//! From low to high: an outcome where a factor is among its lowest fifth and among its highest, in the trials of one run.

use super::outcome::Reader;
use crate::factors::{Factor, Kind};
use crate::given::{Known, few};
use crate::sampling::Design;
use crate::scenario::Scenario;
use crate::simulate::{Model, Table};
use crate::summary::quantity::MONTHS;

/// Part of the trials at either end.
const PART: f64 = 0.2;

/// Means of an outcome at the two ends of a factor.
pub(super) type Ends = Option<(f64, f64)>;

/// Trials of one run with what each of them drew.
pub(super) struct Drawn<'a> {
    model: &'a Model,
    table: &'a Table,
    reader: &'a Reader,
    design: &'a Design,
}

impl<'a> Drawn<'a> {
    pub(super) fn new(
        model: &'a Model,
        table: &'a Table,
        reader: &'a Reader,
        design: &'a Design,
    ) -> Self {
        Self {
            model,
            table,
            reader,
            design,
        }
    }

    /// Values of an input, by path, in all trials; of a driver's gate 1 where it acts. `None` for what no trial draws.
    pub(super) fn column(&self, path: &str) -> Option<Vec<f64>> {
        let paths = self.model.programme().inputs.paths();
        let slot = paths.iter().position(|it| it == path);
        let kept = &self.reader.columns.inputs;
        if let Some(place) = slot.and_then(|slot| kept.iter().position(|it| *it == slot)) {
            return Some(self.reader.input(place, self.table));
        }
        let scenario = self.model.scenario();
        let dimension = scenario.dimensions.iter().position(|it| it == path)?;
        let probability = gate(scenario, path)?;
        let mut point = vec![0.5; scenario.dimensions.len()];
        let acts = |trial: &u64| {
            self.design.fill(*trial, &mut point);
            f64::from(u8::from(point[dimension] < probability))
        };
        Some(self.table.trials().iter().map(acts).collect())
    }

    /// Means of the outcomes at both ends of a factor: of an input, or what a driver multiplies by, its lowest and highest fifth; of what acts
    /// or not, without and with it; of a group, fifths of what it lets expect. `None` for chance.
    pub(super) fn ends(&self, factor: &Factor, outcomes: &[Vec<f64>]) -> Vec<Ends> {
        let nothing = || vec![None; outcomes.len()];
        let columns: Vec<Vec<f64>> = factor
            .paths
            .iter()
            .filter_map(|path| self.column(path))
            .collect();
        let Some(first) = columns.first() else {
            return nothing();
        };
        if factor.kind == Kind::Group {
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            return match Known::together(&columns) {
                // What is said of a trial from the other half of the trials does not lean towards its own outcome.
                Some(known) => outcomes
                    .iter()
                    .map(|it| at_ends(&known.mean(it).across, it))
                    .collect(),
                None => nothing(),
            };
        }
        // The gate of a driver comes before its factor.
        outcomes.iter().map(|it| at_ends(first, it)).collect()
    }
}

/// Share of the trials that do not finish.
pub(super) fn unfinished(table: &Table) -> f64 {
    let finished = table.column(MONTHS).filter(|it| it.is_finite()).count();
    1.0 - finished as f64 / table.len() as f64
}

/// The probability that a driver acts, if a path is that of its gate.
fn gate(scenario: &Scenario, path: &str) -> Option<f64> {
    let key = path.strip_prefix("driver.")?;
    let mut drivers = scenario.drivers.iter();
    drivers.find(|it| it.key == key).map(|it| it.probability)
}

/// Means of an outcome in the trials with the lowest and the highest fifth of `values`; of few values the lowest and the highest.
fn at_ends(values: &[f64], outcome: &[f64]) -> Ends {
    let mean = |trials: &mut dyn Iterator<Item = usize>| {
        let (sum, count) = trials.fold((0.0, 0.0), |(sum, n), it| (sum + outcome[it], n + 1.0));
        sum / count
    };
    if let Some(few) = few(values) {
        let (low, high) = (few.first()?, few.last()?);
        let at = |value: f64| {
            let same = |trial: &usize| values[*trial].total_cmp(&value).is_eq();
            mean(&mut (0..values.len()).filter(same))
        };
        return (few.len() > 1).then(|| (at(*low), at(*high)));
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let part = ((PART * values.len() as f64) as usize).max(1);
    Some((
        mean(&mut order.iter().copied().take(part)),
        mean(&mut order.iter().copied().rev().take(part)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fifths of 0 … 99 have means 9.5 and 89.5; of two values each has its own.
    #[test]
    fn ends_are_fifths_or_single_values() {
        let values: Vec<f64> = (0..2000).map(|it| f64::from((it * 37) % 2000)).collect();
        let (low, high) = at_ends(&values, &values).unwrap();
        assert!((low - 199.5).abs() < 1e-9 && (high - 1799.5).abs() < 1e-9);
        let two: Vec<f64> = (0..2000).map(|it| f64::from(it % 2)).collect();
        assert_eq!(at_ends(&two, &two), Some((0.0, 1.0)));
        assert_eq!(at_ends(&[1.0; 64], &[2.0; 64]), None);
    }
}
