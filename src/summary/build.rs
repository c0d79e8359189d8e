//! From the tally of trials to the [`Summary`].

use rayon::prelude::*;

use super::estimate::Estimate;
use super::missing::only_if;
use super::{Figure, PointEstimate, Probability, RunId, ScenarioId, Summary, TargetId};
use crate::ensemble::{Measure, Parts, Share, Tally};
use crate::programme::Programme;
use crate::programme::columns::{Column, Kind, Trials};
use crate::scenario::Scenario;

/// How a figure is read from the outcome at `place`.
fn measure(column: &Column, place: usize) -> Measure {
    match (column.kind, column.declared().trials) {
        (Kind::Date, _) => Measure::Years(place),
        (_, Some(Trials::Finished)) => Measure::AtCompletion(place),
        (_, Some(Trials::Unfinished)) => Measure::Unfinished(place),
        _ => Measure::Plain(place),
    }
}

/// The distribution of a figure in all trials and by replicate: quantiles of any probability. `None` if the programme has no such
/// figure.
pub fn distribution(programme: &Programme, tally: &Tally, figure: &str) -> Option<Parts> {
    let mut figures = programme.columns().figures();
    let (column, place) = figures.find(|(column, _)| column.name == figure)?;
    Some(tally.distribution(measure(column, place)))
}

/// All figures of `tally` with their standard errors, computed in parallel; none of unfinished trials where there are none.
fn figures(programme: &Programme, tally: &Tally) -> Vec<Figure> {
    let finished = tally.hits(Share::Finished).map(|(hits, _)| hits);
    let all_finished = finished.iter().sum::<u64>() == tally.trials();
    let unknown =
        |column: &Column| all_finished && column.declared().trials == Some(Trials::Unfinished);
    let figures = programme.columns().figures();
    let figures: Vec<(&Column, usize)> = figures.filter(|(it, _)| !unknown(it)).collect();
    let figures = figures.into_par_iter().map(|(column, place)| {
        let estimate = Estimate::spread(&tally.distribution(measure(column, place)));
        Figure {
            column: column.clone(),
            value: estimate.value,
            error: estimate.error,
        }
    });
    figures.collect()
}

/// Without a target, or a half of it, there is no probability of one.
fn shares(programme: &Programme, tally: &Tally) -> Estimate<Probability> {
    let target = programme.target;
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
            within_years: only_if(target.has_deadline(), within_years),
            within_cost: only_if(target.has_cost(), within_cost),
            joint: only_if(target.is_given(), joint),
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
            target: TargetId::of(scenario),
            probability: shares(programme, tally),
            point_estimate: confidence(tally),
            figures: figures(programme, tally),
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
