//! Statistics of points by replicate, and their standard errors.
//!
//! Everything estimated here is a function of means over the points: a share of variance is one mean over a sum of others. The sixteen
//! replicates of the design are independent, so leaving out one after the other shows how far the function moves (jackknife: Quenouille
//! 1956, Tukey 1958). Resampling single points would not do: points of a Sobol' sequence are spread evenly on purpose, and a bootstrap,
//! which takes them for independent, overstates the error.

use crate::sampling::REPLICATES;
use crate::summary::estimate::standard_error;
use crate::summary::measured::Measured;

/// Sums over points of several numbers, by replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums {
    width: usize,
    /// By replicate.
    points: [u64; REPLICATES],
    /// `[replicate][number]`.
    all: Vec<f64>,
}

impl Sums {
    /// Nothing yet of `width` numbers.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            points: [0; REPLICATES],
            all: vec![0.0; REPLICATES * width],
        }
    }

    /// Counts a point in, and hands out the sums of its replicate to add to.
    pub fn add(&mut self, point: u64) -> &mut [f64] {
        let replicate = (point % REPLICATES as u64) as usize;
        self.points[replicate] += 1;
        &mut self.all[replicate * self.width..][..self.width]
    }

    /// Numbers that are summed.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Points so far.
    pub fn points(&self) -> u64 {
        self.points.iter().sum()
    }

    /// Means over all points but those of one replicate.
    fn means(&self, without: Option<usize>) -> Vec<f64> {
        let mut means = vec![0.0; self.width];
        let mut points = 0;
        for (replicate, sums) in self.all.chunks(self.width.max(1)).enumerate() {
            if Some(replicate) == without {
                continue;
            }
            points += self.points[replicate];
            for (mean, sum) in means.iter_mut().zip(sums) {
                *mean += sum;
            }
        }
        for mean in &mut means {
            *mean /= points as f64;
        }
        means
    }

    /// Each of several functions of the means, with its standard error; neither is defined where a function is not, over all points or
    /// without one replicate: what rests on the points of one replicate alone says nothing.
    pub fn estimates(&self, of: impl Fn(&[f64]) -> Vec<Option<f64>>) -> Vec<Measured> {
        let all = of(&self.means(None));
        let parts: Vec<Vec<Option<f64>>> = (0..REPLICATES)
            .map(|it| of(&self.means(Some(it))))
            .collect();
        let estimate = |(at, value): (usize, Option<f64>)| {
            let finite = |value: Option<f64>| value.filter(|it| it.is_finite());
            let error = jackknife(parts.iter().map(|part| finite(part[at])));
            let both = finite(value).zip(error);
            Measured {
                value: both.map(|it| it.0),
                standard_error: both.map(|it| it.1),
            }
        };
        all.into_iter().enumerate().map(estimate).collect()
    }
}

/// Standard error of a figure from what it is without each replicate in turn; `None` if one of these is not defined.
pub fn jackknife(without: impl ExactSizeIterator<Item = Option<f64>> + Clone) -> Option<f64> {
    let n = without.len() as f64;
    // What n parts less one say differs n − 1 times less than what the part alone would.
    standard_error(without).map(|error| (n - 1.0) * error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a mean the jackknife is the standard error of the mean of the replicates.
    #[test]
    fn the_error_of_a_mean_is_that_of_independent_replicates() {
        let mut sums = Sums::new(1);
        for point in 0..64 {
            sums.add(point)[0] += (point % 16) as f64;
        }
        let [mean] = &sums.estimates(|means| vec![Some(means[0])])[..] else {
            panic!("one was asked for");
        };
        assert_eq!(sums.points(), 64);
        assert!((mean.value.unwrap() - 7.5).abs() < 1e-14);
        // Variance of 0 … 15 is 340/15.
        let expected = (340.0_f64 / 15.0 / 16.0).sqrt();
        assert!((mean.standard_error.unwrap() - expected).abs() < 1e-13);
    }

    /// A ratio whose numerator and denominator move together has no error at all.
    #[test]
    fn a_constant_ratio_has_no_error() {
        let mut sums = Sums::new(2);
        for point in 0..64 {
            let row = sums.add(point);
            row[0] += 3.0 * libm::sin(point as f64);
            row[1] += libm::sin(point as f64);
        }
        let found = sums.estimates(|means| vec![Some(means[0] / means[1]), None]);
        assert!((found[0].value.unwrap() - 3.0).abs() < 1e-9);
        assert!(found[0].standard_error.unwrap() < 1e-9);
        assert_eq!((found[1].value, found[1].standard_error), (None, None));
    }
}
