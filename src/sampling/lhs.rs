//! Latin hypercube sampling with random access.
//!
//! Points come in independent blocks of 1,024. Within a block and a dimension, the points are a random permutation of the 1,024
//! equal strata of (0, 1), each at a random place in its stratum (`McKay`, Beckman and Conover 1979,
//! Technometrics 21).

use super::philox::block;
use super::streams::{mix, open_unit};

/// Points of a block, and strata of each dimension.
pub(super) const BLOCK: u64 = 1 << (2 * HALF);
/// Bits of half a position within a block.
const HALF: u32 = 5;
/// Rounds of the Feistel network. Four of truly random round functions already look random to one who sees few values (Luby and
/// Rackoff 1988); halves are so short here that twice as many are used.
const ROUNDS: u64 = 8;

/// Coordinate of the point `index` under the key of its replicate. In (0, 1).
pub(super) fn coordinate(key: u64, index: u64, dimension: usize) -> f64 {
    // Even columns place a point in its stratum, odd columns key the permutations, which rows number by block.
    let column = 2 * dimension as u64;
    let [place, _] = block(key, index, column);
    let keys = block(key, index / BLOCK, column + 1);
    let stratum = permute(keys, index % BLOCK);
    // 52 bits in all: ten of the stratum, then the place within it.
    open_unit(stratum << (64 - 2 * HALF) | place >> (2 * HALF))
}

/// A random permutation of `0 .. BLOCK`, drawn by `keys`: a balanced Feistel network.
fn permute(keys: [u64; 2], position: u64) -> u64 {
    const MASK: u64 = (1 << HALF) - 1;
    let (mut left, mut right) = (position >> HALF, position & MASK);
    for round in 0..ROUNDS {
        let mixed = mix(keys[(round % 2) as usize].wrapping_add(round << HALF) ^ right);
        (left, right) = (right, left ^ mixed >> (64 - HALF));
    }
    left << HALF | right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(draw: u64) -> [u64; 2] {
        block(17, draw, 0)
    }

    #[test]
    fn a_permutation_reaches_every_place_once() {
        for draw in 0..100 {
            let mut reached: Vec<u64> = (0..BLOCK)
                .map(|position| permute(keys(draw), position))
                .collect();
            reached.sort_unstable();
            assert!(reached.into_iter().eq(0..BLOCK));
        }
    }

    /// Where two positions go, over 200 000 permutations, in 32 × 32 cells of 32 × 32 places, in which the two are never the
    /// same place: 1023 degrees of freedom. Chi-square above 1210 has probability 5e-5; four pairs, one false alarm in 5 000.
    #[test]
    fn two_positions_go_anywhere_with_equal_chances() {
        const DRAWS: u64 = 200_000;
        const CELLS: usize = 32;
        const WIDTH: usize = BLOCK as usize / CELLS;
        for (first, second) in [(0, 1), (0, 32), (511, 512), (700, 1023)] {
            let mut counts = [[0_u32; CELLS]; CELLS];
            for draw in 0..DRAWS {
                let cell = |position| permute(keys(draw), position) as usize / WIDTH;
                counts[cell(first)][cell(second)] += 1;
            }
            let mut chi_square = 0.0;
            for (row, counts) in counts.iter().enumerate() {
                for (column, &count) in counts.iter().enumerate() {
                    let pairs = if row == column {
                        WIDTH * (WIDTH - 1)
                    } else {
                        WIDTH * WIDTH
                    };
                    let expected = DRAWS as f64 * pairs as f64 / (BLOCK * (BLOCK - 1)) as f64;
                    let excess = f64::from(count) - expected;
                    chi_square += excess * excess / expected;
                }
            }
            assert!(
                chi_square < 1210.0,
                "positions {first} and {second}: chi-square {chi_square}"
            );
        }
    }
}
