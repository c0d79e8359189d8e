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
    per_loading: Vector<S>,
    standing: Vector<S>,
}

/// The month as one group sees it.
#[derive(Clone, Copy)]
struct Shift<S: Simd> {
    /// What the group can process, reference ha.
    capacity: Vector<S>,
    /// Price of a hectare, and of the time a reference hectare takes.
    per_ha: Vector<S>,
    per_reference: Vector<S>,
    /// Hectares for a unit of money.
    ha_per_price: Vector<S>,
}

/// What a group did in a month.
struct Done<S: Simd> {
    /// Output used, reference ha.
    used: Vector<S>,
    cost: Vector<S>,
    /// ha.
    released: Vector<S>,
}

/// How many areas are visited before it is asked whether there are teams left.
const BETWEEN_LOOKS: usize = 8;

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
            per_loading: 1.0 / loading,
            standing: loading * now.share_of_year,
        }
    }

    /// The time that a reference hectare takes a group, in team-months.
    #[inline(always)]
    fn effort(&self, group: &GroupPlan, crew: &Crew) -> Vector<S> {
        let per_time = match group.output {
            Output::PerTeam(_) => self.per_day,
            Output::OfGroup => self.per_year,
        };
        crew.effort.get(per_time.simd) * per_time
    }

    #[inline(always)]
    fn shift(&self, group: &GroupPlan, crew: &Crew) -> Shift<S> {
        let simd = self.days.simd;
        let nothing = Vector::splat(simd, 0.0);
        let time = match group.output {
            Output::PerTeam(_) => self.days,
            Output::OfGroup => self.years,
        };
        let capacity = crew.teams.get(simd) * (crew.output.get(simd) * time);
        Shift {
            capacity: capacity.simd_gt(NO_OUTPUT).select(capacity, nothing),
            per_ha: crew.unit_cost.get(simd) * self.loading,
            ha_per_price: crew.per_unit_cost.get(simd) * self.per_loading,
            per_reference: if group.has_standing_cost {
                crew.cost.get(simd) * self.standing * self.effort(group, crew)
            } else {
                nothing
            },
        }
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

impl<S: Simd> Shift<S> {
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
        land: &mut Land,
        mut limit: impl FnMut(&Reach, Vector<S>, Vector<S>) -> Vector<S>,
    ) -> Work<S> {
        let simd = self.capacity.simd;
        let nothing = Vector::splat(simd, 0.0);
        let mut left = self.capacity;
        let (mut processed, mut released) = (nothing, nothing);
        for places in reach.chunks(BETWEEN_LOOKS) {
            for place in places {
                let area = &mut land.areas[place.area];
                let backlog = area.backlog(simd, task);
                let (taken, asked) = place.take(backlog, left);
                let hectares = limit(place, taken, asked);
                #[cfg(test)]
                super::pairs::visit(hectares.simd_gt(0.0).to_bitmask());
                left -= taken;
                processed += hectares;
                released += area.process(task, backlog, hectares);
            }
            if reach.len() > BETWEEN_LOOKS && !left.simd_gt(0.0).any_true() {
                break;
            }
        }
        Work {
            taken: self.capacity - left,
            processed,
            released,
        }
    }

    /// By priority, with money enough.
    #[inline(always)]
    fn rich(&self, task: Task, reach: &[Reach], land: &mut Land, purse: &mut Purse<S>) -> Done<S> {
        let work = self.by_priority(
            task,
            reach,
            land,
            #[inline(always)]
            |_, _, asked| asked,
        );
        let due = work.processed * self.per_ha + work.taken * self.per_reference;
        let cost = due.min(purse.left);
        purse.spend(cost, Vector::splat(due.simd, 0.0));
        work.done(work.taken, cost)
    }

    /// By priority, where hectares are all that costs: the money is so many hectares. Unless `COUNTS`, the output used is not
    /// asked for, and not reduced by what could not be paid.
    #[inline(always)]
    fn by_the_hectare<const COUNTS: bool>(
        &self,
        task: Task,
        reach: &[Reach],
        land: &mut Land,
        purse: &mut Purse<S>,
    ) -> Done<S> {
        let nothing = Vector::splat(self.per_ha.simd, 0.0);
        // What costs nothing is done without money.
        let priced = self.per_ha.simd_gt(NO_OUTPUT);
        let any = Vector::splat(self.per_ha.simd, 1.0 / NO_OUTPUT);
        let mut payable = priced.select(purse.left * self.ha_per_price, any);
        let (mut idle, mut wanted) = (nothing, nothing);
        let work = self.by_priority(
            task,
            reach,
            land,
            #[inline(always)]
            |place, taken, asked| {
                let paid = asked.min(payable);
                payable -= paid;
                if COUNTS {
                    let cut = paid.simd_lt(asked);
                    idle += cut.select(taken - paid * place.per_factor, nothing);
                }
                wanted += asked;
                paid
            },
        );
        let cost = (work.processed * self.per_ha).min(purse.left);
        purse.spend(cost, (wanted - work.processed) * self.per_ha);
        work.done(work.taken - idle, cost)
    }

    /// By priority, where time costs too.
    #[inline(always)]
    fn by_the_month(
        &self,
        task: Task,
        reach: &[Reach],
        land: &mut Land,
        purse: &mut Purse<S>,
    ) -> Done<S> {
        let nothing = Vector::splat(purse.left.simd, 0.0);
        let mut rest = purse.left;
        let (mut idle, mut unpaid) = (nothing, nothing);
        let mut was_enough: Mask<S> = unpaid.simd_eq(0.0);
        let work = self.by_priority(
            task,
            reach,
            land,
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
        let cost = was_enough.select(due.min(purse.left), purse.left);
        purse.spend(cost, unpaid);
        work.done(used, cost)
    }

    /// All areas at once in proportion to their need; scaled down together if money is short.
    #[inline(always)]
    fn in_proportion(
        &self,
        task: Task,
        reach: &[Reach],
        land: &mut Land,
        purse: &mut Purse<S>,
    ) -> Done<S> {
        let simd = self.capacity.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let (mut total, mut price_of_all) = (nothing, nothing);
        for place in reach {
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
        for place in reach {
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
    fn is_affordable(&self, group: &GroupPlan, purse: &Purse<S>) -> bool {
        const MARGIN: f64 = 1.0 + 1e-9;
        let most = self.capacity * self.price(group.largest_factor * MARGIN);
        most.simd_le(purse.left).all_true()
    }

    #[inline(always)]
    fn work(
        &self,
        task: Task,
        allocation: Allocation,
        group: &GroupPlan,
        land: &mut Land,
        purse: &mut Purse<S>,
    ) -> Done<S> {
        let reach = &group.reach;
        if allocation == Allocation::Proportional {
            self.in_proportion(task, reach, land, purse)
        } else if self.is_affordable(group, purse) {
            self.rich(task, reach, land, purse)
        } else if group.has_standing_cost {
            self.by_the_month(task, reach, land, purse)
        } else if group.grows {
            self.by_the_hectare::<true>(task, reach, land, purse)
        } else {
            self.by_the_hectare::<false>(task, reach, land, purse)
        }
    }
}

/// What a group did before it is paid.
#[derive(Clone, Copy)]
struct Work<S: Simd> {
    /// Output committed, reference ha.
    taken: Vector<S>,
    /// What was processed and what of it was released, ha.
    processed: Vector<S>,
    released: Vector<S>,
}

impl<S: Simd> Work<S> {
    #[inline(always)]
    fn done(self, used: Vector<S>, cost: Vector<S>) -> Done<S> {
        Done {
            used,
            cost,
            released: self.released,
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
            let way = programme.allocation;
            for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
                let shift = month.shift(group, crew);
                // One copy of the loop over areas for each task.
                let done = match group.task {
                    Task::Survey => shift.work(Task::Survey, way, group, land, purse),
                    Task::TechnicalSurvey => {
                        shift.work(Task::TechnicalSurvey, way, group, land, purse)
                    }
                    Task::Clearance => shift.work(Task::Clearance, way, group, land, purse),
                };
                land.release(group.task, done.released);
                crew.spent.add(done.cost);
                if group.grows {
                    crew.worked.add(done.used * month.effort(group, crew));
                    crew.to_be_had.add(crew.teams.get(simd));
                }
            }
        }
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            if group.learns {
                crew.learn(simd);
            }
        }
    }
}
