//! From the tally of trials to the [`Summary`].

use rayon::prelude::*;

use super::estimate::Estimate;
use super::{
    AreaSpreads, CasualtySpreads, CostBy, Figures, Named, PointEstimate, Probability,
    RegionSpreads, ReturnSpreads, RunId, ScenarioId, Spread, Summary, TargetId,
};
use crate::ensemble::{Measure, Share, Tally};
use crate::programme::layout::CATEGORIES;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::scenario::Scenario;

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
    let region_names = programme.regions.iter().map(|it| it.name.clone()).collect();
    let regions = named(region_names, layout.regions, Years).0.into_iter();
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
        people: layout
            .people
            .returned
            .zip(layout.people.reached)
            .map(|(returned, reached)| ReturnSpreads {
                returned: spread(Plain(returned)),
                years_to_half_returned: spread(Years(reached)),
                years_to_90_percent_returned: spread(Years(reached + 1)),
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

/// All spreads of `tally` and their standard errors, computed in parallel.
fn spreads(programme: &Programme, tally: &Tally) -> (Vec<Spread>, Vec<Spread>) {
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
        .map(|measure| Estimate::spread(&tally.distribution(measure)))
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

fn shares(tally: &Tally) -> Estimate<Probability> {
    let shares = [
        Share::Finished,
        Share::WithinYears,
        Share::WithinCost,
        Share::Both,
    ];
    let shares = shares.map(|share| Estimate::share(&tally.hits(share)));
    let probability = |pick: fn(&Estimate<f64>) -> f64| {
        let [finished, within_years, within_cost, joint] = shares.each_ref().map(pick);
        Probability {
            finished,
            within_years,
            within_cost,
            joint,
        }
    };
    Estimate {
        value: probability(|share| share.value),
        error: probability(|share| share.error),
    }
}

fn confidence(tally: &Tally) -> Estimate<PointEstimate> {
    let (months, cost) = tally.point_estimate();
    if months.is_infinite() {
        return Estimate::default();
    }
    let years = Estimate::share(&tally.hits(Share::PointYears));
    let money = Estimate::share(&tally.hits(Share::PointCost));
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
    /// The summary of `tally`, which `programme`, compiled from `scenario`, has produced.
    pub fn new(scenario: &Scenario, programme: &Programme, tally: &Tally, run: RunId) -> Self {
        let (values, errors) = spreads(programme, tally);
        let shares = shares(tally);
        let point = confidence(tally);
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
                years: scenario.target.years.unwrap_or(f64::INFINITY),
                deadline: scenario.target.deadline.map(|month| month.to_string()),
                since: scenario.target.since.to_string(),
                cost: scenario.target.cost.unwrap_or(f64::INFINITY),
                spent: scenario.target.spent,
            },
            figures: arranged(programme, shares.value, point.value, values),
            standard_error: arranged(programme, shares.error, point.error, errors),
            nested: None,
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
