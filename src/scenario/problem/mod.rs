//! What is wrong with a scenario file: the rule, where it is broken, what was found, what to do.

use std::borrow::Cow;
use std::fmt;

use super::source::{SETTING, SourceText, Span};
use crate::printable::printable;

mod list;
mod meant;

pub(super) use list::MOST_TOLD;
pub use list::{Gravity, Problems};
pub(crate) use meant::nearest;
pub(super) use meant::{names, nearest_pattern, plain};

/// One broken rule (or, among warnings, one thing worth a second look).
#[derive(Clone, Debug)]
pub struct Problem {
    rule: String,
    pub(super) at: Option<Span>,
    found: Option<String>,
    help: Option<String>,
    /// Other places that have a part in it, with what stands there.
    also: Vec<(Span, Option<String>)>,
    /// Further places, which are never shown first.
    beside: Vec<(Span, Option<String>)>,
    /// Path of what is not there, to tell where a file dropped it.
    absent: Option<String>,
    is_of_no_key: bool,
    /// Where `at` is, once the list is complete.
    place: Option<Place>,
}

impl Problem {
    pub(crate) fn new(rule: impl Into<String>, at: Option<Span>) -> Self {
        Self {
            rule: rule.into(),
            at,
            found: None,
            help: None,
            also: Vec::new(),
            beside: Vec::new(),
            absent: None,
            is_of_no_key: false,
            place: None,
        }
    }

    /// A path at which no key can be.
    pub(super) fn of_no_key(path: &str, at: Option<Span>) -> Self {
        Self {
            is_of_no_key: true,
            ..Self::new(format!("there is no key `{path}`"), at)
        }
    }

    /// Whether it is that something is set at a path at which no key can be.
    pub fn is_of_no_key(&self) -> bool {
        self.is_of_no_key
    }

    /// Says what stands there instead.
    pub(crate) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, unless that has been said.
    pub(super) fn help_or(self, help: &str) -> Self {
        match self.help {
            Some(_) => self,
            None => self.help(help),
        }
    }

    /// Shows another place that has a part in it. The one in the most derived file is shown first.
    pub(crate) fn also(mut self, at: Option<Span>, what: impl Into<String>) -> Self {
        self.also.extend(at.map(|at| (at, Some(what.into()))));
        self
    }

    /// Shows another place that has a part in it, but is not where to look first.
    pub(super) fn beside(mut self, at: Option<Span>, what: impl Into<String>) -> Self {
        self.beside.extend(at.map(|at| (at, Some(what.into()))));
        self
    }

    /// Says what is not there, by path.
    pub(super) fn absent(mut self, path: impl Into<String>) -> Self {
        self.absent = Some(path.into());
        self
    }

    /// Shows where a file dropped what is not there; `removed` are the paths that files dropped.
    pub(super) fn show_removal(&mut self, removed: &[(String, Option<Span>)]) {
        let Some(absent) = &self.absent else { return };
        // Of a named table that went, any key: the text may have left it to its default.
        let within = |path: &str| {
            path.contains('.')
                && absent
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        let dropped = removed
            .iter()
            .rev()
            .find(|(path, _)| path == absent || within(path));
        let Some(dropped) = dropped.and_then(|(_, at)| *at) else {
            return;
        };
        let what = Some("dropped here".to_owned());
        let else_do = self.help.take();
        self.help = Some(match else_do {
            Some(help) => format!("do not drop it; or {help}"),
            None => "do not drop it, or do not name it".to_owned(),
        });
        // What the file as a whole lacks has no place of its own.
        if self.at.is_none_or(|at| at.start == at.end) {
            (self.at, self.found) = (Some(dropped), what);
        } else {
            self.also.push((dropped, what));
        }
    }

    /// Brings the place in the most derived text to the front: that is where the author is at work.
    fn turn(&mut self, sources: &[SourceText]) {
        let rank = |span: Span| match sources[span.source].name.as_str() {
            SETTING => 0,
            _ => 1 + span.source,
        };
        for (other, what) in &mut self.also {
            match &mut self.at {
                Some(at) if rank(*other) < rank(*at) => {
                    std::mem::swap(at, other);
                    std::mem::swap(&mut self.found, what);
                }
                _ => {}
            }
        }
    }

    /// Says which of the known words was probably meant, if one is near.
    pub(crate) fn nearest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(word, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// The byte where it is broken.
    pub(super) fn start(&self) -> Option<usize> {
        self.at.map(|at| at.start)
    }

    /// The rule that is broken.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Which rule it is, without names and numbers, as words joined by dashes: the same for all problems of one kind.
    pub fn code(&self) -> String {
        let outside = self.rule.split('`').step_by(2);
        let words = outside.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let words = words.filter(|word| word.starts_with(char::is_alphabetic));
        words.collect::<Vec<_>>().join("-").to_lowercase()
    }

    /// What stands there instead, where that says more than the underlined text.
    pub fn what_was_found(&self) -> Option<&str> {
        self.found.as_deref()
    }

    /// Where it is broken; `None` if that is no single place.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Rule and what was found, without the place.
    pub fn sentence(&self) -> String {
        match &self.found {
            Some(found) => format!("{} ({found})", self.rule),
            None => self.rule.clone(),
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// Where a [`Problem`] stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, or `--set` for a value given on the command line.
    pub source: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    pub(super) fn new(source: &SourceText, span: Span) -> Self {
        let at = floor_char_boundary(&source.text, span.start);
        let before = &source.text[source.line_start(at)..at];
        Self {
            source: source.name.clone(),
            line: source.line(at),
            column: before.chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            source,
            line,
            column,
        } = self;
        write!(f, "{source}:{line}:{column}")
    }
}

/// One line without the text around it: place, rule, what was found.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&told(&self.rule))?;
        match &self.found {
            Some(found) => write!(f, " ({})", told(found)),
            None => Ok(()),
        }
    }
}

/// Most characters of a sentence that are told.
const LONGEST_SENTENCE: usize = 1_000;

/// A rule, what was found or advice as it can be shown, cut where a file holds names of absurd length.
fn told(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    match text.char_indices().nth(LONGEST_SENTENCE) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => text,
    }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// Largest size of a number: far beyond any area, price or count on Earth, and small enough to be multiplied.
pub(super) const LARGEST: f64 = 1e18;

/// The problem of a number that is larger than [`LARGEST`].
pub(super) fn too_large(at: Option<Span>) -> Problem {
    let problem = Problem::new("a number must be at most 1e18 in size", at);
    problem.help("is the unit right? An end that is open is left out")
}

#[cfg(test)]
mod tests {
    use crate::scenario::{self, LoadError};

    #[test]
    fn a_problem_names_its_key_and_has_a_code_without_names_and_numbers() {
        let text = "format = 1\nbase = \"tests/data/valid/small.toml\"\n[target]\nyears = -1\nyaers = 3\n[team.manual]\ncount = -2\n";
        let sets = ["horizon=-3".to_owned()];
        let refused = scenario::from_text("over.toml", text, &sets).unwrap_err();
        let LoadError::Rejected(problems) = refused else {
            panic!("{refused}");
        };
        let mut paths: Vec<String> = problems.paths().into_iter().flatten().collect();
        paths.sort();
        let expected = [
            "horizon",
            "target.yaers",
            "target.years",
            "team.manual.count",
        ];
        assert_eq!(paths, expected);
        let codes: Vec<String> = problems.iter().map(super::Problem::code).collect();
        for code in &codes {
            assert!(code.chars().all(|c| c == '-' || c.is_lowercase()), "{code}");
            assert!(
                !code.contains("yaers") && !code.contains("manual"),
                "{code}"
            );
        }
    }
}
