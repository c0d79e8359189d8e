//! Philox4x32-10: a random function of a counter, so that any draw is reached without making the ones before it.
//!
//! Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC '11, section 3.3. Each of
//! ten rounds multiplies two of the four counter words, exchanges the halves and adds in the round's key.

use fearless_simd::{Bytes, Simd, SimdBase, u32x16};
use rand::TryRng;
use std::convert::Infallible;

use crate::lanes::Whole;

const ROUNDS: usize = 10;
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// What the two key words grow by between rounds: the golden ratio and the square root of 3, less one.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// The four words that Philox4x32-10 makes of a counter under a key. All arrays are least significant word first.
#[inline]
pub(super) fn philox(key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    let product = |a: u32, b: u32| {
        let wide = u64::from(a) * u64::from(b);
        ((wide >> 32) as u32, wide as u32)
    };
    let (mut k, mut c) = (key, counter);
    for _ in 0..ROUNDS {
        let (high0, low0) = product(MULTIPLIERS[0], c[0]);
        let (high1, low1) = product(MULTIPLIERS[1], c[2]);
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0];
        k = [k[0].wrapping_add(WEYL[0]), k[1].wrapping_add(WEYL[1])];
    }
    c
}

/// 128 random bits at the place `(row, column)` of the table that `key` stands for.
#[inline]
pub(super) fn block(key: u64, row: u64, column: u64) -> [u64; 2] {
    let halves = |w: u64| (w as u32, (w >> 32) as u32);
    let ((k0, k1), (r0, r1), (c0, c1)) = (halves(key), halves(row), halves(column));
    let [w0, w1, w2, w3] = philox([k0, k1], [c0, c1, r0, r1]);
    let join = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    [join(w0, w1), join(w2, w3)]
}

/// [`block`] for a row and a column in each lane. Words of 32 bits stand in lanes of 64, where their products fit.
///
/// What stands above a word is cut off where the word is multiplied, which costs nothing: the multiplication of 32 bits reads no
/// more. Upper halves are had by exchange, not by a shift: processors shift where they multiply, but exchange elsewhere.
#[inline(always)]
pub(super) fn blocks<S: Simd>(key: u64, rows: Whole<S>, columns: Whole<S>) -> [Whole<S>; 2] {
    const LOW: u64 = 0xFFFF_FFFF;
    let m0 = Whole::splat(rows.simd, u64::from(MULTIPLIERS[0]));
    let m1 = Whole::splat(rows.simd, u64::from(MULTIPLIERS[1]));
    let mut keys = [key as u32, (key >> 32) as u32];
    let mut c = [columns, exchanged(columns), rows, exchanged(rows)];
    for _ in 0..ROUNDS {
        let (product0, product1) = ((c[0] & LOW) * m0, (c[2] & LOW) * m1);
        c = [
            exchanged(product1) ^ c[1] ^ u64::from(keys[0]),
            product1,
            exchanged(product0) ^ c[3] ^ u64::from(keys[1]),
            product0,
        ];
        keys = [keys[0].wrapping_add(WEYL[0]), keys[1].wrapping_add(WEYL[1])];
    }
    [
        c[0] & LOW | exchanged(c[1]) & !LOW,
        c[2] & LOW | exchanged(c[3]) & !LOW,
    ]
}

/// The halves of each number in the other order.
#[inline(always)]
fn exchanged<S: Simd>(numbers: Whole<S>) -> Whole<S> {
    let words = numbers.bitcast::<u32x16<S>>();
    let (low, high) = (words.unzip_low(words), words.unzip_high(words));
    high.zip_low(low).bitcast()
}

/// The words of one row of the table of [`block`]s, from its first column on, for the samplers of `rand` and `rand_distr`.
///
/// 2⁶⁵ words long. Only samplers that convert bits may read it for a result: those that call `ln` or `exp` may reach the
/// system's math library, which differs between machines.
#[derive(Clone, Debug)]
pub(super) struct Words {
    key: u64,
    row: u64,
    /// Column of the next block.
    column: u64,
    /// The second half of the last block, until it is used.
    rest: Option<u64>,
}

impl Words {
    pub(super) fn new(key: u64, row: u64) -> Self {
        Self {
            key,
            row,
            column: 0,
            rest: None,
        }
    }

    fn next(&mut self) -> u64 {
        if let Some(word) = self.rest.take() {
            return word;
        }
        let [first, second] = block(self.key, self.row, self.column);
        self.column = self.column.wrapping_add(1);
        self.rest = Some(second);
        first
    }
}

impl TryRng for Words {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{levels, on_level};
    use fearless_simd::SimdInto;
    use rand::Rng;

    /// Known answers published with the authors' library Random123 (`kat_vectors`, lines `philox4x32 10`).
    #[test]
    fn known_answers_are_met() {
        let ones = u32::MAX;
        assert_eq!(
            philox([0; 2], [0; 4]),
            [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]
        );
        assert_eq!(
            philox([ones; 2], [ones; 4]),
            [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
        );
        // Counter and key are the digits of pi.
        let counter = [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344];
        let answer = [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1];
        assert_eq!(philox([0xA409_3822, 0x299F_31D0], counter), answer);
    }

    #[test]
    fn blocks_side_by_side_are_those_of_one_at_a_time() {
        let rows = [0, 1, 2, u64::MAX, 1 << 40, 5, 77, 0xFFFF_FFFF];
        let columns = [0, 9, 1 << 33, 3, u64::MAX, 5, 78, 0x1_0000_0000];
        for (name, level) in levels() {
            let found = on_level!(level, simd => {
                blocks(0x0123_4567_89AB_CDEF, rows.simd_into(simd), columns.simd_into(simd)).map(<[u64; 8]>::from)
            });
            for lane in 0..8 {
                let expected = block(0x0123_4567_89AB_CDEF, rows[lane], columns[lane]);
                assert_eq!(found.map(|words| words[lane]), expected, "{name}");
            }
        }
    }

    #[test]
    fn a_row_reads_its_blocks_in_order() {
        let mut read = Words::new(7, 11);
        let words: Vec<u64> = (0..4).map(|_| read.next_u64()).collect();
        assert_eq!(words, [block(7, 11, 0), block(7, 11, 1)].concat());

        let mut bytes = [0; 12];
        Words::new(7, 11).fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], words[0].to_le_bytes());
        assert_eq!(bytes[8..], words[1].to_le_bytes()[..4]);
    }
}
