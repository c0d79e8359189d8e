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
pub(crate) mod checked;
mod correlations;
mod defaults;
mod difference;
mod distributions;
mod document;
mod figure;
pub(crate) mod form;
mod glob;
mod inputs;
pub(crate) mod key_tables;
pub(crate) mod keys;
mod layers;
mod merge;
mod parameters;
mod people;
mod places;
mod practice;
pub(crate) mod problem;
mod reach;
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
mod visit;
mod warnings;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use difference::{Change, Differences, differences};
pub(crate) use problem::nearest;
pub use problem::{Gravity, Place, Problem, Problems};
pub use register::{Assumption, Drawn};
pub use schema::schema;
pub use starting_point::STARTING_POINT;
pub use tree::Tree;
pub use types::*;

pub(crate) use figure::figure;
pub(crate) use glob::matches as glob_matches;
pub use keys::Range;

use document::{Source, Span, Table};
use places::Places;
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
    places: Places,
}

/// Which part of a scenario a [`Notice`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// A table or value, by path.
    Path(String),
    /// The correlation between two inputs, by path.
    Pair(String, String),
}

/// A warning from outside of the file: from what a simulation shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub site: Site,
    /// What is the matter.
    pub rule: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub advice: String,
}

impl Loaded {
    /// Whether every area has teams for all the work it may need; if not, there are warnings that name the areas.
    pub fn all_land_can_be_released(&self) -> bool {
        (0..self.scenario.areas.len()).all(|area| reach::undone(area, &self.scenario).0.is_empty())
    }

    /// Adds a warning, shown at its place in the file.
    pub fn warn(&mut self, notice: Notice) {
        let at = match &notice.site {
            Site::Path(path) => self.places.of_path(path),
            Site::Pair(a, b) => self.places.of_pair(a, b),
        };
        let problem = Problem::new(notice.rule, at);
        let problem = problem.found(notice.found).help(notice.advice);
        self.warnings.push(problem);
    }
}

/// Why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read scenario `{}`: {source}{}", file.display(), did_you_mean(near.as_deref()))]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
        /// A file beside it with a similar name.
        near: Option<String>,
    },
    /// The file, one of its bases or a setting breaks rules.
    #[error("{0}")]
    Rejected(Problems),
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// Loads a scenario file with its bases. `sets` are settings `PATH=VALUE` with the value in TOML; later ones win.
pub fn load(file: &Path, sets: &[String]) -> Result<Loaded, LoadError> {
    let text = fs::read_to_string(file).map_err(|source| LoadError::Io {
        near: layers::near_file(file),
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
        Some((scenario, root, places)) => {
            let tree = Tree {
                root,
                sources: sources.clone(),
            };
            verdict
                .warnings
                .extend(warnings::warnings(&scenario, &places));
            let warnings = Problems::new(Gravity::Warning, sources, verdict.warnings);
            Ok(Loaded {
                scenario,
                text,
                warnings,
                tree,
                places,
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
) -> Option<(Scenario, Table, Places)> {
    let layers::Merged {
        mut root,
        dimensions,
        removed,
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
    let correlation_rules = correlations::rules(&checked, &inputs, verdict);
    for problem in verdict.problems.iter_mut().chain(&mut verdict.warnings) {
        problem.show_removal(&removed);
    }
    if !verdict.problems.is_empty() {
        return None;
    }
    let scenario =
        build::build(&checked, &inputs).expect("a file without problems has every value");
    let resolved = resolved::write(&root, &dimensions);
    let scenario = Scenario {
        correlation_rules,
        remarks: remarks::of_tables(&root),
        resolved,
        ..scenario
    }
    .over(dimensions);
    let places = Places::of(&checked);
    Some((scenario, root, places))
}
