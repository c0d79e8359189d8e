//! Calendar years tallied over trials, in memory that does not grow with them and without regard to their order.
//!
//! Quantiles come from histograms with 128 buckets an octave (within 0.8 % of the value, and never outside the values seen), means
//! from exact integer sums.

use crate::programme::{Programme, YearLayout};
use crate::sampling::REPLICATES;
use crate::summary::charts::YEAR_LEVELS;

/// Mantissa bits of a bucket: 2^7 buckets an octave.
const MANTISSA_BITS: u32 = 7;

/// Binary digits behind the point of the fine sums: resolution 2^-40, whatever the unit.
const FRACTION_BITS: i32 = 40;

/// A histogram of positive values over its own window of buckets.
#[derive(Clone, Debug, PartialEq)]
struct Histogram {
    first: usize,
    counts: Vec<u32>,
    least: f64,
    most: f64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            first: 0,
            counts: Vec::new(),
            least: f64::INFINITY,
            most: 0.0,
        }
    }
}

fn bucket(value: f64) -> usize {
    (value.to_bits() >> (52 - MANTISSA_BITS)) as usize
}

/// Smallest value of a bucket.
fn floor(bucket: usize) -> f64 {
    f64::from_bits((bucket as u64) << (52 - MANTISSA_BITS))
}

impl Histogram {
    fn push(&mut self, value: f64) {
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        self.add(bucket(value), 1);
    }

    fn merge(&mut self, other: &Self) {
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        for (index, &count) in other
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            self.add(other.first + index, count);
        }
    }

    fn add(&mut self, bucket: usize, count: u32) {
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let missing = self.first - bucket;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = bucket;
        }
        let index = bucket - self.first;
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] += count;
    }

    /// The `p`-quantile of `total` values, those not counted here being 0; between the edges of a bucket by rank.
    fn quantile(&self, p: f64, total: u64) -> f64 {
        let positive: u64 = self.counts.iter().map(|&count| u64::from(count)).sum();
        let mut before = total - positive;
        let rank = (p * total as f64).ceil().max(1.0);
        if rank <= before as f64 {
            return 0.0;
        }
        for (index, &count) in self.counts.iter().enumerate() {
            let inside = rank - before as f64;
            if count > 0 && inside <= f64::from(count) {
                let (low, high) = (floor(self.first + index), floor(self.first + index + 1));
                let between = low + (high - low) * (inside - 0.5) / f64::from(count);
                return between.clamp(self.least, self.most);
            }
            before += u64::from(count);
        }
        0.0
    }
}

/// A sum of values without regard to their order: exact multiples of a unit, in two registers so that neither hectares nor
/// hyperinflated money overflow. Values from 2^57 go to the coarse one, whose unit 2^4 is at most the last digit of such a value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sum {
    fine: i128,
    coarse: i128,
}

/// Binary digits before the unit of the coarse register.
const COARSE_BITS: i32 = 4;

/// 2 to the power of `exponent`, between -1022 and 1023.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

impl Sum {
    /// Adds a positive value, cut off below the unit. Above 2^130 the sum saturates and counts as infinite.
    fn add(&mut self, value: f64) {
        let bits = value.to_bits();
        let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
        let mantissa = i128::from((bits & ((1 << 52) - 1)) | (1 << 52));
        match exponent {
            // From 2^57 on: the last digit of the mantissa is worth 2^4 at least.
            COARSE_BITS.. => {
                let shift = exponent - COARSE_BITS;
                let large = if shift < 74 {
                    mantissa << shift
                } else {
                    i128::MAX
                };
                self.coarse = self.coarse.saturating_add(large);
            }
            _ if exponent >= -FRACTION_BITS => self.fine += mantissa << (exponent + FRACTION_BITS),
            _ if exponent > -FRACTION_BITS - 63 => {
                self.fine += mantissa >> -(exponent + FRACTION_BITS);
            }
            _ => {}
        }
    }

    fn merge(&mut self, other: Self) {
        self.fine += other.fine;
        self.coarse = self.coarse.saturating_add(other.coarse);
    }

    fn value(self) -> f64 {
        if self.coarse == i128::MAX {
            return f64::INFINITY;
        }
        self.fine as f64 * power_of_two(-FRACTION_BITS)
            + self.coarse as f64 * power_of_two(COARSE_BITS)
    }
}

/// All calendar years of all trials.
#[derive(Clone, Debug, PartialEq)]
pub struct YearTally {
    years: usize,
    columns: usize,
    /// Columns that go on after a trial's completion.
    lasting: std::ops::Range<usize>,
    /// `[year][column]`.
    histograms: Vec<Histogram>,
    /// `[replicate][year][column]`.
    sums: Vec<Sum>,
    /// `[replicate]`: trials.
    trials: Vec<u64>,
}

impl YearTally {
    /// An empty tally of the calendar years of `programme`.
    pub fn new(programme: &Programme) -> Self {
        let years = programme.clock.calendar_years();
        let columns = programme.year_layout.len();
        Self {
            years,
            columns,
            lasting: programme.year_layout.lasting(),
            histograms: vec![Histogram::default(); years * columns],
            sums: vec![Sum::default(); REPLICATES * years * columns],
            trials: vec![0; REPLICATES],
        }
    }

    /// Adds a trial: `years` is `[year][column]`; what remains in `last_year` remains ever after, the columns that last go on,
    /// and all else is over.
    pub fn push(&mut self, trial: u64, years: &[f64], last_year: usize) {
        let replicate = (trial % REPLICATES as u64) as usize;
        self.trials[replicate] += 1;
        let cells = self.years * self.columns;
        let sums = &mut self.sums[replicate * cells..][..cells];
        let lived = (last_year + 1) * self.columns;
        let mut add = |cell: usize, value: f64| {
            if value > 0.0 {
                self.histograms[cell].push(value);
                sums[cell].add(value);
            }
        };
        for (cell, &value) in years[..lived].iter().enumerate() {
            add(cell, value);
        }
        let stocks = YearLayout::SUSPECTED..=YearLayout::REMAINING;
        let left = &years[last_year * self.columns..][stocks];
        for year in last_year + 1..self.years {
            for (column, &value) in left.iter().enumerate() {
                add(year * self.columns + YearLayout::SUSPECTED + column, value);
            }
            for cell in self.lasting.clone().map(|c| year * self.columns + c) {
                add(cell, years[cell]);
            }
        }
    }

    /// Adds the trials of another tally of the same programme.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.histograms.iter_mut().zip(&other.histograms) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.merge(*theirs);
        }
        for (mine, theirs) in self.trials.iter_mut().zip(&other.trials) {
            *mine += theirs;
        }
    }

    /// Calendar years tallied.
    pub fn years(&self) -> usize {
        self.years
    }

    /// Mean of a cell over all trials, and by replicate where there are trials.
    pub fn means(&self, year: usize, column: usize) -> (f64, Vec<f64>) {
        let cells = self.years * self.columns;
        let cell = year * self.columns + column;
        let sums: Vec<Sum> = self
            .sums
            .iter()
            .skip(cell)
            .step_by(cells)
            .copied()
            .collect();
        let mut all = Sum::default();
        for sum in &sums {
            all.merge(*sum);
        }
        let total: u64 = self.trials.iter().sum();
        let parts = sums
            .iter()
            .zip(&self.trials)
            .filter(|(_, trials)| **trials > 0);
        let parts = parts
            .map(|(sum, &trials)| sum.value() / trials as f64)
            .collect();
        (all.value() / total as f64, parts)
    }

    /// Quantiles of a cell at [`YEAR_LEVELS`].
    pub fn quantiles(&self, year: usize, column: usize) -> [f64; 7] {
        let total = self.trials.iter().sum();
        YEAR_LEVELS.map(|p| self.histograms[year * self.columns + column].quantile(p, total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_exact_and_does_not_know_its_order() {
        // Multiples of the unit, from thousandths to hyperinflated money: exact in integers.
        let values = [
            0.125,
            69_205.75,
            1.45e8,
            3e13,
            1.5e19,
            2.0_f64.sqrt() * 1e25,
            7e38,
        ];
        let mut up = Sum::default();
        let mut down = Sum::default();
        for value in values {
            up.add(value);
        }
        for value in values.iter().rev() {
            down.add(*value);
        }
        assert_eq!(up, down);
        let expected: f64 = values.iter().sum();
        assert!((up.value() / expected - 1.0).abs() < 1e-15);
        let mut small = Sum::default();
        for _ in 0..1000 {
            small.add(0.1);
        }
        assert!((small.value() - 100.0).abs() < 1000.0 * power_of_two(-FRACTION_BITS));
    }

    #[test]
    fn a_sum_beyond_all_reason_is_infinite() {
        let mut sum = Sum::default();
        for value in [1e300, f64::INFINITY, 1e41] {
            sum.add(value);
        }
        assert!(sum.value().is_infinite());
    }

    #[test]
    fn histogram_quantiles_stay_within_their_bucket() {
        let mut histogram = Histogram::default();
        let values: Vec<f64> = (1..=1000).map(|k| f64::from(k) * 37.5).collect();
        for &value in values.iter().rev() {
            histogram.push(value);
        }
        // A quarter of the trials is 0.
        let total = 1333;
        for p in [0.3, 0.5, 0.75, 0.9, 0.95] {
            let rank = (p * total as f64).ceil() as usize - 333;
            let exact = values[rank - 1];
            let found = histogram.quantile(p, total);
            assert!(
                (found / exact - 1.0).abs() < 1.0 / 128.0,
                "p = {p}: {found} for {exact}"
            );
        }
        assert!(histogram.quantile(0.2, total) <= 0.0);
    }
}
