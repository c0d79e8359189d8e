//! Every value of a scenario that may be uncertain.

use super::types::{
    Capacity, Duration, LandRelease, LandReleaseOverride, Scenario, Team, Uncertain,
};

impl Scenario {
    /// The input at a path.
    pub fn input_mut(&mut self, path: &str) -> Option<&mut Uncertain> {
        let mut found = None;
        self.visit_inputs_mut(&mut |input| {
            if input.path == path {
                found = Some(input);
            }
        });
        found
    }

    /// Shows every input to `visit`.
    fn visit_inputs_mut<'a>(&'a mut self, visit: &mut impl FnMut(&'a mut Uncertain)) {
        visit(&mut self.escalation);
        let LandRelease {
            cancelled,
            reduced_without_records,
            reduced_with_records,
            record_reliability,
            rework,
            unrecorded,
            discovery,
        } = &mut self.land_release;
        visit(cancelled);
        visit(reduced_without_records);
        visit(reduced_with_records);
        visit(record_reliability);
        visit(rework);
        visit(unrecorded);
        visit(discovery);
        visit(&mut self.overhead_fixed);
        for area in &mut self.areas {
            visit(&mut area.suspected);
            visit(&mut area.confirmed);
            own_release(&mut area.land_release, visit);
            area.people.iter_mut().for_each(&mut *visit);
            area.residents.iter_mut().for_each(&mut *visit);
        }
        for team in &mut self.teams {
            of_team(team, visit);
        }
        for funding in &mut self.funding {
            visit(&mut funding.annual);
            visit(&mut funding.growth);
            for (_, amount) in &mut funding.by_year {
                visit(amount);
            }
        }
        for event in &mut self.events {
            visit(&mut event.rate);
            visit(&mut event.output);
            visit(&mut event.funding);
            visit(&mut event.adds);
            if let Duration::Months(months) = &mut event.duration {
                visit(months);
            }
        }
        for driver in &mut self.drivers {
            visit(&mut driver.factor);
        }
        for item in &mut self.items {
            visit(&mut item.per_cleared_ha);
        }
        if let Some(people) = &mut self.people {
            visit(&mut people.lag);
            people.capacity.iter_mut().for_each(&mut *visit);
        }
        if let Some(it) = &mut self.casualties {
            visit(&mut it.rate);
            visit(&mut it.decline);
            visit(&mut it.deminers);
            visit(&mut it.killed);
        }
        if let Some(it) = &mut self.risk_education {
            visit(&mut it.coverage);
            visit(&mut it.effect);
            visit(&mut it.cost);
        }
        if let Some(it) = &mut self.benefits {
            visit(&mut it.per_ha);
            visit(&mut it.cancelled);
        }
    }
}

fn own_release<'a>(own: &'a mut LandReleaseOverride, visit: &mut impl FnMut(&'a mut Uncertain)) {
    let LandReleaseOverride {
        cancelled,
        reduced_without_records,
        reduced_with_records,
        record_reliability,
        rework,
        unrecorded,
        discovery,
    } = own;
    for input in [
        cancelled,
        reduced_without_records,
        reduced_with_records,
        record_reliability,
        rework,
        unrecorded,
        discovery,
    ] {
        input.iter_mut().for_each(&mut *visit);
    }
}

fn of_team<'a>(team: &'a mut Team, visit: &mut impl FnMut(&'a mut Uncertain)) {
    match &mut team.capacity {
        Capacity::Teams { count, output } => {
            visit(count);
            visit(output);
        }
        Capacity::Rate(rate) => visit(rate),
    }
    visit(&mut team.growth);
    team.max.iter_mut().for_each(&mut *visit);
    visit(&mut team.mobilisation);
    visit(&mut team.cost);
    visit(&mut team.unit_cost);
    visit(&mut team.learning);
}
