//! The nearest correlation matrix, with plain arithmetic and square roots only, so that its bits do not depend on the machine.

/// Iterations at most. The distance falls by a constant factor per iteration, mostly to rounding within 100.
const MAX_ITERATIONS: usize = 2_000;
/// Largest change of an entry between iterations that counts as none: far below what a rank correlation is known to.
const CONVERGED: f64 = 1e-10;
/// Weight of the identity matrix in the result: keeps every eigenvalue so far above rounding errors that the matrix has a
/// Cholesky factor, and moves no correlation by more than itself.
const IDENTITY: f64 = 1e-8;
/// Sweeps of Jacobi's method at most; it converges quadratically, within about 10.
const MAX_SWEEPS: usize = 50;

/// A square matrix, stored row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matrix {
    size: usize,
    entries: Vec<f64>,
}

impl Matrix {
    pub(super) fn identity(size: usize) -> Self {
        let mut matrix = Self {
            size,
            entries: vec![0.0; size * size],
        };
        matrix.set_unit_diagonal();
        matrix
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.entries[row * self.size + column]
    }

    pub(super) fn row(&self, row: usize) -> &[f64] {
        &self.entries[row * self.size..][..self.size]
    }

    pub(super) fn set(&mut self, row: usize, column: usize, entry: f64) {
        self.entries[row * self.size + column] = entry;
    }

    pub(super) fn set_symmetric(&mut self, row: usize, column: usize, entry: f64) {
        self.set(row, column, entry);
        self.set(column, row, entry);
    }

    fn set_unit_diagonal(&mut self) {
        (0..self.size).for_each(|i| self.set(i, i, 1.0));
    }

    fn minus(&self, other: &Self) -> Self {
        let entries = self
            .entries
            .iter()
            .zip(&other.entries)
            .map(|(a, b)| a - b)
            .collect();
        Self {
            size: self.size,
            entries,
        }
    }

    fn largest(&self) -> f64 {
        self.entries
            .iter()
            .fold(0.0, |largest, entry| largest.max(entry.abs()))
    }
}

/// The correlation matrix nearest to the symmetric `matrix` in the Frobenius norm.
///
/// Projects in turn on the positive semi-definite matrices, with Dykstra's correction, and on those with a unit diagonal
/// (Higham 2002, "Computing the nearest correlation matrix: a problem from finance", IMA J. Numer. Anal. 22, algorithm 3.3). At the
/// end the semi-definite iterate is scaled to a unit diagonal, which convergence has left it close to, and mixed with a trace of the
/// identity, so that the result is a correlation matrix also in its last digits.
pub(super) fn correlation(matrix: &Matrix) -> Matrix {
    let mut unit = matrix.clone();
    let mut correction = Matrix {
        size: matrix.size,
        entries: vec![0.0; matrix.entries.len()],
    };
    let mut definite = matrix.clone();
    for _ in 0..MAX_ITERATIONS {
        let corrected = unit.minus(&correction);
        definite = positive_part(&corrected);
        correction = definite.minus(&corrected);
        let before = std::mem::replace(&mut unit, definite.clone());
        unit.set_unit_diagonal();
        if unit.minus(&before).largest() < CONVERGED && unit.minus(&definite).largest() < CONVERGED
        {
            break;
        }
    }
    let sd: Vec<f64> = (0..matrix.size).map(|i| definite.at(i, i).sqrt()).collect();
    for row in 0..matrix.size {
        for column in 0..row {
            let entry = definite.at(row, column) / (sd[row] * sd[column]);
            definite.set_symmetric(row, column, entry * (1.0 - IDENTITY));
        }
    }
    definite.set_unit_diagonal();
    definite
}

/// The positive semi-definite matrix nearest to a symmetric one: its negative eigenvalues become 0.
fn positive_part(matrix: &Matrix) -> Matrix {
    let n = matrix.size;
    let (values, vectors) = eigen(matrix);
    let mut part = Matrix {
        size: n,
        entries: vec![0.0; n * n],
    };
    for (value, k) in values
        .into_iter()
        .zip(0..n)
        .filter(|(value, _)| *value > 0.0)
    {
        let vector = vectors.row(k);
        for row in 0..n {
            for column in 0..=row {
                let entry = part.at(row, column) + value * vector[row] * vector[column];
                part.set_symmetric(row, column, entry);
            }
        }
    }
    part
}

/// Eigenvalues of a symmetric matrix and, as the **rows** of a matrix, its eigenvectors, by cyclic Jacobi rotations.
///
/// Source: Golub and Van Loan, *Matrix Computations*, 4th ed., section 8.5.
fn eigen(matrix: &Matrix) -> (Vec<f64>, Matrix) {
    let n = matrix.size;
    let (mut a, mut vectors) = (matrix.clone(), Matrix::identity(n));
    for _ in 0..MAX_SWEEPS {
        let mut rotated = false;
        for q in 1..n {
            for p in 0..q {
                let negligible = f64::EPSILON * (a.at(p, p) * a.at(q, q)).abs().sqrt();
                if a.at(p, q).abs() <= negligible.max(f64::MIN_POSITIVE) {
                    continue;
                }
                rotated = true;
                let (c, s) = rotation(a.at(p, p), a.at(p, q), a.at(q, q));
                for k in 0..n {
                    let (x, y) = (a.at(k, p), a.at(k, q));
                    a.set(k, p, c * x - s * y);
                    a.set(k, q, s * x + c * y);
                }
                rotate_rows(&mut a, p, q, c, s);
                a.set_symmetric(p, q, 0.0);
                rotate_rows(&mut vectors, p, q, c, s);
            }
        }
        if !rotated {
            break;
        }
    }
    ((0..n).map(|i| a.at(i, i)).collect(), vectors)
}

/// Cosine and sine of the smaller angle that makes the symmetric 2 × 2 matrix (pp, pq; pq, qq) diagonal.
fn rotation(pp: f64, pq: f64, qq: f64) -> (f64, f64) {
    let tau = (qq - pp) / (2.0 * pq);
    let tangent = 1.0_f64.copysign(tau) / (tau.abs() + (1.0 + tau * tau).sqrt());
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    (cosine, tangent * cosine)
}

fn rotate_rows(matrix: &mut Matrix, p: usize, q: usize, c: f64, s: f64) {
    for k in 0..matrix.size {
        let (x, y) = (matrix.at(p, k), matrix.at(q, k));
        matrix.set(p, k, c * x - s * y);
        matrix.set(q, k, s * x + c * y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        Matrix {
            size: rows.len(),
            entries: rows.concat(),
        }
    }

    /// Distance of what is published to four decimals.
    const FOUR_DECIMALS: f64 = 0.000_05;

    /// Higham (2002), section 4.
    #[test]
    fn published_nearest_matrices_are_found() {
        let small = matrix(&[&[1.0, 1.0, 0.0], &[1.0, 1.0, 1.0], &[0.0, 1.0, 1.0]]);
        let nearest_small = [
            1.0, 0.7607, 0.1573, 0.7607, 1.0, 0.7607, 0.1573, 0.7607, 1.0,
        ];
        let difference = [
            [2.0, -1.0, 0.0, 0.0],
            [-1.0, 2.0, -1.0, 0.0],
            [0.0, -1.0, 2.0, -1.0],
            [0.0, 0.0, -1.0, 2.0],
        ];
        let large = matrix(&difference.each_ref().map(<[f64; 4]>::as_slice));
        #[rustfmt::skip]
        let nearest_large = [
            1.0, -0.8084, 0.1916, 0.1068,
            -0.8084, 1.0, -0.6562, 0.1916,
            0.1916, -0.6562, 1.0, -0.8084,
            0.1068, 0.1916, -0.8084, 1.0,
        ];
        for (asked, published) in [
            (small, nearest_small.to_vec()),
            (large, nearest_large.to_vec()),
        ] {
            let found = correlation(&asked);
            for (found, published) in found.entries.iter().zip(published) {
                assert!(
                    (found - published).abs() <= FOUR_DECIMALS,
                    "{found} is not {published}"
                );
            }
        }
    }

    #[test]
    fn a_correlation_matrix_is_its_own_nearest() {
        let valid = matrix(&[&[1.0, 0.5, -0.2], &[0.5, 1.0, 0.3], &[-0.2, 0.3, 1.0]]);
        assert!(correlation(&valid).minus(&valid).largest() <= IDENTITY);
    }

    /// A matrix with a known spectrum: n on the diagonal and 1 elsewhere has n − 1 (n − 1 times) and 2n − 1.
    #[test]
    fn eigenvectors_are_orthonormal_and_eigenvalues_known() {
        let n = 6;
        let mut a = Matrix {
            size: n,
            entries: vec![1.0; n * n],
        };
        (0..n).for_each(|i| a.set(i, i, n as f64));
        let (mut values, vectors) = eigen(&a);
        values.sort_by(f64::total_cmp);
        for (value, known) in values.iter().zip([5.0, 5.0, 5.0, 5.0, 5.0, 11.0]) {
            assert!((value - known).abs() < 1e-13);
        }
        for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
            let product: f64 = vectors
                .row(i)
                .iter()
                .zip(vectors.row(j))
                .map(|(x, y)| x * y)
                .sum();
            assert!((product - f64::from(i == j)).abs() < 1e-14);
        }
    }
}
