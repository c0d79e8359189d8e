//! What trials drew, as columns.

use std::collections::BTreeMap;

use crate::factors::Factor;
use crate::simulate::{Model, Run, Table};

/// What the trials of a run drew, by path: values of inputs before drivers multiply them, whether a driver acts or a source pays (1 or
/// 0), and by how much a driver that may stay idle multiplies (1 where it does).
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    trials: usize,
    columns: BTreeMap<String, Vec<f64>>,
}

impl Drawn {
    /// Slots of the inputs that a [`Table`] must keep.
    pub fn slots(model: &Model, factors: &[Factor]) -> Vec<usize> {
        let paths = model.programme().inputs.paths().iter().enumerate();
        let wanted = |path: &String| factors.iter().any(|it| it.paths.contains(path));
        paths
            .filter(|(_, path)| wanted(path))
            .map(|(slot, _)| slot)
            .collect()
    }

    /// What the trials of `run` drew, whose table keeps the [`slots`](Self::slots) of `factors`.
    pub fn new(run: &Run<Table>, factors: &[Factor]) -> Self {
        let (table, model) = (&run.collected, &run.prepared.model);
        let first = table.columns().outcomes.len();
        let names = model.programme().inputs.paths();
        let slots = table.columns().inputs.iter().enumerate();
        let mut columns: BTreeMap<String, Vec<f64>> = slots
            .map(|(at, slot)| (names[*slot].clone(), table.column(first + at).collect()))
            .collect();
        let scenario = model.scenario();
        let mut gates = Vec::new();
        for driver in &scenario.drivers {
            let path = format!("driver.{}", driver.key);
            let dimension = scenario.dimensions.iter().position(|it| *it == path);
            if let Some(dimension) =
                dimension.filter(|_| factors.iter().any(|it| it.paths.contains(&path)))
            {
                gates.push((path, dimension, driver.probability, Vec::new()));
            }
        }
        let mut point = vec![0.5; run.prepared.design.dimensions()];
        let trials = if gates.is_empty() {
            &[]
        } else {
            table.trials()
        };
        for trial in trials {
            run.prepared.design.fill(*trial, &mut point);
            for (_, dimension, probability, acts) in &mut gates {
                acts.push(f64::from(u8::from(point[*dimension] < *probability)));
            }
        }
        for (path, _, _, acts) in gates {
            if let Some(size) = columns.get_mut(&format!("{path}.factor")) {
                for (size, _) in size.iter_mut().zip(&acts).filter(|(_, acts)| **acts < 0.5) {
                    *size = 1.0;
                }
            }
            columns.insert(path, acts);
        }
        Self {
            trials: table.len(),
            columns,
        }
    }

    /// Number of trials.
    pub fn trials(&self) -> usize {
        self.trials
    }

    /// A column by its path.
    pub fn column(&self, path: &str) -> Option<&[f64]> {
        self.columns.get(path).map(Vec::as_slice)
    }

    /// All columns, in the order of their paths.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.columns
            .iter()
            .map(|(path, it)| (path.as_str(), it.as_slice()))
    }

    /// Those of a factor.
    pub fn of(&self, factor: &Factor) -> Vec<(&str, &[f64])> {
        let paths = factor.paths.iter();
        let found = paths.filter_map(|path| self.columns.get_key_value(path));
        found
            .map(|(path, it)| (path.as_str(), it.as_slice()))
            .collect()
    }

    /// Adds what another run of the same trials drew and this one did not.
    pub fn extend(&mut self, other: Self) {
        for (path, column) in other.columns {
            self.columns.entry(path).or_insert(column);
        }
    }
}
