//! All that trials keep from month to month.

use fearless_simd::{Simd, SimdInto};

use super::completion::Progress;
use super::crews::Crews;
use super::events::Events;
use super::land::Land;
use super::limits::Limits;
use super::money::Money;
use super::people::People;
use super::{Draw, Point};
use crate::lanes::{WIDTH, handed};
use crate::programme::Programme;
use crate::programme::inputs::Inputs;
use crate::sampling::APART;

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
    pub(super) limits: Limits,
}

handed!(State {
    inputs,
    land,
    crews,
    money,
    events,
    people,
    progress,
    limits
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
            limits: Limits::room(programme),
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
            limits,
        } = self;
        let mut trials = [0; WIDTH];
        for (trial, draw) in trials.iter_mut().zip(draws) {
            *trial = draw.trial;
        }
        if !place_all(simd, inputs, draws) {
            for (lane, draw) in draws.iter().enumerate() {
                match draw.point {
                    Point::Design(design, point) => inputs.place(lane, |u| design.fill(point, u)),
                    Point::Medians => inputs.place(lane, |u| u.fill(0.5)),
                    Point::Estimate => inputs.estimate(lane),
                }
            }
        }
        programme.inputs.draw(simd, inputs);
        events.begin(programme, inputs, trials.simd_into(simd));
        land.begin(simd, programme, inputs);
        crews.begin(simd, programme, inputs);
        money.begin(simd, programme, inputs);
        people.begin(simd, programme, inputs, land);
        progress.begin(simd, programme, land);
        limits.begin(land);
    }
}

/// Places eight trials at once, where they follow each other in a replicate of a design that can do so.
#[inline(always)]
fn place_all<S: Simd>(simd: S, inputs: &mut Inputs, draws: &[Draw<'_>]) -> bool {
    let Some(Draw {
        point: Point::Design(design, first),
        ..
    }) = draws.first()
    else {
        return false;
    };
    let follow = (0..).zip(draws).all(|(lane, draw)| match draw.point {
        Point::Design(other, point) => {
            std::ptr::eq(other, *design) && point == first + APART * lane
        }
        _ => false,
    });
    follow
        && draws.len() == WIDTH
        && inputs.place_all(
            #[inline(always)]
            |u| design.fill_eight(simd, *first, u),
        )
}
