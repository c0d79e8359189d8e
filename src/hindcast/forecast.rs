//! The forecast of one programme: a few thousand trials, and what each of them says of the quantities that were observed.

use super::recipe::HA_PER_KM2;
use crate::programme::{OutcomeLayout, YearLayout};
use crate::simulate::{Columns, Model, RunSpec, SimulateError, Table, Watch, simulate_one};

/// What the trials say, in the order of trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Months from the start to the end of the month of completion; infinite if unfinished.
    pub months: Vec<f64>,
    /// Cost at completion; infinite if unfinished.
    pub cost: Vec<f64>,
    /// First calendar year.
    pub first_year: i32,
    /// km² released by work on the ground (technical survey and clearance), `[calendar year][trial]`.
    pub released: Vec<Vec<f64>>,
}

/// Simulates trials `0 .. trials` on the current thread pool.
///
/// # Errors
///
/// As [`simulate_one`].
pub fn forecast(model: &Model, spec: &RunSpec, watch: &Watch) -> Result<Forecast, SimulateError> {
    let clock = &model.programme().clock;
    let years = clock.calendar_years();
    let released = |year| [(year, YearLayout::REDUCED), (year, YearLayout::CLEARED)];
    let columns = Columns {
        outcomes: vec![OutcomeLayout::COMPLETION_MONTHS, OutcomeLayout::COST],
        years: (0..years).flat_map(released).collect(),
        ..Columns::default()
    };
    let table = simulate_one(model, spec, |_| Table::new(columns.clone()), watch)?.collected;
    let at_completion = |(months, cost): (f64, f64)| if months.is_finite() { cost } else { months };
    let km2 = |year: usize| {
        let (reduced, cleared) = (table.column(2 + 2 * year), table.column(3 + 2 * year));
        let ha = reduced
            .zip(cleared)
            .map(|(reduced, cleared)| reduced + cleared);
        ha.map(|ha| ha / HA_PER_KM2).collect()
    };
    Ok(Forecast {
        months: table.column(0).collect(),
        cost: table
            .column(0)
            .zip(table.column(1))
            .map(at_completion)
            .collect(),
        first_year: clock.start.year(),
        released: (0..years).map(km2).collect(),
    })
}

impl Forecast {
    /// Released in a calendar year by trial, if it was simulated.
    pub fn released_in(&self, year: i32) -> Option<&[f64]> {
        let index = usize::try_from(year - self.first_year).ok()?;
        self.released.get(index).map(Vec::as_slice)
    }
}
