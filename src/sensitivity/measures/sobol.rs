//! Sobol' indices of the factors of a model.
//!
//! The total index is by two samples. The index of a lone input alone is told from the plain run, where a fit of all its trials is surer than
//! two samples of many times as many; that of several inputs, and of chance, by two samples. By single inputs, the index of an input alone
//! is the full one, with all that others share with it, and the total index the independent one: what is left of it where all others are
//! known (Mara and Tarantola 2012).

use std::ops::Range;

use rayon::prelude::*;

use super::{MeasureRow, Plain};
use crate::factors::Kind;
use crate::given::{Known, Loss, share};
use crate::sensitivity::mixing::{Mixing, row};
use crate::sensitivity::outcome::Reader;
use crate::sensitivity::question::By;
use crate::sensitivity::runs::Runs;
use crate::sensitivity::sobol::PickFreeze;
use crate::simulate::Table;
use crate::summary::measured::{Measured, mean};

/// Indices of all outcomes in the making.
#[derive(Debug)]
pub(in crate::sensitivity) struct Indices {
    reader: Reader,
    steps: usize,
    points: u64,
    /// By outcome.
    sums: Vec<PickFreeze>,
}

impl Indices {
    /// Nothing yet of outcomes that lie about the means of a plain run.
    pub(in crate::sensitivity) fn new(runs: &Runs, plain: &Table) -> Self {
        let centre = |outcome: &Vec<f64>| mean(outcome).unwrap_or(0.0);
        let sums = |it: &Vec<f64>| PickFreeze::new(runs.factors.len(), centre(it));
        Self {
            reader: runs.mixed.clone(),
            steps: Mixing::PickFreeze.steps(runs.factors.len()),
            points: 0,
            sums: runs.plain.all(plain).iter().map(sums).collect(),
        }
    }

    /// Takes in the trials of the points that follow, all their steps.
    pub(in crate::sensitivity) fn take(&mut self, points: Range<u64>, table: &Table) {
        let mut outcomes = vec![0.0; self.steps];
        self.points = points.end;
        for point in points.clone() {
            for (number, sums) in self.sums.iter_mut().enumerate() {
                for (step, outcome) in outcomes.iter_mut().enumerate() {
                    let row = row(point - points.start, step, self.steps);
                    *outcome = self.reader.of(number, table.row(row));
                }
                sums.add(point, &outcomes);
            }
        }
    }

    /// Points so far.
    pub(in crate::sensitivity) fn points(&self) -> u64 {
        self.points
    }

    /// Trials so far.
    pub(super) fn trials(&self) -> u64 {
        self.points * self.steps as u64
    }
}

pub(super) fn rows(plain: &Plain<'_>, indices: &Indices, pick_freeze: bool) -> Vec<MeasureRow> {
    let (factors, by) = (&plain.runs.factors, plain.runs.settings.by);
    let indices: Vec<Vec<[Measured; 2]>> = indices.sums.iter().map(PickFreeze::indices).collect();
    let known: Vec<Option<Known>> = factors
        .par_iter()
        .map(|factor| {
            let alone = factor.kind == Kind::Input || factor.kind == Kind::Pledge;
            let columns = if alone && !pick_freeze || by == By::Inputs {
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
    factors
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
        .collect()
}
