//! One piece of a table: a polynomial that follows a rising curve over one step and rises itself.

use super::conditional::Conditional;
use super::table::Piece;

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

/// Where the curve is met exactly, as shares of the step: the Chebyshev-Lobatto points (1 − cos(kπ/5))/2, ends included, so that
/// neighbouring pieces meet.
const NODES: [f64; 6] = [
    0.0,
    0.095_491_502_812_526_29,
    0.345_491_502_812_526_3,
    0.654_508_497_187_473_7,
    0.904_508_497_187_473_7,
    1.0,
];

/// Where the curve is compared: in the two gaps between nodes where an interpolant errs most.
const CHECKS: [f64; 2] = [0.206_107_373_853_763_4, 0.5];

/// The piece over `from .. from + step`: the interpolant of degree 5, or, where the curve is so flat that this wavers, a straight
/// line; none if neither is near enough.
pub(super) fn fit(
    curve: &mut impl FnMut(f64) -> f64,
    from: f64,
    step: f64,
    scale: &Scale,
) -> Option<Piece> {
    // In rising order, because the curve is found fastest near the last point.
    let mut at = |share: f64| curve(from + step * share);
    let start = at(NODES[0]);
    let second = at(NODES[1]);
    let check_left = at(CHECKS[0]);
    let third = at(NODES[2]);
    let check_middle = at(CHECKS[1]);
    let rises = [
        0.0,
        second - start,
        third - start,
        at(NODES[3]) - start,
        at(NODES[4]) - start,
        at(NODES[5]) - start,
    ];
    let follows = |piece: &Piece| {
        [check_left, check_middle]
            .iter()
            .zip(CHECKS)
            .all(|(&x, share)| scale.allows(value(piece, share) - x, x))
    };
    let mut smooth = interpolate(&rises);
    smooth[0] = start;
    if follows(&smooth) && rises_throughout(&smooth) {
        return Some(centred(smooth));
    }
    let straight = [start, rises[5], 0.0, 0.0, 0.0, 0.0];
    follows(&straight).then(|| centred(straight))
}

/// The same polynomial in the distance from the middle of the step: synthetic division by s − ½, again and again.
fn centred(mut piece: Piece) -> Piece {
    for done in 0..6 {
        for power in (done..5).rev() {
            piece[power] += 0.5 * piece[power + 1];
        }
    }
    piece
}

fn value(piece: &Piece, share: f64) -> f64 {
    piece.iter().rev().fold(0.0, |sum, c| sum * share + c)
}

/// Coefficients of the polynomial through the values at [`NODES`], by divided differences.
fn interpolate(values: &Piece) -> Piece {
    let mut differences = *values;
    for order in 1..6 {
        for k in (order..6).rev() {
            differences[k] = (differences[k] - differences[k - 1]) / (NODES[k] - NODES[k - order]);
        }
    }
    let mut piece = [0.0; 6];
    for k in (0..6).rev() {
        // piece = piece·(s − node) + difference
        for power in (1..6).rev() {
            piece[power] = piece[power - 1] - NODES[k] * piece[power];
        }
        piece[0] = differences[k] - NODES[k] * piece[0];
    }
    piece
}

/// Whether the control points of the Bernstein form rise, which makes the polynomial rise over the whole step.
fn rises_throughout(piece: &Piece) -> bool {
    const BINOMIAL: [[f64; 6]; 6] = [
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        [1.0, 2.0, 1.0, 0.0, 0.0, 0.0],
        [1.0, 3.0, 3.0, 1.0, 0.0, 0.0],
        [1.0, 4.0, 6.0, 4.0, 1.0, 0.0],
        [1.0, 5.0, 10.0, 10.0, 5.0, 1.0],
    ];
    let control = |i: usize| {
        (1..=i)
            .map(|j| BINOMIAL[i][j] / BINOMIAL[5][j] * piece[j])
            .sum::<f64>()
    };
    (1..6).all(|i| control(i) >= control(i - 1))
}
