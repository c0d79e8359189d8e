//! The engine against a second implementation, `tests/reference/model.py`, which follows `docs/model.md` on its own.
//!
//! `python3 tests/reference/make.py` writes the scenarios and its results; nothing here is made by this crate.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

mod by_time;
mod comparison;
mod with_chance;
mod without_chance;

use std::path::PathBuf;

use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

fn read(name: &str) -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(folder().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}
