//! Tables of what drives a result, what it is worth to know, and where a programme fails.

use super::{file, head_and, number};
use crate::discover::{Checked, Discovery, End};
use crate::results::File;
use crate::sensitivity::{Measures, Study};
use crate::summary::measured::Measured;
use crate::value::{Choice, Reserve, Worth};

/// `sensitivity.csv`: one row a factor and outcome, the factors in the order of the study.
pub fn sensitivity(study: &Study) -> File {
    let head = [
        "factor", "kind", "nature", "spread", "outcome", "share", "share_se", "low", "high",
    ];
    let rows = study.rows.iter().flat_map(|row| {
        let outcomes = study.outcomes.iter().enumerate();
        outcomes.map(|(at, outcome)| {
            let factor = &row.factor;
            let words = [factor.kind.name(), factor.nature.name()];
            let mut cells = vec![factor.name.clone()];
            cells.extend(words.map(str::to_owned));
            cells.extend([factor.spread.clone(), outcome.name.clone()]);
            let share = row.shares[at];
            let numbers = [share.value, share.standard_error, row.low[at], row.high[at]];
            cells.extend(numbers.map(number));
            cells
        })
    });
    file("sensitivity.csv", head_and(&head, rows))
}

/// `removals.csv`: one row an event or driver and outcome.
pub fn removals(study: &Study) -> File {
    let head = ["risk", "outcome", "change", "change_se", "mean_without"];
    let rows = study.removals.iter().flat_map(|removal| {
        let outcomes = study.outcomes.iter().enumerate();
        outcomes.map(|(at, outcome)| {
            let change = removal.changes[at];
            vec![
                removal.name.clone(),
                outcome.name.clone(),
                number(change.value),
                number(change.standard_error),
                number(removal.without[at]),
            ]
        })
    });
    file("removals.csv", head_and(&head, rows))
}

/// `convergence.csv`: one row a number of points, factor and outcome.
pub fn convergence(study: &Study) -> File {
    let head = ["points", "factor", "outcome", "share", "share_se"];
    let rows = study.convergence.iter().flat_map(|stage| {
        let outcomes = study.outcomes.iter().zip(&stage.shares);
        outcomes.flat_map(move |(outcome, shares)| {
            shares.iter().zip(&study.rows).map(move |(share, row)| {
                vec![
                    stage.points.to_string(),
                    row.factor.name.clone(),
                    outcome.name.clone(),
                    number(share.value),
                    number(share.standard_error),
                ]
            })
        })
    });
    file("convergence.csv", head_and(&head, rows))
}

/// `METHOD.csv`: one row a factor, outcome and number.
pub fn measures(measures: &Measures) -> File {
    let head = ["factor", "kind", "outcome", "measure", "value", "value_se"];
    let rows = measures.rows.iter().flat_map(|row| {
        let outcomes = measures.outcomes.iter().zip(&row.values);
        outcomes.flat_map(move |(outcome, values)| {
            values
                .iter()
                .zip(&measures.columns)
                .map(move |(value, column)| {
                    vec![
                        row.factor.name.clone(),
                        row.factor.kind.name().to_owned(),
                        outcome.name.clone(),
                        column.clone(),
                        number(value.value),
                        number(value.standard_error),
                    ]
                })
        })
    });
    let name = format!("{}.csv", measures.method.name());
    file(&name, head_and(&head, rows))
}

/// `over-time.csv`: one row a yearly quantity, calendar year and factor.
pub fn over_time(study: &Study) -> File {
    let head = [
        "quantity", "year", "variance", "factor", "share", "share_se",
    ];
    let rows = study.over_time.iter().flat_map(|series| {
        let years = series
            .years
            .iter()
            .zip(&series.variances)
            .zip(&series.shares);
        years.flat_map(move |((year, variance), shares)| {
            shares.iter().zip(&study.rows).map(move |(share, row)| {
                vec![
                    series.quantity.clone(),
                    year.to_string(),
                    number(*variance),
                    row.factor.name.clone(),
                    number(share.value),
                    number(share.standard_error),
                ]
            })
        })
    });
    file("over-time.csv", head_and(&head, rows))
}

/// A gain, its standard error and the floor under which it is as good as none.
fn worth(worth: &Worth) -> [String; 3] {
    let Worth { gain, floor } = worth;
    [gain.value, gain.standard_error, *floor].map(number)
}

/// What is left to chance: no study has a part in it.
fn left(to_chance: Measured) -> Worth {
    Worth {
        gain: to_chance,
        floor: None,
    }
}

/// `value.csv`: one row a factor; first everything, last chance.
pub fn reserve(reserve: &Reserve) -> File {
    let head = [
        "factor",
        "title",
        "spread",
        "years",
        "years_se",
        "years_floor",
        "cost",
        "cost_se",
        "cost_floor",
    ];
    let row = |names: [&str; 3], years: &Worth, cost: &Worth| {
        let mut row = names.map(str::to_owned).to_vec();
        row.extend(worth(years));
        row.extend(worth(cost));
        row
    };
    let mut rows = vec![row(
        ["everything", "everything known that could be", ""],
        &reserve.everything_years,
        &reserve.everything_cost,
    )];
    let factors = reserve.factors.iter();
    rows.extend(factors.map(|it| row([&it.name, &it.title, &it.spread], &it.years, &it.cost)));
    let (years, cost) = (left(reserve.chance_years), left(reserve.chance_cost));
    rows.push(row(["chance", "left to chance", ""], &years, &cost));
    file("value.csv", head_and(&head, rows.into_iter()))
}

/// `value.csv` of a choice: one row a factor; first everything, last chance.
pub fn choice(choice: &Choice) -> File {
    let head = [
        "factor",
        "title",
        "spread",
        "gain",
        "gain_se",
        "floor",
        "flips_at",
        "flips_with_probability",
    ];
    let row = |names: [&str; 3], gain: &Worth| {
        let mut row = names.map(str::to_owned).to_vec();
        row.extend(worth(gain));
        row
    };
    let nowhere = || [String::new(), String::new()];
    let mut rows = vec![row(
        ["everything", "everything known that could be", ""],
        &choice.everything,
    )];
    rows[0].extend(nowhere());
    for it in &choice.factors {
        let mut cells = row([&it.name, &it.title, &it.spread], &it.worth);
        match &it.flip {
            Some(flip) => {
                let at = flip.at.iter().chain(&flip.values);
                let at: Vec<String> = at.map(|it| number(Some(*it))).collect();
                cells.extend([at.join(" "), number(Some(flip.probability))]);
            }
            None => cells.extend(nowhere()),
        }
        rows.push(cells);
    }
    let mut chance = row(["chance", "lost to chance", ""], &left(choice.chance));
    chance.extend(nowhere());
    rows.push(chance);
    file("value.csv", head_and(&head, rows.into_iter()))
}

/// `boxes.csv`: one row a box, from the whole to the smallest.
pub fn boxes(found: &Discovery) -> File {
    let head = [
        "limits",
        "peeled_trials",
        "peeled_failing",
        "coverage",
        "coverage_half_width",
        "density",
        "density_half_width",
        "reported",
    ];
    let rows = found.steps.iter().enumerate().map(|(at, step)| {
        let mut row = vec![
            step.peeled.limits.len().to_string(),
            step.peeled.points.to_string(),
            step.peeled.cases.to_string(),
        ];
        let both = |it: Checked| [it.value, it.half_width].map(number);
        row.extend(both(step.coverage));
        row.extend(both(step.density));
        row.push((found.chosen == Some(at)).to_string());
        row
    });
    file("boxes.csv", head_and(&head, rows))
}

/// `limits.csv`: one row a limit of the box that is reported.
pub fn limits(found: &Discovery) -> File {
    let head = ["path", "limit", "value", "unit", "share_of_trials_inside"];
    let rows = found.bounds.iter().map(|it| {
        vec![
            it.path.clone(),
            match it.end {
                End::AtLeast => "at least".to_owned(),
                End::AtMost => "at most".to_owned(),
            },
            number(Some(it.value)),
            it.unit.clone(),
            number(Some(it.share)),
        ]
    });
    file("limits.csv", head_and(&head, rows))
}
