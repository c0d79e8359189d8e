//! When every input has its slot: drivers, correlations and the quantile functions that the draws need.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Sampled, Slots, score_below};
use crate::law::Quantile;
use crate::programme::inputs::{ChanceDimension, Drawn, DriverPlan};
use crate::programme::tables::Tables;
use crate::programme::{InputPlan, Mechanism};
use crate::sampling::{Copula, Ranks, Repair, StreamId};
use crate::scenario::{Driver, Scenario, mechanism_of};

/// A correlation that is not what the scenario asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// Path of one input.
    pub a: String,
    /// Path of the other.
    pub b: String,
    /// Spearman correlation the scenario asks for.
    pub asked: f64,
    /// Spearman correlation that is used.
    pub got: f64,
    /// Why it is another one.
    pub why: Why,
}

/// What keeps a correlation from being what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No random numbers can have all correlations at once; this is the largest change to the nearest possible ones.
    Contradiction,
    /// No dependence between these two laws reaches it, because several draws share one value.
    Ties,
}

impl Slots<'_> {
    fn driver(&self, driver: &Driver) -> DriverPlan {
        let acts = (driver.probability < 1.0).then(|| {
            let path = format!("driver.{}", driver.key);
            let dimension = self.dimensions.get(path.as_str()).copied();
            (
                dimension.expect("a driver that may not act has a dimension"),
                score_below(driver.probability),
            )
        });
        DriverPlan {
            acts,
            probability: driver.probability,
            factor: self.find(&driver.factor.path).expect("factors have slots"),
            targets: driver
                .multiplies
                .iter()
                .filter_map(|path| self.find(path))
                .collect(),
        }
    }

    pub(in crate::programme) fn finish(
        mut self,
        scenario: &Scenario,
    ) -> (InputPlan, Tables, Vec<Repaired>) {
        let drivers = scenario
            .drivers
            .iter()
            .map(|driver| self.driver(driver))
            .collect();
        let dimension = |path: &str| {
            let dimension = self.dimensions.get(path).copied();
            dimension.expect("correlations name uncertain inputs")
        };
        let pairs: Vec<(usize, usize, f64)> = scenario
            .correlations
            .iter()
            .map(|pair| (dimension(&pair.a), dimension(&pair.b), pair.rho))
            .collect();
        // Only where ranks are tied do they matter, and finding out takes time: the rest counts as untied.
        let mut ranks = vec![Ranks::UNTIED; self.dimensions.len()];
        for input in &self.drawn {
            if pairs
                .iter()
                .any(|&(a, b, _)| [a, b].contains(&input.dimension))
            {
                ranks[input.dimension] = Ranks::new(&input.law.atoms());
            }
        }
        let (copula, repair, short) = Copula::between(&ranks, &pairs);
        let told = |repair: Repair, why: Why| {
            let [a, b] = [repair.pair.0, repair.pair.1].map(|at| scenario.dimensions[at].clone());
            let Repair { asked, got, .. } = repair;
            Repaired {
                a,
                b,
                asked,
                got,
                why,
            }
        };
        let short = short.into_iter().map(|it| told(it, Why::Ties));
        let repaired = short.chain(repair.map(|it| told(it, Why::Contradiction)));
        let repaired = repaired.collect();
        // A table takes a tenth of a millisecond, and there are dozens.
        let (paths, tables) = (&self.paths, self.tables);
        let drawn = |input: &Sampled<'_>| Drawn {
            slot: input.slot,
            dimension: input.dimension,
            quantile: tables
                .get(&paths[input.slot.0 as usize], input.law)
                .unwrap_or_else(|| Arc::new(Quantile::new(input.law))),
        };
        let drawn: Vec<Drawn> = if tables.is_empty() {
            self.drawn.par_iter().map(drawn).collect()
        } else {
            self.drawn.iter().map(drawn).collect()
        };
        for (input, drawn) in self.drawn.iter().zip(&drawn) {
            let path = &self.paths[input.slot.0 as usize];
            self.made.insert(path, input.law, &drawn.quantile);
        }
        let of_mechanism = |(dimension, path): (usize, &String)| {
            let mechanism = mechanism_of(path)?;
            let number = self.mechanisms.iter().position(|it| *it == mechanism)?;
            let stream = StreamId::new(path);
            Some(ChanceDimension {
                dimension,
                chance: Mechanism { stream, number },
            })
        };
        let dimensions = scenario.dimensions.iter().enumerate();
        let plan = InputPlan {
            dimensions: self.dimensions.len(),
            chance: dimensions.filter_map(of_mechanism).collect(),
            paths: self.paths,
            point: self.point,
            ranges: self.ranges,
            drawn,
            copula,
            drivers,
            pledges: self.pledges,
            shares: self.shares,
        };
        (plan, self.made, repaired)
    }
}
