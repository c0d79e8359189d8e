//! The compiled programme: names have become indices, tables flat arrays. Read-only and shared by all threads.
//!
//! The step loop in [`crate::engine`] sees nothing but these arrays and the values that one trial drew.
//!
//! ```
//! use clearcast::programme::compile;
//! use clearcast::scenario;
//!
//! let loaded = scenario::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let (programme, repaired) = compile(&loaded.scenario);
//! assert!(repaired.is_empty()); // its correlations are possible as they are
//! assert_eq!(programme.clock.months, 12 * 40);
//! assert!(programme.columns().outcomes().any(|column| column.name == "cost"));
//! ```

use std::ops::Range;
use std::sync::Arc;

use crate::calendar::Month;
use crate::law::Quantile;
use crate::sampling::StreamId;
use crate::scenario::{Allocation, Inflation, Task};

pub mod columns;
mod compile;
pub mod inputs;
pub mod layout;
pub mod levels;
pub mod people;
pub mod pots;
mod slots;
mod tables;
pub mod team_groups;

pub use columns::Columns;
pub use compile::{compile, compile_with};
pub use inputs::{InputPlan, Slot};
pub use layout::{OutcomeLayout, YearLayout};
pub use levels::Levels;
pub use people::PeoplePlan;
pub use pots::Pots;
pub use slots::{Repaired, Why};
pub use tables::Tables;
pub use team_groups::{Calendar, Output, Reach, TeamGroupPlan};

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
    pub groups: Vec<TeamGroupPlan>,
    /// Where in `groups` each task begins, and where the last ends.
    pub(super) tasks: [usize; 4],
    /// For growth: indices of `groups` in file order.
    pub groups_in_file_order: Vec<usize>,
    /// Names of the operators, in order of first appearance.
    pub operators: Vec<String>,
    /// Indices of `groups`, in file order, of those that may wait for money to be enlarged.
    pub builders: Vec<usize>,
    /// Working days: the common ones first, then those of groups that have their own.
    pub calendars: Vec<Calendar>,
    /// Months of the year, January first, in which a calendar has no working days or an area is closed.
    pub rests: [bool; 12],
    /// For each task and area, the groups that can work there: indices of `groups`, `[task][area]`.
    pub able: [Vec<Vec<usize>>; 3],
    /// Funding sources, in file order.
    pub sources: Vec<SourcePlan>,
    /// Who is named for spending: the sources, then `in kind` where some group is.
    pub payers: Vec<String>,
    /// Who pays for what, area by area. `None` where one pot pays for everything and areas can be worked in all alike: then work goes the short way.
    pub pots: Option<Pots>,
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
    pub inflation_chance: Mechanism,
    /// Standard deviation of the log of the common monthly output shock.
    pub noise: f64,
    /// Chance of the monthly shock: occasions are months.
    pub noise_chance: Mechanism,
    /// Paths of what chance decides within a trial, by [`Mechanism::number`].
    pub mechanisms: Vec<String>,
    /// Share of the initially known area that may remain at completion.
    pub residual: f64,
    /// Shares of the initially known area released.
    pub milestones: Vec<f64>,
    /// The estimate under test.
    pub target: Limits,
    /// Months from the start to the end of the deadline, if it lies within the horizon.
    pub deadline: Option<u32>,
    /// What is recorded in every calendar year.
    pub year_layout: YearLayout,
    /// What is recorded of a whole trial.
    pub outcome_layout: OutcomeLayout,
    pub(super) columns: Columns,
}

/// What chance decides within a trial, such as an event or the level of a source of money.
///
/// A trial has a number of chance for each mechanism, so that one can be drawn again or held while all others stay. Streams of
/// one mechanism (when an event arrives, how long it lasts) share its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mechanism {
    /// What is drawn.
    pub stream: StreamId,
    /// Index among [`Programme::mechanisms`].
    pub number: usize,
}

/// What a trial must keep to meet the estimate under test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Months from the start, with a tolerance for rounding.
    pub months: f64,
    /// Money from the start, constant prices.
    pub budget: f64,
}

impl Limits {
    /// Whether completion is to be in time.
    pub fn has_deadline(self) -> bool {
        self.months.is_finite()
    }

    /// Whether the cost is limited.
    pub fn has_cost(self) -> bool {
        self.budget.is_finite()
    }

    /// Whether there is anything to keep.
    pub fn is_given(self) -> bool {
        self.has_deadline() || self.has_cost()
    }

    /// Whether a trial that is complete after so many months, infinite if it is not, is in time; any month is without a deadline.
    pub fn in_time(self, months: f64) -> bool {
        months.is_finite() && months <= self.months
    }

    /// Whether a trial that is complete after so many months has cost no more than it may.
    pub fn within_cost(self, months: f64, cost: f64) -> bool {
        months.is_finite() && cost <= self.budget
    }

    /// Whether it keeps all that is to be kept.
    pub fn kept(self, months: f64, cost: f64) -> bool {
        self.in_time(months) && self.within_cost(months, cost)
    }
}

/// The calendar of the simulated months.
#[derive(Clone, Debug)]
pub struct Clock {
    /// First simulated month.
    pub start: Month,
    /// Months simulated at most.
    pub months: u32,
    /// Months of the year, January first, in which what teams or sources there are may change.
    pub turns: [bool; 12],
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
    /// Calendar months, January first, in which nobody can work here.
    pub closed: [bool; 12],
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

/// First and last month of something, counted from the start; infinite where it has no end.
pub type Window = (f64, f64);

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
    /// First and last month paid, counted from the start.
    pub months: Window,
    /// Whether it pays at all in a trial, 1 or 0; `None`: always.
    pub pledge: Option<Slot>,
    /// Share of unspent money kept when the calendar year turns.
    pub carryover: f64,
    /// Chance of the level: occasions are programme years.
    pub chance: Mechanism,
    /// What of it is drawn on the design; `None`: nothing.
    pub levels: Option<Levels>,
}

/// A value drawn anew at every arrival, times a factor that risk drivers may move (1 without them).
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Its quantile function.
    pub quantile: Arc<Quantile>,
    /// What drivers have made of 1.
    pub factor: Slot,
    /// Chance: occasions are arrivals.
    pub chance: Mechanism,
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
    /// Areas it touches.
    pub areas: Vec<usize>,
    /// Whether it multiplies the output of these alone, and not that of all.
    pub is_local: bool,
    /// Chance of the waiting time: occasions are arrivals after the first.
    pub chance: Mechanism,
    /// Dimension of the design that the waiting time of the first arrival is drawn from.
    pub first_arrival: usize,
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
    /// What is recorded, with names, units and meanings.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

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
