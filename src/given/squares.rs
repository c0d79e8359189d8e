//! Solves the equations of least squares.

use super::vectors::{add, dot};

/// A function whose part that the others do not say is below this share of it says nothing new, and gets no weight.
const NOTHING_NEW: f64 = 1e-9;

/// The root of a matrix of scalar products: the lower triangle whose product with its transpose it is
/// (Cholesky).
#[derive(Clone, Debug)]
pub(super) struct Factor {
    /// `[row][column]`; the diagonal is 0 where a function says nothing new.
    lower: Vec<f64>,
    width: usize,
}

impl Factor {
    /// Of scalar products up to the diagonal.
    pub(super) fn new(mut products: Vec<f64>, width: usize) -> Self {
        for row in 0..width {
            let (above, mine) = products.split_at_mut(row * width);
            let whole = mine[row];
            for column in 0..row {
                let other = &above[column * width..][..=column];
                let pivot = other[column];
                let rest = mine[column] - dot(&mine[..column], &other[..column]);
                mine[column] = if pivot > 0.0 { rest / pivot } else { 0.0 };
            }
            let rest = whole - dot(&mine[..row], &mine[..row]);
            mine[row] = if rest > NOTHING_NEW * whole {
                rest.sqrt()
            } else {
                0.0
            };
        }
        Self {
            lower: products,
            width,
        }
    }

    /// x of Gx = b.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let Self { lower, width } = self;
        let mut x = b.to_vec();
        for row in 0..*width {
            let line = &lower[row * width..][..=row];
            let rest = x[row] - dot(&line[..row], &x[..row]);
            x[row] = if line[row] > 0.0 {
                rest / line[row]
            } else {
                0.0
            };
        }
        for row in (0..*width).rev() {
            let line = &lower[row * width..][..=row];
            x[row] = if line[row] > 0.0 {
                x[row] / line[row]
            } else {
                0.0
            };
            let value = x[row];
            add(&mut x[..row], -value, &line[..row]);
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_says_nothing_new_gets_no_weight() {
        // The third is twice the second; [4, 2; 2, 3] x = [2, 3] has x = (0, 1).
        let products = vec![4.0, 0.0, 0.0, 2.0, 3.0, 0.0, 4.0, 6.0, 12.0];
        let found = Factor::new(products, 3).solve(&[2.0, 3.0, 6.0]);
        for (found, expected) in found.iter().zip([0.0, 1.0, 0.0]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }
}
