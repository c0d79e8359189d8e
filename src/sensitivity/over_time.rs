//! What drives the land that remains and the money that is spent, year by year.

use serde::{Deserialize, Serialize};

use super::effects::ordered;
use super::outcome::Outcome;
use super::shapley::variance;
use super::sums::Sums;
use crate::simulate::Model;
use crate::summary::measured::Measured;

/// The quantities of `years.csv` that are explained.
const QUANTITIES: [&str; 2] = ["remaining.total", "spending.total"];
/// Most calendar years that are explained: a plan is not made for longer.
const MOST_YEARS: i32 = 50;

/// Share of the largest variance from which on a year is shown.
const LEAST_VARIANCE: f64 = 0.01;

/// One quantity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OverTime {
    /// Its name in `years.csv`.
    pub quantity: String,
    /// Calendar years.
    pub years: Vec<i32>,
    /// By year: variance over the trials; `None` where nothing varies.
    pub variances: Vec<Option<f64>>,
    /// `[year][factor]`: shares of it, in the order of the study's rows.
    pub shares: Vec<Vec<Measured>>,
}

impl OverTime {
    /// Index of the last year in which something still varies: a hundredth of the largest variance at least. After it, shares are
    /// those of the last few trials.
    pub fn last_of_note(&self) -> Option<usize> {
        let all = self.variances.iter().flatten();
        let most = all.fold(0.0_f64, |a, b| a.max(*b));
        let noted = |it: &Option<f64>| it.is_some_and(|it| it > LEAST_VARIANCE * most);
        self.variances.iter().rposition(noted)
    }
}

/// The quantities in every year, one after the other.
pub(super) fn outcomes(model: &Model) -> Vec<Outcome> {
    let (first, last) = model.programme().columns().years();
    let years = first..=last.min(first + MOST_YEARS - 1);
    let all = QUANTITIES
        .iter()
        .flat_map(|quantity| years.clone().map(move |year| format!("{quantity}@{year}")));
    let read = |name: String| Outcome::parse(&name, model.programme(), model.scenario());
    all.map(|name| read(name).expect("every programme has these quantities in its years"))
        .collect()
}

/// Their shares, factors in some order.
pub(super) fn series(outcomes: &[Outcome], sums: &[Sums], order: &[usize]) -> Vec<OverTime> {
    let each = outcomes.len() / QUANTITIES.len();
    let both = outcomes.chunks(each.max(1)).zip(sums.chunks(each.max(1)));
    QUANTITIES
        .iter()
        .zip(both)
        .map(|(quantity, (outcomes, sums))| OverTime {
            quantity: (*quantity).to_owned(),
            years: outcomes.iter().filter_map(Outcome::year).collect(),
            variances: sums
                .iter()
                .map(|it| variance(it).filter(|it| *it > 0.0))
                .collect(),
            shares: sums.iter().map(|it| ordered(it, order)).collect(),
        })
        .collect()
}
