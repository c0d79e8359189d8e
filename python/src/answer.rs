//! The answer to a question: JSON, tables, pictures, and the results folder of the command line.

use std::path::PathBuf;
use std::time::Instant;

use clearcast::answers;
use clearcast::report::ReportError;
use clearcast::results::{File, Folder};
use clearcast::run::manifest::{Answered, answered};
use clearcast::simulate::{Model, Watch};
use jiff::Timestamp;
use pyo3::prelude::*;

use crate::error;
use crate::scenario::Core;
use crate::watched::{How, detached};

/// The files of a results folder but its manifest, with or without pictures.
type Files = Box<dyn Fn(bool) -> Result<Vec<File>, ReportError> + Send + Sync>;
/// The manifest, which names the command that asks the same.
type Manifest = Box<dyn Fn(&[String]) -> File + Send + Sync>;

/// What a question found.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Answer")]
pub(crate) struct Answer {
    pub(crate) kind: String,
    pub(crate) json: String,
    pub(crate) text: String,
    pub(crate) files: Files,
    pub(crate) manifest: Manifest,
}

/// Trials and seed.
pub(crate) type Size = (u64, u64);

/// When work began, and a clock that runs from then on.
pub(crate) struct Began(Timestamp, Instant);

impl Began {
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest alone says when and how long"
    )]
    pub(crate) fn now() -> Self {
        Self(Timestamp::now(), Instant::now())
    }
}

/// Asks one question of a scenario.
pub(crate) fn asked(
    py: Python<'_>,
    (kind, core): (&'static str, &Core),
    size: Size,
    how: &How,
    work: impl FnOnce(&Model, &Watch) -> PyResult<answers::Answer> + Send,
) -> PyResult<Answer> {
    let began = Began::now();
    let (found, threads) = how.watched(py, |watch| work(&core.model, watch))?;
    Ok(Answer::of(found, (kind, core), size, (began, threads)))
}

impl Answer {
    /// What was found of a scenario, with what its manifest says.
    pub(crate) fn of(
        found: answers::Answer,
        (kind, core): (&'static str, &Core),
        (trials, seed): Size,
        (Began(began, clock), threads): (Began, usize),
    ) -> Self {
        let (name, sha256) = (core.files.name().to_owned(), core.model.sha256().to_owned());
        let seconds = clock.elapsed().as_secs_f64();
        let manifest = move |command: &[String]| {
            answered(&Answered {
                kind,
                scenario: &name,
                sha256: &sha256,
                command,
                trials,
                seed,
                threads,
                began,
                seconds,
            })
        };
        Self {
            kind: kind.to_owned(),
            json: found.json().to_owned(),
            text: found.text().to_owned(),
            files: Box::new(move |pictured| found.files(pictured)),
            manifest: Box::new(manifest),
        }
    }
}

/// Name and contents of a file.
type Named = (String, Vec<u8>);

/// What an answer is made of again: kind, JSON and text; its files without pictures and with them; commands with their manifests.
type State = (
    (String, String, String),
    [Vec<Named>; 2],
    Vec<(Vec<String>, Named)>,
);

#[pymethods]
impl Answer {
    /// The answer with its pictures drawn, and its manifest for each of several commands.
    fn state(&self, py: Python<'_>, commands: Vec<Vec<String>>) -> PyResult<State> {
        let files = detached(py, || {
            let named = |files: Vec<File>| files.into_iter().map(named).collect();
            Ok([
                (self.files)(false).map(named)?,
                (self.files)(true).map(named)?,
            ])
        })?;
        let files = files.map_err(|it: ReportError| error::value(it))?;
        let manifests = commands.into_iter().map(|command| {
            let manifest = named((self.manifest)(&command));
            (command, manifest)
        });
        let texts = (self.kind.clone(), self.json.clone(), self.text.clone());
        Ok((texts, files, manifests.collect()))
    }

    /// From what `state` gives.
    #[staticmethod]
    fn restored(state: State) -> Self {
        let ((kind, json, text), [plain, pictured], manifests) = state;
        let file = |(name, bytes): &Named| File {
            name: name.clone(),
            bytes: bytes.clone(),
        };
        let files = move |with: bool| {
            let files = if with { &pictured } else { &plain };
            Ok(files.iter().map(file).collect())
        };
        let manifest = move |command: &[String]| {
            let mut all = manifests.iter();
            let found = all.find(|(it, _)| it == command);
            file(&found.expect("there is a manifest for every command").1)
        };
        Self {
            kind,
            json,
            text,
            files: Box::new(files),
            manifest: Box::new(manifest),
        }
    }

    /// The command that asks the question.
    #[getter]
    fn kind(&self) -> &str {
        &self.kind
    }

    #[getter]
    fn json(&self) -> &str {
        &self.json
    }

    /// What the command line prints.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// Tables: name and CSV.
    fn tables(&self) -> PyResult<Vec<Named>> {
        let files = (self.files)(false).map_err(error::value)?;
        Ok(of_kinds(files, &[".csv"]))
    }

    /// Pictures: path in the results folder, and contents.
    fn pictures(&self, py: Python<'_>) -> PyResult<Vec<Named>> {
        let files = detached(py, || (self.files)(true))?.map_err(error::value)?;
        Ok(of_kinds(files, &[".png", ".svg"]))
    }

    /// Writes the results folder that the command line writes.
    fn write(
        &self,
        py: Python<'_>,
        place: PathBuf,
        options: (bool, bool, Vec<String>),
    ) -> PyResult<()> {
        let (force, pictured, command) = options;
        let folder = Folder::claim(&place, force).map_err(error::results)?;
        detached(py, || {
            let mut files = (self.files)(pictured).map_err(error::value)?;
            files.push((self.manifest)(&command));
            folder.write(&files).map_err(error::results)
        })?
    }
}

fn named(file: File) -> Named {
    (file.name, file.bytes)
}

/// Names and contents of the files whose names end so.
fn of_kinds(files: Vec<File>, endings: &[&str]) -> Vec<Named> {
    let mut files: Vec<Named> = files.into_iter().map(named).collect();
    files.retain(|(name, _)| endings.iter().any(|ending| name.ends_with(ending)));
    files
}
