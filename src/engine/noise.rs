//! Noise of output.

use fearless_simd::Simd;

use super::chance::Chance;
use crate::lanes::{Lanes, Whole};
use crate::math::vector::{exp, normal_quantile};
use crate::programme::Programme;

/// The common shock to the output of each month of a programme year, lognormal with mean 1.
///
/// A year at once: no month waits for another, and all uniform numbers come first, because a processor that looks ahead sees
/// several of either step at a time, but not several of both together.
#[inline(always)]
pub(super) fn shocks<S: Simd>(
    programme: &Programme,
    chance: &Chance,
    years: Whole<S>,
) -> [Lanes; 12] {
    let mut months = [Lanes::all(1.0); 12];
    let sd = programme.noise;
    if sd == 0.0 {
        return months;
    }
    for (pair, places) in (0_u64..).zip(months.as_chunks_mut::<2>().0) {
        let [even, odd] = chance.uniforms(programme.noise_chance, years * 6 + pair);
        places[0].set(even);
        places[1].set(odd);
    }
    let centre = sd * sd / 2.0;
    for month in &mut months {
        let normal = normal_quantile(month.get(years.simd));
        month.set(exp(normal * sd - centre));
    }
    months
}
