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
//!
//! ```
//! use clearcast::scenario::{self, LoadError};
//!
//! let loaded = scenario::load("tests/data/valid/small.toml".as_ref(), &["target.years = 10".to_owned()]).unwrap();
//! assert_eq!(loaded.scenario.target.years, Some(10.0));
//! assert_eq!(loaded.scenario.areas.len(), 2);
//!
//! let Err(LoadError::Rejected(problems)) = scenario::from_text("a.toml", "format = 1\nhorizn = 40", &[]) else {
//!     panic!("much is missing");
//! };
//! assert!(problems.to_string().contains("horizn")); // every problem, each with its place
//! ```

mod area_unit;
mod blend;
mod brackets;
mod build;
mod chance;
pub(crate) mod checked;
mod correlations;
mod defaults;
mod difference;
mod dimensions;
mod distributions;
mod document;
mod earmarks;
mod figure;
mod figures;
mod files;
pub(crate) mod form;
mod glob;
mod hazard_list;
mod hectares;
mod inputs;
mod key_paths;
pub(crate) mod key_tables;
pub(crate) mod keys;
mod law_text;
mod layers;
mod lookalike;
mod measure;
mod merge;
mod notes;
mod parameters;
mod people;
mod percentages;
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
mod season;
mod shipped;
mod source;
mod spelling;
mod starting_point;
mod syntax;
mod texts;
mod tree;
mod types;
mod uncertain;
mod unused;
mod values;
mod visit;
mod warnings;

use std::io;
use std::path::{Path, PathBuf};

pub(crate) use blend::is_name;
pub use blend::{blend, edited_tables};
pub(crate) use chance::{arrival_path, level_of, level_path, mechanism_of};
pub use difference::{Change, Differences, differences};
pub use files::Files;
pub use hazard_list::{FromHazardList, from_hazard_list};
pub(crate) use problem::nearest;
pub use problem::{Gravity, Place, Problem, Problems};
pub use register::{Assumption, Drawn};
pub use schema::schema;
pub use shipped::SHIPPED;
pub use starting_point::STARTING_POINT;
pub use tree::Tree;
pub use types::*;

pub(crate) use figure::figure;
pub use glob::matches;
pub use keys::Range;
pub(crate) use law_text::law_text;

use crate::{input, printable};
use document::Table;
use places::Places;
use rules::Verdict;
use source::{SourceText, Span};

/// A scenario that keeps every rule.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// The top file, byte for byte.
    pub text: String,
    /// What runs but is worth a second look.
    pub warnings: Problems,
    /// What it leaves to defaults, and rules that are easily overlooked.
    pub notes: Problems,
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

    /// The plain number at a path such as `overhead.share`; `None` if there is none.
    pub fn number(&self, path: &str) -> Option<f64> {
        let mut parts = path.split('.');
        let mut node = self.tree.root.get(parts.next()?)?;
        for part in parts {
            node = node.as_table()?.get(part)?;
        }
        node.as_number()
    }

    /// Adds a warning, shown at its place in the file.
    pub fn warn(&mut self, notice: Notice) {
        let problem = self.problem(notice);
        self.warnings.push(problem);
    }

    /// Problems of a scenario that keeps every rule but does not fit another, shown at their places in the file.
    pub fn refused(&self, notices: Vec<Notice>) -> Problems {
        let problems = notices.into_iter().map(|it| self.problem(it));
        Problems::new(
            Gravity::Error,
            self.tree.sources.clone(),
            problems.collect(),
        )
    }

    fn problem(&self, notice: Notice) -> Problem {
        let at = match &notice.site {
            Site::Path(path) => self.places.of_path(path),
            Site::Pair(a, b) => self.places.of_pair(a, b),
        };
        let problem = Problem::new(notice.rule, at);
        problem.found(notice.found).help(notice.advice)
    }
}

/// Why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read scenario `{}`: {source}{}", printable::path(file), did_you_mean(near.as_deref()))]
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
    near.map_or_else(String::new, |near| {
        format!("; did you mean `{}`?", printable::printable(near))
    })
}

/// Loads a scenario file with its bases. `sets` are settings `PATH=VALUE` with the value in TOML; later ones win.
pub fn load(file: &Path, sets: &[String]) -> Result<Loaded, LoadError> {
    let text = match (input::text(file), layers::built_in(file)) {
        (Err(error), Some(text)) if error.kind() == io::ErrorKind::NotFound => Ok(text.to_owned()),
        (read, _) => read,
    };
    let text = text.map_err(|source| LoadError::Io {
        near: layers::near_file(file),
        file: file.to_owned(),
        source,
    })?;
    let source = SourceText::new(&file.to_string_lossy(), text);
    from_source(source, Some(file), sets, None)
}

/// Loads a scenario from a text called `name`. Bases are looked up relative to the current folder.
pub fn from_text(name: &str, text: &str, sets: &[String]) -> Result<Loaded, LoadError> {
    from_source(SourceText::new(name, text.to_owned()), None, sets, None)
}

/// Loads a scenario from a text as if it stood in `file`, which need not exist: bases are looked up in its folder.
pub fn from_text_of(file: &Path, text: &str, sets: &[String]) -> Result<Loaded, LoadError> {
    let source = SourceText::new(&file.to_string_lossy(), text.to_owned());
    from_source(source, Some(file), sets, None)
}

/// `known` are files that are in memory; then none is read.
fn from_source(
    top: SourceText,
    file: Option<&Path>,
    sets: &[String],
    known: Option<&Files>,
) -> Result<Loaded, LoadError> {
    let text = top.text.clone();
    let mut sources = vec![top];
    let mut verdict = Verdict::default();
    let scenario = scenario(&mut sources, (file, known), sets, &mut verdict);
    match scenario.filter(|_| verdict.problems.is_empty()) {
        Some((scenario, root, places)) => {
            let tree = Tree {
                root,
                sources: sources.clone(),
            };
            verdict
                .warnings
                .extend(warnings::warnings(&scenario, &places));
            let warnings = Problems::new(Gravity::Warning, sources.clone(), verdict.warnings);
            let notes = Problems::new(Gravity::Note, sources, verdict.notes);
            Ok(Loaded {
                scenario,
                text,
                warnings,
                notes,
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
    sources: &mut Vec<SourceText>,
    from: (Option<&Path>, Option<&Files>),
    sets: &[String],
    verdict: &mut Verdict,
) -> Option<(Scenario, Table, Places)> {
    let layers::Merged {
        mut root,
        dimensions,
        removed,
        warnings,
        notes,
    } = layers::merge(sources, from, sets, &mut verdict.problems);
    if root.0.is_empty() && !verdict.problems.is_empty() {
        return None;
    }
    verdict.warnings.extend(warnings);
    verdict.notes.extend(notes);
    defaults::fill(&mut root);
    let top = Span {
        source: 0,
        start: 0,
        end: 0,
    };
    let checked = reader::read(&root, top, sources, &mut verdict.problems);
    let inputs = inputs::inputs(&root);
    rules::check(&checked, &inputs, verdict);
    texts::check(&root, &mut verdict.problems);
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
    verdict
        .warnings
        .extend(earmarks::unpaid(&scenario, &places));
    verdict
        .warnings
        .extend(earmarks::without_effect(&checked, &scenario));
    verdict.notes.extend(notes::notes(&checked, &scenario));
    Some((scenario, root, places))
}
