//! What the order of dimensions and chance on the design do to standard errors. The table of `docs/validation.md`:
//!
//! ```text
//! cargo bench --bench order
//! ```

#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use clearcast::sampling::REPLICATES;
use clearcast::scenario::{Scenario, from_text};
use clearcast::simulate::{Model, Numbering, RunSpec, Table, Watch, simulate};
use clearcast::summary::quantity::{COST, MONTHS, columns};

const SCENARIOS: [(&str, &str); 2] = [
    ("azerbaijan", include_str!("../scenarios/azerbaijan.toml")),
    ("ukraine", include_str!("../scenarios/ukraine.toml")),
];

const FIGURES: [&str; 3] = [
    "mean spending by the horizon, %",
    "joint probability, points",
    "mean completion, at most the horizon, %",
];

/// An order of dimensions, and whether chance is drawn from them.
struct Way {
    name: &'static str,
    order: Vec<String>,
    chance: bool,
}

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    let (seeds, sizes) = if test {
        (2, [64, 128, 256])
    } else {
        (30, [1 << 10, 1 << 12, 1 << 14])
    };
    println!(
        "| scenario | standard error, {seeds} seeds | way | {} | {} | {} |",
        sizes[0], sizes[1], sizes[2]
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    let mut gains = Vec::new();
    for (name, text) in SCENARIOS {
        let scenario = read(text);
        let ways = ways(text, &scenario);
        let errors: Vec<_> = ways
            .iter()
            .map(|way| errors(&scenario, way, seeds, sizes))
            .collect();
        for (figure, title) in FIGURES.iter().enumerate() {
            for (way, errors) in ways.iter().zip(&errors) {
                let [a, b, c] = errors[figure];
                println!(
                    "| {name} | {title} | {} | {a:.4} | {b:.4} | {c:.4} |",
                    way.name
                );
            }
        }
        gains.push([0, ways.len() - 1].map(|way| errors[way][0][2]));
    }
    let [before, after] = gains[0];
    assert!(
        test || after < 0.8 * before,
        "the baseline's order no longer takes a fifth off the error of its mean spending: {before} % became {after} %"
    );
}

fn read(text: &str) -> Scenario {
    let loaded = from_text("scenario.toml", text, &[]);
    loaded.expect("a shipped scenario keeps the rules").scenario
}

fn ways(text: &str, scenario: &Scenario) -> Vec<Way> {
    let given = text
        .split_once("dimensions = [")
        .expect("the file gives an order");
    let (_, rest) = given.1.split_once(']').expect("the list ends");
    let by_kind = read(&[given.0, rest].concat()).dimensions;
    let mut by_file = by_kind.clone();
    by_file.sort_by_key(|path| place(text, path));
    let way = |name, order: &[String], chance| Way {
        name,
        order: order.to_vec(),
        chance,
    };
    vec![
        way("order of the file, chance apart", &by_file, false),
        way("by kind, chance apart", &by_kind, false),
        way("as proposed, chance apart", &scenario.dimensions, false),
        way("by kind, chance on the design", &by_kind, true),
        way(
            "as proposed, chance on the design",
            &scenario.dimensions,
            true,
        ),
    ]
}

/// Where the table and the key of a path are written.
fn place(text: &str, path: &str) -> (usize, usize) {
    let find = |text: &str, what: &str| text.find(what).unwrap_or(usize::MAX);
    match path.rsplit_once('.') {
        Some((table, key)) if text.contains(&format!("[{table}]")) => {
            let at = find(text, &format!("[{table}]"));
            (at, find(&text[at..], &format!("\n{key} = ")))
        }
        _ => (find(text, &format!("[{path}]")), 0),
    }
}

fn is_chance(path: &str) -> bool {
    path.ends_with(".arrival") || path.contains(".level.")
}

/// Root mean squares over the seeds of the errors from the replicates, `[figure][size]`. A smaller run is the beginning of a larger one.
fn errors(scenario: &Scenario, way: &Way, seeds: u64, sizes: [usize; 3]) -> [[f64; 3]; 3] {
    let mut order = way.order.clone();
    if !way.chance {
        order.sort_by_key(|path| is_chance(path));
    }
    let model = Model::of(scenario.clone().over(order));
    let spec = |seed| {
        let mut spec = RunSpec::new(sizes[2] as u64, seed);
        for mechanism in &model.programme().mechanisms {
            if !way.chance {
                spec = spec.chance(mechanism, Numbering::Redrawn(1));
            }
        }
        (model.clone(), spec)
    };
    let jobs: Vec<_> = (1..=seeds).map(spec).collect();
    let runs = simulate(&jobs, |_| Table::new(columns()), &Watch::default());
    let runs = runs.expect("nobody stops it");
    let (limits, horizon) = (
        model.programme().target,
        f64::from(model.programme().clock.months),
    );
    let mut squares = [[0.0; 3]; 3];
    for run in &runs {
        let column = |at| run.collected.column(at).collect::<Vec<f64>>();
        let (months, cost) = (column(MONTHS), column(COST));
        let kept = |(months, cost): (&f64, &f64)| limits.kept(*months, *cost);
        let joint = months
            .iter()
            .zip(&cost)
            .map(|it| f64::from(u8::from(kept(it))))
            .collect();
        let months = months.iter().map(|it| it.min(horizon)).collect();
        let columns: [(Vec<f64>, bool); 3] = [(cost, true), (joint, false), (months, true)];
        for (squares, (column, relative)) in squares.iter_mut().zip(&columns) {
            for (square, size) in squares.iter_mut().zip(sizes) {
                *square += square_error(&column[..size], *relative) / seeds as f64;
            }
        }
    }
    squares.map(|it| it.map(|square| 100.0 * square.sqrt()))
}

/// The squared standard error of a mean by the spread of the replicates, as a share of the mean or in its unit.
fn square_error(values: &[f64], relative: bool) -> f64 {
    let each = (values.len() / REPLICATES) as f64;
    let mean = |replicate: usize| {
        values
            .iter()
            .skip(replicate)
            .step_by(REPLICATES)
            .sum::<f64>()
            / each
    };
    let means: Vec<f64> = (0..REPLICATES).map(mean).collect();
    let n = REPLICATES as f64;
    let all = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|it| (it - all) * (it - all)).sum::<f64>() / (n - 1.0);
    variance / n / if relative { all * all } else { 1.0 }
}
