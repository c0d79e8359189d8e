//! Curves of equal joint confidence.

use serde::{Deserialize, Serialize};

use crate::ensemble::rank;
use crate::sampling::REPLICATES;
use crate::simulate::Table;
use crate::summary::estimate::{Estimate, half_width_95, standard_error};
use crate::summary::missing;
use crate::summary::quantity::{COST, MONTHS, quantile};

/// Completion in months and cost of every trial; both infinite where it is unfinished.
#[derive(Clone, Debug)]
pub struct Outcomes {
    all: Vec<(f64, f64)>,
    replicates: Vec<Vec<(f64, f64)>>,
}

/// The least cost at a date.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Months from the start.
    pub months: f64,
    /// Least cost that is kept together with it.
    pub cost: f64,
    /// 95 % band of the Monte Carlo error; none where a replicate has too few trials in time.
    pub band: Option<(f64, f64)>,
}

/// The point of a curve at which date and cost are equally likely to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Balanced {
    /// Months from the start.
    pub months: f64,
    /// Cost.
    pub cost: f64,
    /// Share of trials that keep the date.
    pub within_months: f64,
    /// Share that keep the cost.
    pub within_cost: f64,
    /// Standard error of these shares.
    pub error: Option<f64>,
}

/// Date and cost at their own confidence, and how seldom both are kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marginal {
    /// Months from the start; the date is kept with the confidence of the curve.
    pub months: f64,
    /// Cost, likewise.
    pub cost: f64,
    /// Share of trials that keep both.
    pub joint: f64,
    /// Its standard error.
    #[serde(deserialize_with = "missing::number")]
    pub joint_error: f64,
}

/// Dates and costs that are kept together with one confidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The confidence.
    pub confidence: f64,
    /// The least cost for every month of completion, from the first month for which there is one; empty if too few trials finish.
    pub points: Vec<CurvePoint>,
    /// The balanced point.
    pub balanced: Option<Balanced>,
    /// Both at their own confidence.
    pub marginal: Option<Marginal>,
}

impl Outcomes {
    /// From rows that begin with completion and cost.
    pub fn of(table: &Table) -> Self {
        let rows = (0..table.len()).map(|at| {
            let row = table.row(at);
            let finished = row[MONTHS].is_finite();
            let cost = if finished { row[COST] } else { f64::INFINITY };
            (table.trials()[at], row[MONTHS], cost)
        });
        Self::new(rows)
    }

    /// From number, months and cost of trials.
    pub fn new(trials: impl Iterator<Item = (u64, f64, f64)>) -> Self {
        let mut replicates = vec![Vec::new(); REPLICATES];
        for (trial, months, cost) in trials {
            replicates[(trial % REPLICATES as u64) as usize].push((months, cost));
        }
        replicates.retain(|part| !part.is_empty());
        for part in &mut replicates {
            part.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        }
        let mut all = replicates.concat();
        all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self { all, replicates }
    }

    /// Share of trials that keep both limits, with its standard error.
    pub fn share(&self, months: f64, cost: f64) -> Estimate<f64> {
        let hits = |part: &Vec<(f64, f64)>| kept(part, months, cost) as u64;
        let parts: Vec<(u64, u64)> = self
            .replicates
            .iter()
            .map(|part| (hits(part), part.len() as u64))
            .collect();
        Estimate::share(&parts)
    }

    /// The curve of a confidence.
    pub fn curve(&self, confidence: f64) -> Curve {
        let mut dates: Vec<f64> = self.all.iter().map(|it| it.0).collect();
        dates.retain(|it| it.is_finite());
        dates.dedup();
        let least = least_costs(&self.all, confidence, &dates);
        let parts: Vec<Vec<Option<f64>>> = self
            .replicates
            .iter()
            .map(|part| least_costs(part, confidence, &dates))
            .collect();
        let mut points: Vec<CurvePoint> = Vec::new();
        for (at, (months, cost)) in dates.iter().zip(&least).enumerate() {
            let Some(cost) = *cost else { continue };
            let error = standard_error(parts.iter().map(|part| part[at]));
            points.push(CurvePoint {
                months: *months,
                cost,
                band: error.map(|error| {
                    let half = half_width_95() * error;
                    ((cost - half).max(0.0), cost + half)
                }),
            });
        }
        Curve {
            confidence,
            points,
            balanced: self.balanced(confidence),
            marginal: self.marginal(confidence),
        }
    }

    fn balanced(&self, confidence: f64) -> Option<Balanced> {
        let (months, cost, _) = balanced(&self.all, confidence)?;
        let errors = self.replicates.iter();
        let errors: Vec<Option<f64>> = errors
            .map(|part| balanced(part, confidence).map(|it| it.2))
            .collect();
        Some(Balanced {
            months,
            cost,
            within_months: self.share(months, f64::INFINITY).value,
            within_cost: self.share(f64::INFINITY, cost).value,
            error: standard_error(errors.into_iter()),
        })
    }

    fn marginal(&self, confidence: f64) -> Option<Marginal> {
        let (months, costs) = sorted(&self.all);
        let (months, cost) = (quantile(&months, confidence), quantile(&costs, confidence));
        let Estimate { value, error } = self.share(months, cost);
        let finite = months.is_finite() && cost.is_finite();
        finite.then_some(Marginal {
            months,
            cost,
            joint: value,
            joint_error: error,
        })
    }
}

/// Trials that keep both limits.
fn kept(trials: &[(f64, f64)], months: f64, cost: f64) -> usize {
    let keeps = |it: &&(f64, f64)| it.0 <= months && it.1 <= cost;
    trials.iter().filter(keeps).count()
}

fn sorted(trials: &[(f64, f64)]) -> (Vec<f64>, Vec<f64>) {
    let months = trials.iter().map(|it| it.0).collect();
    let mut costs: Vec<f64> = trials.iter().map(|it| it.1).collect();
    costs.sort_unstable_by(f64::total_cmp);
    (months, costs)
}

/// Date and cost of the smallest rank at which enough trials keep both, and that rank's share.
fn balanced(trials: &[(f64, f64)], confidence: f64) -> Option<(f64, f64, f64)> {
    let (months, costs) = sorted(trials);
    let n = trials.len();
    let wanted = rank(confidence, n as u64) as usize;
    let enough = |rank: &usize| kept(trials, months[*rank - 1], costs[*rank - 1]) >= wanted;
    let ranks: Vec<usize> = (1..=n).collect();
    let found = ranks.partition_point(|rank| !enough(rank));
    let rank = *ranks.get(found)?;
    let (months, cost) = (months[rank - 1], costs[rank - 1]);
    (months.is_finite() && cost.is_finite()).then_some((months, cost, rank as f64 / n as f64))
}

/// For each of the rising `dates`, the smallest cost that enough of the trials keep together with it. Trials are in order of completion.
fn least_costs(trials: &[(f64, f64)], confidence: f64, dates: &[f64]) -> Vec<Option<f64>> {
    let n = trials.len();
    let wanted = rank(confidence, n as u64) as usize;
    let mut by_cost: Vec<usize> = (0..n).collect();
    by_cost.sort_unstable_by(|&a, &b| trials[a].1.total_cmp(&trials[b].1));
    let mut ranks = vec![0; n];
    for (rank, &trial) in by_cost.iter().enumerate() {
        ranks[trial] = rank;
    }
    let mut counts = Counts::new(n);
    let mut next = 0;
    let least = |date: &f64| {
        while next < n && trials[next].0 <= *date {
            counts.add(ranks[next]);
            next += 1;
        }
        let found = counts.nth(wanted)?;
        Some(trials[by_cost[found]].1).filter(|cost| cost.is_finite())
    };
    dates.iter().map(least).collect()
}

/// Counts by rank, whose sums are found in logarithmic time (Fenwick 1994, "A new data structure for cumulative frequency tables").
struct Counts {
    sums: Vec<usize>,
}

impl Counts {
    fn new(n: usize) -> Self {
        Self {
            sums: vec![0; n.next_power_of_two() + 1],
        }
    }

    fn add(&mut self, rank: usize) {
        let mut at = rank + 1;
        while at < self.sums.len() {
            self.sums[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    /// The rank of the `n`-th, from 1, in order.
    fn nth(&self, n: usize) -> Option<usize> {
        let (mut at, mut left) = (0, n);
        let mut step = self.sums.len() - 1;
        if self.sums[step] < n {
            return None;
        }
        while step > 0 {
            if at + step < self.sums.len() && self.sums[at + step] < left {
                at += step;
                left -= self.sums[at];
            }
            step >>= 1;
        }
        Some(at)
    }
}
