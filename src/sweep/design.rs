//! What a sweep varies: factors and variants, and the settings of every point.

use std::str::FromStr;

use super::sequence::Sequence;
use crate::sampling::Sampling;

/// Most points of a design.
pub const MOST_POINTS: u64 = 100_000_000;
/// Most trials of a point: they are held in memory while it is evaluated.
pub const MOST_TRIALS: u64 = 1 << 20;
/// Trials of a point unless something else is asked for.
pub const TRIALS: u64 = 1_024;

/// Whether trials of the same number have the same draws at all points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RandomNumbers {
    /// They have: differences between points are those of the settings.
    Common,
    /// Each point has a seed of its own: errors of points are independent.
    Independent,
}

impl RandomNumbers {
    /// The name by which designs and rows call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Independent => "independent",
        }
    }
}

impl FromStr for RandomNumbers {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = [Self::Common, Self::Independent];
        let found = known.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| format!("`{name}` is neither common nor independent"))
    }
}

/// How each point is simulated.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PointRun {
    /// Trials of each point.
    pub trials: u64,
    /// Seed of all randomness.
    pub seed: u64,
    /// How inputs are sampled.
    pub sampling: Sampling,
    /// Whether points share their draws.
    pub random_numbers: RandomNumbers,
    /// Figures of each point; those of the headline if there are none.
    pub outcomes: Vec<String>,
}

impl Default for PointRun {
    fn default() -> Self {
        Self {
            trials: TRIALS,
            seed: 1,
            sampling: Sampling::Sobol,
            random_numbers: RandomNumbers::Common,
            outcomes: Vec::new(),
        }
    }
}

/// What a factor is given at a point.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// What the scenario says.
    Unchanged,
    /// A plain number.
    Number(f64),
    /// Another value, in TOML.
    Toml(String),
}

impl Setting {
    /// Reads a value as designs and tables write it: a number, TOML that begins with a bracket, a quote or is true or false,
    /// or else a word that means itself. Nothing at all leaves the scenario as it is.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Unchanged;
        }
        if let Some(number) = text.parse().ok().filter(|it: &f64| it.is_finite()) {
            return Self::Number(number);
        }
        let is_toml = text.starts_with(['{', '[', '"', '\'']) || text == "true" || text == "false";
        Self::Toml(if is_toml {
            text.to_owned()
        } else {
            toml_writer::ToTomlValue::to_toml_value(&text)
        })
    }

    /// As it is shown in a row.
    pub fn shown(&self) -> String {
        match self {
            Self::Unchanged => String::new(),
            Self::Number(it) => it.to_string(),
            Self::Toml(text) => text.trim_matches('"').to_owned(),
        }
    }
}

/// Which inputs or keys a factor moves.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// These are set to its value: paths, or globs of inputs.
    Set(Vec<String>),
    /// These are multiplied by its value: paths or globs of inputs.
    Scale(Vec<String>),
}

/// The values a factor takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// One after the other.
    Each(Vec<Setting>),
    /// Spread over a range, by the points of a sequence.
    Spread {
        /// Its lower end.
        from: f64,
        /// Its upper end.
        to: f64,
        /// Whether equal ratios are equally far apart.
        log: bool,
        /// Where the points are.
        sequence: Sequence,
    },
    /// Those of a column of a table of points.
    Column(Vec<Setting>),
}

/// What differs between points.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Its name, which is that of its column.
    pub name: String,
    /// What it moves.
    pub target: Target,
    /// Its values.
    pub values: Values,
}

impl Factor {
    /// Why it cannot be swept, with what its design calls it.
    pub(super) fn refused(&self, reason: &str) -> String {
        let what = match self.values {
            Values::Column(_) => "column",
            Values::Each(_) | Values::Spread { .. } => "factor",
        };
        format!("{what} `{}`: {reason}", self.name)
    }

    /// Whether all its values are plain numbers.
    pub fn is_numeric(&self) -> bool {
        match &self.values {
            Values::Each(all) | Values::Column(all) => {
                all.iter().all(|it| !matches!(it, Setting::Toml(_)))
            }
            Values::Spread { .. } => true,
        }
    }
}

/// A scenario that is swept beside others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name; empty if the design has only one scenario.
    pub name: String,
    /// Scenario file, as written; `None` for the built-in baseline.
    pub scenario: Option<String>,
    /// Settings.
    pub sets: Vec<String>,
}

/// A point of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Index of its variant.
    pub variant: usize,
    /// What each factor is given.
    pub settings: Vec<Setting>,
}

/// All points: a random function of their number, so that their count takes no memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// What the sweep is called.
    pub name: String,
    /// Scenarios, at least one.
    pub variants: Vec<Variant>,
    /// What differs between points.
    pub factors: Vec<Factor>,
    /// Points of the sequences, or rows of a table; 1 if there is neither.
    pub drawn: u64,
    /// How points are simulated.
    pub run: PointRun,
    /// The design as a file: its name in the results folder, and its text.
    pub file: (String, String),
}

impl Design {
    /// Number of points; `None` if that is more than there may be.
    pub fn points(&self) -> Option<u64> {
        let mut points = self.drawn.checked_mul(self.variants.len() as u64)?;
        for factor in &self.factors {
            if let Values::Each(values) = &factor.values {
                points = points.checked_mul(values.len() as u64)?;
            }
        }
        Some(points).filter(|points| *points <= MOST_POINTS)
    }

    /// The point of that number: variants change slowest, then factors in their order, points of sequences fastest.
    pub fn point(&self, number: u64) -> Point {
        let (mut rest, drawn) = (number / self.drawn, number % self.drawn);
        let mut settings = vec![Setting::Unchanged; self.factors.len()];
        for (setting, factor) in settings.iter_mut().zip(&self.factors).rev() {
            *setting = match &factor.values {
                Values::Each(values) => {
                    let count = values.len() as u64;
                    let value = values[(rest % count) as usize].clone();
                    rest /= count;
                    value
                }
                Values::Spread {
                    from,
                    to,
                    log,
                    sequence,
                } => {
                    let share = sequence.coordinate(self.run.seed, drawn, self.drawn);
                    Setting::Number(between(*from, *to, *log, share))
                }
                Values::Column(values) => values[drawn as usize].clone(),
            };
        }
        Point {
            variant: rest as usize,
            settings,
        }
    }
}

/// The value at a share of the way.
pub(super) fn between(from: f64, to: f64, log: bool, share: f64) -> f64 {
    if log {
        from * crate::math::pow(to / from, share)
    } else {
        from + (to - from) * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(variants: usize, counts: &[usize], drawn: u64) -> Design {
        let variant = |number: usize| Variant {
            name: number.to_string(),
            scenario: None,
            sets: Vec::new(),
        };
        let factor = |count: &usize| Factor {
            name: String::new(),
            target: Target::Set(Vec::new()),
            values: Values::Each((0..*count).map(|it| Setting::Number(it as f64)).collect()),
        };
        Design {
            name: String::new(),
            variants: (0..variants).map(variant).collect(),
            factors: counts.iter().map(factor).collect(),
            drawn,
            run: PointRun::default(),
            file: Default::default(),
        }
    }

    #[test]
    fn every_combination_is_a_point_once_and_the_last_factor_changes_first() {
        let design = design(2, &[3, 4], 1);
        assert_eq!(design.points(), Some(24));
        let numbers: Vec<(usize, Vec<Setting>)> = (0..24)
            .map(|number| design.point(number))
            .map(|point| (point.variant, point.settings))
            .collect();
        let mut expected = Vec::new();
        for variant in 0..2 {
            for first in 0..3 {
                for second in 0..4 {
                    let settings = [first, second].map(|it| Setting::Number(f64::from(it)));
                    expected.push((variant, settings.to_vec()));
                }
            }
        }
        assert_eq!(numbers, expected);
    }

    #[test]
    fn a_design_of_too_many_points_is_none() {
        assert_eq!(design(1, &[1_000; 3], 1).points(), None);
        assert_eq!(design(1, &[1_000; 8], u64::MAX).points(), None);
    }

    #[test]
    fn values_are_numbers_toml_or_words() {
        assert_eq!(Setting::read(" 1.5e3 "), Setting::Number(1500.0));
        assert_eq!(Setting::read(""), Setting::Unchanged);
        assert_eq!(
            Setting::read("proportional"),
            Setting::Toml("\"proportional\"".to_owned())
        );
        for toml in ["{ pert = [1, 2, 4] }", "[1, 2]", "\"2026-01\"", "true"] {
            assert_eq!(Setting::read(toml), Setting::Toml(toml.to_owned()));
        }
        // Not a finite number, and so a word: tables and designs refuse it before.
        assert_eq!(Setting::read("NaN"), Setting::Toml("\"NaN\"".to_owned()));
    }

    #[test]
    fn shares_of_a_logarithmic_range_are_equal_ratios() {
        assert!((between(1.0, 100.0, true, 0.5) - 10.0).abs() < 1e-12);
        assert!((between(1.0, 100.0, false, 0.5) - 50.5).abs() < 1e-12);
    }
}
