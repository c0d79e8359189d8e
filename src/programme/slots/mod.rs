//! Every input gets a slot: what fills it in a trial is settled here, once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::inputs::PledgePlan;
use super::tables::Tables;
use super::{Fresh, Mechanism, Slot};
use crate::law::{Quantile, Truncated};
use crate::math::normal;
use crate::sampling::StreamId;
use crate::scenario::{Range, Scenario, Uncertain};

mod finish;
mod plans;

pub use finish::{Repaired, Why};

/// Hands out slots and remembers what fills them.
pub(super) struct Slots<'a> {
    /// Quantile functions that are compiled already, and all that this programme uses.
    tables: &'a Tables,
    made: Tables,
    /// Paths of the mechanisms of chance so far.
    mechanisms: Vec<String>,
    /// Dimension of every path that has one.
    dimensions: BTreeMap<&'a str, usize>,
    /// Slot of every path so far.
    known: BTreeMap<String, Slot>,
    paths: Vec<String>,
    point: Vec<f64>,
    /// Values that an input drawn once a trial may have.
    ranges: Vec<Option<Range>>,
    /// Inputs whose values a run gives: none of them is the same in all trials.
    free: &'a [String],
    drawn: Vec<Sampled<'a>>,
    shares: Vec<Slot>,
    pledges: Vec<PledgePlan>,
}

/// An input drawn in every trial, before its quantile function is compiled.
struct Sampled<'a> {
    slot: Slot,
    dimension: usize,
    law: &'a Truncated,
}

impl<'a> Slots<'a> {
    pub(super) fn new(scenario: &'a Scenario, tables: &'a Tables, free: &'a [String]) -> Self {
        Self {
            tables,
            made: Tables::default(),
            mechanisms: Vec::new(),
            dimensions: scenario
                .dimensions
                .iter()
                .map(String::as_str)
                .zip(0..)
                .collect(),
            known: BTreeMap::new(),
            paths: Vec::new(),
            point: Vec::new(),
            ranges: Vec::new(),
            free,
            drawn: Vec::new(),
            shares: Vec::new(),
            pledges: Vec::new(),
        }
    }

    fn add(&mut self, path: &str, point: f64, range: Option<Range>) -> Slot {
        let slot =
            Slot(u32::try_from(self.paths.len()).expect("a file has fewer than 2^32 inputs"));
        self.known.insert(path.to_owned(), slot);
        self.paths.push(path.to_owned());
        self.point.push(point);
        self.ranges.push(range);
        slot
    }

    /// A slot for an input; each input is asked for once.
    pub(super) fn input(&mut self, input: &'a Uncertain) -> Slot {
        let slot = self.add(&input.path, input.law.point(), Some(input.range));
        if input.law.is_certain().is_none() {
            let dimension = self.dimensions.get(input.path.as_str()).copied();
            let dimension = dimension.expect("every uncertain input has a dimension");
            let law = &input.law;
            self.drawn.push(Sampled {
                slot,
                dimension,
                law,
            });
        }
        if input.is_share {
            self.shares.push(slot);
        }
        slot
    }

    /// Whether an input is 0 in every trial: drivers only multiply.
    pub(super) fn is_zero(&self, input: &Uncertain) -> bool {
        let certain = input
            .law
            .is_certain()
            .filter(|_| !self.free.contains(&input.path));
        certain.is_some_and(|value| value.abs() <= 0.0)
    }

    /// A mechanism of chance.
    pub(super) fn mechanism(&mut self, path: &str) -> Mechanism {
        self.mechanisms.push(path.to_owned());
        Mechanism {
            stream: StreamId::new(path),
            number: self.mechanisms.len() - 1,
        }
    }

    /// Paths of the mechanisms, by number.
    pub(super) fn mechanisms(&self) -> Vec<String> {
        self.mechanisms.clone()
    }

    /// A value drawn anew at every arrival of an event.
    fn fresh(&mut self, input: &Uncertain, of: Mechanism) -> Fresh {
        let known = self.tables.get(&input.path, &input.law);
        let quantile = known.unwrap_or_else(|| Arc::new(Quantile::new(&input.law)));
        self.made.insert(&input.path, &input.law, &quantile);
        Fresh {
            quantile,
            factor: self.add(&input.path, 1.0, None),
            chance: Mechanism {
                stream: StreamId::new(&input.path),
                ..of
            },
        }
    }

    /// The slot of an input that several areas use.
    fn shared(&mut self, input: &'a Uncertain) -> Slot {
        self.find(&input.path).unwrap_or_else(|| self.input(input))
    }

    fn find(&self, path: &str) -> Option<Slot> {
        self.known.get(path).copied()
    }
}

/// The standard normal score below which something of this probability, less than 1, comes true.
fn score_below(probability: f64) -> f64 {
    if probability > 0.0 {
        normal::quantile(probability)
    } else {
        f64::NEG_INFINITY
    }
}
