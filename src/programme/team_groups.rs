//! Team groups: what they are, when they work, and where.

use super::{Slot, Window};
use crate::scenario::Task;

/// Working days.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// January to December.
    pub days: [f64; 12],
    /// Their sum.
    pub per_year: f64,
}

impl Calendar {
    pub(super) fn new(days: [f64; 12]) -> Self {
        Self {
            days,
            per_year: days.iter().sum(),
        }
    }
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each switches a rule of its own"
)]
#[derive(Clone, Debug)]
pub struct TeamGroupPlan {
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
    /// First and last month it works, counted from the start.
    pub months: Window,
    /// Planned strength from January of single calendar years of the run on; empty where nothing is planned.
    pub by_year: Vec<Option<Slot>>,
    /// Last calendar year with a planned strength: growth begins after it.
    pub last_planned: Option<i32>,
    /// Which of the programme's calendars it keeps.
    pub calendar: usize,
    /// Paid by nobody in the scenario.
    pub in_kind: bool,
    /// Whether an area it can work in is closed in some month.
    pub meets_closed: bool,
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
