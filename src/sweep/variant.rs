//! A variant of a design, compiled: what each factor moves in it.

use super::base::{Base, SweepError};
use super::design::{Design, Target};
use super::paths::{DRIVER, missing_table};
use crate::scenario::{self, Scenario, matches};
use crate::simulate::Model;

/// What a factor moves in a variant.
#[derive(Clone, Debug)]
pub(super) enum Moved {
    /// Inputs, which take plain numbers without a new text.
    Inputs(Vec<String>),
    /// A key that is no input.
    Key(String),
    /// Nothing, as the variant has no such table: why.
    Missing(String),
}

/// A variant, compiled.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) model: Model,
    /// What each factor moves.
    pub(super) moved: Vec<Vec<Moved>>,
}

/// The driver through which a factor scales its inputs.
fn driver(factor: usize) -> String {
    format!("{DRIVER}{factor}")
}

impl Variant {
    pub(super) fn new(model: Model, design: &Design) -> Result<Self, SweepError> {
        let scenario = model.scenario();
        // Not the model's paths: whether a source pays is drawn as inputs are, but its probability is none.
        let inputs: Vec<&str> = scenario.inputs().map(|it| &*it.path).collect();
        let mut problems = Vec::new();
        let mut moved = Vec::new();
        for (place, factor) in design.factors.iter().enumerate() {
            moved.push(match &factor.target {
                Target::Scale(_) => {
                    let path = format!("driver.{}.factor", driver(place));
                    vec![Moved::Inputs(vec![path])]
                }
                Target::Set(paths) => {
                    let found = paths.iter().map(|path| moved_by(path, scenario, &inputs));
                    let (moved, refused): (Vec<_>, Vec<_>) = found.partition(Result::is_ok);
                    let refused = refused.into_iter().filter_map(Result::err);
                    problems.extend(refused.map(|reason| factor.refused(&reason)));
                    moved.into_iter().filter_map(Result::ok).collect()
                }
            });
        }
        if !problems.is_empty() {
            return Err(SweepError::Factors(problems));
        }
        set_once(&moved, design)?;
        Ok(Self { model, moved })
    }
}

/// A table that no variant has would be missing at every point.
pub(super) fn check_tables(variants: &[Variant], design: &Design) -> Result<(), SweepError> {
    let mut problems = Vec::new();
    for (place, factor) in design.factors.iter().enumerate() {
        for path in 0..variants[0].moved[place].len() {
            let reasons = variants.iter().map(|it| match &it.moved[place][path] {
                Moved::Missing(reason) => Some(reason),
                Moved::Inputs(_) | Moved::Key(_) => None,
            });
            // Of several variants the first speaks for all.
            if let Some(reasons) = reasons.collect::<Option<Vec<_>>>() {
                problems.push(factor.refused(reasons[0]));
            }
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(SweepError::Factors(problems))
    }
}

/// What two factors set would be what the last of them says, whatever the other does.
fn set_once(moved: &[Vec<Moved>], design: &Design) -> Result<(), SweepError> {
    let mut known: Vec<(&str, usize)> = Vec::new();
    for (place, moved) in moved.iter().enumerate() {
        let paths = moved.iter().flat_map(|moved| match moved {
            Moved::Inputs(paths) => &paths[..],
            Moved::Key(path) => std::slice::from_ref(path),
            Moved::Missing(_) => &[],
        });
        for path in paths {
            match known.iter().find(|(it, _)| it == path) {
                Some((_, other)) if *other != place => {
                    let reason = format!(
                        "`{path}` is set by `{}` as well: leave it to one of them, or let one scale",
                        design.factors[*other].name
                    );
                    let refused = design.factors[place].refused(&reason);
                    return Err(SweepError::Factors(vec![refused]));
                }
                Some(_) => {}
                None => known.push((path, place)),
            }
        }
    }
    Ok(())
}

/// What a path or glob of a factor moves in a scenario with these inputs.
fn moved_by(path: &str, scenario: &Scenario, inputs: &[&str]) -> Result<Moved, String> {
    let found: Vec<String> = inputs
        .iter()
        .filter(|input| matches(path, input))
        .map(|input| (*input).to_owned())
        .collect();
    match (found.is_empty(), path.contains('*')) {
        (false, _) => Ok(Moved::Inputs(found)),
        (true, false) => Ok(match missing_table(path, scenario) {
            Some(reason) => Moved::Missing(reason),
            None => Moved::Key(path.to_owned()),
        }),
        (true, true) => Err(no_input(path, inputs)),
    }
}

/// The scenario of a variant with a driver for each factor that scales.
pub(super) fn with_drivers(base: &Base, design: &Design) -> Result<scenario::Loaded, SweepError> {
    let name = match base.name.as_str() {
        "" => "scenario",
        name => name,
    };
    let plain = scenario::from_text(name, &base.resolved, &[])?;
    let inputs: Vec<&str> = plain.scenario.inputs().map(|it| &*it.path).collect();
    let (mut sets, mut problems) = (Vec::new(), Vec::new());
    for (place, factor) in design.factors.iter().enumerate() {
        let Target::Scale(paths) = &factor.target else {
            continue;
        };
        let unknown = paths
            .iter()
            .filter(|path| !inputs.iter().any(|it| matches(path, it)));
        problems.extend(unknown.map(|path| factor.refused(&no_input(path, &inputs))));
        let quoted = paths.iter().map(toml_writer::ToTomlValue::to_toml_value);
        let quoted: Vec<String> = quoted.collect();
        sets.push(format!(
            "driver.{}={{ factor = 1, multiplies = [{}] }}",
            driver(place),
            quoted.join(", ")
        ));
    }
    if !problems.is_empty() {
        return Err(SweepError::Factors(problems));
    }
    Ok(scenario::from_text(name, &base.resolved, &sets)?)
}

fn no_input(path: &str, inputs: &[&str]) -> String {
    let near = scenario::nearest(path, inputs.iter().copied());
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    format!(
        "`{path}` matches no input of the scenario: {near}`*` stands for any run of characters but a dot, and `clearcast inputs` lists the inputs"
    )
}
