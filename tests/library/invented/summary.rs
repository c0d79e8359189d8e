//! The figures of an invented run.

use clearcast::calendar::Month;
use clearcast::programme::columns::Column;
use clearcast::sampling::Sampling;
use clearcast::summary::estimate::Estimate;
use clearcast::summary::nested::{AllParts, Nested, Parts};
use clearcast::summary::{
    Figure, PointEstimate, Probability, RunId, ScenarioId, Spread, Summary, TargetId,
};

use super::{Case, TRIALS};

impl Case {
    pub(super) fn summary(
        &self,
        probability: Probability,
        years: &[f64],
        costs: &[f64],
        unfinished: &[f64],
    ) -> Summary {
        let infinite = vec![f64::INFINITY; unfinished.len()];
        let with = |values: &[f64], rest: &[f64]| spread(&[values, rest].concat());
        let mut figures = vec![
            figure("completion_years", with(years, &infinite)),
            figure("cost", with(costs, &infinite)),
            figure("cost_present_value", with(costs, &infinite)),
            figure("cost_to_horizon", with(costs, unfinished)),
            figure("lapsed", Spread::default()),
        ];
        for figure in &mut figures[..2] {
            figure.error = errors(&figure.value);
        }
        figures.extend(self.milestones.iter().map(|share| {
            let at: Vec<f64> = years.iter().map(|y| y * (0.15 + 0.7 * share)).collect();
            figure(&format!("milestones.{share}"), with(&at, &infinite))
        }));
        figures.extend((1..=self.regions).map(|i| {
            let late = 0.3 + 0.7 * i as f64 / self.regions as f64;
            let at: Vec<f64> = years.iter().map(|y| y * late).collect();
            let name = format!("regions.{} {i}.completion_years", self.region_name);
            figure(&name, with(&at, &infinite))
        }));
        if self.unfinished > 0.5 {
            figures.extend(self.figures_of_standing());
        }
        figures.extend(self.figures_of_people(years, unfinished));
        let confidence = |values: &[f64], limit: f64| {
            Some(values.iter().filter(|v| **v <= limit).count() as f64 / TRIALS as f64)
        };
        let point = PointEstimate {
            completion_years: self.point.map(|p| p.0),
            cost: self.point.map(|p| p.1),
            confidence_years: self.point.and_then(|p| confidence(years, p.0)),
            confidence_cost: self.point.and_then(|p| confidence(costs, p.1)),
        };
        let error = |p: f64| (p * (1.0 - p) / TRIALS as f64).sqrt();
        let probability = Estimate {
            error: Probability {
                finished: error(probability.finished),
                within_years: error(probability.within_years),
                within_cost: error(probability.within_cost),
                joint: error(probability.joint),
            },
            value: probability,
        };
        Summary {
            format: 1,
            scenario: ScenarioId {
                name: self.title.into(),
                sha256: "3fa2c19b77d05e6a".repeat(4),
                start: "2026-01".into(),
                horizon_years: self.horizon,
                currency: self.currency.into(),
                price_year: 2025,
            },
            run: RunId::new(TRIALS as u64, 1, Sampling::Sobol),
            target: TargetId {
                years: self.target.0,
                deadline: Some(
                    Month::new(2020, 11)
                        .unwrap()
                        .shifted((12.0 * self.target.0) as i32 - 1)
                        .to_string(),
                ),
                since: "2020-11".into(),
                cost: self.target.1,
                spent: self.spent,
            },
            probability,
            point_estimate: Estimate {
                value: point,
                error: PointEstimate::default(),
            },
            figures,
            nested: self.nested.then(invented_split),
        }
    }

    /// What is done at the deadline and at the horizon.
    fn figures_of_standing(&self) -> Vec<Figure> {
        let mut all = Vec::new();
        for (moment, done) in [("at_deadline", 0.3), ("at_horizon", 0.7)] {
            let figure = |name: &str, middle: f64| {
                let spread = spread(&[0.8, 0.9, 1.0, 1.1, 1.2].map(|it| it * middle));
                figure(&format!("{moment}.{name}"), spread)
            };
            let regions = (done * self.regions as f64).floor();
            all.extend([
                figure("remaining_ha", (1.0 - done) * self.area),
                figure("released_share", done),
                figure("spent", done * self.cost),
                figure("returned", done * self.people.unwrap_or(0.0)),
                figure("regions_complete", regions),
            ]);
        }
        all
    }

    /// Return, casualties and benefits; nobody's return is known where no trial is finished.
    fn figures_of_people(&self, years: &[f64], unfinished: &[f64]) -> Vec<Figure> {
        let mut all = Vec::new();
        if let Some(people) = self.people {
            let dates = if years.is_empty() {
                Spread::default()
            } else {
                let infinite = vec![f64::INFINITY; unfinished.len()];
                spread(&[years, &infinite].concat())
            };
            let returned = if years.is_empty() {
                Spread::default()
            } else {
                spread(&vec![people; years.len()])
            };
            all.extend([
                figure("people.returned", returned),
                figure("people.years_to_half_returned", dates.clone()),
                figure("people.years_to_90_percent_returned", dates),
                figure(
                    "benefits_present_value",
                    spread(&[0.3 * self.cost, self.cost]),
                ),
                figure("benefit_cost_ratio", spread(&[0.3, 1.0])),
            ]);
        }
        if let Some(a_year) = self.casualties {
            all.extend([
                figure("casualties.people", spread(&[12.0 * a_year, 25.0 * a_year])),
                figure("casualties.deminers", spread(&[1.4 * a_year])),
                figure("casualties.killed", spread(&[3.0 * a_year, 9.0 * a_year])),
            ]);
        }
        all
    }
}

/// Inputs decide four fifths of everything.
fn invented_split() -> Nested {
    let parts = |epistemic: f64, aleatory: f64, share: f64| Parts {
        epistemic,
        aleatory,
        epistemic_share: Some(share),
        aleatory_share: Some(if share > 0.5 { 1.0 - share } else { share }),
    };
    let all = |parts: Parts| AllParts {
        years_to_horizon: parts,
        cost_to_horizon: parts,
        within_years: Some(parts),
        within_cost: Some(parts),
        joint: Some(parts),
    };
    Nested {
        outer: 1000,
        inner: 3,
        variance: all(parts(40.0, 10.0, 0.8)),
        standard_error: all(parts(0.5, 0.4, 0.011)),
    }
}

fn spread(values: &[f64]) -> Spread {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let index = ((p * sorted.len() as f64).ceil() as usize).max(1) - 1;
        sorted.get(index).copied().filter(|v| v.is_finite())
    };
    Spread {
        mean: None,
        sd: None,
        p05: at(0.05),
        p10: at(0.10),
        p25: at(0.25),
        p50: at(0.50),
        p70: at(0.70),
        p75: at(0.75),
        p80: at(0.80),
        p90: at(0.90),
        p95: at(0.95),
    }
}

fn figure(name: &str, value: Spread) -> Figure {
    Figure {
        column: Column::of_figure(name).unwrap(),
        value,
        error: Spread::default(),
    }
}

fn errors(spread: &Spread) -> Spread {
    let error = |v: Option<f64>| v.map(|v| 0.003 * v);
    Spread {
        p50: error(spread.p50),
        p80: error(spread.p80),
        ..Spread::default()
    }
}
