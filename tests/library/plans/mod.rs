//! Money, teams and seasons as programmes plan them: earmarks, pledges, in kind, closed months, planned strength, deadlines, and what
//! limits, each in a programme whose course follows by hand.

#![allow(
    clippy::unwrap_used,
    reason = "a scenario that is refused has failed the test"
)]

mod files;
mod goals;
mod money;
mod seasons;
mod strength;

use clearcast::programme::YearLayout as Y;
use clearcast::programme::columns::LIMITS;

use crate::common::{Course, small};

fn course(sets: &[&str]) -> Course {
    Course::of(&small(sets))
}

/// A column of a calendar year.
fn in_year(it: &Course, year: usize, column: usize) -> f64 {
    it.years[year * it.programme.year_layout.len() + column]
}

/// Labels of the calendar years at work.
fn labels(it: &Course) -> Vec<&'static str> {
    let layout = &it.programme.year_layout;
    let years = it.years.chunks_exact(layout.len());
    years
        .filter(|row| row[Y::AT_WORK] > 0.0)
        .map(|row| {
            let marks = &row[layout.limits..][..LIMITS.len()];
            assert!((marks.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{marks:?}");
            LIMITS[marks.iter().position(|mark| *mark > 0.5).unwrap()]
        })
        .collect()
}

const SECOND: &str = "area.other = { region = 'south', confirmed = 100, priority = 2 }";
