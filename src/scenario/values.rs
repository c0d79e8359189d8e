//! Reads the values of keys, one function per kind; each `None` has pushed a problem.

use std::str::FromStr;

use crate::calendar::Month;

use super::document::{Entry, Node, Table, Value};
use super::figure::figure;
use super::keys::{Input, Range, is_remark};
use super::problem::{LARGEST, Problem, names, plain, too_large};
use super::reader::{Reader, join};
use super::source::Span;
use super::syntax;
use super::types::Uncertain;
use super::uncertain;

/// A horizon this near to a whole number of months is that number.
const MONTH_TOLERANCE: f64 = 1e-6;

impl Reader<'_> {
    pub(super) fn text(&mut self, node: &Node, path: &str, may_be_empty: bool) -> Option<String> {
        match node.as_text() {
            Some(text) if !may_be_empty && text.contains(['\n', '\r', '\t']) => {
                let rule = format!("`{path}` must be a single line without tabs");
                self.problems.push(Problem::new(rule, node.at));
                None
            }
            Some(text) if may_be_empty || !text.trim().is_empty() => Some(text.to_owned()),
            Some(_) => {
                self.problems
                    .push(Problem::new(format!("`{path}` must not be empty"), node.at));
                None
            }
            None => self.wrong_kind(node, path, "a text in quotes"),
        }
    }

    pub(super) fn choice(
        &mut self,
        node: &Node,
        path: &str,
        choices: &[&'static str],
    ) -> Option<String> {
        let text = self.text(node, path, true)?;
        if choices.contains(&text.as_str()) {
            return Some(text);
        }
        let problem = Problem::new(
            format!("`{path}` must be one of {}", names(choices.iter().copied())),
            node.at,
        );
        self.problems.push(match by_another_name(&text, choices) {
            Some(choice) => problem.help(format!("write \"{choice}\"")),
            None => problem.nearest(&text, choices.iter().copied()),
        });
        None
    }

    pub(super) fn number(&mut self, node: &Node, path: &str, range: Range) -> Option<f64> {
        let wanted = range.words();
        let Some(value) = node.as_number() else {
            return self.wrong_kind(node, path, &format!("a number, {wanted}"));
        };
        if value.abs() > LARGEST && value.is_finite() {
            self.problems.push(too_large(node.at));
            return None;
        }
        if value.is_finite() && range.holds(value, value) {
            return Some(value);
        }
        let problem = Problem::new(format!("`{path}` must be {wanted}"), node.at)
            .found(format!("found {value}"));
        self.problems.push(match range.as_percentage(value, value) {
            Some(help) => problem.help(help),
            None if !value.is_finite() => {
                problem.help("write a plain number; an end that is open is left out")
            }
            None if value > range.max => {
                match self.measure(node, path).too_many_km2(value, range.max) {
                    Some(help) => problem.help(help),
                    None => problem,
                }
            }
            None => problem,
        });
        None
    }

    pub(super) fn horizon(&mut self, node: &Node, path: &str, range: Range) -> Option<f64> {
        let years = self.number(node, path, range)?;
        let months = years * 12.0;
        if (months - months.round()).abs() <= MONTH_TOLERANCE && months.round() >= 1.0 {
            return Some(years);
        }
        let problem = Problem::new(
            format!("`{path}` must be a whole number of months"),
            node.at,
        );
        self.problems
            .push(problem.found(format!("found {} months", figure(months))));
        None
    }

    pub(super) fn numbers(
        &mut self,
        node: &Node,
        path: &str,
        range: Range,
        length: Option<usize>,
    ) -> Option<Vec<f64>> {
        let Some(items) = node.as_list() else {
            return self.wrong_kind(node, path, "a list of numbers");
        };
        let values: Vec<Option<f64>> = items
            .iter()
            .map(|item| self.number(item, path, range))
            .collect();
        if let Some(length) = length.filter(|&length| length != values.len()) {
            let problem = Problem::new(
                format!("`{path}` must be a list of {length} numbers"),
                node.at,
            );
            self.problems
                .push(problem.found(format!("found {}", values.len())));
            return None;
        }
        values.into_iter().collect()
    }

    pub(super) fn year(&mut self, node: &Node, path: &str) -> Option<i32> {
        match &node.value {
            Value::Number(number) if number.whole && (0.0..=9999.0).contains(&number.value) => {
                Some(number.value as i32)
            }
            _ => self.wrong_kind(node, path, "a calendar year, such as 2026"),
        }
    }

    pub(super) fn month(&mut self, node: &Node, path: &str) -> Option<Month> {
        let wanted = "a month in quotes, such as \"2026-01\"";
        let Some(text) = node.as_text() else {
            return self.wrong_kind(node, path, wanted);
        };
        let month = Month::from_str(text).ok();
        if month.is_none() {
            let problem = Problem::new(format!("`{path}` must be {wanted}"), node.at);
            self.problems.push(with_month(problem, text));
        }
        month
    }

    /// A month, or the month `of_year` of a calendar year.
    pub(super) fn bound(&mut self, node: &Node, path: &str, of_year: u32) -> Option<Month> {
        match &node.value {
            Value::Number(number) if number.whole && (0.0..=9999.0).contains(&number.value) => {
                Month::new(number.value as i32, of_year)
            }
            Value::Text(text) => {
                let month = Month::from_str(text).ok();
                if month.is_none() {
                    let rule = format!(
                        "`{path}` must be a calendar year, such as 2026, or a month in quotes, such as \"2026-01\""
                    );
                    let problem = Problem::new(rule, node.at);
                    self.problems.push(with_month(problem, text));
                }
                month
            }
            _ => self.wrong_kind(
                node,
                path,
                "a calendar year, such as 2026, or a month in quotes, such as \"2026-01\"",
            ),
        }
    }

    /// Which months of the year a list names, January first.
    pub(super) fn months_of_year(&mut self, node: &Node, path: &str) -> Option<[bool; 12]> {
        let wanted = "a list of months of the year, such as [12, 1, 2]";
        let Some(items) = node.as_list() else {
            return self.wrong_kind(node, path, wanted);
        };
        let mut named = [false; 12];
        let mut sound = true;
        for item in items {
            let month = match &item.value {
                Value::Number(number) if number.whole && (1.0..=12.0).contains(&number.value) => {
                    Some(number.value as usize)
                }
                _ => None,
            };
            let Some(month) = month else {
                sound = false;
                let problem = Problem::new(
                    format!("`{path}` must hold whole numbers from 1 (January) to 12"),
                    item.at,
                );
                self.problems.push(problem.help(format!("write {wanted}")));
                continue;
            };
            if named[month - 1] {
                sound = false;
                let rule = format!("`{path}` must name each month once");
                self.problems.push(Problem::new(rule, item.at));
            }
            named[month - 1] = true;
        }
        if named.iter().all(|named| *named) {
            let rule = format!("`{path}` must leave a month open");
            let problem = Problem::new(rule, node.at).found("all twelve are closed");
            self.problems
                .push(problem.help("leave out the months in which work is possible"));
            return None;
        }
        sound.then_some(named)
    }

    pub(super) fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<(String, Option<Span>)>> {
        let wanted = "a list of texts, such as [\"*\"]";
        let Some(items) = node.as_list() else {
            return self.wrong_kind(node, path, wanted);
        };
        if items.is_empty() && path != "dimensions" {
            self.problems.push(
                Problem::new(format!("`{path}` must name something"), node.at)
                    .found("an empty list"),
            );
            return None;
        }
        let texts: Vec<Option<_>> = items
            .iter()
            .map(|item| match item.as_text() {
                Some(text) => Some((text.to_owned(), item.at)),
                None => self.wrong_kind(item, path, wanted),
            })
            .collect();
        texts.into_iter().collect()
    }

    pub(super) fn uncertain(
        &mut self,
        node: &Node,
        path: &str,
        input: Input,
        unit: &'static str,
    ) -> Option<Uncertain> {
        uncertain::read(node, path, input, unit, self.sources, self.problems)
    }

    pub(super) fn by_year(
        &mut self,
        node: &Node,
        path: &str,
        input: Input,
        unit: &'static str,
    ) -> Option<Vec<(i32, Uncertain)>> {
        let Some(table) = node.as_table() else {
            return self.wrong_kind(node, path, "a table of years, such as { 2027 = 3e8 }");
        };
        let mut years: Vec<Option<(i32, Uncertain)>> = Vec::new();
        for entry in without_remarks(table) {
            let year =
                entry.key.parse().ok().filter(|_| {
                    entry.key.len() == 4 && entry.key.bytes().all(|b| b.is_ascii_digit())
                });
            if year.is_none() {
                let rule = format!("a key of `{path}` must be a calendar year, such as 2027");
                let problem = Problem::new(rule, entry.key_at);
                let short = entry.key.len() == 2 && entry.key.bytes().all(|b| b.is_ascii_digit());
                self.problems.push(if short {
                    problem.help(format!("write 20{}", entry.key))
                } else {
                    problem
                });
            }
            let amount = self.uncertain(&entry.node, &join(path, &entry.key), input, unit);
            years.push(year.zip(amount));
        }
        let mut years: Vec<(i32, Uncertain)> = years.into_iter().collect::<Option<_>>()?;
        years.sort_by_key(|&(year, _)| year);
        Some(years)
    }

    pub(super) fn multipliers(
        &mut self,
        node: &Node,
        path: &str,
    ) -> Option<Vec<(String, f64, Option<Span>)>> {
        let Some(table) = node.as_table() else {
            return self.wrong_kind(
                node,
                path,
                "a table of multipliers, such as { plain = 1.0, hill = 0.7 }",
            );
        };
        let mut multipliers = Vec::new();
        for entry in without_remarks(table) {
            let value = self.number(&entry.node, &join(path, &entry.key), Range::AT_LEAST_ZERO);
            multipliers.push(value.map(|value| (entry.key.clone(), value, entry.key_at)));
        }
        multipliers.into_iter().collect()
    }
}

/// Says how to write a month that is written in another way.
fn with_month(problem: Problem, text: &str) -> Problem {
    match syntax::month(text) {
        Some(month) => problem.help(format!("write \"{month}\"")),
        None => problem,
    }
}

/// The choice that goes by another name in the field.
fn by_another_name(text: &str, choices: &[&'static str]) -> Option<&'static str> {
    const NAMES: [(&str, &[&str]); 3] = [
        (
            "survey",
            &[
                "nts",
                "non_technical_survey",
                "nontechnical_survey",
                "non_technical",
            ],
        ),
        ("technical_survey", &["ts", "technical", "tech_survey"]),
        (
            "clearance",
            &[
                "bac",
                "battle_area_clearance",
                "clear",
                "demining",
                "mine_clearance",
                "manual_clearance",
                "mechanical_clearance",
                "full_clearance",
                "eod",
                "search",
            ],
        ),
    ];
    let word = plain(text);
    let known = NAMES
        .iter()
        .find(|(_, names)| names.contains(&word.as_str()));
    known
        .map(|(choice, _)| *choice)
        .filter(|choice| choices.contains(choice))
}

/// The entries of a table of labels or years; a remark is a text, so that a label may have the same name.
fn without_remarks(table: &Table) -> Vec<&Entry> {
    table
        .0
        .iter()
        .filter(|e| !(is_remark(&e.key) && e.node.as_text().is_some()))
        .collect()
}
