//! Many trials in parallel. A trial depends on programme, seed and its number alone, and what is kept of it is merged
//! exactly, so threads and the order of work change no bit of the result.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::engine::Workspace;
use crate::programme::Programme;
use crate::sampling::Design;

pub mod nested;
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

    /// Adds the trials that follow those of this sample: the result is the sample of one run of all of them.
    pub fn append(&mut self, later: Self) {
        self.outcomes.extend(later.outcomes);
        self.years.merge(&later.years);
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
    run_range(programme, design, 0..trials, watch)
}

/// Simulates the trials of these numbers: a part of a run, to be [appended](Sample::append) to those before it.
///
/// # Errors
///
/// [`Stopped`] if `watch.stop` was set before the last block began.
pub fn run_range(
    programme: &Programme,
    design: &Design,
    trials: Range<u64>,
    watch: &Watch,
) -> Result<Sample, Stopped> {
    let next = AtomicU64::new(trials.start);
    let done = AtomicU64::new(trials.start);
    let columns = programme.outcome_layout.len;
    let work = || {
        let mut workspace = Workspace::new(programme);
        let mut years = YearTally::new(programme);
        let mut blocks = Vec::new();
        while !watch.stop.load(Ordering::Relaxed) {
            let first = next.fetch_add(BLOCK, Ordering::Relaxed);
            if first >= trials.end {
                break;
            }
            let last = (first + BLOCK).min(trials.end);
            let mut outcomes = Vec::with_capacity((last - first) as usize * columns);
            for trial in first..last {
                workspace.run(programme, design, trial);
                outcomes.extend_from_slice(workspace.outcome());
                years.push(trial, workspace.years(), workspace.last_year());
            }
            blocks.push((first, outcomes));
            done.fetch_add(last - first, Ordering::Relaxed);
            watch.done.fetch_add(last - first, Ordering::Relaxed);
        }
        (blocks, years)
    };
    let parts = rayon::broadcast(|_| work());
    if done.load(Ordering::Relaxed) < trials.end {
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
