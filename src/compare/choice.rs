//! Which of several scenarios is best, trial by trial, and what it costs to have chosen another.
//!
//! Regret (Savage 1951) of a choice in one trial: how much later, or dearer, it is than the best of all in that trial. Its mean over the
//! trials is what one would give to know in advance.

use serde::{Deserialize, Serialize};

use super::sample::Sample;
use crate::summary::measured::{Measured, alike, mean, measure_some};

/// How often a scenario is best, and what it costs to choose it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// Share of trials in which it is best; where several are, each has its part.
    pub best: Measured,
    /// Expected regret.
    pub regret: Measured,
}

/// Of each scenario, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// By completion, years; a trial that does not finish counts with the horizon.
    pub completion: Vec<Best>,
    /// By what is spent up to completion or the horizon, constant prices.
    pub spending: Vec<Best>,
}

impl Choice {
    pub(crate) fn new(samples: &[Sample], horizon_months: u32) -> Self {
        let horizon = f64::from(horizon_months);
        let years = |it: &Sample| -> Vec<f64> {
            let capped = it.months.iter().map(|months| months.min(horizon) / 12.0);
            capped.collect()
        };
        let completion: Vec<Vec<f64>> = samples.iter().map(years).collect();
        let spending: Vec<Vec<f64>> = samples.iter().map(|it| it.spent.clone()).collect();
        let all: Vec<usize> = (0..samples[0].trials()).collect();
        Self {
            completion: bests(&completion, &all),
            spending: bests(&spending, &all),
        }
    }
}

/// Of quantities of which less is better, `[scenario][trial]`, in the trials of these `numbers`.
pub(crate) fn bests(values: &[Vec<f64>], numbers: &[usize]) -> Vec<Best> {
    let trials = numbers.len();
    let least: Vec<f64> = (0..trials)
        .map(|trial| {
            values
                .iter()
                .map(|it| it[trial])
                .fold(f64::INFINITY, f64::min)
        })
        .collect();
    let ties: Vec<f64> = (0..trials)
        .map(|trial| {
            values
                .iter()
                .filter(|it| alike(it[trial], least[trial]))
                .count() as f64
        })
        .collect();
    let of = |mine: &Vec<f64>| {
        let part = |trial: usize| {
            if alike(mine[trial], least[trial]) {
                1.0 / ties[trial]
            } else {
                0.0
            }
        };
        let best: Vec<f64> = (0..trials).map(part).collect();
        let regret: Vec<f64> = mine
            .iter()
            .zip(&least)
            .map(|(mine, least)| {
                if alike(*mine, *least) {
                    0.0
                } else {
                    mine - least
                }
            })
            .collect();
        Best {
            best: measure_some(&best, numbers, |it| mean(&it)),
            regret: measure_some(&regret, numbers, |it| mean(&it)),
        }
    };
    values.iter().map(of).collect()
}
