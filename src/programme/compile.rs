//! Scenario to programme: every name is looked up here, once.

use super::inputs::{Drawn, DriverPlan};
use super::layout::{OutcomeLayout, YearLayout};
use super::{
    AreaPlan, Clock, EventPlan, Fresh, GroupPlan, InputPlan, ItemPlan, LandReleaseSlots, Output,
    Programme, Slot, SourcePlan,
};
use crate::law::Quantile;
use crate::math::normal;
use crate::sampling::Stream;
use crate::sampling::{Copula, Repair};
use crate::scenario::{
    Area, Capacity, Driver, Duration, Event, Funding, Item, LandRelease, LandReleaseOverride,
    Scenario, Task, Team, Uncertain,
};

/// A correlation matrix that no random numbers can have was replaced by the nearest one that is possible.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "the rank correlations cannot all hold at once; the nearest possible ones are used. Largest change: {a} with {b}, \
     {asked:.3} became {got:.3}. Lower the strongest correlations of this group until nothing changes"
)]
pub struct Repaired {
    /// Path of one input.
    pub a: String,
    /// Path of the other.
    pub b: String,
    /// Spearman correlation the scenario asks for.
    pub asked: f64,
    /// Spearman correlation that is used.
    pub got: f64,
}

/// Makes `scenario` ready to simulate under `seed`, which keys the streams of chance.
///
/// The second value reports a repaired correlation matrix.
///
/// # Panics
///
/// If a rule of the format was not checked: a driver or correlation names a path that is no input.
pub fn compile(scenario: &Scenario, seed: u64) -> (Programme, Option<Repaired>) {
    let mut slots = Slots::new(scenario, seed);
    let regions = distinct(scenario.areas.iter().map(|area| &area.region));
    let areas = scenario
        .areas
        .iter()
        .map(|area| slots.area(area, &scenario.land_release, &regions))
        .collect();

    let operators = distinct(scenario.teams.iter().map(|team| &team.operator));
    let by_priority = areas_by_priority(scenario);
    let in_file_order: Vec<GroupPlan> = scenario
        .teams
        .iter()
        .map(|team| slots.group(team, scenario, &by_priority, &operators))
        .collect();
    let mut order: Vec<usize> = (0..in_file_order.len()).collect();
    order.sort_by_key(|&group| in_file_order[group].task);
    let groups: Vec<GroupPlan> = order
        .iter()
        .map(|&group| in_file_order[group].clone())
        .collect();
    let mut groups_in_file_order = vec![0; order.len()];
    for (position, &group) in order.iter().enumerate() {
        groups_in_file_order[group] = position;
    }

    let clock = Clock {
        start: scenario.start,
        months: scenario.horizon_months,
        working_days: scenario.working_days,
        days_per_year: scenario.working_days.iter().sum(),
    };
    let sources: Vec<SourcePlan> = scenario
        .funding
        .iter()
        .map(|source| slots.source(source, &clock))
        .collect();
    let escalation = slots.input(&scenario.escalation);
    let overhead_fixed = slots.input(&scenario.overhead_fixed);
    let events: Vec<EventPlan> = scenario
        .events
        .iter()
        .map(|event| slots.event(event, sources.len()))
        .collect();
    let items: Vec<ItemPlan> = scenario
        .items
        .iter()
        .map(|item| slots.item(item, &scenario.areas))
        .collect();
    for driver in &scenario.drivers {
        slots.input(&driver.factor);
    }

    let item_keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let source_keys: Vec<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    let groups_with_units: Vec<(&str, &'static str)> = scenario
        .teams
        .iter()
        .map(|team| match team.capacity {
            Capacity::Teams { .. } => (team.key.as_str(), "teams"),
            Capacity::Rate(_) => (team.key.as_str(), "ha per year"),
        })
        .collect();
    let year_layout = YearLayout::new(&item_keys, &operators, &source_keys, &groups_with_units);
    let outcome_layout = OutcomeLayout::new(
        operators.len(),
        sources.len(),
        items.len(),
        scenario.milestones.len(),
        regions.len(),
    );
    let (inputs, repaired) = slots.finish(scenario);
    let programme = Programme {
        inputs,
        clock,
        allocation: scenario.allocation,
        areas,
        regions,
        groups,
        groups_in_file_order,
        operators,
        sources,
        events,
        items,
        escalation,
        overhead_fixed,
        overhead_share: scenario.overhead_share,
        discount_rate: scenario.discount_rate,
        inflation: scenario.inflation,
        inflation_luck: Stream::new(seed, "economy.inflation"),
        noise: scenario.noise_output,
        noise_luck: Stream::new(seed, "noise.output"),
        residual: scenario.residual,
        milestones: scenario.milestones.clone(),
        year_layout,
        outcome_layout,
    };
    (programme, repaired)
}

/// The names in order of first appearance, each once.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for name in names {
        if !seen.contains(name) {
            seen.push(name.clone());
        }
    }
    seen
}

fn position(names: &[String], name: &str) -> usize {
    names
        .iter()
        .position(|known| known == name)
        .expect("the list was made from these names")
}

/// Indices of the areas in the order work reaches them: by priority, then file order.
fn areas_by_priority(scenario: &Scenario) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scenario.areas.len()).collect();
    order.sort_by(|&a, &b| {
        scenario.areas[a]
            .priority
            .total_cmp(&scenario.areas[b].priority)
    });
    order
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

/// Hands out slots and remembers what fills them.
struct Slots<'a> {
    seed: u64,
    dimensions: &'a [String],
    paths: Vec<String>,
    fixed: Vec<f64>,
    point: Vec<f64>,
    drawn: Vec<Drawn>,
    shares: Vec<Slot>,
}

impl<'a> Slots<'a> {
    fn new(scenario: &'a Scenario, seed: u64) -> Self {
        Self {
            seed,
            dimensions: &scenario.dimensions,
            paths: Vec::new(),
            fixed: Vec::new(),
            point: Vec::new(),
            drawn: Vec::new(),
            shares: Vec::new(),
        }
    }

    fn add(&mut self, path: &str, fixed: f64, point: f64) -> Slot {
        let slot =
            Slot(u32::try_from(self.paths.len()).expect("a file has fewer than 2^32 inputs"));
        self.paths.push(path.to_owned());
        self.fixed.push(fixed);
        self.point.push(point);
        slot
    }

    /// A slot for an input; each input is asked for once.
    fn input(&mut self, input: &Uncertain) -> Slot {
        let point = input.law.point();
        let slot = self.add(&input.path, point, point);
        if input.law.is_certain().is_none() {
            let dimension = self.dimensions.iter().position(|path| *path == input.path);
            let dimension = dimension.expect("every uncertain input has a dimension");
            self.drawn.push(Drawn {
                slot,
                dimension,
                quantile: Quantile::new(&input.law),
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
            factor: self.add(&input.path, 1.0, 1.0),
            luck: Stream::new(self.seed, &input.path),
        }
    }

    fn area(&mut self, area: &Area, common: &LandRelease, regions: &[String]) -> AreaPlan {
        AreaPlan {
            suspected: self.input(&area.suspected),
            confirmed: self.input(&area.confirmed),
            region: position(regions, &area.region),
            land_release: self.land_release(&area.land_release, common),
        }
    }

    fn land_release(
        &mut self,
        own: &LandReleaseOverride,
        common: &LandRelease,
    ) -> LandReleaseSlots {
        let mut slot = |own: &Option<Uncertain>, common: &Uncertain| match own {
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
    fn shared(&mut self, input: &Uncertain) -> Slot {
        self.find(&input.path).unwrap_or_else(|| self.input(input))
    }

    fn find(&self, path: &str) -> Option<Slot> {
        self.paths
            .iter()
            .position(|known| known == path)
            .map(|index| Slot(index as u32))
    }

    fn group(
        &mut self,
        team: &Team,
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
                (factor > 0.0).then_some((area, factor))
            });
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
            reach: reach.collect(),
            years: years(team.from, team.until),
        }
    }

    fn source(&mut self, source: &Funding, clock: &Clock) -> SourcePlan {
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

    fn event(&mut self, event: &Event, sources: usize) -> EventPlan {
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

    fn item(&mut self, item: &Item, areas: &[Area]) -> ItemPlan {
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
            let dimension = self.dimensions.iter().position(|known| *known == path);
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

    fn finish(self, scenario: &Scenario) -> (InputPlan, Option<Repaired>) {
        let drivers = scenario
            .drivers
            .iter()
            .map(|driver| self.driver(driver))
            .collect();
        let dimension = |path: &str| position(self.dimensions, path);
        let pairs: Vec<(usize, usize, f64)> = scenario
            .correlations
            .iter()
            .map(|pair| (dimension(&pair.a), dimension(&pair.b), pair.rho))
            .collect();
        let (copula, repair) = Copula::new(self.dimensions.len(), &pairs);
        let repaired = repair.map(
            |Repair {
                 pair: (a, b),
                 asked,
                 got,
             }| Repaired {
                a: self.dimensions[a].clone(),
                b: self.dimensions[b].clone(),
                asked,
                got,
            },
        );
        let plan = InputPlan {
            dimensions: self.dimensions.len(),
            paths: self.paths,
            fixed: self.fixed,
            point: self.point,
            drawn: self.drawn,
            copula,
            drivers,
            shares: self.shares,
        };
        (plan, repaired)
    }
}

/// Tasks in the order they are done within a month.
const _: () = assert!(
    (Task::Survey as u8) < Task::TechnicalSurvey as u8
        && (Task::TechnicalSurvey as u8) < Task::Clearance as u8
);
