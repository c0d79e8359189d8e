//! Work: how a month's teams and money are shared among groups.
//!
//! Output is counted in reference hectares: what a group processes in the time it takes for a hectare where its output has no
//! multiplier. An area of multiplier f then needs its backlog ÷ f.

use fearless_simd::{Select, Simd, SimdBase};

use super::crews::{Crew, Crews, NO_OUTPUT};
use super::land::Land;
use super::moment::Moment;
use super::purse::Purse;
use super::shift::Shift;
use crate::lanes::{Mask, Vector};
use crate::programme::{GroupPlan, Programme};
use crate::scenario::{Allocation, Task};

/// What the month does to the work of every group.
pub(super) struct Month<S: Simd> {
    /// Months of output at full strength, and the reciprocals: for teams (in working days) and for groups (in years).
    times: [Vector<S>; 2],
    per_times: [Vector<S>; 2],
    /// Price of a unit of cost, escalation and the share of overhead in it; and that of a cost per year.
    pub(super) loading: Vector<S>,
    pub(super) per_loading: Vector<S>,
    standing: Vector<S>,
}

impl<S: Simd> Month<S> {
    #[inline(always)]
    fn new(
        programme: &Programme,
        now: &Moment<S>,
        unit_price: Vector<S>,
        shock: Vector<S>,
    ) -> Self {
        let simd = now.t.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let calm: Mask<S> = shock.simd_gt(NO_OUTPUT);
        let loading = unit_price * (1.0 + programme.overhead_share);
        // One division for two. Prices stay above 0: where escalation is -100 %, nothing costs anything.
        let some = calm.select(shock, one);
        let price = loading.max(NO_OUTPUT);
        let per_both = 1.0 / (some * price);
        let (per_shock, per_loading) = (per_both * price, per_both * some);
        let shock = calm.select(shock, nothing);
        Self {
            times: [shock * now.days, shock * now.share_of_year],
            per_times: [
                per_shock * (1.0 / now.days),
                per_shock * (1.0 / now.share_of_year),
            ],
            loading,
            per_loading,
            standing: loading * now.share_of_year,
        }
    }

    /// The time that a reference hectare takes a group, in team-months.
    #[inline(always)]
    fn effort(&self, group: &GroupPlan, crew: &Crew) -> Vector<S> {
        let per_time = self.per_times[group.output.unit()];
        crew.effort.get(per_time.simd) * per_time
    }

    #[inline(always)]
    fn shift(&self, group: &GroupPlan, crew: &Crew) -> Shift<S> {
        let simd = self.loading.simd;
        Shift {
            capacity: crew.strength.get(simd) * self.times[group.output.unit()],
            per_ha: crew.unit_cost.get(simd) * self.loading,
            per_reference: if group.has_standing_cost {
                crew.cost.get(simd) * self.standing * self.effort(group, crew)
            } else {
                Vector::splat(simd, 0.0)
            },
        }
    }
}

impl Crews {
    /// Step 7: all groups in order; `shock` multiplies all output of the month. Step 8 for the groups: a month's learning.
    #[inline(always)]
    pub(super) fn work<S: Simd>(
        &mut self,
        programme: &Programme,
        land: &mut Land,
        purse: &mut Purse<S>,
        shock: Vector<S>,
        unit_price: Vector<S>,
        now: &Moment<S>,
    ) {
        let simd = now.t.simd;
        if now.days > 0.0 {
            let month = Month::new(programme, now, unit_price, shock);
            // One copy of the loops for each task.
            self.work_on(Task::Survey, programme, &month, land, purse);
            self.work_on(Task::TechnicalSurvey, programme, &month, land, purse);
            self.work_on(Task::Clearance, programme, &month, land, purse);
        }
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            if group.learns {
                crew.learn(simd);
            }
        }
    }

    /// The groups of one task, and the land they release.
    #[inline(always)]
    fn work_on<S: Simd>(
        &mut self,
        task: Task,
        programme: &Programme,
        month: &Month<S>,
        land: &mut Land,
        purse: &mut Purse<S>,
    ) {
        let simd = purse.left.simd;
        let groups = programme.groups_of(task);
        let crews = &mut self.groups[groups.clone()];
        let plans = &programme.groups[groups];
        let areas = land.areas.as_mut_slice();
        for (crew, group) in crews.iter_mut().zip(plans) {
            let shift = month.shift(group, crew);
            let done = match programme.allocation {
                Allocation::Priority => shift.in_turn(task, group, crew, month, areas, purse),
                Allocation::Proportional => shift.in_proportion(task, &group.reach, areas, purse),
            };
            crew.spent.add(done.cost);
            if group.grows {
                crew.worked.add(done.used * month.effort(group, crew));
                crew.to_be_had.add(crew.teams.get(simd));
            }
        }
        land.end_task(simd, task);
    }
}
