//! Sources and notes that tables carry as a whole.

use super::document::{Node, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Key, Kind, find};
use super::types::Remark;

/// The remarks of every table of a tree, in the order of the tree. Those of uncertain values belong to the values.
pub(super) fn of_tables(root: &Table) -> Vec<Remark> {
    let mut remarks = Vec::new();
    collect(root, SCENARIO, "", &mut remarks);
    remarks
}

fn collect(table: &Table, keys: &'static [Key], path: &str, remarks: &mut Vec<Remark>) {
    push(table, path, remarks);
    let prefix = if path.is_empty() {
        String::new()
    } else {
        format!("{path}.")
    };
    for entry in &table.0 {
        let Some(key) = find(keys, &entry.key) else {
            continue;
        };
        let path = format!("{prefix}{}", key.name);
        match (key.kind, &entry.node.value) {
            (Kind::Table(keys), Value::Table(table)) => collect(table, keys, &path, remarks),
            (Kind::Tables(keys), Value::Table(named)) => {
                for entry in &named.0 {
                    if let Some(table) = entry.node.as_table() {
                        collect(table, keys, &format!("{path}.{}", entry.key), remarks);
                    }
                }
            }
            (Kind::Entries(keys), Value::List(items)) => {
                for (index, table) in items.iter().filter_map(Node::as_table).enumerate() {
                    collect(table, keys, &format!("{path}.{}", index + 1), remarks);
                }
            }
            (Kind::Multipliers | Kind::ByYear(_), Value::Table(table)) => {
                push(table, &path, remarks);
            }
            _ => {}
        }
    }
}

fn push(table: &Table, path: &str, remarks: &mut Vec<Remark>) {
    let text = |name| table.get(name).and_then(Node::as_text).map(str::to_owned);
    let (source, note) = (text("source"), text("note"));
    if source.is_some() || note.is_some() {
        remarks.push(Remark {
            path: path.to_owned(),
            source,
            note,
        });
    }
}
