//! Rules of a design that its keys alone cannot tell.

use super::design::{MOST_POINTS, MOST_TRIALS};
use super::paths::malformed;
use crate::scenario::Problem;
use crate::scenario::checked::Checked;

/// The ways of giving a factor its values.
const WAYS: [&str; 5] = ["grid", "list", "values", "lhs", "sobol"];
/// Most values of a grid.
const MOST_STEPS: f64 = 1e6;

/// What the keys alone cannot tell.
pub(super) fn check(design: &Checked, problems: &mut Vec<Problem>) {
    let factors = design.tables("factor");
    for factor in factors {
        check_factor(factor, problems);
    }
    let at = design.at;
    if factors.is_empty() && design.tables("variant").is_empty() {
        let problem = Problem::new("a design must vary something", at);
        problems.push(problem.help("add a table such as [factor.money] or [variant.more-money]"));
    }
    let spread = |it: &&Checked| it.gives("lhs") || it.gives("sobol");
    if let Some(factor) = factors.iter().find(spread)
        && !design.gives("points")
    {
        let way = if factor.gives("lhs") { "lhs" } else { "sobol" };
        let problem = Problem::new("`points` is missing", factor.place(way));
        problems.push(problem.help(format!(
            "add `points = 1000` above the first [table]: so many points are spread over factors with `{way}`"
        )));
    }
    for whole in ["trials", "seed", "points"] {
        if let Some(value) = design.number(whole)
            && value.fract() != 0.0
        {
            let problem = Problem::new(
                format!("`{whole}` must be a whole number"),
                design.place(whole),
            );
            problems.push(problem.found(format!("found {value}")));
        }
    }
    if design
        .number("trials")
        .is_some_and(|it| it > MOST_TRIALS as f64)
    {
        let problem = Problem::new(
            format!("`trials` must be at most {MOST_TRIALS}"),
            design.place("trials"),
        );
        problems.push(
            problem.help("the trials of a point are held in memory: `clearcast run` takes more"),
        );
    }
    if problems.is_empty() && count(design).is_none() {
        let problem = Problem::new(format!("a design has at most {MOST_POINTS} points"), at);
        problems
            .push(problem.help(
                "take fewer values of some factors, or spread `points` with `sobol` instead",
            ));
    }
}

fn check_factor(factor: &Checked, problems: &mut Vec<Problem>) {
    let (name, at) = (&factor.name, factor.at);
    let one = |keys: &[&str], what: &str, problems: &mut Vec<Problem>| {
        let given: Vec<&str> = keys.iter().copied().filter(|it| factor.gives(it)).collect();
        if given.len() != 1 {
            let rule = format!("`factor.{name}` must give one of {}", keys.join(", "));
            let problem = Problem::new(rule, at).help(what);
            problems.push(match given.len() {
                0 => problem,
                _ => problem.found(format!("found {}", given.join(" and "))),
            });
        }
    };
    let paths = ["set", "scale"].into_iter().flat_map(|it| factor.texts(it));
    for (path, at) in paths {
        if let Some(reason) = malformed(path) {
            problems.push(Problem::new(format!("`factor.{name}`: {reason}"), *at));
        }
    }
    for (value, at) in factor.texts("values") {
        if value.trim().parse().is_ok_and(|it: f64| !it.is_finite()) {
            let rule = format!("`factor.{name}.values`: a number must be finite");
            problems.push(Problem::new(rule, *at).help("write a plain number, or leave it out"));
        }
    }
    one(
        &["set", "scale"],
        "`set` names what is set to its values, `scale` what is multiplied by them",
        problems,
    );
    one(
        &WAYS,
        "such as `list = [0.5, 1, 2]` or `grid = [0, 1, 11]`",
        problems,
    );
    if factor.gives("scale") && factor.gives("values") {
        let problem = Problem::new(
            format!("`factor.{name}` multiplies, so its values must be numbers"),
            factor.place("values"),
        );
        problems.push(problem.help("use `list`"));
    }
    if factor.gives("log") && !["grid", "lhs", "sobol"].iter().any(|it| factor.gives(it)) {
        let problem = Problem::new(
            "`log` belongs to `grid`, `lhs` or `sobol`",
            factor.place("log"),
        );
        problems.push(problem.help("leave it out: the values are all given"));
    }
    let mut refuse = |way: &str, rule: &str| {
        problems.push(Problem::new(
            format!("`factor.{name}.{way}` {rule}"),
            factor.place(way),
        ));
    };
    for way in ["grid", "list", "lhs", "sobol"] {
        let Some(numbers) = factor.numbers(way) else {
            continue;
        };
        if numbers.is_empty() {
            refuse(way, "must hold a number");
        }
        if let ("grid", [.., steps]) = (way, &numbers[..])
            && !(steps.fract() == 0.0 && (2.0..=MOST_STEPS).contains(steps))
        {
            refuse(
                way,
                "must end with the number of its values, a whole number from 2 to 1000000",
            );
        }
        let values = if way == "grid" {
            &numbers[..numbers.len().min(2)]
        } else {
            &numbers[..]
        };
        if factor.gives("scale") && values.iter().any(|it| *it < 0.0) {
            refuse(way, "multiplies inputs, so it must be at least 0");
        }
        if factor.flag("log") == Some(true) && values.iter().any(|it| *it <= 0.0) {
            refuse(way, "must be above 0, as it is logarithmic");
        }
        if let (true, [from, to]) = (way != "list", values)
            && from.total_cmp(to).is_eq()
        {
            refuse(way, "must begin and end at different numbers");
        }
    }
}

/// Number of points of a design whose factors are in order; `None` if it is too large.
fn count(design: &Checked) -> Option<u64> {
    let mut points = drawn(design).checked_mul(design.tables("variant").len().max(1) as u64)?;
    for factor in design.tables("factor") {
        let grid = || {
            factor
                .numbers("grid")
                .and_then(|it| it.last().map(|n| *n as u64))
        };
        let list = || factor.numbers("list").map(|it| it.len() as u64);
        let texts = || Some(factor.texts("values").len() as u64).filter(|n| *n > 0);
        let values = grid().or_else(list).or_else(texts).unwrap_or(1);
        points = points.checked_mul(values)?;
    }
    Some(points).filter(|points| *points <= MOST_POINTS)
}

/// Points of the sequences.
pub(super) fn drawn(design: &Checked) -> u64 {
    let mut factors = design.tables("factor").iter();
    let any = factors.any(|it| it.gives("lhs") || it.gives("sobol"));
    if any {
        design.number("points").map_or(1, |it| it as u64)
    } else {
        1
    }
}
