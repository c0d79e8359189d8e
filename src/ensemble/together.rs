//! Tallies of parts of a run put together, and tallies as bytes.

use super::bytes::{Reader, put};
use super::replicate::Replicate;
use super::tally::Tally;

impl Tally {
    /// Adds the trials of another part of the same run; both must be settled.
    pub(crate) fn add_settled(&mut self, other: Self) {
        for (mine, theirs) in self.replicates.iter_mut().zip(other.replicates) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => mine.merge(&theirs),
                (mine @ None, theirs) => *mine = theirs,
                (Some(_), None) => {}
            }
        }
        self.joint.merge(&other.joint);
        self.head.merge(&other.head);
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
        self.head.write(&mut bytes);
        bytes
    }

    /// The tally that was written, on the same plan as this one; `None` if the bytes are damaged.
    pub fn from_bytes(&self, bytes: &[u8]) -> Option<Self> {
        let mut tally = self.fresh();
        let mut reader = Reader(bytes);
        for place in &mut tally.replicates {
            let trials = reader.number()?;
            if trials > 0 {
                let mut replicate = Replicate::new(&self.plan);
                replicate.trials = trials;
                replicate.read(&mut reader)?;
                *place = Some(Box::new(replicate));
            }
        }
        tally.joint.read(&mut reader)?;
        tally.head.read(&mut reader)?;
        reader.0.is_empty().then_some(tally)
    }
}
