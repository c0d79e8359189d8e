//! Columns as ranks, columns of few values, and what a study would say of a column.

use crate::math::normal;
use crate::sampling::Stream;

/// Most values of a column that is fitted value by value.
const MOST_VALUES: usize = 32;
/// Fewest trials for each of them, on average.
const TRIALS_A_VALUE: usize = 32;

/// The values of a column in increasing order if they are few: at most 32, and 32 trials for each.
pub fn few(column: &[f64]) -> Option<Vec<f64>> {
    let mut values: Vec<f64> = Vec::new();
    for &value in column {
        let place = values.partition_point(|it| it.total_cmp(&value).is_lt());
        if values
            .get(place)
            .is_none_or(|it| it.total_cmp(&value).is_ne())
        {
            if values.len() == MOST_VALUES {
                return None;
            }
            values.insert(place, value);
        }
    }
    (values.len() * TRIALS_A_VALUE <= column.len() || values.len() == 1).then_some(values)
}

/// Where each value stands among all, in (0, 1): (rank − ½)/n. Equal values share the mean of their ranks.
pub(super) fn shared(column: &[f64]) -> Vec<f64> {
    let order = order(column);
    let n = column.len() as f64;
    let mut ranks = vec![0.0; column.len()];
    let mut from = 0;
    while from < order.len() {
        let value = column[order[from]];
        let same = order[from..]
            .iter()
            .take_while(|&&at| column[at].total_cmp(&value).is_eq());
        let to = from + same.count();
        for &at in &order[from..to] {
            ranks[at] = 0.5 * (from + to) as f64 / n;
        }
        from = to;
    }
    ranks
}

/// The normal score of each value: the normal quantile of its rank.
pub(super) fn scores(column: &[f64]) -> Vec<f64> {
    shared(column).into_iter().map(normal::quantile).collect()
}

/// Trials in increasing order of their values, of equal ones in order of number.
fn order(column: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    order
}

/// What a study says of a column: a number whose correlation with the normal score of the column is `accuracy`.
///
/// The score is the normal quantile of the rank; equal values are put in a random order. The error of the study is normal and
/// independent of everything. `name` and `seed` decide its draws.
pub fn study(column: &[f64], accuracy: f64, seed: u64, name: &str) -> Vec<f64> {
    let stream = Stream::new(seed, &format!("value.study.{name}"));
    let mut order: Vec<(f64, f64, usize)> = column
        .iter()
        .enumerate()
        .map(|(at, value)| (*value, stream.uniform(at as u64, 1), at))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let n = column.len() as f64;
    let rest = (1.0 - accuracy * accuracy).max(0.0).sqrt();
    let mut results = vec![0.0; column.len()];
    for (rank, (_, _, at)) in order.into_iter().enumerate() {
        let score = normal::quantile((rank as f64 + 0.5) / n);
        results[at] = accuracy * score + rest * stream.normal(at as u64, 0);
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        let ranks = shared(&[3.0, 1.0, 3.0, 2.0]);
        assert_eq!(ranks, [0.75, 0.125, 0.75, 0.375]);
    }

    #[test]
    fn a_column_has_few_values_if_they_come_back_often() {
        let column: Vec<f64> = (0..1024).map(|it| f64::from(it % 32)).collect();
        assert_eq!(few(&column).unwrap().len(), 32);
        assert!(few(&column[..1023]).is_none());
        let column: Vec<f64> = (0..4096).map(|it| f64::from(it % 33)).collect();
        assert!(few(&column).is_none());
        assert_eq!(few(&[2.0; 5]), Some(vec![2.0]));
    }

    /// Fisher's interval of a correlation of 0.6 with 4,096 trials at three standard errors: ± 0.03.
    #[test]
    fn a_study_correlates_as_it_says() {
        let column: Vec<f64> = (0..4096).map(|it| f64::from(it * 2_531 % 4096)).collect();
        let score = |rank: f64| normal::quantile((rank + 0.5) / 4096.0);
        let result = study(&column, 0.6, 1, "x");
        let n = column.len() as f64;
        let sum = |of: &dyn Fn(usize) -> f64| (0..column.len()).map(of).sum::<f64>() / n;
        let product = sum(&|at| score(column[at]) * result[at]);
        let square = sum(&|at| result[at] * result[at]);
        assert!((product / square.sqrt() - 0.6).abs() < 0.03);
        assert!((square - 1.0).abs() < 0.07);
    }
}
