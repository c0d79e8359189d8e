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
                let TeamGroup {
                    capacity, by_year, growth, max, mobilisation, cost, unit_cost, learning, ..
                } = team;
                match capacity {
                    Capacity::Teams { count, output } => all.extend([count, output]),
                    Capacity::Rate(rate) => all.push(rate),
                }
                for (_, strength) in by_year {
                    all.push(strength);
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
    use std::collections::BTreeSet;

    use super::super::document::{Table, Value};
    use super::super::inputs;
    use super::super::key_tables::SCENARIO;
    use super::super::keys::{Key, Kind, find};
    use super::super::types::Uncertain;
    use crate::law::Law;
    use crate::scenario::{self, Loaded};

    /// Scenarios that use every key between them.
    fn fixtures() -> [Loaded; 2] {
        ["everything", "planning"].map(|name| {
            let path = format!("tests/data/valid/{name}.toml");
            scenario::load(path.as_ref(), &[]).unwrap()
        })
    }

    /// Against the walk over the file's keys, which knows nothing of the types.
    #[test]
    fn every_input_of_the_file_is_listed_once() {
        for loaded in fixtures() {
            let listed = loaded.scenario.inputs().map(|it| it.path.as_str());
            let listed: Vec<&str> = listed.collect();
            let each: BTreeSet<&str> = listed.iter().copied().collect();
            assert_eq!(each.len(), listed.len());
            let written = inputs::inputs(&loaded.tree.root);
            let written: BTreeSet<&str> = written.iter().map(|it| it.path.as_str()).collect();
            assert!(written.is_subset(&each), "{:?}", written.difference(&each));
            // What no file gives is none.
            let left = |path: &&Uncertain| !written.contains(path.path.as_str());
            let mut left = loaded.scenario.inputs().filter(left);
            assert!(left.all(|it| it.law.law == Law::Fixed(0.0)));
        }
    }

    /// Adds the keys that a table gives, by the path of their key tables.
    fn given(table: &Table, keys: &'static [Key], prefix: &str, found: &mut BTreeSet<String>) {
        for entry in &table.0 {
            let Some(key) = find(keys, &entry.key) else {
                continue;
            };
            let path = format!("{prefix}{}", key.name);
            match (key.kind, &entry.node.value) {
                (Kind::Table(keys), Value::Table(inner)) => {
                    given(inner, keys, &format!("{path}."), found);
                }
                (Kind::Tables(keys), Value::Table(tables)) => {
                    for named in &tables.0 {
                        if let Value::Table(inner) = &named.node.value {
                            given(inner, keys, &format!("{path}.*."), found);
                        }
                    }
                }
                _ if entry.node.at.is_some() => {
                    found.insert(path);
                }
                _ => {}
            }
        }
    }

    /// Adds all keys there are.
    fn known(keys: &'static [Key], prefix: &str, found: &mut BTreeSet<String>) {
        for key in keys {
            let path = format!("{prefix}{}", key.name);
            match key.kind {
                Kind::Table(keys) => known(keys, &format!("{path}."), found),
                Kind::Tables(keys) => known(keys, &format!("{path}.*."), found),
                _ => {
                    found.insert(path);
                }
            }
        }
    }

    /// Or what goes through all inputs is not tested on some of them.
    #[test]
    fn the_fixtures_use_every_key_of_the_format() {
        let (mut used, mut all) = (BTreeSet::new(), BTreeSet::new());
        for loaded in fixtures() {
            given(&loaded.tree.root, SCENARIO, "", &mut used);
        }
        // Every area is in hectares once a file is read.
        used.insert("area_unit".to_owned());
        known(SCENARIO, "", &mut all);
        let left: Vec<&String> = all.difference(&used).collect();
        assert!(left.is_empty(), "not used: {left:?}");
    }

    #[test]
    fn an_input_can_be_given_another_law_by_its_path() {
        for Loaded { mut scenario, .. } in fixtures() {
            let paths: Vec<String> = scenario.inputs().map(|it| it.path.clone()).collect();
            for path in &paths {
                scenario.input_mut(path).unwrap().law.law = Law::Fixed(0.125);
            }
            assert!(scenario.inputs().all(|it| it.law.law == Law::Fixed(0.125)));
            assert!(scenario.input_mut("team.nobody.output").is_none());
        }
    }
}
