//! Where a month stands in the calendar.

use crate::programme::Clock;

/// One simulated month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Months since the start, from 0.
    pub(super) t: u32,
    /// Price of a unit of work against that at the start: `(1 + escalation)^(t/12)`.
    pub(super) unit_price: f64,
    /// Working days of the month.
    pub(super) days: f64,
    /// The month's part of the year's working days.
    pub(super) share_of_year: f64,
    /// Calendar year.
    pub(super) calendar_year: i32,
    /// Calendar year counted from that of the start.
    pub(super) year_row: usize,
    /// Programme year, from 0.
    pub(super) programme_year: u32,
    /// First month of a programme year.
    pub(super) starts_programme_year: bool,
    /// January.
    pub(super) starts_calendar_year: bool,
    /// December.
    pub(super) ends_calendar_year: bool,
}

impl Moment {
    pub(super) fn of(clock: &Clock, t: u32, unit_price: f64) -> Self {
        let month = clock.start.plus(t);
        let days = clock.working_days[month.of_year()];
        Self {
            t,
            unit_price,
            days,
            share_of_year: days / clock.days_per_year,
            calendar_year: month.year(),
            year_row: (month.year() - clock.start.year()) as usize,
            programme_year: t / 12,
            starts_programme_year: t.is_multiple_of(12),
            starts_calendar_year: month.of_year() == 0,
            ends_calendar_year: month.of_year() == 11,
        }
    }

    /// Whether the month lies in calendar years `first ..= last`.
    pub(super) fn within(&self, (first, last): (i32, i32)) -> bool {
        (first..=last).contains(&self.calendar_year)
    }
}
