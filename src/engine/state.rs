//! All that trials keep from month to month.

use fearless_simd::Simd;

use super::chance::Chance;
use super::completion::Progress;
use super::events::Events;
use super::land::Land;
use super::limits::Limits;
use super::money::Money;
use super::people::People;
use super::sampler::Sampler;
use super::team_groups::TeamGroups;
use crate::lanes::{WIDTH, move_lane};
use crate::programme::Programme;
use crate::programme::inputs::Inputs;

/// The trials in all lanes.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) inputs: Inputs,
    pub(super) chance: Chance,
    pub(super) land: Land,
    pub(super) groups: TeamGroups,
    pub(super) money: Money,
    pub(super) events: Events,
    pub(super) people: People,
    pub(super) progress: Progress,
    pub(super) limits: Limits,
}

move_lane!(State {
    inputs,
    chance,
    land,
    groups,
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
            chance: Chance::room(programme),
            land: Land::room(programme),
            groups: TeamGroups::room(programme),
            money: Money::room(programme),
            events: Events::room(programme),
            people: People::room(programme),
            progress: Progress::room(programme),
            limits: Limits::room(programme),
        }
    }

    /// Gets ready for the trials of a run.
    pub(super) fn expect(&mut self, sampler: &Sampler<'_>) {
        let given = sampler.given();
        self.inputs.expect(given.width(), given.slots());
        self.chance.seed(sampler.seed());
    }

    /// Section 3 of the model: `trials` begin, one in each of the first lanes.
    #[inline(always)]
    pub(super) fn begin<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        sampler: &Sampler<'_>,
        trials: &[u64],
    ) {
        let Self {
            inputs,
            chance,
            land,
            groups,
            money,
            events,
            people,
            progress,
            limits,
        } = self;
        chance.begin(|mechanism| {
            let mut numbers = [0; WIDTH];
            for (number, trial) in numbers.iter_mut().zip(trials) {
                *number = sampler.chance(mechanism, *trial);
            }
            numbers
        });
        place(simd, inputs, sampler, trials);
        sampler.place_chance(inputs, programme.inputs.chance(), trials);
        programme.inputs.draw(simd, inputs, sampler.given().slots());
        events.begin(simd, programme, inputs);
        land.begin(simd, programme, inputs);
        groups.begin(simd, programme, inputs);
        money.begin(simd, programme, inputs, chance);
        people.begin(simd, programme, inputs, land);
        progress.begin(simd, programme, land);
        limits.start_calendar_year();
    }
}

/// Says where the lanes are to read the inputs of `trials`: eight at once where they follow each other in a replicate of a
/// design that can do so.
#[inline(always)]
pub(super) fn place<S: Simd>(simd: S, inputs: &mut Inputs, sampler: &Sampler<'_>, trials: &[u64]) {
    if let (Some((design, first)), WIDTH) = (sampler.run_of_points(trials), trials.len()) {
        let placed = inputs.place_all(
            #[inline(always)]
            |u| design.fill_eight(simd, first, u),
        );
        if placed {
            return;
        }
    }
    for (lane, trial) in trials.iter().enumerate() {
        sampler.place(inputs, lane, *trial);
    }
}
