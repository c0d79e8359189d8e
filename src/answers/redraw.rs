//! Pictures and pages again, from the data in a results folder.

use std::io;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Answer, Found, Swept, comparison, frontier, hindcast, trace};
use crate::discover::Discovery;
use crate::report::{self, ReportError};
use crate::results::File;
use crate::scenario::LoadError;
use crate::sensitivity::{Measures, Study};
use crate::simulate::Model;
use crate::solve::{GapAnswer, Solution};
use crate::value::{Choice, Reserve};

/// Kinds of results folders, as their manifests name them, and what draws each.
const KINDS: [(&str, Redraw); 10] = [
    ("run", run),
    ("compare", compared),
    ("sweep", swept),
    ("hindcast", hindcasted),
    ("solve", |folder| {
        folder.one_of::<GapAnswer, Solution>("solutions")
    }),
    ("frontier", |folder| folder.answer::<frontier::Frontiers>()),
    ("trace", |folder| folder.answer::<trace::Explained>()),
    ("sensitivity", |folder| {
        folder.one_of::<Measures, Study>("method")
    }),
    ("value", |folder| folder.one_of::<Choice, Reserve>("plans")),
    ("discover", discovered),
];

type Redraw = fn(&Data) -> Result<Vec<File>, RedrawError>;

/// Why a folder cannot be drawn again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedrawError {
    /// Nothing is known to draw of that kind.
    #[error("there is nothing to draw of the results of `clearcast {0}`")]
    Kind(String),
    /// A file that it takes cannot be read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file is damaged, or of another version.
    #[error("{name} is not as this version writes it ({reason})")]
    Damaged {
        /// The file.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A picture could not be made.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// All that is drawn in a results folder of this `kind`, the picture that the reader is pointed to first, on the current thread pool. `read`
/// reads a file of the folder.
///
/// # Errors
///
/// [`RedrawError`] if the kind is not known, or a file that the pictures are made of is missing or damaged.
pub fn redraw(
    kind: &str,
    read: &dyn Fn(&str) -> io::Result<String>,
) -> Result<Vec<File>, RedrawError> {
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    let (_, redraw) = known.ok_or_else(|| RedrawError::Kind(kind.to_owned()))?;
    redraw(&Data(read))
}

/// The data in a results folder.
struct Data<'a>(&'a dyn Fn(&str) -> io::Result<String>);

impl Data<'_> {
    fn text(&self, name: &str) -> Result<String, RedrawError> {
        (self.0)(name).map_err(|source| RedrawError::Read {
            name: name.to_owned(),
            source,
        })
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, RedrawError> {
        let read = serde_json::from_str(&self.text(name)?);
        read.map_err(|error| damaged(name, &error))
    }

    fn model(&self) -> Result<Model, RedrawError> {
        const NAME: &str = "resolved.toml";
        let model = Model::from_text(NAME, &self.text(NAME)?, &[]);
        model.map_err(|error: LoadError| damaged(NAME, &error))
    }

    /// What is drawn of the answer to a question.
    fn answer<T: Found>(&self) -> Result<Vec<File>, RedrawError> {
        self.shown::<T>(self.json(&format!("{}.json", T::COMMAND))?)
    }

    fn shown<T: Found>(&self, found: T) -> Result<Vec<File>, RedrawError> {
        Ok(Answer::new(found, &self.model()?).drawn()?)
    }

    /// The same of a command with two kinds of answers: the JSON of the first has this key.
    fn one_of<A: Found, B: Found>(&self, key: &str) -> Result<Vec<File>, RedrawError> {
        let name = format!("{}.json", A::COMMAND);
        let found: Value = self.json(&name)?;
        if found.get(key).is_some() {
            self.answer::<A>()
        } else {
            self.answer::<B>()
        }
    }
}

fn damaged(name: &str, reason: &dyn std::fmt::Display) -> RedrawError {
    RedrawError::Damaged {
        name: name.to_owned(),
        reason: reason.to_string(),
    }
}

fn run(folder: &Data) -> Result<Vec<File>, RedrawError> {
    let (summary, charts) = (folder.json("summary.json")?, folder.json("charts.json")?);
    let pictures = report::files(&summary, &charts, &folder.text("resolved.toml")?)?;
    Ok(pictures.into_iter().map(File::from).collect())
}

fn compared(folder: &Data) -> Result<Vec<File>, RedrawError> {
    let (found, charts) = (folder.json("comparison.json")?, folder.json("charts.json")?);
    Ok(comparison::shown(&found, &charts)?)
}

fn hindcasted(folder: &Data) -> Result<Vec<File>, RedrawError> {
    Ok(hindcast::shown(&folder.json("charts.json")?)?)
}

fn swept(folder: &Data) -> Result<Vec<File>, RedrawError> {
    const NAME: &str = "points.csv";
    let swept: Swept = folder.json("charts.json")?;
    // A table that is too long to be read is too long for a page.
    let points = folder.text(NAME).ok();
    let points = points.filter(|it| it.len() as u64 <= Swept::MOST_POINTS);
    let points = points.map(|text| File {
        name: NAME.to_owned(),
        bytes: text.into_bytes(),
    });
    Ok(swept.pictures(points)?)
}

fn discovered(folder: &Data) -> Result<Vec<File>, RedrawError> {
    let mut found: Discovery = folder.json("discover.json")?;
    found.shown = folder.json("charts.json")?;
    folder.shown(found)
}
