//! Laws made of given values: weighted single values, and a sample joined by straight lines.

use super::score::score;

/// Single values with probabilities.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    /// Different values, rising.
    values: Vec<f64>,
    /// P(X ≤ value) of each.
    up_to: Vec<f64>,
    /// P(X > value) of each, summed from the top so that a rare high value keeps its precision.
    beyond: Vec<f64>,
}

impl Steps {
    /// From values in rising order with weights; equal values are one, values of weight 0 none.
    pub(super) fn new(pairs: &[(f64, f64)]) -> Self {
        let mut values: Vec<f64> = Vec::new();
        let mut weights: Vec<f64> = Vec::new();
        for &(value, weight) in pairs.iter().filter(|pair| pair.1 > 0.0) {
            match weights.last_mut() {
                Some(last) if values.last() == Some(&value) => *last += weight,
                _ => {
                    values.push(value);
                    weights.push(weight);
                }
            }
        }
        let total: f64 = weights.iter().sum();
        let running = |sum: &mut f64, weight: &f64| {
            let before = *sum;
            *sum += weight;
            Some((before / total, *sum / total))
        };
        let up_to = weights
            .iter()
            .scan(0.0, running)
            .map(|(_, after)| after)
            .collect();
        let mut beyond: Vec<f64> = weights
            .iter()
            .rev()
            .scan(0.0, running)
            .map(|(before, _)| before)
            .collect();
        beyond.reverse();
        Self {
            values,
            up_to,
            beyond,
        }
    }

    /// Those of the values that lie in `lowest ..= highest`, with their weights.
    pub(super) fn inside(pairs: &[(f64, f64)], lowest: f64, highest: f64) -> Vec<(f64, f64)> {
        pairs
            .iter()
            .copied()
            .filter(|&(value, _)| lowest <= value && value <= highest)
            .collect()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        match (self.values.first(), self.values.last()) {
            (Some(&first), Some(&last)) => (first, last),
            _ => (f64::INFINITY, f64::NEG_INFINITY),
        }
    }

    /// P(X ≤ x) and P(X > x).
    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        self.split(self.values.partition_point(|&value| value <= x))
    }

    /// P(X < x) and P(X ≥ x).
    pub(super) fn tails_before(&self, x: f64) -> (f64, f64) {
        self.split(self.values.partition_point(|&value| value < x))
    }

    /// The probability of the first `count` values and of the rest.
    fn split(&self, count: usize) -> (f64, f64) {
        if count == 0 {
            (0.0, 1.0)
        } else {
            (self.up_to[count - 1], self.beyond[count - 1])
        }
    }

    /// Of each value the probabilities of what lies below it and up to it.
    pub(super) fn atoms(&self) -> Vec<(f64, f64)> {
        let below = std::iter::once(0.0).chain(self.up_to.iter().copied());
        below.zip(self.up_to.iter().copied()).collect()
    }

    /// The smallest value with P(X ≤ value) ≥ Φ(z).
    pub(super) fn at_score(&self, z: f64) -> f64 {
        // Scores rise with the index, so a search in halves finds the first that is not below z.
        let (mut low, mut high) = (0, self.values.len() - 1);
        while low < high {
            let middle = low.midpoint(high);
            if z <= self.score(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        self.values[low]
    }

    /// The values, and the scores at which each but the last gives way to the next.
    pub(super) fn thresholds(&self) -> (Vec<f64>, Vec<f64>) {
        let last = self.values.len() - 1;
        (
            self.values.clone(),
            (0..last).map(|k| self.score(k)).collect(),
        )
    }

    fn score(&self, k: usize) -> f64 {
        score(self.up_to[k], self.beyond[k])
    }
}

/// A piecewise-linear quantile function through a sorted sample: the k-th smallest of n at p = (k−1)/(n−1).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Knots(Vec<f64>);

impl Knots {
    /// From a sorted sample of at least one value.
    pub(super) fn new(sample: &[f64]) -> Self {
        Self(sample.to_vec())
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.0[0], self.0[self.0.len() - 1])
    }

    /// Bytes of the sample.
    pub(super) fn len_bytes(&self) -> usize {
        size_of_val(self.0.as_slice())
    }

    /// Of each value that the sample repeats the probabilities of what lies below it and up to it.
    pub(super) fn atoms(&self) -> Vec<(f64, f64)> {
        let gaps = (self.0.len() - 1) as f64;
        let runs = self.0.chunk_by(|left, right| left >= right);
        let place = |at: &mut usize, run: &[f64]| {
            let first = *at;
            *at += run.len();
            Some((first as f64 / gaps, (*at - 1) as f64 / gaps))
        };
        let atoms = runs.scan(0, place);
        atoms.filter(|(from, to)| to > from).collect()
    }

    /// P(X ≤ x) and P(X > x): where the sample repeats a value, that value has a probability of its own.
    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        self.split(x, self.0.partition_point(|&value| value <= x))
    }

    /// P(X < x) and P(X ≥ x).
    pub(super) fn tails_before(&self, x: f64) -> (f64, f64) {
        self.split(x, self.0.partition_point(|&value| value < x))
    }

    /// The shares of the quantile function on either side of `x`, of which `count` sample values are on the left.
    fn split(&self, x: f64, count: usize) -> (f64, f64) {
        let n = self.0.len();
        if count == 0 {
            return (0.0, 1.0);
        }
        if count == n {
            return (1.0, 0.0);
        }
        let (left, right) = (self.0[count - 1], self.0[count]);
        let part = (x - left) / (right - left);
        let gaps = (n - 1) as f64;
        (
            ((count - 1) as f64 + part) / gaps,
            ((n - 1 - count) as f64 + (1.0 - part)) / gaps,
        )
    }

    /// The quantile at `p`.
    pub(super) fn at_probability(&self, p: f64) -> f64 {
        let last = self.0.len() - 1;
        let position = p.clamp(0.0, 1.0) * last as f64;
        let k = (position as usize).min(last.saturating_sub(1));
        let (left, right) = (self.0[k], self.0[(k + 1).min(last)]);
        left + (right - left) * (position - k as f64)
    }
}
