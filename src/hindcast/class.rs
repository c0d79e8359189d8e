//! From rows of several countries to the range for one more country.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::math;

/// Fewest countries a range is taken from.
pub(super) const FEWEST: usize = 3;

/// Rows of one quantity: country and value.
#[derive(Clone, Debug, Default)]
pub struct Class<'a> {
    rows: Vec<(&'a str, f64)>,
}

/// Mean and spread of a row from a country that is not in the class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean of the means of countries.
    pub mean: f64,
    /// Standard deviation of a row of one more country, the uncertainty of `mean` included.
    pub sd: f64,
    /// Countries.
    pub countries: usize,
    /// Rows.
    pub rows: usize,
}

/// Parameters of a beta law on [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    /// First parameter.
    pub alpha: f64,
    /// Second parameter.
    pub beta: f64,
}

/// Whether two names are of one country, however it is written: capitals, punctuation and words for the form of state do not count,
/// and a longer name may hold the other. So of two countries that share a word each leaves the other out too.
pub(super) fn same_country(one: &str, other: &str) -> bool {
    const FORMS: [&str; 16] = [
        "the",
        "of",
        "and",
        "republic",
        "democratic",
        "people",
        "peoples",
        "s",
        "federal",
        "federation",
        "islamic",
        "kingdom",
        "socialist",
        "state",
        "emirate",
        "union",
    ];
    let words = |name: &str| -> Vec<String> {
        let lower = name.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty() && !FORMS.contains(word));
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let holds = |long: &[String], short: &[String]| {
        !short.is_empty() && short.iter().all(|word| long.contains(word))
    };
    holds(&one, &other) || holds(&other, &one)
}

impl<'a> Class<'a> {
    /// A class of the rows that are not of `country`, however its name is written.
    pub fn without(country: &str, rows: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let rows = rows.into_iter();
        Self {
            rows: rows
                .filter(|(other, _)| !same_country(other, country))
                .collect(),
        }
    }

    /// The values by country, countries in the order of their first row.
    fn by_country(&self) -> Vec<Vec<f64>> {
        let mut names: Vec<&str> = Vec::new();
        let mut values: Vec<Vec<f64>> = Vec::new();
        for &(country, value) in &self.rows {
            if let Some(index) = names.iter().position(|&name| name == country) {
                values[index].push(value);
            } else {
                names.push(country);
                values.push(vec![value]);
            }
        }
        values
    }

    /// Countries in the class.
    pub fn countries(&self) -> usize {
        self.by_country().len()
    }

    /// What a row of one more country is like. A random country with random rows (one-way random effects): with k countries of
    /// n₁, n₂, … rows, the means of countries vary by b², rows about them by w² (pooled), so a new row varies about the mean of
    /// means by (b² + w²·(1 − mean of 1/nᵢ))·(1 + 1/k). `None` with fewer than two countries.
    pub fn spread(&self) -> Option<Spread> {
        let groups = self.by_country();
        let k = groups.len();
        if k < 2 {
            return None;
        }
        let mean_of = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let means: Vec<f64> = groups.iter().map(|values| mean_of(values)).collect();
        let mean = mean_of(&means);
        let squares = |values: &[f64], about: f64| -> f64 {
            values
                .iter()
                .map(|value| (value - about) * (value - about))
                .sum()
        };
        let between = squares(&means, mean) / (k - 1) as f64;
        let free = self.rows.len() - k;
        let pooled: f64 = groups
            .iter()
            .zip(&means)
            .map(|(values, &mean)| squares(values, mean))
            .sum();
        let within = if free > 0 { pooled / free as f64 } else { 0.0 };
        let shares: f64 = groups
            .iter()
            .map(|values| 1.0 / values.len() as f64)
            .sum::<f64>()
            / k as f64;
        let variance = (between + within * (1.0 - shares)) * (1.0 + 1.0 / k as f64);
        Some(Spread {
            mean,
            sd: variance.sqrt(),
            countries: k,
            rows: self.rows.len(),
        })
    }
}

impl Spread {
    /// P10 and P90 of one more row: Student's t with k − 1 degrees of freedom, the prediction interval of normal theory.
    pub fn p10_p90(&self) -> (f64, f64) {
        let reach = self.sd * t_90(self.countries - 1);
        (self.mean - reach, self.mean + reach)
    }

    /// The same for a class of logarithms, back on the scale of the quantity.
    pub fn ratio_p10_p90(&self) -> (f64, f64) {
        let (low, high) = self.p10_p90();
        (math::exp(low), math::exp(high))
    }

    /// The beta law with this mean and spread, for a class of shares. A spread no such law has is cut to what a nearly even
    /// choice between the ends has, a mean at an end moved inside.
    pub fn beta(&self) -> Beta {
        /// Least sum of the parameters: below, next to nothing lies between the ends.
        const LEAST: f64 = 0.5;
        let mean = self.mean.clamp(0.02, 0.98);
        let sum = (mean * (1.0 - mean) / (self.sd * self.sd) - 1.0).clamp(LEAST, 1000.0);
        Beta {
            alpha: mean * sum,
            beta: (1.0 - mean) * sum,
        }
    }
}

/// The 90 % quantile of Student's t.
fn t_90(freedom: usize) -> f64 {
    let law = StudentsT::new(0.0, 1.0, freedom as f64).expect("degrees of freedom are positive");
    // The library rests on the system's mathematics; nine decimals are the same everywhere.
    (law.inverse_cdf(0.9) * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    }

    #[test]
    fn one_row_a_country_gives_the_prediction_interval_of_textbooks() {
        let rows = [("a", 1.0), ("b", 2.0), ("c", 3.0), ("d", 6.0)];
        let spread = Class::without("nobody", rows).spread().unwrap();
        near(spread.mean, 3.0);
        // s² = (4 + 1 + 0 + 9)/3, times 1 + 1/4.
        near(spread.sd * spread.sd, 14.0 / 3.0 * 1.25);
        // t(0.9; 3) = 1.637744 (tables).
        let (low, high) = spread.p10_p90();
        assert!((high - 3.0 - 1.637_744 * spread.sd).abs() < 1e-5);
        near(low + high, 6.0);
    }

    #[test]
    fn a_country_with_many_rows_counts_once() {
        let rows = [("a", 0.0), ("a", 0.0), ("a", 0.0), ("a", 0.0), ("b", 1.0)];
        let spread = Class::without("nobody", rows).spread().unwrap();
        near(spread.mean, 0.5);
        near(spread.sd * spread.sd, 0.5 * 1.5);
    }

    #[test]
    fn spread_within_countries_adds_to_that_between_them() {
        // Means 1 and 3: b² = 2. Rows about them: (1+1+1+1)/(4−2) = 2. Shares of the means: ½.
        let rows = [("a", 0.0), ("a", 2.0), ("b", 2.0), ("b", 4.0)];
        let spread = Class::without("nobody", rows).spread().unwrap();
        near(spread.sd * spread.sd, (2.0 + 2.0 * 0.5) * 1.5);
    }

    #[test]
    fn a_country_is_left_out_however_it_is_written() {
        let rows = [("Chad", 1.0), ("Peru", 2.0), ("Laos", 3.0)];
        assert_eq!(Class::without(" chad ", rows).countries(), 2);
        assert_eq!(
            Class::without("Chad", rows).spread(),
            Class::without("CHAD", rows).spread()
        );
        for (one, other) in [
            ("Republic of Croatia", "Croatia"),
            ("CROATIA", "croatia "),
            ("Sri-Lanka", "Sri Lanka"),
            ("Democratic Socialist Republic of Sri Lanka", "Sri Lanka"),
            ("Bosnia", "Bosnia and Herzegovina"),
        ] {
            assert!(same_country(one, other), "{one}, {other}");
        }
        for (one, other) in [
            ("Niger", "Nigeria"),
            ("Chad", "Peru"),
            ("", "Peru"),
            ("Republic", "Peru"),
        ] {
            assert!(!same_country(one, other), "{one}, {other}");
        }
        let one = Class::without("Chad", [("Chad", 1.0), ("Peru", 2.0)]);
        assert!(one.spread().is_none());
    }

    #[test]
    fn the_beta_law_has_the_mean_and_spread_of_the_class() {
        let spread = Spread {
            mean: 0.3,
            sd: 0.2,
            countries: 5,
            rows: 5,
        };
        let Beta { alpha, beta } = spread.beta();
        near(alpha / (alpha + beta), 0.3);
        near(
            alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1.0)),
            0.04,
        );
        let wide = Spread { sd: 0.7, ..spread }.beta();
        near(wide.alpha + wide.beta, 0.5);
    }
}
