//! Several trials side by side: vectors of one value a trial, in registers and in memory.
//!
//! What is computed in a lane depends on that lane alone, and every operation is one of IEEE 754 or of whole numbers, without
//! fused multiply-add. So a trial's bits are the same in every lane and on every instruction set.

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

/// What a trial keeps in its lane, and can be handed to another lane.
pub(crate) trait Handed {
    /// Takes over what `from` keeps in lane `source`, into lane `lane`.
    fn take(&mut self, lane: usize, from: &Self, source: usize);
}

impl Handed for Lanes {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        self.0[lane] = from.0[source];
    }
}

impl<T: Handed> Handed for Vec<T> {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        for (mine, theirs) in self.iter_mut().zip(from) {
            mine.take(lane, theirs, source);
        }
    }
}

/// Implements [`Handed`] for a struct by its fields.
macro_rules! handed {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::lanes::Handed for $name {
            #[inline(always)]
            fn take(&mut self, lane: usize, from: &Self, source: usize) {
                $($crate::lanes::Handed::take(&mut self.$field, lane, &from.$field, source);)*
            }
        }
    };
}
pub(crate) use handed;

/// Instruction sets the simulation can use here, the plainest first and the best last.
///
/// All give the same bits; a test holds them to it.
pub fn levels() -> Vec<(&'static str, Level)> {
    let best = Level::new();
    let mut found = vec![("baseline", Level::baseline())];
    #[cfg(target_arch = "x86_64")]
    {
        let wider = [
            ("sse4.2", best.as_sse4_2().map(Simd::level)),
            ("avx2", best.as_avx2().map(Simd::level)),
            ("avx512", best.as_avx512().map(Simd::level)),
        ];
        found.extend(
            wider
                .into_iter()
                .filter_map(|(name, level)| Some((name, level?))),
        );
    }
    found
}
