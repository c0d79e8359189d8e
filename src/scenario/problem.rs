//! What is wrong with a scenario file: the rule, where it is broken, what was found, what to do.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::document::{Source, Span};

/// One broken rule (or, among warnings, one thing worth a second look).
#[derive(Clone, Debug)]
pub struct Problem {
    rule: String,
    at: Option<Span>,
    found: Option<String>,
    help: Option<String>,
    /// Where `at` is, once the list is complete.
    place: Option<Place>,
}

impl Problem {
    pub(super) fn new(rule: impl Into<String>, at: Option<Span>) -> Self {
        Self {
            rule: rule.into(),
            at,
            found: None,
            help: None,
            place: None,
        }
    }

    /// Says what stands there instead.
    pub(super) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which of the known words was probably meant, if one is near.
    pub(super) fn nearest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(word, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// The rule that is broken.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What stands there instead, where that says more than the underlined text.
    pub fn what_was_found(&self) -> Option<&str> {
        self.found.as_deref()
    }

    /// Where it is broken; `None` if that is no single place.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
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
    pub(super) fn new(source: &Source, span: Span) -> Self {
        let before = &source.text[..floor_char_boundary(&source.text, span.start)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        Self {
            source: source.name.clone(),
            line,
            column,
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
        f.write_str(&normalize_untrusted_str(&self.rule))?;
        match &self.found {
            Some(found) => write!(f, " ({})", normalize_untrusted_str(found)),
            None => Ok(()),
        }
    }
}

/// How grave the things in a list of [`Problems`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// The scenario is refused.
    Error,
    /// The scenario runs.
    Warning,
}

/// Everything found in one scenario, by file and position, with the texts it was found in.
#[derive(Clone, Debug)]
pub struct Problems {
    gravity: Gravity,
    sources: Vec<Source>,
    list: Vec<Problem>,
}

impl Problems {
    pub(super) fn new(gravity: Gravity, sources: Vec<Source>, mut list: Vec<Problem>) -> Self {
        list.sort_by_key(|p| p.at);
        for problem in &mut list {
            problem.place = problem
                .at
                .map(|span| Place::new(&sources[span.source], span));
        }
        Self {
            gravity,
            sources,
            list,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, by file and position.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    /// The whole list as text: for each the rule, file, line and column, the line with what was found underlined, and help.
    pub fn render(&self, renderer: &Renderer) -> String {
        let rendered: Vec<String> = self
            .list
            .iter()
            .map(|p| renderer.render(&[self.group(p)]))
            .collect();
        rendered.join("\n\n")
    }

    fn group<'a>(&'a self, problem: &'a Problem) -> Group<'a> {
        let level = match self.gravity {
            Gravity::Error => Level::ERROR,
            Gravity::Warning => Level::WARNING,
        };
        let mut group =
            Group::with_title(level.primary_title(normalize_untrusted_str(&problem.rule)));
        if let Some(span) = problem.at {
            let source = &self.sources[span.source];
            let label = problem.found.as_deref().map(normalize_untrusted_str);
            let annotation = AnnotationKind::Primary
                .span(clamped(&source.text, span))
                .label(label);
            group = group.element(
                Snippet::source(&source.text)
                    .path(&source.name)
                    .annotation(annotation),
            );
        }
        match &problem.help {
            Some(help) => group.element(Level::HELP.message(normalize_untrusted_str(help))),
            None => group,
        }
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Plain text, without colours.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

impl std::error::Error for Problems {}

/// The span on character boundaries, within the text and its first line: what follows adds nothing to a message.
fn clamped(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = floor_char_boundary(text, span.start);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = floor_char_boundary(text, span.end.min(line_end)).max(start);
    start..end
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// The known word nearest to `word` in edits, if it is near enough to be meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Two letters in five may be wrong: more, and the guess is more often wrong than right.
    let allowed = (word.chars().count() * 2 / 5).max(1);
    let near = known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(word, k), k));
    near.filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// Names in back quotes, with commas.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
