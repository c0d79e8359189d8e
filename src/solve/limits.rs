//! What holds a programme back at its deadline: money, or capacity for one kind of work.

use serde::{Deserialize, Serialize};

use super::SolveError;
use crate::calendar::Month;
use crate::outlook::Backlog;
use crate::programme::YearLayout as Y;
use crate::simulate::{Model, RunSpec, Table, Watch, simulate_one};
use crate::summary::quantity::{self, MONTHS};

/// A funding gap below this part of what teams could have been paid for is no lack of money.
const ENOUGH: f64 = 0.02;

/// The trials that miss the deadline, in the calendar year in which it falls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The year.
    pub year: i32,
    /// Share of the trials that are late.
    pub late: f64,
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
    /// Simulates and looks at the deadline; nothing if no trial is late.
    ///
    /// # Errors
    ///
    /// As [`simulate_one`].
    ///
    /// # Panics
    ///
    /// If the target has no deadline.
    pub fn of(model: &Model, spec: &RunSpec, watch: &Watch) -> Result<Option<Self>, SolveError> {
        let programme = model.programme();
        let months = programme
            .target
            .months
            .clamp(0.0, f64::from(programme.clock.months));
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
        let first = columns.outcomes.len();
        columns.years = kept.map(|column| (index, column)).to_vec();
        let table = |_: &_| Table::new(columns.clone());
        let table = simulate_one(model, spec, table, watch)?.collected;
        let mut sums = [0.0; 5];
        let mut late = 0_usize;
        for row in (0..table.len()).map(|at| table.row(at)) {
            if row[MONTHS] > programme.target.months {
                late += 1;
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
