//! Sequences that spread points over a range: random access, so that the count of points takes no memory.

use std::sync::Arc;

use crate::sampling::{Design, REPLICATES, Sampling, Stream, TooManyDimensions};

/// Where the points of a factor are.
#[derive(Clone, Debug)]
pub enum Sequence {
    /// Each of as many strata as there are points holds one, in an order drawn for this factor's name.
    Lhs(String),
    /// A dimension of scrambled Sobol points.
    Sobol(Arc<Design>, usize),
}

impl PartialEq for Sequence {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Lhs(a), Self::Lhs(b)) => a == b,
            (Self::Sobol(a, i), Self::Sobol(b, j)) => a.seed() == b.seed() && i == j,
            _ => false,
        }
    }
}

impl Sequence {
    /// Scrambled Sobol points of some dimensions: those of the first replicate of the design of a run.
    ///
    /// # Errors
    ///
    /// If there are no direction numbers for so many.
    pub fn sobol(seed: u64, dimensions: usize) -> Result<Arc<Design>, TooManyDimensions> {
        Design::new(Sampling::Sobol, dimensions, seed).map(Arc::new)
    }

    /// Coordinate of the point `number` of `count`, in (0, 1).
    pub fn coordinate(&self, seed: u64, number: u64, count: u64) -> f64 {
        match self {
            Self::Lhs(name) => {
                let order = Stream::new(seed, &format!("sweep.lhs.order.{name}"));
                let place = Stream::new(seed, &format!("sweep.lhs.place.{name}"));
                let stratum = permute(order, number, count);
                (stratum as f64 + place.uniform(number, 0)) / count as f64
            }
            Self::Sobol(design, dimension) => {
                let mut point = vec![0.0; design.dimensions()];
                design.fill(number * REPLICATES as u64, &mut point);
                point[*dimension]
            }
        }
    }
}

/// Rounds of the Feistel network, as for the hypercubes of trials.
const ROUNDS: u64 = 8;

/// A random permutation of `0 .. count`: a balanced Feistel network over the next power of four, walked until it is back in range
/// (Black and Rogaway 2002, "Ciphers with arbitrary finite domains").
fn permute(order: Stream, number: u64, count: u64) -> u64 {
    let bits = u64::BITS - count.saturating_sub(1).leading_zeros();
    let half = bits.div_ceil(2).max(1);
    let mask = (1_u64 << half) - 1;
    let mut position = number;
    loop {
        let (mut left, mut right) = (position >> half, position & mask);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (order.bits(right, round) & mask));
        }
        position = left << half | right;
        if position < count {
            return position;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_of_any_count_reaches_every_place_once() {
        for count in [1, 2, 3, 5, 16, 17, 1_000, 4_097] {
            let order = Stream::new(7, "order");
            let mut reached: Vec<u64> = (0..count).map(|it| permute(order, it, count)).collect();
            reached.sort_unstable();
            assert!(reached.into_iter().eq(0..count), "{count}");
        }
    }

    #[test]
    fn a_hypercube_has_one_point_in_each_stratum_of_each_factor() {
        const COUNT: u64 = 100;
        for name in ["one", "two"] {
            let sequence = Sequence::Lhs(name.to_owned());
            let coordinates = (0..COUNT).map(|it| sequence.coordinate(1, it, COUNT));
            let mut strata: Vec<u64> = coordinates.map(|u| (u * COUNT as f64) as u64).collect();
            strata.sort_unstable();
            assert!(strata.into_iter().eq(0..COUNT));
        }
    }

    /// The sum of ranks of two independent permutations of n has the variance n²(n+1)/144·… : Spearman's correlation has standard
    /// deviation 1/√(n-1), here 0.1; five of them are one false alarm in two million.
    #[test]
    fn factors_of_a_hypercube_are_not_correlated() {
        const COUNT: u64 = 101;
        let ranks = |name: &str| -> Vec<f64> {
            let order = Stream::new(1, &format!("sweep.lhs.order.{name}"));
            (0..COUNT)
                .map(|it| permute(order, it, COUNT) as f64 - 50.0)
                .collect()
        };
        let (a, b) = (ranks("one"), ranks("two"));
        let product: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
        let square: f64 = a.iter().map(|a| a * a).sum();
        assert!((product / square).abs() < 0.5);
    }

    /// The first 64 points of any scrambled Sobol dimension lie one in each sixty-fourth.
    #[test]
    fn sobol_points_fill_a_range_evenly() {
        let design = Sequence::sobol(3, 2).unwrap();
        for dimension in 0..2 {
            let sequence = Sequence::Sobol(Arc::clone(&design), dimension);
            let mut cells: Vec<u64> = (0..64)
                .map(|it| (sequence.coordinate(3, it, 64) * 64.0) as u64)
                .collect();
            cells.sort_unstable();
            assert!(cells.into_iter().eq(0..64));
        }
    }
}
