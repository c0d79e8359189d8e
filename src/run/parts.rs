//! Parts of a run put together: to the run, or to a larger part of it.

use std::ops::Range;

use super::Simulated;
use crate::ensemble::Tally;
use crate::partial::{self, PartialHead, Unreadable};
use crate::scenario::LoadError;
use crate::simulate::{self, Collect, Model, Prepared, Run, RunSpec, SpecError};

/// A run of which some parts have been put together.
#[derive(Debug)]
pub struct Joined {
    head: PartialHead,
    prepared: Prepared,
    tally: Tally,
}

/// Parts cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The scenario of a part is none.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The run cannot be simulated.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A part cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

impl Joined {
    /// Begins with no trials of the run that a part is of.
    ///
    /// # Errors
    ///
    /// If another version wrote it.
    pub fn new(head: &PartialHead) -> Result<Self, JoinError> {
        let model = Model::from_text(&head.name, &head.resolved, &[])?;
        // A scenario that is filled in has no base to read, and nothing left to fill in.
        if model.scenario().resolved != head.resolved {
            return Err(Unreadable::OtherVersion.into());
        }
        Self::of(model, head)
    }

    /// The same with the scenario compiled already.
    ///
    /// # Errors
    ///
    /// If the design does not reach that far, or is of another version.
    pub fn of(model: Model, head: &PartialHead) -> Result<Self, JoinError> {
        let sampling = head.sampling.parse();
        let sampling = sampling.map_err(|_| Unreadable::OtherVersion)?;
        let spec = RunSpec::new(head.trials, head.seed).sampling(sampling);
        let prepared = simulate::prepare(model, spec)?;
        let tally = simulate::tally(&prepared);
        let head = head.clone();
        Ok(Self {
            head,
            prepared,
            tally,
        })
    }

    /// Adds a part of the same run, of which [`partial::misfits`] says that it fits.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn add(&mut self, part: &[u8]) -> Result<(), Unreadable> {
        let (head, tally) = partial::read(part)?;
        let trials = head.range.end - head.range.start;
        let tally = self.tally.from_bytes(&tally);
        let tally = tally.filter(|it| it.trials() == trials);
        Collect::merge(&mut self.tally, tally.ok_or(Unreadable::OtherVersion)?);
        Ok(())
    }

    /// What has been added as one part, of the trials of `range`, which took so many seconds.
    pub fn into_part(mut self, range: Range<u64>, seconds: f64) -> Vec<u8> {
        self.tally.finish();
        let head = PartialHead {
            range,
            seconds,
            ..self.head
        };
        partial::write(&head, &self.tally.to_bytes())
    }

    /// What has been added as a run whose trials are done.
    pub fn into_run(mut self) -> Simulated {
        self.tally.finish();
        Simulated {
            run: Run {
                prepared: self.prepared,
                collected: self.tally,
            },
            summary: None,
            split: None,
            standings: Vec::new(),
        }
    }
}
