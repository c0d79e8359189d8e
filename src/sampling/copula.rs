//! The Gaussian copula: makes standard normal coordinates depend on each other as the rank correlations of a scenario ask.

mod nearest;

use libm::{asin, sin};
use nearest::Matrix;
use std::f64::consts::PI;

/// What of a variable's variance counts as none left once the ones before it are known. Rounding leaves some 1e-15; a smaller
/// true rest would move no rank.
const NO_VARIANCE: f64 = 1e-12;

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

/// What had to change in rank correlations that contradict each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// The two dimensions whose correlation changed most, the lower one first. It may be a pair for which none was asked.
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
    /// The copula of `dimensions` variables with the Spearman correlations `pairs`: two dimensions and the correlation, in
    /// [−1, 1]. Pairs not named are uncorrelated; of two entries for one pair the later counts.
    ///
    /// The correlation of the normals is 2 sin(π ρ / 6) (Pearson 1907). A matrix of them that is not positive semi-definite
    /// is replaced by the nearest correlation matrix, and the [`Repair`] says what changed most over all groups. A singular
    /// matrix, as from ρ = 1, is no error.
    ///
    /// # Panics
    ///
    /// If a pair names a dimension twice or one that is not there, or a correlation outside [−1, 1].
    pub fn new(dimensions: usize, pairs: &[(usize, usize, f64)]) -> (Self, Option<Repair>) {
        for &(a, b, spearman) in pairs {
            assert!(a != b && a < dimensions && b < dimensions, "a correlation joins two dimensions");
            assert!((-1.0..=1.0).contains(&spearman), "a correlation lies in [-1, 1]");
        }
        let (mut groups, mut worst) = (Vec::new(), None::<Repair>);
        for members in connected(dimensions, pairs) {
            let (factor, repair) = factor(&members, pairs);
            groups.push(Group { members, factor });
            let change = |r: &Option<Repair>| r.as_ref().map_or(-1.0, Repair::change);
            if change(&repair) > change(&worst) {
                worst = repair;
            }
        }
        (Self { groups }, worst)
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
    let members = |low: usize| -> Vec<usize> { (0..dimensions).filter(|&d| label[d] == low).collect() };
    let lows = (0..dimensions).filter(|&d| label[d] == d);
    lows.map(members).filter(|group| group.len() > 1).collect()
}

/// The Cholesky factor of one group's normal correlations, and what had to change for there to be one.
fn factor(members: &[usize], pairs: &[(usize, usize, f64)]) -> (Vec<f64>, Option<Repair>) {
    let mut asked = Matrix::identity(members.len());
    for &(a, b, spearman) in pairs {
        if let (Ok(a), Ok(b)) = (members.binary_search(&a), members.binary_search(&b)) {
            asked.set_symmetric(a, b, normal_correlation(spearman));
        }
    }
    if let Some(factor) = cholesky(&asked) {
        return (factor, None);
    }
    let got = nearest::correlation(&asked);
    let factor = cholesky(&got).expect("the nearest correlation matrix is positive semi-definite");
    let repair = |(a, b): (usize, usize)| {
        let [asked, got] = [&asked, &got].map(|matrix| spearman_correlation(matrix.at(a, b)));
        Repair { pair: (members[a], members[b]), asked, got }
    };
    let all = (0..members.len()).flat_map(|b| (0..b).map(move |a| (a, b))).map(repair);
    (factor, all.max_by(|r, s| r.change().total_cmp(&s.change())))
}

/// Correlation of two normals whose ranks have the given correlation.
fn normal_correlation(spearman: f64) -> f64 {
    // The sine of π/6 rounds to less than ½, but equal ranks are equal normals.
    if spearman.abs() == 1.0 { spearman } else { 2.0 * sin(PI * spearman / 6.0) }
}

/// The inverse of [`normal_correlation`].
fn spearman_correlation(normal: f64) -> f64 {
    if normal.abs() == 1.0 { normal } else { 6.0 / PI * asin(normal / 2.0) }
}

/// The lower triangle L, row by row, of L Lᵀ = `matrix`, whose rank may be deficient; `None` if it is not positive semi-definite.
fn cholesky(matrix: &Matrix) -> Option<Vec<f64>> {
    let n = matrix.size();
    let mut factor = Matrix::identity(n);
    for column in 0..n {
        let rest = |row: usize| matrix.at(row, column) - dot(&factor.row(row)[..column], &factor.row(column)[..column]);
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
    Some((0..n).flat_map(|row| factor.row(row)[..=row].to_vec()).collect())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
