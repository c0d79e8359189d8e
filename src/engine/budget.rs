//! The month's budget: what there is to spend, what was spent, and what was missing.

use fearless_simd::{Simd, SimdBase};

use crate::lanes::Vector;

/// The money of one month.
#[derive(Clone, Copy, Debug)]
pub(super) struct MonthBudget<S: Simd> {
    pub(super) available: Vector<S>,
    /// Not spent yet.
    pub(super) left: Vector<S>,
    /// Added up, not taken from what was available: small costs beside a great balance would lose their digits.
    pub(super) spent: Vector<S>,
    pub(super) missing: Vector<S>,
}

impl<S: Simd> MonthBudget<S> {
    #[inline(always)]
    pub(super) fn new(available: Vector<S>) -> Self {
        let nothing = Vector::splat(available.simd, 0.0);
        Self {
            available,
            left: available,
            spent: nothing,
            missing: nothing,
        }
    }

    /// Spends `paid`, at most what is left.
    #[inline(always)]
    pub(super) fn pay(&mut self, paid: Vector<S>) {
        self.left -= paid;
        self.spent += paid;
    }
}
