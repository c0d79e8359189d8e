//! The commented scenario that new scenarios start from.

/// A scenario file that runs as it is and shows every key of the format: its unit, its meaning, and, switched off by a `#`, the
/// keys it does not need.
pub const STARTING_POINT: &str = include_str!("starting-point.toml");

#[cfg(test)]
mod tests {
    use super::STARTING_POINT;
    use crate::scenario;
    use crate::scenario::document::{Node, Table, Value, parse};
    use crate::scenario::key_tables::SCENARIO;
    use crate::scenario::keys::{Fallback, Key, Kind};
    use crate::scenario::source::SourceText;

    /// The text with every line that is switched off switched on.
    fn all_on() -> String {
        let lines = STARTING_POINT.lines().map(|line| {
            let off = line.strip_prefix('#');
            off.filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
                .unwrap_or(line)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn it_is_accepted_without_a_warning() {
        let loaded = scenario::from_text("scenario.toml", STARTING_POINT, &[]);
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}"));
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    }

    #[test]
    fn it_is_accepted_with_everything_switched_on() {
        let text = all_on();
        assert_ne!(text, STARTING_POINT);
        // What is written instead of another key cannot stand beside it.
        let beside = |line: &&str| !line.contains("instead of `years`");
        let text: Vec<&str> = text.lines().filter(beside).collect();
        let text = text.join("\n");
        let loaded = scenario::from_text("scenario.toml", &text, &[]);
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}"));
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    }

    #[test]
    fn every_key_of_the_format_is_shown_in_its_table() {
        let root = tree(&all_on());
        let mut missing = Vec::new();
        shown(SCENARIO, &[&root], "", &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
    }

    /// Collects keys that none of the tables of one kind has.
    fn shown(keys: &[Key], tables: &[&Table], path: &str, missing: &mut Vec<String>) {
        for key in keys {
            let path = format!("{path}.{}", key.name);
            let values: Vec<&Node> = tables.iter().filter_map(|t| t.get(key.name)).collect();
            let inner: Vec<&Table> = match key.kind {
                Kind::Table(_) => values.iter().filter_map(|node| node.as_table()).collect(),
                Kind::Tables(_) => values
                    .iter()
                    .filter_map(|node| node.as_table())
                    .flat_map(|named| named.0.iter().filter_map(|entry| entry.node.as_table()))
                    .collect(),
                Kind::Entries(_) => values
                    .iter()
                    .filter_map(|node| node.as_list())
                    .flat_map(|items| items.iter().filter_map(Node::as_table))
                    .collect(),
                _ => Vec::new(),
            };
            match key.kind {
                _ if values.is_empty() => missing.push(path),
                Kind::Table(keys) | Kind::Tables(keys) | Kind::Entries(keys) => {
                    shown(keys, &inner, &path, missing);
                }
                _ => {}
            }
        }
    }

    /// The first line that gives a key tells its unit, in front of a colon in the comment.
    #[test]
    fn every_key_tells_its_unit() {
        let text = all_on();
        let mut missing = Vec::new();
        for (header, keys) in tables() {
            let lines: Vec<&str> = text
                .lines()
                .scan(String::new(), |table, line| {
                    if line.starts_with('[') {
                        *table = line.trim_matches(['[', ']']).to_owned();
                    }
                    Some((table.clone(), line))
                })
                .filter(|(table, _)| table.split('.').next() == Some(header))
                .map(|(_, line)| line)
                .collect();
            for key in keys.iter().filter(|key| !key.unit.is_empty()) {
                let unit = format!("# {}:", key.unit);
                let gives = |line: &&&str| line.starts_with(&format!("{} = ", key.name));
                if !lines
                    .iter()
                    .find(gives)
                    .is_some_and(|line| line.contains(&unit))
                {
                    missing.push(format!("{header}.{}: {}", key.name, key.unit));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn every_distribution_is_marked_as_judgement() {
        let unmarked: Vec<&str> = STARTING_POINT
            .lines()
            .filter(|line| line.contains(" = { pert") || line.contains(" = { uniform"))
            .filter(|line| !line.starts_with('#') && !line.contains("note = \"judgement"))
            .collect();
        assert!(unmarked.is_empty(), "{unmarked:#?}");
    }

    /// The top level and the tables below it, by the first part of their header.
    fn tables() -> Vec<(&'static str, &'static [Key])> {
        let below = SCENARIO.iter().filter_map(|key| match key.kind {
            Kind::Table(keys) | Kind::Tables(keys) | Kind::Entries(keys) => Some((key.name, keys)),
            _ => None,
        });
        std::iter::once(("", SCENARIO)).chain(below).collect()
    }

    fn tree(text: &str) -> Table {
        let source = SourceText::new("scenario.toml", text.to_owned());
        let mut problems = Vec::new();
        let root = parse(
            crate::scenario::key_tables::SCENARIO,
            &[source],
            0,
            &mut problems,
        );
        assert!(problems.is_empty(), "{problems:?}");
        root
    }

    #[test]
    fn defaults_are_shown_as_they_are() {
        let (on, off) = (tree(&all_on()), tree(STARTING_POINT));
        for (name, kind) in [
            ("allocation", "top"),
            ("indexed", "funding"),
            ("unit_cost", "team"),
        ] {
            let table = |root: &Table| match kind {
                "top" => root.clone(),
                "funding" => inner(root, "funding", "state"),
                _ => inner(root, "team", "manual"),
            };
            assert!(table(&off).get(name).is_none(), "{name} is given");
            let keys = tables().into_iter().find(|(header, _)| *header == kind);
            let keys = keys.map_or(SCENARIO, |(_, keys)| keys);
            let key = keys.iter().find(|key| key.name == name).unwrap();
            let Fallback::Value(default) = key.fallback else {
                panic!("{name} has no default")
            };
            let shown = match &table(&on).get(name).unwrap().value {
                Value::Text(text) => format!("\"{text}\""),
                Value::Number(number) => number.written.clone(),
                Value::Flag(flag) => flag.to_string(),
                _ => panic!("{name}"),
            };
            assert_eq!(shown, default, "{name}");
        }
    }

    fn inner(root: &Table, kind: &str, name: &str) -> Table {
        let kind = root.get(kind).unwrap().as_table().unwrap();
        kind.get(name).unwrap().as_table().unwrap().clone()
    }
}
