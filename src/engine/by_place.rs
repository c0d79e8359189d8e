//! A month's work where areas differ in who pays, or in whether work is possible: earmarks, teams in kind, closed months, local events.
//!
//! Everything else is as in [`super::work`] and [`super::shift`]. What differs is that money is looked up for each pair of group and
//! area, and that teams whom one area's money could not pay ask again in the areas behind it.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::completion::NEGLIGIBLE_HA;
use super::events::Events;
use super::land::Area;
use super::pots::AtHand;
use super::shift::Shift;
use super::team_groups::{NO_OUTPUT, Refused, TeamGroup};
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

/// A group at work.
struct Turn<'a, S: Simd> {
    index: usize,
    plan: &'a TeamGroupPlan,
    task: Task,
    shift: Shift<S>,
}

/// What a group did in a month.
struct Done<S: Simd> {
    /// Output committed by what was asked for, and output paid, reference ha.
    committed: Vector<S>,
    used: Vector<S>,
    cost: Vector<S>,
    unpaid: Vector<S>,
}

/// An area as a group finds it in a month.
struct Place<S: Simd> {
    backlog: Vector<S>,
    /// Hectares from a reference hectare, and the reference hectares that the backlog needs; both 0 where nothing can be done.
    factor: Vector<S>,
    need: Vector<S>,
}

impl<S: Simd> Place<S> {
    #[inline(always)]
    fn new(simd: S, task: Task, reach: &Reach, areas: &[Area], events: &Events) -> Self {
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
    fn hectares(&self, done: Vector<S>) -> Vector<S> {
        let part = (done * self.factor).min(self.backlog);
        let all = done.simd_ge(self.need) & self.need.simd_gt(0.0);
        all.select(self.backlog, part)
    }
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
                Allocation::Priority => self.in_turn(&turn, programme, means),
                Allocation::Proportional => self.in_proportion(&turn, programme, means),
            };
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

    /// Whether a group can do anything at a place this month.
    #[inline(always)]
    fn is_open(&self, place: &Reach, programme: &Programme) -> bool {
        !programme.areas[place.area].closed[self.of_year]
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
            if self.is_open(place, programme) {
                open += backlog;
            } else {
                closed += backlog;
            }
        }
        let waits = closed.simd_gt(NEGLIGIBLE_HA) & open.simd_le(NEGLIGIBLE_HA);
        waits.select(nothing, one)
    }

    /// Areas one after the other. Teams that have not asked yet ask first, then those refused before, the first refused first.
    #[inline(always)]
    fn in_turn<S: Simd>(
        &mut self,
        turn: &Turn<'_, S>,
        programme: &Programme,
        means: &mut Means<'_, S>,
    ) -> Done<S> {
        let shift = &turn.shift;
        let simd = shift.capacity.simd;
        let nothing = Vector::splat(simd, 0.0);
        let mut fresh = shift.capacity;
        let (mut used, mut cost) = (nothing, nothing);
        let mut waiting = false;
        let mut reached = 0;
        let pots = &self.pots.work[turn.index];
        let widest = pots.first().map_or(&[][..], Vec::as_slice);
        let mut at_hand = means.money.pots.take(simd, widest);
        for (at, reach) in turn.plan.reach.iter().enumerate() {
            if !waiting && !fresh.simd_gt(0.0).any_true() {
                break;
            }
            reached = at + 1;
            if waiting {
                self.refused[at] = Refused::default();
            }
            let backlog = means.land.areas[reach.area].backlog(simd, turn.task);
            if !self.is_open(reach, programme) || !backlog.simd_gt(0.0).any_true() {
                continue;
            }
            let place = Place::new(simd, turn.task, reach, &means.land.areas, means.events);
            let asked = place.need.min(fresh);
            fresh -= asked;
            let mut again = nothing;
            if waiting {
                for earlier in &self.refused[..at] {
                    again += earlier.output.get(simd);
                }
                again = again.min(place.need - asked);
            }
            let price = shift.per_ha * place.factor + shift.per_reference;
            let wanted = asked + again;
            let due = wanted * price;
            let paid = pay(turn.plan, &mut at_hand, &pots[at], due, means);
            let short: Mask<S> = paid.simd_lt(due);
            let mut done = wanted;
            // Money is short for months or not at all: the processor foresees this, and a division is saved.
            if waiting || short.any_true() {
                done = short.select(paid / price, wanted);
                let first = asked.min(done);
                let refused = short.select(asked - first, nothing);
                if !waiting {
                    self.refused[..at].fill(Refused::default());
                }
                self.refused[at].output.set(refused);
                self.refused[at].price.set(price);
                if waiting {
                    let mut rest = done - first;
                    for earlier in &mut self.refused[..at] {
                        let output = earlier.output.get(simd);
                        let employed = output.min(rest);
                        earlier.output.set(output - employed);
                        rest -= employed;
                    }
                }
                waiting |= refused.simd_gt(0.0).any_true();
            }
            used += done;
            cost += paid;
            let hectares = place.hectares(done);
            means.land.areas[reach.area].process(turn.task, place.backlog, hectares);
        }
        means.money.pots.put_back(&at_hand);
        let mut unpaid = nothing;
        if waiting {
            for refused in &self.refused[..reached] {
                unpaid += refused.output.get(simd) * refused.price.get(simd);
            }
            means.budget.missing += unpaid;
        }
        Done {
            committed: shift.capacity - fresh,
            used,
            cost,
            unpaid,
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
            reach.filter(|place| self.is_open(place, programme))
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
        let mut at_hand = means.money.pots.take(simd, pots);
        let cost = pay(turn.plan, &mut at_hand, pots, due, means);
        means.money.pots.put_back(&at_hand);
        let short: Mask<S> = cost.simd_lt(due);
        let share = short.select(wanted * (cost / short.select(due, one)), wanted);
        means.budget.missing += due - cost;
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

/// Pays what is due for work out of the pots that cover it. Returns what was paid.
#[inline(always)]
fn pay<S: Simd>(
    plan: &TeamGroupPlan,
    at_hand: &mut AtHand<S>,
    covering: &[usize],
    due: Vector<S>,
    means: &mut Means<'_, S>,
) -> Vector<S> {
    if plan.in_kind {
        means.money.pots.give(due);
        return due;
    }
    let paid = means.money.pots.draw_with(at_hand, covering, due);
    means.budget.pay(paid);
    paid
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
