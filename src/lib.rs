//! How long mine clearance takes, what it costs, and how far to trust the answer.

pub mod calendar;
pub mod cli;
pub mod engine;
pub mod ensemble;
pub mod law;
pub mod math;
pub mod outlook;
pub mod programme;
pub mod report;
pub mod results;
pub mod sampling;
pub mod scenario;
pub mod summary;
pub mod tables;
