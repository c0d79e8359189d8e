//! Spearman's rank correlation of every input with the outcomes.

use super::{MeasureRow, Plain};
use crate::sensitivity::sums::Sums;

pub(super) fn rows(plain: &Plain<'_>) -> Vec<MeasureRow> {
    let outcomes: Vec<Vec<f64>> = plain.outcomes.iter().map(|it| ranks(it)).collect();
    let factors = plain.runs.factors.iter();
    factors
        .filter_map(|factor| {
            // Of a driver that may stay idle, whether it acts.
            let columns = plain.columns(factor);
            let mine = ranks(columns.first()?);
            let values = outcomes
                .iter()
                .map(|outcome| vec![correlation(&mine, outcome)]);
            Some(MeasureRow {
                factor: factor.clone(),
                values: values.collect(),
            })
        })
        .collect()
}

/// Correlation of two columns in the order of trials, with its jackknife error; not defined where one is constant.
fn correlation(a: &[f64], b: &[f64]) -> crate::summary::measured::Measured {
    let mut sums = Sums::new(5);
    for (trial, (a, b)) in (0..).zip(a.iter().zip(b)) {
        let row = sums.add(trial);
        for (sum, number) in row.iter_mut().zip([*a, *b, a * a, b * b, a * b]) {
            *sum += number;
        }
    }
    let found = sums.estimates(|means| {
        let [a, b, aa, bb, ab] = [means[0], means[1], means[2], means[3], means[4]];
        let (va, vb) = (aa - a * a, bb - b * b);
        vec![(va > NOTHING && vb > NOTHING).then(|| (ab - a * b) / (va * vb).sqrt())]
    });
    found[0]
}

/// A variance of ranks below this is a rounding error.
const NOTHING: f64 = 1e-12;

/// Ranks of values from −½ to ½; of values that are the same their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let same = |a: &usize, b: &usize| values[*a].total_cmp(&values[*b]).is_eq();
    let mut before = 0;
    for tied in order.chunk_by(same) {
        let middle = before as f64 + 0.5 * tied.len() as f64;
        for trial in tied {
            ranks[*trial] = middle / values.len() as f64 - 0.5;
        }
        before += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal;
    use crate::sampling::Stream;

    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [0.25, -0.375, 0.25, -0.125]);
    }

    /// Normals with correlation r have the rank correlation 6/π asin(r/2) (Pearson 1907).
    #[test]
    fn the_rank_correlation_of_normals_meets_its_closed_form() {
        let stream = Stream::new(1, "test");
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for trial in 0..16_384 {
            let (x, y) = (stream.normal(trial, 0), stream.normal(trial, 1));
            a.push(normal::cdf(x));
            b.push(0.6 * x + 0.8 * y);
        }
        let found = correlation(&ranks(&a), &ranks(&b));
        let truth = 6.0 / std::f64::consts::PI * libm::asin(0.3);
        let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
        assert!(
            error < 0.01 && (value - truth).abs() < 4.6 * error,
            "{value} ± {error}"
        );
        let constant = correlation(&ranks(&a), &ranks(&vec![1.0; 16_384]));
        assert_eq!(constant.value, None);
    }
}
