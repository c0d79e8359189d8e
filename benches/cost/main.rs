//! What things cost: one question a function, one subject a file. `docs/performance.md` says how to read the answers.
//!
//! ```text
//! cargo bench --bench cost                 everything
//! cargo bench --bench cost -- month        what has "month" in its name
//! ```

#![allow(
    missing_docs,
    reason = "the macros of the harness make undocumented functions"
)]

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

mod chance;
#[path = "../common/mod.rs"]
mod common;
mod design;
mod lanes;
mod month;
mod quantile;
mod report;
mod run;

fn quick() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = benches;
    config = quick();
    targets = month::sizes, month::horizons, month::ways, lanes::instruction_sets, lanes::alone, design::points, design::trials,
        chance::numbers, quantile::compiling, quantile::reading, quantile::programme, run::trials, run::many, report::drawing
}
criterion_main!(benches);
