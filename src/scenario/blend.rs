//! Scenarios between two others: some tables of one, the rest of the other.

use super::document::{Entry, Node, Table, Value};
use super::key_tables::SCENARIO;
use super::keys::{Key, Kind};
use super::{LoadError, Loaded, Scenario, differences, from_text, resolved};

/// What `b` gives otherwise than `a`, as tables that can be taken one by one: `funding.state`, `economy`, `allocation`. A kind of tables
/// whose common ones stand in another order is one, such as `funding`. What decides nothing is left out: names and titles, and the
/// target, by which both are judged alike.
pub fn edited_tables(a: &Loaded, b: &Loaded) -> Vec<String> {
    let found = differences(a, b);
    let mut tables: Vec<String> = found.orders.iter().map(|it| it.path.clone()).collect();
    for change in &found.values {
        let mut parts = change.path.split(['.', ' ']);
        let (Some(kind), rest) = (parts.next(), parts.next()) else {
            continue;
        };
        if is_name(&change.path) || kind == "target" {
            continue;
        }
        let table = match (kind_of(kind), rest) {
            (Some(Kind::Tables(_)), Some(name)) => format!("{kind}.{name}"),
            _ => kind.to_owned(),
        };
        if !tables.contains(&table) && !tables.iter().any(|it| it == kind) {
            tables.push(table);
        }
    }
    tables
}

/// `a` with `taken` of the [edited tables](edited_tables) as they are in `b`. Its inputs have the dimensions of `a`, then those that only
/// `b` has.
///
/// # Errors
///
/// If the tables do not go together.
pub fn blend(a: &Loaded, b: &Loaded, taken: &[&str]) -> Result<Scenario, LoadError> {
    let mut root = Table::default();
    for key in SCENARIO {
        let whole = taken.contains(&key.name);
        let (mine, theirs) = (a.tree.root.get(key.name), b.tree.root.get(key.name));
        let node = match (key.kind, mine, theirs) {
            _ if whole => theirs.cloned(),
            (Kind::Tables(_), Some(mine), Some(theirs)) => Some(named(key, mine, theirs, taken)),
            _ => mine.cloned(),
        };
        root.0.extend(node.map(|node| Entry {
            key: key.name.to_owned(),
            key_at: None,
            node,
        }));
    }
    let mut dimensions = a.scenario.dimensions.clone();
    let others = b.scenario.dimensions.iter();
    let others: Vec<String> = others
        .filter(|it| !dimensions.contains(it))
        .cloned()
        .collect();
    dimensions.extend(others);
    let text = resolved::write(&root, &dimensions);
    from_text("blend", &text, &[]).map(|it| it.scenario)
}

/// Whether a path is that of a name for people, which decides nothing.
pub(crate) fn is_name(path: &str) -> bool {
    path == "name" || path.rsplit('.').next() == Some("title")
}

fn kind_of(name: &str) -> Option<Kind> {
    SCENARIO.iter().find(|it| it.name == name).map(|it| it.kind)
}

/// The tables of one kind. Those that both have stand in the same order in both, so one order serves both: what only the first has
/// before what only the second has.
fn named(key: &Key, mine: &Node, theirs: &Node, taken: &[&str]) -> Node {
    let (Value::Table(a), Value::Table(b)) = (&mine.value, &theirs.value) else {
        return mine.clone();
    };
    let is_taken = |name: &str| taken.contains(&format!("{}.{name}", key.name).as_str());
    let mut merged = Table::default();
    let mut rest = b.0.iter().peekable();
    for entry in &a.0 {
        if let Some(twin) = b.get(&entry.key) {
            while let Some(other) = rest.next_if(|it| it.key != entry.key) {
                if a.get(&other.key).is_none() && is_taken(&other.key) {
                    merged.0.push(other.clone());
                }
            }
            rest.next();
            let node = if is_taken(&entry.key) {
                twin
            } else {
                &entry.node
            };
            merged.0.push(Entry {
                node: node.clone(),
                ..entry.clone()
            });
        } else if !is_taken(&entry.key) {
            merged.0.push(entry.clone());
        }
    }
    merged
        .0
        .extend(rest.filter(|it| is_taken(&it.key)).cloned());
    Node {
        value: Value::Table(merged),
        at: mine.at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(lines: &str) -> Loaded {
        let text = format!("base = \"tests/data/valid/small.toml\"\n{lines}");
        from_text("over.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"))
    }

    fn edited() -> Loaded {
        over(
            "remove = [\"event.conflict\"]\nname = \"Other\"\nallocation = \"proportional\"\n[target]\nyears = 20\n\
             [team.manual]\ncount = 20\n[funding.surge]\nannual = { uniform = [1e6, 2e6] }\n\
             [[correlation]]\namong = [\"team.*.output\", \"area.*.suspected\"]\nrho = 0.1\n",
        )
    }

    #[test]
    fn edits_are_told_by_table_without_what_decides_nothing() {
        let tables = edited_tables(&over(""), &edited());
        let expected = [
            "allocation",
            "team.manual",
            "event.conflict",
            "funding.surge",
            "correlation",
        ];
        assert_eq!(tables.len(), expected.len(), "{tables:?}");
        assert!(
            expected
                .iter()
                .all(|it| tables.iter().any(|table| table == it)),
            "{tables:?}"
        );
    }

    #[test]
    fn with_no_edit_it_is_the_one_and_with_all_the_other() {
        let (a, b) = (over(""), edited());
        let tables = edited_tables(&a, &b);
        let all: Vec<&str> = tables.iter().map(String::as_str).collect();
        let none = blend(&a, &b, &[]).unwrap();
        assert_eq!(
            (&none.funding, &none.teams),
            (&a.scenario.funding, &a.scenario.teams)
        );
        let full = blend(&a, &b, &all).unwrap();
        assert_eq!(
            (&full.funding, &full.teams),
            (&b.scenario.funding, &b.scenario.teams)
        );
        assert_eq!(
            (&full.events, full.allocation),
            (&b.scenario.events, b.scenario.allocation)
        );
        assert_eq!(
            full.correlations,
            b.scenario
                .clone()
                .over(full.dimensions.clone())
                .correlations
        );
        assert_eq!(none.dimensions, full.dimensions);
    }

    #[test]
    fn a_part_that_needs_another_is_refused_alone() {
        let a = over("");
        let b = over(
            "[team.new]\ntask = \"clearance\"\nrate = 10\nunit_cost = { uniform = [1, 2] }\n\
                      [driver.wages]\nfactor = 2\nmultiplies = [\"team.new.unit_cost\"]\n",
        );
        assert!(blend(&a, &b, &["driver.wages"]).is_err());
        assert!(blend(&a, &b, &["driver.wages", "team.new"]).is_ok());
    }
}
