//! Work: how a month's teams and money are shared among groups.
//!
//! Output is counted in reference hectares: what a group processes in the time it takes for a hectare where its output has no
//! multiplier. An area of multiplier f then needs its backlog ÷ f.

use fearless_simd::{Simd, SimdBase};

use super::by_place::ByPlace;
use super::shift::Shift;
use super::team_groups::{TeamGroup, TeamGroups};
use super::work_month::{Means, WorkMonth};
use crate::lanes::{Lanes, Vector};
use crate::programme::{Calendar, Programme};
use crate::scenario::{Allocation, Task};

/// Part of their team-months that the groups of a task must have committed for the task to be what holds an area.
const COMMITTED: f64 = 0.95;

impl TeamGroups {
    /// Step 7: all groups in order; `shock` multiplies all output of the month. Step 8 for the groups: a month's learning.
    #[inline(always)]
    pub(super) fn work<S: Simd>(
        &mut self,
        programme: &Programme,
        means: &mut Means<'_, S>,
        shock: Vector<S>,
        unit_price: Vector<S>,
        of_year: usize,
    ) {
        let simd = shock.simd;
        if std::mem::take(&mut self.strength_changed) {
            for group in &mut self.all {
                let most = group.present.get(simd).max(group.teams.get(simd));
                group.present.set(most);
            }
        }
        let has_days = |calendar: &Calendar| calendar.days[of_year] > 0.0;
        if programme.calendars.iter().any(has_days) {
            let Self {
                all,
                times,
                refused,
                ..
            } = self;
            let month = WorkMonth::new(programme, of_year, unit_price, shock, means.events, times);
            if let Some(pots) = &programme.pots {
                let mut by_place = ByPlace {
                    pots,
                    refused,
                    of_year,
                };
                by_place.work_on(Task::Survey, programme, all, &month, means);
                by_place.work_on(Task::TechnicalSurvey, programme, all, &month, means);
                by_place.work_on(Task::Clearance, programme, all, &month, means);
            } else {
                // One copy of the loops for each task.
                work_on(Task::Survey, programme, all, &month, means);
                work_on(Task::TechnicalSurvey, programme, all, &month, means);
                work_on(Task::Clearance, programme, all, &month, means);
            }
        } else {
            for group in &mut self.all {
                group.slack_now = Lanes::default();
            }
            if programme.groups_of(Task::TechnicalSurvey).is_empty() {
                means.land.pass_on(simd);
            }
        }
        for (group, plan) in self.all.iter_mut().zip(&programme.groups) {
            if plan.learns {
                group.learn(simd);
            }
        }
    }
}

impl TeamGroup {
    /// Notes team-months that were ready, and of them those committed to work.
    #[inline(always)]
    pub(super) fn note<S: Simd>(&mut self, ready: Vector<S>, committed: Vector<S>) {
        let slack = ready * COMMITTED - committed;
        self.slack_now.set(slack);
        self.slack.add(slack);
    }
}

/// The groups of one task, and the land they release.
#[inline(always)]
fn work_on<S: Simd>(
    task: Task,
    programme: &Programme,
    groups: &mut [TeamGroup],
    month: &WorkMonth<S>,
    means: &mut Means<'_, S>,
) {
    let simd = month.loading.simd;
    let Means { land, budget, .. } = means;
    let of_task = programme.groups_of(task);
    if task == Task::TechnicalSurvey && of_task.is_empty() {
        land.pass_on(simd);
        return;
    }
    let plans = &programme.groups[of_task.clone()];
    let groups = &mut groups[of_task];
    let areas = land.areas.as_mut_slice();
    for (group, plan) in groups.iter_mut().zip(plans) {
        if month.days(plan) <= 0.0 {
            group.slack_now = Lanes::default();
            continue;
        }
        let shift = Shift::new(month, plan, group);
        let done = match programme.allocation {
            Allocation::Priority => shift.in_turn(task, plan, group, month, areas, budget),
            Allocation::Proportional => shift.in_proportion(task, &plan.reach, areas, budget),
        };
        budget.missing += done.unpaid;
        group.spent.add(done.cost);
        let (teams, effort) = (group.teams.get(simd), month.effort(plan, group));
        if plan.grows {
            group.worked.add(done.used * effort);
            group.to_be_had.add(teams);
        }
        if month.goes_on {
            group.note(teams, done.committed * effort);
        } else {
            group.note(teams * month.at_work, done.committed * effort);
        }
    }
    land.end_task(simd, task);
}
