//! The compiled programme: names have become indices, tables flat arrays. Read-only and shared by all threads.
//!
//! The step loop in [`crate::engine`] sees nothing but these arrays and the values that one trial drew.

use std::ops::Range;

use crate::calendar::Month;
use crate::law::Quantile;
use crate::sampling::Stream;
use crate::scenario::{Allocation, Inflation, Task};

mod compile;
pub mod inputs;
pub mod layout;
pub mod people;
mod slots;

pub use compile::{Repaired, Why, compile};
pub use inputs::{InputPlan, Slot};
pub use layout::{OutcomeLayout, YearLayout};
pub use people::PeoplePlan;

/// Square metres in a hectare.
pub const M2_PER_HA: f64 = 10_000.0;

/// A scenario made ready to simulate.
#[derive(Clone, Debug)]
pub struct Programme {
    /// How inputs are drawn: every slot below points into its values.
    pub inputs: InputPlan,
    /// Months and working days.
    pub clock: Clock,
    /// How teams are shared among areas.
    pub allocation: Allocation,
    /// Areas, in file order.
    pub areas: Vec<AreaPlan>,
    /// Regions, in order of first appearance.
    pub regions: Vec<RegionPlan>,
    /// Team groups in the order they work: by task, then file order.
    pub groups: Vec<GroupPlan>,
    /// Where in `groups` each task begins, and where the last ends.
    pub(super) tasks: [usize; 4],
    /// For growth: indices of `groups` in file order.
    pub groups_in_file_order: Vec<usize>,
    /// Names of the operators, in order of first appearance.
    pub operators: Vec<String>,
    /// Funding sources, in file order.
    pub sources: Vec<SourcePlan>,
    /// Events, in file order.
    pub events: Vec<EventPlan>,
    /// Ordnance, in file order.
    pub items: Vec<ItemPlan>,
    /// People in and around the areas, if the scenario says anything about them.
    pub people: Option<PeoplePlan>,
    /// Real growth of all unit costs, per year.
    pub escalation: Slot,
    /// Fixed overhead per year.
    pub overhead_fixed: Slot,
    /// Share added to every cost of work.
    pub overhead_share: f64,
    /// Monthly factor of present values: `(1 + discount rate)^(-1/12)`.
    pub discount_per_month: f64,
    /// Yearly inflation.
    pub inflation: Inflation,
    /// Chance of inflation: occasions are programme years.
    pub inflation_luck: Stream,
    /// Standard deviation of the log of the common monthly output shock.
    pub noise: f64,
    /// Chance of the monthly shock: occasions are months.
    pub noise_luck: Stream,
    /// Share of the initially known area that may remain at completion.
    pub residual: f64,
    /// Shares of the initially known area released.
    pub milestones: Vec<f64>,
    /// The estimate under test.
    pub target: Limits,
    /// What is recorded in every calendar year.
    pub year_layout: YearLayout,
    /// What is recorded of a whole trial.
    pub outcome_layout: OutcomeLayout,
}

/// What a trial must keep to meet the estimate under test.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Months from the start, with a tolerance for rounding.
    pub months: f64,
    /// Money from the start, constant prices.
    pub budget: f64,
}

/// The calendar of the simulated months.
#[derive(Clone, Debug)]
pub struct Clock {
    /// First simulated month.
    pub start: Month,
    /// Months simulated at most.
    pub months: u32,
    /// Working days, January to December.
    pub working_days: [f64; 12],
    /// Their sum.
    pub days_per_year: f64,
}

impl Clock {
    /// Calendar years touched by the simulated months.
    pub fn calendar_years(&self) -> usize {
        let last = self.start.plus(self.months - 1);
        (last.year() - self.start.year() + 1) as usize
    }
}

/// Values of land release in one area.
#[derive(Clone, Copy, Debug)]
pub struct LandReleaseSlots {
    /// Share of surveyed SHA that is cancelled.
    pub cancelled: Slot,
    /// Share of CHA reduced without records.
    pub reduced_without_records: Slot,
    /// Share of CHA reduced with perfect records.
    pub reduced_with_records: Slot,
    /// Reliability of records.
    pub record_reliability: Slot,
    /// Share of cleared area that is cleared again.
    pub rework: Slot,
    /// Unrecorded contamination as a share of the known area.
    pub unrecorded: Slot,
    /// Rate per year at which it is found.
    pub discovery: Slot,
}

/// One area.
#[derive(Clone, Debug)]
pub struct AreaPlan {
    /// SHA at the start, ha.
    pub suspected: Slot,
    /// CHA at the start, ha.
    pub confirmed: Slot,
    /// Land release here.
    pub land_release: LandReleaseSlots,
}

/// One region.
#[derive(Clone, Debug)]
pub struct RegionPlan {
    /// Name in the file.
    pub name: String,
    /// Indices of its areas.
    pub areas: Vec<usize>,
}

/// How large a group is and what it does in a month.
#[derive(Clone, Copy, Debug)]
pub enum Output {
    /// m2 per team and working day; the group's size is a number of teams.
    PerTeam(Slot),
    /// The group's size is its capacity in ha per year.
    OfGroup,
}

impl Output {
    /// Whether time is counted in working days (0) or in years (1).
    pub(crate) fn unit(self) -> usize {
        match self {
            Self::PerTeam(_) => 0,
            Self::OfGroup => 1,
        }
    }
}

/// One team group.
#[derive(Clone, Debug)]
pub struct GroupPlan {
    /// Key in the file.
    pub key: String,
    /// What it does.
    pub task: Task,
    /// Index into the operators.
    pub operator: usize,
    /// Size at the start.
    pub size: Slot,
    /// Output of a unit of size.
    pub output: Output,
    /// Added per year.
    pub growth: Slot,
    /// Largest size, if limited.
    pub max: Option<Slot>,
    /// Cost of each unit added.
    pub mobilisation: Slot,
    /// Cost of a unit of size per year.
    pub cost: Slot,
    /// Cost per ha processed.
    pub unit_cost: Slot,
    /// Growth of output per year.
    pub learning: Slot,
    /// Areas it can work in, in the order of priority.
    pub reach: Vec<Reach>,
    /// The largest multiplier on its output; 0 if it reaches nothing.
    pub largest_factor: f64,
    /// Whether it can gain teams: its growth is not 0 in every trial.
    pub grows: bool,
    /// Whether its output can change by learning.
    pub learns: bool,
    /// Whether its teams can cost something by the year.
    pub has_standing_cost: bool,
    /// First and last calendar year it works.
    pub years: (i32, i32),
}

/// An area that a group can work in.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Index of the area.
    pub area: usize,
    /// Multiplier on the group's output there, > 0.
    pub factor: f64,
    /// Its reciprocal.
    pub per_factor: f64,
    /// Whether it is 1.
    pub is_plain: bool,
}

/// One source of money.
#[derive(Clone, Debug)]
pub struct SourcePlan {
    /// Key in the file.
    pub key: String,
    /// Per year at the start.
    pub annual: Slot,
    /// Real growth per year.
    pub growth: Slot,
    /// Standard deviation of the yearly log level.
    pub volatility: f64,
    /// AR(1) coefficient of that level.
    pub persistence: f64,
    /// Constant purchasing power.
    pub indexed: bool,
    /// Amount of each calendar year of the run that replaces the rule.
    pub by_year: Vec<Option<Slot>>,
    /// First and last calendar year paid.
    pub years: (i32, i32),
    /// Share of unspent money kept when the calendar year turns.
    pub carryover: f64,
    /// Chance of the level: occasions are programme years.
    pub luck: Stream,
}

/// A value drawn anew at every arrival, times a factor that risk drivers may move (1 without them).
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Its quantile function.
    pub quantile: Quantile,
    /// What drivers have made of 1.
    pub factor: Slot,
    /// Chance: occasions are arrivals.
    pub luck: Stream,
}

/// One event.
#[derive(Clone, Debug)]
pub struct EventPlan {
    /// Arrivals per year.
    pub rate: Slot,
    /// Months it lasts; `None` is permanent.
    pub duration: Option<Fresh>,
    /// Multiplier on output while active.
    pub output: Slot,
    /// Multiplier on income while active.
    pub funding: Slot,
    /// For each source, whether it is touched.
    pub touches: Vec<bool>,
    /// ha of new SHA at every arrival.
    pub adds: Fresh,
    /// Areas it adds to.
    pub areas: Vec<usize>,
    /// Chance of the waiting time: occasions are arrivals.
    pub luck: Stream,
}

/// One kind of ordnance.
#[derive(Clone, Debug)]
pub struct ItemPlan {
    /// Key in the file.
    pub key: String,
    /// Items per cleared ha.
    pub per_cleared_ha: Slot,
    /// Multiplier by area.
    pub multiplier: Vec<f64>,
}

impl Programme {
    /// Places in `groups` of those that do `task`.
    pub fn groups_of(&self, task: Task) -> Range<usize> {
        self.tasks[task as usize]..self.tasks[task as usize + 1]
    }

    /// The same programme without any chance within a trial: no volatility of funding or inflation, no noise, no events.
    #[must_use]
    pub fn without_chance(&self) -> Self {
        let mut certain = self.clone();
        certain.events.clear();
        certain.noise = 0.0;
        certain.inflation.sd = 0.0;
        for source in &mut certain.sources {
            source.volatility = 0.0;
        }
        certain
    }
}
