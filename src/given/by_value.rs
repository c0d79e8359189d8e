//! Fits to an input of few values: one number for each.

use super::Part;

/// Which of its values an input has in each trial.
#[derive(Clone, Debug)]
pub(super) struct ByValue {
    which: Vec<usize>,
    values: usize,
}

impl ByValue {
    pub(super) fn new(column: &[f64], values: &[f64]) -> Self {
        let place = |value: &f64| values.partition_point(|it| it.total_cmp(value).is_lt());
        Self {
            which: column.iter().map(place).collect(),
            values: values.len(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.values
    }

    /// `of` the outcomes of the trials of a part that have the value, for each trial; of the whole part where it has no such trial.
    pub(super) fn fit(
        &self,
        part: Part,
        outcome: &[f64],
        of: impl Fn(Vec<f64>) -> f64,
    ) -> Vec<f64> {
        let mut groups = vec![Vec::new(); self.values];
        let trials = self.which.iter().zip(outcome).enumerate();
        for (_, (which, outcome)) in trials.filter(|(trial, _)| part.holds(*trial)) {
            groups[*which].push(*outcome);
        }
        let whole = of(groups.concat());
        let said: Vec<f64> = groups
            .into_iter()
            .map(|it| if it.is_empty() { whole } else { of(it) })
            .collect();
        self.which.iter().map(|which| said[*which]).collect()
    }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The smallest value that a share `p` does not exceed.
pub(super) fn quantile(mut values: Vec<f64>, p: f64) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let rank = crate::ensemble::rank(p, values.len() as u64) as usize;
    *values.select_nth_unstable_by(rank - 1, f64::total_cmp).1
}
