//! All cases together: coverage and mean scores.

use serde::{Deserialize, Serialize};

use super::case::{Case, Scale};
use super::score::{Interval, Seen, binomial_interval};

/// Intervals whose coverage is counted.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.9];
/// Confidence of the binomial intervals.
pub(super) const CONFIDENCE: f64 = 0.95;

/// How often intervals of one level held what was seen.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    /// The level.
    pub level: f64,
    /// Cases that ended and were held.
    pub hits: u64,
    /// Cases that ended.
    pub ended: u64,
    /// Where the true share lies, by the cases that ended.
    pub interval: Interval,
    /// Open cases already known to be missed, already known to be held, and not decided.
    pub open: (u64, u64, u64),
    /// Mean over countries of the share held among the cases that ended.
    pub by_country: f64,
}

/// Mean scores of the forecast, the official date and last year's release, over the same cases.
#[derive(Clone, Copy, Debug)]
pub struct Mean {
    /// Cases.
    pub cases: usize,
    /// Countries they are of.
    pub countries: usize,
    /// Means.
    pub means: [f64; 3],
}

/// All cases.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Study {
    /// In the order of their files.
    pub cases: Vec<Case>,
    /// Trials of each.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
}

impl Study {
    /// Cases of which something was seen.
    pub fn seen(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.seen.is_some())
    }

    /// Cases that ended.
    pub fn ended(&self) -> impl Iterator<Item = &Case> {
        self.cases
            .iter()
            .filter(|case| matches!(case.seen, Some(Seen::At(_))))
    }

    /// Countries of some cases.
    pub fn countries<'a>(cases: impl Iterator<Item = &'a Case>) -> usize {
        let mut names: Vec<&str> = cases.map(|case| case.record.country.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// Coverage of one level; `None` if no case ended.
    pub fn coverage(&self, level: f64) -> Option<Coverage> {
        let ended: Vec<(&str, bool)> = self
            .ended()
            .filter_map(|case| Some((case.record.country.as_str(), case.covered(level)?)))
            .collect();
        if ended.is_empty() {
            return None;
        }
        let hits = ended.iter().filter(|(_, held)| *held).count() as u64;
        let open = self
            .cases
            .iter()
            .filter(|case| matches!(case.seen, Some(Seen::After(_))));
        let open: Vec<Option<bool>> = open.map(|case| case.covered(level)).collect();
        let count = |wanted| open.iter().filter(|held| **held == wanted).count() as u64;
        Some(Coverage {
            level,
            hits,
            ended: ended.len() as u64,
            interval: binomial_interval(hits, ended.len() as u64, CONFIDENCE),
            open: (count(Some(false)), count(Some(true)), count(None)),
            by_country: mean_by_country(
                ended
                    .iter()
                    .map(|&(country, held)| (country, f64::from(u8::from(held)))),
            ),
        })
    }

    /// Mean CRPS over the cases with an official date; of those that ended alone, if wanted.
    pub fn crps(&self, scale: Scale, ended_alone: bool) -> Option<Mean> {
        let cases = self
            .seen()
            .filter(|case| !ended_alone || matches!(case.seen, Some(Seen::At(_))));
        mean(cases.filter_map(|case| {
            let [model, official, straight] = case.crps(scale)?;
            Some((case, [model?, official?, straight?]))
        }))
    }

    /// Mean Brier score over the cases whose official date is decided.
    pub fn brier(&self) -> Option<Mean> {
        mean(
            self.seen()
                .filter_map(|case| Some((case, case.brier()?.map(|brier| brier.score())))),
        )
    }
}

fn mean<'a>(scores: impl Iterator<Item = (&'a Case, [f64; 3])>) -> Option<Mean> {
    let scores: Vec<(&Case, [f64; 3])> = scores.collect();
    let cases = scores.len();
    (cases > 0).then(|| Mean {
        cases,
        countries: Study::countries(scores.iter().map(|(case, _)| *case)),
        means: std::array::from_fn(|k| {
            scores.iter().map(|(_, score)| score[k]).sum::<f64>() / cases as f64
        }),
    })
}

/// Mean over countries of the means of their values.
fn mean_by_country<'a>(values: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let mut values: Vec<(&str, f64)> = values.collect();
    values.sort_by(|a, b| a.0.cmp(b.0));
    let means = values
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| group.iter().map(|(_, value)| value).sum::<f64>() / group.len() as f64);
    let means: Vec<f64> = means.collect();
    means.iter().sum::<f64>() / means.len() as f64
}
