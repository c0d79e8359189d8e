//! A variant of a design, compiled: what each factor moves in it.

use super::base::{Base, SweepError};
use super::design::{Design, Target};
use crate::scenario::{self, matches};
use crate::simulate::Model;

/// What a factor moves in a variant.
#[derive(Clone, Debug)]
pub(super) enum Moved {
    /// Inputs, which take plain numbers without a new text.
    Inputs(Vec<String>),
    /// A key that is no input.
    Key(String),
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
    format!("sweep-factor-{factor}")
}

impl Variant {
    pub(super) fn new(model: Model, design: &Design) -> Result<Self, SweepError> {
        let inputs: Vec<&str> = model.paths().collect();
        let moved: Result<Vec<Vec<Moved>>, SweepError> = design
            .factors
            .iter()
            .enumerate()
            .map(|(place, factor)| match &factor.target {
                Target::Scale(_) => {
                    let path = format!("driver.{}.factor", driver(place));
                    Ok(vec![Moved::Inputs(vec![path])])
                }
                Target::Set(paths) => paths
                    .iter()
                    .map(|path| moved_by(path, &inputs))
                    .collect::<Result<_, String>>()
                    .map_err(|reason| SweepError::Factor {
                        factor: factor.name.clone(),
                        reason,
                    }),
            })
            .collect();
        let moved = moved?;
        set_once(&moved, design)?;
        Ok(Self { model, moved })
    }
}

/// What two factors set would be what the last of them says, whatever the other does.
fn set_once(moved: &[Vec<Moved>], design: &Design) -> Result<(), SweepError> {
    let mut known: Vec<(&str, usize)> = Vec::new();
    for (place, moved) in moved.iter().enumerate() {
        let paths = moved.iter().flat_map(|moved| match moved {
            Moved::Inputs(paths) => &paths[..],
            Moved::Key(path) => std::slice::from_ref(path),
        });
        for path in paths {
            match known.iter().find(|(it, _)| it == path) {
                Some((_, other)) if *other != place => {
                    return Err(SweepError::Factor {
                        factor: design.factors[place].name.clone(),
                        reason: format!(
                            "`{path}` is set by `{}` as well: leave it to one of them, or let one scale",
                            design.factors[*other].name
                        ),
                    });
                }
                Some(_) => {}
                None => known.push((path, place)),
            }
        }
    }
    Ok(())
}

/// What a path or glob of a factor moves in a scenario with these inputs.
fn moved_by(path: &str, inputs: &[&str]) -> Result<Moved, String> {
    let found: Vec<String> = inputs
        .iter()
        .filter(|input| matches(path, input))
        .map(|input| (*input).to_owned())
        .collect();
    match (found.is_empty(), path.contains('*')) {
        (false, _) => Ok(Moved::Inputs(found)),
        (true, false) => Ok(Moved::Key(path.to_owned())),
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
    let mut sets = Vec::new();
    for (place, factor) in design.factors.iter().enumerate() {
        let Target::Scale(paths) = &factor.target else {
            continue;
        };
        if let Some(path) = paths
            .iter()
            .find(|path| !inputs.iter().any(|it| matches(path, it)))
        {
            return Err(SweepError::Factor {
                factor: factor.name.clone(),
                reason: no_input(path, &inputs),
            });
        }
        let quoted = paths.iter().map(toml_writer::ToTomlValue::to_toml_value);
        let quoted: Vec<String> = quoted.collect();
        sets.push(format!(
            "driver.{}={{ factor = 1, multiplies = [{}] }}",
            driver(place),
            quoted.join(", ")
        ));
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
