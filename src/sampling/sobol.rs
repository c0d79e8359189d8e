//! Sobol points under nested uniform scrambling, with random access and 64-bit indices.
//!
//! Bit k of a point's index adds (in the field of two elements) the k-th direction number of each dimension (Sobol 1967), in
//! plain order: point *n* is the sum over the binary digits of *n* itself, not of its Gray code. Point 0 is included. Direction
//! numbers: `joe-kuo.txt`. What random access costs is one addition per digit of the index, over all dimensions at once.

use super::streams::{open_unit, open_units};
use crate::lanes::{Lanes, WIDTH, Whole};
use fearless_simd::{Simd, SimdInto};
use scramble::Scramble;

mod scramble;

/// The dimensions there are direction numbers for.
pub const MAX_DIMENSIONS: usize = 4096;
/// Digits of an index and of a coordinate.
const DIGITS: usize = 64;
/// Dimensions computed together, in registers.
const LANES: usize = 8;

/// Notice, then one line per dimension from the second: number, degree s of its primitive polynomial, the polynomial's inner
/// coefficients a, the initial m₁ … mₛ.
const JOE_KUO: &str = include_str!("joe-kuo.txt");

/// The Sobol points of all replicates.
#[derive(Clone, Debug)]
pub(super) struct Sobol {
    /// `[dimension / LANES][digit of the index]`: direction numbers, **bits reversed**, because the scramble works from the last
    /// bit up and comes next.
    directions: Vec<[[u64; LANES]; DIGITS]>,
    /// `[replicate · dimensions + dimension]`
    scrambles: Vec<Scramble>,
    /// `[dimension]`: the points 0 to 7, bits reversed.
    first_eight: Vec<[u64; WIDTH]>,
    dimensions: usize,
}

impl Sobol {
    /// Points of `dimensions ≤ MAX_DIMENSIONS` coordinates, a replicate for each key.
    pub(super) fn new(dimensions: usize, keys: &[u64]) -> Self {
        let mut directions = vec![[[0; LANES]; DIGITS]; dimensions.div_ceil(LANES)];
        for (dimension, numbers) in directions_of_all().take(dimensions).enumerate() {
            for (digit, number) in numbers.into_iter().enumerate() {
                directions[dimension / LANES][digit][dimension % LANES] = number.reverse_bits();
            }
        }
        let scramble = |&key| (0..dimensions as u64).map(move |d| Scramble::new(key, d));
        let point =
            |dimension: usize, index| sum(&directions[dimension / LANES], index)[dimension % LANES];
        let first_eight = (0..dimensions)
            .map(|dimension| std::array::from_fn(|lane| point(dimension, lane as u64)))
            .collect();
        Self {
            scrambles: keys.iter().flat_map(scramble).collect(),
            first_eight,
            directions,
            dimensions,
        }
    }

    /// Writes the coordinates of point `index` of a replicate to `u`, one per dimension.
    pub(super) fn fill(&self, replicate: usize, index: u64, u: &mut [f64]) {
        let scrambles = &self.scrambles[replicate * self.dimensions..][..self.dimensions];
        let groups = u.chunks_mut(LANES).zip(scrambles.chunks(LANES));
        for ((u, scrambles), directions) in groups.zip(&self.directions) {
            let reversed = sum(directions, index);
            for ((u, scramble), x) in u.iter_mut().zip(scrambles).zip(reversed) {
                *u = open_unit(scramble.apply(x).reverse_bits());
            }
        }
    }
}

impl Sobol {
    /// Writes the coordinates of eight points of a replicate, from `index` on, to the lanes of `u`: what [`fill`](Self::fill) writes.
    /// The index is a multiple of eight: the points share all digits but those of 0 to 7.
    #[inline(always)]
    pub(super) fn fill_eight<S: Simd>(
        &self,
        simd: S,
        replicate: usize,
        index: u64,
        u: &mut [Lanes],
    ) {
        debug_assert!(index.is_multiple_of(WIDTH as u64));
        let scrambles = &self.scrambles[replicate * self.dimensions..][..self.dimensions];
        let groups = u.chunks_mut(LANES).zip(scrambles.chunks(LANES));
        let groups = groups.zip(self.first_eight.chunks(LANES));
        for (((u, scrambles), first_eight), directions) in groups.zip(&self.directions) {
            let sums = sum(directions, index);
            let dimensions = u.iter_mut().zip(scrambles).zip(first_eight).zip(sums);
            for (((u, scramble), first), x) in dimensions {
                let first: Whole<S> = (*first).simd_into(simd);
                u.set(open_units(reversed(scramble.apply_to_all(first ^ x))));
            }
        }
    }
}

/// The bits of each number in the opposite order: neighbours change places, then pairs of them, and so on.
#[inline(always)]
fn reversed<S: Simd>(mut x: Whole<S>) -> Whole<S> {
    const STEPS: [(u32, u64); 5] = [
        (1, 0x5555_5555_5555_5555),
        (2, 0x3333_3333_3333_3333),
        (4, 0x0F0F_0F0F_0F0F_0F0F),
        (8, 0x00FF_00FF_00FF_00FF),
        (16, 0x0000_FFFF_0000_FFFF),
    ];
    for (width, low) in STEPS {
        x = (x >> width & low) | (x & low) << width;
    }
    x >> 32 | x << 32
}

/// The unscrambled coordinates of point `index`, bits reversed.
fn sum(directions: &[[u64; LANES]; DIGITS], index: u64) -> [u64; LANES] {
    let (mut x, mut digits) = ([0; LANES], index);
    while digits != 0 {
        let row = &directions[digits.trailing_zeros() as usize];
        for (x, v) in x.iter_mut().zip(row) {
            *x ^= v;
        }
        digits &= digits - 1;
    }
    x
}

/// The direction numbers of the dimensions in order, as binary fractions of 64 digits. Reads no further in the file than asked.
fn directions_of_all() -> impl Iterator<Item = [u64; DIGITS]> {
    // The first dimension is van der Corput's sequence: every m is 1.
    let first = std::array::from_fn(|k| 1 << (DIGITS - 1 - k));
    let lines = JOE_KUO.lines().filter(|line| !line.starts_with('#'));
    std::iter::once(first).chain(lines.map(directions_of_line))
}

/// Extends m₁ … mₛ of one line by the recurrence of the polynomial xˢ + a₁xˢ⁻¹ + … + aₛ₋₁x + 1 to all digits:
/// mₖ = 2a₁mₖ₋₁ ⊕ 4a₂mₖ₋₂ ⊕ … ⊕ 2ˢmₖ₋ₛ ⊕ mₖ₋ₛ, and vₖ = mₖ / 2ᵏ (Joe and Kuo 2008, equation 2.2). In the file a₁ is the first
/// of the s − 1 binary digits of a.
fn directions_of_line(line: &str) -> [u64; DIGITS] {
    let mut numbers = line
        .split_ascii_whitespace()
        .map(|n| n.parse::<u64>().expect("the shipped file holds integers"));
    let mut next = || {
        numbers
            .next()
            .expect("a line of the shipped file has s + 3 numbers")
    };
    let (_dimension, s, a) = (next(), next() as usize, next());
    let mut v = [0; DIGITS];
    for k in 0..DIGITS {
        v[k] = if k < s {
            next() << (DIGITS - 1 - k)
        } else {
            // In terms of v the powers of 2 vanish, but for the last term.
            let inner = (1..s).filter(|j| a >> (s - 1 - j) & 1 == 1);
            inner.fold(v[k - s] ^ v[k - s] >> s, |sum, j| sum ^ v[k - j])
        };
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Coordinates in plain order, times 2⁶⁴, from the table of `SciPy` 1.17 (`scipy.stats.qmc.Sobol`, 64 bits), whose first eight
    /// points (in the order of the Gray code) are the same.
    #[test]
    fn unscrambled_points_equal_those_of_another_implementation() {
        const DIMENSIONS: [usize; 7] = [1, 2, 3, 10, 100, 1000, 4096];
        #[rustfmt::skip]
        const POINTS: [(u64, [u64; 7]); 7] = [
            (0, [0; 7]),
            (1, [1 << 63; 7]),
            (2, [1 << 62, 3 << 62, 3 << 62, 1 << 62, 1 << 62, 1 << 62, 3 << 62]),
            (5, [5 << 61, 1 << 61, 7 << 61, 3 << 61, 1 << 61, 7 << 61, 1 << 61]),
            (1_000_003, [0xc242_f000_0000_0000, 0x906a_1000_0000_0000, 0xcd9e_b000_0000_0000, 0x6b3b_d000_0000_0000,
                0x212b_3000_0000_0000, 0xbc56_1000_0000_0000, 0x11a6_7000_0000_0000]),
            ((1 << 32) + 12_345, [0x9c0c_0000_8000_0000, 0xf044_0000_8000_0000, 0x8c74_8000_8000_0000, 0x1aec_0d9b_8000_0000,
                0xd123_9047_8000_0000, 0x40cc_1812_8000_0000, 0x1e18_dca0_8000_0000]),
            ((1 << 59) + (1 << 40) + 7, [0xe000_0000_0080_0010, 0x9070_f0f0_7070_f0f0, 0x9d10_e880_ad10_c590, 0xef5d_05af_5059_ff70,
                0x23e8_a4b0_0ff2_3c10, 0xc67f_7c1c_0233_0590, 0xddb6_afe4_cf95_c0f0]),
        ];
        let sobol = Sobol::new(MAX_DIMENSIONS, &[]);
        for (index, point) in POINTS {
            for (dimension, expected) in DIMENSIONS.into_iter().zip(point) {
                let d = dimension - 1;
                let x = sum(&sobol.directions[d / LANES], index)[d % LANES].reverse_bits();
                assert_eq!(x, expected, "point {index}, dimension {dimension}");
            }
        }
    }

    #[test]
    fn the_file_has_one_line_for_each_dimension_with_odd_numbers_below_their_powers_of_2() {
        let lines: Vec<&str> = JOE_KUO
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert_eq!(lines.len(), MAX_DIMENSIONS - 1);
        for (line, dimension) in lines.into_iter().zip(2..) {
            let numbers: Vec<u64> = line.split(' ').map(|n| n.parse().unwrap()).collect();
            let (s, a) = (numbers[1], numbers[2]);
            assert_eq!(numbers[0], dimension);
            assert_eq!(numbers.len() as u64, s + 3);
            assert!(a < 1 << (s - 1));
            assert!(
                numbers[3..]
                    .iter()
                    .zip(1..)
                    .all(|(m, k)| m % 2 == 1 && *m < 1 << k)
            );
        }
    }
}
