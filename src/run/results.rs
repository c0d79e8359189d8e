//! From the trials of a run to its results: the same for a run and for its parts put together.

use serde::{Deserialize, Serialize};

use crate::influence::Influences;
#[cfg(feature = "report")]
use crate::report::{self, ReportError};
use crate::results::File;
use crate::scenario::{Assumption, Drawn, Scenario};
use crate::simulate::Model;
use crate::summary::Summary;
use crate::summary::charts::{Bands, Charts};
use crate::summary::nested::Nested;
use crate::summary::standing::Standing;
use crate::tables;

use super::{Simulated, summary_id};

/// What a run found, without its trials.
#[derive(Debug, Serialize, Deserialize)]
pub struct RunResults {
    /// Every figure.
    pub summary: Summary,
    /// What the charts draw.
    pub charts: Charts,
    /// How near each goal was at the end.
    pub standings: Vec<Standing>,
}

/// The scenario of a run as text.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// The scenario file, byte for byte.
    pub text: &'a str,
    /// The scenario.
    pub scenario: &'a Scenario,
}

impl RunResults {
    /// What is made of the trials, on the current thread pool. `warnings` are for the reader of the report.
    pub fn new(simulated: Simulated, warnings: Vec<String>) -> Self {
        let Simulated {
            run,
            summary: known,
            split,
            standings,
        } = simulated;
        let (model, tally) = (&run.prepared.model, &run.collected);
        let (scenario, programme) = (model.scenario(), model.programme());
        let figures =
            || known.unwrap_or_else(|| Summary::new(scenario, programme, tally, summary_id(&run)));
        let ((mut summary, mut charts), (influences, assumptions)) = rayon::join(
            || {
                rayon::join(figures, || {
                    Charts::new(scenario, programme, tally, warnings)
                })
            },
            || rayon::join(|| Influences::of(&run), || assumptions(model)),
        );
        charts.influences = influences;
        charts.assumptions = assumptions;
        if let Some(split) = &split {
            summary.nested = Some(Nested::new(split));
            charts.bands = Some(Bands::new(split));
        }
        Self {
            summary,
            charts,
            standings,
        }
    }

    /// `summary.json`.
    ///
    /// # Panics
    ///
    /// Never: a summary holds nothing that JSON cannot say.
    pub fn json(&self) -> String {
        json(&self.summary)
    }

    /// All files of the results folder but its manifest and the pictures.
    pub fn texts(&self, of: Texts<'_>) -> Vec<File> {
        vec![
            text_file("scenario.toml", of.text.to_owned()),
            text_file("resolved.toml", of.scenario.resolved.clone()),
            text_file("summary.json", self.json()),
            charts_file(&self.charts),
            tables::years(&self.charts),
            tables::regions(&self.summary),
            tables::drivers(&self.charts),
        ]
    }

    /// The same, the pictures and the page for reading on screen, on the current thread pool.
    ///
    /// # Errors
    ///
    /// If a picture cannot be drawn.
    #[cfg(feature = "report")]
    pub fn files(&self, of: Texts<'_>) -> Result<Vec<File>, ReportError> {
        let draw = || report::files(&self.summary, &self.charts, &of.scenario.resolved);
        let (pictures, mut files) = rayon::join(draw, || self.texts(of));
        files.extend(pictures?.into_iter().map(File::from));
        Ok(files)
    }
}

/// The uncertain inputs of a model that was read from a text.
fn assumptions(model: &Model) -> Option<Vec<Assumption>> {
    let mut rows = model.loaded()?.register();
    rows.retain(|row| row.drawn != Drawn::Fixed);
    Some(rows)
}

/// A text file of a results folder.
pub(crate) fn text_file(name: &str, text: String) -> File {
    File {
        name: name.to_owned(),
        bytes: text.into_bytes(),
    }
}

/// `charts.json`: the data of the pictures, from which they can be drawn again.
pub(crate) fn charts_file(charts: &impl Serialize) -> File {
    let mut text = serde_json::to_string(charts).expect("charts hold nothing that JSON cannot say");
    text.push('\n');
    text_file("charts.json", text)
}

fn json(summary: &Summary) -> String {
    let mut text = serde_json::to_string_pretty(summary)
        .expect("a summary holds nothing that JSON cannot say");
    text.push('\n');
    text
}
