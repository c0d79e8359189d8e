//! All that trials keep from month to month.

use fearless_simd::Simd;

use super::completion::Progress;
use super::crews::Crews;
use super::events::Events;
use super::land::Land;
use super::money::Money;
use super::people::People;
use super::{Draw, Point};
use crate::lanes::handed;
use crate::programme::Programme;
use crate::programme::inputs::Inputs;

/// The trials in all lanes.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) inputs: Inputs,
    pub(super) land: Land,
    pub(super) crews: Crews,
    pub(super) money: Money,
    pub(super) events: Events,
    pub(super) people: People,
    pub(super) progress: Progress,
}

handed!(State {
    inputs,
    land,
    crews,
    money,
    events,
    people,
    progress
});

impl State {
    pub(super) fn room(programme: &Programme) -> Self {
        Self {
            inputs: programme.inputs.room(),
            land: Land::room(programme),
            crews: Crews::room(programme),
            money: Money::room(programme),
            events: Events::room(programme),
            people: People::room(programme),
            progress: Progress::room(programme),
        }
    }

    /// Section 3 of the model: `draws` begin, one in each of the first lanes.
    #[inline(always)]
    pub(super) fn begin<S: Simd>(&mut self, simd: S, programme: &Programme, draws: &[Draw<'_>]) {
        let Self {
            inputs,
            land,
            crews,
            money,
            events,
            people,
            progress,
        } = self;
        for (lane, draw) in draws.iter().enumerate() {
            let plan = &programme.inputs;
            match draw.point {
                Point::Design(design, point) => {
                    plan.draw(simd, inputs, lane, |u| design.fill(point, u));
                }
                Point::Medians => plan.draw(simd, inputs, lane, |u| u.fill(0.5)),
                Point::Estimate => plan.point_estimate(inputs, lane),
            }
            events.begin(programme, inputs, draw.trial, lane);
        }
        land.begin(simd, programme, inputs);
        crews.begin(simd, programme, inputs);
        money.begin(simd, programme, inputs);
        people.begin(simd, programme, inputs, land);
        progress.begin(simd, programme, land);
    }
}
