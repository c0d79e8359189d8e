//! How dense a part of the inputs can be.

use serde::{Deserialize, Serialize};

use super::Failing;
use crate::simulate::{Model, Nesting, RunSpec, SimulateError, Table, Trials, Watch, simulate_one};
use crate::summary::quantity;

/// Draws of chance at every draw of the inputs.
const INNER: u64 = 16;

/// The density of the part of the inputs that holds a share of the failing trials in the fewest trials, whatever its shape.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ceiling {
    /// The share of the failing trials, that of the box.
    pub coverage: f64,
    /// Draws of the inputs, each with 16 of chance.
    pub points: u64,
    /// Found from half of the draws of chance, read from the other: too low where chance hides which inputs are the worst.
    pub low: f64,
    /// Found and read from the same draws: too high, as it counts their chance.
    pub high: f64,
}

/// How often each draw of the inputs fails, in each half of its draws of chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Points(pub Vec<[u32; 2]>);

impl Ceiling {
    /// Simulates as many trials as `spec` has, nested.
    pub(super) fn of(
        model: &Model,
        failing: Failing,
        spec: &RunSpec,
        coverage: f64,
        watch: &Watch,
    ) -> Result<Self, SimulateError> {
        let points = (spec.trials.count() / INNER).max(Nesting::FEWEST_OUTER);
        let nesting = Nesting {
            outer: points,
            inner: INNER,
        };
        let spec = spec.clone().trials(Trials::Nested(nesting));
        let table = |_: &_| Table::new(quantity::columns());
        let table = simulate_one(model, &spec, table, watch)?.collected;
        let target = model.programme().target;
        let mut found = Points(vec![[0; 2]; points as usize]);
        for (at, trial) in table.trials().iter().enumerate() {
            let half = usize::from(trial / points >= INNER / 2);
            found.0[(trial % points) as usize][half] +=
                u32::from(failing.of(table.row(at), target));
        }
        let (low, high) = found.densest(coverage, INNER as u32);
        Ok(Self {
            coverage,
            points,
            low,
            high,
        })
    }
}

impl Points {
    /// Density of the worst points that hold a share `coverage` of the failing trials, of `draws` at each point: found from one half
    /// of the draws and read from the other, and found and read from all.
    pub fn densest(&self, coverage: f64, draws: u32) -> (f64, f64) {
        let all = |it: &[u32; 2]| it[0] + it[1];
        let high = self.read(coverage, &all, &all, draws);
        let crossed = [0, 1].map(|by| {
            let (by, of) = (move |it: &[u32; 2]| it[by], move |it: &[u32; 2]| it[1 - by]);
            self.read(coverage, &by, &of, draws / 2)
        });
        (0.5 * (crossed[0] + crossed[1]), high)
    }

    /// Takes points in the order of `by`, the worst first and equal ones as one, until they hold the share of the failing draws `of`.
    fn read(
        &self,
        coverage: f64,
        by: &dyn Fn(&[u32; 2]) -> u32,
        of: &dyn Fn(&[u32; 2]) -> u32,
        draws: u32,
    ) -> f64 {
        let most = self.0.iter().map(by).max().unwrap_or(0) as usize;
        let mut levels = vec![(0.0, 0.0); most + 1];
        for point in &self.0 {
            let level = &mut levels[by(point) as usize];
            level.0 += f64::from(of(point));
            level.1 += f64::from(draws);
        }
        let failing: f64 = levels.iter().map(|it| it.0).sum();
        let wanted = coverage * failing;
        let (mut hits, mut trials) = (0.0, 0.0);
        for (more, of) in levels.into_iter().rev() {
            let part = if more > 0.0 {
                ((wanted - hits) / more).min(1.0)
            } else {
                1.0
            };
            hits += part * more;
            trials += part * of;
            if hits >= wanted * (1.0 - 1e-12) {
                break;
            }
        }
        if trials > 0.0 { hits / trials } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 points that always fail, 100 that fail in half of the draws, 200 that never do: of 1,600 and 800 failing draws.
    #[test]
    fn the_ceiling_takes_the_worst_points_first() {
        let points = |n, of| vec![of; n];
        let all = [
            points(100, [8, 8]),
            points(100, [4, 4]),
            points(200, [0, 0]),
        ]
        .concat();
        let found = Points(all);
        for (coverage, density) in [(0.5, 1.0), (2.0 / 3.0, 1.0), (1.0, 0.75)] {
            let (low, high) = found.densest(coverage, 16);
            assert!((low - density).abs() < 1e-12 && (high - density).abs() < 1e-12);
        }
        // What one half says is chance: the other half knows better.
        let chance = Points([points(50, [8, 0]), points(50, [0, 8])].concat());
        let (low, high) = chance.densest(0.5, 16);
        assert!(low < 0.5 && (high - 0.5).abs() < 1e-12, "{low} {high}");
    }
}
