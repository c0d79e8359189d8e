//! Tallies of parts of a run put together, and tallies as bytes.

use super::bytes::{Reader, put};
use super::replicate::Replicate;
use super::tally::Tally;

/// Trials of a replicate at most: their sums stay within 128 bits.
const MOST_TRIALS: u64 = 1 << 40;

impl Tally {
    /// Adds the trials of another part of the same run; both must be settled.
    pub(super) fn add_settled(&mut self, other: Self) {
        let replicates = self.replicates.iter_mut();
        for (mine, theirs) in replicates.zip(other.replicates) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => mine.merge(&theirs),
                (mine @ None, theirs) => *mine = theirs,
                (Some(_), None) => {}
            }
        }
        self.joint.merge(&other.joint);
    }

    /// Adds the trials of another part of the same run, of which this one has none.
    pub fn merge(&mut self, mut other: Self) {
        other.settle();
        self.settle();
        self.add_settled(other);
        self.finish();
    }

    /// The tally of a run as bytes, which [`Tally::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for replicate in &self.replicates {
            match replicate {
                Some(replicate) => replicate.write(&mut bytes),
                None => put(&mut bytes, 0),
            }
        }
        self.joint.write(&mut bytes);
        bytes
    }

    /// The tally that was written, on the same plan as this one; `None` if the bytes are damaged.
    pub fn from_bytes(&self, bytes: &[u8]) -> Option<Self> {
        let mut tally = self.fresh();
        let mut reader = Reader(bytes);
        for place in &mut tally.replicates {
            let trials: u64 = reader.number().filter(|trials| *trials <= MOST_TRIALS)?;
            if trials > 0 {
                let mut replicate = Replicate::new(&self.plan);
                replicate.trials = trials;
                replicate.read(&mut reader)?;
                *place = Some(Box::new(replicate));
            }
        }
        tally.joint.read(&mut reader)?;
        reader.0.is_empty().then_some(tally)
    }
}
