//! What the charts draw, from the sample of trials.

use super::build::{at_completion, months_allowed};
use super::charts::{Charts, Curve, Joint, YearSeries};
use super::estimate::{FEWEST_TRIALS, half_width_95, replicates, standard_error};
use crate::ensemble::Sample;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::scenario::Scenario;

/// Points of a curve at the most.
const CURVE_POINTS: usize = 400;

/// Cells of the density of completion against cost, across and up.
const CELLS: (usize, usize) = (72, 54);

/// Trials drawn as points.
const SAMPLE: usize = 1_500;

/// Cumulative distribution of `values` (in the order of trials; infinite ones are never reached) with a 95 % band from the
/// spread of the replicates.
fn curve(values: &[f64]) -> Curve {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut x: Vec<f64> = if sorted.len() <= CURVE_POINTS {
        sorted.clone()
    } else {
        let last = sorted.len() - 1;
        (0..CURVE_POINTS)
            .map(|k| sorted[k * last / (CURVE_POINTS - 1)])
            .collect()
    };
    x.dedup();
    let mut parts = replicates(values);
    for part in &mut parts {
        part.sort_unstable_by(f64::total_cmp);
    }
    let banded = values.len() >= FEWEST_TRIALS;
    let half_width = half_width_95();
    let mut curve = Curve::default();
    for &at in &x {
        let share =
            |part: &[f64]| part.partition_point(|&value| value <= at) as f64 / part.len() as f64;
        let p = sorted.partition_point(|&value| value <= at) as f64 / values.len() as f64;
        let error = if banded {
            standard_error(parts.iter().map(|part| Some(share(part))))
        } else {
            None
        };
        let reach = error.unwrap_or(0.0) * half_width;
        curve.p.push(p);
        curve.low.push((p - reach).max(0.0));
        curve.high.push((p + reach).min(1.0));
    }
    curve.x = x;
    curve
}

/// Edges of `cells` equal cells over the values, widened where there is nothing to cover.
fn edges(values: impl Iterator<Item = f64> + Clone, cells: usize) -> Vec<f64> {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
    let pad = if high > low {
        (high - low) * 0.02
    } else {
        high.abs().max(1.0) * 0.02
    };
    let (low, width) = (low - pad, high - low + 2.0 * pad);
    (0..=cells)
        .map(|k| low + width * k as f64 / cells as f64)
        .collect()
}

fn cell(edges: &[f64], value: f64) -> usize {
    let cells = edges.len() - 1;
    let place = (value - edges[0]) / (edges[cells] - edges[0]) * cells as f64;
    (place as usize).min(cells - 1)
}

fn joint(sample: &Sample, scenario: &Scenario) -> Joint {
    let trials = || {
        sample
            .column(O::COMPLETION_MONTHS)
            .zip(sample.column(O::COST))
    };
    let finished = || trials().filter(|(months, _)| months.is_finite());
    let years = edges(finished().map(|(months, _)| months / 12.0), CELLS.0);
    let cost = edges(finished().map(|(_, cost)| cost), CELLS.1);
    let mut density = vec![vec![0; CELLS.1]; CELLS.0];
    let allowed = months_allowed(&scenario.target, scenario.start);
    let budget = scenario.target.cost - scenario.target.spent;
    // By whether the cost and the years of the target are missed.
    let mut quadrants = [0_u64; 4];
    for (months, spent) in finished() {
        density[cell(&years, months / 12.0)][cell(&cost, spent)] += 1;
        quadrants[usize::from(spent > budget) + 2 * usize::from(months > allowed)] += 1;
    }
    let all = sample.trials() as f64;
    let [both, only_years, only_cost, neither] = quadrants.map(|count| count as f64 / all);
    Joint {
        density,
        years,
        cost,
        sample: finished()
            .map(|(months, cost)| (months / 12.0, cost))
            .take(SAMPLE)
            .collect(),
        unfinished_sample: trials()
            .filter(|(months, _)| months.is_infinite())
            .map(|(_, cost)| cost)
            .take(SAMPLE)
            .collect(),
        both,
        only_years,
        only_cost,
        neither,
        unfinished: (sample.trials() - quadrants.iter().sum::<u64>()) as f64 / all,
    }
}

fn series(sample: &Sample, programme: &Programme, currency: &str) -> Vec<YearSeries> {
    let tally = &sample.years;
    let layout = &programme.year_layout;
    let banded = sample.trials() as usize >= FEWEST_TRIALS;
    let one = |(column, (name, unit)): (usize, (&String, &&'static str))| {
        let mut series = YearSeries {
            quantity: name.clone(),
            unit: if unit.is_empty() {
                currency.to_owned()
            } else {
                (*unit).to_owned()
            },
            ..YearSeries::default()
        };
        for year in 0..tally.years() {
            let (mean, parts) = tally.means(year, column);
            let error = if banded {
                standard_error(parts.into_iter().map(Some))
            } else {
                None
            };
            series.mean.push(mean);
            series.mean_error.push(error.unwrap_or(f64::NAN));
            series.quantiles.push(tally.quantiles(year, column));
        }
        series
    };
    layout
        .names
        .iter()
        .zip(&layout.units)
        .enumerate()
        .map(one)
        .collect()
}

impl Charts {
    /// The charts of `sample`, which `programme`, compiled from `scenario`, has produced.
    pub fn new(
        scenario: &Scenario,
        programme: &Programme,
        sample: &Sample,
        warnings: Vec<String>,
    ) -> Self {
        let completion: Vec<f64> = sample
            .column(O::COMPLETION_MONTHS)
            .map(|months| months / 12.0)
            .collect();
        let cost: Vec<f64> = at_completion(sample, O::COST).collect();
        let mut initial: Vec<f64> = sample.column(O::INITIAL).collect();
        initial.sort_unstable_by(f64::total_cmp);
        let first_year = scenario.start.year();
        Self {
            start: scenario.start,
            end: scenario.start.plus(scenario.horizon_months),
            calendar_years: (first_year..)
                .take(programme.clock.calendar_years())
                .collect(),
            completion: curve(&completion),
            cost: curve(&cost),
            joint: joint(sample, scenario),
            years: series(sample, programme, &scenario.currency),
            initial_area: initial[(initial.len() - 1) / 2],
            warnings,
        }
    }
}
