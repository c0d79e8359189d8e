//! What the charts draw, from the sample of trials.

use super::build::{at_completion, months_allowed};
use super::charts::{Charts, Curve, Joint, YEAR_LEVELS, YearSeries};
use super::estimate::{FEWEST_TRIALS, half_width_95, replicates, standard_error};
use crate::ensemble::Sample;
use crate::math;
use crate::programme::{OutcomeLayout as O, Programme};
use crate::scenario::Scenario;

/// Points of a curve at the most.
const CURVE_POINTS: usize = 400;

/// Cells of the density of completion against cost, across (at most) and up.
const CELLS: (usize, usize) = (72, 32);

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

/// The smallest and the largest of the values; `None` where there are none.
fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, value| {
        let (low, high) = range.unwrap_or((value, value));
        Some((value.min(low), value.max(high)))
    })
}

/// Edges of cells that hold the same number of whole months each, years from the start. Trials complete after whole months,
/// so each cell can hold as many dates as any other, and no date falls on an edge.
fn month_edges(months: impl Iterator<Item = f64>, cells: usize) -> Vec<f64> {
    let (first, last) = range(months).unwrap_or((0.0, 0.0));
    let width = ((last - first + 1.0) / cells as f64).ceil();
    let count = ((last - first + 1.0) / width).ceil() as usize;
    (0..=count)
        .map(|k| (first - 0.5 + width * k as f64) / 12.0)
        .collect()
}

/// Edges of `cells` cells over the values, in equal steps or equal ratios, widened where there is nothing to cover.
fn cost_edges(values: impl Iterator<Item = f64>, cells: usize, ratios: bool) -> Vec<f64> {
    let (low, high) = range(values).unwrap_or((0.0, 1.0));
    let ratios = ratios && low > 0.0;
    let (low, high) = if ratios {
        (math::ln(low), math::ln(high))
    } else {
        (low, high)
    };
    let pad = if high > low {
        (high - low) * 0.02
    } else {
        high.abs().max(1.0) * 0.02
    };
    let (low, width) = (low - pad, high - low + 2.0 * pad);
    (0..=cells)
        .map(|k| low + width * k as f64 / cells as f64)
        .map(|edge| if ratios { math::exp(edge) } else { edge })
        .collect()
}

fn cell(edges: &[f64], value: f64) -> usize {
    let above = edges.partition_point(|edge| *edge <= value);
    above.clamp(1, edges.len() - 1) - 1
}

fn joint(sample: &Sample, scenario: &Scenario, costs: &Curve) -> Joint {
    let trials = || {
        sample
            .column(O::COMPLETION_MONTHS)
            .zip(sample.column(O::COST))
    };
    let finished = || trials().filter(|(months, _)| months.is_finite());
    let budget = scenario.target.cost - scenario.target.spent;
    let years = month_edges(finished().map(|(months, _)| months), CELLS.0);
    let cost = cost_edges(
        finished().map(|(_, cost)| cost),
        CELLS.1,
        costs.needs_ratios(budget),
    );
    let mut density = vec![vec![0; CELLS.1]; years.len() - 1];
    let allowed = months_allowed(&scenario.target, scenario.start);
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

/// The smallest of the sorted values that a share `p` of them do not exceed.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted[rank.max(1) - 1]
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
        let cost = curve(&cost);
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
            bands: None,
            joint: joint(sample, scenario, &cost),
            cost,
            years: series(sample, programme, &scenario.currency),
            initial_area: YEAR_LEVELS.map(|p| quantile(&initial, p)),
            warnings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_the_density_are_whole_months_wide_and_hold_equally_many() {
        for (first, last) in [(3, 3), (3, 20), (133, 960)] {
            let edges = month_edges((first..=last).map(f64::from), 72);
            assert!(edges.len() <= 73);
            let width = 12.0 * (edges[1] - edges[0]);
            assert!((width - width.round()).abs() < 1e-9 && width > 0.5);
            let mut columns = vec![0.0; edges.len() - 1];
            for month in first..=last {
                columns[cell(&edges, f64::from(month) / 12.0)] += 1.0;
            }
            let full = &columns[..columns.len() - 1];
            assert!(full.iter().all(|count| (count - width).abs() < 1e-9));
            assert!(*columns.last().unwrap() >= 1.0);
        }
    }

    #[test]
    fn rows_of_the_density_are_equal_on_the_scale_they_are_drawn_on() {
        let costs = [1e9, 3e9, 2e10];
        let steps = cost_edges(costs.into_iter(), 54, false);
        let ratios = cost_edges(costs.into_iter(), 54, true);
        for edges in [&steps, &ratios] {
            assert_eq!(edges.len(), 55);
            assert!(edges[0] <= 1e9 && edges[54] >= 2e10);
        }
        for row in 1..54 {
            let step = steps[row + 1] - steps[row];
            assert!((step / (steps[1] - steps[0]) - 1.0).abs() < 1e-9);
            let ratio = ratios[row + 1] / ratios[row];
            assert!((ratio / (ratios[1] / ratios[0]) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn trials_without_spread_or_without_number_still_have_cells() {
        assert_eq!(month_edges(std::iter::empty(), 72).len(), 2);
        for cost in [0.0, 5.0, 1e300] {
            let edges = cost_edges(std::iter::once(cost), 54, cost > 0.0);
            assert!(edges.windows(2).all(|pair| pair[0] < pair[1]), "{cost}");
            assert!(edges[0] <= cost && cost <= edges[54]);
        }
    }

    #[test]
    fn quantiles_of_a_column_are_values_of_trials() {
        let sorted: Vec<f64> = (1..=10).map(f64::from).collect();
        let all = YEAR_LEVELS.map(|p| quantile(&sorted, p) as u32);
        assert_eq!(all, [1, 1, 3, 5, 8, 9, 10]);
    }
}
