//! What is wrong with a scenario file: the rule, where it is broken, what was found, what to do.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::glob;
use super::source::{SETTING, SourceText, Span};
use crate::printable::{is_hidden, printable};
use crate::words;

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

/// How grave the things in a list of [`Problems`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// The scenario is refused.
    Error,
    /// The scenario runs.
    Warning,
    /// The scenario runs, and nothing needs to be done.
    Note,
}

/// Most problems of a list that are told: whoever has more will not read them one by one. Beyond, nobody guesses what was meant.
pub(super) const MOST_TOLD: usize = 100;

/// What was found in one scenario, by file and position, with the texts it was found in.
#[derive(Clone, Debug)]
pub struct Problems {
    gravity: Gravity,
    pub(super) sources: Vec<SourceText>,
    /// The first [`MOST_TOLD`].
    pub(super) list: Vec<Problem>,
    /// How many there are beyond them.
    more: usize,
}

impl Problems {
    pub(super) fn new(gravity: Gravity, sources: Vec<SourceText>, mut list: Vec<Problem>) -> Self {
        for problem in &mut list {
            problem.turn(&sources);
        }
        list.sort_by_key(|p| p.at);
        let more = list.len().saturating_sub(MOST_TOLD);
        list.truncate(MOST_TOLD);
        for problem in &mut list {
            problem.place = problem.at.map(|at| Place::new(&sources[at.source], at));
        }
        Self {
            gravity,
            sources,
            list,
            more,
        }
    }

    /// Adds one more and keeps the order.
    pub(super) fn push(&mut self, mut problem: Problem) {
        problem.turn(&self.sources);
        problem.place = problem
            .at
            .map(|at| Place::new(&self.sources[at.source], at));
        let after = self.list.partition_point(|other| other.at <= problem.at);
        self.list.insert(after, problem);
        self.more += self.list.len().saturating_sub(MOST_TOLD);
        self.list.truncate(MOST_TOLD);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len() + self.more
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first of them, by file and position: at most 100.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    /// The list as text: for each the rule, file, line and column, the line with what was found underlined, and help; then how
    /// many more there are.
    pub fn render(&self, renderer: &Renderer) -> String {
        let one = |p| {
            // The renderer's own colours begin with the one character of control that it has taken out of what it quotes.
            let text = renderer.render(&[self.group(p)]);
            text.replace(|c| is_hidden(c) && c != '\n' && c != '\u{1b}', "\u{FFFD}")
        };
        let mut rendered: Vec<String> = self.list.iter().map(one).collect();
        if self.more > 0 {
            rendered.push(format!("and {} more", words::count(self.more as u64)));
        }
        rendered.join("\n\n")
    }

    fn group<'a>(&'a self, problem: &'a Problem) -> Group<'a> {
        let level = match self.gravity {
            Gravity::Error => Level::ERROR,
            Gravity::Warning => Level::WARNING,
            Gravity::Note => Level::NOTE,
        };
        let mut group = Group::with_title(level.primary_title(told(&problem.rule)));
        if let Some(at) = problem.at {
            let label = problem.found.as_deref();
            let mut marks = vec![(at, label, AnnotationKind::Primary)];
            let others = problem.also.iter().chain(&problem.beside);
            marks.extend(others.map(|(at, what)| (*at, what.as_deref(), AnnotationKind::Context)));
            while let Some(&(Span { source: number, .. }, ..)) = marks.first() {
                let source = &self.sources[number];
                let (here, elsewhere): (Vec<_>, Vec<_>) = marks
                    .into_iter()
                    .partition(|(span, ..)| span.source == number);
                let spans = here.iter().map(|(span, ..)| clamped(source, *span));
                let spans: Vec<Range<usize>> = spans.collect();
                // The lines from the first mark to the last: what is around them is not shown, and may be long.
                let first = spans.iter().map(|span| span.start).min().unwrap_or(0);
                let last = spans.iter().map(|span| span.end).max().unwrap_or(0);
                let (text, line_start) = (&source.text, source.line_start(first));
                let is_far = first - line_start > LONGEST_LINE;
                let begin = if is_far {
                    floor_char_boundary(text, first - LONGEST_MARK)
                } else {
                    line_start
                };
                let end = source.line_end(last).min(last + LONGEST_MARK);
                let end = floor_char_boundary(text, end);
                let annotations = here.into_iter().zip(spans).map(|((_, label, kind), span)| {
                    kind.span(span.start - begin..span.end - begin)
                        .label(label.map(told))
                });
                let snippet = Snippet::source(&text[begin..end])
                    .line_start(source.line(begin))
                    .annotations(annotations);
                group = if is_far {
                    let mark = Span {
                        source: number,
                        start: first,
                        end: last,
                    };
                    let Place { line, column, .. } = Place::new(source, mark);
                    let origin = Origin::path(&source.name).line(line).char_column(column);
                    group.element(origin).element(snippet)
                } else {
                    group.element(snippet.path(&source.name))
                };
                marks = elsewhere;
            }
        }
        match &problem.help {
            Some(help) => group.element(Level::HELP.message(told(help))),
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

/// Longest mark in bytes: a longer one shows no better where to look.
const LONGEST_MARK: usize = 400;
/// How far into a line a mark may be for the line to be quoted from its beginning, in bytes.
const LONGEST_LINE: usize = 10_000;
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

/// The span on character boundaries, within the text and its first line: what follows adds nothing to a message.
fn clamped(source: &SourceText, span: Span) -> Range<usize> {
    let text = &source.text;
    let start = floor_char_boundary(text, span.start);
    let end = span
        .end
        .min(source.line_end(start))
        .min(start + LONGEST_MARK);
    start..floor_char_boundary(text, end).max(start)
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

/// The known word nearest to `word` in edits, if it is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer words are nobody's slip, and comparing them takes the square of their length.
    const LONGEST: usize = 100;
    let length = word.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    // Capitals, blanks and hyphens are how people write the same word.
    let word = &plain(word);
    // Two letters in five may be wrong: more, and the guess is more often wrong than right.
    let allowed = (length * 2 / 5).max(1);
    // Words differ by as many edits as their lengths do, at least.
    let alike = |known: &&str| {
        let longest = length + allowed;
        length.abs_diff(known.chars().take(longest + 1).count()) <= allowed
    };
    let near = known
        .into_iter()
        .filter(alike)
        .map(|k| (strsim::damerau_levenshtein(word, &plain(k)), k));
    near.filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// A word in small letters, its parts joined by underscores.
pub(super) fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The pattern over paths that was probably meant: the stars of `pattern`, and from the known paths what is written out.
pub(super) fn nearest_pattern<'a>(
    pattern: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let wanted: Vec<&str> = pattern.split('.').collect();
    let in_its_form = |path: &str| {
        let parts: Vec<&str> = path.split('.').collect();
        let keep = |(part, wanted): (&&str, &&str)| {
            if wanted.contains('*') && glob::matches(wanted, part) {
                (*wanted).to_owned()
            } else {
                (*part).to_owned()
            }
        };
        let form: Vec<String> = parts.iter().zip(&wanted).map(keep).collect();
        (parts.len() == wanted.len()).then(|| form.join("."))
    };
    let known: Vec<String> = known.into_iter().filter_map(in_its_form).collect();
    nearest(pattern, known.iter().map(String::as_str)).map(str::to_owned)
}

/// Names in back quotes, with commas.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
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
