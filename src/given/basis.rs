//! Functions of what is known, trial by trial.

use rayon::prelude::*;

use super::ranks::shared;
use super::squares::Factor;
use super::vectors::{add, dot};
use super::{Part, Shape, TRIALS_A_NUMBER, few};
use crate::math::normal;
use crate::sampling::REPLICATES;

/// Values of the functions in every trial; the first is 1 everywhere.
#[derive(Clone, Debug)]
pub(super) struct Basis {
    /// `[trial][function]`
    rows: Vec<f64>,
    width: usize,
    /// Their scalar products in each [`Part`], made ready for solving.
    factors: Vec<Factor>,
}

impl Basis {
    /// Functions of that `shape` of each of the `columns`, and one for each value but the first of those that have few; `None` if there
    /// are too few trials.
    pub(super) fn new(columns: &[&[f64]], shape: Shape) -> Option<Self> {
        let trials = columns.first().map_or(0, |it| it.len());
        let values: Vec<Option<Vec<f64>>> = columns.par_iter().map(|it| few(it)).collect();
        let numbers = values.iter().map(|it| match it {
            Some(values) => values.len() - 1,
            None => shape.numbers(),
        });
        let width = 1 + numbers.sum::<usize>();
        if trials < width * TRIALS_A_NUMBER {
            return None;
        }
        let columns: Vec<Vec<f64>> = columns
            .par_iter()
            .zip(&values)
            .map(|(column, values)| match values {
                Some(_) => column.to_vec(),
                None => shared(column),
            })
            .collect();
        let mut rows = Vec::with_capacity(trials * width);
        for trial in 0..trials {
            rows.push(1.0);
            for (column, values) in columns.iter().zip(&values) {
                match values {
                    Some(values) => {
                        let is =
                            |it: &f64| f64::from(u8::from(column[trial].total_cmp(it).is_eq()));
                        rows.extend(values.iter().skip(1).map(is));
                    }
                    None => functions(column[trial], shape, &mut rows),
                }
            }
        }
        Some(Self::ready(rows, width))
    }

    /// The standard normal scores of each input and their squares; `None` if there are too few trials.
    pub(super) fn of_scores(scores: &[&[f64]]) -> Option<Self> {
        let trials = scores.first().map_or(0, |it| it.len());
        let width = 1 + 2 * scores.len();
        if trials < width * TRIALS_A_NUMBER {
            return None;
        }
        let mut rows = Vec::with_capacity(trials * width);
        for trial in 0..trials {
            rows.push(1.0);
            for scores in scores {
                let score = scores[trial];
                rows.extend([score, score * score]);
            }
        }
        Some(Self::ready(rows, width))
    }

    /// With the scalar products of the functions.
    fn ready(rows: Vec<f64>, width: usize) -> Self {
        let mut basis = Self {
            rows,
            width,
            factors: Vec::new(),
        };
        // The products of each replicate, from which those of all and of each half are put together in the order of replicates.
        let products: Vec<Vec<f64>> = (0..REPLICATES)
            .into_par_iter()
            .map(|replicate| basis.products(replicate))
            .collect();
        basis.factors = Part::EACH
            .iter()
            .map(|part| {
                let mut sum = vec![0.0; width * width];
                let mine = products
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| part.holds(*at));
                for (_, product) in mine {
                    add(&mut sum, 1.0, product);
                }
                Factor::new(sum, width)
            })
            .collect();
        basis
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn factor(&self, part: Part) -> &Factor {
        let at = Part::EACH.iter().position(|it| *it == part);
        &self.factors[at.expect("each part has its factor")]
    }

    /// The functions in each trial of a part, with its number.
    pub(super) fn rows(&self, part: Part) -> impl Iterator<Item = (usize, &[f64])> {
        let rows = self.rows.chunks_exact(self.width).enumerate();
        rows.filter(move |(trial, _)| part.holds(*trial))
    }

    /// The weights with the least squares of what is left.
    pub(super) fn fit(&self, part: Part, outcome: &[f64]) -> Vec<f64> {
        let mut products = vec![0.0; self.width];
        for (trial, row) in self.rows(part) {
            add(&mut products, outcome[trial], row);
        }
        self.factor(part).solve(&products)
    }

    /// The sum of the functions by their weights, in every trial.
    pub(super) fn values(&self, weights: &[f64]) -> Vec<f64> {
        let rows = self.rows.par_chunks_exact(self.width);
        rows.map(|row| dot(row, weights)).collect()
    }

    /// Scalar products of the functions over a replicate, `[function][function]` up to the diagonal.
    fn products(&self, replicate: usize) -> Vec<f64> {
        let mut products = vec![0.0; self.width * self.width];
        let rows = self.rows.chunks_exact(self.width);
        for row in rows.skip(replicate).step_by(REPLICATES) {
            for (at, value) in row.iter().enumerate() {
                add(&mut products[at * self.width..][..=at], *value, &row[..=at]);
            }
        }
        products
    }
}

/// Appends the functions of a rank.
fn functions(rank: f64, shape: Shape, to: &mut Vec<f64>) {
    legendre(2.0 * rank - 1.0, shape.degree, to);
    let score = if shape.powers > 0 {
        normal::quantile(rank)
    } else {
        0.0
    };
    let mut power = 1.0;
    for _ in 0..shape.powers {
        power *= score;
        to.push(power);
    }
}

/// Appends the Legendre polynomials of degree 1 to `degree` at x in [−1, 1], scaled to mean square 1.
fn legendre(x: f64, degree: usize, to: &mut Vec<f64>) {
    let (mut before, mut here) = (1.0, x);
    for k in 1..=degree {
        let k = k as f64;
        to.push(here * (2.0 * k + 1.0).sqrt());
        (before, here) = (here, ((2.0 * k + 1.0) * x * here - k * before) / (k + 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P₂ = (3x² − 1)/2 and P₅ = (63x⁵ − 70x³ + 15x)/8 at 0.5: −1/8 and 23/256 = 0.08984375.
    #[test]
    fn the_polynomials_are_legendres() {
        let mut found = Vec::new();
        legendre(0.5, 5, &mut found);
        let expected: [f64; 5] = [0.5, -0.125, -0.4375, -0.289_062_5, 0.089_843_75];
        for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
            let scale = (2.0 * at as f64 + 3.0).sqrt();
            assert!(
                (found / scale - expected).abs() < 1e-14,
                "degree {}",
                at + 1
            );
        }
    }
}
