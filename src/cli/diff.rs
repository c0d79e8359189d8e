//! `clearcast diff`: what differs between two scenarios.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::source::{self, BASELINE_NAME};
use super::{Error, Status};
use crate::scenario::{Change, Differences, differences};

/// A change that fits into this many characters is told on one line.
const WIDTH: usize = 120;

/// Tell what differs between two scenarios, key by key
#[derive(Args, Debug)]
#[command(after_help = "\
Both are compared as simulated, with base and defaults filled in; how a number is written does not matter. The exit code is 0 whether
they differ or not, and 1 if one is rejected.

Examples:
  clearcast diff variant.toml           what the variant changes in the built-in baseline
  clearcast diff one.toml two.toml --notes")]
pub(super) struct DiffArgs {
    /// Two scenario files; a single one is compared with the built-in baseline for Azerbaijan
    #[arg(required = true, num_args = 1..=2, value_names = ["A", "B"])]
    scenarios: Vec<PathBuf>,
    /// Also tell which sources, notes and descriptions differ
    #[arg(long)]
    notes: bool,
}

impl DiffArgs {
    /// Prints the differences.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let (first, second) = match &self.scenarios[..] {
            [only] => (None, only),
            [first, second, ..] => (Some(first), second),
            [] => return Err(Error::Arguments("name a scenario".to_owned())),
        };
        // Both are read before either is given up, so that all problems are seen at once.
        let a = source::load(first.map(PathBuf::as_path), &[], err)?;
        let b = source::load(Some(second), &[], err)?;
        let (Some(a), Some(b)) = (a, b) else {
            return Ok(Status::Rejected);
        };
        let names = [
            first.map_or_else(
                || BASELINE_NAME.to_owned(),
                |file| file.display().to_string(),
            ),
            second.display().to_string(),
        ];
        let text = self.text(&names, &differences(&a, &b));
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(Status::Done)
    }

    fn text(&self, [a, b]: &[String; 2], found: &Differences) -> String {
        let mut text = String::new();
        if found.same_values() && (found.remarks.is_empty() || !self.notes) {
            return match found.remarks.len() {
                0 => format!("{a} and {b} are the same scenario.\n"),
                n => format!(
                    "{a} and {b} have the same values; sources, notes and descriptions that differ: {n} (--notes).\n"
                ),
            };
        }
        let only = |keep_a: bool| {
            move |change: &&Change| {
                if keep_a {
                    change.b.is_none()
                } else {
                    change.a.is_none()
                }
            }
        };
        section(
            &mut text,
            &format!("Only in {a}"),
            found.values.iter().filter(only(true)),
        );
        section(
            &mut text,
            &format!("Only in {b}"),
            found.values.iter().filter(only(false)),
        );
        let changed = |change: &&Change| change.a.is_some() && change.b.is_some();
        let title = format!("Changed from {a} to {b}");
        section(&mut text, &title, found.values.iter().filter(changed));
        section(&mut text, "In another order", found.orders.iter());
        if self.notes {
            section(
                &mut text,
                "Sources, notes and descriptions",
                found.remarks.iter(),
            );
        } else if !found.remarks.is_empty() {
            paragraph(
                &mut text,
                &format!(
                    "Sources, notes and descriptions that differ as well: {} (--notes).",
                    found.remarks.len()
                ),
            );
        }
        if found.moved_dimensions > 0 {
            paragraph(
                &mut text,
                &format!(
                    "Inputs with another place in the sampling design, which draw other numbers under the same seed: {}.",
                    found.moved_dimensions
                ),
            );
        }
        text
    }
}

fn paragraph(text: &mut String, words: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(words);
    text.push('\n');
}

fn section<'a>(text: &mut String, title: &str, changes: impl Iterator<Item = &'a Change>) {
    let mut changes = changes.peekable();
    if changes.peek().is_none() {
        return;
    }
    paragraph(text, &format!("{title}:"));
    for Change { path, a, b } in changes {
        let line = match (a, b) {
            (Some(a), Some(b))
                if 2 + path.chars().count() + a.chars().count() + b.chars().count() + 5 > WIDTH =>
            {
                format!("  {path}:\n      {a}\n    → {b}")
            }
            (Some(a), Some(b)) => format!("  {path}: {a} → {b}"),
            (Some(one), None) | (None, Some(one)) => format!("  {path} = {one}"),
            (None, None) => continue,
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
    }
}
