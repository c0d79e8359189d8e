//! What one thread keeps of a nested run while trials of several draws of the inputs interleave.

use super::tally::Moments;
use super::{Conditional, Nesting, Quantity, Split};
use crate::programme::{Limits, OutcomeLayout as O, Programme};
use crate::simulate::{Collect, Trial};

/// Months to completion and cost of a trial.
type Ending = (f64, f64);

/// A draw of the inputs some of whose trials have ended.
#[derive(Clone, Debug)]
struct Open {
    point: u64,
    /// Trials that have not ended.
    left: u64,
    /// By draw of chance, so that sums do not depend on which trial ends first.
    endings: Vec<Ending>,
}

/// Tells trials by the inputs they share. A draw of the inputs stays open while a lane is at work on it: there are never
/// more than a few.
#[derive(Clone, Debug)]
pub(super) struct Nested {
    split: Split,
    points: Vec<(u64, Conditional)>,
    open: Vec<Open>,
    /// Room of draws that have been closed.
    spare: Vec<Vec<Ending>>,
    horizon: f64,
}

impl Nested {
    pub(super) fn new(programme: &Programme, split: Split) -> Self {
        Self {
            split,
            points: Vec::new(),
            open: Vec::new(),
            spare: Vec::new(),
            horizon: f64::from(programme.clock.months),
        }
    }

    /// The curves, and the moments of every draw of the inputs.
    pub(super) fn into_split(mut self) -> Split {
        self.points.sort_unstable_by_key(|&(point, _)| point);
        self.split.conditional = self
            .points
            .into_iter()
            .map(|(_, moments)| moments)
            .collect();
        self.split
    }

    /// Where a draw of the inputs stands among the open ones.
    fn place(&mut self, point: u64) -> usize {
        let place = self.open.iter().position(|open| open.point == point);
        place.unwrap_or_else(|| {
            let Nesting { inner, .. } = self.split.nesting;
            let mut endings = self.spare.pop().unwrap_or_default();
            endings.resize(inner as usize, (f64::NAN, f64::NAN));
            self.open.push(Open {
                point,
                left: inner,
                endings,
            });
            self.open.len() - 1
        })
    }

    fn close(&mut self, open: Open) {
        let mut moments = [Moments::default(); Quantity::ALL.len()];
        for &(months, cost) in &open.endings {
            let values = values((months, cost), self.horizon, self.split.target);
            for (moments, value) in moments.iter_mut().zip(values) {
                moments.push(value);
            }
            self.split.completion.push(months);
            let at_completion = if months.is_finite() { cost } else { months };
            self.split.cost.push(at_completion);
        }
        self.split.completion.close();
        self.split.cost.close();
        self.points.push((open.point, moments.map(Moments::finish)));
        self.spare.push(open.endings);
    }
}

impl Collect for Nested {
    fn trial(&mut self, trial: &Trial<'_>) {
        let Nesting { outer, .. } = self.split.nesting;
        let (draw, point) = (trial.number / outer, trial.number % outer);
        let place = self.place(point);
        let open = &mut self.open[place];
        let outcome = trial.outcome;
        open.endings[draw as usize] = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
        open.left -= 1;
        if open.left == 0 {
            let open = self.open.swap_remove(place);
            self.close(open);
        }
    }

    fn merge(&mut self, other: Self) {
        self.split.completion.merge(&other.split.completion);
        self.split.cost.merge(&other.split.cost);
        self.points.extend(other.points);
    }
}

/// The quantities of one trial, in the order of [`Quantity::ALL`].
fn values((months, cost): Ending, horizon: f64, target: Limits) -> [f64; Quantity::ALL.len()] {
    let flag = |holds: bool| f64::from(u8::from(holds));
    [
        months.min(horizon) / 12.0,
        cost,
        flag(target.in_time(months)),
        flag(target.within_cost(months, cost)),
        flag(target.kept(months, cost)),
    ]
}
