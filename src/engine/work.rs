//! Work: how a month's teams and money are shared among areas.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::crews::{Crew, Crews, NO_OUTPUT};
use super::land::Land;
use super::moment::Moment;
use super::money::Purse;
use crate::lanes::Vector;
use crate::programme::{GroupPlan, Output, Programme, Reach};
use crate::scenario::Allocation;

/// What the month does to the work of every group.
struct Month<S: Simd> {
    /// Months of output at full strength, for teams (in working days) and for groups (in years); and the reciprocals.
    days: Vector<S>,
    per_day: Vector<S>,
    years: Vector<S>,
    per_year: Vector<S>,
    /// Price of a unit of cost: escalation and the share of overhead.
    loading: Vector<S>,
    share_of_year: f64,
}

/// The month as one group sees it.
struct Shift<'a, S: Simd> {
    group: &'a GroupPlan,
    /// Teams at work.
    teams: Vector<S>,
    /// ha per team-month on reference terrain, and the reciprocal.
    rate: Vector<S>,
    effort: Vector<S>,
    /// Price of a team-month without what is paid per hectare.
    standing: Vector<S>,
    /// Price of what a team-month processes on reference terrain.
    processing: Vector<S>,
}

/// What a group did in a month.
struct Done<S: Simd> {
    /// Team-months.
    worked: Vector<S>,
    cost: Vector<S>,
    /// ha.
    released: Vector<S>,
}

impl<S: Simd> Done<S> {
    fn nothing(simd: S) -> Self {
        let nothing = Vector::splat(simd, 0.0);
        Self {
            worked: nothing,
            cost: nothing,
            released: nothing,
        }
    }
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
        Self {
            days: shock * now.days,
            per_day: per_shock * (1.0 / now.days),
            years: shock * now.share_of_year,
            per_year: per_shock * (1.0 / now.share_of_year),
            loading: unit_price * (1.0 + programme.overhead_share),
            share_of_year: now.share_of_year,
        }
    }

    #[inline(always)]
    fn shift<'a>(&self, group: &'a GroupPlan, crew: &Crew, teams: Vector<S>) -> Shift<'a, S> {
        let simd = teams.simd;
        let (time, per_time) = match group.output {
            Output::PerTeam(_) => (self.days, self.per_day),
            Output::OfGroup => (self.years, self.per_year),
        };
        let rate = crew.output.get(simd) * time;
        let nobody = Vector::splat(simd, 0.0);
        Shift {
            group,
            teams: rate.simd_gt(NO_OUTPUT).select(teams, nobody),
            rate,
            effort: crew.effort.get(simd) * per_time,
            standing: crew.cost.get(simd) * self.share_of_year * self.loading,
            processing: crew.unit_cost.get(simd) * self.loading * rate,
        }
    }
}

impl<S: Simd> Shift<'_, S> {
    /// Price of a team-month where terrain and hazard multiply output by `factor`.
    #[inline(always)]
    fn price(&self, factor: f64) -> Vector<S> {
        self.processing * factor + self.standing
    }

    /// Works `worked` team-months of the `need`ed ones. Returns what is released, ha.
    #[inline(always)]
    fn process(
        &self,
        land: &mut Land,
        place: &Reach,
        backlog: Vector<S>,
        worked: Vector<S>,
        need: Vector<S>,
    ) -> Vector<S> {
        // All of the need is all of the backlog, to the last bit.
        let part = (worked * (self.rate * place.factor)).min(backlog);
        let hectares = worked.simd_ge(need).select(backlog, part);
        land.areas[place.area].process(self.group.task, backlog, hectares)
    }

    /// Areas one after the other; teams are committed by what was wanted. `SHORT`: the money may not be enough.
    #[inline(always)]
    fn by_priority<const SHORT: bool>(&self, land: &mut Land, purse: &mut Purse<S>) -> Done<S> {
        let simd = self.rate.simd;
        let mut done = Done::nothing(simd);
        let mut left = self.teams;
        let mut unpaid = done.cost;
        for place in &self.group.reach {
            let backlog = land.areas[place.area].backlog(simd, self.group.task);
            if !backlog.simd_gt(0.0).any_true() {
                continue;
            }
            let need = backlog * (self.effort * place.per_factor);
            let wanted = need.min(left);
            left -= wanted;
            let price = self.price(place.factor);
            let due = wanted * price;
            let (worked, paid) = if SHORT {
                let rest = purse.left - done.cost;
                let enough = due.simd_le(rest);
                let paid = enough.select(due, rest);
                unpaid += due - paid;
                // Without a price the money is always enough.
                (enough.select(wanted, rest / price), paid)
            } else {
                (wanted, due)
            };
            done.released += self.process(land, place, backlog, worked, need);
            done.worked += worked;
            done.cost += paid;
            if !left.simd_gt(0.0).any_true() {
                break;
            }
        }
        purse.spend(done.cost, unpaid);
        done
    }

    /// All areas at once in proportion to their need; scaled down together if money is short.
    #[inline(always)]
    fn in_proportion(&self, land: &mut Land, purse: &mut Purse<S>) -> Done<S> {
        let simd = self.rate.simd;
        let mut done = Done::nothing(simd);
        let (one, nothing) = (Vector::splat(simd, 1.0), done.cost);
        let mut total = nothing;
        let mut price_of_all = nothing;
        for place in &self.group.reach {
            let backlog = land.areas[place.area].backlog(simd, self.group.task);
            let need = backlog * (self.effort * place.per_factor);
            total += need;
            price_of_all += need * self.price(place.factor);
        }
        let some = total.simd_gt(0.0);
        if !some.any_true() {
            return done;
        }
        let share = some.select((self.teams / some.select(total, one)).min(1.0), nothing);
        let due = price_of_all * share;
        let paid = due.min(purse.left);
        let short = paid.simd_lt(due);
        let share = short.select(share * (paid / short.select(due, one)), share);
        purse.spend(paid, due - paid);
        for place in &self.group.reach {
            let backlog = land.areas[place.area].backlog(simd, self.group.task);
            let need = backlog * (self.effort * place.per_factor);
            done.released += self.process(land, place, backlog, need * share, need);
        }
        done.worked = total * share;
        done.cost = paid;
        done
    }

    /// Whether the money is enough in every lane, whatever the areas need; by a margin that rounding cannot cross, so that the
    /// shorter way leads to the same bits.
    #[inline(always)]
    fn can_pay(&self, purse: &Purse<S>) -> bool {
        const MARGIN: f64 = 1.0 + 1e-9;
        let most = self.teams * self.price(self.group.largest_factor);
        (most * MARGIN).simd_le(purse.left).all_true()
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
        let mut released = Vector::splat(simd, 0.0);
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            if now.days > 0.0 {
                let teams = crew.size.get(simd) * crew.open.get(simd);
                crew.to_be_had.add(teams);
                let shift = month.shift(group, crew, teams);
                if shift.teams.simd_gt(0.0).any_true() {
                    let done = match programme.allocation {
                        Allocation::Priority if shift.can_pay(purse) => {
                            shift.by_priority::<false>(land, purse)
                        }
                        Allocation::Priority => shift.by_priority::<true>(land, purse),
                        Allocation::Proportional => shift.in_proportion(land, purse),
                    };
                    crew.worked.add(done.worked);
                    crew.spent.add(done.cost);
                    crew.released.add(done.released);
                    released += done.released;
                }
            }
            crew.learn(simd);
        }
        land.released.add(released);
    }
}
