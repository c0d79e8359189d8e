//! How many trials does a standard error take, by sampling design? Tables for `docs/validation.md`, and their picture.
//!
//! ```text
//! cargo bench --bench efficiency                          the tables
//! cargo bench --bench efficiency -- docs/efficiency.png   and the picture
//! ```

#![allow(clippy::print_stdout, reason = "tables are what it is for")]

use std::fmt::Write as _;
use std::path::Path;

use clearcast::math::ln;
use clearcast::programme::columns::Registry;
use clearcast::report::{Drawing, Files};
use clearcast::sampling::Sampling;
use clearcast::scenario::{Scenario, from_text};
use clearcast::simulate::nested::simulate_nested;
use clearcast::simulate::{Model, Nesting, RunSpec, Trials, Watch, simulate_one, tally};
use clearcast::summary::charts::{Band, Bands};
use clearcast::summary::nested::Nested;
use clearcast::summary::reference::{FigureRef, Results};
use clearcast::summary::{RunId, Summary};

const BASELINE: &str = include_str!("../scenarios/azerbaijan.toml");

/// A figure: its name, its unit, how many of its units make one in the tables, how goals name it.
struct Figure {
    name: &'static str,
    unit: &'static str,
    scale: f64,
    of: &'static str,
}

const FIGURES: [Figure; 6] = [
    Figure {
        name: "mean spending by the horizon",
        unit: "$ m",
        scale: 1e-6,
        of: "mean(spent)",
    },
    Figure {
        name: "P50 of cost",
        unit: "$ m",
        scale: 1e-6,
        of: "p50(cost)",
    },
    Figure {
        name: "P80 of cost",
        unit: "$ m",
        scale: 1e-6,
        of: "p80(cost)",
    },
    Figure {
        name: "P50 of completion",
        unit: "months",
        scale: 12.0,
        of: "p50(years)",
    },
    Figure {
        name: "P80 of completion",
        unit: "months",
        scale: 12.0,
        of: "p80(years)",
    },
    Figure {
        name: "joint probability",
        unit: "points",
        scale: 100.0,
        of: "joint",
    },
];

/// How much is simulated.
struct Size {
    /// Numbers of trials, each twice the one before.
    trials: Vec<u64>,
    seeds: u64,
    nesting: Nesting,
}

impl Size {
    /// What the document shows.
    fn full() -> Self {
        Self {
            trials: (9..=14).map(|k| 1 << k).collect(),
            seeds: 8,
            nesting: Nesting {
                outer: 2_048,
                inner: 32,
            },
        }
    }

    /// Enough to see that it works.
    fn least() -> Self {
        Self {
            trials: vec![64, 128],
            seeds: 1,
            nesting: Nesting {
                outer: 64,
                inner: 4,
            },
        }
    }
}

/// Root mean square over the seeds of the standard errors, `[figure][design][number of trials]`.
type Errors = Vec<Vec<Vec<f64>>>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let size = if arguments.iter().any(|argument| argument == "--test") {
        Size::least()
    } else {
        Size::full()
    };
    let scenario = from_text("azerbaijan.toml", BASELINE, &[])
        .expect("the shipped scenario keeps the rules")
        .scenario;
    let errors = errors(&scenario, &size);
    let chance = chance(&scenario, size.nesting);
    print!("{}", tables(&size, &errors, &chance));
    let last = size.trials.len() - 1;
    let [random, _, sobol] = [0, 1, 2].map(|design: usize| errors[0][design][last]);
    assert!(
        size.seeds == 1 || 3.0 * sobol <= random,
        "sobol sampling no longer cuts the error of the mean to a third"
    );
    let picture_file = |argument: &&String| Path::new(argument).extension() == Some("png".as_ref());
    if let Some(file) = arguments.iter().find(picture_file) {
        let drawing = Drawing {
            name: "efficiency".to_owned(),
            files: Files::Sheet,
            svg: picture(&size, &errors, &chance),
            size: (WIDTH, HEIGHT),
            scale: 2.0,
            labels: Vec::new(),
            readings: Vec::new(),
        };
        let bytes = drawing.png().expect("the picture is well formed");
        std::fs::write(file, bytes).expect("the picture can be written");
    }
}

/// All standard errors. A design's trials are extended, not run again.
fn errors(scenario: &Scenario, size: &Size) -> Errors {
    let none = vec![vec![0.0; size.trials.len()]; Sampling::ALL.len()];
    let mut squares = vec![none; FIGURES.len()];
    for seed in 1..=size.seeds {
        let model = Model::of(scenario.clone());
        for (d, sampling) in Sampling::ALL.into_iter().enumerate() {
            let part = |from, to| {
                let spec = RunSpec::new(0, seed).sampling(sampling);
                let spec = spec.trials(Trials::Range(from..to));
                simulate_one(&model, &spec, tally, &Watch::default()).expect("nobody stops it")
            };
            let mut done = size.trials[0];
            let mut run = part(0, done);
            for (n, &trials) in size.trials.iter().enumerate() {
                if trials > done {
                    run.merge(part(done, trials)).expect("they adjoin");
                    done = trials;
                }
                let id = RunId::new(trials, seed, sampling);
                let summary = Summary::new(scenario, model.programme(), &run.collected, id);
                for (squares, figure) in squares.iter_mut().zip(&FIGURES) {
                    let of =
                        FigureRef::parse(figure.of, Registry::Any).expect("the baseline has it");
                    let error = of.error(&Results::of_summary(&summary)).unwrap_or(f64::NAN);
                    squares[d][n] += (error * figure.scale) * (error * figure.scale);
                }
            }
        }
    }
    for cell in squares.iter_mut().flatten().flatten() {
        *cell = (*cell / size.seeds as f64).sqrt();
    }
    squares
}

/// The share of chance in the variance behind each figure; for a quantile, in that of whether a trial is at or below it.
fn chance(scenario: &Scenario, nesting: Nesting) -> Vec<f64> {
    let model = Model::of(scenario.clone());
    let spec = RunSpec::new(0, 1).trials(Trials::Nested(nesting));
    let (run, split) = simulate_nested(&model, &spec, &Watch::default()).expect("nobody stops it");
    let id = RunId::new(nesting.trials(), 1, Sampling::Sobol);
    let summary = Summary::new(scenario, model.programme(), &run.collected, id);
    let (cost, completion) = (summary.spread("cost"), summary.spread("completion_years"));
    let (nested, bands) = (Nested::new(&split), Bands::new(&split));
    let below = |band: &Band, value: Option<f64>| {
        let at = band.x.partition_point(|x| *x < value.unwrap_or(f64::NAN));
        1.0 - band.epistemic_share[at.min(band.x.len() - 1)]
    };
    let share = |share: Option<f64>| share.unwrap_or(f64::NAN);
    vec![
        share(nested.variance.cost_to_horizon.aleatory_share),
        below(&bands.cost, cost.p50),
        below(&bands.cost, cost.p80),
        below(&bands.completion, completion.p50),
        below(&bands.completion, completion.p80),
        share(nested.variance.joint.and_then(|it| it.aleatory_share)),
    ]
}

/// Three significant digits.
fn three(value: f64) -> String {
    match value {
        v if v >= 99.95 => format!("{v:.0}"),
        v if v >= 9.995 => format!("{v:.1}"),
        v if v >= 0.9995 => format!("{v:.2}"),
        v => format!("{v:.3}"),
    }
}

fn tables(size: &Size, errors: &Errors, chance: &[f64]) -> String {
    let mut text = String::new();
    let last = size.trials.len() - 1;
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "| standard error at {} trials | random | lhs | sobol | random / sobol | chance, share of the variance | gain if the design held all inputs exactly |\n\
         | --- | --- | --- | --- | --- | --- | --- |",
        size.trials[last]
    );
    for ((figure, errors), chance) in FIGURES.iter().zip(errors).zip(chance) {
        let at = |design: usize| three(errors[design][last]);
        let _ = writeln!(
            text,
            "| {}, {} | {} | {} | {} | {} | {:.1} % | {} |",
            figure.name,
            figure.unit,
            at(0),
            at(1),
            at(2),
            three(errors[0][last] / errors[2][last]),
            100.0 * chance,
            three(1.0 / chance.sqrt())
        );
    }
    let _ = write!(text, "\n| figure | design |");
    for trials in &size.trials {
        let _ = write!(text, " {trials} |");
    }
    let _ = writeln!(
        text,
        "\n| --- | --- |{}",
        " --- |".repeat(size.trials.len())
    );
    for (figure, errors) in FIGURES.iter().zip(errors) {
        for (sampling, errors) in Sampling::ALL.into_iter().zip(errors) {
            let cells: Vec<String> = errors.iter().map(|error| three(*error)).collect();
            let _ = writeln!(
                text,
                "| {}, {} | {} | {} |",
                figure.name,
                figure.unit,
                sampling.name(),
                cells.join(" | ")
            );
        }
    }
    text
}

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 640.0;
const COLOURS: [&str; 3] = ["#595959", "#e69f00", "#0072b2"];

/// A panel for each figure: standard error over trials, both in equal ratios, and the floor that chance sets.
fn picture(size: &Size, errors: &Errors, chance: &[f64]) -> String {
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' font-family='Noto Sans' font-size='13' fill='#1a1a1a'>\
         <rect width='{WIDTH}' height='{HEIGHT}' fill='white'/>"
    );
    for (index, ((figure, errors), chance)) in FIGURES.iter().zip(errors).zip(chance).enumerate() {
        let corner = (
            20.0 + 315.0 * (index % 3) as f64,
            16.0 + 300.0 * (index / 3) as f64,
        );
        panel(&mut svg, corner, size, (figure, errors, *chance));
    }
    svg += "<text x='20' y='630' fill='#595959'>Standard error against trials, both in equal ratios; root mean square over seeds. \
            Dashed: random, if all inputs were known.</text></svg>";
    svg
}

fn panel(
    svg: &mut String,
    (left, top): (f64, f64),
    size: &Size,
    (figure, errors, chance): (&Figure, &[Vec<f64>], f64),
) {
    const ROOM: (f64, f64) = (198.0, 205.0);
    let (x0, y0) = (left + 46.0, top + 34.0);
    // What random sampling of everything gives, without its chance in the estimate of the error.
    let floor: Vec<f64> = errors[0]
        .iter()
        .map(|error| error * chance.sqrt())
        .collect();
    let all = errors.iter().chain([&floor]).flatten().copied();
    let (low, high) = all.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), v| {
        (low.min(v), high.max(v))
    });
    let (low, high) = (ln(0.85 * low), ln(1.15 * high));
    let steps = (size.trials.len() - 1) as f64;
    let x = |n: usize| x0 + ROOM.0 * n as f64 / steps;
    let y = |error: f64| y0 + ROOM.1 * (high - ln(error)) / (high - low);
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<text x='{left}' y='{}' font-weight='bold'>{}, {}</text>",
        top + 14.0,
        figure.name,
        figure.unit
    );
    for tick in [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0] {
        let at = y(tick);
        if (y0..=y0 + ROOM.1).contains(&at) {
            let _ = write!(
                svg,
                "<path d='M{x0} {at}h{}' stroke='#e4e4e4'/><text x='{}' y='{}' text-anchor='end' fill='#595959'>{tick}</text>",
                ROOM.0,
                x0 - 6.0,
                at + 4.5
            );
        }
    }
    for (n, trials) in size.trials.iter().enumerate().step_by(2) {
        let _ = write!(
            svg,
            "<text x='{}' y='{}' text-anchor='middle' fill='#595959'>{trials}</text>",
            x(n),
            y0 + ROOM.1 + 18.0
        );
    }
    let path = |values: &[f64]| -> String {
        let points = values.iter().enumerate();
        let points: Vec<String> = points
            .map(|(n, v)| format!("{:.1} {:.1}", x(n), y(*v)))
            .collect();
        format!("M{}", points.join("L"))
    };
    let _ = write!(
        svg,
        "<path d='{}' fill='none' stroke='#1a1a1a' stroke-dasharray='5 4'/>",
        path(&floor)
    );
    let mut names: Vec<(f64, &str, &str)> = Vec::new();
    for ((sampling, errors), colour) in Sampling::ALL.into_iter().zip(errors).zip(COLOURS) {
        let _ = write!(
            svg,
            "<path d='{}' fill='none' stroke='{colour}' stroke-width='2.2'/>",
            path(errors)
        );
        names.push((y(errors[errors.len() - 1]) + 4.5, sampling.name(), colour));
    }
    names.push((y(floor[floor.len() - 1]) + 4.5, "chance", "#1a1a1a"));
    // Names that would touch are moved down.
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut above = f64::NEG_INFINITY;
    for (wanted, name, colour) in names {
        above = wanted.max(above + 14.0);
        let _ = write!(
            svg,
            "<text x='{}' y='{above}' fill='{colour}'>{name}</text>",
            x0 + ROOM.0 + 6.0
        );
    }
}
