//! Scores of a forecast by trials against what was seen, which may be no more than "not yet".
//!
//! * **PIT**, the probability integral transform: the share of trials up to what was seen (Dawid 1984). Uniform over many cases if
//!   forecasts are right. With steps it is the interval from the share before to the share up to it (Czado, Gneiting and Held 2009);
//!   for a programme still open at c, the interval from F(c) to 1.
//! * **CRPS**, ∫ (F(x) − 1{x ≥ y})² dx (Matheson and Winkler 1976; Gneiting and Raftery 2007), here from 0 to the horizon, as trials may
//!   be unfinished: a threshold-weighted score, proper too (Gneiting and Ranjan 2011). For a programme still open at c, the part that is
//!   known: ∫₀ᶜ F(x)² dx (Avati et al. 2020, "Countdown regression").
//! * **Brier score**, (p − o)² (Brier 1950).
//! * **Coverage** with the exact binomial interval (Clopper and Pearson 1934).

use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF};

/// What was seen of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Seen {
    /// This value.
    At(f64),
    /// A value above this one.
    After(f64),
}

/// From and to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The probability that a forecast gave a date, and whether it was kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brier {
    /// Probability forecast.
    pub probability: f64,
    /// Whether it came true.
    pub kept: bool,
}

impl Brier {
    /// (p − o)².
    pub fn score(&self) -> f64 {
        let miss = self.probability - f64::from(u8::from(self.kept));
        miss * miss
    }
}

/// Share of the sorted trials below `x`.
fn below(sorted: &[f64], x: f64) -> f64 {
    sorted.partition_point(|&value| value < x) as f64 / sorted.len() as f64
}

/// Share of the sorted trials up to `x`.
pub fn up_to(sorted: &[f64], x: f64) -> f64 {
    sorted.partition_point(|&value| value <= x) as f64 / sorted.len() as f64
}

/// The smallest of the sorted trials whose cumulative share reaches `p`; infinite if that one is unfinished.
///
/// # Panics
///
/// If there are no trials.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    // A product such as 0.7 * 10 may come out a rounding error above the whole number it is.
    let rank = (p * sorted.len() as f64 * (1.0 - 4.0 * f64::EPSILON)).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// The PIT of sorted trials, see the module.
pub fn pit(sorted: &[f64], seen: Seen) -> Interval {
    match seen {
        Seen::At(y) => Interval {
            low: below(sorted, y),
            high: up_to(sorted, y),
        },
        Seen::After(c) => Interval {
            low: up_to(sorted, c),
            high: 1.0,
        },
    }
}

/// Whether the central interval of probability `level` holds what was seen; `None` if that is not known yet.
pub fn covers(sorted: &[f64], seen: Seen, level: f64) -> Option<bool> {
    let (low, high) = (
        quantile(sorted, 0.5 - 0.5 * level),
        quantile(sorted, 0.5 + 0.5 * level),
    );
    match seen {
        Seen::At(y) => Some(low <= y && y <= high),
        Seen::After(c) if c >= high => Some(false),
        Seen::After(c) if c >= low && high.is_infinite() => Some(true),
        Seen::After(_) => None,
    }
}

/// The CRPS of sorted trials over 0 to `horizon`, in the unit of the values, see the module.
pub fn crps(sorted: &[f64], seen: Seen, horizon: f64) -> f64 {
    let n = sorted.len() as f64;
    let (jump, end) = match seen {
        Seen::At(y) => (y.min(horizon), horizon),
        Seen::After(c) => (f64::INFINITY, c.min(horizon)),
    };
    let mut sum = 0.0;
    let mut from = 0.0;
    let mut step = |share: f64, to: f64| {
        let to = to.clamp(from, end.max(from));
        let before = (jump.min(to) - from).max(0.0);
        let after = to - from - before;
        sum += share * share * before + (1.0 - share) * (1.0 - share) * after;
        from = to;
    };
    for (index, &value) in sorted.iter().enumerate() {
        step(index as f64 / n, value);
    }
    step(1.0, end);
    sum
}

/// The CRPS of a forecast that is a single value.
pub fn point_crps(value: f64, seen: Seen, horizon: f64) -> f64 {
    crps(&[value], seen, horizon)
}

/// Exact (Clopper–Pearson) interval of a share of which `hits` of `cases` were seen, at `confidence`.
///
/// # Panics
///
/// If `hits` exceeds `cases`.
pub fn binomial_interval(hits: u64, cases: u64, confidence: f64) -> Interval {
    assert!(hits <= cases, "more hits than cases");
    let tail = 0.5 * (1.0 - confidence);
    let (hit, missed) = (hits as f64, (cases - hits) as f64);
    let quantile = |a: f64, b: f64, p: f64| {
        let law = Beta::new(a, b).expect("shapes are positive");
        // The library rests on the system's mathematics; nine decimals are the same everywhere.
        (law.inverse_cdf(p) * 1e9).round() / 1e9
    };
    Interval {
        low: if hits == 0 {
            0.0
        } else {
            quantile(hit, missed + 1.0, tail)
        },
        high: if hits == cases {
            1.0
        } else {
            quantile(hit + 1.0, missed, 1.0 - tail)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal;

    fn near(found: f64, expected: f64, bound: f64) {
        assert!((found - expected).abs() <= bound, "{found} for {expected}");
    }

    #[test]
    fn the_pit_counts_trials_before_and_up_to_what_was_seen() {
        let trials = [1.0, 2.0, 2.0, 3.0, f64::INFINITY];
        assert_eq!(
            pit(&trials, Seen::At(2.0)),
            Interval {
                low: 0.2,
                high: 0.6
            }
        );
        assert_eq!(
            pit(&trials, Seen::At(9.0)),
            Interval {
                low: 0.8,
                high: 0.8
            }
        );
        assert_eq!(
            pit(&trials, Seen::After(2.0)),
            Interval {
                low: 0.6,
                high: 1.0
            }
        );
    }

    #[test]
    fn the_crps_is_that_of_the_energy_form() {
        // E|X − y| − ½ E|X − X'|, Gneiting and Raftery 2007, equation 21.
        let trials: [f64; 5] = [0.5, 1.0, 4.0, 4.0, 7.5];
        for y in [0.0_f64, 0.7, 4.0, 9.0] {
            let first: f64 = trials.iter().map(|x| (x - y).abs()).sum::<f64>() / 5.0;
            let second: f64 = trials
                .iter()
                .flat_map(|x| trials.iter().map(move |z| (x - z).abs()))
                .sum::<f64>()
                / 25.0;
            near(
                crps(&trials, Seen::At(y), 100.0),
                first - 0.5 * second,
                1e-12,
            );
        }
    }

    #[test]
    fn the_crps_of_a_normal_law_is_the_published_one() {
        // σ·(z(2Φ(z) − 1) + 2φ(z) − 1/√π), Gneiting and Raftery 2007, equation 20.
        let n = 20_000;
        let (mean, sd) = (50.0, 4.0);
        let trials: Vec<f64> = (0..n)
            .map(|i| mean + sd * normal::quantile((f64::from(i) + 0.5) / f64::from(n)))
            .collect();
        for y in [41.0, 50.0, 53.0] {
            let z = (y - mean) / sd;
            let exact = sd
                * (z * (2.0 * normal::cdf(z) - 1.0) + 2.0 * normal::density(z)
                    - 1.0 / core::f64::consts::PI.sqrt());
            near(crps(&trials, Seen::At(y), 100.0), exact, 1e-4);
        }
    }

    #[test]
    fn the_censored_crps_of_a_uniform_law_is_a_cube() {
        // F(x) = x/10: ∫₀ᶜ (x/10)² dx = c³/300, and c − 10 more beyond 10.
        let n = 100_000;
        let trials: Vec<f64> = (0..n)
            .map(|i| 10.0 * (f64::from(i) + 0.5) / f64::from(n))
            .collect();
        near(crps(&trials, Seen::After(6.0), 100.0), 0.72, 1e-6);
        near(
            crps(&trials, Seen::After(12.0), 100.0),
            1000.0 / 300.0 + 2.0,
            1e-6,
        );
        // Nothing has been said of times that have not come.
        near(crps(&trials, Seen::After(0.0), 100.0), 0.0, 0.0);
    }

    #[test]
    fn unfinished_trials_count_up_to_the_horizon() {
        let trials = [2.0, f64::INFINITY];
        // F is ½ from 2 on: (1 − ½)² from 5 to 20, ½² from 2 to 5.
        near(crps(&trials, Seen::At(5.0), 20.0), 0.25 * 18.0, 1e-12);
        near(crps(&trials, Seen::After(30.0), 20.0), 0.25 * 18.0, 1e-12);
        assert!(quantile(&trials, 0.9).is_infinite());
    }

    #[test]
    fn a_point_misses_by_its_distance() {
        near(point_crps(7.0, Seen::At(10.0), 100.0), 3.0, 0.0);
        near(point_crps(12.0, Seen::At(10.0), 100.0), 2.0, 0.0);
        near(point_crps(7.0, Seen::After(10.0), 100.0), 3.0, 0.0);
        near(point_crps(12.0, Seen::After(10.0), 100.0), 0.0, 0.0);
        near(point_crps(f64::INFINITY, Seen::At(10.0), 100.0), 90.0, 0.0);
    }

    #[test]
    fn intervals_cover_what_is_known_to_lie_in_them() {
        let trials: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(covers(&trials, Seen::At(2.0), 0.8), Some(true));
        assert_eq!(covers(&trials, Seen::At(10.0), 0.8), Some(false));
        assert_eq!(covers(&trials, Seen::After(9.0), 0.8), Some(false));
        assert_eq!(covers(&trials, Seen::After(8.0), 0.8), None);
        let open = [1.0, 2.0, f64::INFINITY, f64::INFINITY];
        assert_eq!(covers(&open, Seen::After(2.0), 0.5), Some(true));
    }

    #[test]
    fn binomial_intervals_are_those_of_the_tables() {
        // Clopper and Pearson, 95 %: 0 of 10 has 1 − 0.025^(1/10); 5 of 10 is 0.187 to 0.813; 9 of 10 is 0.555 to 0.9975.
        near(binomial_interval(0, 10, 0.95).high, 0.308_497_1, 1e-6);
        let half = binomial_interval(5, 10, 0.95);
        near(half.low, 0.187_086, 1e-5);
        near(half.high, 0.812_914, 1e-5);
        let most = binomial_interval(9, 10, 0.95);
        near(most.low, 0.554_984, 1e-5);
        near(most.high, 0.997_471, 1e-5);
    }

    #[test]
    fn the_brier_score_is_a_square() {
        near(
            Brier {
                probability: 0.3,
                kept: true,
            }
            .score(),
            0.49,
            1e-12,
        );
        near(
            Brier {
                probability: 0.3,
                kept: false,
            }
            .score(),
            0.09,
            1e-12,
        );
    }
}
