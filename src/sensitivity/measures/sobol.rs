//! Sobol' indices of the factors of a model.
//!
//! The total index is by two samples. The index of a lone input alone is told from the plain run, where a fit of all its trials is surer than
//! two samples of many times as many; that of several inputs, and of chance, by two samples. By single inputs, the index of an input alone
//! is the full one, with all that others share with it, and the total index the independent one: what is left of it where all others are
//! known (Mara and Tarantola 2012).

use std::sync::Arc;

use rayon::prelude::*;

use super::{MeasureRow, Measures, Plain, points};
use crate::factors::{Conditional, Factor, Kind, Mixture, SamplePoint};
use crate::given::{Known, Loss, share};
use crate::sampling::Sampling;
use crate::sensitivity::effects::{By, row};
use crate::sensitivity::outcome::Reader;
use crate::sensitivity::sobol::{PickFreeze, is_second, steps};
use crate::sensitivity::study::Settings;
use crate::simulate::{Model, RunSpec, SimulateError, SpecError, Table, Watch, simulate_one};
use crate::summary::measured::Measured;
use crate::summary::measured::mean;

pub(super) fn fill(
    found: &mut Measures,
    model: &Model,
    (factors, pick_freeze): (&[Factor], bool),
    plain: &Plain<'_>,
    settings: &Settings,
    watch: &Watch,
) -> Result<(), SimulateError> {
    let reader = Reader::new(&found.outcomes, model.programme(), &[]);
    let centre = |outcome: &Vec<f64>| mean(outcome).unwrap_or(0.0);
    let mut sums: Vec<PickFreeze> = plain
        .outcomes
        .iter()
        .map(|it| PickFreeze::new(factors.len(), centre(it)))
        .collect();
    let (mut start, end, steps) = (0, points(settings), steps(factors.len()));
    let mut outcomes = vec![0.0; steps];
    while start < end {
        let batch = found.by.batch(start, end);
        let mixture = Mixture::new(
            model,
            factors,
            (Sampling::Sobol, settings.seed),
            batch.clone(),
        )
        .map_err(SpecError::from)?;
        let spec = match found.by {
            By::Factors => mixture.spec(steps, is_second),
            By::Inputs => by_inputs(model, factors, &mixture),
        };
        let run = simulate_one(model, &spec, |_| Table::new(reader.columns.clone()), watch)?;
        for point in batch.clone() {
            for (number, sums) in sums.iter_mut().enumerate() {
                for (step, outcome) in outcomes.iter_mut().enumerate() {
                    let row = row(point - start, step, steps);
                    *outcome = reader.of(number, run.collected.row(row));
                }
                sums.add(point, &outcomes);
            }
        }
        start = batch.end;
    }
    found.trials += end * steps as u64;
    let indices: Vec<Vec<[Measured; 2]>> = sums.iter().map(PickFreeze::indices).collect();
    let known: Vec<Option<Known>> = factors
        .par_iter()
        .map(|factor| {
            let alone = factor.kind == Kind::Input || factor.kind == Kind::Pledge;
            let columns = if alone && !pick_freeze || found.by == By::Inputs {
                plain.columns(factor)
            } else {
                Vec::new()
            };
            match &columns[..] {
                [one] => Known::lone(one),
                _ => None,
            }
        })
        .collect();
    let without: Vec<Vec<f64>> = plain
        .outcomes
        .iter()
        .map(|it| Loss::Square.left(&Known::nothing(it.len()), it))
        .collect();
    found.rows = factors
        .par_iter()
        .enumerate()
        .map(|(at, factor)| MeasureRow {
            factor: factor.clone(),
            values: plain
                .outcomes
                .iter()
                .enumerate()
                .map(|(number, outcome)| {
                    let [first, total] = indices[number][at];
                    let first = known[at].as_ref().map_or(first, |known| {
                        share(&without[number], &Loss::Square.left(known, outcome))
                    });
                    vec![first, total]
                })
                .collect(),
        })
        .collect();
    Ok(())
}

/// Steps in which one input at a time is drawn again, given those that it is correlated with.
fn by_inputs(model: &Model, factors: &[Factor], mixture: &Mixture) -> RunSpec {
    let conditional = Conditional::new(model.programme().inputs.copula());
    let (d, steps, points) = (
        model.scenario().dimensions.len(),
        steps(factors.len()),
        mixture.points(),
    );
    let moved: Vec<&[usize]> = factors.iter().map(|it| it.dimensions.as_slice()).collect();
    let mut rows = vec![0.0; (points.end - points.start) as usize * steps * d];
    if d > 0 {
        rows.par_chunks_mut(steps * d)
            .enumerate()
            .for_each(|(at, rows)| {
                let point = points.start + at as u64;
                let (first, second) = mixture.at(point);
                for (step, row) in rows.chunks_mut(d).enumerate() {
                    let place = SamplePoint { point, step };
                    let again = |dimension: usize| {
                        let mut all = moved.iter().enumerate();
                        let of = all.position(|(_, it)| it.contains(&dimension));
                        of.map_or(step > 0, |factor| is_second(place, factor))
                    };
                    let turns: Vec<usize> = (0..d).map(|it| usize::from(!again(it))).collect();
                    for (dimension, to) in row.iter_mut().enumerate() {
                        let from = if turns[dimension] > 0 { first } else { second };
                        *to = from[dimension];
                    }
                    conditional.write((first, second), |it| turns[it], 0, row);
                }
            });
    }
    let (rows, start) = (Arc::<[f64]>::from(rows), points.start);
    let write = move |place: SamplePoint, row: &mut [f64]| {
        let at = (place.point - start) as usize * steps + place.step;
        row.copy_from_slice(&rows[at * d..][..d]);
    };
    mixture.spec_of(steps, write, is_second)
}
