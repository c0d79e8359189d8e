//! What the charts draw, from the tally of trials.

use rayon::prelude::*;

use super::charts::{Charts, Curve, Joint, YEAR_LEVELS, YearSeries};
use super::estimate::{FEWEST_TRIALS, half_width_95, share_error, standard_error};
use super::missing::only_if;
use crate::ensemble::{self, Measure, Parts, Share, Tally};
use crate::math;
use crate::programme::columns::Column;
use crate::programme::{Limits, OutcomeLayout as O, Programme};
use crate::scenario::Scenario;

/// Points of a curve at the most.
const CURVE_POINTS: usize = 400;

/// Cells of the density of completion against cost, across (at most) and up.
const CELLS: (usize, usize) = (72, 32);

/// Trials drawn as points at most, of so many first ones.
const SAMPLE: usize = 1_500;
const SAMPLED: usize = 4_096;

/// Cumulative distribution with a 95 % band from the spread of the replicates.
fn curve(parts: &Parts) -> Curve {
    let finite = parts.all.finite();
    let points = (CURVE_POINTS as u64).min(finite);
    let ranks = (0..points).map(|k| {
        if finite == points {
            k + 1
        } else {
            (u128::from(k) * u128::from(finite - 1) / u128::from(points - 1)) as u64 + 1
        }
    });
    let half_width = half_width_95();
    let mut curve = Curve::default();
    for (x, upto) in ranks.filter_map(|rank| parts.all.at(rank)) {
        let p = upto as f64 / parts.all.trials() as f64;
        let replicates = parts.replicates.iter().map(|part| {
            let hits = part.share_up_to(x) * part.trials() as f64;
            (hits, part.trials())
        });
        let reach = share_error(replicates).unwrap_or(0.0) * half_width;
        if curve.x.last() == Some(&x) {
            let last = curve.x.len() - 1;
            curve.x.truncate(last);
            curve.p.truncate(last);
            curve.low.truncate(last);
            curve.high.truncate(last);
        }
        curve.x.push(x);
        curve.p.push(p);
        curve.low.push((p - reach).max(0.0));
        curve.high.push((p + reach).min(1.0));
    }
    curve
}

/// Edges of cells that hold the same number of whole months each, years from the start. Trials complete after whole months,
/// so each cell can hold as many dates as any other, and no date falls on an edge.
fn month_edges(months: Option<(f64, f64)>, cells: usize) -> Vec<f64> {
    let (first, last) = months.unwrap_or((0.0, 0.0));
    let width = ((last - first + 1.0) / cells as f64).ceil();
    let count = ((last - first + 1.0) / width).ceil() as usize;
    (0..=count)
        .map(|k| (first - 0.5 + width * k as f64) / 12.0)
        .collect()
}

/// Edges of `cells` cells over the range of costs, in equal steps or equal ratios, widened where there is nothing to cover.
fn cost_edges(costs: Option<(f64, f64)>, cells: usize, ratios: bool) -> Vec<f64> {
    let (low, high) = costs.unwrap_or((0.0, 1.0));
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

/// The edges moved down to where the tally can tell costs apart, the last one up.
fn on_the_lattice(mut edges: Vec<f64>) -> Vec<f64> {
    if let Some(last) = edges.last_mut() {
        // A hundredth more is at least one edge farther.
        *last *= 1.01;
    }
    for edge in &mut edges {
        if *edge > 0.0 {
            *edge = ensemble::Joint::edge_below(*edge);
        }
    }
    edges.dedup();
    edges
}

fn joint(tally: &Tally, target: Limits, (months, costs): (&Parts, &Parts), ratios: bool) -> Joint {
    let to_months = |(first, last): (f64, f64)| (first * 12.0, last * 12.0);
    let years = month_edges(months.all.range().map(to_months), CELLS.0);
    let cost = on_the_lattice(cost_edges(costs.all.range(), CELLS.1, ratios));
    let mut density = vec![vec![0; cost.len() - 1]; years.len() - 1];
    for trials in tally.joint().cells() {
        let column = cell(&years, trials.month as f64 / 12.0);
        density[column][cell(&cost, trials.low)] += trials.count;
    }
    let hits = |share| tally.hits(share).iter().map(|(hits, _)| hits).sum::<u64>();
    let all = tally.trials();
    let has_both = target.has_deadline() && target.has_cost();
    let quadrant = |share| only_if(has_both, hits(share) as f64 / all as f64);
    let first = tally.joint().first().take(SAMPLED);
    let finished = first.clone().filter(|(months, _)| months.is_finite());
    let unfinished = first.filter(|(months, _)| months.is_infinite());
    Joint {
        density,
        years,
        cost,
        sample: finished
            .map(|(months, cost)| (months / 12.0, cost))
            .take(SAMPLE)
            .collect(),
        unfinished_sample: unfinished.map(|(_, cost)| cost).take(SAMPLE).collect(),
        both: quadrant(Share::Both),
        only_years: quadrant(Share::OnlyYears),
        only_cost: quadrant(Share::OnlyCost),
        neither: quadrant(Share::Neither),
        unfinished: (all - hits(Share::Finished)) as f64 / all as f64,
    }
}

/// The series of one column of the calendar years.
fn series(tally: &Tally, column: usize, quantity: &str, unit: &str) -> YearSeries {
    let banded = tally.trials() as usize >= FEWEST_TRIALS;
    let error = |values: &[Option<f64>]| {
        let error = standard_error(values.iter().copied()).filter(|_| banded);
        error.unwrap_or(f64::NAN)
    };
    let mut series = YearSeries {
        quantity: quantity.to_owned(),
        unit: unit.to_owned(),
        ..YearSeries::default()
    };
    for (all, parts) in tally.year_moments(column) {
        let (means, sds): (Vec<_>, Vec<_>) = parts
            .iter()
            .map(|part| (part.map(|(mean, _)| mean), part.map(|(_, sd)| sd)))
            .unzip();
        let (mean, sd) = all.unwrap_or((f64::NAN, f64::NAN));
        series.mean.push(mean);
        series.mean_error.push(error(&means));
        series.sd.push(sd);
        series.sd_error.push(error(&sds));
    }
    for parts in tally.year_distributions(column) {
        let level = |p: f64| parts.all.quantile(p).unwrap_or(f64::NAN);
        let level_error = |p: f64| {
            let parts: Vec<_> = parts
                .replicates
                .iter()
                .map(|part| part.quantile(p))
                .collect();
            error(&parts)
        };
        series.quantiles.push(YEAR_LEVELS.map(level));
        series.quantile_errors.push(YEAR_LEVELS.map(level_error));
    }
    series
}

impl YearSeries {
    /// The series of `tally` that are `wanted` by their columns, in the order of `years.csv`.
    pub fn of(
        scenario: &Scenario,
        programme: &Programme,
        tally: &Tally,
        wanted: impl Fn(&Column) -> bool,
    ) -> Vec<Self> {
        let columns = programme.columns().series().enumerate();
        let columns: Vec<(usize, &Column)> = columns.filter(|(_, it)| wanted(it)).collect();
        let columns = columns.into_par_iter();
        let series = columns
            .map(|(place, it)| series(tally, place, &it.name, it.unit_in(&scenario.currency)));
        series.collect()
    }
}

impl Charts {
    /// The charts of `tally`, which `programme`, compiled from `scenario`, has produced.
    pub fn new(
        scenario: &Scenario,
        programme: &Programme,
        tally: &Tally,
        warnings: Vec<String>,
    ) -> Self {
        let months = tally.distribution(Measure::Years(O::COMPLETION_MONTHS));
        let costs = tally.distribution(Measure::AtCompletion(O::COST));
        let cost = curve(&costs);
        let initial = tally.distribution(Measure::Plain(O::INITIAL)).all;
        let ratios = cost.needs_ratios(programme.target.budget);
        let first_year = scenario.start.year();
        Self {
            start: scenario.start,
            end: scenario.start.plus(scenario.horizon_months),
            calendar_years: (first_year..)
                .take(programme.clock.calendar_years())
                .collect(),
            completion: curve(&months),
            bands: None,
            influences: None,
            assumptions: None,
            joint: joint(tally, programme.target, (&months, &costs), ratios),
            cost,
            years: YearSeries::of(scenario, programme, tally, |_| true),
            initial_area: YEAR_LEVELS.map(|p| initial.quantile(p).unwrap_or(f64::NAN)),
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
            let edges = month_edges(Some((f64::from(first), f64::from(last))), 72);
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
        let costs = Some((1e9, 2e10));
        let steps = cost_edges(costs, 54, false);
        let ratios = cost_edges(costs, 54, true);
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
        assert_eq!(month_edges(None, 72).len(), 2);
        for cost in [0.0, 5.0, 1e300] {
            let edges = on_the_lattice(cost_edges(Some((cost, cost)), 54, cost > 0.0));
            assert!(edges.windows(2).all(|pair| pair[0] < pair[1]), "{cost}");
            assert!(edges[0] <= cost && cost <= edges[edges.len() - 1]);
        }
    }

    #[test]
    fn edges_on_the_lattice_stay_close_to_where_they_were() {
        let edges = cost_edges(Some((1e9, 2e10)), 54, false);
        let moved = on_the_lattice(edges.clone());
        assert_eq!(moved.len(), edges.len());
        for (edge, moved) in edges.iter().zip(&moved) {
            assert!((moved / edge - 1.0).abs() < 0.01, "{edge} became {moved}");
        }
        assert!(moved[54] >= 2e10);
    }
}
