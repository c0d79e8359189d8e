//! The register of assumptions: every input of a scenario with its distribution, its spread, and where it comes from.

use super::Loaded;
use super::document::{Node, Table, Value};
use super::inputs::{self, InputAt};
use super::keys;
use super::resolved::inline;
use super::types::Uncertain;

/// When an input gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drawn {
    /// It is a plain number.
    Fixed,
    /// Once per trial.
    PerTrial,
    /// Anew at every arrival of its event.
    PerArrival,
}

/// One input.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Assumption {
    /// Path, such as `team.manual.output`.
    pub path: String,
    /// The number or distribution as written, without its remarks.
    pub value: String,
    /// The 10 % quantile, in `unit`, before risk drivers.
    pub p10: f64,
    /// The median, likewise.
    pub p50: f64,
    /// The 90 % quantile, likewise.
    pub p90: f64,
    /// Unit in words, money by its currency; empty where there is none.
    pub unit: String,
    /// Where the value comes from: its own `source`, or that of its table where it has neither source nor note.
    pub source: Option<String>,
    /// A remark, likewise.
    pub note: Option<String>,
    /// When it gets its value.
    pub drawn: Drawn,
    /// Whether it was left to its default.
    pub is_default: bool,
}

impl Loaded {
    /// All inputs, uncertain or fixed, in the order of the resolved file.
    #[expect(
        clippy::missing_panics_doc,
        reason = "what is not in the scenario was no input of its tree"
    )]
    pub fn register(&self) -> Vec<Assumption> {
        let values: Vec<&Uncertain> = self.scenario.inputs().collect();
        let mut rows: Vec<Assumption> = inputs::inputs(&self.tree.root)
            .into_iter()
            .map(|input| {
                let value = values
                    .iter()
                    .find(|value| value.path == input.path)
                    .expect("every input of the tree is in the scenario");
                self.assumption(&input, value)
            })
            .collect();
        // What no file gives stands last.
        let assumed = values.into_iter().filter(|value| {
            value.law.is_certain().is_some() && find(&self.tree.root, &value.path).is_none()
        });
        rows.extend(assumed.map(|value| Assumption {
            path: value.path.clone(),
            value: "0".to_owned(),
            p10: 0.0,
            p50: 0.0,
            p90: 0.0,
            unit: value.unit.replace("money", &self.scenario.currency),
            source: None,
            note: value.note.clone(),
            drawn: Drawn::Fixed,
            is_default: true,
        }));
        rows
    }

    fn assumption(&self, input: &InputAt, value: &Uncertain) -> Assumption {
        let node = find(&self.tree.root, &input.path).expect("an input's path leads to it");
        let table = input.path.rsplit_once('.').map_or("", |(table, _)| table);
        let of_table = self
            .scenario
            .remarks
            .iter()
            .find(|remark| remark.path == table)
            .filter(|_| value.source.is_none() && value.note.is_none() && node.at.is_some());
        let quantile = |p: f64, q: f64| value.law.quantile_exact(p, q);
        Assumption {
            path: input.path.clone(),
            value: inline(&without_remarks(node)),
            p10: quantile(0.1, 0.9),
            p50: quantile(0.5, 0.5),
            p90: quantile(0.9, 0.1),
            unit: value.unit.replace("money", &self.scenario.currency),
            source: of_table
                .map_or(&value.source, |table| &table.source)
                .clone(),
            note: of_table.map_or(&value.note, |table| &table.note).clone(),
            drawn: match (input.uncertain, input.drawn) {
                (false, _) => Drawn::Fixed,
                (true, keys::Drawn::PerTrial) => Drawn::PerTrial,
                (true, keys::Drawn::PerArrival) => Drawn::PerArrival,
            },
            is_default: node.at.is_none(),
        }
    }
}

/// The value at a dotted path.
fn find<'a>(root: &'a Table, path: &str) -> Option<&'a Node> {
    match path.split_once('.') {
        Some((key, rest)) => find(root.get(key)?.as_table()?, rest),
        None => root.get(path),
    }
}

/// A distribution without its source and note.
pub(super) fn without_remarks(node: &Node) -> Node {
    let mut node = node.clone();
    if let Value::Table(table) = &mut node.value {
        table.0.retain(|entry| !keys::is_remark(&entry.key));
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    fn register(sets: &[&str]) -> Vec<Assumption> {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        let file = std::path::Path::new("tests/data/valid/everything.toml");
        scenario::load(file, &sets).unwrap().register()
    }

    fn one(path: &str, sets: &[&str]) -> Assumption {
        let found = register(sets).into_iter().find(|row| row.path == path);
        found.unwrap_or_else(|| panic!("{path}"))
    }

    #[test]
    fn every_input_is_listed_with_rising_quantiles() {
        let rows = register(&[]);
        assert!(rows.len() > 50, "{}", rows.len());
        for row in &rows {
            assert!(row.p10 <= row.p50 && row.p50 <= row.p90, "{row:?}");
            assert_eq!(row.drawn == Drawn::Fixed, !row.value.starts_with('{'));
        }
    }

    #[test]
    fn a_row_shows_the_distribution_as_written_its_quantiles_and_its_unit() {
        let row = one(
            "team.manual.output",
            &["team.manual.output={ uniform = [1_00, 200.0], note = \"a guess\" }"],
        );
        assert_eq!(row.value, "{ uniform = [100, 200.0] }");
        assert!((row.p10 - 110.0).abs() < 1e-9 && (row.p90 - 190.0).abs() < 1e-9);
        assert_eq!(row.unit, "m2 per team and working day");
        assert_eq!((row.source, row.note.as_deref()), (None, Some("a guess")));
        assert_eq!(
            one("team.survey.cost", &[]).unit,
            "EUR per ha per year of capacity and year"
        );
        assert_eq!(one("event.conflict.duration", &[]).drawn, Drawn::PerArrival);
    }

    #[test]
    fn a_value_without_remarks_has_those_of_its_table_unless_it_is_a_default() {
        let row = one("team.manual.unit_cost", &[]);
        assert_eq!(row.source.as_deref(), Some("an operator"));
        let default = one("team.survey.learning", &["team.survey.note=\"mine\""]);
        assert_eq!((default.is_default, default.note), (true, None));
    }
}
