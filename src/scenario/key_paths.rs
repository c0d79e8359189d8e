//! At which key a problem is.

use super::document::{self, Table};
use super::key_tables::SCENARIO;
use super::problem::{Problem, Problems};

impl Problems {
    /// The key at which each is, by path; `None` where that is no key of a file or setting.
    pub fn paths(&self) -> Vec<Option<String>> {
        let mut read: Vec<Option<Table>> = vec![None; self.sources.len()];
        let path = |problem: &Problem| {
            let at = problem.at?;
            let root = read[at.source].get_or_insert_with(|| {
                // What is wrong with the text has been told.
                document::parse(SCENARIO, &self.sources, at.source, &mut Vec::new())
            });
            root.path_at(at)
        };
        self.list.iter().map(path).collect()
    }
}
