//! Many trials in parallel. A trial depends on programme, seed and its number alone, and what is kept of it is added up
//! exactly, so threads, the order of work and cuts of a run change no bit of the result.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::engine::{Draw, Engine, Point};
use crate::programme::Programme;
use crate::sampling::Design;

mod bytes;
mod counts;
mod deal;
mod distribution;
mod exact;
mod figures;
mod joint;
mod ledger;
pub mod nested;
mod pilot;
mod plan;
mod queue;
mod replicate;
mod shares;
mod sketch;
mod sums;
mod tally;
mod together;
mod total;

use deal::Deal;
use ledger::{Done, Numbers, Tallied};
use plan::Plan;

pub use distribution::{Distribution, MeanAndSd, Parts};
pub use figures::Measure;
pub use joint::{Cell, Joint, SAMPLED};
pub use shares::Share;
pub use tally::Tally;

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
    let deal = Deal::new(&trials);
    let stopped = AtomicBool::new(false);
    let tally = collect(programme, design, |engine, tally| {
        let mut hand = deal.hand();
        let mut draws = std::iter::from_fn(|| {
            if hand.is_empty() {
                if watch.stop.load(Ordering::Relaxed) && deal.is_left() {
                    stopped.store(true, Ordering::Relaxed);
                    return None;
                }
                if !hand.take() {
                    return None;
                }
            }
            hand.next().map(|trial| Draw {
                point: Point::Design(design, trial),
                trial,
            })
        });
        let mut tallied = Tallied {
            tally,
            numbers: Numbers::Plain,
            ended: &mut |_, _| (),
            done: Done::new(&watch.done),
        };
        engine.run_into(programme, &mut draws, &mut tallied);
    });
    if stopped.load(Ordering::Relaxed) {
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
            Some(whole) => whole.add_settled(tally),
            None => *whole = Some(tally),
        }
    });
    let whole = whole.into_inner().expect("no other thread has panicked");
    let mut whole = whole.expect("a pool has a thread");
    whole.finish();
    whole
}
