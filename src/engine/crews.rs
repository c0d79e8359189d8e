//! Team groups: their size, growth and learning.

use super::moment::Moment;
use super::money::Purse;
use crate::math::pow;
use crate::programme::inputs::Inputs;
use crate::programme::{GroupPlan, M2_PER_HA, Output, Programme, YearLayout};

/// Part of its team-months that a group must have worked to be given more teams.
const BUSY: f64 = 0.9;

/// State of all groups, `[group]` in the order they work.
#[derive(Clone, Debug)]
pub(super) struct Crews {
    pub(super) groups: Vec<Crew>,
}

/// One group in one trial.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crew {
    /// Teams, or capacity in ha per year.
    pub(super) size: f64,
    /// ha per unit of size and working day (teams), or per unit and year.
    output: f64,
    learning_per_month: f64,
    /// Cost of a unit of size per year.
    pub(super) cost: f64,
    /// Cost per ha processed.
    pub(super) unit_cost: f64,
    /// Team-months worked and to be had in the current programme year.
    pub(super) worked: f64,
    pub(super) to_be_had: f64,
}

impl Crew {
    /// ha per unit of size and month on reference terrain, `shock` being the month's multiplier on all output.
    pub(super) fn rate(&self, group: &GroupPlan, now: &Moment, shock: f64) -> f64 {
        let time = match group.output {
            Output::PerTeam(_) => now.days,
            Output::OfGroup => now.share_of_year,
        };
        self.output * time * shock
    }
}

impl Crews {
    pub(super) fn room(programme: &Programme) -> Self {
        Self {
            groups: vec![Crew::default(); programme.groups.len()],
        }
    }

    pub(super) fn begin(&mut self, programme: &Programme, inputs: &Inputs) {
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            *crew = Crew {
                size: inputs[group.size],
                output: match group.output {
                    Output::PerTeam(output) => inputs[output] / M2_PER_HA,
                    Output::OfGroup => 1.0,
                },
                learning_per_month: pow((1.0 + inputs[group.learning]).max(0.0), 1.0 / 12.0),
                cost: inputs[group.cost],
                unit_cost: inputs[group.unit_cost],
                worked: 0.0,
                to_be_had: 0.0,
            };
        }
    }

    /// Step 6: groups that were busy all of the last programme year gain teams, in file order, as money allows.
    pub(super) fn grow(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        purse: &mut Purse,
        now: &Moment,
        row: &mut [f64],
    ) {
        for &index in &programme.groups_in_file_order {
            let group = &programme.groups[index];
            let crew = &mut self.groups[index];
            if !now.within(group.years) || crew.worked < BUSY * crew.to_be_had {
                continue;
            }
            let room = group
                .max
                .map_or(f64::INFINITY, |max| (inputs[max] - crew.size).max(0.0));
            let gain = inputs[group.growth].min(room);
            let price = inputs[group.mobilisation] * now.unit_price;
            let due = gain * price;
            let paid = due.min(purse.left());
            crew.size += if paid < due { paid / price } else { gain };
            purse.spend(paid, due);
            row[YearLayout::CATEGORY + 4] += paid;
            row[programme.year_layout.operators + group.operator] += paid;
        }
    }

    /// Begins the account of a programme year's team-months.
    pub(super) fn start_programme_year(&mut self) {
        for crew in &mut self.groups {
            crew.worked = 0.0;
            crew.to_be_had = 0.0;
        }
    }

    /// A month's learning.
    pub(super) fn learn(&mut self) {
        for crew in &mut self.groups {
            crew.output *= crew.learning_per_month;
        }
    }

    /// Writes the sizes of the groups at the year's end, in file order; groups outside their years have none.
    pub(super) fn close_year(&self, programme: &Programme, now: &Moment, row: &mut [f64]) {
        for (column, &index) in programme.groups_in_file_order.iter().enumerate() {
            let at_work = now.within(programme.groups[index].years);
            row[programme.year_layout.teams + column] = if at_work {
                self.groups[index].size
            } else {
                0.0
            };
        }
    }
}
