//! Events: when they arrive, how long they last, what they multiply and add.

use super::land::Land;
use crate::math::ln;
use crate::programme::inputs::Inputs;
use crate::programme::{EventPlan, Programme};

/// A month that never comes.
const NEVER: u32 = u32::MAX;

/// State of all events, `[event]`, and the month's products of their multipliers.
#[derive(Clone, Debug)]
pub(super) struct Events {
    /// Month of the next arrival.
    next: Vec<u32>,
    /// First month in which it is no longer active.
    ends: Vec<u32>,
    arrivals: Vec<u64>,
    output: f64,
    /// By source.
    funding: Vec<f64>,
}

impl Events {
    pub(super) fn room(programme: &Programme) -> Self {
        let events = programme.events.len();
        Self {
            next: vec![NEVER; events],
            ends: vec![0; events],
            arrivals: vec![0; events],
            output: 1.0,
            funding: vec![1.0; programme.sources.len()],
        }
    }

    pub(super) fn begin(&mut self, programme: &Programme, inputs: &Inputs, trial: u64) {
        for (i, event) in programme.events.iter().enumerate() {
            self.next[i] = waiting_months(event, inputs, trial, 0);
            self.ends[i] = 0;
            self.arrivals[i] = 0;
        }
        self.output = 1.0;
        self.funding.fill(1.0);
    }

    /// Multiplier on all output this month.
    pub(super) fn output(&self) -> f64 {
        self.output
    }

    /// Multiplier on the income of a source this month.
    pub(super) fn funding(&self, source: usize) -> f64 {
        self.funding[source]
    }

    /// Step 2: lets events arrive and end; returns the area they add, ha.
    pub(super) fn step(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        land: &mut Land,
        trial: u64,
        t: u32,
    ) -> f64 {
        let mut added = 0.0;
        self.output = 1.0;
        self.funding.fill(1.0);
        for (i, event) in programme.events.iter().enumerate() {
            if t == self.next[i] {
                added += self.arrive(i, event, inputs, land, trial, t);
            }
            if t < self.ends[i] {
                self.output *= inputs[event.output];
                for (multiplier, touched) in self.funding.iter_mut().zip(&event.touches) {
                    if *touched {
                        *multiplier *= inputs[event.funding];
                    }
                }
            }
        }
        added
    }

    fn arrive(
        &mut self,
        i: usize,
        event: &EventPlan,
        inputs: &Inputs,
        land: &mut Land,
        trial: u64,
        t: u32,
    ) -> f64 {
        let arrival = self.arrivals[i];
        self.arrivals[i] += 1;
        if let Some(duration) = &event.duration {
            let drawn = duration
                .quantile
                .at_normal(duration.luck.normal(trial, arrival))
                * inputs[duration.factor];
            // The cast saturates: an event longer than any horizon lasts to its end.
            self.ends[i] = t.saturating_add(drawn.ceil().max(1.0) as u32);
            self.next[i] =
                self.ends[i].saturating_add(waiting_months(event, inputs, trial, arrival + 1));
        } else {
            self.ends[i] = NEVER;
            self.next[i] = NEVER;
        }
        let adds = event
            .adds
            .quantile
            .at_normal(event.adds.luck.normal(trial, arrival))
            * inputs[event.adds.factor];
        land.add(adds, &event.areas)
    }
}

/// Months without arrival before the next one, by a single draw.
///
/// Arrivals have probability `1 - exp(-rate/12)` in every month, so the number of months without is geometric:
/// `P(at least k) = exp(-rate k/12)`, which is the whole part of an exponential variable of mean `12/rate`.
fn waiting_months(event: &EventPlan, inputs: &Inputs, trial: u64, arrival: u64) -> u32 {
    let rate = inputs[event.rate] / 12.0;
    // The cast saturates, at a rate of 0 too: NEVER.
    (-ln(event.luck.uniform(trial, arrival)) / rate) as u32
}
