//! What differs between two scenarios, key by key, bases and defaults filled in.

use super::Loaded;
use super::document::{Node, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Key, Kind, is_remark};
use super::register::without_remarks;
use super::resolved::inline;

/// A key whose values differ. A value is `None` where the scenario does not have the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path of the key; a correlation's is `correlation [...]` with what it is among.
    pub path: String,
    /// The value in the first scenario, as written.
    pub a: Option<String>,
    /// The value in the second scenario, as written.
    pub b: Option<String>,
}

/// Everything that differs between two scenarios.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Values, in the order of the first scenario, then of the second. Numbers that are equal but written otherwise do not differ.
    pub values: Vec<Change>,
    /// Tables whose common entries stand in another order, which decides who is served first.
    pub orders: Vec<Change>,
    /// Sources, notes and descriptions.
    pub remarks: Vec<Change>,
    /// How many inputs that are uncertain in both take another dimension of the sampling design: under the same seed they draw
    /// other numbers.
    pub moved_dimensions: usize,
}

impl Differences {
    /// Whether the two are the same but for sources, notes and descriptions.
    pub fn same_values(&self) -> bool {
        self.values.is_empty() && self.orders.is_empty() && self.moved_dimensions == 0
    }
}

/// What differs between `a` and `b`.
pub fn differences(a: &Loaded, b: &Loaded) -> Differences {
    let (first, second) = (Leaves::of(&a.tree.root), Leaves::of(&b.tree.root));
    let (values, remarks) = changes(&first.leaves, &second.leaves)
        .into_iter()
        .partition(|(_, is_remark)| !is_remark);
    let only_change = |list: Vec<(Change, bool)>| list.into_iter().map(|(c, _)| c).collect();
    Differences {
        values: only_change(values),
        orders: orders(&first.names, &second.names),
        remarks: only_change(remarks),
        moved_dimensions: moved(&a.scenario.dimensions, &b.scenario.dimensions),
    }
}

/// A value that is compared as a whole.
struct Leaf {
    path: String,
    node: Node,
    is_remark: bool,
}

/// A scenario as a list of values, and the names of its named tables in order.
#[derive(Default)]
struct Leaves {
    leaves: Vec<Leaf>,
    names: Vec<(&'static str, Vec<String>)>,
}

impl Leaves {
    fn of(root: &Table) -> Self {
        let mut leaves = Self::default();
        leaves.table(root, SCENARIO, "");
        leaves
    }

    fn table(&mut self, table: &Table, keys: &'static [Key], prefix: &str) {
        for key in keys.iter().filter(|key| key.name != "dimensions") {
            if let Some(node) = table.get(key.name) {
                self.value(format!("{prefix}{}", key.name), node, key);
            }
        }
    }

    fn value(&mut self, path: String, node: &Node, key: &'static Key) {
        match (key.kind, &node.value) {
            (Kind::Table(keys), Value::Table(table)) => {
                self.table(table, keys, &format!("{path}."));
            }
            (Kind::Tables(keys), Value::Table(named)) => {
                let names = named.0.iter().map(|entry| entry.key.clone());
                self.names.push((key.name, names.collect()));
                for entry in &named.0 {
                    if let Some(table) = entry.node.as_table() {
                        self.table(table, keys, &format!("{path}.{}.", entry.key));
                    }
                }
            }
            (Kind::Entries(_), Value::List(items)) => {
                for table in items.iter().filter_map(Node::as_table) {
                    self.correlation(&path, table);
                }
            }
            (Kind::Multipliers | Kind::ByYear(_), Value::Table(table)) => {
                for entry in &table.0 {
                    let path = format!("{path}.{}", entry.key);
                    if is_remark(&entry.key) && entry.node.as_text().is_some() {
                        self.push(path, &entry.node, true);
                    } else {
                        self.input(path, &entry.node);
                    }
                }
            }
            (Kind::Uncertain(_), _) => self.input(path, node),
            _ => self.push(path, node, matches!(key.kind, Kind::Remark)),
        }
    }

    /// A number or a distribution; the remarks of a distribution are compared by themselves.
    fn input(&mut self, path: String, node: &Node) {
        if let Value::Table(table) = &node.value {
            for entry in table.0.iter().filter(|entry| is_remark(&entry.key)) {
                self.push(format!("{path}.{}", entry.key), &entry.node, true);
            }
        }
        self.push(path, &without_remarks(node), false);
    }

    /// An entry of a list has no name, so it goes by what it is among. If several are among the same, they are numbered.
    fn correlation(&mut self, path: &str, table: &Table) {
        let among = table.get("among").map(inline).unwrap_or_default();
        let mut path = format!("{path} {among}");
        if self.leaves.iter().any(|leaf| leaf.path == path) {
            let twins = self
                .leaves
                .iter()
                .filter(|leaf| !leaf.is_remark && leaf.path.starts_with(&path))
                .count();
            path = format!("{path} ({})", twins + 1);
        }
        for entry in &table.0 {
            match entry.key.as_str() {
                "among" => {}
                "rho" => self.push(path.clone(), &entry.node, false),
                remark => self.push(format!("{path}.{remark}"), &entry.node, true),
            }
        }
    }

    fn push(&mut self, path: String, node: &Node, is_remark: bool) {
        self.leaves.push(Leaf {
            path,
            node: node.clone(),
            is_remark,
        });
    }
}

/// Every leaf that differs, and whether it is a remark.
fn changes(first: &[Leaf], second: &[Leaf]) -> Vec<(Change, bool)> {
    let find = |list: &'_ [Leaf], path: &str| list.iter().position(|leaf| leaf.path == path);
    let mut changes = Vec::new();
    let mut push = |a: Option<&Leaf>, b: Option<&Leaf>| {
        let Some(leaf) = a.or(b) else { return };
        let change = Change {
            path: leaf.path.clone(),
            a: a.map(|leaf| inline(&leaf.node)),
            b: b.map(|leaf| inline(&leaf.node)),
        };
        changes.push((change, leaf.is_remark));
    };
    // Defaults of a table that only one scenario has say nothing.
    let is_given = |leaf: &&Leaf| leaf.node.at.is_some();
    for a in first {
        match find(second, &a.path).map(|at| &second[at]) {
            Some(b) if same(&a.node, &b.node) => {}
            // A variant without a name is called by its file's.
            Some(b) if a.path == "name" && (!is_given(&a) || !is_given(&b)) => {}
            Some(b) => push(Some(a), Some(b)),
            None => push(Some(a).filter(is_given), None),
        }
    }
    for b in second {
        if find(first, &b.path).is_none() {
            push(None, Some(b).filter(is_given));
        }
    }
    changes
}

/// Whether two values mean the same, however they are written.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a.value.total_cmp(&b.value).is_eq(),
        (Value::Flag(a), Value::Flag(b)) => a == b,
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Table(a), Value::Table(b)) => {
            let in_b = |key: &str, node: &Node| b.get(key).is_some_and(|other| same(node, other));
            a.0.len() == b.0.len() && a.0.iter().all(|entry| in_b(&entry.key, &entry.node))
        }
        _ => false,
    }
}

/// Kinds of tables whose common names stand in another order.
fn orders(
    first: &[(&'static str, Vec<String>)],
    second: &[(&'static str, Vec<String>)],
) -> Vec<Change> {
    let common = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter()
            .filter(|name| other.contains(name))
            .cloned()
            .collect()
    };
    let pairs = first.iter().zip(second);
    pairs
        .filter_map(|((kind, a), (_, b))| {
            let (a, b) = (common(a, b), common(b, a));
            (a != b).then(|| Change {
                path: (*kind).to_owned(),
                a: Some(a.join(", ")),
                b: Some(b.join(", ")),
            })
        })
        .collect()
}

fn moved(a: &[String], b: &[String]) -> usize {
    let place = |path| b.iter().position(|other| other == path);
    a.iter()
        .enumerate()
        .filter(|(at, path)| place(*path).is_some_and(|other| other != *at))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    fn over(lines: &str) -> Loaded {
        let text = format!("base = \"tests/data/valid/small.toml\"\n{lines}");
        scenario::from_text("over.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"))
    }

    fn change(path: &str, a: Option<&str>, b: Option<&str>) -> Change {
        Change {
            path: path.to_owned(),
            a: a.map(str::to_owned),
            b: b.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_written_otherwise_but_means_the_same_does_not_differ() {
        let found = differences(
            &over(""),
            &over("[target]\ncost = 60_000_000\nspent = 0.0\n"),
        );
        assert_eq!(found, Differences::default());
        assert!(found.same_values());
    }

    #[test]
    fn changed_dropped_and_added_keys_are_told_apart() {
        let found = differences(
            &over(""),
            &over(
                "remove = [\"event.conflict\"]\n[target]\nyears = 20\nnote = \"mine\"\n\
                 [team.manual]\nterrain = { hill = 0.5 }\nmax = 30\n[[correlation]]\namong = [\"area.*.suspected\"]\nrho = 0.1\n",
            ),
        );
        assert_eq!(
            found.values,
            [
                change("target.years", Some("15"), Some("20")),
                change("event.conflict.rate", Some("0.02"), None),
                change(
                    "event.conflict.duration",
                    Some("{ pert = [2, 6, 24] }"),
                    None
                ),
                change("event.conflict.output", Some("0.3"), None),
                change("team.manual.max", None, Some("30")),
                change("team.manual.terrain.hill", None, Some("0.5")),
                change("correlation [\"area.*.suspected\"] (2)", None, Some("0.1")),
            ]
        );
        assert_eq!(
            found.remarks,
            [change("target.note", None, Some("\"mine\""))]
        );
        assert!(!found.same_values());
    }

    #[test]
    fn a_remark_on_a_value_is_no_change_of_the_value() {
        let given = "[team.manual]\noutput = { pert = [200, 350.0, 500], source = \"a trial\" }\n";
        let found = differences(&over(""), &over(given));
        assert!(found.same_values());
        assert_eq!(found.remarks[0].path, "team.manual.output.source");
    }

    #[test]
    fn another_order_of_tables_and_dimensions_is_told() {
        let text = std::fs::read_to_string("tests/data/valid/small.toml").unwrap();
        let state = "[funding.state]\nannual = { pert = [3e6, 4e6, 6e6] }\n";
        let moved = text.replace(state, "") + state;
        let other = format!("dimensions = [\"team.manual.output\"]\n{moved}");
        let other = scenario::from_text("other.toml", &other, &[]).unwrap();
        let found = differences(&over(""), &other);
        assert!(found.values.is_empty(), "{:?}", found.values);
        assert_eq!(
            found.orders,
            [change(
                "funding",
                Some("state, donors"),
                Some("donors, state")
            )]
        );
        assert_eq!(found.moved_dimensions, 7);
    }
}
