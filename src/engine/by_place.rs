//! A month's work where areas differ in who pays, or in whether work is possible: earmarks, teams in kind, closed months, local events.
//!
//! Everything else is as in [`super::work`] and [`super::shift`].

use fearless_simd::{Select, Simd, SimdBase};

use super::asking_again::asking_again;
use super::budget::MonthBudget;
use super::completion::NEGLIGIBLE_HA;
use super::events::Events;
use super::land::Area;
use super::pots::Refused;
use super::shift::{Done, Shift};
use super::team_groups::TeamGroup;
use super::turn::{Place, Turn, is_open, pay};
use super::work_month::{Means, WorkMonth};
use crate::lanes::{Lanes, Mask, Vector};
use crate::programme::{Pots, Programme, Reach, TeamGroupPlan};
use crate::scenario::{Allocation, Task};

/// What is needed beside the [`Means`].
pub(super) struct ByPlace<'a> {
    pub(super) pots: &'a Pots,
    /// Room for the teams refused at each place of a reach.
    pub(super) refused: &'a mut [Refused],
    /// Month of the year, January 0.
    pub(super) of_year: usize,
}

impl ByPlace<'_> {
    /// The groups of one task, and the land they release.
    #[inline(always)]
    pub(super) fn work_on<S: Simd>(
        &mut self,
        task: Task,
        programme: &Programme,
        groups: &mut [TeamGroup],
        month: &WorkMonth<'_, S>,
        means: &mut Means<'_, S>,
    ) {
        let simd = month.loading.simd;
        let of_task = programme.groups_of(task);
        if task == Task::TechnicalSurvey && of_task.is_empty() {
            means.land.pass_on(simd);
            return;
        }
        for index in of_task {
            let (plan, group) = (&programme.groups[index], &mut groups[index]);
            if month.days(plan) <= 0.0 {
                group.slack_now = Lanes::default();
                continue;
            }
            let counts = self.counts(simd, task, plan, programme, &means.land.areas);
            let turn = Turn {
                index,
                plan,
                task,
                shift: Shift::new(month, plan, group),
            };
            let done = match programme.allocation {
                _ if self.pots.alike[index] => self.alike(&turn, group, programme, month, means),
                Allocation::Priority => {
                    let is_open = |place: &Reach| is_open(place, programme, self.of_year);
                    asking_again(&turn, &self.pots.work[index], self.refused, is_open, means)
                }
                Allocation::Proportional => self.in_proportion(&turn, programme, means),
            };
            means.budget.missing += done.unpaid;
            group.spent.add(done.cost);
            let (teams, effort) = (group.teams.get(simd), month.effort(plan, group));
            if plan.grows {
                group.paid.add(done.cost);
                group.unpaid.add(done.unpaid);
                group.worked.add(done.used * effort * counts);
                group.to_be_had.add(teams * counts);
            }
            let ready = counts * month.at_work * somewhere(simd, plan, means.events);
            group.note(teams * ready, done.committed * effort * ready);
        }
        means.land.end_task(simd, task);
    }

    /// 1 where the month counts for a group, 0 where all the land that waits for it lies in closed areas.
    #[inline(always)]
    fn counts<S: Simd>(
        &self,
        simd: S,
        task: Task,
        plan: &TeamGroupPlan,
        programme: &Programme,
        areas: &[Area],
    ) -> Vector<S> {
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        if !plan.meets_closed {
            return one;
        }
        let (mut open, mut closed) = (nothing, nothing);
        for place in &plan.reach {
            let backlog = areas[place.area].backlog(simd, task);
            if is_open(place, programme, self.of_year) {
                open += backlog;
            } else {
                closed += backlog;
            }
        }
        let waits = closed.simd_gt(NEGLIGIBLE_HA) & open.simd_le(NEGLIGIBLE_HA);
        waits.select(nothing, one)
    }

    /// All areas with the same money, which is the group's alone as long as it works.
    #[inline(always)]
    fn alike<S: Simd>(
        &self,
        turn: &Turn<'_, S>,
        group: &mut TeamGroup,
        programme: &Programme,
        month: &WorkMonth<'_, S>,
        means: &mut Means<'_, S>,
    ) -> Done<S> {
        let simd = month.loading.simd;
        let (shift, plan, task) = (&turn.shift, turn.plan, turn.task);
        let pots = self.pots.work[turn.index].first();
        let pots = pots.map_or(&[][..], Vec::as_slice);
        let mut own = MonthBudget::new(if plan.in_kind {
            Vector::splat(simd, f64::INFINITY)
        } else {
            means.money.pots.left(simd, pots)
        });
        let areas = means.land.areas.as_mut_slice();
        let done = match programme.allocation {
            Allocation::Priority => shift.in_turn(task, plan, group, month, areas, &mut own),
            Allocation::Proportional => shift.in_proportion(task, &plan.reach, areas, &mut own),
        };
        Done {
            cost: pay(plan, pots, done.cost, means),
            ..done
        }
    }

    /// All areas at once in proportion to their need; scaled down together if money is short. Nothing is earmarked then.
    #[inline(always)]
    fn in_proportion<S: Simd>(
        &self,
        turn: &Turn<'_, S>,
        programme: &Programme,
        means: &mut Means<'_, S>,
    ) -> Done<S> {
        let shift = &turn.shift;
        let simd = shift.capacity.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let (mut total, mut price_of_all) = (nothing, nothing);
        let open = || {
            let reach = turn.plan.reach.iter();
            reach.filter(|place| is_open(place, programme, self.of_year))
        };
        for reach in open() {
            let place = Place::new(simd, turn.task, reach, &means.land.areas, means.events);
            total += place.need;
            price_of_all += place.need * (shift.per_ha * place.factor + shift.per_reference);
        }
        let some: Mask<S> = total.simd_gt(0.0);
        let wanted = some.select((shift.capacity / some.select(total, one)).min(1.0), nothing);
        let due = price_of_all * wanted;
        let pots = self.pots.work[turn.index].first();
        let pots = pots.map_or(&[][..], Vec::as_slice);
        let cost = pay(turn.plan, pots, due, means);
        let short: Mask<S> = cost.simd_lt(due);
        let share = short.select(wanted * (cost / short.select(due, one)), wanted);
        for reach in open() {
            let place = Place::new(simd, turn.task, reach, &means.land.areas, means.events);
            let hectares = place.hectares(place.need * share);
            means.land.areas[reach.area].process(turn.task, place.backlog, hectares);
        }
        Done {
            committed: total * wanted,
            used: total * share,
            cost,
            unpaid: due - cost,
        }
    }
}

/// 1 where events leave a group some area to work in, 0 where they stop all.
#[inline(always)]
fn somewhere<S: Simd>(simd: S, plan: &TeamGroupPlan, events: &Events) -> Vector<S> {
    let one = Vector::splat(simd, 1.0);
    if !events.may_stop {
        return one;
    }
    let mut most = Lanes::default().get(simd);
    for place in &plan.reach {
        most = most.max(events.local[place.area].get(simd));
    }
    most.simd_gt(0.0).select(one, Vector::splat(simd, 0.0))
}
