//! Completion of the programme, its regions and its milestones.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::land::Land;
use super::moment::Moment;
use crate::lanes::{Lanes, Mask, Vector, move_lane};
use crate::programme::Programme;

/// Part of the area known at the start by which a milestone may be missed through rounding.
const ROUNDING: f64 = 1e-9;

/// Area that never stands in the way of completion, ha.
pub(super) const NEGLIGIBLE_HA: f64 = 0.01;

/// When things were reached, in months to the end of the month; infinite if not reached.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    pub(super) completion: Lanes,
    pub(super) milestones: Vec<Milestone>,
    pub(super) regions: Vec<Region>,
    /// Remaining area that counts as complete, ha.
    limit: Lanes,
    /// Remaining now, ha.
    pub(super) remaining: Lanes,
}

/// A share of the area known at the start.
#[derive(Clone, Debug, Default)]
pub(super) struct Milestone {
    /// End of the month in which it was released.
    pub(super) since: Lanes,
    /// Remaining area that it leaves, ha.
    left: Lanes,
}

/// One region.
#[derive(Clone, Debug, Default)]
pub(super) struct Region {
    /// End of the first month since when the region has stayed complete.
    pub(super) since: Lanes,
    /// Remaining area that counts as complete, ha.
    limit: Lanes,
    /// Remaining now, ha.
    remaining: Lanes,
}

move_lane!(Progress {
    completion,
    milestones,
    regions,
    limit,
    remaining
});
move_lane!(Milestone { since, left });
move_lane!(Region {
    since,
    limit,
    remaining
});

impl Progress {
    pub(super) fn room(programme: &Programme) -> Self {
        Self {
            completion: Lanes::default(),
            milestones: vec![Milestone::default(); programme.milestones.len()],
            regions: vec![Region::default(); programme.regions.len()],
            limit: Lanes::default(),
            remaining: Lanes::default(),
        }
    }

    #[inline(always)]
    pub(super) fn begin<S: Simd>(&mut self, simd: S, programme: &Programme, land: &Land) {
        let never = Lanes::all(f64::INFINITY);
        let limit = |known: Vector<S>| (known * programme.residual).max(NEGLIGIBLE_HA);
        self.completion = never;
        let known = land.known.get(simd);
        for (milestone, share) in self.milestones.iter_mut().zip(&programme.milestones) {
            milestone.since = never;
            let left = known * (1.0 - share) + known * ROUNDING;
            milestone.left.set(left);
        }
        self.gather(
            simd,
            programme,
            land,
            #[inline(always)]
            |area| area.known.get(simd),
        );
        for region in &mut self.regions {
            region.since = never;
            region.limit.set(limit(region.remaining.get(simd)));
        }
        self.limit.set(limit(land.known.get(simd)));
    }

    /// Adds up a stock of the areas by region.
    #[inline(always)]
    fn gather<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        land: &Land,
        stock: impl Fn(&super::land::Area) -> Vector<S>,
    ) {
        for (region, plan) in self.regions.iter_mut().zip(&programme.regions) {
            let mut sum = Vector::splat(simd, 0.0);
            for &area in &plan.areas {
                sum += stock(&land.areas[area]);
            }
            region.remaining.set(sum);
        }
    }

    /// Step 9: looks at the end of the month; where the programme is complete.
    #[inline(always)]
    pub(super) fn step<S: Simd>(
        &mut self,
        programme: &Programme,
        land: &Land,
        now: &Moment<S>,
    ) -> Mask<S> {
        let simd = now.t.simd;
        let end = now.t + 1.0;
        let never = Vector::splat(simd, f64::INFINITY);
        self.gather(
            simd,
            programme,
            land,
            #[inline(always)]
            |area| area.remaining(simd),
        );
        let mut remaining = Vector::splat(simd, 0.0);
        for region in &self.regions {
            remaining += region.remaining.get(simd);
        }
        self.remaining.set(remaining);
        let done: Mask<S> = remaining.simd_le(self.limit.get(simd));
        for region in &mut self.regions {
            let complete = done | region.remaining.get(simd).simd_le(region.limit.get(simd));
            let since = region.since.get(simd).min(end);
            region.since.set(complete.select(since, never));
        }
        for milestone in &mut self.milestones {
            let passed = done | remaining.simd_le(milestone.left.get(simd));
            let before = milestone.since.get(simd);
            milestone.since.set(passed.select(before.min(end), before));
        }
        if done.any_true() {
            let before = self.completion.get(simd);
            self.completion.set(done.select(before.min(end), before));
        }
        done
    }

    /// How the trial of `lane` stands: area left, ha, the share of what was known at the start that is released, and regions complete.
    pub(super) fn standing(&self, land: &Land, lane: usize) -> [f64; 3] {
        let (remaining, known) = (self.remaining.0[lane], land.known.0[lane]);
        let left = if known > 0.0 {
            remaining / known
        } else {
            f64::from(u8::from(remaining > 0.0))
        };
        let complete = |region: &&Region| region.since.0[lane].is_finite();
        let regions = self.regions.iter().filter(complete).count();
        [remaining, (1.0 - left).max(0.0), regions as f64]
    }
}
