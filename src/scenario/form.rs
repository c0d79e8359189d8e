//! TOML files other than scenarios, read by key tables of their own: the same diagnostics for all.

use super::checked::Checked;
use super::document::parse;
use super::keys::Key;
use super::layers::check_format;
use super::problem::{Gravity, Problem, Problems};
use super::reader::read_as;
use super::source::{SourceText, Span};
use super::texts;

/// Reads the text called `name` by the keys of its top level; `rules` adds what the keys alone cannot tell.
///
/// Nothing has a default here: what is not given is absent.
///
/// # Errors
///
/// All problems at once; after those of syntax and of format nothing else is looked for.
pub(crate) fn read(
    name: &str,
    text: &str,
    keys: &'static [Key],
    rules: impl FnOnce(&Checked, &mut Vec<Problem>),
) -> Result<Checked, Problems> {
    let sources = vec![SourceText::new(name, text.to_owned())];
    let mut problems = Vec::new();
    let root = parse(keys, &sources, 0, &mut problems);
    check_format(&root, &mut problems);
    let top = Span {
        source: 0,
        start: 0,
        end: 0,
    };
    let mut checked = Checked::default();
    if problems.is_empty() {
        checked = read_as(keys, &root, top, &sources, &mut problems);
        rules(&checked, &mut problems);
        texts::check(&root, &mut problems);
    }
    if problems.is_empty() {
        Ok(checked)
    } else {
        Err(Problems::new(Gravity::Error, sources, problems))
    }
}
