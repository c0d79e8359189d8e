//! Knowledge apart from chance: every draw of the inputs under several draws of chance.
//!
//! Trial *t* of such a run is the inputs of point `t % outer` under the chance numbered `(t / outer) << 32 | t % outer`. A pair
//! of draws depends neither on how many there are of either, and the first chance of every point is that of the trial of the
//! same number in a plain run. Consecutive trials are consecutive points, so replicates stay what they are.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use self::recorder::Nested;
use self::tally::CurveTally;
use super::ledger::{Done, Numbers, Tallied};
use super::{Stopped, Tally, Watch, collect};
use crate::engine::{Draw, Engine, Point, Recorder};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::sampling::{Design, REPLICATES};

mod recorder;
pub mod tally;

/// How often inputs and chance are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nesting {
    /// Draws of the inputs: points 0 to `outer` of the design.
    pub outer: u64,
    /// Draws of chance for each of them.
    pub inner: u64,
}

impl Nesting {
    /// Fewest draws of the inputs: two in every replicate.
    pub const FEWEST_OUTER: u64 = 2 * REPLICATES as u64;
    /// Fewest draws of chance: a variance needs two.
    pub const FEWEST_INNER: u64 = 2;
    /// Most draws of chance, because counts of them are tallied.
    pub const MOST_INNER: u64 = 4096;

    /// Trials in all.
    pub fn trials(self) -> u64 {
        self.outer * self.inner
    }
}

/// What is split into knowledge and chance. Every trial has all of them, unfinished or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Years to completion, cut at the horizon where a trial is unfinished.
    Years,
    /// Spent up to completion or the horizon, constant prices.
    Cost,
    /// 1 if the target's years are kept, otherwise 0.
    WithinYears,
    /// 1 if the target's cost is kept.
    WithinCost,
    /// 1 if both are kept.
    Joint,
}

impl Quantity {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::Years,
        Self::Cost,
        Self::WithinYears,
        Self::WithinCost,
        Self::Joint,
    ];
}

/// Mean and variance of each [`Quantity`] over the chance of one draw of the inputs.
pub type Conditional = [(f64, f64); Quantity::ALL.len()];

/// What a nested run found, beside its trials.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// How it was run.
    pub nesting: Nesting,
    /// `[point of the design]`
    pub conditional: Vec<Conditional>,
    /// Months to completion.
    pub completion: CurveTally,
    /// Cost at completion.
    pub cost: CurveTally,
}

/// Points of a lattice at the most.
const LATTICE: usize = 240;

/// Trials that lay out the lattice at the most.
const PILOT: u64 = 1_024;

/// Simulates `nesting` on the current thread pool.
///
/// # Errors
///
/// [`Stopped`] if `watch.stop` was set before the last trial began.
///
/// # Panics
///
/// If another thread has panicked.
pub fn run_nested(
    programme: &Programme,
    design: &Design,
    nesting: Nesting,
    watch: &Watch,
) -> Result<(Tally, Split), Stopped> {
    let Nesting { outer, inner } = nesting;
    let (months, costs) = lattices(programme, design, outer.min(PILOT));
    let empty = Split {
        nesting,
        conditional: Vec::new(),
        completion: CurveTally::new(months, inner),
        cost: CurveTally::new(costs, inner),
    };
    let next = AtomicU64::new(0);
    let whole = Mutex::new((empty.clone(), Vec::new()));
    let tally = collect(programme, design, |engine, tally| {
        let mut nested = Nested::new(programme, empty.clone());
        let (mut point, mut draw) = (0, inner);
        let mut draws = std::iter::from_fn(|| {
            if draw == inner {
                point = next.fetch_add(1, Ordering::Relaxed);
                draw = 0;
            }
            if point >= outer || watch.stop.load(Ordering::Relaxed) {
                return None;
            }
            let trial = draw << 32 | point;
            draw += 1;
            Some(Draw {
                point: Point::Design(design, point),
                trial,
            })
        });
        let mut tallied = Tallied {
            tally,
            numbers: Numbers::Nested(outer),
            ended: &mut |trial, outcome| nested.end(trial, outcome),
            done: Done::new(&watch.done),
        };
        engine.run_into(programme, &mut draws, &mut tallied);
        drop(tallied);
        let (split, points) = nested.finish();
        let mut whole = whole.lock().expect("no other thread has panicked");
        whole.0.completion.merge(&split.completion);
        whole.0.cost.merge(&split.cost);
        whole.1.extend(points);
    });
    let (mut split, mut points) = whole.into_inner().expect("no other thread has panicked");
    if (points.len() as u64) < outer {
        return Err(Stopped);
    }
    points.sort_unstable_by_key(|&(point, _)| point);
    split.conditional = points.into_iter().map(|(_, moments)| moments).collect();
    Ok((tally, split))
}

/// Months and costs at completion that the first plain trials have, at even steps of their ranks.
fn lattices(programme: &Programme, design: &Design, trials: u64) -> (Vec<f64>, Vec<f64>) {
    let mut draws = (0..trials).map(|trial| Draw {
        point: Point::Design(design, trial),
        trial,
    });
    let mut pilot = Pilot::default();
    Engine::new(programme).run(programme, &mut draws, &mut pilot);
    (lattice(pilot.months), lattice(pilot.costs))
}

/// Completion and cost of the trials that finish, in any order.
#[derive(Default)]
struct Pilot {
    months: Vec<f64>,
    costs: Vec<f64>,
}

impl Recorder for Pilot {
    fn year(&mut self, _trial: u64, _year: usize, _row: &[f64]) {}

    fn end(&mut self, _trial: u64, _last_year: usize, outcome: &[f64]) {
        if outcome[O::COMPLETION_MONTHS].is_finite() {
            self.months.push(outcome[O::COMPLETION_MONTHS]);
            self.costs.push(outcome[O::COST]);
        }
    }

    fn keeps_years(&self) -> bool {
        false
    }
}

fn lattice(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let points = values.len().min(LATTICE);
    let last = values.len().saturating_sub(1);
    let mut lattice: Vec<f64> = (0..points)
        .map(|k| values[k * last / (points - 1).max(1)])
        .collect();
    lattice.dedup();
    lattice
}
