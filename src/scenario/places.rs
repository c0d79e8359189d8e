//! Where the tables and values of a checked tree stand, by path.

use std::collections::BTreeMap;

use super::checked::{Checked, Read};
use super::glob;
use super::reader::join;
use super::source::Span;

/// Finds the place of a path, also after the tree has become a scenario.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    paths: BTreeMap<String, Span>,
    /// Patterns of each `[[correlation]]` and where they stand.
    correlations: Vec<(Vec<String>, Option<Span>)>,
}

impl Places {
    pub(super) fn of(root: &Checked) -> Self {
        let mut places = Self::default();
        places.add(root, "");
        for entry in root.tables("correlation") {
            let patterns = entry.texts("among").iter();
            let patterns = patterns.map(|(pattern, _)| pattern.clone()).collect();
            places.correlations.push((patterns, entry.place("among")));
        }
        places
    }

    fn add(&mut self, table: &Checked, path: &str) {
        self.insert(path.to_owned(), table.at);
        for field in &table.fields {
            let path = join(path, field.name);
            self.insert(path.clone(), field.at);
            match &field.value {
                Some(Read::Table(inner)) => self.add(inner, &path),
                Some(Read::Tables(tables)) if field.name != "correlation" => {
                    for inner in tables {
                        self.add(inner, &join(&path, &inner.name));
                    }
                }
                Some(Read::Multipliers(labels)) => {
                    for (label, _, at) in labels {
                        self.insert(join(&path, label), *at);
                    }
                }
                _ => {}
            }
        }
    }

    fn insert(&mut self, path: String, at: Option<Span>) {
        // A header after a value of the same path is the better place: it is the later of the two.
        self.paths.extend(at.map(|at| (path, at)));
    }

    /// Where the value or table at `path` stands, or the nearest table around it that stands anywhere.
    pub(super) fn of_path(&self, path: &str) -> Option<Span> {
        let mut path = path;
        loop {
            if let Some(at) = self.paths.get(path) {
                return Some(*at);
            }
            path = path.rsplit_once('.')?.0;
        }
    }

    /// Where the value or table at `path` stands, if it is written.
    pub(super) fn exactly(&self, path: &str) -> Option<Span> {
        self.paths.get(path).copied()
    }

    /// Where the entry stands that correlates two inputs: the last that names both.
    pub(super) fn of_pair(&self, a: &str, b: &str) -> Option<Span> {
        let names = |patterns: &[String], path| patterns.iter().any(|p| glob::matches(p, path));
        let entry = self.correlations.iter().rev();
        entry
            .filter(|(patterns, _)| names(patterns, a) && names(patterns, b))
            .find_map(|(_, at)| *at)
    }
}
