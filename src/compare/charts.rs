//! What the pictures of a comparison draw.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Case;
use super::sample::Sample;
use crate::calendar::Month;
use crate::ensemble::{Measure, Tally};
use crate::programme::OutcomeLayout as O;
use crate::simulate::Model;
use crate::summary::charts::{Curve, YEAR_LEVELS, YearSeries};
use crate::summary::estimate::{half_width_95, share_error};
use crate::summary::measured::Ordered;
use crate::summary::missing;

/// Yearly quantities that are drawn, where a scenario has them.
const SERIES: [&str; 2] = ["remaining.total", "people.returned"];
/// Trials that are kept one by one.
const SAMPLE: usize = 1_024;
/// Points of an S-curve at most.
const POINTS: usize = 300;
/// Part of the finished trials that the region of the plane holds.
const HELD: f64 = 0.8;

/// Completion against cost at completion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// Median completion, years from the start, and median cost; `None` where one is infinite.
    pub median: Option<(f64, f64)>,
    /// Corners of the convex region that holds 80 % of the finished trials: the hull of those that are left when the outermost are taken
    /// away, hull by hull (Barnett 1976).
    pub region: Vec<(f64, f64)>,
}

/// What is drawn of one scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseCharts {
    /// What it is called.
    pub name: String,
    /// S-curve of completion, years from the start.
    pub completion: Curve,
    /// S-curve of cost at completion.
    pub cost: Curve,
    /// Both.
    pub plane: Plane,
    /// Area not yet released and people returned, by calendar year.
    pub years: Vec<YearSeries>,
    /// Area known at the start, ha: quantiles at [`YEAR_LEVELS`].
    #[serde(deserialize_with = "missing::seven")]
    pub initial_area: [f64; 7],
    /// The first trials: completion, years from the start, infinite if unfinished, and what is spent up to then or to the horizon.
    #[serde(deserialize_with = "missing::unlimited_pairs")]
    pub sample: Vec<(f64, f64)>,
}

/// `charts.json` of a comparison.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Charts {
    /// First simulated month.
    pub start: Month,
    /// Month after the last simulated one.
    pub end: Month,
    /// Calendar years, first to last simulated.
    pub calendar_years: Vec<i32>,
    /// The base first.
    pub cases: Vec<CaseCharts>,
}

impl Charts {
    pub(crate) fn new<'a>(
        cases: &[Case],
        samples: &[Sample],
        in_order: &[Vec<Ordered>],
        tallies: impl Iterator<Item = (&'a Model, &'a Tally)>,
    ) -> Self {
        let scenario = cases[0].model.scenario();
        let first = scenario.start.year();
        let years = cases[0].model.programme().clock.calendar_years();
        let all: Vec<_> = tallies
            .zip(cases)
            .zip(samples.iter().zip(in_order))
            .collect();
        let drawn = all
            .into_par_iter()
            .map(|(((model, tally), case), (sample, ordered))| {
                let place = |name: &str| {
                    let place = sample.figures.iter().position(|it| it.column.name == name);
                    &ordered[place.expect("every programme has it in the headline")]
                };
                let (completion, cost) = (place("completion_years"), place("cost"));
                let (scenario, programme) = (model.scenario(), model.programme());
                let initial = tally.distribution(Measure::Plain(O::INITIAL)).all;
                CaseCharts {
                    name: case.name.clone(),
                    completion: curve(completion),
                    cost: curve(cost),
                    plane: plane(sample, completion, cost),
                    years: YearSeries::of(scenario, programme, tally, |it| {
                        SERIES.contains(&it.name.as_str())
                    }),
                    sample: first_trials(sample),
                    initial_area: YEAR_LEVELS.map(|p| initial.quantile(p).unwrap_or(0.0)),
                }
            });
        Self {
            start: scenario.start,
            end: scenario.start.plus(scenario.horizon_months),
            calendar_years: (first..).take(years).collect(),
            cases: drawn.collect(),
        }
    }
}

fn first_trials(sample: &Sample) -> Vec<(f64, f64)> {
    let years = sample.values("completion_years").iter().copied();
    years
        .zip(sample.spent.iter().copied())
        .take(SAMPLE)
        .collect()
}

/// The S-curve with its band.
fn curve(values: &Ordered) -> Curve {
    let trials = values.all.len();
    let finite = values.all.partition_point(|value| value.is_finite());
    let points = POINTS.min(finite);
    let mut curve = Curve::default();
    for point in 0..points {
        let rank = if points == 1 {
            0
        } else {
            point * (finite - 1) / (points - 1)
        };
        let x = values.all[rank];
        if curve.x.last() == Some(&x) {
            continue;
        }
        let upto = |values: &Vec<f64>| values.partition_point(|value| *value <= x);
        let p = upto(&values.all) as f64 / trials as f64;
        let parts = values
            .replicates
            .iter()
            .map(|it| (upto(it) as f64, it.len() as u64));
        let reach = half_width_95() * share_error(parts).unwrap_or(0.0);
        curve.x.push(x);
        curve.p.push(p);
        curve.low.push((p - reach).max(0.0));
        curve.high.push((p + reach).min(1.0));
    }
    curve
}

fn plane(sample: &Sample, completion: &Ordered, cost: &Ordered) -> Plane {
    let median = |it: &Ordered| it.measure(crate::summary::measured::quantile(0.5)).value;
    let years = sample.values("completion_years").iter().copied();
    let points = years.zip(sample.values("cost").iter().copied());
    Plane {
        median: median(completion).zip(median(cost)),
        region: innermost(
            points.filter(|(years, _)| years.is_finite()).collect(),
            HELD,
        ),
    }
}

/// The hull of the innermost `part` of the points.
fn innermost(mut points: Vec<(f64, f64)>, part: f64) -> Vec<(f64, f64)> {
    points.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let kept = (part * points.len() as f64).ceil() as usize;
    loop {
        let hull = hull(&points);
        if hull.len() >= points.len() || points.len() - hull.len() < kept {
            let mut corners: Vec<_> = hull.into_iter().map(|at| points[at]).collect();
            // The hull of points that are all one goes there and back.
            corners.dedup();
            return corners;
        }
        let mut on_hull = vec![false; points.len()];
        for at in hull {
            on_hull[at] = true;
        }
        let mut on_hull = on_hull.into_iter();
        points.retain(|_| !on_hull.next().unwrap_or(false));
    }
}

/// Corners of the convex hull of points in order, as places, around it (Andrew's monotone chain).
fn hull(points: &[(f64, f64)]) -> Vec<usize> {
    let turns = |a: usize, b: usize, c: usize| {
        let [a, b, c] = [points[a], points[b], points[c]];
        (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0) > 0.0
    };
    let chain = |order: &mut dyn Iterator<Item = usize>| {
        let mut chain: Vec<usize> = Vec::new();
        for at in order {
            while let [.., a, b] = chain[..]
                && !turns(a, b, at)
            {
                chain.pop();
            }
            chain.push(at);
        }
        chain.pop();
        chain
    };
    let mut around = chain(&mut (0..points.len()));
    around.extend(chain(&mut (0..points.len()).rev()));
    if around.is_empty() && !points.is_empty() {
        around.push(0);
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rings of a square around its middle: the outermost of three holds half of the points.
    #[test]
    fn the_innermost_part_is_what_is_left_when_hulls_are_taken_away() {
        let ring = |r: f64| [(r, r), (r, -r), (-r, r), (-r, -r)];
        let points: Vec<(f64, f64)> = [1.0, 2.0, 3.0, 4.0].into_iter().flat_map(ring).collect();
        for (part, corner) in [(1.0, 4.0), (0.75, 3.0), (0.7, 3.0), (0.5, 2.0), (0.1, 1.0)] {
            let region = innermost(points.clone(), part);
            assert_eq!(region.len(), 4, "{part}");
            assert!(
                region
                    .iter()
                    .all(|(x, y)| (x.abs() - corner).abs() < 1e-12
                        && (y.abs() - corner).abs() < 1e-12),
                "{part}"
            );
        }
        assert_eq!(innermost(vec![(1.0, 1.0); 5], 0.8), [(1.0, 1.0)]);
        assert!(innermost(Vec::new(), 0.8).is_empty());
    }
}
