//! Some of several correlated inputs drawn again, given the others.
//!
//! In any order the correlated scores of a group are L ε, with L the Cholesky factor of their correlations in that order and ε independent.
//! If the inputs that stay come first, they stay with the first numbers of ε, and new numbers for the others draw these given what
//! stays. Source: Song, Nelson and Staum (2016), "Shapley effects for global sensitivity analysis: theory and computation", SIAM/ASA Journal
//! on Uncertainty Quantification 4; Mara and Tarantola (2012), "Variance-based sensitivity indices for models with dependent inputs",
//! Reliability Engineering and System Safety 107.

use crate::math::normal;
use crate::sampling::Copula;

/// Below this a variance is a rounding error: the input follows from those before it.
const NO_VARIANCE: f64 = 1e-12;

/// Dimensions that correlations connect.
#[derive(Clone, Debug)]
struct Group {
    members: Vec<usize>,
    /// Lower triangle of the factor that the copula applies, `[row][column]`.
    lower: Vec<Vec<f64>>,
    /// Correlations of the scores.
    correlations: Vec<Vec<f64>>,
}

/// The groups of a copula.
#[derive(Clone, Debug)]
pub(crate) struct Conditional(Vec<Group>);

impl Conditional {
    pub(crate) fn new(copula: &Copula) -> Self {
        let groups = copula.groups().map(|(members, factor)| {
            let mut rest = factor;
            let mut lower = Vec::new();
            for row in 0..members.len() {
                let (mine, others) = rest.split_at(row + 1);
                lower.push(mine.to_vec());
                rest = others;
            }
            let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum();
            let correlations = lower
                .iter()
                .map(|a| lower.iter().map(|b| product(a, b)).collect())
                .collect();
            Group {
                members: members.to_vec(),
                lower,
                correlations,
            }
        });
        Self(groups.collect())
    }

    /// Writes the coordinates of the correlated dimensions, before the copula, where those of which `turn` says more than `step` stay as
    /// they are in the first sample and the others are drawn again from the second: the larger its `turn`, the earlier a dimension comes.
    pub(crate) fn write(
        &self,
        (first, second): (&[f64], &[f64]),
        turn: impl Fn(usize) -> usize,
        step: usize,
        row: &mut [f64],
    ) {
        for group in &self.0 {
            group.write((first, second), &turn, step, row);
        }
    }
}

impl Group {
    fn write(
        &self,
        (first, second): (&[f64], &[f64]),
        turn: &impl Fn(usize) -> usize,
        step: usize,
        row: &mut [f64],
    ) {
        let count = self.members.len();
        let kept = self.members.iter().filter(|it| turn(**it) > step).count();
        if kept == count {
            return;
        }
        let score = |point: &[f64], at: usize| normal::quantile(point[self.members[at]]);
        // The scores of the first sample after the copula.
        let independent: Vec<f64> = (0..count).map(|at| score(first, at)).collect();
        let scores = apply(&self.lower, &independent);
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|at| (usize::MAX - turn(self.members[*at]), *at));
        let lower = cholesky(count, |a, b| self.correlations[order[a]][order[b]]);
        let ordered: Vec<f64> = order.iter().map(|at| scores[*at]).collect();
        let mut innovations = solve(&lower, &ordered);
        for (place, at) in order.iter().enumerate().skip(kept) {
            innovations[place] = score(second, *at);
        }
        let mut drawn = vec![0.0; count];
        for (place, value) in apply(&lower, &innovations).into_iter().enumerate() {
            drawn[order[place]] = value;
        }
        for (at, score) in solve(&self.lower, &drawn).into_iter().enumerate() {
            row[self.members[at]] =
                normal::cdf(score).clamp(f64::EPSILON / 4.0, 1.0 - f64::EPSILON);
        }
    }
}

/// L x.
fn apply(lower: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
    let product = |row: &Vec<f64>| row.iter().zip(x).map(|(l, x)| l * x).sum();
    lower.iter().map(product).collect()
}

/// x of L x = b; 0 where L has no variance left.
fn solve(lower: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x: Vec<f64> = Vec::with_capacity(b.len());
    for (row, b) in lower.iter().zip(b) {
        let known: f64 = row.iter().zip(&x).map(|(l, x)| l * x).sum();
        let pivot = row[x.len()];
        let nothing = pivot * pivot <= NO_VARIANCE;
        x.push(if nothing { 0.0 } else { (b - known) / pivot });
    }
    x
}

/// L of L Lᵀ, row by row, of a positive semi-definite matrix.
fn cholesky(count: usize, matrix: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(count);
    for row in 0..count {
        let mut mine = Vec::with_capacity(row + 1);
        for column in 0..=row {
            let above = lower.get(column).unwrap_or(&mine);
            let known: f64 = mine.iter().zip(above).map(|(a, b)| a * b).sum();
            let (rest, pivot) = (matrix(row, column) - known, above.last().copied());
            let pivot = pivot.unwrap_or(0.0);
            let value = if column == row {
                if rest > NO_VARIANCE { rest.sqrt() } else { 0.0 }
            } else if pivot > 0.0 {
                rest / pivot
            } else {
                0.0
            };
            mine.push(value);
        }
        lower.push(mine);
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::{Design, Sampling};
    use crate::sensitivity::shapley::{Orders, shares};
    use crate::sensitivity::sobol::PickFreeze;
    use crate::sensitivity::sums::Sums;
    use crate::summary::measured::Measured;

    /// The Spearman correlation of normals with this correlation.
    fn spearman(normal: f64) -> f64 {
        6.0 / std::f64::consts::PI * libm::asin(normal / 2.0)
    }

    /// A linear function of standard normals with some correlations.
    struct Linear {
        copula: Copula,
        weights: Vec<f64>,
    }

    impl Linear {
        fn new(weights: &[f64], pairs: &[(usize, usize, f64)]) -> Self {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(a, b, r)| (*a, *b, spearman(*r)))
                .collect();
            Self {
                copula: Copula::new(weights.len(), &pairs).0,
                weights: weights.to_vec(),
            }
        }

        fn of(&self, u: &[f64]) -> f64 {
            let mut z: Vec<f64> = u.iter().map(|u| normal::quantile(*u)).collect();
            self.copula.apply(&mut z);
            z.iter().zip(&self.weights).map(|(z, w)| z * w).sum()
        }

        /// The outcome where the dimensions with a turn up to `step` are drawn again.
        fn at(
            &self,
            design: &Design,
            point: u64,
            turn: impl Fn(usize) -> usize,
            step: usize,
        ) -> f64 {
            let d = self.weights.len();
            let mut both = vec![0.0; 2 * d];
            design.fill(point, &mut both);
            let (a, b) = both.split_at(d);
            let mut row: Vec<f64> = (0..d)
                .map(|it| if turn(it) <= step { b[it] } else { a[it] })
                .collect();
            Conditional::new(&self.copula).write((a, b), turn, step, &mut row);
            self.of(&row)
        }

        fn shapley(&self, points: u64) -> Vec<Measured> {
            let d = self.weights.len();
            let design = Design::new(Sampling::Sobol, 2 * d, 3).unwrap();
            let orders = Orders::new(d, 0..points, 3);
            let mut sums = Sums::new(d);
            for point in 0..points {
                let turn = |factor: usize| orders.turn(point, factor);
                let outcomes: Vec<f64> = (0..=d)
                    .map(|step| self.at(&design, point, turn, step))
                    .collect();
                orders.add(&mut sums, point, &outcomes);
            }
            shares(&sums)
        }

        /// The total index of each input given the others.
        fn total(&self, points: u64) -> Vec<Measured> {
            let d = self.weights.len();
            let design = Design::new(Sampling::Sobol, 2 * d, 3).unwrap();
            let mut sums = PickFreeze::new(d, 0.0);
            for point in 0..points {
                let mut outcomes = vec![
                    self.at(&design, point, |_| 1, 0),
                    self.at(&design, point, |_| 1, 1),
                ];
                for factor in 0..d {
                    let turn = |it: usize| if it == factor { 1 } else { 2 };
                    outcomes.push(self.at(&design, point, turn, 1));
                }
                sums.add(point, &outcomes);
            }
            sums.indices().into_iter().map(|it| it[1]).collect()
        }
    }

    #[track_caller]
    fn hold(found: &[Measured], truth: &[f64]) {
        for (found, truth) in found.iter().zip(truth) {
            let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
            assert!(error < 0.02, "error {error}");
            assert!(
                (value - truth).abs() <= 4.6 * error + 1e-6,
                "{value} ± {error} against {truth}"
            );
        }
    }

    /// Closed forms of linear functions of correlated normals, the last input of the third of no weight.
    #[test]
    fn shares_of_correlated_inputs_meet_their_closed_forms() {
        let three = |r: f64| Linear::new(&[1.0, 1.0, 2.0], &[(1, 2, r)]);
        hold(
            &three(0.9).shapley(4096),
            &[0.104_167, 0.418_229, 0.477_604],
        );
        hold(&three(0.9).total(4096), &[0.104_167, 0.019_792, 0.079_167]);
        hold(
            &three(-0.9).shapley(4096),
            &[0.416_667, 0.172_917, 0.410_417],
        );
        hold(&three(-0.9).total(4096), &[0.416_667, 0.079_167, 0.316_667]);
        let two = Linear::new(&[1.0, 2.0], &[(0, 1, 0.5)]);
        hold(&two.shapley(4096), &[0.339_286, 0.660_714]);
        hold(&two.total(4096), &[0.107_143, 0.428_571]);
        let inert = Linear::new(&[1.0, 0.0, 1.0], &[(0, 1, 0.618_034)]);
        hold(&inert.shapley(4096), &[0.404_508, 0.095_492, 0.5]);
        hold(&inert.total(4096), &[0.309_017, 0.0, 0.5]);
    }

    /// Two inputs that are the same share what they explain; a singular matrix is no trouble.
    #[test]
    fn equal_inputs_share_evenly() {
        let same = Linear::new(&[1.0, 0.0, 1.0], &[(0, 1, 1.0)]);
        hold(&same.shapley(4096), &[0.25, 0.25, 0.5]);
        hold(&same.total(4096), &[0.0, 0.0, 0.5]);
    }
}
