//! From the course of the response to its crossings.

use super::SolveError;
use super::answer::{Crossing, Met, Point, Solution, Verdict};
use super::goal::Goal;
use super::itp::Search;
use super::lever::Lever;
use super::response::{Response, Scan};
use super::rounding::safe;
use crate::simulate::{RunSpec, Table};
use crate::summary::estimate::half_width_95;
use crate::summary::missing::only_if;
use crate::summary::quantity::{COST, MONTHS, Quantity, Sample};

/// Half the width at which a bracket is narrow enough, as a part of the level: well below the third digit.
const PRECISION: f64 = 1e-4;
/// A margin of this many standard errors is as good as none.
const NO_MARGIN: f64 = 0.02;
/// Steps of the search for a peak between points.
const PEAK_STEPS: usize = 8;
/// An answer that misses the goal by a rounding error is moved by a unit of its third digit at most so often.
const MOST_MOVES: u32 = 4;

/// A question put to a response.
struct Asked<'a> {
    response: &'a Response<'a>,
    goal: &'a Goal,
    quantity: &'a Quantity,
    range: (f64, f64),
    /// All points so far.
    seen: Vec<Point>,
}

/// Finds where the goal begins and ceases to be met.
pub(super) fn search(
    response: &Response<'_>,
    scan: &Scan,
    goal: &Goal,
    quantity: &Quantity,
    lever: &Lever,
) -> Result<Solution, SolveError> {
    let mut asked = Asked {
        response,
        goal,
        quantity,
        range: (scan.levels[0], scan.levels[scan.levels.len() - 1]),
        seen: Vec::new(),
    };
    let spec = response.settings.scan_spec();
    let mut points = Vec::new();
    for (level, table) in scan.levels.iter().zip(&scan.tables) {
        points.push(asked.point(*level, &spec, table)?);
    }
    let course = points.clone();
    if points.iter().all(|it| !it.met()) {
        asked.look_for_a_peak(&mut points)?;
    }
    let mut crossings = Vec::new();
    for right in 1..points.len() {
        if points[right - 1].met() != points[right].met() {
            crossings.extend(asked.refine(&points, right)?);
        }
    }
    let verdict = match points.iter().filter(|it| it.met()).count() {
        _ if !crossings.is_empty() => Verdict::Crossed,
        n if n == points.len() => Verdict::Everywhere,
        _ => Verdict::Unreachable,
    };
    let all = points.iter().chain(&asked.seen);
    // Among points of as many trials, the one that exceeds the goal most.
    let order = |a: &Point, b: &Point| a.trials.cmp(&b.trials).then(a.compare(b, goal.limit));
    let most = all.max_by(|a, b| order(a, b));
    let best = *most.expect("there are points over the range");
    Ok(Solution {
        goal: goal.text.clone(),
        side: goal.side,
        limit: goal.limit,
        lever: lever.clone(),
        verdict,
        monotone: monotone(&course),
        crossings,
        best,
        limits: None,
        scan: course,
        search: asked.seen,
    })
}

/// Whether no step goes against the others by more than the error of the simulation.
fn monotone(points: &[Point]) -> bool {
    let clear = |pair: &[Point]| {
        let (a, b) = (&pair[0], &pair[1]);
        let noise = (a.margin_error * a.margin_error + b.margin_error * b.margin_error).sqrt();
        let step = b.margin - a.margin;
        if step.abs() <= half_width_95() * noise {
            0.0
        } else {
            step.signum()
        }
    };
    let steps: Vec<f64> = points.windows(2).map(clear).collect();
    !(steps.contains(&1.0) && steps.contains(&-1.0))
}

impl Asked<'_> {
    /// What a run says of a level.
    fn point(&self, level: f64, spec: &RunSpec, table: &Table) -> Result<Point, SolveError> {
        let standing = self.goal.standing(self.quantity, table)?;
        let target = self.response.target;
        let joint = Sample::share(table, |row| target.kept(row[MONTHS], row[COST]));
        let [share, error] = [joint.value, joint.error].map(|it| only_if(target.is_given(), it));
        let at = (level, spec.trials.count(), spec.seed);
        Ok(Point::new(at, &standing, (share, error)))
    }

    /// Simulates levels and keeps what they say.
    fn at(&mut self, levels: &[(f64, RunSpec)]) -> Result<Vec<Point>, SolveError> {
        let tables = self.response.run(levels)?;
        let mut points = Vec::new();
        for ((level, spec), table) in levels.iter().zip(&tables) {
            points.push(self.point(*level, spec, table)?);
        }
        self.seen.extend(&points);
        Ok(points)
    }

    fn one(&mut self, level: f64, spec: RunSpec) -> Result<Point, SolveError> {
        Ok(self.at(&[(level, spec)])?[0])
    }

    /// Where no point meets the goal: the best one with all trials, and if it is inside, whether the response rises to the goal between
    /// its neighbours (golden section). A peak joins the points.
    fn look_for_a_peak(&mut self, points: &mut Vec<Point>) -> Result<(), SolveError> {
        const GOLDEN: f64 = 0.618_033_988_749_894_8;
        let limit = self.goal.limit;
        let best = (0..points.len()).max_by(|&a, &b| points[a].compare(&points[b], limit));
        let best = best.expect("there are points over the range");
        let spec = self.response.settings.scan_spec();
        let mut peak = points[best];
        if 0 < best && best + 1 < points.len() && !monotone(points) {
            let (mut low, mut high) = (points[best - 1].level, points[best + 1].level);
            for _ in 0..PEAK_STEPS {
                let from_low = peak.level - low > high - peak.level;
                let next = if from_low {
                    peak.level - (1.0 - GOLDEN) * (peak.level - low)
                } else {
                    peak.level + (1.0 - GOLDEN) * (high - peak.level)
                };
                let found = self.one(next, spec.clone())?;
                let (inner, outer) = if found.margin > peak.margin {
                    (found, peak)
                } else {
                    (peak, found)
                };
                if outer.level < inner.level {
                    low = outer.level;
                } else {
                    high = outer.level;
                }
                peak = inner;
                if peak.met() {
                    break;
                }
            }
        }
        let peak = self.one(peak.level, self.response.settings.spec())?;
        if peak.level.total_cmp(&points[best].level).is_eq() {
            points[best] = peak;
        } else {
            points.push(peak);
            points.sort_by(|a, b| a.level.total_cmp(&b.level));
        }
        Ok(())
    }

    /// The crossing between two points, with all trials; `None` if it was the error of the few.
    fn refine(&mut self, points: &[Point], right: usize) -> Result<Option<Crossing>, SolveError> {
        let (a, b) = (points[right - 1], points[right]);
        let width = b.level - a.level;
        let slope = (b.margin - a.margin) / width;
        let middle = a.level - a.margin / slope;
        let unsure = 3.0 * a.margin_error.max(b.margin_error) / slope.abs();
        let reach = unsure.max(0.1 * width);
        let outer = (
            points[right.saturating_sub(2)].level,
            points[(right + 1).min(points.len() - 1)].level,
        );
        let near = ((middle - reach).max(a.level), (middle + reach).min(b.level));
        let spec = self.response.settings.spec();
        for (low, high) in [near, (a.level, b.level), outer] {
            let ends = self.at(&[(low, spec.clone()), (high, spec.clone())])?;
            if ends[0].met() != ends[1].met() {
                return self.close_in(ends[0], ends[1]).map(Some);
            }
        }
        Ok(None)
    }

    /// The crossing inside a bracket.
    fn close_in(&mut self, low: Point, high: Point) -> Result<Crossing, SolveError> {
        let met = if high.met() { Met::Above } else { Met::Below };
        let at = |point: Point| (point.level, point.margin);
        let precision = PRECISION * high.level.abs();
        let mut search = Search::new(at(low), at(high), precision);
        let mut slope = (high.margin - low.margin) / (high.level - low.level);
        let mut last = if low.met() { low } else { high };
        while let Some(level) = search.next() {
            let point = self.one(level, self.response.settings.spec())?;
            let run = (point.margin - last.margin) / (point.level - last.level);
            if run.is_finite() && run * slope > 0.0 {
                slope = run;
            }
            last = point;
            search.seen(at(point));
            if point.met() && point.margin <= NO_MARGIN * point.margin_error {
                break;
            }
        }
        let level = search.crossing();
        self.answer(level, met, slope, last)
    }

    /// The interval about a crossing, the rounded answer and its check.
    fn answer(
        &mut self,
        level: f64,
        met: Met,
        slope: f64,
        last: Point,
    ) -> Result<Crossing, SolveError> {
        let (lowest, highest) = self.range;
        let settings = self.response.settings;
        let reach = half_width_95() * last.margin_error / slope.abs();
        let within = |level: f64| level.clamp(lowest, highest);
        let (left, right) = (within(level - reach), within(level + reach));
        let mut moves = 0;
        let mut answer = within(safe(level, met, moves));
        let mut points = self.at(&[
            (left, settings.spec()),
            (right, settings.spec()),
            (answer, settings.spec()),
            (answer, settings.fresh_spec()),
        ])?;
        while !points[2].met() && moves < MOST_MOVES {
            moves += 1;
            answer = within(safe(level, met, moves));
            let again = self.at(&[(answer, settings.spec()), (answer, settings.fresh_spec())])?;
            points.splice(2.., again);
        }
        let middle = Point {
            level,
            margin: 0.0,
            ..last
        };
        // The upper end of the figure's interval meets the goal on the side where the goal is missed.
        let (of_low, of_high) = match met {
            Met::Above => (0, 1),
            Met::Below => (1, 0),
        };
        let end = |near: Point, bound: usize, side: f64| {
            let line = [near, middle].map(|it| (it.level, it.bounds()[bound]));
            let found = zero(line).filter(|it| side * (it - level) >= 0.0);
            // Few trials make steps; where a line across them leads to the wrong side, the slope of the bracket stands in for it.
            let found = found.unwrap_or(level + side * reach);
            (lowest..=highest).contains(&found).then_some(found)
        };
        let (low, high) = if last.margin_error > 0.0 {
            (end(points[0], of_low, -1.0), end(points[1], of_high, 1.0))
        } else {
            // Without any error the level is what it is.
            (Some(level), Some(level))
        };
        Ok(Crossing {
            met,
            level,
            // The answer is rounded, and may be farther out than the level.
            interval: (low.map(|it| it.min(answer)), high.map(|it| it.max(answer))),
            answer,
            found: points[2],
            checked: points[3],
        })
    }
}

/// Where the line through two points is 0; `None` if it is level.
fn zero([a, b]: [(f64, f64); 2]) -> Option<f64> {
    let x = a.0 - a.1 * (b.0 - a.0) / (b.1 - a.1);
    x.is_finite().then_some(x)
}

#[cfg(test)]
mod tests {
    use super::zero;

    #[test]
    fn the_end_of_an_interval_is_where_a_line_is_0() {
        let at = |points| zero(points).unwrap();
        assert!((at([(0.0, -1.0), (1.0, 1.0)]) - 0.5).abs() < 1e-15);
        assert!((at([(1.0, 2.0), (2.0, 1.0)]) - 3.0).abs() < 1e-15);
        assert!((at([(0.0, 1.0), (1.0, 2.0)]) + 1.0).abs() < 1e-15);
        assert_eq!(zero([(0.0, 1.0), (1.0, 1.0)]), None);
    }
}
