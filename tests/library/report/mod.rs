//! The report on invented results: the usual case and the extremes, looked at by machine.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod pictures;
mod targets;
mod texts;
mod uncertainty;
mod years;

use clearcast::report::{self, Drawing};

use crate::invented::{Case, cases};

fn drawings(case: &Case) -> Vec<Drawing> {
    let (summary, charts) = case.results();
    report::draw(&summary, &charts).unwrap()
}

/// The case of that name.
fn case(name: &str) -> Case {
    cases().into_iter().find(|c| c.name == name).unwrap()
}

/// Everything that a panel's own chart says.
fn panel(case: &Case, name: &str) -> String {
    let drawings = drawings(case);
    said(drawings.iter().find(|d| d.name == name).unwrap())
}

/// Everything that a drawing says.
fn said(drawing: &Drawing) -> String {
    let texts = drawing.labels.iter().map(|l| l.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}
