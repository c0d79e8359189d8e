//! One input at a time from its P10 to its P90, all others at the point estimate and without chance.
//!
//! U.S. Government Accountability Office, "Cost Estimating and Assessment Guide" (GAO-20-195G), chapter 11: sensitivity analysis varies one
//! input at a time about the point estimate. It sees no interaction and no chance, which is what the other measures are for.

use rayon::prelude::*;

use super::MeasureRow;
use crate::engine::Workspace;
use crate::factors::{Factor, Kind};
use crate::sensitivity::outcome::{Outcome, Reader};
use crate::simulate::Model;
use crate::summary::measured::Measured;

/// The point estimate of every outcome, and the rows of all factors that have a range.
pub(super) fn rows(
    model: &Model,
    outcomes: &[Outcome],
    factors: &[Factor],
) -> (Vec<Option<f64>>, Vec<MeasureRow>) {
    let reader = Reader::new(outcomes, model.programme(), &[]);
    let exact = |value: f64| Measured {
        value: Some(value).filter(|it| it.is_finite()),
        standard_error: None,
    };
    let at = |model: &Model| -> Vec<f64> {
        let row = estimate(model, &reader);
        let all = 0..outcomes.len();
        all.map(|it| reader.of(it, &row)).collect()
    };
    let middle = at(model).into_iter().map(|it| exact(it).value);
    let rows = factors
        .par_iter()
        .filter_map(|factor| {
            let [low, high] = ends(model, factor)?.map(|it| at(&it));
            let both = low.into_iter().zip(high);
            Some(MeasureRow {
                factor: factor.clone(),
                values: both.map(|(a, b)| vec![exact(a), exact(b)]).collect(),
            })
        })
        .collect();
    (middle.collect(), rows)
}

/// The columns of the point estimate without chance.
fn estimate(model: &Model, reader: &Reader) -> Vec<f64> {
    let programme = model.programme().without_chance();
    let mut workspace = Workspace::new(&programme);
    workspace.run_point_estimate(&programme);
    let columns = &reader.columns;
    let outcomes = columns.outcomes.iter().map(|it| workspace.outcome()[*it]);
    let width = programme.year_layout.len();
    let years = columns.years.iter();
    let years = years.map(|(year, column)| workspace.years()[year * width + column]);
    outcomes.chain(years).collect()
}

/// The model with a factor at its low and at its high end: an input at P10 and P90, a driver that may stay idle without and with it, a
/// pledge not kept and kept. `None` for chance.
fn ends(model: &Model, factor: &Factor) -> Option<[Model; 2]> {
    let scenario = model.scenario();
    let first = factor.paths.first()?;
    let at = |path: &str, value: f64| model.with(&[(path, value)]).ok();
    match factor.kind {
        Kind::Input | Kind::Driver => {
            if scenario.dimensions[factor.drawn[0]] == factor.name && factor.kind == Kind::Driver {
                let idle = at(&format!("{}.factor", factor.name), 1.0)?;
                let mut acting = scenario.clone();
                let mut drivers = acting.drivers.iter_mut();
                let driver =
                    drivers.find(|it| factor.name.strip_prefix("driver.") == Some(&it.key))?;
                driver.probability = 1.0;
                return Some([idle, Model::of_like(acting, model)]);
            }
            let mut inputs = scenario.inputs();
            let law = &inputs.find(|it| it.path == *first)?.law;
            let [low, high] = [(0.1, 0.9), (0.9, 0.1)].map(|(p, q)| law.quantile_exact(p, q));
            Some([at(first, low)?, at(first, high)?])
        }
        Kind::Pledge => {
            let pays = |probability: f64| {
                let mut scenario = scenario.clone();
                let mut sources = scenario.funding.iter_mut();
                let source =
                    sources.find(|it| factor.name == format!("funding.{}.probability", it.key))?;
                source.probability = probability;
                Some(Model::of_like(scenario, model))
            };
            Some([pays(0.0)?, pays(1.0)?])
        }
        _ => None,
    }
}
