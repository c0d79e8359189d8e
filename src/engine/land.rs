//! Land: what is suspected, confirmed, left to clear and on no list; how it is discovered and released.

use crate::math::exp_m1;
use crate::programme::inputs::Inputs;
use crate::programme::{Programme, YearLayout};
use crate::scenario::Task;

/// State of all areas, ha, `[area]`.
#[derive(Clone, Debug)]
pub(super) struct Land {
    pub(super) suspected: Vec<f64>,
    pub(super) confirmed: Vec<f64>,
    pub(super) to_clear: Vec<f64>,
    pub(super) unrecorded: Vec<f64>,
    /// Known at the start: the weight of an area in additions and the basis of its completion.
    pub(super) known: Vec<f64>,
    /// Known at the start, all areas.
    pub(super) known_total: f64,
    /// Unrecorded at the start, all areas.
    pub(super) unrecorded_total: f64,
    /// Added by events so far, all areas.
    pub(super) added: f64,
    /// Added by events so far, `[area]`.
    pub(super) added_here: Vec<f64>,
    /// Cancelled, reduced and cleared so far.
    pub(super) released: f64,
    release: Vec<Release>,
    /// Cleared in the current calendar year, for the ordnance found.
    cleared_this_year: Vec<f64>,
}

/// Shares of one area in one trial.
#[derive(Clone, Copy, Debug, Default)]
struct Release {
    cancelled: f64,
    reduced: f64,
    rework: f64,
    /// Part of the unrecorded that a month brings to light: `1 - exp(-discovery/12)`.
    found: f64,
}

impl Land {
    pub(super) fn room(programme: &Programme) -> Self {
        let areas = vec![0.0; programme.areas.len()];
        Self {
            suspected: areas.clone(),
            confirmed: areas.clone(),
            to_clear: areas.clone(),
            unrecorded: areas.clone(),
            known: areas.clone(),
            known_total: 0.0,
            unrecorded_total: 0.0,
            added: 0.0,
            added_here: areas.clone(),
            released: 0.0,
            release: vec![Release::default(); areas.len()],
            cleared_this_year: areas,
        }
    }

    /// Section 3: the state at t = 0.
    pub(super) fn begin(&mut self, programme: &Programme, inputs: &Inputs) {
        for (i, area) in programme.areas.iter().enumerate() {
            let slots = &area.land_release;
            let without = inputs[slots.reduced_without_records];
            let with = inputs[slots.reduced_with_records];
            self.release[i] = Release {
                cancelled: inputs[slots.cancelled],
                reduced: without + (with - without) * inputs[slots.record_reliability],
                rework: inputs[slots.rework],
                found: -exp_m1(-inputs[slots.discovery] / 12.0),
            };
            self.suspected[i] = inputs[area.suspected];
            self.confirmed[i] = inputs[area.confirmed];
            self.to_clear[i] = 0.0;
            self.known[i] = self.suspected[i] + self.confirmed[i];
            self.unrecorded[i] = inputs[slots.unrecorded] * self.known[i];
            self.cleared_this_year[i] = 0.0;
        }
        self.known_total = self.known.iter().sum();
        self.unrecorded_total = self.unrecorded.iter().sum();
        self.added = 0.0;
        self.added_here.fill(0.0);
        self.released = 0.0;
    }

    /// Step 3: moves a month's discoveries to the suspected area and returns them, ha.
    pub(super) fn discover(&mut self) -> f64 {
        let mut found = 0.0;
        for ((unrecorded, suspected), release) in self
            .unrecorded
            .iter_mut()
            .zip(&mut self.suspected)
            .zip(&self.release)
        {
            let area = *unrecorded * release.found;
            *unrecorded -= area;
            *suspected += area;
            found += area;
        }
        found
    }

    /// Step 2: new suspected area, shared by what is known of the areas, or equally where nothing is. Returns what was
    /// added, ha: nothing where there is no area to add to.
    pub(super) fn add(&mut self, hectares: f64, areas: &[usize]) -> f64 {
        if areas.is_empty() {
            return 0.0;
        }
        let weight: f64 = areas.iter().map(|&area| self.known[area]).sum();
        for &area in areas {
            let share = if weight > 0.0 {
                self.known[area] / weight
            } else {
                1.0 / areas.len() as f64
            };
            self.suspected[area] += hectares * share;
            self.added_here[area] += hectares * share;
        }
        self.added += hectares;
        hectares
    }

    /// What `task` still has to do in each area, ha.
    pub(super) fn backlog(&self, task: Task) -> &[f64] {
        match task {
            Task::Survey => &self.suspected,
            Task::TechnicalSurvey => &self.confirmed,
            Task::Clearance => &self.to_clear,
        }
    }

    /// Step 7: `hectares` of the backlog of `task` in `area` are processed.
    pub(super) fn process(&mut self, task: Task, area: usize, hectares: f64, row: &mut [f64]) {
        let release = self.release[area];
        let (share, column) = match task {
            Task::Survey => (release.cancelled, YearLayout::CANCELLED),
            Task::TechnicalSurvey => (release.reduced, YearLayout::REDUCED),
            Task::Clearance => (1.0 - release.rework, YearLayout::CLEARED),
        };
        let released = hectares * share;
        match task {
            Task::Survey => {
                self.suspected[area] -= hectares;
                self.confirmed[area] += hectares - released;
            }
            Task::TechnicalSurvey => {
                self.confirmed[area] -= hectares;
                self.to_clear[area] += hectares - released;
            }
            Task::Clearance => {
                self.to_clear[area] -= released;
                self.cleared_this_year[area] += released;
            }
        }
        self.released += released;
        row[column] += released;
    }

    /// Known and not released in one area, ha.
    pub(super) fn remaining(&self, area: usize) -> f64 {
        self.suspected[area] + self.confirmed[area] + self.to_clear[area]
    }

    /// Writes the stocks at the year's end and the ordnance found in the year.
    pub(super) fn close_year(&mut self, programme: &Programme, inputs: &Inputs, row: &mut [f64]) {
        row[YearLayout::SUSPECTED] = self.suspected.iter().sum();
        row[YearLayout::CONFIRMED] = self.confirmed.iter().sum();
        row[YearLayout::TO_CLEAR] = self.to_clear.iter().sum();
        row[YearLayout::REMAINING] =
            row[YearLayout::SUSPECTED] + row[YearLayout::CONFIRMED] + row[YearLayout::TO_CLEAR];
        for (index, item) in programme.items.iter().enumerate() {
            let weighted: f64 = self
                .cleared_this_year
                .iter()
                .zip(&item.multiplier)
                .map(|(ha, factor)| ha * factor)
                .sum();
            row[programme.year_layout.items + index] = weighted * inputs[item.per_cleared_ha];
        }
        self.cleared_this_year.fill(0.0);
    }
}
