//! What a little more buys: of each source of money, and of any lever.
//!
//! The change by a step is half of what lies between a step up and a step down, in the same trials; twice the step tells whether the answer is
//! on a straight line. A million a year that is more of a source than such a step is beyond what that can say, and is simulated itself.

use serde::{Deserialize, Serialize};

use super::CompareError;
use super::effects::{EFFECTS, Effects, Statistics, slope, statistics};
use super::lever::{Lever, MILLION, is_beyond, lever, sources};
use crate::simulate::{Model, RunSpec, Watch};
use crate::summary::measured::Measured;

/// Two slopes differ if they are farther apart than this part of the first, and told apart.
const BENT: f64 = 0.1;

/// What a step of one lever buys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// Path of a source or lever.
    pub path: String,
    /// The step in words: `1 % more`, `+10`.
    pub step: String,
    /// By one step up.
    pub effects: Effects,
    /// Of a source: by a million a year more, at the median of its yearly amount; `None` if that is nothing.
    pub by_a_million: Option<Effects>,
    /// Whether the million was simulated, because it is more than 5 % of the source, and not read off a step of 5 %.
    pub million_simulated: bool,
    /// Names of the effects for which twice the step says otherwise: they hold for small steps only.
    pub not_linear: Vec<String>,
    /// Whether a step down is not possible, so that only the step up is measured.
    pub one_sided: bool,
}

/// What a little more of every source buys, and a step of each lever, given as path and step.
///
/// # Errors
///
/// If a lever does not fit the scenario, or as [`simulate`].
pub(super) fn margins(
    base: &Model,
    with_sources: bool,
    levers: &[(String, f64)],
    spec: &RunSpec,
    watch: &Watch,
) -> Result<Vec<Margin>, CompareError> {
    let mut all = if with_sources {
        sources(base)?
    } else {
        Vec::new()
    };
    for (path, step) in levers {
        all.push(lever(base, path, *step)?);
    }
    let mut models = vec![base.clone()];
    models.extend(
        all.iter()
            .flat_map(|it| it.models.iter().flatten().chain(&it.million).cloned()),
    );
    let mut found = statistics(base, models, spec, watch)?.into_iter();
    let now = found.next().unwrap_or_default();
    let margins = all.into_iter().map(|lever| {
        let parts = lever
            .models
            .each_ref()
            .map(|it| it.as_ref().and_then(|_| found.next()));
        let million = lever.million.as_ref().and_then(|_| found.next());
        margin(lever, &now, &parts, million.as_ref())
    });
    Ok(margins.collect())
}

fn margin(
    lever: Lever,
    now: &Statistics,
    [down, up, two_down, two_up]: &[Option<Statistics>; 4],
    million: Option<&Statistics>,
) -> Margin {
    let up = up.as_ref().unwrap_or(now);
    let one_sided = down.is_none();
    let steps = if one_sided {
        lever.steps / 2.0
    } else {
        lever.steps
    };
    let down = down.as_ref().unwrap_or(now);
    let one = |at: usize| (&up[at][..], &down[at][..], 1.0 / steps);
    let effects: [Measured; 6] = std::array::from_fn(|at| slope(one(at), None));
    let bent = |at: &usize| {
        let Some((a, b)) = two_up.as_ref().zip(two_down.as_ref()) else {
            return false;
        };
        let two = (&a[*at][..], &b[*at][..], 0.5 / lever.steps);
        let apart = slope(two, Some(one(*at)));
        // What is left of rounding is no bend.
        let values = now[*at].iter().flatten().filter(|it| it.is_finite());
        let rounding = 1e-9 * values.fold(0.0, |most: f64, it| most.max(it.abs()));
        let size = effects[*at].value.unwrap_or(0.0).abs().max(rounding);
        apart.is_beyond_error() && apart.value.is_some_and(|it| it.abs() > BENT * size)
    };
    let effects_of = Effects::of(effects);
    let not_linear = (0..6).filter(bent).map(|at| EFFECTS[at].to_owned());
    let simulated = million.map(|it| {
        Effects::of(std::array::from_fn(|at| {
            slope((&it[at][..], &now[at][..], 1.0), None)
        }))
    });
    // Within the step its effect is in proportion.
    let within = lever.amount.filter(|it| *it > 0.0 && !is_beyond(*it));
    let within = within.map(|amount| effects_of.times(MILLION / (0.01 * amount)));
    Margin {
        not_linear: not_linear.collect(),
        by_a_million: simulated.or(within),
        million_simulated: simulated.is_some(),
        path: lever.path,
        step: lever.step,
        effects: effects_of,
        one_sided,
    }
}
