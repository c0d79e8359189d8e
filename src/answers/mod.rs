//! Answers to a planner's questions: what was found as text, as JSON, as tables, as pictures, and as the files of a results folder.
//!
//! ```
//! use clearcast::simulate::{Model, RunSpec, Watch};
//! use clearcast::{answers, frontier};
//!
//! let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[]).unwrap();
//! let spec = RunSpec::new(256, 1);
//! let found = frontier::frontier(&model, &spec, &[0.5], &Watch::default()).unwrap();
//! let answer = answers::frontier(found, None, &model);
//! assert!(answer.text().contains("50 % for both"));
//! assert_eq!(answer.files(false).unwrap()[0].name, "frontier.json");
//! ```

use core::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::report::{self, Drawing, Picture, ReportError, Said};
use crate::results::File;
use crate::run::text_file;
use crate::simulate::Model;

mod comparison;
mod discover;
mod frontier;
mod hindcast;
mod redraw;
mod sensitivity;
mod solve;
mod sweep;
mod trace;
mod value;

pub use comparison::comparison;
pub use discover::discovery;
pub use frontier::frontier;
pub use hindcast::hindcast;
pub use redraw::{RedrawError, redraw};
pub use sensitivity::{measures, study};
pub use solve::{gap, solution};
pub use sweep::Swept;
pub use trace::trace;
pub use value::{choice, reserve};

/// What the page says of doing it again.
const REPEAT: &str = "The scenario as simulated and the command stand in the folder of this page, in resolved.toml and manifest.toml; \
     `clearcast repeat` does it again and compares every byte.";

/// What a question found, and what its readers get of it. It reads back from its JSON.
trait Found: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The command that asks the question, such as `solve`.
    const COMMAND: &'static str;

    /// What the command prints.
    fn text(&self, model: &Model) -> String;

    /// Its tables, as CSV.
    fn tables(&self) -> Vec<File>;

    /// What the pictures show beside what the JSON says.
    fn charts(&self) -> Option<File> {
        None
    }

    /// Its pictures; the first is what the reader is pointed to.
    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError>;
}

/// Draws what was found in a model.
type Draw = Box<dyn Fn(&Model) -> Result<Vec<Drawing>, ReportError> + Send + Sync>;

/// What a question found.
pub struct Answer {
    command: &'static str,
    text: String,
    json: String,
    tables: Vec<File>,
    charts: Option<File>,
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
    /// Of what was found in `model`.
    fn new<T: Found>(found: T, model: &Model) -> Self {
        let mut json = serde_json::to_string_pretty(&found)
            .expect("an answer holds nothing that JSON cannot say");
        json.push('\n');
        Self {
            command: T::COMMAND,
            text: found.text(model),
            json,
            tables: found.tables(),
            charts: found.charts(),
            draw: Box::new(move |model| found.draw(model)),
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
        let pictures = report::pictures(&(self.draw)(&self.model)?)?;
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
        files.extend(self.charts.clone());
        if pictured {
            files.extend(self.drawn()?);
        }
        Ok(files)
    }

    /// Its pictures and its page.
    fn drawn(&self) -> Result<Vec<File>, ReportError> {
        let drawings = (self.draw)(&self.model)?;
        let said = Said {
            name: self.command,
            title: &format!("{}: {}", self.command, self.model.scenario().name),
            origin: &format!("clearcast {} {}", env!("CARGO_PKG_VERSION"), self.command),
            text: &self.text,
            repeat: REPEAT,
        };
        drawn(&drawings, || {
            report::answer(&said, drawings.iter(), &self.tables)
        })
    }
}

/// The files of drawings, and the page that shows them.
fn drawn(
    drawings: &[Drawing],
    page: impl FnOnce() -> Result<Picture, ReportError> + Send,
) -> Result<Vec<File>, ReportError> {
    let (pictures, page) = rayon::join(|| report::pictures(drawings), page);
    let mut pictures = pictures?;
    pictures.push(page?);
    Ok(pictures.into_iter().map(File::from).collect())
}
