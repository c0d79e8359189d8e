//! Reads the parameters of one distribution.

use crate::law::Law;

use super::distributions::{Distribution, Form, Make, Parameter, discrete, empirical};
use super::document::{Node, Value};
use super::key_tables::SCENARIO;
use super::problem::{LARGEST, Problem, too_large};
use super::reader::{advised, measure};
use super::source::{SourceText, Span};

/// Reads the parts of the uncertain value at `path`; each `None` has pushed a problem.
pub(super) struct Reading<'a> {
    pub(super) path: &'a str,
    /// The texts that it stands in.
    pub(super) sources: &'a [SourceText],
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    /// A problem with this value.
    pub(super) fn refuse(&self, rule: &str, at: Option<Span>) -> Problem {
        Problem::new(format!("`{}`: {rule}", self.path), at)
    }

    /// The law that a distribution's parameters make.
    pub(super) fn distribution(&mut self, distribution: &Distribution, node: &Node) -> Option<Law> {
        let name = distribution.name;
        let law = match &distribution.form {
            Form::List(parameters, make) => {
                let form = format!("a list [{}]", parameters.join(", "));
                let values = self.numbers(node, name, &form)?;
                if values.len() != parameters.len() {
                    let problem = self.refuse(&format!("{name} must be {form}"), node.at);
                    let problem = problem.found(format!("found {} numbers", values.len()));
                    self.problems
                        .push(match in_thousands(node, parameters.len()) {
                            Some(help) => problem.help(help),
                            None => problem,
                        });
                    return None;
                }
                make(&values)
            }
            Form::Named(sets) => {
                let (values, make) = self.parameters(node, name, sets)?;
                make(&values)
            }
            Form::Sample => {
                let values = self.numbers(node, name, "a list of numbers")?;
                empirical(values)
            }
            Form::Weighted => {
                let pairs = self.pairs(node, name)?;
                discrete(pairs)
            }
        };
        law.map_err(|rule| {
            let problem = self.refuse(&format!("{name}: {rule}"), node.at);
            self.problems.push(match &distribution.form {
                Form::List(parameters, _) => {
                    problem.help(format!("the order is [{}]", parameters.join(", ")))
                }
                _ => problem,
            });
        })
        .ok()
    }

    fn parameters(
        &mut self,
        node: &Node,
        name: &str,
        sets: &'static [(&'static [Parameter], Make)],
    ) -> Option<(Vec<f64>, Make)> {
        let forms: Vec<String> = sets
            .iter()
            .map(|(parameters, _)| form_of(parameters))
            .collect();
        let form = format!("a table {}", forms.join(" or "));
        let Some(table) = node.as_table() else {
            self.wrong_form(node, name, &form, &format!("found {}", node.words()));
            return None;
        };
        let known =
            |set: &[Parameter], key: &str| set.iter().any(|parameter| parameter.name == key);
        let mut all_known = true;
        for entry in table
            .0
            .iter()
            .filter(|e| !sets.iter().any(|(set, _)| known(set, &e.key)))
        {
            all_known = false;
            let problem = self.refuse(
                &format!("{name} has no parameter `{}`", entry.key),
                entry.key_at,
            );
            let names = sets
                .iter()
                .flat_map(|(set, _)| set.iter().map(|parameter| parameter.name));
            self.problems.push(
                problem
                    .help(format!("write {form}"))
                    .nearest(&entry.key, names),
            );
        }
        let fits = |set: &[Parameter]| {
            let complete = set
                .iter()
                .all(|p| p.default.is_some() || table.get(p.name).is_some());
            complete && table.0.iter().all(|entry| known(set, &entry.key))
        };
        let Some((set, make)) = sets.iter().find(|(set, _)| fits(set)) else {
            if all_known {
                let given = |p: &&Parameter| p.default.is_some() || table.get(p.name).is_some();
                let lacking = match sets {
                    [(only, _)] => only.iter().find(|p| !given(p)),
                    _ => None,
                };
                let found = match lacking {
                    Some(parameter) => format!("`{}` is missing", parameter.name),
                    None => "a parameter is missing, or there is one too many".to_owned(),
                };
                self.wrong_form(node, name, &form, &found);
            }
            return None;
        };
        let values: Vec<Option<f64>> = set
            .iter()
            .map(|parameter| match table.get(parameter.name) {
                Some(value) => self.number(value, parameter.name),
                None => parameter.default,
            })
            .collect();
        Some((values.into_iter().collect::<Option<_>>()?, *make))
    }

    fn wrong_form(&mut self, node: &Node, name: &str, form: &str, found: &str) {
        let problem = self.refuse(&format!("{name} must be {form}"), node.at);
        self.problems.push(problem.found(found));
    }

    fn numbers(&mut self, node: &Node, name: &str, form: &str) -> Option<Vec<f64>> {
        let Some(items) = node.as_list() else {
            self.wrong_form(node, name, form, &format!("found {}", node.words()));
            return None;
        };
        let values: Vec<Option<f64>> = items.iter().map(|item| self.number(item, name)).collect();
        values.into_iter().collect()
    }

    fn pairs(&mut self, node: &Node, name: &str) -> Option<Vec<(f64, f64)>> {
        let form = "a list of pairs [[value, weight], …]";
        let Some(items) = node.as_list() else {
            self.wrong_form(node, name, form, &format!("found {}", node.words()));
            return None;
        };
        let mut pairs = Vec::new();
        for item in items {
            if let Some([value, weight]) = item.as_list() {
                let (value, weight) = (self.number(value, "value"), self.number(weight, "weight"));
                pairs.push(value.zip(weight));
            } else {
                self.wrong_form(item, name, form, "this is not a pair");
                pairs.push(None);
            }
        }
        pairs.into_iter().collect()
    }

    pub(super) fn number(&mut self, node: &Node, name: &str) -> Option<f64> {
        if let Some(value) = node.as_number() {
            return self.finite(value, node.at);
        }
        let problem = self.refuse(&format!("`{name}` must be a number"), node.at);
        let problem = problem.found(format!("found {}", node.words()));
        let measure = measure(SCENARIO, node, self.path, self.sources);
        self.problems.push(advised(problem, node, &measure));
        None
    }

    pub(super) fn finite(&mut self, value: f64, at: Option<Span>) -> Option<f64> {
        if value.is_finite() && value.abs() <= LARGEST {
            return Some(value);
        }
        if value.is_finite() {
            self.problems.push(too_large(at));
            return None;
        }
        let problem = self.refuse("a number must be finite", at);
        let help = "write a plain number; an end that is open is left out";
        self.problems.push(problem.help(help));
        None
    }
}

/// What to write for a list of `count` numbers whose commas between digits made it twice as long.
fn in_thousands(node: &Node, count: usize) -> Option<String> {
    let items = node.as_list().filter(|items| items.len() == 2 * count)?;
    let written = items.iter().map(|item| match &item.value {
        Value::Number(number) if number.whole => Some(number.written.as_str()),
        _ => None,
    });
    let written: Vec<&str> = written.collect::<Option<_>>()?;
    let pairs = written.as_chunks::<2>().0;
    let [thousands, rest] = pairs.first()?;
    let in_threes = pairs.iter().all(|[_, rest]| rest.len() == 3);
    in_threes.then(|| format!("write {thousands}{rest} for {thousands},{rest}"))
}

fn form_of(parameters: &[Parameter]) -> String {
    let words: Vec<String> = parameters
        .iter()
        .map(|parameter| match parameter.default {
            Some(default) => format!("{} = {default}", parameter.name),
            None => parameter.name.to_owned(),
        })
        .collect();
    format!("{{ {} }}", words.join(", "))
}
