//! One piece of a table: a polynomial that follows a rising curve over one step and rises itself.

use super::conditional::Conditional;
use crate::math::pieces::{DEGREE, NODES, Piece, centred, interpolate};

/// What error a table may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    median: f64,
    interquartile: f64,
}

/// Error aimed at, relative to the larger of the distance from the median and the interquartile range: a tenth of what is
/// promised, because only some points are checked.
const TOLERANCE: f64 = 1e-10;

/// What rounding alone does to a value, relative.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

impl Scale {
    pub(super) fn of(law: &Conditional) -> Self {
        Self {
            median: law.quantile(0.5, 0.5),
            interquartile: law.quantile(0.75, 0.25) - law.quantile(0.25, 0.75),
        }
    }

    fn allows(&self, error: f64, x: f64) -> bool {
        let spread = (x - self.median).abs().max(self.interquartile);
        error.abs() <= TOLERANCE * spread + ROUNDING * x.abs()
    }
}

/// Where the curve is compared, with how many nodes come before: the middles of gaps, where an interpolant errs most.
const CHECKS: [(usize, f64); 3] = [
    (3, 0.283_058_130_441_220_9),
    (4, 0.5),
    (5, 0.716_941_869_558_779_1),
];

/// The piece over `from .. from + step`: the interpolant through the nodes, or, where the curve is so flat that this wavers, a
/// straight line; none if neither is near enough.
pub(super) fn fit(
    curve: &mut impl FnMut(f64) -> f64,
    from: f64,
    step: f64,
    scale: &Scale,
) -> Option<Piece> {
    let mut values = [0.0; DEGREE + 1];
    let mut between = [0.0; CHECKS.len()];
    // In rising order, because the curve is found fastest near the last point.
    for k in 0..=DEGREE {
        for (value, (_, share)) in between
            .iter_mut()
            .zip(CHECKS)
            .filter(|(_, check)| check.0 == k)
        {
            *value = curve(from + step * share);
        }
        values[k] = curve(from + step * NODES[k]);
    }
    let start = values[0];
    let follows = |piece: &Piece| {
        between
            .iter()
            .zip(CHECKS)
            .all(|(&x, (_, share))| scale.allows(value(piece, share) - x, x))
    };
    // Differences from the start keep the digits of a curve that rises little.
    let mut smooth = interpolate(&values.map(|x| x - start));
    smooth[0] = start;
    if follows(&smooth) && rises_throughout(&smooth) {
        return Some(centred(smooth));
    }
    let mut straight = [0.0; DEGREE + 1];
    straight[0] = start;
    straight[1] = values[DEGREE] - start;
    follows(&straight).then(|| centred(straight))
}

/// The polynomial at a share of the step.
fn value(piece: &Piece, share: f64) -> f64 {
    piece.iter().rev().fold(0.0, |sum, c| sum * share + c)
}

/// Whether the control points of the Bernstein form rise, which makes the polynomial rise over the whole step.
fn rises_throughout(piece: &Piece) -> bool {
    /// C(n, j), j = 1 … n.
    const CHOOSE: [f64; DEGREE] = [7.0, 21.0, 35.0, 35.0, 21.0, 7.0, 1.0];
    // Δbᵢ = Σⱼ C(i, j)·cⱼ₊₁/C(n, j+1): the binomial transform, done by repeated sums of neighbours.
    let mut increments = [0.0; DEGREE];
    for (j, increment) in increments.iter_mut().enumerate() {
        *increment = piece[j + 1] / CHOOSE[j];
    }
    for order in 1..DEGREE {
        for k in (order..DEGREE).rev() {
            increments[k] += increments[k - 1];
        }
    }
    increments.iter().all(|increment| *increment >= 0.0)
}
