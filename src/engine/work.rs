//! Work: how a month's teams and money are shared among groups.
//!
//! Output is counted in reference hectares: what a group processes in the time it takes for a hectare where its output has no
//! multiplier. An area of multiplier f then needs its backlog ÷ f.

use fearless_simd::{Simd, SimdBase};

use super::by_place::ByPlace;
use super::crews::{Crew, Crews};
use super::shift::Shift;
use super::work_month::{Means, WorkMonth};
use crate::lanes::{Lanes, Vector};
use crate::programme::{Calendar, Programme};
use crate::scenario::{Allocation, Task};

/// Part of their team-months that the groups of a task must have committed for the task to be what holds an area.
const COMMITTED: f64 = 0.95;

impl Crews {
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
        if std::mem::take(&mut self.mustered) {
            for crew in &mut self.groups {
                let most = crew.present.get(simd).max(crew.teams.get(simd));
                crew.present.set(most);
            }
        }
        let has_days = |calendar: &Calendar| calendar.days[of_year] > 0.0;
        if programme.calendars.iter().any(has_days) {
            let Self {
                groups,
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
                by_place.work_on(Task::Survey, programme, groups, &month, means);
                by_place.work_on(Task::TechnicalSurvey, programme, groups, &month, means);
                by_place.work_on(Task::Clearance, programme, groups, &month, means);
            } else {
                // One copy of the loops for each task.
                work_on(Task::Survey, programme, groups, &month, means);
                work_on(Task::TechnicalSurvey, programme, groups, &month, means);
                work_on(Task::Clearance, programme, groups, &month, means);
            }
        } else {
            for crew in &mut self.groups {
                crew.slack_now = Lanes::default();
            }
            if programme.groups_of(Task::TechnicalSurvey).is_empty() {
                means.land.pass_on(simd);
            }
        }
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            if group.learns {
                crew.learn(simd);
            }
        }
    }
}

impl Crew {
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
    crews: &mut [Crew],
    month: &WorkMonth<S>,
    means: &mut Means<'_, S>,
) {
    let simd = month.loading.simd;
    let Means { land, purse, .. } = means;
    let groups = programme.groups_of(task);
    if task == Task::TechnicalSurvey && groups.is_empty() {
        land.pass_on(simd);
        return;
    }
    let crews = &mut crews[groups.clone()];
    let plans = &programme.groups[groups];
    let areas = land.areas.as_mut_slice();
    for (crew, group) in crews.iter_mut().zip(plans) {
        if month.days(group) <= 0.0 {
            crew.slack_now = Lanes::default();
            continue;
        }
        let shift = Shift::new(month, group, crew);
        let done = match programme.allocation {
            Allocation::Priority => shift.in_turn(task, group, crew, month, areas, purse),
            Allocation::Proportional => shift.in_proportion(task, &group.reach, areas, purse),
        };
        crew.spent.add(done.cost);
        let (teams, effort) = (crew.teams.get(simd), month.effort(group, crew));
        if group.grows {
            crew.worked.add(done.used * effort);
            crew.to_be_had.add(teams);
        }
        if month.goes_on {
            crew.note(teams, done.committed * effort);
        } else {
            crew.note(teams * month.at_work, done.committed * effort);
        }
    }
    land.end_task(simd, task);
}
