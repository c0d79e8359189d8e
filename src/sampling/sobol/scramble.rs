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

use crate::lanes::{WIDTH, Whole};
use crate::sampling::philox::Words;
use fearless_simd::{Simd, SimdBase, SimdInto};
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
        let mut bits = Words::new(key, dimension);
        let mut draw = || bits.next_u64();
        let table = table(draw());
        let rounds = [(); ROUNDS].map(|()| Round {
            even: draw() & !1,
            addend: draw(),
            odd: draw() | 1,
        });
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

    /// [`apply`](Self::apply) in every lane.
    #[inline(always)]
    pub(super) fn apply_to_all<S: Simd>(&self, x: Whole<S>) -> Whole<S> {
        let simd = x.simd;
        let mut hash = x;
        for round in &self.rounds {
            hash ^= hash * Whole::splat(simd, round.even);
            hash = (hash + round.addend) * Whole::splat(simd, round.odd);
        }
        let mut digits: [u64; WIDTH] = x.into();
        for digits in &mut digits {
            *digits = u64::from(self.table[(*digits & TABLE_MASK) as usize]);
        }
        let digits: Whole<S> = digits.simd_into(simd);
        hash & !TABLE_MASK | digits
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::streams::mix;

    fn scrambles(count: u64) -> impl Iterator<Item = Scramble> {
        (0..count).map(|seed| Scramble::new(mix(seed), seed % 7))
    }

    /// Which digits of `x` a scramble flips.
    fn flips(scramble: &Scramble, x: u64) -> u64 {
        scramble.apply(x) ^ x
    }

    #[test]
    fn a_digit_is_flipped_by_what_the_digits_before_it_say_and_nothing_else() {
        for scramble in scrambles(50) {
            let x = mix(scramble.rounds[0].addend);
            for digit in 0..64 {
                let before_and_self = u64::MAX >> (63 - digit);
                let later_changed = x ^ mix(x) & !before_and_self;
                assert_eq!(
                    flips(&scramble, x) & before_and_self,
                    flips(&scramble, later_changed) & before_and_self
                );
                let self_changed = x ^ 1 << digit;
                assert_eq!(
                    flips(&scramble, x) & before_and_self,
                    flips(&scramble, self_changed) & before_and_self
                );
            }
        }
    }

    /// Every bit of the table's word is the flip of one prefix, so that independent bits make independent flips.
    #[test]
    fn the_table_holds_one_flip_for_each_prefix_of_six_digits() {
        for word in (0..100).map(mix) {
            let table = table(word);
            let mut read = 0;
            for k in 0..TABLE_DIGITS {
                for (before, scrambled) in table.iter().enumerate().take(1 << k) {
                    let flip = scrambled >> k & 1;
                    read |= u64::from(flip) << ((1 << k) - 1 + before);
                }
            }
            assert_eq!(read, word & (u64::MAX >> 1));
        }
    }

    /// The seven flips of the first three digits, over 64 000 scrambles: 128 outcomes, 127 degrees of freedom. Chi-square above
    /// 200.3 has probability 3.5e-5, one false alarm in 28 000 seeds.
    #[test]
    fn the_flips_of_the_first_three_digits_are_jointly_uniform() {
        const SCRAMBLES: u64 = 64_000;
        let mut counts = [0_u32; 128];
        for scramble in scrambles(SCRAMBLES) {
            let flip = |digit: u32, before: u64| (flips(&scramble, before) >> digit & 1) as usize;
            let prefixes =
                (0..3).flat_map(|digit| (0..1 << digit).map(move |before| (digit, before)));
            counts[prefixes.fold(0, |outcome, (digit, before)| {
                outcome << 1 | flip(digit, before)
            })] += 1;
        }
        let expected = SCRAMBLES as f64 / 128.0;
        let chi_square: f64 = counts
            .iter()
            .map(|&n| f64::from(n))
            .map(|n| (n - expected) * (n - expected) / expected)
            .sum();
        assert!(chi_square < 200.3, "chi-square {chi_square}");
    }

    /// What the variance of an estimate depends on: once two points part, their later digits are flipped independently.
    /// 10 000 scrambles, 350 comparisons of normal deviates: beyond 5 deviations once in 5 000 seeds.
    #[test]
    fn the_flips_of_two_points_are_independent_after_they_part() {
        const SCRAMBLES: u64 = 10_000;
        for parting in [0, 3, 5, 6, 8, 12, 25] {
            for pair in 0..5 {
                let x = mix(1000 * parting + pair);
                let y = x ^ 1 << parting ^ mix(x) & !((2 << parting) - 1);
                let mut equal = [0_i32; 10];
                for scramble in scrambles(SCRAMBLES) {
                    let differ = (flips(&scramble, x) ^ flips(&scramble, y)) >> (parting + 1);
                    for (digit, equal) in equal.iter_mut().enumerate() {
                        *equal += (differ >> digit & 1) as i32;
                    }
                }
                for (digit, &n) in equal.iter().enumerate() {
                    let deviation =
                        (f64::from(n) - SCRAMBLES as f64 / 2.0) / (SCRAMBLES as f64 / 4.0).sqrt();
                    assert!(
                        deviation.abs() < 5.0,
                        "parting at {parting}, {digit} later: {deviation}"
                    );
                }
            }
        }
    }
}
