//! What a month is to the work of every group: how long it is, what it multiplies, what a unit of cost is worth; and what work is done with.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::budget::MonthBudget;
use super::events::Events;
use super::land::Land;
use super::money::Money;
use super::team_groups::{NO_OUTPUT, TeamGroup, Times};
use crate::lanes::{Mask, Vector};
use crate::programme::{Programme, TeamGroupPlan};

/// What the month does to the work of every group.
pub(super) struct WorkMonth<'a, S: Simd> {
    /// By calendar.
    pub(super) times: &'a [Times],
    /// Whether no event stops all work, in any lane; and 1 where none does.
    pub(super) goes_on: bool,
    pub(super) at_work: Vector<S>,
    /// Price of a unit of cost, escalation and the share of overhead in it; and the reciprocal.
    pub(super) loading: Vector<S>,
    pub(super) per_loading: Vector<S>,
}

impl<'a, S: Simd> WorkMonth<'a, S> {
    /// The month by all calendars, for which there is room in `times`.
    #[inline(always)]
    pub(super) fn new(
        programme: &Programme,
        of_year: usize,
        unit_price: Vector<S>,
        shock: Vector<S>,
        events: &Events,
        times: &'a mut [Times],
    ) -> Self {
        let simd = unit_price.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let output = events.output.get(simd);
        let goes_on: Mask<S> = output.simd_gt(0.0);
        let shock = shock * output;
        let calm: Mask<S> = shock.simd_gt(NO_OUTPUT);
        let loading = unit_price * (1.0 + programme.overhead_share);
        // One division for two. Prices stay above 0: where escalation is -100 %, nothing costs anything.
        let some = calm.select(shock, one);
        let price = loading.max(NO_OUTPUT);
        let per_both = 1.0 / (some * price);
        let (per_shock, per_loading) = (per_both * price, per_both * some);
        let shock = calm.select(shock, nothing);
        for (times, calendar) in times.iter_mut().zip(&programme.calendars) {
            let days = calendar.days[of_year];
            let share_of_year = days / calendar.per_year;
            times.days = days;
            if days > 0.0 {
                times.full[0].set(shock * days);
                times.full[1].set(shock * share_of_year);
                times.per_full[0].set(per_shock * (1.0 / days));
                times.per_full[1].set(per_shock * (1.0 / share_of_year));
                times.standing.set(loading * share_of_year);
            }
        }
        Self {
            times,
            goes_on: !events.may_stop || goes_on.all_true(),
            at_work: goes_on.select(one, nothing),
            loading,
            per_loading,
        }
    }

    /// Working days of a group.
    #[inline(always)]
    pub(super) fn days(&self, plan: &TeamGroupPlan) -> f64 {
        self.times[plan.calendar].days
    }

    /// The time that a reference hectare takes a group, in team-months.
    #[inline(always)]
    pub(super) fn effort(&self, plan: &TeamGroupPlan, group: &TeamGroup) -> Vector<S> {
        let simd = self.loading.simd;
        let per_time = &self.times[plan.calendar].per_full[plan.output.unit()];
        group.effort.get(simd) * per_time.get(simd)
    }
}

/// What work is done with: land and money.
pub(super) struct Means<'a, S: Simd> {
    pub(super) land: &'a mut Land,
    pub(super) money: &'a mut Money,
    pub(super) budget: &'a mut MonthBudget<S>,
    pub(super) events: &'a Events,
}
