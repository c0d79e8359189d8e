//! What is varied: the median of one input, or several inputs by one factor.

use serde::{Deserialize, Serialize};

use crate::scenario::{matches, nearest};
use crate::simulate::{Model, VariantError};

/// Factors that are tried where no range is given.
const USUAL: (f64, f64) = (0.25, 4.0);

/// Inputs that are multiplied together, each distribution as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lever {
    /// Paths as they were given.
    pub name: String,
    /// Paths of the inputs.
    pub paths: Vec<String>,
    /// Unit of a level in words; empty for a factor.
    pub unit: String,
    /// The level that leaves the scenario as it is: the median of the only input, or the factor 1.
    pub base: f64,
    /// Lowest and highest level that is tried.
    pub range: (f64, f64),
}

impl Lever {
    /// Reads `PATH[=LO..HI]`, each with globs; LO and HI are medians of the only input, or factors of several.
    ///
    /// # Errors
    ///
    /// What is wrong.
    ///
    /// # Panics
    ///
    /// Never: the inputs found are those of the scenario.
    pub fn parse(texts: &[String], model: &Model) -> Result<Self, String> {
        let mut patterns = Vec::new();
        let mut range = None;
        for text in texts {
            let (pattern, ends) = match text.split_once('=') {
                Some((pattern, ends)) => (pattern.trim(), Some(ends.trim())),
                None => (text.trim(), None),
            };
            patterns.push(pattern);
            if let Some(ends) = ends {
                let ends = self::range(ends).map_err(|e| format!("--vary {text}: {e}"))?;
                if range.is_some_and(|before| before != ends) {
                    return Err("--vary: several paths share one factor, so give one range".into());
                }
                range = Some(ends);
            }
        }
        let named = inputs(&patterns, model)?;
        let scenario = model.scenario();
        let input = |path: &String| {
            let mut inputs = scenario.inputs();
            inputs
                .find(|it| it.path == *path)
                .expect("it was found there")
        };
        if let Some(nothing) = named
            .iter()
            .find(|path| input(path).law.support() == (0.0, 0.0))
        {
            return Err(format!(
                "--vary: `{nothing}` is 0, and so is every multiple of it: give it a value with --set first"
            ));
        }
        let (base, unit) = match &named[..] {
            [only] => {
                let input = input(only);
                let unit = input.unit.replace("money", &scenario.currency);
                (input.law.median(), unit)
            }
            _ => (1.0, String::new()),
        };
        let positive = base > 0.0 && base.is_finite();
        if !positive {
            return Err(format!(
                "--vary: the median of `{}` is {base}, and levels are multiples of one above 0",
                named[0]
            ));
        }
        // Amounts of single years follow the yearly amount that they replace.
        let mut paths = named.clone();
        for table in named.iter().filter_map(|path| path.strip_suffix(".annual")) {
            let prefix = format!("{table}.by_year.");
            let years = scenario.inputs().filter(|it| it.path.starts_with(&prefix));
            paths.extend(years.map(|it| it.path.clone()));
        }
        paths.sort();
        paths.dedup();
        let most = paths.iter().map(|path| {
            let (_, highest) = input(path).law.support();
            input(path).range.max / highest.max(f64::MIN_POSITIVE)
        });
        let most = most.fold(f64::INFINITY, f64::min);
        let usual = (USUAL.0 * base, USUAL.1.min(most) * base);
        Ok(Self {
            name: patterns.join(", "),
            paths,
            unit,
            base,
            range: range.unwrap_or(usual),
        })
    }

    /// The factor of a level.
    pub fn factor(&self, level: f64) -> f64 {
        level / self.base
    }

    /// Whether levels are factors.
    pub fn is_factor(&self) -> bool {
        self.unit.is_empty()
    }

    /// The model at a level.
    ///
    /// # Errors
    ///
    /// If a possible value would leave its range.
    pub fn at(&self, level: f64, model: &Model) -> Result<Model, VariantError> {
        let factor = self.factor(level);
        let factors: Vec<(&str, f64)> = self
            .paths
            .iter()
            .map(|path| (path.as_str(), factor))
            .collect();
        model.scaled(&factors)
    }
}

/// Paths of the inputs that match one of `patterns`.
fn inputs(patterns: &[&str], model: &Model) -> Result<Vec<String>, String> {
    let all: Vec<&str> = model
        .scenario()
        .inputs()
        .map(|it| it.path.as_str())
        .collect();
    let mut found: Vec<String> = Vec::new();
    for pattern in patterns {
        let before = found.len();
        let new = all.iter().filter(|path| matches(pattern, path));
        let new: Vec<String> = new.map(|path| (*path).to_owned()).collect();
        let none = new.is_empty();
        found.extend(new);
        if none && found.len() == before {
            let near = nearest(pattern, all.iter().copied());
            let meant = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!(
                "--vary: `{pattern}` is no input of the scenario{meant} (`clearcast inputs` lists them)"
            ));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Reads `LO..HI`.
///
/// # Errors
///
/// What to write instead.
pub fn range(text: &str) -> Result<(f64, f64), String> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|it| it.is_finite());
    let ends = text.split_once("..");
    let ends = ends.and_then(|(low, high)| Some((number(low)?, number(high)?)));
    match ends {
        Some((low, high)) if 0.0 <= low && low < high => Ok((low, high)),
        Some(_) => Err("LO must be at least 0 and below HI".to_owned()),
        None => Err("write LO..HI with two numbers, such as 50e6..400e6".to_owned()),
    }
}
