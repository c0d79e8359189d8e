//! Tables of a planner's questions: what it takes, what can be kept together, why one trial ended so.

use super::{file, head_and, number};
use crate::frontier::{Frontier, Levels};
use crate::results::File;
use crate::solve::Solution;
use crate::trace::{Causes, Short, Trace};

/// `solve.csv`: one row a level that was simulated, in the order of the search.
pub fn solution(solution: &Solution) -> File {
    let head = [
        "level", "factor", "trials", "seed", "value", "value_se", "share", "share_se", "joint",
        "joint_se", "met",
    ];
    let points = solution.scan.iter().chain(&solution.search);
    let rows = points.map(|point| {
        let level = Some(point.level);
        let factor = Some(solution.lever.factor(point.level));
        vec![
            number(level),
            number(factor),
            point.trials.to_string(),
            point.seed.to_string(),
            number(point.value),
            number(point.error),
            number(point.share),
            number(point.share_error),
            number(Some(point.joint)),
            number(Some(point.joint_error)),
            point.met().to_string(),
        ]
    });
    file("solve.csv", head_and(&head, rows))
}

/// `frontier.csv`: one row a confidence and month: the least cost and its band.
pub fn frontier(frontier: &Frontier) -> File {
    let head = ["confidence", "months", "cost", "cost_low", "cost_high"];
    let rows = frontier.curves.iter().flat_map(|curve| {
        curve.points.iter().map(|point| {
            let all = [
                Some(curve.confidence),
                Some(point.months),
                Some(point.cost),
                point.band.map(|it| it.0),
                point.band.map(|it| it.1),
            ];
            all.map(number).to_vec()
        })
    });
    file("frontier.csv", head_and(&head, rows))
}

/// `levels.csv`: one row a level and confidence.
pub fn levels(levels: &Levels) -> File {
    let head = [
        "level",
        "joint",
        "joint_se",
        "within_years",
        "within_cost",
        "confidence",
        "months",
        "cost",
        "present_value",
    ];
    let rows = levels.levels.iter().flat_map(|level| {
        level.at.iter().map(|at| {
            let all = [
                Some(level.level),
                Some(level.joint),
                Some(level.joint_error),
                Some(level.within_years),
                Some(level.within_cost),
                Some(at.confidence),
                at.months,
                at.cost,
                at.present_value,
            ];
            all.map(number).to_vec()
        })
    });
    file("levels.csv", head_and(&head, rows))
}

/// `trace.csv`: one row a month, with what limits its calendar year.
pub fn months(trace: &Trace) -> File {
    let head = [
        "month",
        "suspected_ha",
        "confirmed_ha",
        "to_clear_ha",
        "income",
        "spent",
        "unpaid",
        "output",
        "events",
        "month_short_of",
        "year_limited_by",
    ];
    let rows = trace.months.iter().map(|month| {
        let mut years = trace.years.iter();
        let year = years.find(|it| it.year == month.month.year());
        vec![
            month.month.to_string(),
            number(Some(month.suspected)),
            number(Some(month.confirmed)),
            number(Some(month.to_clear)),
            number(Some(month.income)),
            number(Some(month.spent)),
            number(Some(month.missing)),
            number(Some(month.output)),
            month.events.join(" "),
            match month.short {
                Short::Money => "money".to_owned(),
                Short::Capacity(backlog) => backlog.words().0.to_owned(),
            },
            year.map_or_else(String::new, |it| it.limited_by.clone()),
        ]
    });
    file("trace.csv", head_and(&head, rows))
}

/// `inputs.csv`: one row an input of a trial.
pub fn trial_inputs(trace: &Trace) -> File {
    let head = ["path", "value", "percentile", "unit"];
    let rows = trace.inputs.iter().map(|input| {
        vec![
            input.path.clone(),
            number(Some(input.value)),
            number(input.percentile),
            input.unit.clone(),
        ]
    });
    file("inputs.csv", head_and(&head, rows))
}

/// `causes.csv`: one row a factor.
pub fn causes(causes: &Causes) -> File {
    let head = ["factor", "months", "months_se", "cost", "cost_se"];
    let rows = causes.causes.iter().map(|cause| {
        let numbers = [
            cause.months,
            cause.months_error,
            cause.cost,
            cause.cost_error,
        ];
        let mut row = vec![cause.factor.name.clone()];
        row.extend(numbers.map(|it| number(Some(it))));
        row
    });
    file("causes.csv", head_and(&head, rows))
}
