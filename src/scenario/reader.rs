//! Reads a merged tree by the key tables: every value typed and in range, or a problem that says why not.

use std::str::FromStr;

use crate::calendar::Month;

use super::checked::{Checked, Field, Read};
use super::document::{Entry, Node, Span, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Fallback, Input, Key, Kind, Range, find, is_name, is_remark};
use super::problem::{Problem, names};
use super::types::Uncertain;
use super::uncertain;

/// A horizon this near to a whole number of months is that number.
const MONTH_TOLERANCE: f64 = 1e-6;

/// Reads the top table; `top` is where keys that the whole file lacks are reported.
pub(super) fn read(root: &Table, top: Span, problems: &mut Vec<Problem>) -> Checked {
    Reader { problems }.table(root, SCENARIO, "", Some(top))
}

struct Reader<'a> {
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    /// `path` is the table's own path, empty at the top; `at` is where its name stands.
    fn table(
        &mut self,
        table: &Table,
        keys: &'static [Key],
        path: &str,
        at: Option<Span>,
    ) -> Checked {
        let mut checked = Checked {
            at,
            ..Checked::default()
        };
        for entry in &table.0 {
            let path = join(path, &entry.key);
            let Some(key) = find(keys, &entry.key) else {
                let problem = Problem::new(format!("there is no key `{path}`"), entry.key_at);
                self.problems
                    .push(problem.nearest(&entry.key, keys.iter().map(|key| key.name)));
                continue;
            };
            let value = self.value(entry, key, &path);
            checked.fields.push(Field {
                name: key.name,
                at: entry.node.at,
                value,
            });
        }
        for key in keys
            .iter()
            .filter(|key| matches!(key.fallback, Fallback::Required))
        {
            if table.get(key.name).is_none() {
                self.problems.push(missing(key, path, at));
            }
        }
        checked
    }

    fn value(&mut self, entry: &Entry, key: &'static Key, path: &str) -> Option<Read> {
        let node = &entry.node;
        match key.kind {
            Kind::Text => self.text(node, path, false).map(Read::Text),
            Kind::Remark => self.text(node, path, true).map(Read::Text),
            Kind::Flag => match node.value {
                Value::Flag(flag) => Some(Read::Flag(flag)),
                _ => self.wrong_kind(node, path, "true or false"),
            },
            Kind::Choice(choices) => self.choice(node, path, choices).map(Read::Text),
            // The layers have refused every other format before they were merged.
            Kind::Format => Some(Read::Number(1.0)),
            Kind::Number(range) => self.number(node, path, range).map(Read::Number),
            Kind::Horizon(range) => self.horizon(node, path, range).map(Read::Number),
            Kind::Numbers(range, length) => {
                self.numbers(node, path, range, length).map(Read::Numbers)
            }
            Kind::Year => self.year(node, path).map(Read::Year),
            Kind::Month => self.month(node, path).map(Read::Month),
            Kind::Texts => self.texts(node, path).map(Read::Texts),
            Kind::Uncertain(input) => self
                .uncertain(node, path, input, key.unit)
                .map(Read::Uncertain),
            Kind::ByYear(input) => self.by_year(node, path, input, key.unit).map(Read::ByYear),
            Kind::Multipliers => self.multipliers(node, path).map(Read::Multipliers),
            Kind::Table(keys) => match node.as_table() {
                Some(table) => Some(Read::Table(self.table(table, keys, path, entry.key_at))),
                None => self.wrong_kind(node, path, "a table"),
            },
            Kind::Tables(keys) => self.tables(entry, path, key, keys).map(Read::Tables),
            Kind::Entries(keys) => self.entries(node, path, keys).map(Read::Tables),
        }
    }

    /// Refuses a value of another kind than `wanted`.
    fn wrong_kind<T>(&mut self, node: &Node, path: &str, wanted: &str) -> Option<T> {
        let problem = Problem::new(format!("`{path}` must be {wanted}"), node.at);
        self.problems
            .push(problem.found(format!("found {}", node.words())));
        None
    }

    fn text(&mut self, node: &Node, path: &str, may_be_empty: bool) -> Option<String> {
        match node.as_text() {
            Some(text) if may_be_empty || !text.trim().is_empty() => Some(text.to_owned()),
            Some(_) => {
                self.problems
                    .push(Problem::new(format!("`{path}` must not be empty"), node.at));
                None
            }
            None => self.wrong_kind(node, path, "a text in quotes"),
        }
    }

    fn choice(&mut self, node: &Node, path: &str, choices: &[&'static str]) -> Option<String> {
        let text = self.text(node, path, true)?;
        if choices.contains(&text.as_str()) {
            return Some(text);
        }
        let problem = Problem::new(
            format!("`{path}` must be one of {}", names(choices.iter().copied())),
            node.at,
        );
        self.problems
            .push(problem.nearest(&text, choices.iter().copied()));
        None
    }

    fn number(&mut self, node: &Node, path: &str, range: Range) -> Option<f64> {
        let wanted = range.words();
        let Some(value) = node.as_number() else {
            return self.wrong_kind(node, path, &format!("a number, {wanted}"));
        };
        if value.is_finite() && range.holds(value, value) {
            return Some(value);
        }
        self.problems.push(
            Problem::new(format!("`{path}` must be {wanted}"), node.at)
                .found(format!("found {value}")),
        );
        None
    }

    fn horizon(&mut self, node: &Node, path: &str, range: Range) -> Option<f64> {
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
            .push(problem.found(format!("found {months} months")));
        None
    }

    fn numbers(
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

    fn year(&mut self, node: &Node, path: &str) -> Option<i32> {
        match &node.value {
            Value::Number(number) if number.whole && (0.0..=9999.0).contains(&number.value) => {
                Some(number.value as i32)
            }
            _ => self.wrong_kind(node, path, "a calendar year, such as 2026"),
        }
    }

    fn month(&mut self, node: &Node, path: &str) -> Option<Month> {
        let wanted = "a month in quotes, such as \"2026-01\"";
        let Some(text) = node.as_text() else {
            return self.wrong_kind(node, path, wanted);
        };
        let month = Month::from_str(text).ok();
        if month.is_none() {
            self.problems
                .push(Problem::new(format!("`{path}` must be {wanted}"), node.at));
        }
        month
    }

    fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<(String, Option<Span>)>> {
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

    fn uncertain(
        &mut self,
        node: &Node,
        path: &str,
        input: Input,
        unit: &'static str,
    ) -> Option<Uncertain> {
        uncertain::read(node, path, input, unit, self.problems)
    }

    fn by_year(
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
                self.problems.push(Problem::new(rule, entry.key_at));
            }
            let amount = self.uncertain(&entry.node, &join(path, &entry.key), input, unit);
            years.push(year.zip(amount));
        }
        let mut years: Vec<(i32, Uncertain)> = years.into_iter().collect::<Option<_>>()?;
        years.sort_by_key(|&(year, _)| year);
        Some(years)
    }

    fn multipliers(&mut self, node: &Node, path: &str) -> Option<Vec<(String, f64, Option<Span>)>> {
        let Some(table) = node.as_table() else {
            return self.wrong_kind(
                node,
                path,
                "a table of multipliers, such as { plain = 1.0, hill = 0.7 }",
            );
        };
        let mut multipliers = Vec::new();
        for entry in without_remarks(table) {
            self.check_name(entry, path);
            let value = self.number(&entry.node, &join(path, &entry.key), Range::AT_LEAST_ZERO);
            multipliers.push(value.map(|value| (entry.key.clone(), value, entry.key_at)));
        }
        multipliers.into_iter().collect()
    }

    fn tables(
        &mut self,
        entry: &Entry,
        path: &str,
        key: &Key,
        keys: &'static [Key],
    ) -> Option<Vec<Checked>> {
        let Some(tables) = entry.node.as_table() else {
            return self.wrong_kind(
                &entry.node,
                path,
                &format!("made of named tables, such as [{path}.alpha]"),
            );
        };
        if tables.0.is_empty() && matches!(key.fallback, Fallback::Required) {
            let problem =
                Problem::new(format!("at least one `{path}` must be given"), entry.key_at);
            self.problems
                .push(problem.help(format!("add a table such as [{path}.alpha]")));
        }
        let mut read = Vec::new();
        for entry in &tables.0 {
            self.check_name(entry, path);
            let path = join(path, &entry.key);
            match entry.node.as_table() {
                Some(table) => {
                    let table = self.table(table, keys, &path, entry.key_at);
                    read.push(Checked {
                        name: entry.key.clone(),
                        ..table
                    });
                }
                None => self
                    .wrong_kind(&entry.node, &path, "a table")
                    .unwrap_or_default(),
            }
        }
        Some(read)
    }

    fn entries(&mut self, node: &Node, path: &str, keys: &'static [Key]) -> Option<Vec<Checked>> {
        let wanted = format!("written as [[{path}]]");
        let Some(items) = node.as_list() else {
            return self.wrong_kind(node, path, &wanted);
        };
        let mut read = Vec::new();
        for item in items {
            match item.as_table() {
                Some(table) => read.push(self.table(table, keys, path, item.at)),
                None => self.wrong_kind(item, path, &wanted).unwrap_or_default(),
            }
        }
        Some(read)
    }

    fn check_name(&mut self, entry: &Entry, path: &str) {
        if !is_name(&entry.key) {
            let rule = format!("a name in `{path}` must be made of letters, digits, `-` and `_`");
            self.problems.push(Problem::new(rule, entry.key_at));
        }
    }
}

/// The entries of a table of labels or years; a remark is a text, so that a label may have the same name.
fn without_remarks(table: &Table) -> Vec<&Entry> {
    table
        .0
        .iter()
        .filter(|e| !(is_remark(&e.key) && e.node.as_text().is_some()))
        .collect()
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn missing(key: &Key, path: &str, at: Option<Span>) -> Problem {
    let name = key.name;
    let (what, example) = match key.kind {
        Kind::Table(_) => ("table", format!("add [{name}]")),
        Kind::Tables(_) => (
            "table",
            format!("add at least one table such as [{name}.alpha]"),
        ),
        _ => ("key", format!("add `{name} = …`")),
    };
    let problem = Problem::new(format!("the {what} `{}` is missing", join(path, name)), at);
    problem.help(format!("{example}: {}", key.doc))
}
