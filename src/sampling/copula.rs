//! The Gaussian copula: makes standard normal coordinates depend on each other as the rank correlations of a scenario ask.

mod nearest;

use super::ranks::{self, Ranks};
use crate::lanes::{Lanes, Vector};
use fearless_simd::{Simd, SimdBase};
use libm::{asin, sin};
use nearest::Matrix;
use std::f64::consts::PI;

/// What of a variable's variance counts as none left once the ones before it are known. Rounding leaves some 1e-15; a smaller
/// true rest would move no rank.
const NO_VARIANCE: f64 = 1e-12;

/// A correlation that changes by less than this is as good as asked: nothing that is shown would differ.
const NO_CHANGE: f64 = 5e-4;

/// A linear map that gives independent standard normals a correlation matrix.
///
/// Dimensions without a correlation are left alone, and each group of dimensions that correlations connect is treated by
/// itself, so that a correlation somewhere changes no draw elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    groups: Vec<Group>,
}

/// Dimensions that correlations connect.
#[derive(Clone, Debug, PartialEq)]
struct Group {
    /// In increasing order.
    members: Vec<usize>,
    /// Lower triangle of the Cholesky factor, row by row.
    factor: Vec<f64>,
}

/// A rank correlation that is not what was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// The two dimensions, the lower one first. It may be a pair for which none was asked.
    pub pair: (usize, usize),
    /// The Spearman correlation that was asked for this pair; 0 if none was.
    pub asked: f64,
    /// The Spearman correlation that this pair gets.
    pub got: f64,
}

impl Repair {
    /// The largest change of any Spearman correlation, as a positive number.
    pub fn change(&self) -> f64 {
        (self.got - self.asked).abs()
    }
}

impl Copula {
    /// The copula of `dimensions` variables without ties: see [`between`](Self::between).
    ///
    /// # Panics
    ///
    /// If a pair names a dimension twice or one that is not there, or a correlation outside [−1, 1].
    pub fn new(dimensions: usize, pairs: &[(usize, usize, f64)]) -> (Self, Option<Repair>) {
        let (copula, repair, _) = Self::between(&vec![Ranks::UNTIED; dimensions], pairs);
        (copula, repair)
    }

    /// The copula of variables with these `ranks` and the Spearman correlations `pairs`: two dimensions and the correlation, in
    /// [−1, 1]. Pairs not named are uncorrelated; of two entries for one pair the later counts.
    ///
    /// The correlation of the normals is 2 sin(π ρ / 6) (Pearson 1907) where neither variable has ties; else it is found from the
    /// ranks of both, and the last list says for which pairs no dependence reaches what is asked. A matrix of them that is not
    /// positive semi-definite is replaced by the nearest correlation matrix, and the [`Repair`] says what changed most over all
    /// groups. A singular matrix, as from ρ = 1, is no error.
    ///
    /// # Panics
    ///
    /// If a pair names a dimension twice or one that is not there, or a correlation outside [−1, 1].
    pub fn between(
        ranks: &[Ranks],
        pairs: &[(usize, usize, f64)],
    ) -> (Self, Option<Repair>, Vec<Repair>) {
        let dimensions = ranks.len();
        for &(a, b, spearman) in pairs {
            assert!(
                a != b && a < dimensions && b < dimensions,
                "a correlation joins two dimensions"
            );
            assert!(
                (-1.0..=1.0).contains(&spearman),
                "a correlation lies in [-1, 1]"
            );
        }
        let (mut groups, mut worst, mut short) = (Vec::new(), None::<Repair>, Vec::new());
        for members in connected(dimensions, pairs) {
            let (factor, repair) = factor(&members, ranks, pairs, &mut short);
            groups.push(Group { members, factor });
            let change = |r: &Option<Repair>| r.as_ref().map_or(-1.0, Repair::change);
            if change(&repair) > change(&worst) {
                worst = repair;
            }
        }
        (Self { groups }, worst, short)
    }

    /// Correlates independent standard normals in place, one for each dimension. Allocates nothing.
    ///
    /// Uncorrelated dimensions, and the first of each connected group, keep their values.
    ///
    /// # Panics
    ///
    /// If `z` is shorter than the dimensions that are correlated.
    pub fn apply(&self, z: &mut [f64]) {
        for Group { members, factor } in &self.groups {
            // From the last row up, since a row reads the independent values of the ones before it.
            let mut end = factor.len();
            for row in (0..members.len()).rev() {
                let weights = &factor[end - row - 1..end];
                z[members[row]] = weights.iter().zip(members).map(|(w, &m)| w * z[m]).sum();
                end -= row + 1;
            }
        }
    }
}

impl Copula {
    /// Each group: its members in increasing order, and the lower triangle of the Cholesky factor of their scores' correlations, row by
    /// row.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (&[usize], &[f64])> {
        let groups = self.groups.iter();
        groups.map(|it| (it.members.as_slice(), it.factor.as_slice()))
    }

    /// [`apply`](Self::apply) in every lane of `z`.
    #[inline(always)]
    pub(crate) fn correlate<S: Simd>(&self, simd: S, z: &mut [Lanes]) {
        for Group { members, factor } in &self.groups {
            let mut end = factor.len();
            for row in (0..members.len()).rev() {
                let weights = &factor[end - row - 1..end];
                let mut sum = Vector::splat(simd, 0.0);
                for (weight, &member) in weights.iter().zip(members) {
                    sum += z[member].get(simd) * *weight;
                }
                z[members[row]].set(sum);
                end -= row + 1;
            }
        }
    }
}

/// The groups of dimensions that the pairs connect, each in increasing order, ordered by their first.
fn connected(dimensions: usize, pairs: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    // `label[d]` becomes the lowest dimension that is connected with d.
    let mut label: Vec<usize> = (0..dimensions).collect();
    loop {
        let before = label.clone();
        for &(a, b, _) in pairs {
            let low = label[a].min(label[b]);
            (label[a], label[b]) = (low, low);
        }
        if label == before {
            break;
        }
    }
    let members =
        |low: usize| -> Vec<usize> { (0..dimensions).filter(|&d| label[d] == low).collect() };
    let lows = (0..dimensions).filter(|&d| label[d] == d);
    lows.map(members).filter(|group| group.len() > 1).collect()
}

/// The Cholesky factor of one group's normal correlations, and what had to change for there to be one. Pairs whose laws do not
/// reach what is asked are appended to `short`.
fn factor(
    members: &[usize],
    ranks: &[Ranks],
    pairs: &[(usize, usize, f64)],
    short: &mut Vec<Repair>,
) -> (Vec<f64>, Option<Repair>) {
    let mut asked = Matrix::identity(members.len());
    for &(a, b, spearman) in pairs {
        if let (Ok(a), Ok(b)) = (members.binary_search(&a), members.binary_search(&b)) {
            asked.set_symmetric(a, b, spearman);
        }
    }
    let all = (0..members.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let all: Vec<(usize, usize)> = all.collect();
    let of = |at: usize| &ranks[members[at]];
    let repair = |(a, b): (usize, usize), asked: f64, got: f64| Repair {
        pair: (members[a], members[b]),
        asked,
        got,
    };
    let mut normal = Matrix::identity(members.len());
    for &(a, b) in &all {
        let wanted = asked.at(a, b);
        let (correlation, got) = normal_correlation(of(a), of(b), wanted);
        normal.set_symmetric(a, b, correlation);
        // What cannot be is not asked again.
        asked.set_symmetric(a, b, got);
        short.extend(Some(repair((a, b), wanted, got)).filter(|it| it.change() > NO_CHANGE));
    }
    if let Some(factor) = cholesky(&normal) {
        return (factor, None);
    }
    let nearest = nearest::correlation(&normal);
    let factor = cholesky(&nearest)
        .expect("the eigenvalues of the nearest correlation matrix are kept above rounding errors");
    let repairs = all.iter().map(|&(a, b)| {
        let got = spearman_correlation(of(a), of(b), nearest.at(a, b));
        repair((a, b), asked.at(a, b), got)
    });
    let worst = repairs.max_by(|r, s| r.change().total_cmp(&s.change()));
    (factor, worst.filter(|repair| repair.change() > NO_CHANGE))
}

/// The correlation of two normals under which variables with these ranks have the Spearman correlation `spearman`, and the one
/// that they then have.
fn normal_correlation(a: &Ranks, b: &Ranks, spearman: f64) -> (f64, f64) {
    if a.is_untied() && b.is_untied() {
        (normal_of_untied(spearman), spearman)
    } else {
        ranks::normal_correlation(a, b, spearman)
    }
}

/// The inverse of [`normal_correlation`].
fn spearman_correlation(a: &Ranks, b: &Ranks, normal: f64) -> f64 {
    if a.is_untied() && b.is_untied() {
        spearman_of_untied(normal)
    } else {
        ranks::spearman_correlation(a, b, normal)
    }
}

/// Correlation of two normals whose ranks have the given correlation.
pub(super) fn normal_of_untied(spearman: f64) -> f64 {
    // The sine of π/6 rounds to less than ½, but equal ranks are equal normals.
    if spearman.abs() < 1.0 {
        2.0 * sin(PI * spearman / 6.0)
    } else {
        spearman
    }
}

/// The inverse of [`normal_of_untied`].
fn spearman_of_untied(normal: f64) -> f64 {
    if normal.abs() < 1.0 {
        6.0 / PI * asin(normal / 2.0)
    } else {
        normal
    }
}

/// The lower triangle L, row by row, of L Lᵀ = `matrix`, whose rank may be deficient; `None` if it is not positive semi-definite.
fn cholesky(matrix: &Matrix) -> Option<Vec<f64>> {
    let n = matrix.size();
    let mut factor = Matrix::identity(n);
    for column in 0..n {
        let rest = |row: usize| {
            matrix.at(row, column) - dot(&factor.row(row)[..column], &factor.row(column)[..column])
        };
        let left: Vec<f64> = (column..n).map(rest).collect();
        let variance = left[0];
        let pivot = variance.max(0.0).sqrt();
        for (row, covariance) in (column..n).zip(left) {
            let weight = if variance > NO_VARIANCE {
                covariance / pivot
            } else if variance < -NO_VARIANCE || covariance.abs() > NO_VARIANCE.sqrt() {
                // A covariance with what does not vary, or a negative variance.
                return None;
            } else {
                0.0
            };
            factor.set(row, column, weight);
        }
    }
    Some(
        (0..n)
            .flat_map(|row| factor.row(row)[..=row].to_vec())
            .collect(),
    )
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{levels, on_level};

    /// The correlation matrix that a copula gives, L Lᵀ, read from the images of the unit vectors.
    fn achieved(copula: &Copula, dimensions: usize, a: usize, b: usize) -> f64 {
        let image = |unit: usize| {
            let mut z = vec![0.0; dimensions];
            z[unit] = 1.0;
            copula.apply(&mut z);
            z[a] * z[b]
        };
        (0..dimensions).map(image).sum()
    }

    #[test]
    fn consistent_correlations_are_met_to_rounding() {
        let pairs = [(1, 4, 0.5), (4, 6, -0.3), (1, 6, 0.2), (2, 3, 0.9)];
        let (copula, repair) = Copula::new(8, &pairs);
        assert_eq!(repair, None);
        for (a, b, spearman) in pairs {
            assert!((achieved(&copula, 8, a, b) - 2.0 * sin(PI * spearman / 6.0)).abs() < 1e-15);
        }
        for d in 0..8 {
            assert!((achieved(&copula, 8, d, d) - 1.0).abs() < 1e-15);
        }
        assert!(achieved(&copula, 8, 1, 2).abs() < 1e-15);
    }

    #[test]
    fn uncorrelated_dimensions_and_the_first_of_a_group_keep_their_values() {
        let (copula, _) = Copula::new(6, &[(5, 1, 0.7), (3, 5, 0.4)]);
        let before = [0.3, -1.2, 0.7, 2.0, -0.1, 0.9];
        let mut z = before;
        copula.apply(&mut z);
        // 1 and 3 are in one group, but not correlated with each other.
        let kept = |d: usize| z[d].to_bits() == before[d].to_bits();
        assert!((0..5).all(kept));
        assert!(!kept(5));
    }

    #[test]
    fn a_correlation_elsewhere_changes_no_bit() {
        let draw = |pairs: &[_]| {
            let mut z = [0.3, -1.2, 0.7, 2.0, -0.1];
            Copula::new(5, pairs).0.apply(&mut z);
            z.map(f64::to_bits)
        };
        let (few, more) = (draw(&[(0, 2, 0.6)]), draw(&[(0, 2, 0.6), (3, 4, 0.8)]));
        assert_eq!(few[..3], more[..3]);
    }

    #[test]
    fn lanes_are_correlated_as_one_point_is() {
        let pairs = [(1, 4, 0.5), (4, 6, -0.3), (1, 6, 0.2), (2, 3, 0.9)];
        let (copula, _) = Copula::new(8, &pairs);
        let stream = crate::sampling::Stream::new(1, "test");
        let points = std::array::from_fn::<_, 8, _>(|lane| {
            std::array::from_fn::<_, 8, _>(|d| stream.normal(lane as u64, d as u64))
        });
        for (name, level) in levels() {
            let mut z: [Lanes; 8] = std::array::from_fn(|d| Lanes(points.map(|point| point[d])));
            on_level!(level, simd => copula.correlate(simd, &mut z));
            for (lane, mut point) in points.into_iter().enumerate() {
                copula.apply(&mut point);
                let found = z.map(|lanes| lanes.0[lane].to_bits());
                assert_eq!(found, point.map(f64::to_bits), "{name}");
            }
        }
    }

    #[test]
    fn a_perfect_correlation_makes_equal_or_opposite_values() {
        let (copula, repair) = Copula::new(3, &[(0, 1, 1.0), (1, 2, -1.0), (0, 2, -1.0)]);
        assert_eq!(repair, None);
        let mut z = [0.8, -0.4, 1.9];
        copula.apply(&mut z);
        assert_eq!(z.map(f64::to_bits), [0.8, 0.8, -0.8].map(f64::to_bits));
    }

    #[test]
    fn the_later_of_two_entries_for_a_pair_counts() {
        assert_eq!(
            Copula::new(2, &[(0, 1, 0.9), (1, 0, 0.1)]),
            Copula::new(2, &[(0, 1, 0.1)])
        );
        assert_eq!(Copula::new(2, &[(0, 1, 0.0)]).0.groups.len(), 1);
    }

    #[test]
    fn correlations_that_contradict_each_other_are_repaired_and_the_largest_change_is_named() {
        let mut pairs = vec![(0, 1, 0.3)];
        pairs.extend((3..9).flat_map(|b| (2..b).map(move |a| (a, b, 0.9))));
        pairs.push((4, 6, -0.5));
        let (copula, repair) = Copula::new(10, &pairs);
        let repair = repair.unwrap();
        assert_eq!(
            (repair.pair, repair.asked),
            ((4, 6), -0.5),
            "by far the odd one out"
        );
        assert!((achieved(&copula, 10, 4, 6) - normal_of_untied(repair.got)).abs() < 1e-6);
        assert!(
            (achieved(&copula, 10, 0, 1) - normal_of_untied(0.3)).abs() < 1e-15,
            "the other group stays"
        );
    }

    #[test]
    fn a_repair_also_reaches_pairs_of_which_nothing_was_asked() {
        let (copula, repair) = Copula::new(3, &[(0, 1, 0.9), (1, 2, 0.9)]);
        let changes = [(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.0)].map(|(a, b, asked)| {
            let got = spearman_of_untied(achieved(&copula, 3, a, b));
            (got - asked).abs()
        });
        assert!(changes[2] > 0.1, "{changes:?}");
        assert!((changes.into_iter().fold(0.0, f64::max) - repair.unwrap().change()).abs() < 1e-6);
    }

    /// Random correlations contradict each other; what replaces them must always have a factor.
    #[test]
    fn any_correlations_have_a_copula() {
        let stream = crate::sampling::Stream::new(1, "test");
        for case in 0..40 {
            let dimensions = 2 + case as usize % 15;
            let all = (0..dimensions).flat_map(|b| (0..b).map(move |a| (a, b)));
            // Some at the ends of the range, where matrices are singular.
            let spearman = |occasion| (3.0 * stream.uniform(case, occasion) - 1.5).clamp(-1.0, 1.0);
            let pairs: Vec<_> = all
                .zip(0..)
                .map(|((a, b), occasion)| (a, b, spearman(occasion)))
                .collect();
            let (copula, _) = Copula::new(dimensions, &pairs);
            for d in 0..dimensions {
                assert!((achieved(&copula, dimensions, d, d) - 1.0).abs() < 1e-6);
            }
        }
    }

    /// Rank 2 in 30 dimensions: valid, singular, and its pivots are rounding errors.
    #[test]
    fn a_singular_matrix_needs_no_repair() {
        let angle = |d: usize| d as f64 * 0.1;
        let all = (0..30).flat_map(|b| (0..b).map(move |a| (a, b)));
        let pairs: Vec<_> = all
            .map(|(a, b)| (a, b, spearman_of_untied(libm::cos(angle(a) - angle(b)))))
            .collect();
        let (copula, repair) = Copula::new(30, &pairs);
        assert_eq!(repair, None);
        for (a, b, spearman) in pairs {
            assert!((achieved(&copula, 30, a, b) - normal_of_untied(spearman)).abs() < 1e-6);
        }
    }
}
