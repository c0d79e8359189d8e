//! How groups become stronger: planned strength and growth, decided when a year begins, paid from what the months' work leaves.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::budget::MonthBudget;
use super::moment::Moment;
use super::money::{Money, TOLERATED_GAP};
use super::team_groups::{NO_OUTPUT, TeamGroups};
use crate::lanes::{Lanes, Mask, Vector, WIDTH};
use crate::programme::Programme;
use crate::programme::inputs::Inputs;

/// Part of its team-months that a group must have worked to be given more teams.
const BUSY: f64 = 0.9;

/// Which of the teams owed: up to the planned strength, or of the year's growth.
const PLANNED: usize = 0;
const GROWTH: usize = 1;

impl TeamGroups {
    /// Step 6, in January: groups with a planned strength for the year are set to it. Fewer teams are free, more are owed.
    #[inline(always)]
    pub(super) fn plan<S: Simd>(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        now: &Moment<S>,
    ) {
        let simd = now.t.simd;
        let nothing = Vector::splat(simd, 0.0);
        let start = f64::from(programme.clock.start.year());
        let rows: [f64; WIDTH] = (now.calendar_year - start).into();
        for (group, plan) in self.all.iter_mut().zip(&programme.groups) {
            if plan.by_year.is_empty() {
                continue;
            }
            let mut wanted = Lanes::all(-1.0);
            for (lane, row) in rows.iter().enumerate() {
                // A lane at rest may stand beyond the last year.
                if let Some(Some(strength)) = plan.by_year.get(*row as usize) {
                    wanted.0[lane] = inputs[*strength].0[lane];
                }
            }
            let wanted = wanted.get(simd);
            let listed: Mask<S> = wanted.simd_ge(0.0);
            let size = group.size.get(simd);
            let free: Mask<S> = inputs[plan.mobilisation].get(simd).simd_le(0.0);
            let at_once = listed & (free | wanted.simd_le(size));
            let owed = listed.select((wanted - size).max(0.0), group.owed[PLANNED].get(simd));
            group.owed[PLANNED].set(at_once.select(nothing, owed));
            group.size.set(at_once.select(wanted, size));
            group.set_strength(simd);
            self.owes = Lanes::all(1.0);
            self.decided = true;
            self.strength_changed = true;
        }
    }

    /// Step 6, when a programme year begins: groups that were busy and paid all of the last one, wherever money was `sufficient`, are
    /// to gain teams.
    #[inline(always)]
    pub(super) fn grow<S: Simd>(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        now: &Moment<S>,
        sufficient: Mask<S>,
    ) {
        let simd = now.t.simd;
        let nothing = Vector::splat(simd, 0.0);
        let later = now.t.simd_gt(0.0);
        let by_group = programme.pots.as_ref().is_some_and(|it| it.growth_by_group);
        for (group, plan) in self.all.iter_mut().zip(&programme.groups) {
            if !plan.grows {
                continue;
            }
            let busy = group
                .worked
                .get(simd)
                .simd_ge(group.to_be_had.get(simd) * BUSY);
            let paid: Mask<S> = if !by_group {
                sufficient
            } else if plan.in_kind {
                later
            } else {
                let tolerated = group.paid.get(simd) * TOLERATED_GAP;
                group.unpaid.get(simd).simd_le(tolerated)
            };
            let mut grows = later & paid & busy & group.open.get(simd).simd_gt(0.0);
            if let Some(last) = plan.last_planned {
                grows &= now.calendar_year.simd_gt(f64::from(last));
            }
            if !grows.any_true() {
                continue;
            }
            let size = group.size.get(simd);
            let mut gain = inputs[plan.growth].get(simd);
            if let Some(max) = plan.max {
                let strength = size + group.owed[PLANNED].get(simd);
                gain = gain.min((inputs[max].get(simd) - strength).max(0.0));
            }
            gain = grows.select(gain, nothing);
            let free: Mask<S> = inputs[plan.mobilisation].get(simd).simd_le(0.0);
            group.size.set(size + free.select(gain, nothing));
            group.owed[GROWTH].set(free.select(nothing, gain));
            group.set_strength(simd);
            self.owes = Lanes::all(1.0);
            self.decided = true;
            self.strength_changed = true;
        }
    }

    /// After step 7: new teams are paid from what money is left, up to planned strengths first; they work from the next month on.
    #[inline(always)]
    pub(super) fn build_up<S: Simd>(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        money: &mut Money,
        budget: &mut MonthBudget<S>,
        unit_price: Vector<S>,
    ) {
        let simd = unit_price.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let decided = std::mem::take(&mut self.decided);
        // Where no money is left teams are owed for long, and nothing changes.
        let mut waits: Mask<S> = self.owes.get(simd).simd_gt(0.0);
        waits &= unit_price.simd_lt(NO_OUTPUT)
            | match programme.pots {
                None => budget.left.simd_gt(0.0),
                // Teams in kind need no money: they come in the month in which they are decided on.
                Some(_) => money.pots.has_left(simd) | Mask::splat(simd, decided),
            };
        if !waits.any_true() {
            return;
        }
        let mut owes = !Mask::splat(simd, true);
        for kind in [PLANNED, GROWTH] {
            for &index in &programme.builders {
                let (plan, group) = (&programme.groups[index], &mut self.all[index]);
                let owed = group.owed[kind].get(simd);
                if !owed.simd_gt(0.0).any_true() {
                    continue;
                }
                let price = inputs[plan.mobilisation].get(simd) * unit_price;
                let due = owed * price;
                let paid = if plan.in_kind {
                    money.pots.give(due);
                    due
                } else {
                    let covering = programme.pots.as_ref();
                    let covering = covering.map(|it| it.mobilisation[index].as_slice());
                    money.pay(covering, due, budget)
                };
                let short: Mask<S> = paid.simd_lt(due);
                let gained = short.select(paid / price, owed);
                let rest = short.select((owed - gained).max(0.0), nothing);
                group.size.add(gained);
                group.owed[kind].set(rest);
                group.mobilised.add(paid);
                group.paid.add(paid);
                group.set_strength(simd);
                self.strength_changed = true;
                owes |= rest.simd_gt(0.0);
            }
        }
        self.owes.set(owes.select(one, nothing));
    }

    /// At the end of a programme year, where the programme is not `done`: what new teams still cost was missing. Growth that was not
    /// paid is given up.
    #[inline(always)]
    pub(super) fn end_programme_year<S: Simd>(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        budget: &mut MonthBudget<S>,
        unit_price: Vector<S>,
        done: Mask<S>,
    ) {
        let simd = unit_price.simd;
        let nothing = Vector::splat(simd, 0.0);
        for &index in &programme.builders {
            let group = &mut self.all[index];
            let owed = group.owed[PLANNED].get(simd) + group.owed[GROWTH].get(simd);
            group.owed[GROWTH] = Lanes::default();
            if !owed.simd_gt(0.0).any_true() {
                continue;
            }
            let price = inputs[programme.groups[index].mobilisation].get(simd) * unit_price;
            let missing = done.select(nothing, owed * price);
            budget.missing += missing;
            group.unpaid.add(missing);
        }
    }
}
