//! Some trials of one run of a question, as a file: simulated anywhere, they are the same bytes.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use super::question::{By, Settings};
use super::runs::{RunOf, Runs};
use crate::sampling::REPLICATES;
use crate::sealed::{self, Broken};
use crate::simulate::{MOST_TRIALS, Model, SimulateError, Table, Watch};

/// How every part begins, with the number of its format.
const LINE: &[u8] = b"clearcast sensitivity part 2\n";

/// Which trials a part holds, and all that they depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Version of clearcast.
    pub version: String,
    /// SHA-256 of the scenario as simulated.
    pub scenario: String,
    /// What is explained, as written.
    pub outcomes: Vec<String>,
    /// What shares are given to.
    pub by: By,
    /// Whether the rows hold what remains and what is spent year by year; only points do.
    pub over_time: bool,
    /// Seed.
    pub seed: u64,
    /// The run.
    pub run: RunOf,
    /// Numbers of its trials, or of its points, which stand there in all their steps.
    pub range: Range<u64>,
}

/// What keeps a part from being simulated or taken in; each goes on from the name of the file, or from "the part".
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PartError {
    /// It begins otherwise.
    #[error("is no part of a sensitivity study: a store of `sensitivity` holds such parts")]
    Foreign,
    /// The checksum is another.
    #[error(
        "is damaged or incomplete: remove it and ask again, and its trials are simulated again"
    )]
    Damaged,
    /// It is of another version.
    #[error("is of another version of clearcast: simulate its trials again with this one")]
    OtherVersion,
    /// It is of another question.
    #[error("is of another {0}: all parts must be of one question")]
    Other(&'static str),
    /// No question has such a part.
    #[error("holds {0}: no study wrote it, so remove it and ask again")]
    Unsound(&'static str),
    /// Another part has some of its trials.
    #[error("holds trials that another part holds as well: leave one of them out")]
    Twice,
    /// The question has no parts.
    #[error("has no trials to simulate: one at a time asks the point estimate alone")]
    NoTrials,
    /// Its trials cannot be simulated.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
}

impl From<Broken> for PartError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Foreign => Self::Foreign,
            Broken::Damaged => Self::Damaged,
            Broken::OtherVersion => Self::OtherVersion,
        }
    }
}

impl Part {
    /// A range of the trials or points of a run.
    pub(super) fn of(runs: &Runs, run: RunOf, range: Range<u64>) -> Self {
        let settings = &runs.settings;
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: runs.model.sha256().to_owned(),
            outcomes: runs.outcomes.iter().map(|it| it.name.clone()).collect(),
            by: settings.by,
            over_time: settings.over_time && matches!(run, RunOf::Points(_)),
            seed: settings.seed,
            run,
            range,
        }
    }

    /// Reads what a part says that it holds, as JSON.
    ///
    /// # Errors
    ///
    /// [`PartError::OtherVersion`] if it says nothing that this version knows.
    pub fn parse(json: &str) -> Result<Self, PartError> {
        serde_json::from_str(json).map_err(|_| PartError::OtherVersion)
    }

    /// What it holds, as JSON: a name of the part that depends on all that it depends on.
    ///
    /// # Panics
    ///
    /// Never: it is nothing but text and numbers.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a part is text and numbers")
    }

    /// What the bytes of a part hold, if their checksum is right.
    ///
    /// # Errors
    ///
    /// [`PartError::Foreign`], [`PartError::Damaged`] or [`PartError::OtherVersion`].
    pub fn read(bytes: &[u8]) -> Result<Self, PartError> {
        Ok(sealed::open(LINE, bytes)?.0)
    }

    /// Simulates its trials on the current thread pool; `model` is that of its scenario. The bytes depend on nothing but the part.
    ///
    /// # Errors
    ///
    /// If it is no part of a question about `model`, or as [`simulate`](crate::simulate::simulate).
    pub fn simulate(&self, model: &Model, watch: &Watch) -> Result<Vec<u8>, PartError> {
        let outcomes = self.outcomes.iter();
        let read = |name: &String| Outcome::parse(name, model.programme(), model.scenario());
        let outcomes: Result<Vec<Outcome>, String> = outcomes.map(read).collect();
        let settings = Settings {
            // As many as the last of them has before it.
            trials: self.range.end,
            seed: self.seed,
            by: self.by,
            until: None,
            over_time: self.over_time,
        };
        let outcomes = outcomes.map_err(|_| PartError::Other("scenario"))?;
        let runs = Runs::new(model, outcomes, &settings);
        self.check(&runs)?;
        let table = runs.simulate(&self.run, self.range.clone(), watch)?;
        let values = table.values().iter().flat_map(|it| it.to_le_bytes());
        Ok(sealed::seal(LINE, self, &values.collect::<Vec<u8>>()))
    }

    /// Whether it is one of the parts of a question.
    fn check(&self, runs: &Runs) -> Result<(), PartError> {
        let like = Self::of(runs, self.run.clone(), self.range.clone());
        if self.version != like.version {
            return Err(PartError::OtherVersion);
        }
        for (same, what) in [
            (self.scenario == like.scenario, "scenario"),
            (self.outcomes == like.outcomes, "list of outcomes"),
            (self.by == like.by, "choice of factors or inputs"),
            (self.over_time == like.over_time, "choice of calendar years"),
            (self.seed == like.seed, "seed"),
        ] {
            if !same {
                return Err(PartError::Other(what));
            }
        }
        let Range { start, end } = self.range;
        let whole = |it: u64| it.is_multiple_of(REPLICATES as u64);
        let sound = match &self.run {
            RunOf::Plain => true,
            RunOf::Without(name) => runs.risks.iter().any(|it| it.name == *name),
            RunOf::Points(_) => {
                whole(start) && whole(end) && end - start.min(end) <= runs.settings.by.batch()
            }
        };
        if !sound || start >= end || end > MOST_TRIALS {
            return Err(PartError::Unsound("trials that no question has"));
        }
        Ok(())
    }

    /// What the bytes of a part of a question hold, and its rows.
    pub(super) fn rows(bytes: &[u8], runs: &Runs) -> Result<(Self, Table), PartError> {
        let (part, contents): (Self, _) = sealed::open(LINE, bytes)?;
        part.check(runs)?;
        let (values, rest) = contents.as_chunks();
        let values = values.iter().map(|it| f64::from_le_bytes(*it)).collect();
        let trials = match part.run {
            RunOf::Points(_) => 0..(part.range.end - part.range.start) * runs.steps(&part.run),
            RunOf::Plain | RunOf::Without(_) => part.range.clone(),
        };
        let columns = runs.table(&part.run).columns().clone();
        let table = Table::of(columns, trials, values).filter(|_| rest.is_empty());
        Ok((
            part,
            table.ok_or(PartError::Unsound("other rows than its trials have"))?,
        ))
    }
}
