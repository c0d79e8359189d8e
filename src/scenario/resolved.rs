//! Writes a merged and filled tree as one scenario file, which reads back as the same scenario.

use std::fmt::Write as _;

use toml_writer::{ToTomlKey as _, ToTomlValue as _};

use super::document::{Node, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Key, Kind};

/// What to say about a value, behind it.
type Comment<'a> = &'a dyn Fn(&Node) -> String;

/// The text of a whole scenario, with its order of dimensions.
pub(super) fn write(root: &Table, dimensions: &[String]) -> String {
    Writer {
        text: String::new(),
        comment: None,
    }
    .scenario(root, dimensions)
}

/// The same with a comment behind every value.
pub(super) fn annotate(root: &Table, dimensions: &[String], comment: Comment) -> String {
    Writer {
        text: String::new(),
        comment: Some(comment),
    }
    .scenario(root, dimensions)
}

struct Writer<'a> {
    text: String,
    comment: Option<Comment<'a>>,
}

impl Writer<'_> {
    fn scenario(mut self, root: &Table, dimensions: &[String]) -> String {
        let is_table = |key: &&Key| {
            matches!(
                key.kind,
                Kind::Table(_) | Kind::Tables(_) | Kind::Entries(_)
            )
        };
        for key in SCENARIO
            .iter()
            .filter(|key| !is_table(key) && key.name != "dimensions")
        {
            self.assignment(root, key);
        }
        self.dimensions(root, dimensions);
        for key in SCENARIO.iter().filter(is_table) {
            if let Some(node) = root.get(key.name) {
                self.tables(key, node);
            }
        }
        self.text
    }

    fn dimensions(&mut self, root: &Table, dimensions: &[String]) {
        let origin = match (self.comment, root.get("dimensions")) {
            (None, _) => String::new(),
            (Some(comment), Some(given)) => format!("  # {}, then by kind", comment(given)),
            (Some(_), None) => "  # by kind".to_owned(),
        };
        self.line(format_args!("dimensions = [{origin}"));
        for path in dimensions {
            self.line(format_args!("    {},", path.to_toml_value()));
        }
        self.line(format_args!("]"));
    }

    fn tables(&mut self, key: &Key, node: &Node) {
        match (key.kind, &node.value) {
            (Kind::Table(keys), Value::Table(table)) => {
                self.line(format_args!("\n[{}]", key.name));
                self.assignments(table, keys);
            }
            (Kind::Tables(keys), Value::Table(named)) => {
                for entry in &named.0 {
                    if let Value::Table(table) = &entry.node.value {
                        self.line(format_args!("\n[{}.{}]", key.name, entry.key.to_toml_key()));
                        self.assignments(table, keys);
                    }
                }
            }
            (Kind::Entries(keys), Value::List(items)) => {
                for table in items.iter().filter_map(Node::as_table) {
                    self.line(format_args!("\n[[{}]]", key.name));
                    self.assignments(table, keys);
                }
            }
            _ => {}
        }
    }

    fn assignments(&mut self, table: &Table, keys: &[Key]) {
        for key in keys {
            self.assignment(table, key);
        }
    }

    fn assignment(&mut self, table: &Table, key: &Key) {
        if let Some(node) = table.get(key.name) {
            let comment = self
                .comment
                .map_or_else(String::new, |comment| format!("  # {}", comment(node)));
            self.line(format_args!("{} = {}{comment}", key.name, inline(node)));
        }
    }

    fn line(&mut self, content: std::fmt::Arguments<'_>) {
        writeln!(self.text, "{content}").expect("writing to a string cannot fail");
    }
}

/// A value on one line. A number is written as it was, so that it reads back to the same bits.
pub(super) fn inline(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.to_toml_value(),
        Value::Number(number) => number.written.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::Date => unreachable!("no key takes a date, so none gets past the reader"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) if table.0.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let entries = table
                .0
                .iter()
                .map(|e| format!("{} = {}", e.key.to_toml_key(), inline(&e.node)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
