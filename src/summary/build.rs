//! From the sample of trials to the [`Summary`].

use rayon::prelude::*;

use super::estimate::Estimate;
use super::{
    AreaSpreads, CostBy, Figures, Named, PointEstimate, Probability, RegionSpreads, RunId,
    ScenarioId, Spread, Summary, TargetId,
};
use crate::engine::Workspace;
use crate::ensemble::Sample;
use crate::programme::layout::CATEGORIES;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::scenario::{Scenario, Target};

/// What a column of the outcomes means for a figure.
#[derive(Clone, Copy, Debug)]
enum Measure {
    /// As it stands.
    Plain(usize),
    /// Months that become years.
    Years(usize),
    /// Counts only if the trial finished, otherwise infinite.
    AtCompletion(usize),
}

impl Measure {
    fn values(self, sample: &Sample) -> Vec<f64> {
        match self {
            Self::Plain(column) => sample.column(column).collect(),
            Self::Years(column) => sample.column(column).map(|months| months / 12.0).collect(),
            Self::AtCompletion(column) => at_completion(sample, column).collect(),
        }
    }
}

/// A column where the trial finished, infinity elsewhere.
pub(super) fn at_completion(sample: &Sample, column: usize) -> impl Iterator<Item = f64> {
    let finished = sample.column(O::COMPLETION_MONTHS).map(f64::is_finite);
    sample
        .column(column)
        .zip(finished)
        .map(|(value, finished)| if finished { value } else { f64::INFINITY })
}

/// Months from the start within which the target's years are kept.
pub(super) fn months_allowed(target: &Target, start: crate::calendar::Month) -> f64 {
    // A whole number of months must not be missed by a rounding error.
    target.years * 12.0 - f64::from(start.since(target.since)) + 1e-6
}

/// Names and measures of everything that has a spread, in the order of [`Figures`].
struct Plan<'a> {
    programme: &'a Programme,
}

impl Plan<'_> {
    fn measures(&self) -> Vec<Measure> {
        let programme = self.programme;
        let layout = &programme.outcome_layout;
        let mut all = vec![
            Measure::Years(O::COMPLETION_MONTHS),
            Measure::AtCompletion(O::COST),
            Measure::AtCompletion(O::NOMINAL),
            Measure::AtCompletion(O::PRESENT_VALUE),
            Measure::Plain(O::COST),
            Measure::Plain(O::INITIAL),
            Measure::Plain(O::CANCELLED),
            Measure::Plain(O::REDUCED),
            Measure::Plain(O::CLEARED),
            Measure::Plain(O::UNDISCOVERED),
            Measure::Plain(O::FUNDING_GAP),
        ];
        let mut range = |first: usize, count: usize, measure: fn(usize) -> Measure| {
            all.extend((first..first + count).map(measure));
        };
        range(layout.items, programme.items.len(), Measure::Plain);
        range(
            layout.milestones,
            programme.milestones.len(),
            Measure::Years,
        );
        range(layout.regions, programme.regions.len(), Measure::Years);
        range(O::CATEGORY, CATEGORIES.len(), Measure::Plain);
        range(layout.operators, programme.operators.len(), Measure::Plain);
        range(layout.sources, programme.sources.len(), Measure::Plain);
        all
    }

    /// Puts spreads in the order of `measures` under their names.
    fn figures(
        &self,
        spreads: Vec<Spread>,
        probability: Probability,
        point_estimate: PointEstimate,
    ) -> Figures {
        let programme = self.programme;
        let mut spreads = spreads.into_iter();
        let mut next = || {
            spreads
                .next()
                .expect("one spread was made for every measure")
        };
        let named = |next: &mut dyn FnMut() -> Spread, names: Vec<String>| {
            Named(names.into_iter().map(|name| (name, next())).collect())
        };
        Figures {
            probability,
            completion_years: next(),
            cost: next(),
            cost_nominal: next(),
            cost_present_value: next(),
            cost_to_horizon: next(),
            area_ha: AreaSpreads {
                initial: next(),
                cancelled: next(),
                reduced: next(),
                cleared: next(),
                undiscovered: next(),
            },
            funding_gap: next(),
            items: named(
                &mut next,
                programme
                    .items
                    .iter()
                    .map(|item| item.key.clone())
                    .collect(),
            ),
            milestones: named(
                &mut next,
                programme
                    .milestones
                    .iter()
                    .map(|share| format!("{share:?}"))
                    .collect(),
            ),
            regions: Named(
                programme
                    .regions
                    .iter()
                    .map(|region| {
                        (
                            region.clone(),
                            RegionSpreads {
                                completion_years: next(),
                            },
                        )
                    })
                    .collect(),
            ),
            cost_by: CostBy {
                category: named(&mut next, CATEGORIES.map(String::from).into()),
                operator: named(&mut next, programme.operators.clone()),
                funding: named(
                    &mut next,
                    programme
                        .sources
                        .iter()
                        .map(|source| source.key.clone())
                        .collect(),
                ),
            },
            point_estimate,
        }
    }
}

/// Simulates the point estimate: completion in months (infinite if it does not finish) and cost.
fn point_estimate(programme: &Programme) -> (f64, f64) {
    let certain = programme.without_chance();
    let mut workspace = Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    (
        workspace.outcome()[O::COMPLETION_MONTHS],
        workspace.outcome()[O::COST],
    )
}

fn shares(sample: &Sample, scenario: &Scenario) -> Estimate<Probability> {
    let allowed = months_allowed(&scenario.target, scenario.start);
    let budget = scenario.target.cost - scenario.target.spent;
    let months = || sample.column(O::COMPLETION_MONTHS);
    let cost = || at_completion(sample, O::COST);
    let finished = Estimate::share(months().map(f64::is_finite));
    let within_years = Estimate::share(months().map(|months| months <= allowed));
    let within_cost = Estimate::share(cost().map(|cost| cost <= budget));
    let joint = Estimate::share(
        months()
            .zip(cost())
            .map(|(months, cost)| months <= allowed && cost <= budget),
    );
    let probability = |pick: fn(&Estimate<f64>) -> f64| Probability {
        finished: pick(&finished),
        within_years: pick(&within_years),
        within_cost: pick(&within_cost),
        joint: pick(&joint),
    };
    Estimate {
        value: probability(|share| share.value),
        error: probability(|share| share.error),
    }
}

fn confidence(sample: &Sample, programme: &Programme) -> Estimate<PointEstimate> {
    let (months, cost) = point_estimate(programme);
    if months.is_infinite() {
        return Estimate::default();
    }
    // The same trial computed twice gives the same bits; a tolerance keeps a scenario without uncertainty from depending on it.
    let no_worse = |limit: f64| move |value: f64| value <= limit * (1.0 + 1e-12);
    let years = Estimate::share(sample.column(O::COMPLETION_MONTHS).map(no_worse(months)));
    let money = Estimate::share(at_completion(sample, O::COST).map(no_worse(cost)));
    let finite = |x: f64| x.is_finite().then_some(x);
    Estimate {
        value: PointEstimate {
            completion_years: Some(months / 12.0),
            cost: Some(cost),
            confidence_years: Some(years.value),
            confidence_cost: Some(money.value),
        },
        error: PointEstimate {
            completion_years: None,
            cost: None,
            confidence_years: finite(years.error),
            confidence_cost: finite(money.error),
        },
    }
}

impl Summary {
    /// The summary of `sample`, which `programme`, compiled from `scenario`, has produced.
    pub fn new(scenario: &Scenario, programme: &Programme, sample: &Sample, run: RunId) -> Self {
        let plan = Plan { programme };
        let estimates: Vec<Estimate<Spread>> = plan
            .measures()
            .into_par_iter()
            .map(|measure| Estimate::spread(measure.values(sample)))
            .collect();
        let (values, errors) = estimates
            .into_iter()
            .map(|estimate| (estimate.value, estimate.error))
            .unzip();
        let shares = shares(sample, scenario);
        let point = confidence(sample, programme);
        Self {
            format: 1,
            scenario: ScenarioId {
                name: scenario.name.clone(),
                sha256: sha256(&scenario.resolved),
                start: scenario.start.to_string(),
                horizon_years: f64::from(scenario.horizon_months) / 12.0,
                currency: scenario.currency.clone(),
                price_year: scenario.price_year,
            },
            run,
            target: TargetId {
                years: scenario.target.years,
                since: scenario.target.since.to_string(),
                cost: scenario.target.cost,
                spent: scenario.target.spent,
            },
            figures: plan.figures(values, shares.value, point.value),
            standard_error: plan.figures(errors, shares.error, point.error),
        }
    }
}

/// SHA-256 of a text, in hexadecimal digits.
fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        })
}
