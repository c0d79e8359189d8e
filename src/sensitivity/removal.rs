//! What each risk adds: every event and driver switched off in turn, under the same inputs and the same chance.
//!
//! AACE International, Recommended Practice 57R-09: the risk driver method ranks risks by the change of a percentile without each of them.

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use crate::factors::is_silent;
use crate::simulate::Model;
use crate::summary::measured::Measured;
use crate::summary::measured::{Ordered, difference_of_shares, mean, quantile};

/// Probability of the quantile that is compared.
const LEVEL: f64 = 0.8;

/// An event or a driver.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Risk {
    /// `event.KEY` or `driver.KEY`.
    pub(super) name: String,
    title: String,
}

/// What changes without a risk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Removal {
    /// `event.KEY` or `driver.KEY`.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// By outcome: change of P80, or of the share of trials of which the outcome holds.
    pub changes: Vec<Measured>,
    /// By outcome: mean without it.
    pub without: Vec<Option<f64>>,
}

/// The events that can come and the drivers that can act.
pub(super) fn risks(model: &Model) -> Vec<Risk> {
    let scenario = model.scenario();
    let events = scenario.events.iter().map(|it| Risk {
        name: format!("event.{}", it.key),
        title: it.title.clone(),
    });
    let events = events.filter(|it| !is_silent(scenario, &it.name));
    let acting = scenario.drivers.iter().filter(|it| it.probability > 0.0);
    let drivers = acting.map(|it| Risk {
        name: format!("driver.{}", it.key),
        title: it.title.clone(),
    });
    events.chain(drivers).collect()
}

impl Risk {
    /// The model without it.
    pub(super) fn without(&self, model: &Model) -> Model {
        if self.name.starts_with("driver.") {
            let factor = format!("{}.factor", self.name);
            let neutral = model.with(&[(&factor, 1.0)]);
            neutral.expect("a driver may multiply by 1")
        } else {
            model.without_chance_of(&[&self.name])
        }
    }

    /// The change from outcomes as they are to those without it, trial by trial.
    pub(super) fn removal(
        &self,
        outcomes: &[Outcome],
        as_is: &[Vec<f64>],
        without: &[Vec<f64>],
    ) -> Removal {
        let pairs = outcomes.iter().zip(as_is).zip(without);
        let changes = pairs.map(|((outcome, as_is), without)| {
            if outcome.is_event() {
                let pairs = without.iter().zip(as_is);
                let changes: Vec<f64> = pairs.map(|(a, b)| a - b).collect();
                difference_of_shares(&changes, false)
            } else {
                let [without, as_is] = [without, as_is].map(|it| Ordered::new(it));
                without.change(&as_is, quantile(LEVEL))
            }
        });
        Removal {
            name: self.name.clone(),
            title: self.title.clone(),
            changes: changes.collect(),
            without: without.iter().map(|it| mean(it)).collect(),
        }
    }
}
