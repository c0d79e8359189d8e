//! Where a choice depends on what is not known: scenarios over the thirds of an input, or with a driver silent and acting.

use serde::{Deserialize, Serialize};

use super::choice::{Best, bests};
use super::sample::Sample;
use super::{Case, Half};
use crate::programme::Programme;
use crate::scenario::nearest;
use crate::simulate::{Columns, Prepared};
use crate::summary::measured::{Measured, measure_some, quantile, share_of_some};

/// One scenario in a group of trials.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// P80 of completion, years from the start.
    pub completion_p80: Measured,
    /// P80 of cost at completion.
    pub cost_p80: Measured,
    /// Share of trials that keep the base's target; not defined without one.
    pub joint: Measured,
    /// By completion: how often it is best of all, and its expected regret, years.
    pub best: Best,
}

/// Trials in which the input is alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Which: `lowest third`, `silent`.
    pub name: String,
    /// Least and largest value of the input in them; of a driver none.
    pub range: Option<(f64, f64)>,
    /// Trials.
    pub trials: u64,
    /// By scenario.
    pub cells: Vec<Cell>,
}

/// Scenarios over the groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Across {
    /// Path of the input of the base, or of a driver.
    pub path: String,
    /// From the lowest.
    pub groups: Vec<Group>,
}

/// What trials are grouped by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum By {
    /// An input by its slot.
    Input(usize),
    /// Whether a driver acts: its path among the dimensions, and its probability.
    Driver(String, f64),
}

impl By {
    /// What `path` names in the base.
    pub(crate) fn new(base: &Case, path: &str) -> Result<Self, String> {
        let scenario = base.model.scenario();
        let driver = scenario
            .drivers
            .iter()
            .find(|it| format!("driver.{}", it.key) == path);
        if let Some(driver) = driver {
            if driver.probability > 0.0 && driver.probability < 1.0 {
                return Ok(Self::Driver(path.to_owned(), driver.probability));
            }
            return Err(format!("--across {path}: the driver always does the same"));
        }
        let uncertain = scenario.inputs().filter(|it| it.law.is_certain().is_none());
        let paths: Vec<&str> = uncertain.map(|it| it.path.as_str()).collect();
        let slot = base.model.paths().position(|it| it == path);
        slot.filter(|_| paths.contains(&path))
            .map(Self::Input)
            .ok_or_else(|| {
                let near = nearest(path, paths.iter().copied());
                let near =
                    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                format!(
                    "--across {path}: no uncertain input or driver of {} is called so{near}",
                    base.name
                )
            })
    }

    /// What the base's rows must hold beside their outcomes.
    pub(crate) fn columns(&self, columns: Columns) -> Columns {
        match self {
            Self::Input(slot) => Columns {
                inputs: vec![*slot],
                ..columns
            },
            Self::Driver(..) => columns,
        }
    }

    /// The group of each trial and the groups' names and ranges; `inputs` are the values of the input.
    pub(crate) fn groups(&self, prepared: &Prepared, inputs: &[f64], trials: usize) -> Grouping {
        match self {
            Self::Input(_) => {
                let mut sorted = inputs.to_vec();
                sorted.sort_unstable_by(f64::total_cmp);
                let at = |part: usize| sorted[(part * trials / 3).min(trials - 1)];
                let (low, high) = (at(1), at(2));
                let of = |value: &f64| usize::from(*value >= low) + usize::from(*value >= high);
                let range = |group: usize| {
                    let mut values = sorted.iter().filter(|it| of(it) == group);
                    let first = values.next().copied()?;
                    Some((first, values.next_back().copied().unwrap_or(first)))
                };
                let names = ["lowest third", "middle third", "highest third"];
                Grouping {
                    of_trial: inputs.iter().map(of).collect(),
                    groups: (0..3).map(|it| (names[it].to_owned(), range(it))).collect(),
                }
            }
            Self::Driver(path, probability) => {
                let dimensions = &prepared.model.scenario().dimensions;
                let place = dimensions.iter().position(|it| it == path);
                let place = place.expect("a driver that may act has a dimension");
                let mut point = vec![0.0; prepared.design.dimensions()];
                let mut acts = |trial: usize| {
                    prepared.design.fill(trial as u64, &mut point);
                    usize::from(point[place] < *probability)
                };
                Grouping {
                    of_trial: (0..trials).map(&mut acts).collect(),
                    groups: ["silent", "acting"].map(|it| (it.to_owned(), None)).into(),
                }
            }
        }
    }
}

/// A group's name and the range of the input in it.
type Named = (String, Option<(f64, f64)>);

/// Trials in groups.
pub(crate) struct Grouping {
    of_trial: Vec<usize>,
    groups: Vec<Named>,
}

impl Across {
    pub(crate) fn new(
        path: &str,
        grouping: &Grouping,
        samples: &[Sample],
        judge: &Programme,
    ) -> Self {
        let horizon = f64::from(judge.clock.months);
        let group = |(at, (name, range)): (usize, &Named)| {
            let within: Vec<usize> = (0..grouping.of_trial.len())
                .filter(|trial| grouping.of_trial[*trial] == at)
                .collect();
            let some = |values: &[f64]| -> Vec<f64> {
                within.iter().map(|trial| values[*trial]).collect()
            };
            let capped = |it: &Sample| -> Vec<f64> {
                within
                    .iter()
                    .map(|trial| it.months[*trial].min(horizon) / 12.0)
                    .collect()
            };
            let capped: Vec<Vec<f64>> = samples.iter().map(capped).collect();
            let best = bests(&capped, &within);
            let cells = samples.iter().zip(best).map(|(sample, best)| {
                let p80 = |values: &[f64]| {
                    measure_some(&some(values), &within, |mut part| {
                        part.sort_unstable_by(f64::total_cmp);
                        quantile(0.8)(&part)
                    })
                };
                let joint: Vec<f64> = sample
                    .meets(Half::Both, judge)
                    .map(|it| f64::from(u8::from(it)))
                    .collect();
                Cell {
                    completion_p80: p80(sample.values("completion_years")),
                    cost_p80: p80(sample.values("cost")),
                    joint: if judge.target.is_given() {
                        share_of_some(&some(&joint), &within)
                    } else {
                        Measured::default()
                    },
                    best,
                }
            });
            Group {
                name: name.clone(),
                range: *range,
                trials: within.len() as u64,
                cells: cells.collect(),
            }
        };
        Self {
            path: path.to_owned(),
            groups: grouping.groups.iter().enumerate().map(group).collect(),
        }
    }
}
