//! The slots of each table of a scenario.

use super::{Slots, score_below};
use crate::calendar::Month;
use crate::programme::inputs::PledgePlan;
use crate::programme::levels::{Levels, directions};
use crate::programme::{
    AreaPlan, Calendar, EventPlan, ItemPlan, LandReleaseSlots, Output, Reach, Slot, SourcePlan,
    TeamGroupPlan, Window,
};
use crate::scenario::{
    Area, Capacity, Duration, Event, Funding, Item, LandRelease, LandReleaseOverride, Scenario,
    TeamGroup, Uncertain, arrival_path, level_of, level_path,
};

impl<'a> Slots<'a> {
    pub(in crate::programme) fn area(
        &mut self,
        area: &'a Area,
        common: &'a LandRelease,
    ) -> AreaPlan {
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

    pub(in crate::programme) fn group(
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

    pub(in crate::programme) fn source(
        &mut self,
        source: &'a Funding,
        scenario: &Scenario,
    ) -> SourcePlan {
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

    pub(in crate::programme) fn event(
        &mut self,
        event: &'a Event,
        sources: usize,
        areas: usize,
    ) -> EventPlan {
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

    pub(in crate::programme) fn item(&mut self, item: &'a Item, areas: &[Area]) -> ItemPlan {
        ItemPlan {
            key: item.key.clone(),
            per_cleared_ha: self.input(&item.per_cleared_ha),
            multiplier: areas
                .iter()
                .map(|area| multiplier(&item.hazard, &area.hazard))
                .collect(),
        }
    }
}

fn multiplier(table: &[(String, f64)], label: &str) -> f64 {
    table
        .iter()
        .find(|(name, _)| name == label)
        .map_or(1.0, |&(_, factor)| factor)
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
