//! Why a scenario differs from the base: what each edited table contributes.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Case;
use super::game::{self, MOST_EXACT, Part, Values};
use crate::programme::OutcomeLayout as O;
use crate::scenario::{Loaded, Scenario, blend, edited_tables};
use crate::simulate::{Columns, Model, RunSpec, SimulateError, Table, Trials, Watch, simulate};
use crate::summary::measured::{Measured, quantile, replicates};

/// Trials of each subset of the edits.
const TRIALS: u64 = 2_048;
/// Subsets that are simulated at most, where not all are: what a few seconds allow.
const SUBSETS: usize = 96;
/// Pairs of orders at least.
const FEWEST_PAIRS: usize = 3;

/// What one group of edited tables contributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Change by this edit alone.
    pub alone: Measured,
    /// Mean change over all orders of the edits (Shapley's value); these add up to the total. Where orders are drawn, the error holds
    /// theirs.
    pub shapley: Measured,
    /// Change by this edit after all others.
    pub last: Measured,
}

/// How one figure's change is made up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The base.
    pub base: f64,
    /// The scenario.
    pub here: f64,
    /// The change.
    pub total: Measured,
    /// By group, in their order.
    pub parts: Vec<Contribution>,
    /// The total less what the edits do alone.
    pub interaction: Measured,
}

/// Why a scenario differs from the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Trials of each subset.
    pub trials: u64,
    /// Edited tables; several together where they cannot be edited apart.
    pub groups: Vec<Vec<String>>,
    /// Whether all subsets were simulated; otherwise orders were drawn.
    pub exact: bool,
    /// Subsets simulated.
    pub subsets: usize,
    /// P80 of completion, years from the start; trials that do not finish count with the horizon.
    pub completion_p80: Attribution,
    /// Share of trials that keep the base's target, if it has one.
    pub joint: Option<Attribution>,
}

/// The base and a scenario, as they were read.
struct Edits<'a> {
    a: &'a Loaded,
    b: &'a Loaded,
    groups: Vec<Vec<String>>,
}

impl Edits<'_> {
    /// The scenario with a subset of the groups.
    fn of(&self, subset: u64) -> Option<Scenario> {
        let groups = self.groups.iter().enumerate();
        let taken = groups.filter(|(at, _)| subset & (1 << at) != 0);
        let taken: Vec<&str> = taken.flat_map(|(_, it)| it).map(String::as_str).collect();
        blend(self.a, self.b, &taken).ok()
    }

    /// Merges groups that are not valid without each other.
    fn join_what_needs_each_other(&mut self) {
        while let Some((one, other)) = self.inseparable() {
            let joined = self.groups.remove(one.max(other));
            self.groups[one.min(other)].extend(joined);
        }
    }

    /// Two groups one of which is not valid alone, or not valid to leave out.
    fn inseparable(&self) -> Option<(usize, usize)> {
        let count = self.groups.len();
        let all = (1_u64 << count) - 1;
        let valid = |subset: u64| self.of(subset).is_some();
        for one in 0..count {
            let alone = 1_u64 << one;
            for (bad, with) in [(alone, true), (all ^ alone, false)] {
                if count < 2 || valid(bad) {
                    continue;
                }
                let others = || (0..count).filter(|other| *other != one);
                let better = |other: &usize| {
                    let bit = 1_u64 << other;
                    valid(if with { bad | bit } else { bad & !bit })
                };
                return Some((one, others().find(better).or_else(|| others().next())?));
            }
        }
        None
    }

    /// The models of some subsets; `None` if one is not valid.
    fn models(&self, subsets: &[u64], like: &Model) -> Option<Vec<Model>> {
        let models = subsets.par_iter().map(|subset| {
            let scenario = self.of(*subset)?;
            Some(Model::of_like(scenario, like))
        });
        models.collect()
    }
}

impl Why {
    /// Of a scenario beside the base; `None` if they were not read from files, or no table is edited.
    ///
    /// # Errors
    ///
    /// As [`simulate`].
    pub fn new(
        base: &Case,
        case: &Case,
        spec: &RunSpec,
        watch: &Watch,
    ) -> Result<Option<Self>, SimulateError> {
        let Some((a, b)) = base.model.loaded().zip(case.model.loaded()) else {
            return Ok(None);
        };
        let groups: Vec<Vec<String>> = edited_tables(a, b).into_iter().map(|it| vec![it]).collect();
        if groups.is_empty() || groups.len() >= 64 {
            return Ok(None);
        }
        let mut edits = Edits { a, b, groups };
        edits.join_what_needs_each_other();
        let mut plan = Plan::new(edits.groups.len(), spec.seed);
        let mut models = edits.models(&plan.subsets, &base.model);
        if models.is_none() {
            // Valid by themselves but not in some combination: nothing can be told apart.
            edits.groups = vec![edits.groups.concat()];
            plan = Plan::new(1, spec.seed);
            models = edits.models(&plan.subsets, &base.model);
        }
        // None and all of the edits are the two scenarios, which are valid.
        let Some(models) = models else {
            return Ok(None);
        };
        let spec = spec.clone().trials(Trials::Range(0..TRIALS));
        let jobs: Vec<_> = models
            .into_iter()
            .map(|model| (model, spec.clone()))
            .collect();
        let columns = Columns {
            outcomes: vec![O::COMPLETION_MONTHS, O::COST],
            ..Columns::default()
        };
        let runs = simulate(&jobs, |_| Table::new(columns.clone()), watch)?;
        let judge = base.model.programme();
        let horizon = f64::from(judge.clock.months);
        let mut p80 = Values::new();
        let mut joint = Values::new();
        for (subset, run) in plan.subsets.iter().zip(&runs) {
            let rows = || run.collected.column(0).zip(run.collected.column(1));
            let years: Vec<f64> = rows()
                .map(|(months, _)| months.min(horizon) / 12.0)
                .collect();
            let kept =
                |(months, cost): (f64, f64)| f64::from(u8::from(judge.target.kept(months, cost)));
            let kept: Vec<f64> = rows().map(kept).collect();
            let in_order = |mut values: Vec<f64>| {
                values.sort_unstable_by(f64::total_cmp);
                quantile(0.8)(&values).unwrap_or(horizon / 12.0)
            };
            let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
            p80.insert(*subset, by_part(&years, in_order));
            joint.insert(*subset, by_part(&kept, mean));
        }
        Ok(Some(Self {
            trials: TRIALS,
            exact: plan.orders.is_empty(),
            subsets: plan.subsets.len(),
            completion_p80: plan.attribution(&p80),
            joint: judge.target.is_given().then(|| plan.attribution(&joint)),
            groups: edits.groups,
        }))
    }
}

/// Trials that [`Why::new`] is likely to take.
pub(super) fn trials(base: &Case, case: &Case, seed: u64) -> u64 {
    let loaded = base.model.loaded().zip(case.model.loaded());
    let groups = loaded.map_or(0, |(a, b)| edited_tables(a, b).len());
    if groups == 0 || groups >= 64 {
        return 0;
    }
    TRIALS * Plan::new(groups, seed).subsets.len() as u64
}

/// A statistic of all trials, then of each replicate.
fn by_part(values: &[f64], of: impl Fn(Vec<f64>) -> f64) -> Vec<f64> {
    let whole = of(values.to_vec());
    std::iter::once(whole)
        .chain(replicates(values).map(of))
        .collect()
}

/// What a number of groups takes.
struct Plan {
    groups: usize,
    orders: Vec<Vec<usize>>,
    subsets: Vec<u64>,
}

impl Plan {
    fn new(groups: usize, seed: u64) -> Self {
        let ends = 2 * groups + 2;
        let pairs = SUBSETS.saturating_sub(ends) / (2 * groups.max(MOST_EXACT) - 2);
        let orders = game::orders(groups, pairs.max(FEWEST_PAIRS), seed);
        Self {
            groups,
            subsets: game::subsets(groups, &orders),
            orders,
        }
    }

    fn attribution(&self, values: &Values) -> Attribution {
        let all = (1_u64 << self.groups) - 1;
        let parts = game::parts(self.groups, &self.orders, values);
        let (base, here) = (&values[&0], &values[&all]);
        let total: Vec<f64> = here.iter().zip(base).map(|(a, b)| a - b).collect();
        let alone = |at: usize| parts.iter().map(|it| it.alone[at]).sum::<f64>();
        let interaction: Vec<f64> = (0..total.len()).map(|at| total[at] - alone(at)).collect();
        Attribution {
            base: base[0],
            here: here[0],
            total: measured(&total),
            parts: parts.iter().map(contribution).collect(),
            interaction: measured(&interaction),
        }
    }
}

fn contribution(part: &Part) -> Contribution {
    let mut shapley = measured(&part.shapley);
    let both = |error: f64| (error * error + part.order_error * part.order_error).sqrt();
    shapley.standard_error = shapley.standard_error.map(both);
    Contribution {
        alone: measured(&part.alone),
        shapley,
        last: measured(&part.last),
    }
}

/// From the statistic of all trials and those of the replicates.
fn measured(parts: &[f64]) -> Measured {
    let replicates: Vec<Option<f64>> = parts[1..].iter().copied().map(Some).collect();
    Measured::new(Some(parts[0]), &replicates)
}
