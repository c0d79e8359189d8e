//! Reads one uncertain value: a number, or a table with one distribution, truncation and remarks.

use crate::law::{Law, Truncated};

use super::distributions::{DISTRIBUTIONS, Distribution, Form, Parameter};
use super::document::{Entry, Node, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Input, is_remark};
use super::parameters::Reading;
use super::problem::{Problem, names, plain};
use super::reader::{advised, measure};
use super::resolved::inline;
use super::source::{SourceText, Span};
use super::types::Uncertain;

/// Truncation must leave more of a law than this: below, its quantiles are lost in rounding.
const LEAST_MASS: f64 = 1e-9;

/// Largest size of a value drawn: what a wide distribution may reach far out, and a product of several is still a number.
const MOST_DRAWN: f64 = 1e36;

/// Reads `node`, the value at `path`; `None` if it has pushed a problem.
pub(super) fn read(
    node: &Node,
    path: &str,
    input: Input,
    unit: &'static str,
    sources: &[SourceText],
    problems: &mut Vec<Problem>,
) -> Option<Uncertain> {
    let mut reading = Reading {
        path,
        sources,
        problems,
    };
    let (law, source, note) = match &node.value {
        Value::Number(number) => {
            let value = reading.finite(number.value, node.at)?;
            (
                Truncated {
                    law: Law::Fixed(value),
                    min: None,
                    max: None,
                },
                None,
                None,
            )
        }
        Value::Table(table) => {
            let law = reading.truncated(table, node.at);
            let source = reading.remark(table, "source");
            let note = reading.remark(table, "note");
            (law?, source, note)
        }
        _ => {
            let rule = format!(
                "`{path}` must be a number or a table with a distribution, such as {{ pert = [1, 2, 4] }}"
            );
            let problem = Problem::new(rule, node.at).found(format!("found {}", node.words()));
            let measure = measure(SCENARIO, node, path, sources);
            problems.push(advised(problem, node, &measure));
            return None;
        }
    };
    within(&law, path, input, node.at, problems)?;
    drawable(&law, path, node.at, problems)?;
    Some(Uncertain {
        path: path.to_owned(),
        law,
        is_share: input.is_share,
        range: input.range,
        unit,
        source,
        note,
    })
}

/// A problem has been pushed.
struct Refused;

/// Checks that the law's support lies in the key's range.
fn within(
    law: &Truncated,
    path: &str,
    input: Input,
    at: Option<Span>,
    problems: &mut Vec<Problem>,
) -> Option<()> {
    let (lowest, highest) = law.support();
    if input.range.holds(lowest, highest) {
        return Some(());
    }
    let problem = Problem::new(format!("`{path}` must be {}", input.range.words()), at);
    let percentage = input.range.as_percentage(lowest, highest);
    // Of a law without ends the middle tells.
    let percentage = percentage.or_else(|| input.range.in_percent(law.point()));
    problems.push(if let Law::Fixed(value) = law.law {
        let problem = problem.found(format!("found {value}"));
        match percentage {
            Some(help) => problem.help(help),
            None => problem,
        }
    } else if let Some(help) = percentage {
        let reach = format!(
            "its values reach from {} to {}",
            words(lowest),
            words(highest)
        );
        problem.found(reach).help(help)
    } else {
        let ends = match (lowest < input.range.min, highest > input.range.max) {
            (true, true) => format!(
                "add `min = {}` and `max = {}`",
                input.range.min, input.range.max
            ),
            (true, false) => format!("add `min = {}`", input.range.min),
            _ => format!("add `max = {}`", input.range.max),
        };
        problem
            .found(format!(
                "its values reach from {} to {}",
                words(lowest),
                words(highest)
            ))
            .help(format!(
                "{ends} to truncate it, or choose another distribution"
            ))
    });
    None
}

/// Checks that every value that can be drawn is a number that can be multiplied.
fn drawable(
    law: &Truncated,
    path: &str,
    at: Option<Span>,
    problems: &mut Vec<Problem>,
) -> Option<()> {
    let (lowest, highest) = law.drawn_range();
    // Asked this way round, NaN fails as well.
    if lowest.abs() <= MOST_DRAWN && highest.abs() <= MOST_DRAWN {
        return Some(());
    }
    let rule = format!("`{path}`: the values drawn must stay below 1e36 in size");
    let found = format!("they reach from {} to {}", words(lowest), words(highest));
    let problem = Problem::new(rule, at).found(found);
    problems.push(problem.help("choose a narrower distribution, or add `min` and `max`"));
    None
}

fn words(value: f64) -> String {
    match value {
        _ if value.abs() >= 1e21 && value.is_finite() => format!("{value:e}"),
        f64::INFINITY => "infinity".to_owned(),
        f64::NEG_INFINITY => "minus infinity".to_owned(),
        _ => value.to_string(),
    }
}

/// The distribution that goes by another name elsewhere.
fn by_another_name(key: &str) -> Option<&'static str> {
    const NAMES: [(&str, &[&str]); 6] = [
        ("pert", &["beta_pert", "betapert", "pert_beta"]),
        ("triangular", &["tri", "triangle", "triang"]),
        ("uniform", &["unif", "range", "between"]),
        ("normal", &["gaussian", "gauss", "norm"]),
        ("lognormal", &["lognorm", "log_normal"]),
        (
            "discrete",
            &["choice", "choices", "categorical", "bernoulli"],
        ),
    ];
    let word = plain(key);
    let known = NAMES
        .iter()
        .find(|(_, names)| names.contains(&word.as_str()));
    known.map(|(name, _)| *name)
}

impl Reading<'_> {
    /// A law with truncation.
    fn truncated(&mut self, table: &Table, at: Option<Span>) -> Option<Truncated> {
        self.no_unknown_keys(table);
        let min = self.end(table, "min");
        let max = self.end(table, "max");
        let law = self.one_distribution(table, at)?;
        let law = Truncated {
            law,
            min: min.ok()?,
            max: max.ok()?,
        };
        if let (Some(low), Some(high)) = (law.min, law.max)
            && low >= high
        {
            let problem = self.refuse("`min` must be below `max`", at);
            self.problems
                .push(problem.found(format!("found min = {low}, max = {high}")));
            return None;
        }
        if law.min.is_some() || law.max.is_some() {
            // Asked this way round, NaN fails as well.
            let enough_is_left = law.mass() > LEAST_MASS;
            if !enough_is_left {
                let problem =
                    self.refuse("truncation must leave something of the distribution", at);
                let (lowest, highest) = Truncated::whole(law.law).support();
                let reach = format!(
                    "between `min` and `max` next to nothing is left of {} to {}",
                    words(lowest),
                    words(highest)
                );
                self.problems.push(
                    problem
                        .found(reach)
                        .help("move `min` or `max`, or leave them out"),
                );
                return None;
            }
        }
        Some(law)
    }

    fn no_unknown_keys(&mut self, table: &Table) {
        let known = || {
            DISTRIBUTIONS
                .iter()
                .map(|d| d.name)
                .chain(["min", "max", "source", "note"])
        };
        if self.lacks_a_name(table) {
            return;
        }
        for entry in &table.0 {
            if !known().any(|name| name == entry.key) {
                let problem =
                    self.refuse(&format!("`{}` is no distribution", entry.key), entry.key_at);
                let problem = problem.help(format!(
                    "known are {}",
                    names(DISTRIBUTIONS.iter().map(|d| d.name))
                ));
                let meant = by_another_name(&entry.key);
                self.problems.push(match meant {
                    Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                    None => problem.nearest(&entry.key, known()),
                });
            }
        }
    }

    /// Whether the table holds the parameters of a distribution without its name, which is then said.
    fn lacks_a_name(&mut self, table: &Table) -> bool {
        let given = || {
            let own = |key: &str| !is_remark(key) && key != "min" && key != "max";
            table.0.iter().filter(move |e| own(&e.key))
        };
        let takes = |set: &[Parameter]| {
            given().all(|entry| set.iter().any(|parameter| parameter.name == entry.key))
        };
        let fits = |distribution: &&Distribution| match &distribution.form {
            Form::List(parameters, _) => given().all(|e| parameters.contains(&e.key.as_str())),
            Form::Named(sets) => sets.iter().any(|(set, _)| takes(set)),
            Form::Weighted | Form::Sample => false,
        };
        let names = DISTRIBUTIONS.iter().filter(fits).map(|d| d.name);
        let names: Vec<&str> = names.collect();
        let Some(first) = given().next() else {
            return false;
        };
        // `beta` is a distribution, and a parameter of it.
        let named = |e: &Entry| {
            DISTRIBUTIONS.iter().any(|d| d.name == e.key) && e.node.as_number().is_none()
        };
        if names.is_empty() || given().any(named) {
            return false;
        }
        let inner: Vec<String> = table
            .0
            .iter()
            .filter(|e| !is_remark(&e.key))
            .map(|e| format!("{} = {}", e.key, inline(&e.node)))
            .collect();
        let inner = inner.join(", ");
        let form = |name: &&str| match *name {
            "pert" | "triangular" => format!("{{ {name} = [min, mode, max] }}"),
            _ => format!("{{ {name} = {{ {inner} }} }}"),
        };
        let forms: Vec<String> = names.iter().map(form).collect();
        let problem = self.refuse("the name of a distribution is missing", first.key_at);
        self.problems
            .push(problem.help(format!("write {}", forms.join(" or "))));
        true
    }

    fn one_distribution(&mut self, table: &Table, at: Option<Span>) -> Option<Law> {
        let given: Vec<_> = DISTRIBUTIONS
            .iter()
            .filter_map(|d| table.0.iter().find(|e| e.key == d.name).map(|e| (d, e)))
            .collect();
        if let [(distribution, entry)] = given[..] {
            return self.distribution(distribution, &entry.node);
        }
        let wanted = format!("one of {}", names(DISTRIBUTIONS.iter().map(|d| d.name)));
        if given.is_empty() {
            // An unknown key has been refused already: it was probably meant as the distribution.
            let all_known = table
                .0
                .iter()
                .all(|e| is_remark(&e.key) || e.key == "min" || e.key == "max");
            if all_known {
                let problem = self.refuse("a distribution is missing", at);
                self.problems
                    .push(problem.help(format!("add {wanted}, or write a plain number")));
            }
        } else {
            let problem = self.refuse("exactly one distribution must be given", at);
            let found = given.iter().map(|(d, _)| d.name);
            self.problems.push(
                problem
                    .found(format!("found {}", names(found)))
                    .help("keep one of them"),
            );
        }
        None
    }

    fn end(&mut self, table: &Table, name: &str) -> Result<Option<f64>, Refused> {
        let number = |node| self.number(node, name).ok_or(Refused);
        table.get(name).map(number).transpose()
    }

    fn remark(&mut self, table: &Table, name: &str) -> Option<String> {
        let node = table.get(name)?;
        let text = node.as_text().map(str::to_owned);
        if text.is_none() {
            let problem = self.refuse(&format!("`{name}` must be a text"), node.at);
            self.problems
                .push(problem.found(format!("found {}", node.words())));
        }
        text
    }
}
