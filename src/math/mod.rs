//! Elementary and special functions that give the same bits on every machine.
//!
//! `exp`, `ln`, powers and trigonometry of the standard library call the system's math library and differ between machines
//! in the last bit; those of the crate `libm` do not. Everything here is built on `libm` and IEEE arithmetic.
//!
//! ```
//! use clearcast::math::{exp, ln, normal};
//!
//! assert_eq!(normal::cdf(0.0), 0.5);
//! assert!((normal::quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
//! assert!((ln(exp(1.5)) - 1.5).abs() < 1e-15);
//! ```

pub mod beta;
pub mod gamma;
pub mod normal;
pub(crate) mod pieces;
pub(crate) mod vector;

pub use libm::{exp, expm1 as exp_m1, lgamma as ln_gamma, log as ln, log1p as ln_1p, pow};

/// Both tails of a law at one point, each with its own relative precision, and the density there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// P(X ≤ x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
    /// Density of the law in the coordinate named by the function that returns it.
    pub density: f64,
}

impl Tails {
    /// Completes a lower tail with what is left above it.
    fn from_lower(lower: f64, density: f64) -> Self {
        let lower = lower.min(1.0);
        Self {
            lower,
            upper: 1.0 - lower,
            density,
        }
    }

    /// The same two tails seen from the other end.
    fn mirrored(self) -> Self {
        Self {
            lower: self.upper,
            upper: self.lower,
            density: self.density,
        }
    }
}

/// Rows of `tests/data/special_functions.csv` of one kind: values of high precision to test against.
#[cfg(test)]
fn reference<const N: usize>(kind: &str) -> Vec<[f64; N]> {
    let lines = include_str!("../../tests/data/special_functions.csv").lines();
    let rows = lines
        .filter_map(|line| line.strip_prefix(kind)?.strip_prefix(','))
        .map(|cells| {
            let cells: Vec<f64> = cells.split(',').map(|cell| cell.parse().unwrap()).collect();
            cells.try_into().unwrap()
        });
    let rows: Vec<[f64; N]> = rows.collect();
    assert!(!rows.is_empty(), "{kind} has rows");
    rows
}
