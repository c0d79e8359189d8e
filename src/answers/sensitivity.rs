//! The answers of `sensitivity`.

use super::Answer;
use crate::report;
use crate::sensitivity::{Measures, Study};
use crate::simulate::Model;
use crate::tables;

/// Shares of the spread by the factors that drive it; `over_time`: also by year.
pub fn study(found: Study, over_time: bool, model: &Model) -> Answer {
    let mut tables = vec![
        tables::sensitivity(&found),
        tables::removals(&found),
        tables::convergence(&found),
    ];
    if over_time {
        tables.push(tables::over_time(&found));
    }
    let text = found.text(model.scenario());
    Answer::new(
        "sensitivity",
        text,
        found,
        tables,
        report::sensitivity::render,
        model,
    )
}

/// The same by another measure.
pub fn measures(found: Measures, model: &Model) -> Answer {
    let (text, tables) = (found.text(model.scenario()), vec![tables::measures(&found)]);
    let draw = report::sensitivity::render_measures;
    Answer::new("sensitivity", text, found, tables, draw, model)
}
