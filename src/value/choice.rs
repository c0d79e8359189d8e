//! What knowledge changes in the choice between two plans.

use serde::{Deserialize, Serialize};

use super::{Knowledge, Settings, ValueError, Worth, larger};
use crate::factors::{Factor, Kind, factors};
use crate::given::{Drawn, Loss, few};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::simulate::{Model, Run, RunSpec, Table, Watch, simulate};
use crate::summary::measured::Measured;
use crate::summary::measured::{mean_of, share_of};
use crate::summary::quantity::{self, COST, MONTHS};

/// What the plans are chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    /// The target of the first plan is met; the more often the better.
    Joint,
    /// What is spent up to completion or the horizon; the less the better.
    Cost,
    /// Years to completion, at most the horizon; the less the better.
    Years,
    /// Present value of the benefits less that of what is spent.
    Npv,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 4] = [Self::Joint, Self::Cost, Self::Years, Self::Npv];

    /// What a plan is chosen by unless somebody says otherwise: by its target, or, without one, by when it is complete.
    pub fn usual(plan: &Model) -> Self {
        if plan.programme().target.is_given() {
            Self::Joint
        } else {
            Self::Years
        }
    }

    /// How it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Joint => "joint",
            Self::Cost => "cost",
            Self::Years => "years",
            Self::Npv => "npv",
        }
    }
}

/// Where the choice flips.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flip {
    /// Values of an input between which the choice changes, from below; none for a group or where the input has few values.
    pub at: Vec<f64>,
    /// Values of an input of few values at which the other plan is better.
    pub values: Vec<f64>,
    /// Whether the other plan is the better one below the first of `at`.
    pub below: bool,
    /// Probability that the factor is such that the other plan is expected to be better.
    pub probability: f64,
}

/// What knowing one factor is worth in the choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceRow {
    /// Machine name of the factor.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// How far it ranges, in words.
    pub spread: String,
    /// What it is.
    pub kind: Kind,
    /// The gain, in the unit of the figure.
    pub worth: Worth,
    /// Where the choice flips; none where nothing is to be gained.
    pub flip: Option<Flip>,
    /// Of a lone input: its values and the expected advantage of the second plan there, at 65 quantiles.
    pub curve: Vec<(f64, f64)>,
}

/// A choice between two plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// What the plans are chosen by.
    pub figure: Figure,
    /// See [`Settings::accuracy`].
    pub accuracy: f64,
    /// The plans.
    pub plans: [String; 2],
    /// Mean of the figure of each.
    pub means: [Measured; 2],
    /// Share of the trials of each that are unfinished.
    pub unfinished: [Measured; 2],
    /// By how much the second is expected to be better; negative where the first is.
    pub advantage: Measured,
    /// Share of the trials in which the plan that is expected to be worse is the better one.
    pub wrong: Measured,
    /// Everything known that could be: a lower bound.
    pub everything: Worth,
    /// The factors, the largest gain first.
    pub factors: Vec<ChoiceRow>,
    /// What is lost to chance, which no study removes: an upper bound.
    pub chance: Measured,
}

impl Choice {
    /// The plan that is expected to be better.
    pub fn best(&self) -> usize {
        usize::from(self.advantage.value.is_some_and(|it| it > 0.0))
    }
}

/// Points at which the expected advantage is kept.
const CURVE: usize = 65;

/// What it is worth to know each factor before choosing between two plans by `figure`, on the current thread pool. Both are simulated
/// under the same draws.
///
/// # Errors
///
/// [`ValueError`]
///
/// # Panics
///
/// Never: there is a run for each plan.
pub fn choice(
    plans: [(&str, &Model); 2],
    figure: Figure,
    settings: &Settings,
    watch: &Watch,
) -> Result<Choice, ValueError> {
    let spec = RunSpec::new(settings.trials, settings.seed);
    let mut columns = quantity::columns();
    columns.outcomes.push(O::PRESENT_VALUE);
    let mut all: Vec<Factor> = factors(plans[0].1);
    for factor in factors(plans[1].1) {
        if all.iter().all(|it| it.name != factor.name) {
            all.push(factor);
        }
    }
    fits(figure, plans)?;
    let jobs = plans.map(|(_, model)| (model.clone(), spec.clone()));
    let runs = simulate(
        &jobs,
        |prepared| {
            let mut columns = columns.clone();
            let benefits = prepared.model.programme().outcome_layout.people.benefits;
            columns.outcomes.extend(benefits);
            columns.inputs = Drawn::slots(&prepared.model, &all);
            Table::new(columns)
        },
        watch,
    )?;
    let target = plans[0].1.programme();
    let mut values = Vec::new();
    for run in &runs {
        values.push(values_of(run, figure, target));
    }
    let worse = if matches!(figure, Figure::Cost | Figure::Years) {
        -1.0
    } else {
        1.0
    };
    let pairs = values[0].iter().zip(&values[1]);
    let advantage: Vec<f64> = pairs.map(|(a, b)| worse * (b - a)).collect();
    let mut drawn = Drawn::new(&runs[0], &all);
    drawn.extend(Drawn::new(&runs[1], &all));
    let knowledge = Knowledge::new(all, &drawn, settings);
    let found = knowledge.worth(&advantage, Loss::Choice);
    let mean = mean_of(&advantage);
    let second = mean.value.is_some_and(|it| it > 0.0);
    let other_is_better = advantage
        .iter()
        .map(|it| if second { *it < 0.0 } else { *it > 0.0 });
    let rows = knowledge
        .factors
        .iter()
        .zip(&knowledge.known)
        .zip(&found.each);
    let mut rows: Vec<ChoiceRow> = rows
        .map(|((factor, known), worth)| {
            let inputs = drawn.of(factor);
            let lone = match inputs[..] {
                [(_, column)] if settings.accuracy >= 1.0 => Some(column),
                _ => None,
            };
            let said = known.as_ref().map(|it| it.mean(&advantage).inside);
            let said = said.filter(|_| !worth.is_nothing());
            ChoiceRow {
                name: factor.name.clone(),
                title: factor.title.clone(),
                spread: factor.spread.clone(),
                kind: factor.kind,
                worth: *worth,
                flip: said.as_ref().map(|it| flip(lone, it, second)),
                curve: lone
                    .zip(said)
                    .map_or_else(Vec::new, |(x, said)| curve(x, &said)),
            }
        })
        .collect();
    rows.sort_by(|a, b| larger(&a.worth, &b.worth));
    let unfinished = |run: &Run<Table>| {
        let months = run.collected.column(MONTHS);
        share_of(months.map(f64::is_infinite), false)
    };
    Ok(Choice {
        trials: settings.trials,
        seed: settings.seed,
        figure,
        accuracy: settings.accuracy,
        plans: plans.map(|(name, _)| name.to_owned()),
        means: [mean_of(&values[0]), mean_of(&values[1])],
        unfinished: [unfinished(&runs[0]), unfinished(&runs[1])],
        advantage: mean,
        wrong: share_of(other_is_better, false),
        everything: found.everything,
        factors: rows,
        chance: found.chance,
    })
}

/// Whether the plans have what they are to be chosen by.
fn fits(figure: Figure, plans: [(&str, &Model); 2]) -> Result<(), ValueError> {
    let (first, model) = plans[0];
    if figure == Figure::Joint && !model.programme().target.is_given() {
        return Err(ValueError::Scenario(format!(
            "--for joint: `{first}`, whose target counts, has none: give it `[target]`, or choose by years, cost or npv"
        )));
    }
    let has_benefits = |model: &Model| model.programme().outcome_layout.people.benefits.is_some();
    let mut without = plans.iter().filter(|(_, model)| !has_benefits(model));
    match without.next() {
        Some((plan, _)) if figure == Figure::Npv => Err(ValueError::Scenario(format!(
            "--for npv: `{plan}` has no benefits to set against what is spent: give it [benefits]"
        ))),
        _ => Ok(()),
    }
}

/// The figure in every trial of a run.
fn values_of(run: &Run<Table>, figure: Figure, target: &Programme) -> Vec<f64> {
    /// Where the columns stand after completion and cost.
    const PRESENT: usize = 2;
    const BENEFITS: usize = 3;
    let programme = run.prepared.model.programme();
    let (limits, horizon) = (target.target, f64::from(programme.clock.months));
    let table = &run.collected;
    let of = |row: &[f64]| match figure {
        Figure::Joint => f64::from(u8::from(limits.kept(row[MONTHS], row[COST]))),
        Figure::Cost => row[COST],
        Figure::Years => row[MONTHS].min(horizon) / 12.0,
        Figure::Npv => row[BENEFITS] - row[PRESENT],
    };
    (0..table.len()).map(|at| of(table.row(at))).collect()
}

/// Trials in the order of an input.
fn order(column: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    order
}

/// Where the plan that is not chosen without knowledge is expected to be the better one; `column` is that of a lone input.
fn flip(column: Option<&[f64]>, said: &[f64], second: bool) -> Flip {
    let other = |trial: usize| (said[trial] > 0.0) != second;
    let count = (0..said.len()).filter(|&it| other(it)).count();
    let probability = count as f64 / said.len().max(1) as f64;
    let mut flip = Flip {
        probability,
        ..Flip::default()
    };
    let Some(column) = column else {
        return flip;
    };
    if let Some(values) = few(column) {
        let first = |value: &f64| column.iter().position(|it| it.total_cmp(value).is_eq());
        flip.values = values;
        flip.values.retain(|value| first(value).is_some_and(other));
        return flip;
    }
    let order = order(column);
    flip.below = other(order[0]);
    let changes = order
        .windows(2)
        .filter(|pair| other(pair[0]) != other(pair[1]));
    flip.at = changes
        .map(|pair| 0.5 * (column[pair[0]] + column[pair[1]]))
        .collect();
    flip
}

/// An input and the expected advantage at equally likely places, from end to end.
fn curve(column: &[f64], said: &[f64]) -> Vec<(f64, f64)> {
    let order = order(column);
    let last = order.len() - 1;
    let places = (0..CURVE).map(|k| order[k * last / (CURVE - 1)]);
    let mut points: Vec<(f64, f64)> = places.map(|at| (column[at], said[at])).collect();
    points.dedup_by(|a, b| a.0.total_cmp(&b.0).is_eq());
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_flips_where_the_expected_advantage_changes_sides() {
        let column: Vec<f64> = (0..100).map(|it| f64::from(it * 37 % 100)).collect();
        let said: Vec<f64> = column.iter().map(|x| x - 69.5).collect();
        let found = flip(Some(&column), &said, false);
        assert_eq!(found.at, [69.5]);
        assert!(!found.below && (found.probability - 0.3).abs() < 1e-12);
        let found = flip(Some(&column), &said, true);
        assert!(found.below && (found.probability - 0.7).abs() < 1e-12);
        assert!(flip(None, &said, true).at.is_empty());
        let gate: Vec<f64> = (0..100).map(|it| f64::from(it % 2)).collect();
        let said: Vec<f64> = gate.iter().map(|x| 1.0 - 3.0 * x).collect();
        let found = flip(Some(&gate), &said, true);
        assert_eq!((found.values, found.probability), (vec![1.0], 0.5));
        let curve = curve(&column, &column);
        assert_eq!((curve[0], curve[64]), ((0.0, 0.0), (99.0, 99.0)));
    }
}
