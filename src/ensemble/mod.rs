//! Many trials in parallel. A trial depends on programme, seed and its number alone, and what is kept of it is merged
//! exactly, so threads and the order of work change no bit of the result.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::engine::{Draw, Engine, Point, Recorder};
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

/// Takes down whole trials.
struct Rows<'a> {
    blocks: Vec<(u64, Vec<f64>)>,
    years: YearTally,
    open: Vec<(u64, Vec<f64>)>,
    watch: &'a Watch,
}

impl Recorder for Rows<'_> {
    fn year(&mut self, trial: u64, year: usize, row: &[f64]) {
        let at = match self.open.iter().position(|(t, _)| *t == trial) {
            Some(at) => at,
            None => {
                self.open
                    .push((trial, vec![0.0; self.years.years() * row.len()]));
                self.open.len() - 1
            }
        };
        self.open[at].1[year * row.len()..][..row.len()].copy_from_slice(row);
    }

    fn end(&mut self, trial: u64, last_year: usize, _row: &[f64], outcome: &[f64]) {
        let at = self
            .open
            .iter()
            .position(|(t, _)| *t == trial)
            .expect("it had a year");
        let (_, years) = self.open.swap_remove(at);
        self.years.push(trial, &years, last_year);
        self.blocks.push((trial, outcome.to_vec()));
        self.watch.done.fetch_add(1, Ordering::Relaxed);
    }
}

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
        let mut engine = Engine::new(programme);
        let mut recorder = Rows {
            blocks: Vec::new(),
            years: YearTally::new(programme),
            open: Vec::new(),
            watch,
        };
        let mut block = 0..0;
        let mut draws = std::iter::from_fn(|| {
            if block.is_empty() {
                if watch.stop.load(Ordering::Relaxed) {
                    return None;
                }
                let first = next.fetch_add(BLOCK, Ordering::Relaxed).min(trials);
                block = first..(first + BLOCK).min(trials);
            }
            block.next().map(|trial| Draw {
                point: Point::Design(design, trial),
                trial,
            })
        });
        engine.run(programme, &mut draws, &mut recorder);
        (recorder.blocks, recorder.years)
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
