//! Work: how a month's teams and money are shared among groups.
//!
//! Output is counted in reference hectares: what a group processes in the time it takes for a hectare where its output has no
//! multiplier. An area of multiplier f then needs its backlog ÷ f.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::by_place::ByPlace;
use super::crews::{Crew, Crews, NO_OUTPUT, Times};
use super::events::Events;
use super::land::Land;
use super::money::Money;
use super::purse::Purse;
use super::shift::Shift;
use crate::lanes::{Lanes, Mask, Vector};
use crate::programme::{Calendar, GroupPlan, Programme};
use crate::scenario::{Allocation, Task};

/// Part of their team-months that the groups of a task must have committed for the task to be what holds an area.
const COMMITTED: f64 = 0.95;

/// What the month does to the work of every group.
pub(super) struct Month<'a, S: Simd> {
    /// By calendar.
    times: &'a [Times],
    /// Whether no event stops all work, in any lane; and 1 where none does.
    pub(super) goes_on: bool,
    pub(super) at_work: Vector<S>,
    /// Price of a unit of cost, escalation and the share of overhead in it; and the reciprocal.
    pub(super) loading: Vector<S>,
    pub(super) per_loading: Vector<S>,
}

impl<'a, S: Simd> Month<'a, S> {
    /// The month by all calendars, for which there is room in `times`.
    #[inline(always)]
    fn new(
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
    pub(super) fn days(&self, group: &GroupPlan) -> f64 {
        self.times[group.calendar].days
    }

    /// The time that a reference hectare takes a group, in team-months.
    #[inline(always)]
    pub(super) fn effort(&self, group: &GroupPlan, crew: &Crew) -> Vector<S> {
        let simd = self.loading.simd;
        let per_time = &self.times[group.calendar].per_full[group.output.unit()];
        crew.effort.get(simd) * per_time.get(simd)
    }

    #[inline(always)]
    pub(super) fn shift(&self, group: &GroupPlan, crew: &Crew) -> Shift<S> {
        let simd = self.loading.simd;
        let times = &self.times[group.calendar];
        Shift {
            capacity: crew.strength.get(simd) * times.full[group.output.unit()].get(simd),
            per_ha: crew.unit_cost.get(simd) * self.loading,
            per_reference: if group.has_standing_cost {
                crew.cost.get(simd) * times.standing.get(simd) * self.effort(group, crew)
            } else {
                Vector::splat(simd, 0.0)
            },
        }
    }
}

/// What work is done with: land and money.
pub(super) struct Means<'a, S: Simd> {
    pub(super) land: &'a mut Land,
    pub(super) money: &'a mut Money,
    pub(super) purse: &'a mut Purse<S>,
    pub(super) events: &'a Events,
}

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
            let month = Month::new(programme, of_year, unit_price, shock, means.events, times);
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
    month: &Month<S>,
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
        let shift = month.shift(group, crew);
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
