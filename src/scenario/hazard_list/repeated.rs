//! Rows of a hazard list that say what another one says.

use std::collections::BTreeMap;

use super::heading::filled;
use crate::scenario::problem::Problem;
use crate::scenario::source::{SourceText, Span};
use crate::words;

/// Most repeated rows that are named.
const MOST_NAMED: usize = 10;

/// Rows by what they say, and those that say it again.
#[derive(Default)]
pub(super) struct Repeated {
    first: BTreeMap<Vec<String>, Option<Span>>,
    /// Each with the row that it repeats.
    again: Vec<[Option<Span>; 2]>,
}

impl Repeated {
    /// Remembers a row.
    pub(super) fn add(&mut self, row: &csv::StringRecord, at: Option<Span>) {
        let fields = row.iter().take(filled(row));
        let fields: Vec<String> = fields.map(str::to_owned).collect();
        if let Some(first) = self.first.get(&fields) {
            self.again.push([at, *first]);
        } else {
            self.first.insert(fields, at);
        }
    }

    /// The warning of all that are repeated: a list that was pasted twice is one slip, and not as many as it has rows.
    pub(super) fn warning(&self, source: &SourceText) -> Option<Problem> {
        let [at, _] = *self.again.first()?;
        let line = |at: Option<Span>| at.map_or(1, |it| source.line(it.start));
        let named = self.again.iter().take(MOST_NAMED);
        let mut named: Vec<String> = named
            .map(|[at, first]| format!("line {} is line {} again", line(*at), line(*first)))
            .collect();
        if self.again.len() > MOST_NAMED {
            named.push("and so on".to_owned());
        }
        let count = words::counted(self.again.len() as u64, "row");
        let (are, named) = (
            if self.again.len() == 1 { "is" } else { "are" },
            named.join(", "),
        );
        let found = format!("{count} {are} repeated, and each is counted: {named}");
        let problem = Problem::new("a row of a hazard list should stand in it once", at);
        let help = "leave out what stands there twice; areas that only look alike may stay";
        Some(problem.found(found).help(help))
    }
}
