//! Scenario files: from text to a checked [`Scenario`].
//!
//! Text is checked once, here. Behind this module every rule of `docs/scenario-format.md` holds. The way through:
//!
//! ```text
//! file, bases, --set --document--> trees with places --layers, merge--> one tree --defaults--> complete tree
//! complete tree --reader, uncertain--> Checked --rules, correlations--> no problem --build--> Scenario
//! ```
//!
//! One declarative table of keys per TOML table (`key_tables`) drives reading, merging, defaults, writing and the schema.

mod build;
mod checked;
mod correlations;
mod defaults;
mod difference;
mod distributions;
mod document;
mod glob;
mod inputs;
mod key_tables;
mod keys;
mod layers;
mod merge;
mod parameters;
mod problem;
mod reader;
mod register;
mod remarks;
mod resolved;
mod rules;
mod schema;
mod starting_point;
mod tree;
mod types;
mod uncertain;
mod values;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use difference::{Change, Differences, differences};
pub use problem::{Gravity, Place, Problem, Problems};
pub use register::{Assumption, Drawn};
pub use schema::schema;
pub use starting_point::STARTING_POINT;
pub use tree::Tree;
pub use types::*;

use document::{Source, Span, Table};
use rules::Verdict;

/// A scenario that keeps every rule.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// The top file, byte for byte.
    pub text: String,
    /// What runs but is worth a second look.
    pub warnings: Problems,
    /// The scenario as written, base, settings and defaults filled in, with the place of every value.
    pub tree: Tree,
}

/// Why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read scenario `{}`: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file, one of its bases or a setting breaks rules.
    #[error("{0}")]
    Rejected(Problems),
}

/// Loads a scenario file with its bases. `sets` are settings `PATH=VALUE` with the value in TOML; later ones win.
pub fn load(file: &Path, sets: &[String]) -> Result<Loaded, LoadError> {
    let text = fs::read_to_string(file).map_err(|source| LoadError::Io {
        file: file.to_owned(),
        source,
    })?;
    from_source(
        Source {
            name: file.display().to_string(),
            text,
        },
        Some(file),
        sets,
    )
}

/// Loads a scenario from a text called `name`. Bases are looked up relative to the current folder.
pub fn from_text(name: &str, text: &str, sets: &[String]) -> Result<Loaded, LoadError> {
    from_source(
        Source {
            name: name.to_owned(),
            text: text.to_owned(),
        },
        None,
        sets,
    )
}

fn from_source(top: Source, file: Option<&Path>, sets: &[String]) -> Result<Loaded, LoadError> {
    let text = top.text.clone();
    let mut sources = vec![top];
    let mut verdict = Verdict::default();
    let scenario = scenario(&mut sources, file, sets, &mut verdict);
    match scenario.filter(|_| verdict.problems.is_empty()) {
        Some((scenario, root)) => {
            let tree = Tree {
                root,
                sources: sources.clone(),
            };
            let warnings = Problems::new(Gravity::Warning, sources, verdict.warnings);
            Ok(Loaded {
                scenario,
                text,
                warnings,
                tree,
            })
        }
        None => Err(LoadError::Rejected(Problems::new(
            Gravity::Error,
            sources,
            verdict.problems,
        ))),
    }
}

/// `None` only if the verdict holds a problem.
fn scenario(
    sources: &mut Vec<Source>,
    file: Option<&Path>,
    sets: &[String],
    verdict: &mut Verdict,
) -> Option<(Scenario, Table)> {
    let layers::Merged {
        mut root,
        dimensions,
    } = layers::merge(sources, file, sets, &mut verdict.problems);
    if root.0.is_empty() && !verdict.problems.is_empty() {
        return None;
    }
    defaults::fill(&mut root);
    let top = Span {
        source: 0,
        start: 0,
        end: 0,
    };
    let checked = reader::read(&root, top, &mut verdict.problems);
    let inputs = inputs::inputs(&root);
    rules::check(&checked, &inputs, verdict);
    let correlations = correlations::expand(&checked, &inputs, &dimensions, verdict);
    if !verdict.problems.is_empty() {
        return None;
    }
    let scenario =
        build::build(&checked, &inputs).expect("a file without problems has every value");
    let resolved = resolved::write(&root, &dimensions);
    let scenario = Scenario {
        correlations,
        remarks: remarks::of_tables(&root),
        dimensions,
        resolved,
        ..scenario
    };
    Some((scenario, root))
}
