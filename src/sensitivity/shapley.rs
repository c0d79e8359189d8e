//! Shapley effects: a variance shared out among factors, so that the shares sum to all of it.
//!
//! At every point the factors go over from the first sample to the second one after the other in a random order, from f(A) to f(B). With fⱼ
//! the outcome after j of them, factor j + 1 is given `(f(A) − (fⱼ + fⱼ₊₁)/2) (fⱼ − fⱼ₊₁)`, half of what `(f(A) − f)²` grows by; at each
//! point these sum to `(f(A) − f(B))²/2`, whose mean is the variance. The mean over points and orders is the Shapley value of the game in
//! which a set of factors is worth the variance that it explains: an interaction is shared evenly among those that take part in it, and so
//! is what correlated inputs explain together. True effects are not negative; estimates of small ones may be, by chance.
//!
//! Source: Goda (2021), "A simple algorithm for global sensitivity analysis with Shapley effects", Reliability Engineering and System Safety
//! 213; Owen (2014), "Sobol' indices and Shapley value", SIAM/ASA Journal on Uncertainty Quantification 2; for dependent inputs Song, Nelson
//! and Staum (2016), ibid. 4.

use std::ops::Range;
use std::sync::Arc;

use super::sums::Sums;
use crate::factors::SamplePoint;
use crate::sampling::Stream;
use crate::summary::measured::Measured;

/// In which order factors go over to the second sample, at every point its own.
#[derive(Clone, Debug)]
pub struct Orders {
    factors: usize,
    start: u64,
    /// `[point][step]`: the factor that goes over.
    order: Arc<[u32]>,
    /// `[point][factor]`: the step, from 1, from which it is of the second sample.
    turn: Arc<[u32]>,
}

impl Orders {
    /// Random orders of `factors` at some points, a function of seed and point.
    pub fn new(factors: usize, points: Range<u64>, seed: u64) -> Self {
        let stream = Stream::new(seed, "sensitivity.orders");
        let count = (points.end - points.start) as usize;
        let mut order = Vec::with_capacity(count * factors);
        let mut turn = vec![0; count * factors];
        for point in points.clone() {
            let first = order.len();
            order.extend(0..factors as u32);
            // Fisher and Yates.
            for last in (1..factors).rev() {
                let other = stream.bits(point, last as u64) % (last as u64 + 1);
                order.swap(first + last, first + other as usize);
            }
            for step in 0..factors {
                turn[first + order[first + step] as usize] = step as u32 + 1;
            }
        }
        Self {
            factors,
            start: points.start,
            order: order.into(),
            turn: turn.into(),
        }
    }

    /// Steps at every point: from none of the second sample to all.
    pub fn steps(&self) -> usize {
        self.factors + 1
    }

    /// The factors in the order in which they go over at a point.
    pub fn at(&self, point: u64) -> &[u32] {
        let first = (point - self.start) as usize * self.factors;
        &self.order[first..first + self.factors]
    }

    /// The step, from 1, from which a factor is of the second sample.
    pub fn turn(&self, point: u64, factor: usize) -> usize {
        let first = (point - self.start) as usize * self.factors;
        self.turn[first + factor] as usize
    }

    /// Whether a factor is of the second sample at a step.
    pub fn is_second(&self, place: SamplePoint, factor: usize) -> bool {
        self.turn(place.point, factor) <= place.step
    }

    /// Adds a point to the sums of the factors: `outcomes` are those of its steps.
    pub fn add(&self, sums: &mut Sums, point: u64, outcomes: &[f64]) {
        let order = self.at(point);
        let start = outcomes[0];
        let row = sums.add(point);
        for (&factor, pair) in order.iter().zip(outcomes.windows(2)) {
            let (before, after) = (pair[0], pair[1]);
            row[factor as usize] += (start - 0.5 * (before + after)) * (before - after);
        }
    }
}

/// The sum of all effects; `None` where it is nothing but what rounding leaves of effects that cancel.
fn variance_of(effects: &[f64]) -> Option<f64> {
    const ROUNDING: f64 = 1e-9;
    let (sum, size) = effects
        .iter()
        .fold((0.0, 0.0), |(sum, size), it| (sum + it, size + it.abs()));
    (sum > ROUNDING * size).then_some(sum)
}

/// The share of each factor in the sum of all, with its standard error; not defined where nothing varies.
pub fn shares(sums: &Sums) -> Vec<Measured> {
    sums.estimates(|effects| {
        let variance = variance_of(effects);
        let share = |effect: &f64| variance.map(|it| effect / it);
        effects.iter().map(share).collect()
    })
}

/// The share that several factors have together, with its standard error.
///
/// # Panics
///
/// Never: one figure is asked for, and one comes.
pub fn share_of(sums: &Sums, among: impl Fn(usize) -> bool) -> Measured {
    let found = sums.estimates(|effects| {
        let all = effects.iter().enumerate().filter(|(it, _)| among(*it));
        let part: f64 = all.map(|(_, effect)| effect).sum();
        vec![variance_of(effects).map(|it| part / it)]
    });
    let one = found.into_iter().next();
    one.expect("one figure was asked for")
}

/// The variance that is shared out.
pub fn variance(sums: &Sums) -> Option<f64> {
    let found = sums.estimates(|effects| vec![Some(effects.iter().sum())]);
    found.into_iter().next().and_then(|it| it.value)
}
