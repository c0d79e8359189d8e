//! People: who returns to released land, who comes to harm, what the land is worth.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::budget::MonthBudget;
use super::displaced::Displaced;
use super::land::Land;
use super::money::{Money, growth_factor, twelfth_root};
use crate::lanes::{Lanes, Mask, Vector, move_lane};
use crate::math::vector::exp_m1;
use crate::programme::inputs::Inputs;
use crate::programme::layout::PeopleColumns;
use crate::programme::people::PeoplePlan;
use crate::programme::{Programme, Slot};

/// Known area below this counts as this, so that a share of it is a number, ha.
const LEAST_HA: f64 = 1e-150;

/// People of all areas.
#[derive(Clone, Debug)]
pub(super) struct People {
    /// The areas with people.
    places: Vec<PeopledArea>,
    pub(super) all: Displaced,
}

/// People in and around one area.
#[derive(Clone, Debug, Default)]
struct PeopledArea {
    /// Displaced people who wait at the start.
    waiting: Lanes,
    residents: Lanes,
    returned: Lanes,
    /// Known and unrecorded at the start, ha.
    recorded_and_not: Lanes,
    /// Contaminated share of what is known.
    contaminated: Lanes,
    /// People whose share of land is released and who have not returned.
    ready: Lanes,
}

move_lane!(People { places, all });
move_lane!(PeopledArea {
    waiting,
    residents,
    returned,
    recorded_and_not,
    contaminated,
    ready
});

impl People {
    pub(super) fn room(programme: &Programme) -> Self {
        let places = programme.people.as_ref().map_or(0, |it| it.places.len());
        Self {
            places: vec![PeopledArea::default(); places],
            all: Displaced::default(),
        }
    }

    /// Section 3: the state at t = 0.
    #[inline(always)]
    pub(super) fn begin<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        inputs: &Inputs,
        land: &Land,
    ) {
        let Some(plan) = &programme.people else {
            return;
        };
        let number = |slot: Option<Slot>| slot.map_or(Lanes::default(), |slot| inputs[slot]);
        self.all = Displaced::default();
        for (place, plan) in self.places.iter_mut().zip(&plan.places) {
            let area = &land.areas[plan.area];
            place.waiting = number(plan.waiting);
            place.residents = number(plan.residents);
            place.returned = Lanes::default();
            let known = area.known.get(simd) + area.unrecorded.get(simd);
            place.recorded_and_not.set(known);
            self.all.waiting.add(place.waiting.get(simd));
            self.all.residents.add(place.residents.get(simd));
        }
        self.all.begin(simd, programme, plan, inputs);
    }

    /// Step 5, after the overhead: pays risk education for those present; if money is short, it reaches fewer.
    #[inline(always)]
    pub(super) fn educate<S: Simd>(
        &mut self,
        programme: &Programme,
        unit_price: Vector<S>,
        money: &mut Money,
        budget: &mut MonthBudget<S>,
    ) {
        let simd = unit_price.simd;
        let all = &mut self.all;
        let present = all.residents.get(simd) + all.returned.get(simd);
        let due = all.education.get(simd) * present * unit_price;
        let covering = programme
            .pots
            .as_ref()
            .map(|it| it.risk_education.as_slice());
        let paid = money.pay(covering, due, budget);
        let short: Mask<S> = paid.simd_lt(due);
        all.paid_for = Lanes::all(1.0);
        if short.any_true() {
            let part = short.select(paid / due, Vector::splat(simd, 1.0));
            all.paid_for.set(part);
        }
        budget.missing += due - paid;
        all.year.taught.add(paid);
    }

    /// Step 8½: a month of return, casualties and benefits, on the land as the month's work leaves it.
    #[inline(always)]
    pub(super) fn step<S: Simd>(
        &mut self,
        programme: &Programme,
        plan: &PeoplePlan,
        land: &Land,
        t: Vector<S>,
    ) {
        let simd = t.simd;
        self.look(simd, plan, land);
        let part = self.all.part(simd);
        let mut returned = Vector::splat(simd, 0.0);
        let mut exposed = returned;
        for place in &mut self.places {
            let home = place.returned.add(place.ready.get(simd) * part);
            returned += home;
            exposed += (place.residents.get(simd) + home) * place.contaminated.get(simd);
        }
        self.all.returned.set(returned);
        self.all.exposed.set(exposed);
        self.all.own(simd, &land.released_this_year);
        let columns = &programme.year_layout.people;
        let everyone = Mask::splat(simd, true);
        self.all.live(programme, columns, t, everyone);
    }

    /// Looks at the land: what of it is contaminated, and who is ready to return.
    #[inline(always)]
    fn look<S: Simd>(&mut self, simd: S, plan: &PeoplePlan, land: &Land) {
        let mut ready = Vector::splat(simd, 0.0);
        for (place, plan) in self.places.iter_mut().zip(&plan.places) {
            let area = &land.areas[plan.area];
            let known =
                place.recorded_and_not.get(simd) - area.unrecorded.get(simd) + area.added.get(simd);
            let share = area.remaining(simd) / known.max(LEAST_HA);
            let contaminated = share.min(1.0);
            let free = place.waiting.get(simd) * (1.0 - contaminated);
            let to_come = (free - place.returned.get(simd)).max(0.0);
            place.contaminated.set(contaminated);
            place.ready.set(to_come);
            ready += to_come;
        }
        self.all.ready.set(ready);
    }

    /// Writes the stocks and the accounts of the calendar year.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(&self, simd: S, columns: &PeopleColumns, row: &mut [Lanes]) {
        self.all.close_year(simd, columns, row);
        if let Some(column) = columns.returned {
            let mut free = Vector::splat(simd, 0.0);
            for place in &self.places {
                free += place.waiting.get(simd) * (1.0 - place.contaminated.get(simd));
            }
            row[column + 1].set(free);
        }
    }

    /// Adds up, in one lane, whose land is released and who is ready to return after a month, and the land that waits for them:
    /// enough to go on without areas when the land changes no more.
    pub(super) fn add_up(&mut self, lane: usize) {
        let (mut free, mut ready, mut expecting) = (0.0, 0.0, 0.0);
        for place in &self.places {
            let here = place.waiting.0[lane] * (1.0 - place.contaminated.0[lane]);
            let to_come = (here - place.returned.0[lane]).max(0.0);
            free += here;
            ready += to_come;
            expecting += to_come * place.contaminated.0[lane];
        }
        self.all.free.0[lane] = free;
        self.all.ready.0[lane] = ready;
        self.all.expecting.0[lane] = expecting;
    }
}

impl Displaced {
    /// Section 3: what the trials drew.
    #[inline(always)]
    fn begin<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        plan: &PeoplePlan,
        inputs: &Inputs,
    ) {
        let one = Vector::splat(simd, 1.0);
        self.moving = Lanes::all(1.0);
        if let Some(slot) = plan.lag {
            let lag = inputs[slot].get(simd);
            let delayed: Mask<S> = lag.simd_gt(0.0);
            let months = delayed.select(lag, one) * 12.0;
            self.moving.set(delayed.select(-exp_m1(-1.0 / months), one));
        }
        self.capacity = Lanes::all(f64::INFINITY);
        if let Some(slot) = plan.capacity {
            self.capacity.set(inputs[slot].get(simd) / 12.0);
        }
        if let Some(slots) = plan.casualties {
            self.hazard.set(inputs[slots.rate].get(simd) / 12_000.0);
            let left = growth_factor(-inputs[slots.decline].get(simd));
            self.hazard_per_month.set(twelfth_root(left));
            self.per_cleared_ha
                .set(inputs[slots.deminers].get(simd) / 1000.0);
            self.killed = inputs[slots.killed];
        }
        if let Some(slots) = plan.education {
            let coverage = inputs[slots.coverage].get(simd);
            self.averted.set(coverage * inputs[slots.effect].get(simd));
            self.education
                .set(coverage * inputs[slots.cost].get(simd) / 12.0);
        }
        if let Some(slots) = plan.benefits {
            self.value.set(inputs[slots.per_ha].get(simd) / 12.0);
            self.credited = inputs[slots.cancelled];
            self.discount = Lanes::all(programme.discount_per_month.sqrt());
        }
        self.reached = [Lanes::all(f64::INFINITY); 2];
    }
}
