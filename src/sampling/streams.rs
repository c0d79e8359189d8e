//! Streams of chance: one generator for each mechanism that draws within a trial.

use fearless_simd::{Bytes, Select, Simd, SimdBase};

use super::philox::{block, blocks};
use crate::lanes::{Vector, Whole};
use crate::math::{normal, vector};

/// The generator of one mechanism: a random function of the trial and of the occasion within it.
///
/// Keyed by the run's seed and the path of what draws (`event.conflict`, `funding.state`, `noise.output`), so that adding one
/// mechanism to a scenario changes no other's draws, and adding an occasion (a month, a year, an arrival) changes no other
/// occasion. The same arguments give the same bits on every machine. A draw holds no state and allocates nothing.
///
/// ```
/// use clearcast::sampling::Stream;
/// let noise = Stream::new(1, "noise.output");
/// let (trial, month) = (12, 3);
/// assert_eq!(noise.normal(trial, month), Stream::new(1, "noise.output").normal(trial, month));
/// assert!(noise.uniform(trial, month) != noise.uniform(trial, month + 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

/// A stream before a run gives it a seed: the hash of the path of what draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamId {
    hash: u64,
}

impl StreamId {
    /// The stream of the mechanism at `path`.
    pub fn new(path: &str) -> Self {
        Self {
            hash: mix(fnv(path.as_bytes())),
        }
    }

    /// The stream in runs with this `seed`.
    ///
    /// Its Philox key is `mix(mix(seed) ^ mix(fnv(path)))`, where `fnv` is FNV-1a of the path's bytes in 64 bits and `mix`
    /// the finaliser of `SplitMix64`. Changing any of it is value-breaking.
    #[inline]
    pub fn seeded(self, seed: u64) -> Stream {
        Stream {
            key: mix(mix(seed) ^ self.hash),
        }
    }
}

impl Stream {
    /// The stream of the mechanism at `path` in runs with this `seed`: [`StreamId::seeded`].
    pub fn new(seed: u64, path: &str) -> Self {
        StreamId::new(path).seeded(seed)
    }

    /// 64 independent random bits of this trial and occasion: two occasions share a block of the generator.
    #[inline]
    pub fn bits(&self, trial: u64, occasion: u64) -> u64 {
        block(self.key, trial, occasion / 2)[(occasion % 2) as usize]
    }

    /// A uniform number in the open interval (0, 1), of the first 52 [`bits`](Self::bits).
    #[inline]
    pub fn uniform(&self, trial: u64, occasion: u64) -> f64 {
        open_unit(self.bits(trial, occasion))
    }

    /// A standard normal number: the normal quantile of [`uniform`](Self::uniform). Lies within ± 8.3.
    #[inline]
    pub fn normal(&self, trial: u64, occasion: u64) -> f64 {
        normal::quantile(self.uniform(trial, occasion))
    }

    /// Uniform numbers of the occasions `2 pair` and `2 pair + 1` of a trial in each lane: [`uniform`](Self::uniform).
    #[inline(always)]
    pub(crate) fn uniforms<S: Simd>(self, trials: Whole<S>, pairs: Whole<S>) -> [Vector<S>; 2] {
        // Not `map`: a closure that is not inlined is compiled for the plainest processor and calls every vector operation.
        let [even, odd] = blocks(self.key, trials, pairs);
        [open_units(even), open_units(odd)]
    }

    /// Standard normal numbers of an occasion of its own in each lane: what [`normal`](Self::normal) gives, but for a few units
    /// of the last place.
    #[inline(always)]
    pub(crate) fn normals_of<S: Simd>(self, trials: Whole<S>, occasions: Whole<S>) -> Vector<S> {
        let [even, odd] = blocks(self.key, trials, occasions >> 1);
        let is_odd = (occasions & 1).simd_eq(1);
        vector::normal_quantile(open_units(is_odd.select(odd, even)))
    }

    /// What the samplers of the designs are keyed by.
    pub(super) fn key(self) -> u64 {
        self.key
    }
}

/// The middle of one of 2⁵² equal cells of (0, 1), by the upper 52 bits.
///
/// One bit more would need 54 bits of mantissa for the middle of the last cell, which would round to 1.
#[inline]
pub(super) fn open_unit(bits: u64) -> f64 {
    const CELL: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * CELL
}

/// [`open_unit`] in every lane.
#[inline(always)]
pub(super) fn open_units<S: Simd>(bits: Whole<S>) -> Vector<S> {
    const CELL: f64 = 1.0 / (1_u64 << 52) as f64;
    // The 52 bits become the fraction of a number from 1 to 2.
    let from_one: Vector<S> = ((bits >> 12) | 1.0_f64.to_bits()).bitcast();
    from_one - 1.0 + 0.5 * CELL
}

/// FNV-1a in 64 bits: Fowler, Noll and Vo, offset basis and prime of RFC 9923.
fn fnv(bytes: &[u8]) -> u64 {
    let fold = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, fold)
}

/// A bijection in which every bit of the input moves every bit of the output.
///
/// Source: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA '14 (`SplitMix64`): its
/// increment, then Stafford's variant 13 of the `MurmurHash3` finaliser.
pub(super) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::philox::Words;
    use rand_distr::{Distribution, Open01};

    #[test]
    fn the_unit_interval_stays_open_at_both_ends() {
        assert!(open_unit(0) > 0.0);
        assert!(open_unit(u64::MAX) < 1.0);
        assert!(normal::quantile(open_unit(0)).abs() < 8.3);
        assert!(normal::quantile(open_unit(u64::MAX)).abs() < 8.3);
    }

    #[test]
    fn a_uniform_equals_what_the_open_interval_of_rand_makes_of_the_same_bits() {
        let stream = Stream::new(3, "noise.output");
        for trial in 0..1000 {
            let by_rand: f64 = Open01.sample(&mut Words::new(stream.key(), trial));
            assert_eq!(stream.uniform(trial, 0).to_bits(), by_rand.to_bits());
        }
    }

    /// FNV-1a test vectors of RFC 9923 and the first output of `SplitMix64` from state 0.
    #[test]
    fn hashes_meet_published_answers() {
        assert_eq!(fnv(b""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fnv(b"a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(fnv(b"foobar"), 0x8594_4171_F739_67E8);
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
    }

    #[test]
    fn seed_path_trial_and_occasion_all_matter() {
        let base = Stream::new(1, "event.conflict").bits(5, 7);
        assert_ne!(base, Stream::new(2, "event.conflict").bits(5, 7));
        assert_ne!(base, Stream::new(1, "event.conflicts").bits(5, 7));
        assert_ne!(base, Stream::new(1, "event.conflict").bits(6, 7));
        assert_ne!(base, Stream::new(1, "event.conflict").bits(5, 8));
        assert_ne!(base, Stream::new(1, "event.conflict").bits(7, 5));
    }
}
