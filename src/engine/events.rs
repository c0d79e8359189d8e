//! Events: when they arrive, how long they last, what they multiply and add.

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask};

use super::chance::Chance;
use super::land::Land;
use super::moment::Moment;
use crate::lanes::{Lanes, Mask, Vector, WIDTH, lanes, move_lane};
use crate::math::{ln, vector};
use crate::programme::inputs::Inputs;
use crate::programme::{EventPlan, Programme};

/// State of all events, and the products of the multipliers of those at work. Months are counted from the trial's start;
/// infinity never comes.
#[derive(Clone, Debug)]
pub(super) struct Events {
    all: Vec<Event>,
    /// The next month in which one arrives or ends.
    change: Lanes,
    /// Multiplier on all output this month.
    pub(super) output: Lanes,
    /// Multiplier on output in each area this month, besides.
    pub(super) local: Vec<Lanes>,
    /// Whether one of these multipliers may be 0 in some lane, and whether those of areas may be other than 1 at all.
    pub(super) may_stop: bool,
    pub(super) differ: bool,
    /// Multiplier on the income of each source this month.
    pub(super) funding: Vec<Lanes>,
}

#[derive(Clone, Debug)]
struct Event {
    /// Month of the next arrival.
    next: Lanes,
    /// First month in which it is no longer active.
    ends: Lanes,
    arrivals: Lanes,
}

move_lane!(Events {
    all,
    change,
    output,
    local,
    funding
});
move_lane!(Event {
    next,
    ends,
    arrivals
});

const NEVER: f64 = f64::INFINITY;

impl Events {
    pub(super) fn room(programme: &Programme) -> Self {
        let event = Event {
            next: Lanes::all(NEVER),
            ends: Lanes::default(),
            arrivals: Lanes::default(),
        };
        Self {
            all: vec![event; programme.events.len()],
            change: Lanes::all(NEVER),
            output: Lanes::all(1.0),
            local: vec![Lanes::all(1.0); programme.areas.len()],
            may_stop: false,
            differ: programme.events.iter().any(|event| event.is_local),
            funding: vec![Lanes::all(1.0); programme.sources.len()],
        }
    }

    /// Trials begin in all lanes: the first arrivals are those of their points.
    #[inline(always)]
    pub(super) fn begin<S: Simd>(&mut self, simd: S, programme: &Programme, inputs: &Inputs) {
        let mut change = Vector::splat(simd, NEVER);
        for (event, plan) in self.all.iter_mut().zip(&programme.events) {
            let first = inputs.coordinate(plan.first_arrival).get(simd);
            let rate = inputs[plan.rate].get(simd) / 12.0;
            let wait = (-vector::ln(first) / rate).floor();
            event.next.set(wait);
            event.ends = Lanes::default();
            event.arrivals = Lanes::default();
            change = change.min(wait);
        }
        self.change.set(change);
        self.output = Lanes::all(1.0);
        self.local.fill(Lanes::all(1.0));
        self.funding.fill(Lanes::all(1.0));
    }

    /// The events at work in one lane in month `t`, a bit for each.
    pub(super) fn active(&self, lane: usize, t: f64) -> u64 {
        let bits = self.all.iter().take(64).enumerate();
        bits.fold(0, |bits, (bit, event)| {
            bits | u64::from(t < event.ends.0[lane]) << bit
        })
    }

    /// Step 2: lets events arrive and end.
    #[inline(always)]
    pub(super) fn step<S: Simd>(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        chance: &Chance,
        land: &mut Land,
        now: &Moment<S>,
    ) {
        let due: Mask<S> = self.change.get(now.t.simd).simd_le(now.t);
        if due.any_true() {
            let due = due.to_bitmask();
            self.turn(programme, inputs, chance, land, due, now.t.into());
        }
    }

    /// Arrivals and ends in some lanes: seldom, so one by one.
    #[cold]
    fn turn(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        chance: &Chance,
        land: &mut Land,
        due: u64,
        t: [f64; WIDTH],
    ) {
        for lane in lanes(due) {
            self.turn_lane(programme, inputs, chance, land, lane, t[lane]);
        }
        let stops = |multiplier: &Lanes| multiplier.0.iter().any(|it| *it <= 0.0);
        self.may_stop = stops(&self.output) || self.local.iter().any(stops);
    }

    fn turn_lane(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        chance: &Chance,
        land: &mut Land,
        lane: usize,
        t: f64,
    ) {
        let mut output = 1.0;
        let mut change = NEVER;
        for multiplier in &mut self.funding {
            multiplier.0[lane] = 1.0;
        }
        for multiplier in &mut self.local {
            multiplier.0[lane] = 1.0;
        }
        for (event, plan) in self.all.iter_mut().zip(&programme.events) {
            if event.next.0[lane] <= t {
                event.arrive(plan, inputs, chance, land, lane, t);
            }
            let ends = event.ends.0[lane];
            if t < ends {
                let multiplier = inputs[plan.output].0[lane];
                if plan.is_local {
                    for &area in &plan.areas {
                        self.local[area].0[lane] *= multiplier;
                    }
                } else {
                    output *= multiplier;
                }
                for (multiplier, touched) in self.funding.iter_mut().zip(&plan.touches) {
                    if *touched {
                        multiplier.0[lane] *= inputs[plan.funding].0[lane];
                    }
                }
                change = change.min(ends);
            }
            change = change.min(event.next.0[lane]);
        }
        self.output.0[lane] = output;
        self.change.0[lane] = change;
    }
}

impl Event {
    fn arrive(
        &mut self,
        plan: &EventPlan,
        inputs: &Inputs,
        chance: &Chance,
        land: &mut Land,
        lane: usize,
        t: f64,
    ) {
        let arrival = self.arrivals.0[lane] as u64;
        self.arrivals.0[lane] += 1.0;
        (self.ends.0[lane], self.next.0[lane]) = match &plan.duration {
            Some(duration) => {
                let score = chance.normal(duration.chance, lane, arrival);
                let drawn = duration.quantile.at_normal(score) * inputs[duration.factor].0[lane];
                let ends = t + drawn.ceil().max(1.0);
                let wait = waiting_months(plan, inputs, chance, arrival + 1, lane);
                (ends, ends + wait)
            }
            None => (NEVER, NEVER),
        };
        let score = chance.normal(plan.adds.chance, lane, arrival);
        let adds = plan.adds.quantile.at_normal(score) * inputs[plan.adds.factor].0[lane];
        land.add(lane, adds, &plan.areas);
    }
}

/// Months without arrival before the next one, by a single draw.
///
/// Arrivals have probability `1 - exp(-rate/12)` in every month, so the number of months without is geometric:
/// `P(at least k) = exp(-rate k/12)`, which is the whole part of an exponential variable of mean `12/rate`.
fn waiting_months(
    event: &EventPlan,
    inputs: &Inputs,
    chance: &Chance,
    arrival: u64,
    lane: usize,
) -> f64 {
    let rate = inputs[event.rate].0[lane] / 12.0;
    // At a rate of 0: infinity.
    (-ln(chance.uniform(event.chance, lane, arrival)) / rate).floor()
}
