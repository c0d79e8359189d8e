//! Which values of a tree are inputs.

use super::document::{Node, Table, Value};
use super::glob;
use super::key_tables::SCENARIO;
use super::keys::{Drawn, Key, Kind, find, is_remark};

/// A value that may be uncertain.
#[derive(Clone, Debug)]
pub(super) struct InputAt {
    pub(super) path: String,
    pub(super) drawn: Drawn,
    /// Whether it is written as a distribution, not as a plain number.
    pub(super) uncertain: bool,
}

/// All values of a tree that may be uncertain, in the order of the tree.
pub(super) fn inputs(root: &Table) -> Vec<InputAt> {
    let mut found = Vec::new();
    walk(root, SCENARIO, "", &mut |path, drawn, node| {
        let uncertain = matches!(node.value, Value::Table(_));
        found.push(InputAt {
            path: path.to_owned(),
            drawn,
            uncertain,
        });
    });
    found
}

fn walk(
    table: &Table,
    keys: &'static [Key],
    prefix: &str,
    visit: &mut impl FnMut(&str, Drawn, &Node),
) {
    for entry in &table.0 {
        let Some(key) = find(keys, &entry.key) else {
            continue;
        };
        let path = format!("{prefix}{}", entry.key);
        match (key.kind, &entry.node.value) {
            (Kind::Uncertain(input), _) => visit(&path, input.drawn, &entry.node),
            (Kind::ByYear(input), Value::Table(years)) => {
                for year in years.0.iter().filter(|year| !is_remark(&year.key)) {
                    visit(&format!("{path}.{}", year.key), input.drawn, &year.node);
                }
            }
            (Kind::Table(keys), Value::Table(inner)) => {
                walk(inner, keys, &format!("{path}."), visit);
            }
            (Kind::Tables(keys), Value::Table(tables)) => {
                for named in &tables.0 {
                    if let Value::Table(inner) = &named.node.value {
                        walk(inner, keys, &format!("{path}.{}.", named.key), visit);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The inputs a driver's pattern names. A driver's own factor is none: drivers multiply inputs, not each other.
pub(super) fn targets<'a>(
    pattern: &'a str,
    inputs: &'a [InputAt],
) -> impl Iterator<Item = &'a InputAt> {
    inputs.iter().filter(move |input| {
        !input.path.starts_with("driver.") && glob::matches(pattern, &input.path)
    })
}
