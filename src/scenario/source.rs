//! Texts that were read, and places in them.

use crate::printable::printable;

/// A place in one of the [`Sources`]: bytes `start .. end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(super) source: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a value given on the command line is known by.
pub(super) const SETTING: &str = "--set";

/// One text that was read: a file, or a value given on the command line.
#[derive(Clone, Debug)]
pub(super) struct SourceText {
    /// What people know it by, such as a file's path, as it can be shown.
    pub(super) name: String,
    pub(super) text: String,
    /// Line breaks before every `STRIDE`th byte, so that finding a line does not take longer the further down it is.
    breaks: Vec<usize>,
}

/// Bytes between two counts of line breaks.
const STRIDE: usize = 4096;

impl SourceText {
    pub(super) fn new(name: &str, text: String) -> Self {
        let counts = text.as_bytes().chunks(STRIDE).map(line_breaks);
        let breaks = std::iter::once(0).chain(counts);
        Self {
            breaks: breaks
                .scan(0, |sum, count| {
                    *sum += count;
                    Some(*sum)
                })
                .collect(),
            name: printable(name).into_owned(),
            text,
        }
    }

    /// The line, from 1, in which byte `at` stands.
    pub(super) fn line(&self, at: usize) -> usize {
        let (block, rest) = (at / STRIDE, at % STRIDE);
        let begin = at - rest;
        1 + self.breaks[block] + line_breaks(&self.text.as_bytes()[begin..at])
    }

    /// Where the line begins in which byte `at` stands.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at];
        before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1)
    }

    /// Where the line ends in which byte `at` stands, before its line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let after = &self.text.as_bytes()[at..];
        let after = after.split(|b| *b == b'\n').next().unwrap_or_default();
        at + after.strip_suffix(b"\r").unwrap_or(after).len()
    }
}

fn line_breaks(text: &[u8]) -> usize {
    text.split(|b| *b == b'\n').count() - 1
}

/// All texts of one scenario: the top file, its bases, then what was set on the command line.
pub(super) type Sources = Vec<SourceText>;
