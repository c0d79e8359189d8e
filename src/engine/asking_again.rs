//! A group's month of work where its money differs from area to area: teams whom one area's money could not pay ask again in the areas
//! behind it.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::pots::Refused;
use super::shift::Done;
use super::turn::{Place, Turn, pay};
use super::work_month::Means;
use crate::lanes::{Mask, Vector};
use crate::programme::Reach;

/// Areas one after the other. Teams that have not asked yet ask first, then those refused before, the first refused first. `pots` cover
/// the places of the group's reach, and in `refused` there is room for as many.
#[inline(always)]
pub(super) fn asking_again<S: Simd>(
    turn: &Turn<'_, S>,
    pots: &[Vec<usize>],
    refused: &mut [Refused],
    is_open: impl Fn(&Reach) -> bool,
    means: &mut Means<'_, S>,
) -> Done<S> {
    let shift = &turn.shift;
    let simd = shift.capacity.simd;
    let nothing = Vector::splat(simd, 0.0);
    let mut fresh = shift.capacity;
    let (mut used, mut cost) = (nothing, nothing);
    let mut waiting = false;
    let mut reached = 0;
    for (at, reach) in turn.plan.reach.iter().enumerate() {
        if !waiting && !fresh.simd_gt(0.0).any_true() {
            break;
        }
        reached = at + 1;
        if waiting {
            refused[at] = Refused::default();
        }
        let backlog = means.land.areas[reach.area].backlog(simd, turn.task);
        if !is_open(reach) || !backlog.simd_gt(0.0).any_true() {
            continue;
        }
        let place = Place::new(simd, turn.task, reach, &means.land.areas, means.events);
        let asked = place.need.min(fresh);
        fresh -= asked;
        let mut again = nothing;
        if waiting {
            for earlier in &refused[..at] {
                again += earlier.output.get(simd);
            }
            again = again.min(place.need - asked);
        }
        let price = shift.per_ha * place.factor + shift.per_reference;
        let wanted = asked + again;
        let due = wanted * price;
        let paid = pay(turn.plan, &pots[at], due, means);
        let short: Mask<S> = paid.simd_lt(due);
        let mut done = wanted;
        // Money is short for months or not at all: the processor foresees this, and a division is saved.
        if waiting || short.any_true() {
            done = short.select(paid / price, wanted);
            let first = asked.min(done);
            let idle = short.select(asked - first, nothing);
            if !waiting {
                refused[..at].fill(Refused::default());
            }
            refused[at].output.set(idle);
            refused[at].price.set(price);
            if waiting {
                let mut rest = done - first;
                for earlier in &mut refused[..at] {
                    let output = earlier.output.get(simd);
                    let employed = output.min(rest);
                    earlier.output.set(output - employed);
                    rest -= employed;
                }
            }
            waiting |= idle.simd_gt(0.0).any_true();
        }
        used += done;
        cost += paid;
        let hectares = place.hectares(done);
        means.land.areas[reach.area].process(turn.task, place.backlog, hectares);
    }
    let mut unpaid = nothing;
    if waiting {
        for refused in &refused[..reached] {
            unpaid += refused.output.get(simd) * refused.price.get(simd);
        }
    }
    Done {
        committed: shift.capacity - fresh,
        used,
        cost,
        unpaid,
    }
}
