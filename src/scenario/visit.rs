//! All inputs of a scenario, in one list for whoever needs every one of them.

use super::types::{
    Area, Benefits, Capacity, Casualties, Driver, Duration, Event, Funding, Item, LandRelease,
    LandReleaseOverride, Return, RiskEducation, Scenario, TeamGroup, Uncertain,
};

/// A function that lists references of one kind, `&` or `&mut`: the patterns and loops of its body take on either.
macro_rules! list_inputs {
    ($name:ident $(, $mutable:tt)?) => {
        fn $name(scenario: &$($mutable)? Scenario) -> Vec<&$($mutable)? Uncertain> {
            let Scenario {
                escalation, land_release, areas, teams, funding, overhead_fixed, events, drivers, items,
                people, casualties, risk_education, benefits, ..
            } = scenario;
            let LandRelease {
                cancelled, reduced_without_records, reduced_with_records, record_reliability, rework,
                unrecorded, discovery,
            } = land_release;
            let mut all = vec![
                escalation,
                cancelled,
                reduced_without_records,
                record_reliability,
                rework,
                unrecorded,
                discovery,
                overhead_fixed,
            ];
            all.extend(reduced_with_records);
            for area in areas {
                let Area { suspected, confirmed, people, residents, land_release, .. } = area;
                let LandReleaseOverride {
                    cancelled, reduced_without_records, reduced_with_records, record_reliability, rework,
                    unrecorded, discovery,
                } = land_release;
                all.extend([suspected, confirmed]);
                let own = [
                    cancelled,
                    reduced_without_records,
                    reduced_with_records,
                    record_reliability,
                    rework,
                    unrecorded,
                    discovery,
                    people,
                    residents,
                ];
                all.extend(own.into_iter().flatten());
            }
            for team in teams {
                let TeamGroup { capacity, growth, max, mobilisation, cost, unit_cost, learning, .. } = team;
                match capacity {
                    Capacity::Teams { count, output } => all.extend([count, output]),
                    Capacity::Rate(rate) => all.push(rate),
                }
                all.extend([growth, mobilisation, cost, unit_cost, learning]);
                all.extend(max);
            }
            for source in funding {
                let Funding { annual, growth, by_year, .. } = source;
                all.extend([annual, growth]);
                for (_, amount) in by_year {
                    all.push(amount);
                }
            }
            for event in events {
                let Event { rate, duration, output, funding, adds, .. } = event;
                all.extend([rate, output, funding, adds]);
                if let Duration::Months(months) = duration {
                    all.push(months);
                }
            }
            for Driver { factor, .. } in drivers {
                all.push(factor);
            }
            for Item { per_cleared_ha, .. } in items {
                all.push(per_cleared_ha);
            }
            if let Some(Return { lag, capacity }) = people {
                all.push(lag);
                all.extend(capacity);
            }
            if let Some(Casualties { rate, decline, deminers, killed }) = casualties {
                all.extend([rate, decline, deminers, killed]);
            }
            if let Some(RiskEducation { coverage, effect, cost }) = risk_education {
                all.extend([coverage, effect, cost]);
            }
            if let Some(Benefits { per_ha, cancelled }) = benefits {
                all.extend([per_ha, cancelled]);
            }
            all
        }
    };
}

list_inputs!(shared);
list_inputs!(exclusive, mut);

impl Scenario {
    /// Every input, uncertain or fixed, each once; [`Uncertain::path`] names it.
    pub fn inputs(&self) -> impl Iterator<Item = &Uncertain> {
        shared(self).into_iter()
    }

    /// The input at `path`, such as `team.manual.output`, to give it another law; `None` if there is none. Its place among the
    /// [dimensions](Self::dimensions) stays what it is, so an input that is fixed cannot become uncertain in this way.
    pub fn input_mut(&mut self, path: &str) -> Option<&mut Uncertain> {
        let mut inputs = exclusive(self).into_iter();
        inputs.find(|input| input.path == path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::inputs;
    use crate::law::Law;
    use crate::scenario::{self, Loaded};

    fn everything() -> Loaded {
        scenario::load(
            std::path::Path::new("tests/data/valid/everything.toml"),
            &[],
        )
        .unwrap()
    }

    /// Against the walk over the file's keys, which knows nothing of the types.
    #[test]
    fn every_input_of_the_file_is_listed_once() {
        let loaded = everything();
        let mut listed: Vec<String> = loaded.scenario.inputs().map(|it| it.path.clone()).collect();
        let mut written: Vec<String> = inputs::inputs(&loaded.tree.root)
            .into_iter()
            .map(|it| it.path)
            .collect();
        listed.sort();
        written.sort();
        assert_eq!(listed, written);
    }

    #[test]
    fn an_input_can_be_given_another_law_by_its_path() {
        let mut scenario = everything().scenario;
        let paths: Vec<String> = scenario.inputs().map(|it| it.path.clone()).collect();
        for path in &paths {
            scenario.input_mut(path).unwrap().law.law = Law::Fixed(0.125);
        }
        assert!(scenario.inputs().all(|it| it.law.law == Law::Fixed(0.125)));
        assert!(scenario.input_mut("team.nobody.output").is_none());
    }
}
