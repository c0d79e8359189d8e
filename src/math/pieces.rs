//! Tables of functions: polynomials of degree 7, one for each step of an argument.
//!
//! Eight coefficients are one cache line and one row of lanes, so that eight lanes read eight rows wherever these stand, and turn
//! them into eight columns.

use fearless_simd::{Simd, SimdInto};

use crate::lanes::{Vector, WIDTH, transposed};

/// Coefficients of a piece, from the constant up, in the distance from the middle of its step.
pub(crate) type Piece = [f64; DEGREE + 1];

/// Of the polynomials.
pub(crate) const DEGREE: usize = 7;

/// Where a piece meets its function exactly, as shares of the step: the Chebyshev-Lobatto points (1 − cos(kπ/7))/2, ends
/// included, so that neighbouring pieces meet.
pub(crate) const NODES: Piece = [
    0.0,
    0.049_515_566_048_790_43,
    0.188_255_099_070_633_25,
    0.388_739_533_021_842_8,
    0.611_260_466_978_157_2,
    0.811_744_900_929_366_7,
    0.950_484_433_951_209_6,
    1.0,
];

/// Coefficients of the polynomial through the values at [`NODES`], in the share of the step, by divided differences.
pub(crate) fn interpolate(values: &Piece) -> Piece {
    let mut differences = *values;
    for order in 1..=DEGREE {
        for k in (order..=DEGREE).rev() {
            differences[k] = (differences[k] - differences[k - 1]) / (NODES[k] - NODES[k - order]);
        }
    }
    let mut piece = [0.0; DEGREE + 1];
    for k in (0..=DEGREE).rev() {
        // piece = piece·(s − node) + difference
        for power in (1..=DEGREE).rev() {
            piece[power] = piece[power - 1] - NODES[k] * piece[power];
        }
        piece[0] = differences[k] - NODES[k] * piece[0];
    }
    piece
}

/// The same polynomial in the distance from the middle of the step: synthetic division by s − ½, again and again.
pub(crate) fn centred(mut piece: Piece) -> Piece {
    for done in 0..DEGREE {
        for power in (done..DEGREE).rev() {
            piece[power] += 0.5 * piece[power + 1];
        }
    }
    piece
}

/// A piece at a distance from the middle of its step: [`values`] in one lane.
#[inline]
pub(crate) fn value(c: &Piece, x: f64) -> f64 {
    let square = x * x;
    let low = (c[3] * x + c[2]) * square + (c[1] * x + c[0]);
    let high = (c[7] * x + c[6]) * square + (c[5] * x + c[4]);
    high * (square * square) + low
}

/// The piece of each lane at its distance from the middle of its step. Powers go by halves, not one by one: three steps wait for
/// each other instead of seven.
#[inline(always)]
pub(crate) fn values<S: Simd>(rows: [&Piece; WIDTH], x: Vector<S>) -> Vector<S> {
    let mut vectors = [x; WIDTH];
    for (vector, row) in vectors.iter_mut().zip(rows) {
        *vector = (*row).simd_into(x.simd);
    }
    let c = transposed(vectors);
    let square = x * x;
    let low = (c[3] * x + c[2]) * square + (c[1] * x + c[0]);
    let high = (c[7] * x + c[6]) * square + (c[5] * x + c[4]);
    high * (square * square) + low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Lanes, levels, on_level};

    #[test]
    fn a_polynomial_of_degree_seven_is_met_everywhere() {
        let at = |s: f64| (0..8).fold(0.0, |sum, k| sum * s + f64::from(k) - 3.0);
        let piece = centred(interpolate(&NODES.map(at)));
        for k in 0..=100 {
            let share = f64::from(k) / 100.0;
            assert!((value(&piece, share - 0.5) - at(share)).abs() < 1e-12);
        }
    }

    #[test]
    fn lanes_read_their_own_pieces_with_the_bits_of_one_alone() {
        let piece = |lane: usize| NODES.map(|node| node * 7.3 + lane as f64 * 1.1 - 2.0);
        let pieces: [Piece; WIDTH] = std::array::from_fn(piece);
        let x = Lanes([-0.5, -0.31, -0.1, 0.0, 0.07, 0.2, 0.49, 0.5]);
        for (name, level) in levels() {
            let found: [f64; WIDTH] = on_level!(level, simd => {
                values(pieces.each_ref(), x.get(simd)).into()
            });
            for lane in 0..WIDTH {
                let alone = value(&pieces[lane], x.0[lane]);
                assert_eq!(
                    found[lane].to_bits(),
                    alone.to_bits(),
                    "{name}, lane {lane}"
                );
            }
        }
    }
}
