//! Draws of a stream for eight trials at once, outside a simulation: for benches and tests.

use fearless_simd::SimdInto;

use super::philox::blocks;
use super::streams::Stream;
use crate::lanes::{Level, WIDTH, on_level};
use crate::math::vector::normal_quantile;

impl Stream {
    /// Draws of occasions 0, 1, 2, … of each of `trials`: [`bits`](Self::bits), on an instruction set of
    /// [`levels`](crate::lanes::levels). Pairs of occasions stand together.
    #[doc(hidden)]
    pub fn fill_bits(&self, level: Level, trials: [u64; WIDTH], bits: &mut [[[u64; WIDTH]; 2]]) {
        on_level!(level, simd => {
            let trials = trials.simd_into(simd);
            for (pair, places) in (0_u64..).zip(bits) {
                let pairs = [pair; WIDTH].simd_into(simd);
                let [even, odd] = blocks(self.key(), trials, pairs);
                *places = [even.into(), odd.into()];
            }
        });
    }

    /// The same of standard normal numbers, as a simulation draws them: [`normal`](Self::normal), but for a few units of the
    /// last place.
    #[doc(hidden)]
    pub fn fill_normals(
        &self,
        level: Level,
        trials: [u64; WIDTH],
        numbers: &mut [[[f64; WIDTH]; 2]],
    ) {
        on_level!(level, simd => {
            let trials = trials.simd_into(simd);
            for (pair, places) in (0_u64..).zip(numbers) {
                let pairs = [pair; WIDTH].simd_into(simd);
                let [even, odd] = self.uniforms(trials, pairs);
                *places = [normal_quantile(even).into(), normal_quantile(odd).into()];
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::levels;

    /// Six units of the last place of numbers up to 8.3.
    const NEAR: f64 = 6.0 * 8.0 * f64::EPSILON;

    #[test]
    fn eight_trials_draw_what_each_draws_alone() {
        let stream = Stream::new(1, "noise.output");
        let trials = [0, 1, 7, 1 << 33, u64::MAX, 5, 6, 12];
        let mut bits = [[[0; WIDTH]; 2]; 50];
        let mut numbers = [[[0.0; WIDTH]; 2]; 50];
        for (name, level) in levels() {
            stream.fill_bits(level, trials, &mut bits);
            stream.fill_normals(level, trials, &mut numbers);
            let draws = bits.as_flattened().iter().zip(numbers.as_flattened());
            for (occasion, (bits, numbers)) in (0..).zip(draws) {
                for (lane, &trial) in trials.iter().enumerate() {
                    assert_eq!(bits[lane], stream.bits(trial, occasion), "{name}");
                    let alone = stream.normal(trial, occasion);
                    assert!((numbers[lane] - alone).abs() < NEAR, "{name}: {alone}");
                }
            }
        }
    }
}
