//! Many trials in parallel. A trial depends on programme, seed and its number alone, and what is kept of it is added up
//! exactly, so threads, the order of work and cuts of a run change no bit of the result.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::engine::{Draw, Engine, Point, Recorder};
use crate::programme::Programme;
use crate::sampling::Design;

mod buckets;
mod bytes;
mod distribution;
mod head;
mod joint;
mod lasting;
mod moments;
mod months;
pub mod nested;
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
    let done = AtomicU64::new(0);
    let count = trials.end - trials.start;
    let tally = collect(programme, design, |engine, tally| {
        let mut block = 0..0;
        let mut draws = std::iter::from_fn(|| {
            if block.is_empty() {
                if watch.stop.load(Ordering::Relaxed) {
                    return None;
                }
                let first = next.fetch_add(BLOCK, Ordering::Relaxed).min(trials.end);
                block = first..(first + BLOCK).min(trials.end);
            }
            block.next().map(|trial| Draw {
                point: Point::Design(design, trial),
                trial,
            })
        });
        let mut counted = Counted {
            tally,
            done: [&done, &watch.done],
        };
        engine.run(programme, &mut draws, &mut counted);
    });
    if done.load(Ordering::Relaxed) < count {
        return Err(Stopped);
    }
    Ok(tally)
}

/// Lets `work` fill a tally on every thread, and adds them up.
fn collect(
    programme: &Programme,
    design: &Design,
    work: impl Fn(&mut Engine, &mut Tally) + Sync,
) -> Tally {
    let plan = Arc::new(Plan::new(programme, design));
    // The first thread that is done leaves its tally, the others add theirs: no more memory than the threads need.
    let whole: Mutex<Option<Tally>> = Mutex::new(None);
    rayon::broadcast(|_| {
        let mut engine = Engine::new(programme);
        let mut tally = Tally::planned(&plan);
        work(&mut engine, &mut tally);
        tally.settle();
        let mut whole = whole.lock().expect("no other thread has panicked");
        match whole.as_mut() {
            Some(whole) => whole.add_settled(&tally),
            None => *whole = Some(tally),
        }
    });
    let whole = whole.into_inner().expect("no other thread has panicked");
    let mut whole = whole.expect("a pool has a thread");
    whole.finish();
    whole
}

/// A tally that counts what it was told.
struct Counted<'a> {
    tally: &'a mut Tally,
    done: [&'a AtomicU64; 2],
}

impl Recorder for Counted<'_> {
    #[inline(always)]
    fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        self.tally.year(trial, year, row);
    }

    #[inline(always)]
    fn later(&mut self, trial: u64, year: usize, lasting: &[f64]) {
        self.tally.later(trial, year, lasting);
    }

    #[inline(always)]
    fn end(&mut self, trial: u64, last_year: usize, row: &[f64], outcome: &[f64]) {
        self.tally.end(trial, last_year, row, outcome);
        for done in self.done {
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
}
