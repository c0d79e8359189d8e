//! One quantity over the trials of a replicate, or of all: read from the tally when a run is done.

/// Mean and standard deviation (n − 1); `None` where a trial is infinite.
pub type MeanAndSd = Option<(f64, f64)>;

/// Values that are told apart no further.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bin {
    /// Smallest value.
    pub(super) low: f64,
    /// Smallest value of the next bin, or `low` where all values are the same.
    pub(super) high: f64,
    /// Trials.
    pub(super) count: u64,
}

/// How the values of a quantity are distributed. A trial without a value counts as infinite.
#[derive(Clone, Debug)]
pub struct Distribution {
    trials: u64,
    moments: MeanAndSd,
    /// In increasing order, with the number of trials up to and in each.
    bins: Vec<(Bin, u64)>,
    /// Smallest and largest value that is positive and finite.
    range: (f64, f64),
}

/// A quantity over all trials, and over those of each replicate that has any.
#[derive(Clone, Debug)]
pub struct Parts {
    /// All trials.
    pub all: Distribution,
    /// By replicate of the design.
    pub replicates: Vec<Distribution>,
}

/// Rank of the `p`-quantile among `n` values, from 1: the smallest whose cumulative share is at least `p`.
pub(crate) fn rank(p: f64, n: u64) -> u64 {
    // A product such as 0.7 * 10 may come out a rounding error above the whole number it is.
    let rank = (p * n as f64 * (1.0 - 4.0 * f64::EPSILON)).ceil() as u64;
    rank.clamp(1, n)
}

impl Distribution {
    pub(super) fn new(
        trials: u64,
        moments: MeanAndSd,
        bins: impl Iterator<Item = Bin>,
        range: (f64, f64),
    ) -> Self {
        let mut before = 0;
        let bins = bins.filter(|bin| bin.count > 0 && bin.low.is_finite());
        let bins = bins.map(|bin| {
            before += bin.count;
            (bin, before)
        });
        Self {
            trials,
            moments,
            bins: bins.collect(),
            range,
        }
    }

    /// Number of trials.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// Number of trials with a finite value.
    pub fn finite(&self) -> u64 {
        self.bins.last().map_or(0, |(_, upto)| *upto)
    }

    /// Smallest and largest finite value; `None` where there is none.
    pub fn range(&self) -> Option<(f64, f64)> {
        let ((first, _), (last, _)) = (self.bins.first()?, self.bins.last()?);
        Some((self.within(first, first.low), self.within(last, last.high)))
    }

    /// Mean; `None` where a trial is infinite.
    pub fn mean(&self) -> Option<f64> {
        self.moments.map(|(mean, _)| mean)
    }

    /// Standard deviation (n − 1); `None` where a trial is infinite.
    pub fn sd(&self) -> Option<f64> {
        self.moments.map(|(_, sd)| sd)
    }

    /// The smallest value that a share `p` of the trials does not exceed; `None` where it is infinite.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if self.trials == 0 {
            return None;
        }
        self.at(rank(p, self.trials)).map(|(value, _)| value)
    }

    /// The value of that rank, from 1, and the number of trials that do not exceed it.
    pub fn at(&self, rank: u64) -> Option<(f64, u64)> {
        let index = self.bins.partition_point(|(_, upto)| *upto < rank);
        let (bin, upto) = self.bins.get(index)?;
        let inside = (rank + bin.count - upto) as f64 - 0.5;
        let value = bin.low + (bin.high - bin.low) * inside / bin.count as f64;
        let value = self.within(bin, value);
        // Nothing in the bin can be told apart from the largest value of all.
        let whole = bin.low >= bin.high || value >= self.range.1;
        Some((value, if whole { *upto } else { rank }))
    }

    fn within(&self, bin: &Bin, value: f64) -> f64 {
        if bin.low < bin.high {
            value.max(self.range.0).min(self.range.1)
        } else {
            value
        }
    }

    /// Share of trials whose value is at most `limit`; inside a bin, values are taken to lie evenly.
    pub fn share_up_to(&self, limit: f64) -> f64 {
        let whole = |(bin, _): &(Bin, u64)| {
            if bin.low < bin.high {
                bin.high.min(self.range.1) <= limit
            } else {
                bin.low <= limit
            }
        };
        let index = self.bins.partition_point(whole);
        let before = index.checked_sub(1).map_or(0, |last| self.bins[last].1) as f64;
        let inside = match self.bins.get(index) {
            Some((bin, _)) if limit > bin.low => {
                bin.count as f64 * (limit - bin.low) / (bin.high - bin.low)
            }
            _ => 0.0,
        };
        (before + inside) / self.trials as f64
    }
}
