//! Several trials side by side: vectors of one value a trial, in registers and in memory.
//!
//! What is computed in a lane depends on that lane alone, and every operation is one of IEEE 754 or of whole numbers, without
//! fused multiply-add. So a trial's bits are the same in every lane and on every instruction set.
//!
//! ```
//! use clearcast::lanes::{Lanes, levels};
//!
//! assert_eq!(std::mem::size_of::<Lanes>(), 8 * std::mem::size_of::<f64>());
//! assert!(!levels().is_empty()); // instruction sets of this machine: all give the same bits
//! ```

pub use fearless_simd::Level;
use fearless_simd::{Simd, SimdBase, SimdInto, f64x8, mask64x8, u64x8};

/// Trials side by side.
pub(crate) const WIDTH: usize = 8;

/// One number for each lane, in registers.
pub(crate) type Vector<S> = f64x8<S>;

/// One whole number for each lane, in registers.
pub(crate) type Whole<S> = u64x8<S>;

/// One answer for each lane, in registers.
pub(crate) type Mask<S> = mask64x8<S>;

/// One number for each lane, in memory.
#[repr(align(64))]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lanes(pub(crate) [f64; WIDTH]);

impl Lanes {
    /// The same number in every lane.
    pub(crate) const fn all(value: f64) -> Self {
        Self([value; WIDTH])
    }

    /// Loads the numbers.
    #[inline(always)]
    pub(crate) fn get<S: Simd>(&self, simd: S) -> Vector<S> {
        self.0.simd_into(simd)
    }

    /// Stores `values`.
    #[inline(always)]
    pub(crate) fn set<S: Simd>(&mut self, values: Vector<S>) {
        values.store_slice(&mut self.0);
    }

    /// Adds `values` and returns the sums.
    #[inline(always)]
    pub(crate) fn add<S: Simd>(&mut self, values: Vector<S>) -> Vector<S> {
        let sums = self.get(values.simd) + values;
        self.set(sums);
        sums
    }
}

/// One whole number for each lane, in memory.
#[repr(align(64))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wholes(pub(crate) [u64; WIDTH]);

/// The lanes whose bits are set.
#[inline(always)]
pub(crate) fn lanes(bits: u64) -> impl Iterator<Item = usize> {
    let mut left = bits & ((1 << WIDTH) - 1);
    std::iter::from_fn(
        #[inline(always)]
        move || {
            let lane = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (lane < WIDTH).then_some(lane)
        },
    )
}

/// Makes rows of columns: number `i` of vector `j` becomes number `j` of vector `i`.
///
/// Zipping the first half with the second turns the number of a vector and of a place in it by one bit: three times, and they have
/// changed places.
#[inline(always)]
pub(crate) fn transposed<S: Simd>(mut m: [Vector<S>; WIDTH]) -> [Vector<S>; WIDTH] {
    for _ in 0..WIDTH.ilog2() {
        m = [
            m[0].zip_low(m[4]),
            m[0].zip_high(m[4]),
            m[1].zip_low(m[5]),
            m[1].zip_high(m[5]),
            m[2].zip_low(m[6]),
            m[2].zip_high(m[6]),
            m[3].zip_low(m[7]),
            m[3].zip_high(m[7]),
        ];
    }
    m
}

/// What a trial keeps in its lane, and can be moved to another.
pub(crate) trait MoveLane {
    /// Takes over what `from` keeps in lane `source`, into lane `lane`.
    fn take(&mut self, lane: usize, from: &Self, source: usize);
}

impl MoveLane for Lanes {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        self.0[lane] = from.0[source];
    }
}

impl MoveLane for Wholes {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        self.0[lane] = from.0[source];
    }
}

impl<T: MoveLane> MoveLane for Vec<T> {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        for (mine, theirs) in self.iter_mut().zip(from) {
            mine.take(lane, theirs, source);
        }
    }
}

impl<T: MoveLane, const N: usize> MoveLane for [T; N] {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        for (mine, theirs) in self.iter_mut().zip(from) {
            mine.take(lane, theirs, source);
        }
    }
}

/// Implements [`MoveLane`] for a struct by its fields.
macro_rules! move_lane {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::lanes::MoveLane for $name {
            #[inline(always)]
            fn take(&mut self, lane: usize, from: &Self, source: usize) {
                $($crate::lanes::MoveLane::take(&mut self.$field, lane, &from.$field, source);)*
            }
        }
    };
}
pub(crate) use move_lane;

/// Evaluates an expression on the widest instruction set that `$level` allows, with `$simd` its token. Three copies are compiled
/// for x86-64: AVX-512, AVX2, and what every such processor has.
macro_rules! on_level {
    ($level:expr, $simd:ident => $operation:expr) => {{
        let level: $crate::lanes::Level = $level;
        #[cfg(target_arch = "x86_64")]
        {
            if let Some($simd) = level.as_avx512() {
                fearless_simd::Simd::vectorize($simd, #[inline(always)] || $operation)
            } else if let Some($simd) = level.as_avx2() {
                fearless_simd::Simd::vectorize($simd, #[inline(always)] || $operation)
            } else {
                let $simd = level.as_sse2().expect("every x86-64 processor has SSE2");
                fearless_simd::Simd::vectorize($simd, #[inline(always)] || $operation)
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            fearless_simd::dispatch!(level, $simd => $operation)
        }
    }};
}
pub(crate) use on_level;

/// Instruction sets the simulation can use here, the plainest first and the best last.
///
/// All give the same bits; tests hold them to it.
pub fn levels() -> Vec<(&'static str, Level)> {
    let mut found = vec![("baseline", Level::baseline())];
    #[cfg(target_arch = "x86_64")]
    {
        let best = Level::new();
        let wider = [
            ("avx2", best.as_avx2().map(Simd::level)),
            ("avx512", best.as_avx512().map(Simd::level)),
        ];
        let there = wider
            .into_iter()
            .filter_map(|(name, level)| Some((name, level?)));
        found.extend(there);
    }
    found
}
