//! A group's month: which areas its teams take in turn, and what of it there is money for.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::budget::MonthBudget;
use super::land::Area;
use super::team_groups::{NO_OUTPUT, TeamGroup};
use super::work_month::WorkMonth;
use crate::lanes::{Mask, Vector};
use crate::programme::{Reach, TeamGroupPlan};
use crate::scenario::Task;

/// By how much money must be more than enough before it is not looked at: rounding cannot cross it.
const MARGIN: f64 = 1.0 + 1e-9;

/// Areas worked before a group looks whether it has teams left: to look costs more than to pass over an area.
const LOOKS: usize = 8;

/// The month as one group sees it.
#[derive(Clone, Copy)]
pub(super) struct Shift<S: Simd> {
    /// What the group can process, reference ha.
    pub(super) capacity: Vector<S>,
    /// Price of a hectare, and of the time a reference hectare takes.
    pub(super) per_ha: Vector<S>,
    pub(super) per_reference: Vector<S>,
}

impl<S: Simd> Shift<S> {
    /// Of a group in a month.
    #[inline(always)]
    pub(super) fn new(month: &WorkMonth<'_, S>, plan: &TeamGroupPlan, group: &TeamGroup) -> Self {
        let simd = month.loading.simd;
        let times = &month.times[plan.calendar];
        Self {
            capacity: group.strength.get(simd) * times.full[plan.output.unit()].get(simd),
            per_ha: group.unit_cost.get(simd) * month.loading,
            per_reference: if plan.has_standing_cost {
                group.cost.get(simd) * times.standing.get(simd) * month.effort(plan, group)
            } else {
                Vector::splat(simd, 0.0)
            },
        }
    }
}

/// What a group did in a month.
pub(super) struct Done<S: Simd> {
    /// Output used, and output committed by what was asked for, reference ha.
    pub(super) used: Vector<S>,
    pub(super) committed: Vector<S>,
    /// What it was paid, and what it was not paid for what was wanted.
    pub(super) cost: Vector<S>,
    pub(super) unpaid: Vector<S>,
}

/// What a group did before it is paid.
#[derive(Clone, Copy)]
struct Work<S: Simd> {
    /// Output committed, reference ha.
    taken: Vector<S>,
    /// ha.
    processed: Vector<S>,
}

impl Reach {
    /// What `backlog` here takes of `left`, reference ha, and the hectares processed for it.
    #[inline(always)]
    fn take<S: Simd>(&self, backlog: Vector<S>, left: Vector<S>) -> (Vector<S>, Vector<S>) {
        if self.is_plain {
            let taken = backlog.min(left);
            return (taken, taken);
        }
        let need = backlog * self.per_factor;
        let taken = need.min(left);
        (taken, self.hectares(backlog, need, taken))
    }

    /// The hectares processed by `taken` of the `need` for `backlog`: all of the need is all of the backlog, to the last bit.
    #[inline(always)]
    fn hectares<S: Simd>(
        &self,
        backlog: Vector<S>,
        need: Vector<S>,
        taken: Vector<S>,
    ) -> Vector<S> {
        let part = (taken * self.factor).min(backlog);
        taken.simd_ge(need).select(backlog, part)
    }
}

impl<S: Simd> Shift<S> {
    /// Works area by area, in the ways that lead to the same bits, the cheapest as far as it can be told.
    #[inline(always)]
    pub(super) fn in_turn(
        &self,
        task: Task,
        plan: &TeamGroupPlan,
        group: &mut TeamGroup,
        month: &WorkMonth<'_, S>,
        areas: &mut [Area],
        budget: &mut MonthBudget<S>,
    ) -> Done<S> {
        let reach = &plan.reach;
        // Once money was short, it is taken to be so for the rest of the year, which leads to the same bits: the processor does not
        // foresee in which months it is.
        if !group.was_short && self.is_affordable(plan, budget) {
            return self.unconstrained(task, plan, areas, budget);
        }
        if plan.has_standing_cost {
            return self.by_the_month(task, reach, areas, budget);
        }
        group.was_short = true;
        let payable = self.payable(group, month, budget);
        if plan.grows {
            self.by_the_hectare::<true>(task, reach, areas, payable, budget)
        } else {
            self.by_the_hectare::<false>(task, reach, areas, payable, budget)
        }
    }

    /// Whether the money is more than enough in every lane, whatever the areas need.
    #[inline(always)]
    fn is_affordable(&self, plan: &TeamGroupPlan, budget: &MonthBudget<S>) -> bool {
        let mut dearest = self.per_ha * (plan.largest_factor * MARGIN);
        if plan.has_standing_cost {
            dearest += self.per_reference * MARGIN;
        }
        (self.capacity * dearest).simd_le(budget.left).all_true()
    }

    /// Hectares that the money is enough for, where they are all that costs.
    #[inline(always)]
    fn payable(
        &self,
        group: &TeamGroup,
        month: &WorkMonth<'_, S>,
        budget: &MonthBudget<S>,
    ) -> Vector<S> {
        let simd = self.per_ha.simd;
        // What costs nothing is done without money.
        let priced: Mask<S> = self.per_ha.simd_gt(NO_OUTPUT);
        let any = Vector::splat(simd, 1.0 / NO_OUTPUT);
        let ha_per_price = group.per_unit_cost.get(simd) * month.per_loading;
        priced.select(budget.left * ha_per_price, any)
    }

    /// Price of a reference hectare where output is multiplied by `factor`.
    #[inline(always)]
    fn price(&self, factor: f64) -> Vector<S> {
        self.per_ha * factor + self.per_reference
    }

    /// Areas one after the other; teams are committed by what was wanted, of which `limit` says what can be paid: it sees the
    /// place, the reference hectares wanted and the hectares that makes, and cuts the hectares down.
    #[inline(always)]
    fn by_priority(
        &self,
        task: Task,
        reach: &[Reach],
        areas: &mut [Area],
        mut limit: impl FnMut(&Reach, Vector<S>, Vector<S>) -> Vector<S>,
    ) -> Work<S> {
        let simd = self.capacity.simd;
        let mut left = self.capacity;
        let mut processed = Vector::splat(simd, 0.0);
        let mut rest = reach;
        loop {
            let (next, later) = rest.split_at(rest.len().min(LOOKS));
            for place in next {
                let area = &mut areas[place.area];
                let backlog = area.backlog(simd, task);
                let (taken, asked) = place.take(backlog, left);
                let hectares = limit(place, taken, asked);
                #[cfg(test)]
                super::pairs::visit(hectares.simd_gt(0.0).to_bitmask());
                left -= taken;
                processed += hectares;
                area.process(task, backlog, hectares);
            }
            rest = later;
            if rest.is_empty() || !left.simd_gt(0.0).any_true() {
                break;
            }
        }
        Work {
            taken: self.capacity - left,
            processed,
        }
    }

    /// By priority, with money enough.
    #[inline(always)]
    fn unconstrained(
        &self,
        task: Task,
        plan: &TeamGroupPlan,
        areas: &mut [Area],
        budget: &mut MonthBudget<S>,
    ) -> Done<S> {
        let work = self.by_priority(
            task,
            &plan.reach,
            areas,
            #[inline(always)]
            |_, _, asked| asked,
        );
        let mut cost = work.processed * self.per_ha;
        if plan.has_standing_cost {
            cost += work.taken * self.per_reference;
        }
        budget.pay(cost);
        Done {
            used: work.taken,
            committed: work.taken,
            cost,
            unpaid: Vector::splat(cost.simd, 0.0),
        }
    }

    /// By priority, where hectares are all that costs and the money is `payable` of them. Unless `COUNTS`, the output used is not
    /// asked for, and not reduced by what could not be paid.
    #[inline(always)]
    fn by_the_hectare<const COUNTS: bool>(
        &self,
        task: Task,
        reach: &[Reach],
        areas: &mut [Area],
        mut payable: Vector<S>,
        budget: &mut MonthBudget<S>,
    ) -> Done<S> {
        let nothing = Vector::splat(payable.simd, 0.0);
        let (mut idle, mut wanted) = (nothing, nothing);
        let work = self.by_priority(
            task,
            reach,
            areas,
            #[inline(always)]
            |place, _, asked| {
                let paid = asked.min(payable);
                payable -= paid;
                if COUNTS {
                    idle += (asked - paid) * place.per_factor;
                }
                wanted += asked;
                paid
            },
        );
        let cost = (work.processed * self.per_ha).min(budget.left);
        budget.pay(cost);
        Done {
            used: work.taken - idle,
            committed: work.taken,
            cost,
            unpaid: (wanted - work.processed) * self.per_ha,
        }
    }

    /// By priority, where time costs too.
    #[inline(always)]
    fn by_the_month(
        &self,
        task: Task,
        reach: &[Reach],
        areas: &mut [Area],
        budget: &mut MonthBudget<S>,
    ) -> Done<S> {
        let nothing = Vector::splat(budget.left.simd, 0.0);
        let mut rest = budget.left;
        let (mut idle, mut unpaid) = (nothing, nothing);
        let mut was_enough: Mask<S> = unpaid.simd_eq(0.0);
        let work = self.by_priority(
            task,
            reach,
            areas,
            #[inline(always)]
            |place, taken, asked| {
                let price = self.price(place.factor);
                let due = taken * price;
                let enough: Mask<S> = due.simd_le(rest);
                let paid = enough.select(due, rest);
                // Without a price the money is always enough.
                let done = enough.select(taken, rest / price);
                idle += taken - done;
                unpaid += due - paid;
                rest -= paid;
                was_enough &= enough;
                enough.select(asked, (done * place.factor).min(asked))
            },
        );
        let used = work.taken - idle;
        let due = work.processed * self.per_ha + used * self.per_reference;
        let cost = was_enough.select(due.min(budget.left), budget.left);
        budget.pay(cost);
        Done {
            used,
            committed: work.taken,
            cost,
            unpaid,
        }
    }

    /// All areas at once in proportion to their need; scaled down together if money is short.
    #[inline(always)]
    pub(super) fn in_proportion(
        &self,
        task: Task,
        reach: &[Reach],
        areas: &mut [Area],
        budget: &mut MonthBudget<S>,
    ) -> Done<S> {
        let simd = self.capacity.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let (mut total, mut price_of_all) = (nothing, nothing);
        for place in reach {
            let need = areas[place.area].backlog(simd, task) * place.per_factor;
            total += need;
            price_of_all += need * self.price(place.factor);
        }
        let some: Mask<S> = total.simd_gt(0.0);
        let share = some.select((self.capacity / some.select(total, one)).min(1.0), nothing);
        let due = price_of_all * share;
        let cost = due.min(budget.left);
        let committed = total * share;
        let short: Mask<S> = cost.simd_lt(due);
        let share = short.select(share * (cost / short.select(due, one)), share);
        budget.pay(cost);
        for place in reach {
            let area = &mut areas[place.area];
            let backlog = area.backlog(simd, task);
            let need = backlog * place.per_factor;
            let hectares = place.hectares(backlog, need, need * share);
            area.process(task, backlog, hectares);
        }
        Done {
            used: total * share,
            committed,
            cost,
            unpaid: due - cost,
        }
    }
}
