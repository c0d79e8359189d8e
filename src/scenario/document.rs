//! TOML text as a tree that remembers where every key and value stands.

use std::str::FromStr;

use toml::de::{DeTable, DeValue};
use unicode_normalization::UnicodeNormalization;

use super::brackets::unclosed;
use super::keys::Key;
use super::problem::Problem;
use super::source::{SourceText, Span};
use super::syntax;

/// A value and where it stands; `None`: filled in from a default.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) at: Option<Span>,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// A number.
    Number(Number),
    Flag(bool),
    /// A date or time, which no key takes.
    Date,
    List(Vec<Node>),
    Table(Table),
}

/// A number and how it was written.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) value: f64,
    /// Whether it was written as an integer.
    pub(super) whole: bool,
    /// In decimal digits, without underscores.
    pub(super) written: String,
}

/// Entries in the order in which the text first names them.
#[derive(Clone, Debug, Default)]
pub(super) struct Table(pub(super) Vec<Entry>);

/// A key, where it stands, and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    /// Where the key stands; `None`: filled in from a default.
    pub(super) key_at: Option<Span>,
    pub(super) node: Node,
}

impl Table {
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|e| e.key == key).map(|e| &e.node)
    }

    pub(super) fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.0.iter_mut().find(|e| e.key == key)
    }

    /// The path of the innermost key that stands at a place, itself or with its value.
    pub(super) fn path_at(&self, at: Span) -> Option<String> {
        let holds = |span: &Option<Span>| {
            span.is_some_and(|it| {
                it.source == at.source && it.start <= at.start && at.end <= it.end
            })
        };
        self.0.iter().find_map(|entry| {
            let within = entry.node.as_table().and_then(|table| table.path_at(at));
            let path = within.map(|path| format!("{}.{path}", entry.key));
            path.or_else(|| {
                let here = holds(&entry.key_at) || holds(&entry.node.at);
                here.then(|| entry.key.clone())
            })
        })
    }

    /// Takes an entry out.
    pub(super) fn take(&mut self, key: &str) -> Option<Entry> {
        let index = self.0.iter().position(|e| e.key == key)?;
        Some(self.0.remove(index))
    }
}

impl Node {
    pub(super) fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(number) => Some(number.value),
            _ => None,
        }
    }

    pub(super) fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The kind of value in words, for messages: "found a list".
    pub(super) fn words(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Parses source number `source`, whose top level has the keys `top`; every syntax error becomes a problem.
pub(super) fn parse(
    top: &'static [Key],
    sources: &[SourceText],
    source: usize,
    problems: &mut Vec<Problem>,
) -> Table {
    if let Some(problem) = syntax::unreadable(&sources[source], source) {
        problems.push(problem);
        return Table::default();
    }
    let text = &sources[source].text;
    let (root, errors) = DeTable::parse_recoverable(text);
    let unclosed = if errors.is_empty() {
        None
    } else {
        unclosed(text, source)
    };
    // Behind a bracket that is not closed the text says nothing.
    let readable = unclosed.as_ref().map_or(text.len(), |(at, _)| *at);
    let mut lines = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        if range.start >= readable && unclosed.is_some() {
            continue;
        }
        // What follows an error in its line is its consequence.
        let line = syntax::line(text, range.start);
        if !lines.contains(&line) {
            lines.push(line);
            let range = (range.start, range.end);
            problems.push(syntax::error(
                top,
                &sources[source],
                source,
                range,
                error.message(),
            ));
        }
    }
    problems.extend(unclosed.map(|(_, problem)| problem));
    let before = problems.len();
    let table = Reading { source, problems }.table(root.get_ref());
    let is_new = |problem: &Problem| {
        problem
            .start()
            .is_none_or(|start| start < readable && !lines.contains(&syntax::line(text, start)))
    };
    let told = problems.split_off(before);
    problems.extend(told.into_iter().filter(is_new));
    table
}

/// Parses a default value of our own key tables.
pub(super) fn default_node(text: &str) -> Node {
    let value = DeValue::parse(text).expect("the defaults of the key tables are valid TOML");
    let mut problems = Vec::new();
    let mut node = Reading {
        source: 0,
        problems: &mut problems,
    }
    .node(value.get_ref(), 0..0);
    forget_places(&mut node);
    node
}

fn forget_places(node: &mut Node) {
    node.at = None;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(forget_places),
        Value::Table(table) => {
            for entry in &mut table.0 {
                entry.key_at = None;
                forget_places(&mut entry.node);
            }
        }
        _ => {}
    }
}

/// A text with its letters and accents composed (Unicode's NFC), so that the same word is the same text however it was typed.
pub(super) fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Turns the parser's tree of one source into ours.
struct Reading<'a> {
    source: usize,
    problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut read = Table::default();
        for (key, value) in table {
            let entry = Entry {
                key: composed(key.get_ref()),
                key_at: Some(self.span(key.span())),
                node: self.node(value.get_ref(), value.span()),
            };
            // Keys that only a byte-wise comparison tells apart.
            if read.get(&entry.key).is_some() {
                let rule = format!("the key `{}` is given twice", entry.key);
                let problem = Problem::new(rule, entry.key_at);
                self.problems.push(problem.help("keep one of them"));
                continue;
            }
            read.0.push(entry);
        }
        read
    }

    fn node(&mut self, value: &DeValue<'_>, range: std::ops::Range<usize>) -> Node {
        let at = self.span(range);
        let value = match value {
            DeValue::String(text) => Value::Text(composed(text)),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(_) => Value::Date,
            DeValue::Integer(number) => {
                let value = i64::from_str_radix(number.as_str(), number.radix());
                let value = value.unwrap_or_else(|_| self.too_large(at));
                Value::Number(Number {
                    value: value as f64,
                    whole: true,
                    written: value.to_string(),
                })
            }
            DeValue::Float(number) => {
                let written = number.as_str().to_owned();
                // What is no number was a syntax error already.
                let value = f64::from_str(&written).unwrap_or_default();
                Value::Number(Number {
                    value,
                    whole: false,
                    written,
                })
            }
            DeValue::Array(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.node(item.get_ref(), item.span()))
                    .collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node {
            value,
            at: Some(at),
        }
    }

    fn too_large(&mut self, at: Span) -> i64 {
        let problem = Problem::new("a whole number must fit into 64 bits", Some(at));
        self.problems
            .push(problem.help("write it as a decimal number, such as 25e9"));
        0
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span {
            source: self.source,
            start: range.start,
            end: range.end,
        }
    }
}
