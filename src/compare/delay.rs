//! What waiting costs: a source of money or a group of teams that comes later.

use serde::{Deserialize, Serialize};

use super::effects::{Effects, slope, statistics};
use super::{Case, CompareError};
use crate::calendar::Month;
use crate::scenario::{Scenario, nearest};
use crate::simulate::{Model, RunSpec, Watch};

/// What it changes to do something later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delay {
    /// In which scenario.
    pub case: String,
    /// Path of the table.
    pub path: String,
    /// Months later.
    pub months: u32,
    /// What changes; what is lost is negative.
    pub effects: Effects,
}

/// What it changes if sources or teams come later, each given by path and months: in the first of the scenarios that has it.
///
/// # Errors
///
/// If a path names neither, or amounts of single years would move by part of a year, or as [`simulate`].
pub(super) fn delays(
    cases: &[Case],
    asked: &[(String, u32)],
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Vec<Delay>, CompareError> {
    let mut delays = Vec::new();
    for (path, months) in asked {
        let found = cases.iter().find(|it| has(it.model.scenario(), path));
        let case = found.unwrap_or(&cases[0]);
        let later = later(case.model.scenario(), path, *months).map_err(CompareError::Asked)?;
        let models = vec![case.model.clone(), Model::of_like(later, &case.model)];
        let found = statistics(&cases[0].model, models, spec, watch)?;
        delays.push(Delay {
            case: case.name.clone(),
            path: path.clone(),
            months: *months,
            effects: Effects::of(std::array::from_fn(|at| {
                slope((&found[1][at][..], &found[0][at][..], 1.0), None)
            })),
        });
    }
    Ok(delays)
}

/// Whether a scenario has a source or a group of teams at a path.
fn has(scenario: &Scenario, path: &str) -> bool {
    let mut sources = scenario
        .funding
        .iter()
        .map(|it| format!("funding.{}", it.key));
    let mut teams = scenario.teams.iter().map(|it| format!("team.{}", it.key));
    sources.any(|it| it == path) || teams.any(|it| it == path)
}

/// The scenario with a source or a group of teams so many months later. What is given by calendar year moves with it and keeps its draws.
fn later(scenario: &Scenario, path: &str, months: u32) -> Result<Scenario, String> {
    if months == 0 {
        return Err(format!(
            "--delay {path}=0 delays nothing: give a number of months"
        ));
    }
    let (kind, key) = path.split_once('.').unwrap_or((path, ""));
    let sources = scenario
        .funding
        .iter()
        .filter(|it| kind == "funding" && it.key == key);
    let teams = scenario
        .teams
        .iter()
        .filter(|it| kind == "team" && it.key == key);
    let mut lists = sources
        .map(|it| &it.by_year)
        .chain(teams.map(|it| &it.by_year));
    if !months.is_multiple_of(12) && lists.any(|it| !it.is_empty()) {
        return Err(format!(
            "--delay {path}={months}: it is given by calendar year, so give a multiple of 12"
        ));
    }
    let years = i32::try_from(months / 12).unwrap_or(i32::MAX);
    let mut later = scenario.clone();
    let moved = |from: &mut Option<Month>, until: &mut Option<Month>| {
        *from = Some(from.unwrap_or(scenario.start).plus(months));
        *until = until.map(|month| month.plus(months));
    };
    let found = match kind {
        "funding" => later.funding.iter_mut().find(|it| it.key == key).map(|it| {
            moved(&mut it.from, &mut it.until);
            for (year, _) in &mut it.by_year {
                *year += years;
            }
        }),
        "team" => later.teams.iter_mut().find(|it| it.key == key).map(|it| {
            moved(&mut it.from, &mut it.until);
            for (year, _) in &mut it.by_year {
                *year += years;
            }
        }),
        _ => None,
    };
    found.map(|()| later).ok_or_else(|| {
        let known = scenario
            .funding
            .iter()
            .map(|it| format!("funding.{}", it.key));
        let known = known.chain(scenario.teams.iter().map(|it| format!("team.{}", it.key)));
        let known: Vec<String> = known.collect();
        let near = nearest(path, known.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("--delay {path}: the scenario has no such source or group of teams{near}")
    })
}
