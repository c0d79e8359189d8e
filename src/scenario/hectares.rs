//! Values of a file in another unit of areas are turned into hectares before anything else reads them.

use super::area_unit::AreaUnit;
use super::document::{Entry, Node, Number, Table, Value};
use super::keys::is_remark;
use super::problem::Problem;
use super::source::Span;

/// What happens to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// It is an area, or an area a year.
    Area,
    /// It is money per area.
    PerArea,
}

/// A value in `unit`, in hectares or per hectare.
fn converted(value: f64, unit: AreaUnit, change: Change) -> f64 {
    match (unit, change) {
        (AreaUnit::Hectares, _) => value,
        (AreaUnit::SquareKilometres, Change::Area) => value * 100.0,
        (AreaUnit::SquareKilometres, Change::PerArea) => value / 100.0,
        (AreaUnit::SquareMetres, Change::Area) => value / 10_000.0,
        (AreaUnit::SquareMetres, Change::PerArea) => value * 10_000.0,
    }
}

/// What happens to the key of a named table. `is_rate`: whether a team's size is an area a year.
fn change(table: &str, key: &str, is_rate: bool) -> Option<Change> {
    match (table, key) {
        ("area", "suspected" | "confirmed") | ("event", "adds") => Some(Change::Area),
        ("team", "rate" | "growth" | "max" | "by_year") if is_rate => Some(Change::Area),
        ("team", "cost" | "mobilisation") if is_rate => Some(Change::PerArea),
        ("team", "unit_cost") => Some(Change::PerArea),
        _ => None,
    }
}

/// Calls `visit` for every value of a tree that depends on the unit of areas, with its path.
fn visit(
    root: &mut Table,
    is_rate: &impl Fn(&str) -> bool,
    mut visit: impl FnMut(String, &mut Node, Change),
) {
    for kind in ["area", "team", "event"] {
        let tables = root.entry_mut(kind).map(|entry| &mut entry.node.value);
        let Some(Value::Table(tables)) = tables else {
            continue;
        };
        for named in &mut tables.0 {
            let rate = kind == "team" && is_rate(&named.key);
            let Value::Table(table) = &mut named.node.value else {
                continue;
            };
            for entry in &mut table.0 {
                let Some(change) = change(kind, &entry.key, rate) else {
                    continue;
                };
                let path = format!("{kind}.{}.{}", named.key, entry.key);
                match &mut entry.node.value {
                    Value::Table(years) if entry.key == "by_year" => {
                        for year in years.0.iter_mut().filter(|year| !is_remark(&year.key)) {
                            visit(format!("{path}.{}", year.key), &mut year.node, change);
                        }
                    }
                    _ => visit(path, &mut entry.node, change),
                }
            }
        }
    }
}

/// Whether the size of a team in a merged tree is an area a year.
pub(super) fn is_rate(root: &Table, team: &str) -> bool {
    let teams = root.get("team").and_then(Node::as_table);
    let team = teams.and_then(|teams| teams.get(team)?.as_table());
    team.is_some_and(|team| {
        team.get("rate").is_some() || (team.get("count").is_none() && team.get("output").is_none())
    })
}

/// Turns the values of a file in `unit` into hectares; `merged` tells how teams are written in the end.
pub(super) fn to_hectares(root: &mut Table, unit: AreaUnit, merged: &Table) {
    if unit == AreaUnit::Hectares {
        return;
    }
    let is_rate = |team: &str| is_rate(merged, team);
    visit(root, &is_rate, |_, node, change| {
        scale(node, &|value| converted(value, unit, change));
    });
}

/// Warnings that values set from outside were taken in hectares, where a file is in another unit.
pub(super) fn taken_as_hectares(
    root: &mut Table,
    file: AreaUnit,
    merged: &Table,
    at: Option<Span>,
) -> Vec<Problem> {
    let mut found = Vec::new();
    if file == AreaUnit::Hectares {
        return found;
    }
    let is_rate = |team: &str| is_rate(merged, team);
    visit(root, &is_rate, |path, _, change| {
        let taken = match change {
            Change::Area => "in hectares",
            Change::PerArea => "per hectare",
        };
        let rule = format!(
            "`{path}` is set {taken}, although the file is in {}",
            file.name()
        );
        found.push(
            Problem::new(rule, at).help("settings are in hectares whatever the file's `area_unit`; convert the value if it was meant otherwise"),
        );
    });
    found
}

/// Applies `convert` to all numbers of a value that are in its unit.
fn scale(node: &mut Node, convert: &impl Fn(f64) -> f64) {
    match &mut node.value {
        Value::Number(number) => {
            let value = convert(number.value);
            *number = Number {
                value,
                whole: false,
                written: format!("{value:?}"),
            };
        }
        Value::List(items) => {
            for item in items {
                scale(item, convert);
            }
        }
        Value::Table(table) => {
            for entry in &mut table.0 {
                match entry.key.as_str() {
                    "discrete" => scale_values(&mut entry.node, convert),
                    "beta" => scale_support(&mut entry.node, convert),
                    // A shape has no unit.
                    "shape" => {}
                    _ => scale(&mut entry.node, convert),
                }
            }
        }
        _ => {}
    }
}

/// Of pairs of value and weight, the values.
fn scale_values(node: &mut Node, convert: &impl Fn(f64) -> f64) {
    let Value::List(pairs) = &mut node.value else {
        return;
    };
    for pair in pairs {
        if let Value::List(pair) = &mut pair.value
            && let Some(value) = pair.first_mut()
        {
            scale(value, convert);
        }
    }
}

/// Of a beta law, the support; it is 0 to 1 where it is not given.
fn scale_support(node: &mut Node, convert: &impl Fn(f64) -> f64) {
    let at = node.at;
    let Value::Table(table) = &mut node.value else {
        return;
    };
    if table.get("max").is_none() {
        table.0.push(Entry {
            key: "max".to_owned(),
            key_at: at,
            node: Node {
                value: Value::Number(Number {
                    value: 1.0,
                    whole: false,
                    written: "1.0".to_owned(),
                }),
                at,
            },
        });
    }
    for entry in &mut table.0 {
        if entry.key == "min" || entry.key == "max" {
            scale(&mut entry.node, convert);
        }
    }
}
