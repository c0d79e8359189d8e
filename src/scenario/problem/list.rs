//! All that was found in one scenario, and how it is shown with the text around it.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Place, Problem, floor_char_boundary, told};
use crate::printable::is_hidden;
use crate::scenario::source::{SourceText, Span};
use crate::words;

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
pub(in crate::scenario) const MOST_TOLD: usize = 100;

/// What was found in one scenario, by file and position, with the texts it was found in.
#[derive(Clone, Debug)]
pub struct Problems {
    gravity: Gravity,
    pub(in crate::scenario) sources: Vec<SourceText>,
    /// The first [`MOST_TOLD`].
    pub(in crate::scenario) list: Vec<Problem>,
    /// How many there are beyond them.
    more: usize,
}

impl Problems {
    pub(in crate::scenario) fn new(
        gravity: Gravity,
        sources: Vec<SourceText>,
        mut list: Vec<Problem>,
    ) -> Self {
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
    pub(in crate::scenario) fn push(&mut self, mut problem: Problem) {
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
