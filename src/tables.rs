//! The tables of a run as CSV.
//!
//! ```
//! use clearcast::run::{Plan, RunResults};
//! use clearcast::simulate::{Model, RunSpec};
//! use clearcast::tables;
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let simulated = Plan::Plain(0..64).simulate(&model, &RunSpec::new(0, 1), &Default::default(), &|_, _, _| {})?;
//! let years = tables::years(&RunResults::new(simulated, Vec::new()).charts);
//! assert_eq!(years.name, "years.csv");
//! assert!(years.bytes.starts_with(b"year,"));
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use crate::data::inert;
use crate::discover::{Checked, Discovery, End};
use crate::frontier::{Frontier, Levels};
use crate::results::File;
use crate::sensitivity::{Measures, Study};
use crate::solve::Solution;
use crate::summary::charts::{Charts, YEAR_LEVELS};
use crate::summary::measured::Measured;
use crate::summary::{Spread, Summary};
use crate::trace::{Causes, Short, Trace};
use crate::value::{Choice, Reserve, Worth};

/// A number that reads back to the same bits; empty where there is none.
fn number(value: Option<f64>) -> String {
    value
        .filter(|x| x.is_finite())
        .map(|x| x.to_string())
        .unwrap_or_default()
}

fn file(name: &str, rows: impl Iterator<Item = Vec<String>>) -> File {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| inert(cell)))
            .expect("all rows of a table have the same length");
    }
    File {
        name: name.to_owned(),
        bytes: writer.into_inner().expect("writing to memory cannot fail"),
    }
}

/// `years.csv`: one row a calendar year and quantity; empty where a number is not known or not given.
pub fn years(charts: &Charts) -> File {
    let levels = YEAR_LEVELS.map(|p| format!("p{:02.0}", 100.0 * p));
    let mut head: Vec<String> = ["year", "quantity", "unit", "mean", "mean_se"]
        .map(String::from)
        .into();
    head.extend(levels.clone());
    head.extend(["sd", "sd_se"].map(String::from));
    head.extend(levels.map(|level| format!("{level}_se")));
    let rows = charts.years.iter().flat_map(|series| {
        let years = charts.calendar_years.iter().enumerate();
        years.map(move |(index, year)| {
            let mut row = vec![
                year.to_string(),
                series.quantity.clone(),
                series.unit.clone(),
            ];
            let seven = |levels: &[[f64; 7]]| {
                let levels = levels.get(index).copied();
                levels.unwrap_or([f64::NAN; 7])
            };
            let figures = [series.mean[index], series.mean_error[index]]
                .into_iter()
                .chain(seven(&series.quantiles))
                .chain([series.sd[index], series.sd_error[index]])
                .chain(seven(&series.quantile_errors));
            row.extend(figures.map(|value| number(Some(value))));
            row
        })
    });
    file("years.csv", std::iter::once(head).chain(rows))
}

/// `regions.csv`: completion of each region, years from the start; empty where infinite.
pub fn regions(summary: &Summary) -> File {
    let errors = Spread::NAMES.map(|name| format!("{name}_se"));
    let names = Spread::NAMES.map(str::to_owned).into_iter();
    let head = std::iter::once("region".to_owned())
        .chain(names)
        .chain(errors);
    let rows = summary
        .family("regions.*.completion_years")
        .map(|(name, it)| {
            let figures = [&it.value, &it.error].map(Spread::figures);
            let figures = figures.into_iter().flatten().map(number);
            std::iter::once(name.to_owned()).chain(figures).collect()
        });
    file("regions.csv", std::iter::once(head.collect()).chain(rows))
}

/// `drivers.csv`: what drives completion, in years from the start, and cost; one row a factor, those that matter most first.
pub fn drivers(charts: &Charts) -> File {
    let mut head = ["factor", "title", "kind", "spread"]
        .map(str::to_owned)
        .to_vec();
    for outcome in ["completion", "cost"] {
        for figure in ["low", "high", "share"] {
            head.extend([
                format!("{outcome}_{figure}"),
                format!("{outcome}_{figure}_se"),
            ]);
        }
    }
    let rows = charts.influences.iter().flat_map(|it| &it.rows).map(|row| {
        let mut cells = vec![
            row.name.clone(),
            row.title.clone(),
            row.kind.name().to_owned(),
            row.spread.clone(),
        ];
        let figures = row
            .effects
            .iter()
            .flat_map(|it| [it.low, it.high, it.share]);
        cells.extend(figures.flat_map(|it| [number(it.value), number(it.standard_error)]));
        cells
    });
    file("drivers.csv", std::iter::once(head).chain(rows))
}

/// The same table under another name.
pub fn named(name: &str, table: &File) -> File {
    File {
        name: name.to_owned(),
        bytes: table.bytes.clone(),
    }
}

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

fn head_and(
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> impl Iterator<Item = Vec<String>> {
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    std::iter::once(head).chain(rows)
}
