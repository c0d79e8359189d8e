//! Completion of the programme, its regions and its milestones.

use super::land::Land;
use super::moment::Moment;
use crate::programme::Programme;

/// Area that never stands in the way of completion, ha.
const NEGLIGIBLE_HA: f64 = 0.01;

/// When things were reached, in months to the end of the month; infinite if not reached.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    pub(super) completion: f64,
    pub(super) milestones: Vec<f64>,
    /// End of the first month since when the region has stayed complete.
    pub(super) regions: Vec<f64>,
    /// Remaining area that counts as complete, by region and for the whole, ha.
    region_limit: Vec<f64>,
    limit: f64,
    region_remaining: Vec<f64>,
    last_year: usize,
}

impl Progress {
    pub(super) fn room(programme: &Programme) -> Self {
        let regions = vec![0.0; programme.regions.len()];
        Self {
            completion: f64::INFINITY,
            milestones: vec![f64::INFINITY; programme.milestones.len()],
            regions: regions.clone(),
            region_limit: regions.clone(),
            limit: 0.0,
            region_remaining: regions,
            last_year: 0,
        }
    }

    /// Calendar year of the last simulated month, counted from that of the start.
    pub(super) fn last_year(&self) -> usize {
        self.last_year
    }

    pub(super) fn begin(&mut self, programme: &Programme, land: &Land) {
        self.completion = f64::INFINITY;
        self.milestones.fill(f64::INFINITY);
        self.regions.fill(f64::INFINITY);
        self.region_limit.fill(0.0);
        for (area, known) in programme.areas.iter().zip(&land.known) {
            self.region_limit[area.region] += known;
        }
        for limit in &mut self.region_limit {
            *limit = (*limit * programme.residual).max(NEGLIGIBLE_HA);
        }
        self.limit = (land.known_total * programme.residual).max(NEGLIGIBLE_HA);
    }

    /// Step 9: looks at the end of the month; whether the programme is complete.
    pub(super) fn step(&mut self, programme: &Programme, land: &Land, now: &Moment) -> bool {
        let end = f64::from(now.t + 1);
        self.last_year = now.year_row;
        self.region_remaining.fill(0.0);
        for (i, area) in programme.areas.iter().enumerate() {
            self.region_remaining[area.region] += land.remaining(i);
        }
        let remaining: f64 = self.region_remaining.iter().sum();
        let done = remaining <= self.limit;
        for ((since, remaining), limit) in self
            .regions
            .iter_mut()
            .zip(&self.region_remaining)
            .zip(&self.region_limit)
        {
            if *remaining > *limit && !done {
                *since = f64::INFINITY;
            } else {
                *since = since.min(end);
            }
        }
        for (reached, share) in self.milestones.iter_mut().zip(&programme.milestones) {
            if done || land.released >= share * land.known_total {
                *reached = reached.min(end);
            }
        }
        if done {
            self.completion = end;
        }
        done
    }
}
