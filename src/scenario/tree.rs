//! A scenario as it was written: what each value looks like in its file, and where it comes from.

use super::document::{Node, Table, Value};
use super::problem::Place;
use super::resolved;
use super::source::Sources;
use super::types::Scenario;

/// The merged and filled tree of a scenario that keeps every rule, with the texts it was read from.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) root: Table,
    pub(super) sources: Sources,
}

impl Tree {
    /// The resolved file of `scenario`, which this tree was read for, with a comment behind every value that says where it comes
    /// from: `FILE:LINE`, `--set`, or `default`. It is a scenario file itself and reads back as the same scenario.
    pub fn annotated(&self, scenario: &Scenario) -> String {
        let text = resolved::annotate(&self.root, &scenario.dimensions, &|node| self.origin(node));
        format!("# Behind each value stands where it comes from.\n{text}")
    }

    /// Where a value comes from. Tables of labels or years are merged entry by entry and may have several origins.
    fn origin(&self, node: &Node) -> String {
        let mut origins = vec![self.origin_of_one(node)];
        if let (Some(at), Value::Table(table)) = (node.at, &node.value) {
            let elsewhere = |entry: &&super::document::Entry| {
                entry.node.at.is_some_and(|other| other.source != at.source)
            };
            for entry in table.0.iter().filter(elsewhere) {
                let origin = self.origin_of_one(&entry.node);
                if !origins.contains(&origin) {
                    origins.push(origin);
                }
            }
        }
        origins.join(", ")
    }

    fn origin_of_one(&self, node: &Node) -> String {
        let Some(at) = node.at else {
            return "default".to_owned();
        };
        let Place { source, line, .. } = Place::new(&self.sources[at.source], at);
        if source == "--set" {
            source
        } else {
            format!("{source}:{line}")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario;

    #[test]
    fn every_value_names_its_file_and_line_its_setting_or_its_default() {
        let text = "base = \"tests/data/valid/small.toml\"\n[team.manual]\ncount = 20\nhazard = { minefield = 0.5 }\n";
        let sets = [
            "target.cost=7e6".to_owned(),
            "team.manual.hazard.battle-area=2".to_owned(),
        ];
        let loaded = scenario::from_text("over.toml", text, &sets).unwrap();
        let shown = loaded.tree.annotated(&loaded.scenario);
        for line in [
            "cost = 7e6  # --set",
            "count = 20  # over.toml:3",
            "years = 15  # tests/data/valid/small.toml:10",
            "spent = 0  # default",
            "hazard = { minefield = 0.5, battle-area = 2 }  # --set, over.toml:4",
            "dimensions = [  # by kind",
        ] {
            assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
        }
        let again = scenario::from_text("shown.toml", &shown, &[]).unwrap();
        assert_eq!(again.scenario, loaded.scenario);
    }
}
