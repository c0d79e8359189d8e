//! The standard normal quantile of eight probabilities at once.

use core::f64::consts::PI;
use std::sync::LazyLock;

use fearless_simd::{Bytes, Simd, SimdBase, SimdInto, SimdMask};

use crate::lanes::{Vector, WIDTH, Whole, lanes};
use crate::math::normal;
use crate::math::pieces::{DEGREE, NODES, Piece, centred, interpolate, values};

/// Bits of the mantissa that number the pieces of an octave.
const PIECE_BITS: u32 = 4;
/// Bits of a number below those that choose its piece.
const REST_BITS: u32 = 52 - PIECE_BITS;
/// One for each value of the lowest 8 bits above the rest.
const PIECES: usize = 256;
/// Smallest probability in the table, 2⁻¹⁵: below it, or as near to 1, lies one number in 16,000.
const FARTHEST: f64 = 1.0 / 32_768.0;

/// z/(p − ½) by the smaller of p and 1 − p, q, in which it is smooth from [`FARTHEST`] to ½, in 16 pieces an octave: their error
/// is below 2·10⁻¹⁶ of the value. Divided so, z near 0 loses nothing.
///
/// A piece stands where the last four bits of q's exponent and the first four of its mantissa say. 14 octaves and q = ½ are used.
#[repr(align(64))]
struct Table([Piece; PIECES]);

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Self {
        let mut pieces = [[0.0; DEGREE + 1]; PIECES];
        let (from, to) = (FARTHEST.to_bits(), 0.5_f64.to_bits());
        for start in (from..to).step_by(1 << REST_BITS) {
            pieces[place(start)] = piece(
                f64::from_bits(start),
                f64::from_bits(start + (1 << REST_BITS)),
            );
        }
        // What half itself reads is multiplied by 0, and may be 0.
        Self(pieces)
    }
}

/// The piece over `from .. to`, whose width is a power of 2, in the distance from its middle.
fn piece(from: f64, to: f64) -> Piece {
    let step = to - from;
    let curve = NODES.map(|node| slope(from + step * node));
    // Differences from the start keep their digits.
    let mut piece = interpolate(&curve.map(|value| value - curve[0]));
    piece[0] += curve[0];
    let mut piece = centred(piece);
    let mut scale = 1.0;
    for coefficient in &mut piece {
        *coefficient *= scale;
        scale /= step;
    }
    piece
}

/// z/(q − ½) for the z with P(Z ≤ z) = q.
fn slope(q: f64) -> f64 {
    let centred = q - 0.5;
    if centred == 0.0 {
        (2.0 * PI).sqrt()
    } else {
        normal::quantile(q) / centred
    }
}

/// Number of the piece of a number with these bits.
#[inline(always)]
fn place(bits: u64) -> usize {
    (bits >> REST_BITS) as usize % PIECES
}

/// The standard normal quantile for p in (2⁻⁵⁴, 1 − 2⁻⁵⁴), within a few units of the last place of [`normal::quantile`], from which
/// its table is made and to which far lanes are left.
#[inline(always)]
pub(crate) fn normal_quantile<S: Simd>(p: Vector<S>) -> Vector<S> {
    let table = &TABLE.0;
    // 1 − p is exact for p ≥ ½.
    let q = p.min(1.0 - p);
    let bits = q.bitcast::<Whole<S>>();
    let places: [u64; WIDTH] = bits.into();
    let mut rows = [&table[0]; WIDTH];
    for (row, bits) in rows.iter_mut().zip(places) {
        *row = &table[place(bits)];
    }
    // The piece's own bits, and then the first bit of the rest.
    let middle: Vector<S> = (bits >> REST_BITS << REST_BITS | 1 << (REST_BITS - 1)).bitcast();
    let z = (p - 0.5) * values(rows, q - middle);
    let outside = q.simd_lt(FARTHEST);
    if outside.any_true() {
        return far(p.into(), z.into(), outside.to_bitmask()).simd_into(p.simd);
    }
    z
}

/// The quantiles `z` of `p`, anew in the lanes whose bits are set in `outside`.
#[cold]
#[inline(never)]
fn far(p: [f64; WIDTH], mut z: [f64; WIDTH], outside: u64) -> [f64; WIDTH] {
    for lane in lanes(outside) {
        z[lane] = normal::quantile(p[lane]);
    }
    z
}
