//! Quantiles of calendar years in one replicate: sketches, and codes for them made of eight values at once.

use fearless_simd::{Bytes, Select, Simd, SimdBase, SimdNarrow, SimdSplit};

use super::plan::{SKETCH_BLOCKS, YEAR_SKETCHES};
use super::sketch::Sketches;
use crate::lanes::{Lanes, Mask, Vector, WIDTH, Whole};

/// Digits of the mantissa: buckets of at most 0.8 % of their value.
pub(super) const COARSE: u32 = 7;

/// Sketches of the columns of calendar years.
pub(super) type YearSketches = Sketches<COARSE, 7>;

/// Smallest and largest values side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranges {
    least: Lanes,
    most: Lanes,
}

impl Default for Ranges {
    fn default() -> Self {
        Self {
            least: Lanes::all(f64::INFINITY),
            most: Lanes::default(),
        }
    }
}

impl Ranges {
    /// Range of one place.
    pub(super) fn of(&self, place: usize) -> (f64, f64) {
        (self.least.0[place], self.most.0[place])
    }

    /// Widens the ranges by values where they count, and gives the values' codes. The last says whether a value that counts has no
    /// code because it is too small or too large.
    #[inline(always)]
    pub(super) fn codes<S: Simd>(
        &mut self,
        values: Vector<S>,
        counts: Mask<S>,
    ) -> (Whole<S>, Mask<S>) {
        let simd = values.simd;
        let least = counts.select(values, Vector::splat(simd, f64::INFINITY));
        let most = counts.select(values, Vector::splat(simd, 0.0));
        self.least.set(self.least.get(simd).min(least));
        self.most.set(self.most.get(simd).max(most));
        let no_code = Whole::splat(simd, YearSketches::NO_CODE);
        let bucket = values.bitcast::<Whole<S>>() >> (52 - COARSE);
        let code = (bucket - YearSketches::FIRST_BUCKET).min(no_code);
        let code = counts.select(code, no_code);
        let rare = counts & code.simd_eq(no_code);
        (code, rare)
    }
}

/// Codes short.
#[inline(always)]
pub(super) fn short<S: Simd>(a: Whole<S>, b: Whole<S>) -> [u16; 2 * WIDTH] {
    let words = a.narrow(b);
    let (short, _) = words.narrow(words).split();
    let mut codes = [0; 2 * WIDTH];
    short.store_slice(&mut codes);
    codes
}

/// The cell of a year's sketch.
pub(super) fn cell(year: usize, sketch: usize) -> usize {
    year * YEAR_SKETCHES + sketch
}

/// Ranges of all columns with quantiles of a year.
pub(super) type YearRanges = [Ranges; SKETCH_BLOCKS];
