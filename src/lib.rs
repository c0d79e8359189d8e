//! How long mine clearance takes, what it costs, and how far to trust the answer.

pub mod calendar;
pub mod law;
pub mod math;
pub mod report;
pub mod sampling;
pub mod scenario;
pub mod summary;
