//! Nested uniform scrambling (Owen 1995, "Randomly permuted (t,m,s)-nets and (t,s)-sequences") of one coordinate.
//!
//! Each digit of a coordinate is flipped or not by a random bit that belongs to the digits before it: one bit for the first
//! digit, two for the second, 2ᵏ⁻¹ for the k-th. The coordinate comes **bits reversed**, the first digit in bit 0, so that
//! "depends on the digits before it" is "depends on lower bits", which sums and products do by themselves (Laine and Karras
//! 2011, "Stratified sampling for stochastic transparency"; Burley 2020, "Practical hash-based Owen scrambling").
//!
//! Such hashes leave the flips of the first digits visibly dependent, however many rounds there are: on the first three digits,
//! the distance from uniform halves per round only. So the first six digits are scrambled by a table of their own, whose 63 flips
//! are independent bits; the hash, with more rounds than its sources and with keys of 64 bits, does the digits below.

use crate::sampling::philox::Row;
use rand::Rng;

/// Digits scrambled by the table.
const TABLE_DIGITS: u32 = 6;
const TABLE_MASK: u64 = (1 << TABLE_DIGITS) - 1;
const ROUNDS: usize = 3;

/// The scramble of one dimension in one replicate.
#[derive(Clone, Debug)]
pub(super) struct Scramble {
    /// What the first six digits become, both sides reversed.
    table: [u8; 1 << TABLE_DIGITS],
    rounds: [Round; ROUNDS],
}

#[derive(Clone, Copy, Debug)]
struct Round {
    even: u64,
    addend: u64,
    odd: u64,
}

impl Scramble {
    /// The scramble that a replicate's key draws for a dimension.
    pub(super) fn new(key: u64, dimension: u64) -> Self {
        let mut bits = Row::new(key, dimension);
        let mut draw = || bits.next_u64();
        let table = table(draw());
        let rounds = [(); ROUNDS].map(|()| Round { even: draw() & !1, addend: draw(), odd: draw() | 1 });
        Self { table, rounds }
    }

    /// Scrambles a reversed coordinate. A bijection; bit k of the result is bit k of `x`, flipped by a function of the bits below.
    pub(super) fn apply(&self, x: u64) -> u64 {
        let mut hash = x;
        for round in &self.rounds {
            hash ^= hash.wrapping_mul(round.even);
            hash = hash.wrapping_add(round.addend).wrapping_mul(round.odd);
        }
        hash & !TABLE_MASK | u64::from(self.table[(x & TABLE_MASK) as usize])
    }
}

/// The nested permutation whose flips are 63 of the `flips`: the k-th digit's, k = 0 …, start at bit 2ᵏ − 1, in the order of the
/// k reversed digits before it.
fn table(flips: u64) -> [u8; 1 << TABLE_DIGITS] {
    let mut table = [0; 1 << TABLE_DIGITS];
    for k in 0..TABLE_DIGITS {
        for before in 0..1 << k {
            let flip = (flips >> ((1 << k) - 1 + before) & 1) as u8;
            table[before | 1 << k] = table[before] | (1 - flip) << k;
            table[before] |= flip << k;
        }
    }
    table
}
