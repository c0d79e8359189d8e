//! What holds a programme back at its deadline: money, or capacity for one kind of work.

use serde::{Deserialize, Serialize};

use super::SolveError;
use super::goal::Goal;
use crate::calendar::Month;
use crate::outlook::Backlog;
use crate::programme::YearLayout as Y;
use crate::simulate::{Model, RunSpec, Table, Watch, simulate_one};
use crate::summary::quantity::{self, MONTHS};

/// A funding gap below this part of what teams could have been paid for is no lack of money.
const ENOUGH: f64 = 0.02;

/// By what trials are called late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// The limit of a goal on completion.
    Goal,
    /// The deadline of the scenario's target.
    Deadline,
    /// The end of the simulation, which comes before either.
    Horizon,
}

/// The trials that are late, in the calendar year in which they were due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// By what they are late.
    pub due: Due,
    /// The last month in which they would have been in time.
    pub month: Month,
    /// Its year.
    pub year: i32,
    /// Share of the trials that are late.
    pub late: f64,
    /// Mean over them of what is left at the end of the month, ha, where the simulation keeps it: at the deadline of the target.
    pub remaining_then_ha: Option<f64>,
    /// Mean over them of what is left at the end of the year, ha.
    pub remaining_ha: f64,
    /// What most of that waits for.
    pub backlog: Backlog,
    /// Its part of what is left.
    pub backlog_share: f64,
    /// Part of the work that teams could do and that the year's money does not pay for.
    pub unpaid: f64,
}

impl Limits {
    /// Simulates and looks at the date that `goal` sets for completion, or else at the target's deadline; nothing if no trial is late.
    ///
    /// # Errors
    ///
    /// As [`simulate_one`].
    pub fn of(
        model: &Model,
        goal: &Goal,
        spec: &RunSpec,
        watch: &Watch,
    ) -> Result<Option<Self>, SolveError> {
        match goal.completion_months() {
            Some(months) => Self::late(model, (Due::Goal, months), spec, watch),
            None => Self::of_target(model, spec, watch),
        }
    }

    /// The same for the target's deadline.
    ///
    /// # Errors
    ///
    /// As [`simulate_one`].
    pub fn of_target(
        model: &Model,
        spec: &RunSpec,
        watch: &Watch,
    ) -> Result<Option<Self>, SolveError> {
        let months = model.programme().target.months;
        Self::late(model, (Due::Deadline, months), spec, watch)
    }

    fn late(
        model: &Model,
        (due, asked): (Due, f64),
        spec: &RunSpec,
        watch: &Watch,
    ) -> Result<Option<Self>, SolveError> {
        let programme = model.programme();
        let horizon = f64::from(programme.clock.months);
        let due = if asked > horizon { Due::Horizon } else { due };
        let months = asked.clamp(0.0, horizon);
        let start = programme.clock.start;
        let last: Month = start.plus((months.ceil() as u32).saturating_sub(1));
        let index = (last.year() - start.year()) as usize;
        let mut columns = quantity::columns();
        let kept = [
            Y::SUSPECTED,
            Y::CONFIRMED,
            Y::TO_CLEAR,
            Y::UNFUNDED,
            Y::SPENDING,
        ];
        // What is left comes first of what is kept at the deadline.
        let at_deadline = programme.outcome_layout.at_deadline;
        let then = at_deadline.filter(|_| due == Due::Deadline);
        let then = then.map(|place| {
            columns.outcomes.push(place);
            columns.outcomes.len() - 1
        });
        let first = columns.outcomes.len();
        columns.years = kept.map(|column| (index, column)).to_vec();
        let table = |_: &_| Table::new(columns.clone());
        let table = simulate_one(model, spec, table, watch)?.collected;
        let mut sums = [0.0; 5];
        let mut late = 0_usize;
        let mut left_then = 0.0;
        for row in (0..table.len()).map(|at| table.row(at)) {
            if row[MONTHS] > months {
                late += 1;
                left_then += then.map_or(0.0, |place| row[place]);
                for (sum, value) in sums.iter_mut().zip(&row[first..]) {
                    *sum += value;
                }
            }
        }
        if late == 0 {
            return Ok(None);
        }
        let stocks = [
            (sums[0], Backlog::Survey),
            (sums[1], Backlog::TechnicalSurvey),
            (sums[2], Backlog::Clearance),
        ];
        let most = stocks.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
        let (most, backlog) = most.expect("there are three stocks");
        let remaining: f64 = sums[..3].iter().sum();
        let part = |of: f64, all: f64| if all > 0.0 { of / all } else { 0.0 };
        Ok(Some(Self {
            due,
            // A deadline may have passed before the start.
            month: start.shifted(asked.min(horizon).ceil() as i32 - 1),
            remaining_then_ha: then.map(|_| left_then / late as f64),
            year: last.year(),
            late: late as f64 / table.len() as f64,
            remaining_ha: remaining / late as f64,
            backlog,
            backlog_share: part(most, remaining),
            unpaid: part(sums[3], sums[3] + sums[4]),
        }))
    }

    /// Whether money is what limits.
    pub fn money(&self) -> bool {
        self.unpaid > ENOUGH
    }
}
