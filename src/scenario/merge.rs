//! Puts one tree over another, key by key, and drops what a derived file removes.
//!
//! Which values are merged deeply and which are replaced whole follows from the key tables, never from how a value looks.

use std::collections::BTreeMap;

use super::document::{Entry, Node, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Key, Kind, find};
use super::problem::{MOST_TOLD, Problem, nearest};
use super::source::Span;

/// Puts `over` over `under`: the order of `under` first, new keys after.
pub(super) fn overlay(under: &mut Table, over: Table) {
    overlay_table(under, over, SCENARIO);
}

fn overlay_table(under: &mut Table, over: Table, keys: &'static [Key]) {
    overlay_entries(under, over, |name, below, above| match find(keys, name) {
        Some(key) => overlay_node(below, above, key.kind),
        None => *below = above,
    });
}

/// Adds the entries of `over` to `under`; `join` decides about those that both have.
fn overlay_entries(under: &mut Table, over: Table, join: impl Fn(&str, &mut Node, Node)) {
    let keys = under.0.iter().map(|entry| entry.key.clone());
    let known: BTreeMap<String, usize> = keys.zip(0..).collect();
    for entry in over.0 {
        match known.get(&entry.key) {
            Some(&index) => {
                let known = &mut under.0[index];
                known.key_at = entry.key_at;
                join(&entry.key, &mut known.node, entry.node);
            }
            None => under.0.push(entry),
        }
    }
}

fn overlay_node(under: &mut Node, over: Node, kind: Kind) {
    match (kind, &mut under.value, over.value) {
        (Kind::Table(keys), Value::Table(below), Value::Table(above)) => {
            overlay_table(below, above, keys);
            under.at = over.at;
        }
        (Kind::Tables(keys), Value::Table(below), Value::Table(above)) => {
            overlay_entries(below, above, |_, below, above| {
                overlay_node(below, above, Kind::Table(keys));
            });
            under.at = over.at;
        }
        (Kind::Multipliers | Kind::ByYear(_), Value::Table(below), Value::Table(above)) => {
            overlay_entries(below, above, |_, below, above| *below = above);
            under.at = over.at;
        }
        (Kind::Entries(_), Value::List(below), Value::List(above)) => below.extend(above),
        (_, _, value) => *under = Node { value, at: over.at },
    }
}

/// Drops the table or key at a dotted path; returns the paths of all that went with it, its own first.
pub(super) fn remove(
    root: &mut Table,
    path: &str,
    at: Option<Span>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let guess = problems.len() < MOST_TOLD;
    match remove_below(root, Kind::Table(SCENARIO), path, guess) {
        Ok(dropped) => {
            let mut paths = vec![path.to_owned()];
            paths_below(path, &dropped.node, &mut paths);
            paths
        }
        Err(near) => {
            let rule = "`remove` must name a table or key of the base file";
            let problem = Problem::new(rule, at).found(format!("the base has no `{path}`"));
            problems.push(problem.help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "distributions and lists are not parted: replace them whole".to_owned(),
            }));
            Vec::new()
        }
    }
}

fn paths_below(path: &str, node: &Node, paths: &mut Vec<String>) {
    for entry in node.as_table().map_or(&[][..], |table| &table.0) {
        let below = format!("{path}.{}", entry.key);
        paths_below(&below, &entry.node, paths);
        paths.push(below);
    }
}

/// `Err`: not there, with the nearest path there is if a guess is wanted.
fn remove_below(
    table: &mut Table,
    kind: Kind,
    path: &str,
    guess: bool,
) -> Result<Entry, Option<String>> {
    let near = |table: &Table, name| guess.then(|| nearest_key(table, name)).flatten();
    let Some((name, rest)) = path.split_once('.') else {
        return table.take(path).ok_or_else(|| near(table, path));
    };
    let below = match kind {
        Kind::Table(keys) => find(keys, name).map(|key| key.kind),
        Kind::Tables(keys) => Some(Kind::Table(keys)),
        _ => None,
    };
    let found = table
        .entry_mut(name)
        .and_then(|entry| match &mut entry.node.value {
            Value::Table(table) => Some(table),
            _ => None,
        });
    match (found, below) {
        (
            Some(inner),
            Some(below @ (Kind::Table(_) | Kind::Tables(_) | Kind::Multipliers | Kind::ByYear(_))),
        ) => remove_below(inner, below, rest, guess)
            .map_err(|near| near.map(|near| format!("{name}.{near}"))),
        (Some(_), _) => Err(None),
        (None, _) => Err(near(table, name).map(|near| format!("{near}.{rest}"))),
    }
}

fn nearest_key(table: &Table, name: &str) -> Option<String> {
    nearest(name, table.0.iter().map(|Entry { key, .. }| key.as_str())).map(str::to_owned)
}
