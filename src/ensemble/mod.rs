//! Many trials in parallel. A trial depends on programme, seed and its number alone, and what is kept of it is merged
//! exactly, so threads and the order of work change no bit of the result.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::engine::Workspace;
use crate::programme::Programme;
use crate::sampling::Design;

mod years;

pub use years::YearTally;

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

/// What is kept of the trials of a run.
#[derive(Clone, Debug)]
pub struct Sample {
    /// `[trial][column]`, columns by [`crate::programme::OutcomeLayout`].
    outcomes: Vec<f64>,
    columns: usize,
    /// Calendar years, tallied.
    pub years: YearTally,
}

impl Sample {
    /// Trials in the sample.
    pub fn trials(&self) -> u64 {
        (self.outcomes.len() / self.columns) as u64
    }

    /// One column of the outcomes, in the order of trials.
    pub fn column(&self, column: usize) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        self.outcomes
            .chunks_exact(self.columns)
            .map(move |row| row[column])
    }
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
) -> Result<Sample, Stopped> {
    let next = AtomicU64::new(0);
    let columns = programme.outcome_layout.len;
    let work = || {
        let mut workspace = Workspace::new(programme);
        let mut years = YearTally::new(programme);
        let mut blocks = Vec::new();
        while !watch.stop.load(Ordering::Relaxed) {
            let first = next.fetch_add(BLOCK, Ordering::Relaxed);
            if first >= trials {
                break;
            }
            let last = (first + BLOCK).min(trials);
            let mut outcomes = Vec::with_capacity((last - first) as usize * columns);
            for trial in first..last {
                workspace.run(programme, design, trial);
                outcomes.extend_from_slice(workspace.outcome());
                years.push(trial, workspace.years(), workspace.last_year());
            }
            blocks.push((first, outcomes));
            watch.done.fetch_add(last - first, Ordering::Relaxed);
        }
        (blocks, years)
    };
    let parts = rayon::broadcast(|_| work());
    if watch.done.load(Ordering::Relaxed) < trials {
        return Err(Stopped);
    }
    let mut years = YearTally::new(programme);
    let mut blocks = Vec::new();
    for (part, tally) in parts {
        blocks.extend(part);
        years.merge(&tally);
    }
    blocks.sort_by_key(|&(first, _)| first);
    let outcomes = blocks
        .into_iter()
        .flat_map(|(_, outcomes)| outcomes)
        .collect();
    Ok(Sample {
        outcomes,
        columns,
        years,
    })
}
