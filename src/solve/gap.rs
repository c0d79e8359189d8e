//! The donor's question: how much more money a year completes the programme by its deadline?
//!
//! It is looked for up to twice of what is paid now, and beyond as far as it takes: see `enough`.

use serde::{Deserialize, Serialize};

use super::answer::{Solution, Verdict};
use super::goal::Goal;
use super::lever::Lever;
use super::limits::Limits;
use super::response::{Response, Scan, Settings};
use super::{SolveError, search};
use crate::calendar::Month;
use crate::scenario::Scenario;
use crate::simulate::{Model, Table, Watch};
use crate::summary::measured::alike;
use crate::summary::quantity::{COST, MONTHS, Quantity};

/// Confidences with which the deadline is to be kept.
const CONFIDENCES: [f64; 2] = [0.5, 0.8];
/// A range that does not reach is doubled at most so often: from 1 beyond all the money there is.
const MOST_DOUBLINGS: u32 = 60;
/// Money below this part of all that is spent would not be seen to change anything.
const VISIBLE: f64 = 1e-6;

/// A source that pays what is missing: certain, indexed, for any work, without carry-over, from the start to the year of the deadline.
///
/// No event and no driver touches it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Its key among `funding`.
    pub key: String,
    /// First calendar year in which it pays.
    pub from: i32,
    /// Last month in which the deadline is kept, and the last in which it pays.
    pub deadline: Month,
}

/// How much is missing, by confidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapAnswer {
    /// The source.
    pub source: Gap,
    /// What keeps the deadline in 50 and in 80 % of the trials.
    pub solutions: Vec<Solution>,
}

impl Gap {
    /// The source for a scenario; it pays from the start unless from a later year.
    ///
    /// # Errors
    ///
    /// If the deadline has passed by then.
    pub fn new(scenario: &Scenario, from: Option<i32>) -> Result<Self, SolveError> {
        let mut key = "gap".to_owned();
        while scenario.funding.iter().any(|source| source.key == key) {
            key.push_str("-more");
        }
        let from = from.unwrap_or(scenario.start.year());
        let refuse = |what: String| Err(SolveError::Scenario(what));
        let Some(deadline) = scenario.target.deadline else {
            return refuse(
                "the target has no deadline to keep: give `target.deadline` or `target.years`"
                    .into(),
            );
        };
        if deadline < scenario.start {
            return refuse("the deadline of the target has passed when the simulation starts: no money keeps it".into());
        }
        if from > deadline.year() {
            return refuse(format!("--from {from} is after the deadline, {deadline}"));
        }
        Ok(Self {
            key,
            from,
            deadline,
        })
    }

    /// The path of its amount.
    pub fn path(&self) -> String {
        format!("funding.{}.annual", self.key)
    }

    /// Settings that add the source to `scenario`, where it pays `annual`. Events and drivers keep to the sources that are there.
    pub fn sets(&self, scenario: &Scenario, annual: f64) -> Vec<String> {
        let Self {
            key,
            from,
            deadline,
        } = self;
        let quoted = |names: Vec<&str>| {
            let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
            format!("[{}]", names.join(", "))
        };
        let mut sets = vec![format!(
            "funding.{key}={{ annual = {annual:?}, from = {from}, until = '{deadline}', note = 'what is missing' }}"
        )];
        for event in &scenario.events {
            let touched = event
                .sources
                .iter()
                .map(|&at| scenario.funding[at].key.as_str());
            sets.push(format!(
                "event.{}.sources={}",
                event.key,
                quoted(touched.collect())
            ));
        }
        for driver in &scenario.drivers {
            let paths: Vec<&str> = driver.multiplies.iter().map(String::as_str).collect();
            if paths.iter().any(|path| path.starts_with("funding.")) {
                sets.push(format!(
                    "driver.{}.multiplies={}",
                    driver.key,
                    quoted(paths)
                ));
            }
        }
        sets
    }
}

/// Finds how much a year is missing. `model` is the scenario with the [settings](Gap::sets) that add the source, which pays 1 there.
///
/// # Errors
///
/// [`SolveError`]
pub fn gap(
    model: &Model,
    source: Gap,
    settings: &Settings,
    watch: &Watch,
) -> Result<GapAnswer, SolveError> {
    let scenario = model.scenario();
    let present: f64 = scenario
        .funding
        .iter()
        .map(|it| it.annual.law.median())
        .sum();
    let path = source.path();
    let mut lever = Lever {
        name: path.clone(),
        paths: vec![path],
        unit: format!("{} per year", scenario.currency),
        base: 1.0,
        range: (0.0, 2.0 * present.max(1.0)),
    };
    let variant_of = lever.clone();
    let variant = |level| variant_of.at(level, model);
    let mut response = Response::new(model, &variant, settings, watch);
    let goals: Result<Vec<Goal>, String> = CONFIDENCES
        .iter()
        .map(|p| Goal::parse(&format!("years >= {p}"), model.programme()))
        .collect();
    let goals = goals.map_err(SolveError::Scenario)?;
    // All are read from the same columns: completion and the deadline.
    let quantity = goals[0].quantity(model.programme(), response.columns_mut());
    let mut scan = response.scan(lever.range)?;
    let mut solutions = Vec::new();
    for goal in &goals {
        let most = enough(&response, &scan, goal, &quantity)?;
        if most > lever.range.1 {
            lever.range.1 = most;
            scan = response.scan(lever.range)?;
        }
        let mut found = search::search(&response, &scan, goal, &quantity, &lever)?;
        if found.verdict == Verdict::Unreachable {
            let best = lever.at(found.best.level, model)?;
            found.limits = Limits::of(&best, goal, &settings.scan_spec(), watch)?;
        }
        solutions.push(found);
    }
    Ok(GapAnswer { source, solutions })
}

/// The highest level of `scan`, doubled until the goal is met or half as much does the same in every trial: then money limits nothing
/// any more, and no more of it would.
fn enough(
    response: &Response<'_>,
    scan: &Scan,
    goal: &Goal,
    quantity: &Quantity,
) -> Result<f64, SolveError> {
    let last = scan.levels.len() - 1;
    let mut most = scan.levels[last];
    let [mut half, mut all] = [last / 2, last].map(|at| scan.tables[at].clone());
    for _ in 0..MOST_DOUBLINGS {
        let met = goal.standing(quantity, &all)?.met();
        if met || does_the_same(&half, &all, most) {
            break;
        }
        most *= 2.0;
        half = all;
        all = response
            .run(&[(most, response.settings.scan_spec())])?
            .remove(0);
    }
    Ok(most)
}

/// Whether no trial is complete in another month or spends otherwise with `most` a year than with half of it.
fn does_the_same(half: &Table, all: &Table, most: f64) -> bool {
    (0..all.len()).all(|at| {
        let (half, all) = (half.row(at), all.row(at));
        most > VISIBLE * all[COST]
            && alike(half[MONTHS], all[MONTHS])
            && alike(half[COST], all[COST])
    })
}
