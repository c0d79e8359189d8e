//! Levers: sources of money and inputs a step lower and higher.
//!
//! A source, or an uncertain input, is multiplied as a whole by a driver that is put in for the purpose: its draws stay what they are.

use super::CompareError;
use crate::scenario::{Funding, LoadError, Loaded, Scenario, Uncertain, from_text, nearest};
use crate::simulate::Model;

/// The part of a source by which it is made larger and smaller.
const PART: f64 = 0.05;
/// What is told of every source.
pub(super) const MILLION: f64 = 1e6;
/// The driver that multiplies.
const DRIVER: &str = "compare-margin";

/// A lever, and the models of a step down and up, and of two.
pub(super) struct Lever {
    /// Path of a source, or of an input or number.
    pub(super) path: String,
    /// The step in words.
    pub(super) step: String,
    /// What the distance between the first two is, in steps.
    pub(super) steps: f64,
    /// One step down and up, two down and up; `None` where not possible.
    pub(super) models: [Option<Model>; 4],
    /// Median yearly amount of a source.
    pub(super) amount: Option<f64>,
    /// With a million a year more, where that is more than a step.
    pub(super) million: Option<Model>,
}

/// Whether a million is more of a source than the step by which its effect is measured.
pub(super) fn is_beyond(amount: f64) -> bool {
    amount > 0.0 && MILLION > PART * amount
}

/// Simulations that the sources of a scenario take.
pub(super) fn runs_of_sources(scenario: &Scenario) -> usize {
    let amounts = scenario.funding.iter().map(|it| it.annual.law.median());
    amounts.map(|it| 4 + usize::from(is_beyond(it))).sum()
}

fn reload(base: &Model, sets: &[String]) -> Result<Loaded, LoadError> {
    from_text("resolved.toml", base.resolved(), sets)
}

/// The model with inputs that the driver can multiply.
fn with_driver(base: &Model, paths: &[&str]) -> Result<Model, LoadError> {
    let names: Vec<String> = paths.iter().map(|path| format!("\"{path}\"")).collect();
    let names = names.join(", ");
    let set = format!("driver.{DRIVER} = {{ factor = 1, multiplies = [{names}] }}");
    Ok(Model::of_like(reload(base, &[set])?.scenario, base))
}

/// Multiplied by these factors; `None` for one that is negative.
fn multiplied<const N: usize>(model: &Model, factors: [f64; N]) -> [Option<Model>; N] {
    let factor = format!("driver.{DRIVER}.factor");
    factors.map(|it| model.with(&[(factor.as_str(), it)]).ok())
}

/// The sources of money, each by 5 and 10 %.
pub(super) fn sources(base: &Model) -> Result<Vec<Lever>, CompareError> {
    let scenario = base.scenario();
    let lever = |source: &Funding| {
        let path = format!("funding.{}", source.key);
        let amounts = std::iter::once(&source.annual);
        let amounts = amounts.chain(source.by_year.iter().map(|(_, it)| it));
        let paths: Vec<&str> = amounts.map(|it| it.path.as_str()).collect();
        let driven = with_driver(base, &paths).map_err(|error| CompareError::Step {
            path: path.clone(),
            source: Box::new(error),
        })?;
        let amount = source.annual.law.median();
        let million = is_beyond(amount).then(|| multiplied(&driven, [1.0 + MILLION / amount]));
        Ok(Lever {
            path,
            step: "1 % more".to_owned(),
            million: million.and_then(|[model]| model),
            steps: 100.0 * 2.0 * PART,
            models: multiplied(
                &driven,
                [1.0 - PART, 1.0 + PART, 1.0 - 2.0 * PART, 1.0 + 2.0 * PART],
            ),
            amount: Some(amount),
        })
    };
    scenario.funding.iter().map(lever).collect()
}

/// Any input or number of the scenario, by a step of its own.
pub(super) fn lever(base: &Model, path: &str, step: f64) -> Result<Lever, CompareError> {
    let broken = |error| CompareError::Step {
        path: path.to_owned(),
        source: Box::new(error),
    };
    let input = base.scenario().inputs().find(|it| it.path == path);
    let uncertain = |it: &&Uncertain| it.law.is_certain().is_none();
    let models = if let Some(input) = input.filter(uncertain) {
        let median = input.law.median();
        if median <= 0.0 {
            return Err(CompareError::Asked(format!(
                "--lever {path}: its median is {median}, and a distribution is scaled as a whole: name an input whose median is positive"
            )));
        }
        let driven = with_driver(base, &[path]).map_err(broken)?;
        let factor = |steps: f64| 1.0 + steps * step / median;
        multiplied(&driven, [-1.0, 1.0, -2.0, 2.0].map(factor))
    } else {
        let now = number_at(base, path)?;
        let moved = |steps: f64| -> Result<Model, LoadError> {
            let set = format!("{path} = {:?}", now + steps * step);
            Ok(Model::of_like(reload(base, &[set])?.scenario, base))
        };
        let up = moved(1.0).map_err(broken)?;
        [
            moved(-1.0).ok(),
            Some(up),
            moved(-2.0).ok(),
            moved(2.0).ok(),
        ]
    };
    let sign = if step < 0.0 { "" } else { "+" };
    Ok(Lever {
        path: path.to_owned(),
        step: format!("{sign}{step}"),
        steps: 2.0,
        models,
        amount: None,
        million: None,
    })
}

/// The plain number at a path of the scenario.
fn number_at(base: &Model, path: &str) -> Result<f64, CompareError> {
    let unknown = || {
        let paths = base.scenario().inputs().map(|it| it.path.as_str());
        let near = nearest(path, paths);
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        CompareError::Asked(format!(
            "--lever {path}: the scenario has no number there{near}"
        ))
    };
    let fixed = base.scenario().inputs().find(|it| it.path == path);
    if let Some(value) = fixed.and_then(|it| it.law.is_certain()) {
        return Ok(value);
    }
    let loaded = reload(base, &[]).map_err(|_| unknown())?;
    loaded.number(path).ok_or_else(unknown)
}
