//! What drives completion and cost, told by the trials that a run has simulated anyway.
//!
//! The tally keeps completion and cost of the first trials, and what they drew is drawn again. Of each [factor](crate::factors) they are
//! put into classes by what they drew of it: the means of the outer classes say how far it moves the outcome, and the spread
//! between the means of all of them how much of the variance it explains by itself. What factors do together is in no such share, so
//! their sum falls short of 1, and a share is a lower bound of what the factor takes part in. Within a group of correlated inputs, trials are put
//! into classes by what a sum of functions of each input lets expect, which is a lower bound of what the group explains.
//!
//! Of chance only events are told: by when they arrive for the first time. `clearcast sensitivity` draws everything again and tells all.
//!
//! ```
//! use clearcast::influence::Influences;
//! use clearcast::simulate::{Model, RunSpec, simulate_one, tally};
//! let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[])?;
//! let run = simulate_one(&model, &RunSpec::new(256, 1), tally, &Default::default())?;
//! let influences = Influences::of(&run).ok_or("256 trials tell something")?;
//! assert_eq!(influences.trials, 256);
//! assert!(influences.rows[0].largest_share() > 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod classes;
mod drawn;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ensemble::Tally;
use crate::factors::{Kind, factors};
use crate::simulate::{Run, Trials};
use crate::summary::estimate::FEWEST_TRIALS;
use crate::summary::measured::Measured;
use classes::{Scale, effect};
use drawn::{Column, draw, effect_of_group};

/// What is driven: completion, in years from the start, cut at the horizon; and what is spent up to completion or the horizon.
pub const OUTCOMES: usize = 2;

/// What drives completion and cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Influences {
    /// Trials that tell it: the first of the run.
    pub trials: u64,
    /// Mean completion and mean cost over those trials.
    pub means: [f64; OUTCOMES],
    /// The factors, those that explain most of either first.
    pub rows: Vec<Influence>,
}

/// What one factor does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    /// Machine name, as [`Factor::name`](crate::factors::Factor::name).
    pub name: String,
    /// Name for people.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// P10 to P90, or how much chance there is, in words.
    pub spread: String,
    /// Paths of the dimensions that it varies through; none for chance.
    pub paths: Vec<String>,
    /// On completion, and on cost.
    pub effects: [Effect; OUTCOMES],
}

/// What a factor does to one outcome; nothing is known of an outcome that is the same in all trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Mean where the factor is lowest: its lowest fifth; a driver idle, a pledge not kept; an event late or never.
    pub low: Measured,
    /// Mean where it is highest.
    pub high: Measured,
    /// Share of the variance that it explains by itself.
    pub share: Measured,
}

impl Influence {
    /// The share of the variance of either outcome that it explains, whichever is larger.
    pub fn largest_share(&self) -> f64 {
        let shares = self.effects.iter().filter_map(|it| it.share.value);
        shares.fold(0.0, f64::max)
    }
}

impl Influences {
    /// What the first trials of a run tell, on the current thread pool; `None` if there are too few, or they are not the first.
    pub fn of(run: &Run<Tally>) -> Option<Self> {
        if matches!(&run.prepared.spec.trials, Trials::Range(range) if range.start > 0) {
            return None;
        }
        let model = &run.prepared.model;
        let horizon = f64::from(model.programme().clock.months);
        let first = run.collected.joint().first();
        let outcomes = [
            first
                .clone()
                .map(|(months, _)| months.min(horizon) / 12.0)
                .collect::<Vec<f64>>(),
            first.map(|(_, cost)| cost).collect(),
        ];
        let trials = outcomes[0].len();
        if trials < FEWEST_TRIALS {
            return None;
        }
        let mut factors = factors(model);
        // What is drawn anew every year or month has no first draw that says much.
        factors.retain(|it| !matches!(it.kind, Kind::Level | Kind::Inflation | Kind::Noise));
        let scale = Scale::new(trials);
        let drawn = draw(&run.prepared, &factors, &scale, trials as u64);
        let rows = factors.into_par_iter().zip(drawn).map(|(factor, column)| {
            let effects = outcomes.each_ref().map(|outcome| match &column {
                Column::Classes(classes) => effect(classes, outcome),
                Column::Scores(scores) => effect_of_group(scores, outcome, &scale),
            });
            Influence {
                name: factor.name,
                title: factor.title,
                kind: factor.kind,
                spread: factor.spread,
                paths: factor.paths,
                effects,
            }
        });
        let mut rows: Vec<Influence> = rows.collect();
        rows.sort_by(|a, b| b.largest_share().total_cmp(&a.largest_share()));
        Some(Self {
            trials: trials as u64,
            means: outcomes
                .each_ref()
                .map(|it| it.iter().sum::<f64>() / trials as f64),
            rows,
        })
    }
}
