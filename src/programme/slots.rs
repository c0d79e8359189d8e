//! Every input gets a slot: what fills it in a trial is settled here, once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::compile::{Repaired, Why, position};
use super::inputs::{Drawn, DriverPlan};
use super::{
    AreaPlan, Clock, EventPlan, Fresh, GroupPlan, InputPlan, ItemPlan, LandReleaseSlots, Output,
    Reach, Slot, SourcePlan,
};
use crate::law::{Quantile, Truncated};
use crate::math::normal;
use crate::sampling::{Copula, Ranks, Repair, Stream};
use crate::scenario::{
    Area, Capacity, Driver, Duration, Event, Funding, Item, LandRelease, LandReleaseOverride,
    Scenario, Team, Uncertain,
};

/// Hands out slots and remembers what fills them.
pub(super) struct Slots<'a> {
    seed: u64,
    /// Dimension of every path that has one.
    dimensions: BTreeMap<&'a str, usize>,
    /// Slot of every path so far.
    known: BTreeMap<String, Slot>,
    paths: Vec<String>,
    point: Vec<f64>,
    drawn: Vec<Sampled<'a>>,
    shares: Vec<Slot>,
}

/// An input drawn in every trial, before its quantile function is compiled.
struct Sampled<'a> {
    slot: Slot,
    dimension: usize,
    law: &'a Truncated,
}

impl<'a> Slots<'a> {
    pub(super) fn new(scenario: &'a Scenario, seed: u64) -> Self {
        Self {
            seed,
            dimensions: scenario
                .dimensions
                .iter()
                .map(String::as_str)
                .zip(0..)
                .collect(),
            known: BTreeMap::new(),
            paths: Vec::new(),
            point: Vec::new(),
            drawn: Vec::new(),
            shares: Vec::new(),
        }
    }

    fn add(&mut self, path: &str, point: f64) -> Slot {
        let slot =
            Slot(u32::try_from(self.paths.len()).expect("a file has fewer than 2^32 inputs"));
        self.known.insert(path.to_owned(), slot);
        self.paths.push(path.to_owned());
        self.point.push(point);
        slot
    }

    /// A slot for an input; each input is asked for once.
    pub(super) fn input(&mut self, input: &'a Uncertain) -> Slot {
        let slot = self.add(&input.path, input.law.point());
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

    /// A value drawn anew at every arrival.
    fn fresh(&mut self, input: &Uncertain) -> Fresh {
        Fresh {
            quantile: Quantile::new(&input.law),
            factor: self.add(&input.path, 1.0),
            luck: Stream::new(self.seed, &input.path),
        }
    }

    pub(super) fn area(&mut self, area: &'a Area, common: &'a LandRelease) -> AreaPlan {
        AreaPlan {
            suspected: self.input(&area.suspected),
            confirmed: self.input(&area.confirmed),
            land_release: self.land_release(&area.land_release, common),
        }
    }

    fn land_release(
        &mut self,
        own: &'a LandReleaseOverride,
        common: &'a LandRelease,
    ) -> LandReleaseSlots {
        let mut slot = |own: &'a Option<Uncertain>, common: &'a Uncertain| match own {
            Some(own) => self.input(own),
            None => self.shared(common),
        };
        LandReleaseSlots {
            cancelled: slot(&own.cancelled, &common.cancelled),
            reduced_without_records: slot(
                &own.reduced_without_records,
                &common.reduced_without_records,
            ),
            reduced_with_records: slot(&own.reduced_with_records, &common.reduced_with_records),
            record_reliability: slot(&own.record_reliability, &common.record_reliability),
            rework: slot(&own.rework, &common.rework),
            unrecorded: slot(&own.unrecorded, &common.unrecorded),
            discovery: slot(&own.discovery, &common.discovery),
        }
    }

    /// The slot of an input that several areas use.
    fn shared(&mut self, input: &'a Uncertain) -> Slot {
        self.find(&input.path).unwrap_or_else(|| self.input(input))
    }

    fn find(&self, path: &str) -> Option<Slot> {
        self.known.get(path).copied()
    }

    pub(super) fn group(
        &mut self,
        team: &'a Team,
        scenario: &Scenario,
        by_priority: &[usize],
        operators: &[String],
    ) -> GroupPlan {
        let (size, output) = match &team.capacity {
            Capacity::Teams { count, output } => {
                (self.input(count), Output::PerTeam(self.input(output)))
            }
            Capacity::Rate(rate) => (self.input(rate), Output::OfGroup),
        };
        let reach = by_priority
            .iter()
            .filter(|area| team.areas.contains(area))
            .filter_map(|&area| {
                let place = &scenario.areas[area];
                let factor = multiplier(&team.terrain, &place.terrain)
                    * multiplier(&team.hazard, &place.hazard);
                (factor > 0.0).then_some(Reach {
                    area,
                    factor,
                    per_factor: 1.0 / factor,
                    is_plain: factor.to_bits() == 1.0_f64.to_bits(),
                })
            });
        let reach: Vec<Reach> = reach.collect();
        GroupPlan {
            key: team.key.clone(),
            task: team.task,
            operator: position(operators, &team.operator),
            size,
            output,
            growth: self.input(&team.growth),
            max: team.max.as_ref().map(|max| self.input(max)),
            mobilisation: self.input(&team.mobilisation),
            cost: self.input(&team.cost),
            unit_cost: self.input(&team.unit_cost),
            learning: self.input(&team.learning),
            largest_factor: reach.iter().map(|place| place.factor).fold(0.0, f64::max),
            reach,
            grows: !is_zero(&team.growth),
            learns: !is_zero(&team.learning),
            has_standing_cost: !is_zero(&team.cost),
            years: years(team.from, team.until),
        }
    }

    pub(super) fn source(&mut self, source: &'a Funding, clock: &Clock) -> SourcePlan {
        let mut by_year = vec![None; clock.calendar_years()];
        for (year, amount) in &source.by_year {
            let slot = self.input(amount);
            if let Ok(index) = usize::try_from(year - clock.start.year())
                && let Some(place) = by_year.get_mut(index)
            {
                *place = Some(slot);
            }
        }
        SourcePlan {
            key: source.key.clone(),
            annual: self.input(&source.annual),
            growth: self.input(&source.growth),
            volatility: source.volatility,
            persistence: source.persistence,
            indexed: source.indexed,
            by_year,
            years: years(source.from, source.until),
            carryover: source.carryover,
            luck: Stream::new(self.seed, &format!("funding.{}", source.key)),
        }
    }

    pub(super) fn event(&mut self, event: &'a Event, sources: usize) -> EventPlan {
        EventPlan {
            rate: self.input(&event.rate),
            duration: match &event.duration {
                Duration::Permanent => None,
                Duration::Months(months) => Some(self.fresh(months)),
            },
            output: self.input(&event.output),
            funding: self.input(&event.funding),
            touches: (0..sources)
                .map(|source| event.sources.contains(&source))
                .collect(),
            adds: self.fresh(&event.adds),
            areas: event.areas.clone(),
            luck: Stream::new(self.seed, &format!("event.{}", event.key)),
        }
    }

    pub(super) fn item(&mut self, item: &'a Item, areas: &[Area]) -> ItemPlan {
        ItemPlan {
            key: item.key.clone(),
            per_cleared_ha: self.input(&item.per_cleared_ha),
            multiplier: areas
                .iter()
                .map(|area| multiplier(&item.hazard, &area.hazard))
                .collect(),
        }
    }

    fn driver(&self, driver: &Driver) -> DriverPlan {
        let acts = (driver.probability < 1.0).then(|| {
            let path = format!("driver.{}", driver.key);
            let dimension = self.dimensions.get(path.as_str()).copied();
            let below = match driver.probability {
                p if p > 0.0 => normal::quantile(p),
                _ => f64::NEG_INFINITY,
            };
            (
                dimension.expect("a driver that may not act has a dimension"),
                below,
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

    pub(super) fn finish(self, scenario: &Scenario) -> (InputPlan, Vec<Repaired>) {
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
        let drawn = self.drawn.par_iter().map(|input| Drawn {
            slot: input.slot,
            dimension: input.dimension,
            quantile: Quantile::new(input.law),
        });
        let plan = InputPlan {
            dimensions: self.dimensions.len(),
            paths: self.paths,
            point: self.point,
            drawn: drawn.collect(),
            copula,
            drivers,
            shares: self.shares,
        };
        (plan, repaired)
    }
}

/// Whether an input is 0 in every trial: drivers only multiply.
fn is_zero(input: &Uncertain) -> bool {
    input
        .law
        .is_certain()
        .is_some_and(|value| value.abs() <= 0.0)
}

fn multiplier(table: &[(String, f64)], label: &str) -> f64 {
    table
        .iter()
        .find(|(name, _)| name == label)
        .map_or(1.0, |&(_, factor)| factor)
}

fn years(from: Option<i32>, until: Option<i32>) -> (i32, i32) {
    (from.unwrap_or(i32::MIN), until.unwrap_or(i32::MAX))
}
