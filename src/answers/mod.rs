//! Answers to a planner's questions: what was found as text, as JSON, as tables, as pictures, and as the files of a results folder.
//!
//! ```
//! use clearcast::simulate::{Model, RunSpec, Watch};
//! use clearcast::{answers, frontier};
//!
//! let model = Model::baseline().unwrap();
//! let spec = RunSpec::new(256, 1);
//! let found = frontier::frontier(&model, &spec, &[0.5], &Watch::default()).unwrap();
//! let answer = answers::frontier(found, None, &model);
//! assert!(answer.text().contains("50 % for both"));
//! assert_eq!(answer.files(false).unwrap()[0].name, "frontier.json");
//! ```

use core::fmt;

use serde::Serialize;

use crate::report::{self, Picture, ReportError};
use crate::results::File;
use crate::run::text_file;
use crate::simulate::Model;

mod comparison;
mod discover;
mod frontier;
mod sensitivity;
mod solve;
mod trace;
mod value;

pub use comparison::comparison;
pub use discover::discovery;
pub use frontier::frontier;
pub use sensitivity::{measures, study};
pub use solve::{gap, solution};
pub use trace::trace;
pub use value::{choice, reserve};

/// Draws pictures of what was found in a model.
type Draw = Box<dyn Fn(&Model) -> Result<Vec<Picture>, ReportError> + Send + Sync>;

/// What the page says of doing it again.
const REPEAT: &str = "The scenario as simulated and the command stand in the folder of this page, in resolved.toml and manifest.toml; \
     `clearcast repeat` does it again and compares every byte.";

/// What a question found.
pub struct Answer {
    command: &'static str,
    text: String,
    json: String,
    tables: Vec<File>,
    draw: Draw,
    model: Model,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Answer");
        shown
            .field("command", &self.command)
            .field("text", &self.text);
        shown.finish_non_exhaustive()
    }
}

impl Answer {
    /// Of `command`, about the scenario of `model`. `draw` draws the pictures; the first is what the reader is pointed to.
    fn new<T: Serialize + Send + Sync + 'static>(
        command: &'static str,
        text: String,
        found: T,
        tables: Vec<File>,
        draw: impl Fn(&T, &Model) -> Result<Vec<Picture>, ReportError> + Send + Sync + 'static,
        model: &Model,
    ) -> Self {
        let mut json = serde_json::to_string_pretty(&found)
            .expect("an answer holds nothing that JSON cannot say");
        json.push('\n');
        Self {
            command,
            text,
            json,
            tables,
            draw: Box::new(move |model| draw(&found, model)),
            model: model.clone(),
        }
    }

    /// The command that asks the question, such as `solve`.
    pub fn command(&self) -> &'static str {
        self.command
    }

    /// What the command prints.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `COMMAND.json`.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Its tables, as CSV.
    pub fn tables(&self) -> &[File] {
        &self.tables
    }

    /// The scenario that was asked of, compiled.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Its pictures, PNG and SVG, drawn on the current thread pool; the first is what the reader is pointed to.
    ///
    /// # Errors
    ///
    /// If a picture cannot be drawn.
    pub fn pictures(&self) -> Result<Vec<File>, ReportError> {
        let pictures = (self.draw)(&self.model)?;
        Ok(pictures.into_iter().map(File::from).collect())
    }

    /// All files of its results folder but the manifest; `pictured`: with pictures and the page for reading on screen.
    ///
    /// # Errors
    ///
    /// If a picture cannot be drawn.
    pub fn files(&self, pictured: bool) -> Result<Vec<File>, ReportError> {
        let mut files = vec![
            text_file(&format!("{}.json", self.command), self.json.clone()),
            text_file("resolved.toml", self.model.resolved().to_owned()),
        ];
        files.extend_from_slice(&self.tables);
        if pictured {
            files.extend(self.pictures()?);
            let title = format!("{}: {}", self.command, self.model.scenario().name);
            let origin = format!("clearcast {} {}", env!("CARGO_PKG_VERSION"), self.command);
            let page = report::answer((self.command, &title), &origin, &self.text, &files, REPEAT)?;
            files.push(page.into());
        }
        Ok(files)
    }
}
