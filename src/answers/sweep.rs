//! What the results folder of a sweep shows beside its rows.

use serde::{Deserialize, Serialize};

use super::drawn;
use crate::report::{self, ReportError, Said};
use crate::results::File;
use crate::run::charts_file;
use crate::sweep::{OutputError, RandomNumbers, Rows, Surfaces};
use crate::words;

/// `charts.json` of a sweep: what it was, and its pictures where it is over one factor or two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swept {
    name: String,
    version: String,
    points: u64,
    /// Points without figures.
    failed: u64,
    /// Why the first of them has none.
    #[serde(skip)]
    reason: String,
    /// Of each point.
    trials: u64,
    seed: u64,
    random_numbers: RandomNumbers,
    surfaces: Option<Surfaces>,
}

impl Swept {
    /// Longest table of points, in bytes, that its page shows.
    pub const MOST_POINTS: u64 = 1 << 22;

    /// Reads the rows of a sweep.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    pub fn of(rows: &Rows) -> Result<Self, OutputError> {
        let head = rows.head();
        let (failed, reason) = rows.failed()?;
        Ok(Self {
            name: head.name.clone(),
            version: head.version.clone(),
            points: head.points,
            failed,
            reason,
            trials: head.run.trials,
            seed: head.run.seed,
            random_numbers: head.run.random_numbers,
            surfaces: Surfaces::of(rows)?,
        })
    }

    /// Points without figures.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    /// Why the first point has no figures, if no other has any.
    pub fn why_none(&self) -> Option<&str> {
        (self.failed == self.points).then_some(self.reason.as_str())
    }

    /// What the command says of it.
    pub fn text(&self) -> String {
        format!(
            "{} of {} each, seed {}, {} random numbers\n{}",
            words::counted(self.points, "point"),
            words::counted(self.trials, "trial"),
            self.seed,
            self.random_numbers.name(),
            match self.failed {
                0 => String::new(),
                _ => format!(
                    "{} without figures: the column `message` says why\n",
                    words::counted(self.failed, "point")
                ),
            },
        )
    }

    /// `charts.json`, from which [`pictures`](Self::pictures) reads back.
    pub fn file(&self) -> File {
        charts_file(self)
    }

    /// Its pictures and its page; `points` is `points.csv`, unless it is too long for a page.
    ///
    /// # Errors
    ///
    /// If a picture cannot be drawn.
    pub fn pictures(&self, points: Option<File>) -> Result<Vec<File>, ReportError> {
        let drawings = self.surfaces.as_ref().map(report::sweep::draw);
        let drawings = drawings.transpose()?.unwrap_or_default();
        let said = Said {
            name: "sweep",
            title: &self.name,
            origin: &format!("A sweep · clearcast {}", self.version),
            text: &self.text(),
            repeat: "The design and the scenarios as simulated stand in the folder of this page; `clearcast repeat` does it again and compares every byte.",
        };
        let points: Vec<File> = points.into_iter().collect();
        drawn(&drawings, || {
            report::answer(&said, drawings.iter(), &points)
        })
    }
}
