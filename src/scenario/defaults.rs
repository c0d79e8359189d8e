//! Fills the defaults of the key tables into a merged tree and puts its keys into the tables' order, so that everything behind it
//! sees a complete tree that does not depend on how its files are arranged. Named tables keep the order of the file.

use super::document::{Entry, Node, Table, Value, default_node};
use super::key_tables::SCENARIO;
use super::keys::{Fallback, Key, Kind, find};

/// Adds every key that has a default and is not given, and sorts the keys of each table as its key table does.
pub(super) fn fill(root: &mut Table) {
    fill_table(root, SCENARIO, None);
}

fn fill_table(table: &mut Table, keys: &'static [Key], name: Option<&str>) {
    for key in keys {
        if table.get(key.name).is_some() {
            continue;
        }
        let node = match key.fallback {
            Fallback::Required | Fallback::Absent => None,
            Fallback::Value(toml) => Some(default_node(toml)),
            Fallback::TableName => name.map(text_node),
        };
        if let Some(node) = node {
            table.0.push(Entry {
                key: key.name.to_owned(),
                key_at: None,
                node,
            });
        }
    }
    // Unknown keys come last, where the reader refuses them.
    let rank = |name: &str| {
        keys.iter()
            .position(|key| key.name == name)
            .unwrap_or(keys.len())
    };
    table.0.sort_by_key(|entry| rank(&entry.key));
    for entry in &mut table.0 {
        if let Some(key) = find(keys, &entry.key) {
            fill_below(&mut entry.node, key.kind);
        }
    }
}

fn fill_below(node: &mut Node, kind: Kind) {
    match (kind, &mut node.value) {
        (Kind::Table(keys), Value::Table(table)) => fill_table(table, keys, None),
        (Kind::Tables(keys), Value::Table(tables)) => {
            for entry in &mut tables.0 {
                if let Value::Table(table) = &mut entry.node.value {
                    fill_table(table, keys, Some(&entry.key));
                }
            }
        }
        (Kind::Entries(keys), Value::List(items)) => {
            for item in items {
                if let Value::Table(table) = &mut item.value {
                    fill_table(table, keys, None);
                }
            }
        }
        _ => {}
    }
}

fn text_node(text: &str) -> Node {
    Node {
        value: Value::Text(text.to_owned()),
        at: None,
    }
}
