//! Latin hypercube sampling with random access.
//!
//! Points come in independent blocks of 1,024. Within a block and a dimension, the points are a random permutation of the 1,024
//! equal strata of (0, 1), each at a random place in its stratum (McKay, Beckman and Conover 1979, Technometrics 21).

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
