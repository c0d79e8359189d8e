//! Writes a merged and filled tree as one scenario file, which reads back as the same scenario.

use std::fmt::Write as _;

use toml_writer::{ToTomlKey as _, ToTomlValue as _};

use super::document::{Node, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Key, Kind};

/// The text of a whole scenario, with its order of dimensions.
pub(super) fn write(root: &Table, dimensions: &[String]) -> String {
    let mut text = String::new();
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
        assignment(&mut text, root, key);
    }
    text.push_str("dimensions = [\n");
    for path in dimensions {
        line(&mut text, format_args!("    {},", path.to_toml_value()));
    }
    text.push_str("]\n");
    for key in SCENARIO.iter().filter(is_table) {
        if let Some(node) = root.get(key.name) {
            tables(&mut text, key, node);
        }
    }
    text
}

fn tables(text: &mut String, key: &Key, node: &Node) {
    match (key.kind, &node.value) {
        (Kind::Table(keys), Value::Table(table)) => {
            line(text, format_args!("\n[{}]", key.name));
            assignments(text, table, keys);
        }
        (Kind::Tables(keys), Value::Table(named)) => {
            for entry in &named.0 {
                if let Value::Table(table) = &entry.node.value {
                    line(
                        text,
                        format_args!("\n[{}.{}]", key.name, entry.key.to_toml_key()),
                    );
                    assignments(text, table, keys);
                }
            }
        }
        (Kind::Entries(keys), Value::List(items)) => {
            for table in items.iter().filter_map(Node::as_table) {
                line(text, format_args!("\n[[{}]]", key.name));
                assignments(text, table, keys);
            }
        }
        _ => {}
    }
}

fn assignments(text: &mut String, table: &Table, keys: &[Key]) {
    for key in keys {
        assignment(text, table, key);
    }
}

fn assignment(text: &mut String, table: &Table, key: &Key) {
    if let Some(node) = table.get(key.name) {
        line(text, format_args!("{} = {}", key.name, inline(node)));
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    writeln!(text, "{content}").expect("writing to a string cannot fail");
}

/// A value on one line. A number is written as it was, so that it reads back to the same bits.
fn inline(node: &Node) -> String {
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
