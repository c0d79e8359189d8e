//! Work: how a month's teams and money are shared among areas.
//!
//! Output is counted in reference hectares: what a group processes in the time it takes for a hectare where its output has no
//! multiplier. An area of multiplier f then needs its backlog ÷ f.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::crews::{Crew, Crews, NO_OUTPUT};
use super::land::Land;
use super::moment::Moment;
use super::money::Purse;
use crate::lanes::{Mask, Vector};
use crate::programme::{GroupPlan, Output, Programme, Reach};
use crate::scenario::{Allocation, Task};

/// What the month does to the work of every group.
struct Month<S: Simd> {
    /// Months of output at full strength, for teams (in working days) and for groups (in years); and the reciprocals.
    days: Vector<S>,
    per_day: Vector<S>,
    years: Vector<S>,
    per_year: Vector<S>,
    /// Price of a unit of cost, escalation and the share of overhead in it; and that of a cost per year.
    loading: Vector<S>,
    standing: Vector<S>,
}

/// The month as one group sees it.
struct Shift<'a, S: Simd> {
    reach: &'a [Reach],
    /// What the group can process, reference ha.
    capacity: Vector<S>,
    /// Price of a hectare, and of the time a reference hectare takes.
    per_ha: Vector<S>,
    per_reference: Vector<S>,
}

/// What a group did in a month.
struct Done<S: Simd> {
    /// Output used, reference ha.
    used: Vector<S>,
    cost: Vector<S>,
    /// ha.
    released: Vector<S>,
}

impl<S: Simd> Month<S> {
    #[inline(always)]
    fn new(
        programme: &Programme,
        now: &Moment<S>,
        unit_price: Vector<S>,
        shock: Vector<S>,
    ) -> Self {
        let one = Vector::splat(now.t.simd, 1.0);
        let calm = shock.simd_gt(NO_OUTPUT);
        let per_shock = 1.0 / calm.select(shock, one);
        let loading = unit_price * (1.0 + programme.overhead_share);
        Self {
            days: shock * now.days,
            per_day: per_shock * (1.0 / now.days),
            years: shock * now.share_of_year,
            per_year: per_shock * (1.0 / now.share_of_year),
            loading,
            standing: loading * now.share_of_year,
        }
    }

    /// The shift of a group, and the time its reference hectare takes, in team-months.
    #[inline(always)]
    fn shift<'a>(
        &self,
        group: &'a GroupPlan,
        crew: &Crew,
        teams: Vector<S>,
    ) -> (Shift<'a, S>, Vector<S>) {
        let simd = teams.simd;
        let (time, per_time) = match group.output {
            Output::PerTeam(_) => (self.days, self.per_day),
            Output::OfGroup => (self.years, self.per_year),
        };
        let nothing = Vector::splat(simd, 0.0);
        let capacity = teams * (crew.output.get(simd) * time);
        let effort = crew.effort.get(simd) * per_time;
        let shift = Shift {
            reach: &group.reach,
            capacity: capacity.simd_gt(NO_OUTPUT).select(capacity, nothing),
            per_ha: crew.unit_cost.get(simd) * self.loading,
            per_reference: if group.has_standing_cost {
                crew.cost.get(simd) * self.standing * effort
            } else {
                nothing
            },
        };
        (shift, effort)
    }
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

impl<S: Simd> Shift<'_, S> {
    /// Price of a reference hectare where output is multiplied by `factor`.
    #[inline(always)]
    fn price(&self, factor: f64) -> Vector<S> {
        self.per_ha * factor + self.per_reference
    }

    /// Areas one after the other; teams are committed by what was wanted. `SHORT`: the money may not be enough.
    #[inline(always)]
    fn by_priority<const SHORT: bool>(
        &self,
        task: Task,
        land: &mut Land,
        purse: &mut Purse<S>,
    ) -> Done<S> {
        let simd = self.capacity.simd;
        let nothing = Vector::splat(simd, 0.0);
        let (mut left, mut idle) = (self.capacity, nothing);
        let (mut processed, mut released) = (nothing, nothing);
        let (mut rest, mut unpaid) = (purse.left, nothing);
        let mut was_enough: Mask<S> = nothing.simd_eq(0.0);
        for place in self.reach {
            let area = &mut land.areas[place.area];
            let backlog = area.backlog(simd, task);
            let (taken, mut hectares) = place.take(backlog, left);
            left -= taken;
            if SHORT {
                let price = self.price(place.factor);
                let due = taken * price;
                let enough: Mask<S> = due.simd_le(rest);
                if enough.all_true() {
                    rest -= due;
                } else {
                    let paid = enough.select(due, rest);
                    // Without a price the money is always enough.
                    let done = enough.select(taken, rest / price);
                    let partial = (done * place.factor).min(hectares);
                    hectares = enough.select(hectares, partial);
                    idle += taken - done;
                    unpaid += due - paid;
                    rest -= paid;
                    was_enough &= enough;
                }
            }
            processed += hectares;
            released += area.process(task, backlog, hectares);
            if !left.simd_gt(0.0).any_true() {
                break;
            }
        }
        let used = self.capacity - left - idle;
        let due = processed * self.per_ha + used * self.per_reference;
        let cost = was_enough.select(due.min(purse.left), purse.left);
        purse.spend(cost, unpaid);
        Done {
            used,
            cost,
            released,
        }
    }

    /// All areas at once in proportion to their need; scaled down together if money is short.
    #[inline(always)]
    fn in_proportion(&self, task: Task, land: &mut Land, purse: &mut Purse<S>) -> Done<S> {
        let simd = self.capacity.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let (mut total, mut price_of_all) = (nothing, nothing);
        for place in self.reach {
            let need = land.areas[place.area].backlog(simd, task) * place.per_factor;
            total += need;
            price_of_all += need * self.price(place.factor);
        }
        let some = total.simd_gt(0.0);
        let share = some.select((self.capacity / some.select(total, one)).min(1.0), nothing);
        let due = price_of_all * share;
        let cost = due.min(purse.left);
        let short = cost.simd_lt(due);
        let share = short.select(share * (cost / short.select(due, one)), share);
        purse.spend(cost, due - cost);
        let mut released = nothing;
        for place in self.reach {
            let area = &mut land.areas[place.area];
            let backlog = area.backlog(simd, task);
            let need = backlog * place.per_factor;
            let hectares = place.hectares(backlog, need, need * share);
            released += area.process(task, backlog, hectares);
        }
        Done {
            used: total * share,
            cost,
            released,
        }
    }

    /// Whether the money is enough in every lane, whatever the areas need; by a margin that rounding cannot cross, so that the
    /// shorter way leads to the same bits.
    #[inline(always)]
    fn can_pay(&self, group: &GroupPlan, purse: &Purse<S>) -> bool {
        const MARGIN: f64 = 1.0 + 1e-9;
        let most = self.capacity * self.price(group.largest_factor * MARGIN);
        most.simd_le(purse.left).all_true()
    }

    #[inline(always)]
    fn work(
        &self,
        task: Task,
        programme: &Programme,
        group: &GroupPlan,
        land: &mut Land,
        purse: &mut Purse<S>,
    ) -> Done<S> {
        match programme.allocation {
            Allocation::Priority if self.can_pay(group, purse) => {
                self.by_priority::<false>(task, land, purse)
            }
            Allocation::Priority => self.by_priority::<true>(task, land, purse),
            Allocation::Proportional => self.in_proportion(task, land, purse),
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
        let month = Month::new(programme, now, unit_price, shock);
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            if now.days > 0.0 {
                let teams = crew.teams.get(simd);
                let (shift, effort) = month.shift(group, crew, teams);
                if shift.capacity.simd_gt(0.0).any_true() {
                    // One copy of the loop over areas for each task.
                    let done = match group.task {
                        Task::Survey => shift.work(Task::Survey, programme, group, land, purse),
                        Task::TechnicalSurvey => {
                            shift.work(Task::TechnicalSurvey, programme, group, land, purse)
                        }
                        Task::Clearance => {
                            shift.work(Task::Clearance, programme, group, land, purse)
                        }
                    };
                    land.release(group.task, done.released);
                    crew.spent.add(done.cost);
                    if group.grows {
                        crew.worked.add(done.used * effort);
                    }
                }
                if group.grows {
                    crew.to_be_had.add(teams);
                }
            }
            if group.learns {
                crew.learn(simd);
            }
        }
    }
}
