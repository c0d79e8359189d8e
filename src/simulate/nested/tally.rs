//! What is kept of the trials of one draw of the inputs, in memory that does not grow with draws of either kind.

/// Conditional distribution functions on a lattice, counted over the draws of the inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveTally {
    /// Values, in increasing order.
    pub lattice: Vec<f64>,
    inner: usize,
    /// `[point][c]`: draws of the inputs for which `c` of the `inner` trials are at or below the point.
    counts: Vec<u32>,
    /// Trials of one draw of the inputs in each cell of the lattice.
    cells: Vec<u32>,
}

impl CurveTally {
    pub(super) fn new(lattice: Vec<f64>, inner: u64) -> Self {
        let inner = inner as usize;
        Self {
            counts: vec![0; lattice.len() * (inner + 1)],
            cells: vec![0; lattice.len() + 1],
            lattice,
            inner,
        }
    }

    pub(super) fn push(&mut self, value: f64) {
        self.cells[self.lattice.partition_point(|&point| point < value)] += 1;
    }

    /// Ends one draw of the inputs.
    pub(super) fn close(&mut self) {
        let mut below = 0;
        let rows = self.counts.chunks_exact_mut(self.inner + 1);
        for (row, cell) in rows.zip(&self.cells) {
            below += *cell as usize;
            row[below] += 1;
        }
        self.cells.fill(0);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// For each point of the lattice, how many draws of the inputs have 0, 1, … of their trials at or below it.
    pub fn counts(&self) -> impl Iterator<Item = (f64, &[u32])> {
        let rows = self.counts.chunks_exact(self.inner + 1);
        self.lattice.iter().copied().zip(rows)
    }
}

/// Sums around the first value: equal values have a variance of exactly 0, and large ones lose no digits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    count: f64,
    first: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    pub(super) fn push(&mut self, value: f64) {
        if self.count == 0.0 {
            self.first = value;
        }
        let away = value - self.first;
        self.count += 1.0;
        self.sum += away;
        self.squares += away * away;
    }

    /// Mean and variance.
    pub(super) fn finish(self) -> (f64, f64) {
        let shift = self.sum / self.count;
        let squares = (self.squares - self.sum * shift).max(0.0);
        (self.first + shift, squares / (self.count - 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_values_and_equal_values_have_no_variance() {
        let moments = |values: &[f64]| {
            let mut moments = Moments::default();
            for &value in values {
                moments.push(value);
            }
            moments.finish()
        };
        assert_eq!(moments(&[0.1; 7]), (0.1, 0.0));
        // 1e9 + (1, 2, 6): mean 3 and variance 7 above it.
        assert_eq!(
            moments(&[1e9 + 1.0, 1e9 + 2.0, 1e9 + 6.0]),
            (1e9 + 3.0, 7.0)
        );
    }

    #[test]
    fn curves_count_trials_at_or_below_each_point() {
        let mut tally = CurveTally::new(vec![1.0, 2.0, 3.0], 2);
        for pair in [[1.0, 1.5], [2.0, f64::INFINITY], [3.5, 0.5]] {
            for value in pair {
                tally.push(value);
            }
            tally.close();
        }
        let counts: Vec<&[u32]> = tally.counts().map(|(_, row)| row).collect();
        // At or below 1: one of two, none, one; at or below 2: both, one, one; at 3 the same.
        assert_eq!(counts, [&[1, 2, 0][..], &[0, 2, 1], &[0, 2, 1]]);
    }
}
