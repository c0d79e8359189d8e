//! What results depend on, and what the scenario assumes.

use clearcast::factors::Kind;
use clearcast::influence::{Effect, Influence, Influences};
use clearcast::scenario::{Assumption, Drawn};

use super::{Case, TRIALS};

impl Case {
    /// As many factors as three a region, each of half the effect of the one before; none where nothing is uncertain.
    pub(super) fn influences(&self) -> Influences {
        let measured = |value: f64, error: f64| {
            serde_json::from_value(serde_json::json!({ "value": value, "standard_error": error }))
                .unwrap()
        };
        let effect = |middle: f64, share: f64| Effect {
            low: measured(middle * (1.0 - 0.4 * share), 0.01 * middle),
            high: measured(middle * (1.0 + 0.5 * share), 0.01 * middle),
            share: measured(share, 0.01 * share),
        };
        let kinds = [Kind::Input, Kind::Group, Kind::Driver, Kind::Event];
        let rows = (1..=3 * self.regions)
            .filter(|_| self.spread > 0.0)
            .map(|i| {
                let share = 0.5 / i as f64;
                let name = format!("area.{} {i}.suspected", self.region_name);
                Influence {
                    title: name.clone(),
                    kind: kinds[i % 4],
                    spread: "1–3 ha".into(),
                    paths: vec![name.clone()],
                    name,
                    effects: [
                        if self.unfinished < 1.0 {
                            effect(self.years, share)
                        } else {
                            Effect::default()
                        },
                        effect(self.cost, 0.5 - share),
                    ],
                }
            });
        Influences {
            trials: TRIALS as u64,
            means: [self.years, self.cost],
            rows: rows.collect(),
        }
    }

    /// Three inputs a region and some of teams and money; every other one is judgement.
    pub(super) fn assumptions(&self) -> Vec<Assumption> {
        let paths = (1..=3 * self.regions)
            .flat_map(|i| {
                let name = format!("{} {i}", self.region_name);
                [
                    format!("area.{name}.suspected"),
                    format!("team.{name}.unit_cost"),
                    format!("funding.{name}.annual"),
                ]
            })
            .chain(["people.return_delay".to_owned()]);
        let rows = paths.enumerate().filter(|_| self.spread > 0.0);
        let rows = rows.map(|(at, path)| Assumption {
            path,
            value: "{ uniform = [1, 3] }".into(),
            p10: 1.2,
            p50: 2.0,
            p90: 2.8e6,
            unit: if at % 3 == 0 {
                "ha".into()
            } else {
                self.currency.into()
            },
            source: (at % 2 == 0).then(|| {
                format!(
                    "{} and a report of many words on {}",
                    self.title, self.region_name
                )
            }),
            note: (at % 4 == 1).then(|| "judgement: hardly known".to_owned()),
            drawn: Drawn::PerTrial,
            is_default: false,
        });
        rows.collect()
    }
}
