//! A group's month of work where money differs, or whether work is possible: what it finds in an area, and how it is paid.

use fearless_simd::{Select, Simd, SimdBase};

use super::events::Events;
use super::land::Area;
use super::shift::Shift;
use super::team_groups::NO_OUTPUT;
use super::work_month::Means;
use crate::lanes::{Mask, Vector};
use crate::programme::{Programme, Reach, TeamGroupPlan};
use crate::scenario::Task;

/// A group at work.
pub(super) struct Turn<'a, S: Simd> {
    pub(super) index: usize,
    pub(super) plan: &'a TeamGroupPlan,
    pub(super) task: Task,
    pub(super) shift: Shift<S>,
}

/// An area as a group finds it in a month.
pub(super) struct Place<S: Simd> {
    pub(super) backlog: Vector<S>,
    /// Hectares from a reference hectare, and the reference hectares that the backlog needs; both 0 where nothing can be done.
    pub(super) factor: Vector<S>,
    pub(super) need: Vector<S>,
}

impl<S: Simd> Place<S> {
    #[inline(always)]
    pub(super) fn new(simd: S, task: Task, reach: &Reach, areas: &[Area], events: &Events) -> Self {
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let backlog = areas[reach.area].backlog(simd, task);
        if reach.is_plain && !events.differ {
            return Self {
                backlog,
                factor: one,
                need: backlog,
            };
        }
        let factor = events.local[reach.area].get(simd) * reach.factor;
        let works: Mask<S> = factor.simd_gt(NO_OUTPUT);
        Self {
            backlog,
            factor: works.select(factor, nothing),
            need: works.select(backlog / works.select(factor, one), nothing),
        }
    }

    /// The hectares that `done` of the need processes: all of it is all of the backlog, to the last bit.
    #[inline(always)]
    pub(super) fn hectares(&self, done: Vector<S>) -> Vector<S> {
        let part = (done * self.factor).min(self.backlog);
        let all = done.simd_ge(self.need) & self.need.simd_gt(0.0);
        all.select(self.backlog, part)
    }
}

/// Whether a group can do anything at a place in a month of the year, January 0.
#[inline(always)]
pub(super) fn is_open(place: &Reach, programme: &Programme, of_year: usize) -> bool {
    !programme.areas[place.area].closed[of_year]
}

/// Pays what is due for work out of the pots that cover it. Returns what was paid.
#[inline(always)]
pub(super) fn pay<S: Simd>(
    plan: &TeamGroupPlan,
    covering: &[usize],
    due: Vector<S>,
    means: &mut Means<'_, S>,
) -> Vector<S> {
    if plan.in_kind {
        means.money.pots.give(due);
        return due;
    }
    let paid = means.money.pots.draw(covering, due);
    means.budget.pay(paid);
    paid
}
