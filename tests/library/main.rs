//! What the library promises: every file holds one side of it.

#![allow(
    clippy::float_cmp,
    reason = "what must be the same to the bit is compared so"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;

mod baseline;
mod boxes;
mod chance;
mod compare;
mod coverage;
mod determinism;
mod discover;
mod documents;
mod factors;
mod figures_page;
mod frontier;
mod gallery;
mod given;
mod hazard_list;
mod hindcast;
mod html;
mod independent;
mod influence;
mod invented;
mod lanes;
mod laws;
mod messages;
mod nested;
mod order;
mod panels;
mod peel;
mod people;
mod plans;
mod quantiles;
mod readings;
mod redraw;
mod reference;
mod registry;
mod report;
mod sampling;
mod scenario_files;
mod schema;
mod sensitivity;
mod sensitivity_parts;
mod simulate;
mod solve;
mod tally;
mod trace;
mod value;
mod warnings;
