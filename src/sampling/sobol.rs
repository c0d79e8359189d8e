//! Sobol points under nested uniform scrambling, with random access and 64-bit indices.
//!
//! Bit k of a point's index adds (in the field of two elements) the k-th direction number of each dimension (Sobol 1967), in
//! plain order: point *n* is the sum over the binary digits of *n* itself, not of its Gray code. Point 0 is included. Direction
//! numbers: `joe-kuo.txt`. What random access costs is one addition per digit of the index, over all dimensions at once.

use super::streams::open_unit;
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
        Self { directions, scrambles: keys.iter().flat_map(scramble).collect(), dimensions }
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
    let mut numbers = line.split_ascii_whitespace().map(|n| n.parse::<u64>().expect("the shipped file holds integers"));
    let mut next = || numbers.next().expect("a line of the shipped file has s + 3 numbers");
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
