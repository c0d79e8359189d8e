//! Where a month stands in the calendar.
//!
//! All lanes stand in the same month of their programme years, and so of their calendar years; they differ in the year.

use fearless_simd::{Simd, SimdBase, SimdInt};

use crate::lanes::{Mask, Vector, Whole};
use crate::programme::{Clock, Window};

/// One simulated month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<S: Simd> {
    /// Month of the programme year, 0 to 11.
    pub(super) month: u32,
    /// Month of the calendar year, 0 to 11.
    pub(super) of_year: u32,
    /// Programme years since the start, from 0.
    pub(super) years: Whole<S>,
    /// Months since the start, from 0.
    pub(super) t: Vector<S>,
    /// Calendar year.
    pub(super) calendar_year: Vector<S>,
}

impl<S: Simd> Moment<S> {
    /// Month `month` of programme year `years`.
    #[inline(always)]
    pub(super) fn of(clock: &Clock, month: u32, years: Whole<S>) -> Self {
        let since_january = clock.start.of_year() as u32 + month;
        let of_year = since_january % 12;
        let first_year = clock.start.year() + (since_january / 12).cast_signed();
        let elapsed: Vector<S> = years.to_float();
        Self {
            month,
            of_year,
            years,
            t: elapsed * 12.0 + f64::from(month),
            calendar_year: elapsed + f64::from(first_year),
        }
    }

    /// First month of a programme year.
    pub(super) fn starts_programme_year(&self) -> bool {
        self.month == 0
    }

    /// Last month of a programme year.
    pub(super) fn ends_programme_year(&self) -> bool {
        self.month == 11
    }

    /// January.
    pub(super) fn starts_calendar_year(&self) -> bool {
        self.of_year == 0
    }

    /// December.
    pub(super) fn ends_calendar_year(&self) -> bool {
        self.of_year == 11
    }

    /// Whether the month lies in a window.
    #[inline(always)]
    pub(super) fn within(&self, (first, last): Window) -> Mask<S> {
        self.t.simd_ge(first) & self.t.simd_le(last)
    }
}
