//! From the sample of trials to the [`Summary`].

use rayon::prelude::*;

use super::estimate::Estimate;
use super::{
    AreaSpreads, CasualtySpreads, CostBy, Figures, Named, PointEstimate, Probability,
    RegionSpreads, ReturnSpreads, RunId, ScenarioId, Spread, Summary, TargetId,
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

/// All spreads under their names. `spread` is asked for each in turn, so that one list says what is measured and where it
/// goes: a first round collects the measures, later ones hand out what came of them.
fn figures(
    programme: &Programme,
    probability: Probability,
    point_estimate: PointEstimate,
    mut spread: impl FnMut(Measure) -> Spread,
) -> Figures {
    use Measure::{AtCompletion, Plain, Years};
    let layout = &programme.outcome_layout;
    let mut named = |names: Vec<String>, first: usize, measure: fn(usize) -> Measure| {
        let columns = names.into_iter().zip(first..);
        Named(
            columns
                .map(|(name, column)| (name, spread(measure(column))))
                .collect(),
        )
    };
    let items = programme
        .items
        .iter()
        .map(|item| item.key.clone())
        .collect();
    let items = named(items, layout.items, Plain);
    let milestones = programme
        .milestones
        .iter()
        .map(|share| format!("{share:?}"))
        .collect();
    let milestones = named(milestones, layout.milestones, Years);
    let regions = named(programme.regions.clone(), layout.regions, Years)
        .0
        .into_iter();
    let regions =
        regions.map(|(name, completion_years)| (name, RegionSpreads { completion_years }));
    let sources = programme
        .sources
        .iter()
        .map(|source| source.key.clone())
        .collect();
    let mut category = named(CATEGORIES.map(String::from).into(), O::CATEGORY, Plain);
    let education = layout.people.education;
    let education = education.map(|column| named(vec!["risk_education".to_owned()], column, Plain));
    category.0.extend(education.into_iter().flat_map(|it| it.0));
    let cost_by = CostBy {
        category,
        operator: named(programme.operators.clone(), layout.operators, Plain),
        funding: named(sources, layout.sources, Plain),
    };
    Figures {
        probability,
        completion_years: spread(Years(O::COMPLETION_MONTHS)),
        cost: spread(AtCompletion(O::COST)),
        cost_nominal: spread(AtCompletion(O::NOMINAL)),
        cost_present_value: spread(AtCompletion(O::PRESENT_VALUE)),
        cost_to_horizon: spread(Plain(O::COST)),
        area_ha: AreaSpreads {
            initial: spread(Plain(O::INITIAL)),
            cancelled: spread(Plain(O::CANCELLED)),
            reduced: spread(Plain(O::REDUCED)),
            cleared: spread(Plain(O::CLEARED)),
            undiscovered: spread(Plain(O::UNDISCOVERED)),
        },
        items,
        milestones,
        regions: Named(regions.collect()),
        funding_gap: spread(Plain(O::FUNDING_GAP)),
        cost_by,
        point_estimate,
        people: layout.people.returned.map(|first| ReturnSpreads {
            returned: spread(Plain(first)),
            years_to_half_returned: spread(Years(first + 1)),
            years_to_90_percent_returned: spread(Years(first + 2)),
        }),
        casualties: layout.people.casualties.map(|first| CasualtySpreads {
            people: spread(Plain(first)),
            deminers: spread(Plain(first + 1)),
            killed: spread(Plain(first + 2)),
        }),
        benefits_present_value: layout.people.benefits.map(|first| spread(Plain(first))),
        benefit_cost_ratio: layout.people.benefits.map(|first| spread(Plain(first + 1))),
    }
}

/// All spreads of `sample` and their standard errors, computed in parallel.
fn spreads(programme: &Programme, sample: &Sample) -> (Vec<Spread>, Vec<Spread>) {
    let mut measures = Vec::new();
    figures(
        programme,
        Probability::default(),
        PointEstimate::default(),
        |measure| {
            measures.push(measure);
            Spread::default()
        },
    );
    let estimates: Vec<Estimate<Spread>> = measures
        .into_par_iter()
        .map(|measure| Estimate::spread(measure.values(sample)))
        .collect();
    estimates
        .into_iter()
        .map(|estimate| (estimate.value, estimate.error))
        .unzip()
}

/// [`figures`] of spreads in the order they were asked for.
fn arranged(
    programme: &Programme,
    probability: Probability,
    point_estimate: PointEstimate,
    spreads: Vec<Spread>,
) -> Figures {
    let mut spreads = spreads.into_iter();
    figures(programme, probability, point_estimate, |_| {
        spreads.next().expect("the first round asked for as many")
    })
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
        let (values, errors) = spreads(programme, sample);
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
            figures: arranged(programme, shares.value, point.value, values),
            standard_error: arranged(programme, shares.error, point.error, errors),
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
