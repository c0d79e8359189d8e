//! Quantile regression.
//!
//! The pinball loss has a corner at 0. Blurred by a uniform kernel of half width h it is smooth, convex, and has its minimum within
//! O(h²) of the same place; it is minimised by Nesterov's gradient steps in the metric of least squares, with restart. The constant is
//! then moved to where exactly a share p lies below.
//!
//! Sources: Fernandes, Guerre and Horta (2021), "Smoothing quantile regressions", Journal of Business and Economic Statistics 39; He, Pan,
//! Tan and Zhou (2023), "Smoothed quantile regression with large-scale inference", Journal of Econometrics 232 (the width of the
//! kernel); O'Donoghue and Candès (2015), "Adaptive restart for accelerated gradient schemes", Foundations of Computational Mathematics 15.

use super::Part;
use super::basis::Basis;
use super::by_value;
use super::vectors::{add, dot};
use crate::math;

/// Most steps.
const MOST_STEPS: usize = 200;
/// Steps end when they lower the loss by less than this share of it.
const ENOUGH: f64 = 1e-6;
/// Smallest half width of the kernel, in standard deviations of what is left.
const SHARPEST: f64 = 0.05;

/// The weights of the functions whose sum a share `p` of the outcomes of a part does not exceed.
pub(super) fn fit(basis: &Basis, part: Part, outcome: &[f64], p: f64) -> Vec<f64> {
    let mut weights = basis.fit(part, outcome);
    let left = left(basis, part, outcome, &weights);
    let n = left.len() as f64;
    let mean = left.iter().sum::<f64>() / n;
    let squares: f64 = left.iter().map(|it| (it - mean) * (it - mean)).sum();
    let sd = (squares / n).sqrt();
    weights[0] += by_value::quantile(left, p);
    let scale = outcome.iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    if sd <= 1e-12 * scale {
        return weights;
    }
    let numbers = basis.width() as f64;
    let half = sd * math::pow((numbers + math::ln(n)) / n, 0.4).clamp(SHARPEST, 1.0);
    let mut at = weights.clone();
    let mut momentum = 1.0_f64;
    for _ in 0..MOST_STEPS {
        let (loss, slopes) = slopes(basis, part, outcome, &at, (p, half));
        // The second derivative is at most n/2h times the scalar products.
        let mut step = basis.factor(part).solve(&slopes);
        for it in &mut step {
            *it *= 2.0 * half;
        }
        let gain = dot(&slopes, &step);
        let mut next = at.clone();
        add(&mut next, 1.0, &step);
        let moved: Vec<f64> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        if dot(&slopes, &moved) < 0.0 {
            momentum = 1.0;
        }
        let later = 0.5 * (1.0 + (1.0 + 4.0 * momentum * momentum).sqrt());
        at.clone_from(&next);
        add(&mut at, (momentum - 1.0) / later, &moved);
        (weights, momentum) = (next, later);
        if gain <= ENOUGH * loss {
            break;
        }
    }
    let left = self::left(basis, part, outcome, &weights);
    weights[0] += by_value::quantile(left, p);
    weights
}

/// What the sum of the functions leaves of the outcomes of a part.
fn left(basis: &Basis, part: Part, outcome: &[f64], weights: &[f64]) -> Vec<f64> {
    let rows = basis.rows(part);
    rows.map(|(trial, row)| outcome[trial] - dot(row, weights))
        .collect()
}

/// The blurred loss, summed over a part, and how steeply it falls with each weight.
fn slopes(
    basis: &Basis,
    part: Part,
    outcome: &[f64],
    weights: &[f64],
    (p, half): (f64, f64),
) -> (f64, Vec<f64>) {
    let mut loss = 0.0;
    let mut slopes = vec![0.0; weights.len()];
    for (trial, row) in basis.rows(part) {
        let left = outcome[trial] - dot(row, weights);
        let below = (0.5 - left / (2.0 * half)).clamp(0.0, 1.0);
        let corner = if left.abs() < half {
            0.25 * (left * left / half + half)
        } else {
            0.5 * left.abs()
        };
        loss += corner + (p - 0.5) * left;
        add(&mut slopes, p - below, row);
    }
    (loss, slopes)
}
