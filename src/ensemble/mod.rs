//! Many trials in parallel. A trial depends on programme, seed and its number alone, and what is kept of it is added up
//! exactly, so threads, the order of work and cuts of a run change no bit of the result.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::engine::Workspace;
use crate::programme::Programme;
use crate::sampling::Design;

mod bytes;
mod distribution;
mod head;
mod joint;
mod moments;
mod months;
mod plan;
mod queue;
mod shares;
mod sketch;
mod tally;

use plan::Plan;

pub use distribution::{Distribution, MeanAndSd, Parts};
pub use head::{Head, KEPT};
pub use joint::{Cell, Joint};
pub use shares::Share;
pub use tally::{Measure, Tally};

/// Trials handed to a thread at a time.
const BLOCK: u64 = 256;

/// Lets a run be watched and stopped from outside.
#[derive(Debug, Default)]
pub struct Watch {
    /// Trials done so far.
    pub done: AtomicU64,
    /// Set to stop the run after the blocks at work.
    pub stop: AtomicBool,
}

/// A run was stopped through its [`Watch`].
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub struct Stopped;

/// Simulates trials `0 .. trials` of `design` on the current thread pool.
///
/// # Errors
///
/// [`Stopped`] if `watch.stop` was set before the last block began.
pub fn run(
    programme: &Programme,
    design: &Design,
    trials: u64,
    watch: &Watch,
) -> Result<Tally, Stopped> {
    run_range(programme, design, 0..trials, watch)
}

/// Simulates a range of the trials of `design` on the current thread pool: tallies of adjoining ranges [merge](Tally::merge)
/// to that of the whole.
///
/// # Errors
///
/// [`Stopped`] if `watch.stop` was set before the last block began.
///
/// # Panics
///
/// If another thread has panicked.
pub fn run_range(
    programme: &Programme,
    design: &Design,
    trials: Range<u64>,
    watch: &Watch,
) -> Result<Tally, Stopped> {
    let next = AtomicU64::new(trials.start);
    let plan = Arc::new(Plan::new(programme, design));
    // The first thread that is done leaves its tally, the others add theirs: no more memory than the threads need.
    let whole: Mutex<Option<Tally>> = Mutex::new(None);
    let columns = programme.year_layout.len();
    rayon::broadcast(|_| {
        let mut workspace = Workspace::new(programme);
        let mut tally = Tally::planned(&plan);
        while !watch.stop.load(Ordering::Relaxed) {
            let first = next.fetch_add(BLOCK, Ordering::Relaxed);
            if first >= trials.end {
                break;
            }
            let last = (first + BLOCK).min(trials.end);
            for trial in first..last {
                workspace.run(programme, design, trial);
                let last_year = workspace.last_year();
                let mut rows = workspace.years().chunks_exact(columns).enumerate();
                for (year, row) in rows.by_ref().take(last_year + 1) {
                    tally.year(trial, year, row);
                }
                let stocks = &workspace.years()[last_year * columns..][..columns];
                tally.end(trial, last_year, stocks, workspace.outcome());
            }
            watch.done.fetch_add(last - first, Ordering::Relaxed);
        }
        tally.settle();
        let mut whole = whole.lock().expect("no other thread has panicked");
        match whole.as_mut() {
            Some(whole) => whole.add_settled(&tally),
            None => *whole = Some(tally),
        }
    });
    if watch.done.load(Ordering::Relaxed) < trials.end - trials.start {
        return Err(Stopped);
    }
    let whole = whole.into_inner().expect("no other thread has panicked");
    let mut whole = whole.expect("a pool has a thread");
    whole.finish();
    Ok(whole)
}
