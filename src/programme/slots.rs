//! Every input gets a slot: what fills it in a trial is settled here, once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::inputs::{ChanceDimension, Drawn, DriverPlan, PledgePlan};
use super::levels::{Levels, directions};
use super::tables::Tables;
use super::{
    AreaPlan, Calendar, EventPlan, Fresh, InputPlan, ItemPlan, LandReleaseSlots, Mechanism, Output,
    Reach, Slot, SourcePlan, TeamGroupPlan, Window,
};
use crate::calendar::Month;
use crate::law::{Quantile, Truncated};
use crate::math::normal;
use crate::sampling::{Copula, Ranks, Repair, StreamId};
use crate::scenario::{
    Area, Capacity, Driver, Duration, Event, Funding, Item, LandRelease, LandReleaseOverride,
    Range, Scenario, TeamGroup, Uncertain, arrival_path, level_of, level_path, mechanism_of,
};

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

    pub(super) fn area(&mut self, area: &'a Area, common: &'a LandRelease) -> AreaPlan {
        AreaPlan {
            suspected: self.input(&area.suspected),
            confirmed: self.input(&area.confirmed),
            closed: area.closed,
            land_release: self.land_release(&area.land_release, common),
        }
    }

    fn land_release(
        &mut self,
        own: &'a LandReleaseOverride,
        common: &'a LandRelease,
    ) -> LandReleaseSlots {
        let with = own.reduced_with_records.as_ref();
        let with = with.or(common.reduced_with_records.as_ref());
        let with = with.map(|with| self.shared(with));
        let mut slot = |own: &'a Option<Uncertain>, common: &'a Uncertain| match own {
            Some(own) => self.input(own),
            None => self.shared(common),
        };
        let without = slot(
            &own.reduced_without_records,
            &common.reduced_without_records,
        );
        LandReleaseSlots {
            cancelled: slot(&own.cancelled, &common.cancelled),
            reduced_without_records: without,
            reduced_with_records: with.unwrap_or(without),
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
        team: &'a TeamGroup,
        scenario: &Scenario,
        by_priority: &[usize],
        operators: &[String],
        calendars: &mut Vec<Calendar>,
    ) -> TeamGroupPlan {
        let (size, output) = match &team.capacity {
            Capacity::Teams { count, output } => {
                (self.input(count), Output::PerTeam(self.input(output)))
            }
            Capacity::Rate(rate) => (self.input(rate), Output::OfGroup),
        };
        let by_year = self.by_year(&team.by_year, scenario);
        let size = by_year.first().copied().flatten().unwrap_or(size);
        let calendar = team.working_days.map_or(0, |days| {
            let own = Calendar::new(days);
            let known = calendars.iter().position(|calendar| *calendar == own);
            known.unwrap_or_else(|| {
                calendars.push(own);
                calendars.len() - 1
            })
        });
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
        TeamGroupPlan {
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
            meets_closed: reach
                .iter()
                .any(|place| scenario.areas[place.area].closed.contains(&true)),
            largest_factor: reach.iter().map(|place| place.factor).fold(0.0, f64::max),
            reach,
            grows: !self.is_zero(&team.growth),
            learns: !self.is_zero(&team.learning),
            has_standing_cost: !self.is_zero(&team.cost),
            months: window(team.from, team.until, scenario.start),
            by_year,
            last_planned: team.by_year.last().map(|(year, _)| *year),
            calendar,
            in_kind: team.in_kind,
        }
    }

    /// Values of single calendar years, by the years of the run; empty if none is given.
    fn by_year(
        &mut self,
        listed: &'a [(i32, Uncertain)],
        scenario: &Scenario,
    ) -> Vec<Option<Slot>> {
        let last = scenario.start.plus(scenario.horizon_months - 1);
        let years = last.year() - scenario.start.year() + 1;
        let mut by_year = vec![None; if listed.is_empty() { 0 } else { years as usize }];
        for (year, value) in listed {
            let slot = self.shared(value);
            let index = usize::try_from(year - scenario.start.year()).ok();
            if let Some(place) = index.and_then(|index| by_year.get_mut(index)) {
                *place = Some(slot);
            }
        }
        by_year
    }

    pub(super) fn source(&mut self, source: &'a Funding, scenario: &Scenario) -> SourcePlan {
        let by_year = self.by_year(&source.by_year, scenario);
        SourcePlan {
            key: source.key.clone(),
            pledge: self.pledge(source),
            annual: self.input(&source.annual),
            growth: self.input(&source.growth),
            volatility: source.volatility,
            persistence: source.persistence,
            indexed: source.indexed,
            by_year,
            months: window(source.from, source.until, scenario.start),
            carryover: source.carryover,
            chance: self.mechanism(&format!("funding.{}", source.key)),
            levels: self.levels(source, scenario),
        }
    }

    /// What of the levels of a source is drawn on the design: of the first source in the order of the dimensions that the scenario has.
    fn levels(&self, source: &Funding, scenario: &Scenario) -> Option<Levels> {
        let has = |key: &str| scenario.funding.iter().any(|it| it.key == key);
        let mut keys = scenario.dimensions.iter().filter_map(|it| level_of(it));
        let first = keys.find(|key| has(key))?;
        if first != source.key || source.volatility <= 0.0 {
            return None;
        }
        let dimension = |number| {
            let path = level_path(&source.key, number);
            self.dimensions.get(path.as_str()).copied()
        };
        let [a, b, c, d] = [1, 2, 3, 4].map(dimension);
        Some(Levels {
            dimensions: [a?, b?, c?, d?],
            directions: directions(source.persistence),
        })
    }

    /// Whether a source pays in a trial, if that is not certain.
    fn pledge(&mut self, source: &Funding) -> Option<Slot> {
        let probability = source.probability;
        if probability >= 1.0 {
            return None;
        }
        let path = format!("funding.{}.probability", source.key);
        let dimension = self.dimensions.get(path.as_str()).copied();
        let slot = self.add(&path, f64::from(u8::from(probability >= 0.5)), None);
        self.pledges.push(PledgePlan {
            slot,
            dimension: dimension.expect("a pledge has a dimension"),
            below: score_below(probability),
        });
        Some(slot)
    }

    pub(super) fn event(&mut self, event: &'a Event, sources: usize, areas: usize) -> EventPlan {
        let chance = self.mechanism(&format!("event.{}", event.key));
        let first_arrival = self.dimensions.get(arrival_path(&event.key).as_str());
        EventPlan {
            first_arrival: *first_arrival
                .expect("every event has a dimension for its first arrival"),
            rate: self.input(&event.rate),
            duration: match &event.duration {
                Duration::Permanent => None,
                Duration::Months(months) => Some(self.fresh(months, chance)),
            },
            output: self.input(&event.output),
            funding: self.input(&event.funding),
            touches: (0..sources)
                .map(|source| event.sources.contains(&source))
                .collect(),
            adds: self.fresh(&event.adds, chance),
            areas: event.areas.clone(),
            is_local: event.areas.len() < areas && event.output.law.is_certain() != Some(1.0),
            chance,
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

    pub(super) fn finish(mut self, scenario: &Scenario) -> (InputPlan, Tables, Vec<Repaired>) {
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

fn multiplier(table: &[(String, f64)], label: &str) -> f64 {
    table
        .iter()
        .find(|(name, _)| name == label)
        .map_or(1.0, |&(_, factor)| factor)
}

/// The standard normal score below which something of this probability, less than 1, comes true.
fn score_below(probability: f64) -> f64 {
    if probability > 0.0 {
        normal::quantile(probability)
    } else {
        f64::NEG_INFINITY
    }
}

fn window(from: Option<Month>, until: Option<Month>, start: Month) -> Window {
    let since_start = |month: Month| f64::from(month.since(start));
    (
        from.map_or(f64::NEG_INFINITY, since_start),
        until.map_or(f64::INFINITY, since_start),
    )
}

/// Index of a name in the list made from it.
fn position(names: &[String], name: &str) -> usize {
    names
        .iter()
        .position(|known| known == name)
        .expect("the list was made from these names")
}
