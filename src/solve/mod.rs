//! What would it take? The level of an input at which a figure meets its goal.
//!
//! Every level is simulated on the same trials (common random numbers), so the response is one function without noise of its own: nine
//! points show its course and bracket the goal, a root finder closes in with many more trials, and the answer is checked under a fresh
//! seed. Where the response turns, all crossings are found; where the goal is out of reach, the level that comes nearest.
//!
//! ```
//! use clearcast::simulate::Model;
//! use clearcast::solve::{Goal, Lever, Settings, Verdict, solve};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let lever = Lever::parse(&["funding.state.annual=1e6..20e6".to_owned()], &model).unwrap();
//! let goal = Goal::parse("p50(years) <= 14", model.programme()).unwrap();
//! let found = solve(&model, &lever, &goal, &Settings { trials: 1024, seed: 1 }, &Default::default())?;
//! assert_eq!(found.verdict, Verdict::Crossed);
//! assert!((1e6..20e6).contains(&found.crossings[0].answer));
//! # Ok::<(), clearcast::solve::SolveError>(())
//! ```

mod answer;
mod gap;
mod goal;
mod itp;
mod lever;
mod limits;
mod response;
mod rounding;
mod search;

pub use answer::{Crossing, Met, Point, Solution, Verdict};
pub use gap::{Gap, GapAnswer, gap};
pub use goal::{Goal, Side, Standing, grammar};
pub use lever::{Lever, range};
pub use limits::{Due, Limits};
pub use response::Settings;
pub(crate) use response::spread;

use crate::simulate::{Model, SimulateError, VariantError, Watch};
use response::Response;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SolveError {
    /// The levels cannot be simulated.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// A level is out of the input's range.
    #[error("{0}: choose another range with PATH=LO..HI")]
    Variant(#[from] VariantError),
    /// A figure that some trials do not have.
    #[error(
        "the figure of the goal `{0}` is infinite in some trials: ask for a quantile, such as p50"
    )]
    Undefined(String),
    /// The scenario does not fit the question.
    #[error("{0}")]
    Scenario(String),
}

/// Finds the level of `lever` at which `model` meets `goal`, on the current thread pool.
///
/// # Errors
///
/// [`SolveError`]
pub fn solve(
    model: &Model,
    lever: &Lever,
    goal: &Goal,
    settings: &Settings,
    watch: &Watch,
) -> Result<Solution, SolveError> {
    let variant = |level| lever.at(level, model);
    let mut response = Response::new(model, &variant, settings, watch);
    let quantity = goal.quantity(model.programme(), response.columns_mut());
    let scan = response.scan(lever.range)?;
    let mut solution = search::search(&response, &scan, goal, &quantity, lever)?;
    if solution.verdict == Verdict::Unreachable && !goal.is_of_money() {
        let best = lever.at(solution.best.level, model)?;
        solution.limits = Limits::of(&best, goal, &settings.scan_spec(), watch)?;
    }
    Ok(solution)
}
