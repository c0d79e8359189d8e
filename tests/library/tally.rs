//! The tally against a direct computation from the same trials, and its indifference to order and cuts.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set the stage has failed"
)]

use crate::common::small;
use clearcast::ensemble::{Measure, Share, Tally};
use clearcast::programme::{OutcomeLayout as O, Programme, YearLayout as Y, compile};
use clearcast::sampling::{Design, REPLICATES, Sampling};
use clearcast::scenario::{Scenario, from_text};
use clearcast::simulate::{self, Model, RunSpec, Watch, simulate_one};
use clearcast::summary::charts::{Charts, YEAR_LEVELS};
use clearcast::summary::{LEVELS, RunId, Summary};
use proptest::prelude::*;

/// Widest bucket of an outcome's sketch.
const FINE: f64 = 0.0005;
/// Widest bucket of a calendar year's sketch.
const COARSE: f64 = 0.008;

/// Uncertain land, money that swings, an event, more than one year; some trials do not finish.
fn stage() -> (Scenario, Programme, Design) {
    let scenario = small(&[
        "area.field.confirmed = { lognormal = { mean = 900, sd = 500 } }",
        "team.manual.unit_cost = { lognormal = { mean = 1000, sd = 300 } }",
        "noise.output = 0.2",
        "funding.state.volatility = 0.3",
        "event.flood = { rate = 0.2, duration = 4, output = 0.2 }",
        "completion = { residual = 0.02, milestones = [0.5] }",
        "target = { years = 8, cost = 9e5 }",
        "horizon = 15",
    ]);
    let (programme, _) = compile(&scenario);
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 5).unwrap();
    (scenario, programme, design)
}

/// One trial as it is handed over.
#[derive(Clone, Debug)]
struct Trial {
    years: Vec<f64>,
    last_year: usize,
    outcome: Vec<f64>,
}

fn trials(programme: &Programme, design: &Design, count: u64) -> Vec<Trial> {
    let mut workspace = clearcast::engine::Workspace::new(programme);
    (0..count)
        .map(|trial| {
            workspace.run(programme, design, trial);
            Trial {
                years: workspace.years().to_vec(),
                last_year: workspace.last_year(),
                outcome: workspace.outcome().to_vec(),
            }
        })
        .collect()
}

fn add(tally: &mut Tally, columns: usize, number: u64, trial: &Trial) {
    let rows = trial.years.chunks_exact(columns);
    for (year, row) in rows.enumerate().take(trial.last_year + 1) {
        tally.year(number, year, row);
    }
    let stocks = &trial.years[trial.last_year * columns..][..columns];
    tally.end(number, trial.last_year, stocks, &trial.outcome);
}

/// The smallest value that a share `p` of the sorted ones do not exceed.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    sorted[((p * sorted.len() as f64 - 1e-9).ceil() as usize).max(1) - 1]
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// Standard deviation of a figure over the replicates, divided by 4.
fn direct_error(values: &[f64], figure: impl Fn(&[f64]) -> f64) -> f64 {
    let figures: Vec<f64> = (0..REPLICATES)
        .map(|r| {
            figure(
                &values
                    .iter()
                    .skip(r)
                    .step_by(REPLICATES)
                    .copied()
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    mean_and_sd(&figures).1 / 4.0
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let ok = found.to_bits() == expected.to_bits()
        || (found - expected).abs() <= tolerance * expected.abs();
    assert!(ok, "{what}: {found}, expected {expected}");
}

/// The stage after 3,200 trials, with the trials themselves.
struct Played {
    scenario: Scenario,
    programme: Programme,
    trials: Vec<Trial>,
    tally: Tally,
}

fn played() -> Played {
    let (scenario, programme, design) = stage();
    let trials = trials(&programme, &design, 3_200);
    let mut tally = Tally::new(&programme, &design);
    for (number, trial) in (0..).zip(&trials) {
        add(&mut tally, programme.year_layout.len(), number, trial);
    }
    tally.finish();
    Played {
        scenario,
        programme,
        trials,
        tally,
    }
}

impl Played {
    fn summary(&self) -> Summary {
        let id = RunId::new(3_200, 5, Sampling::Sobol);
        Summary::new(&self.scenario, &self.programme, &self.tally, id)
    }

    fn column(&self, column: usize) -> Vec<f64> {
        let trials = self.trials.iter();
        trials.map(|trial| trial.outcome[column]).collect()
    }

    /// The cost of finished trials, infinity elsewhere.
    fn at_completion(&self) -> Vec<f64> {
        let cost = |t: &Trial| match t.outcome[O::COMPLETION_MONTHS] {
            months if months.is_finite() => t.outcome[O::COST],
            _ => f64::INFINITY,
        };
        self.trials.iter().map(cost).collect()
    }
}

#[test]
fn figures_and_errors_agree_with_a_direct_computation() {
    let it = played();
    let summary = it.summary();
    let months = it.column(O::COMPLETION_MONTHS);
    let unfinished = months.iter().filter(|m| m.is_infinite()).count();
    assert!((10..1000).contains(&unfinished), "{unfinished}");
    let years: Vec<f64> = months.iter().map(|m| m / 12.0).collect();
    for (what, values, width) in [
        ("completion_years", years, 1e-12),
        ("cost", it.at_completion(), FINE),
        ("cost_to_horizon", it.column(O::COST), FINE),
        ("area_ha.cleared", it.column(O::CLEARED), FINE),
        ("lapsed", it.column(O::LAPSED), FINE),
    ] {
        let ordered = sorted(values.iter().copied());
        let (found, found_errors) = (
            summary.spread(what).figures(),
            summary.error(what).figures(),
        );
        if ordered.iter().all(|x| x.is_finite()) {
            let (mean, sd) = mean_and_sd(&values);
            close(found[0].unwrap(), mean, 1e-12, what);
            close(found[1].unwrap(), sd, 1e-12, what);
            let error = direct_error(&values, |part| mean_and_sd(part).0);
            close(found_errors[0].unwrap(), error, 1e-9, what);
            let error = direct_error(&values, |part| mean_and_sd(part).1);
            close(found_errors[1].unwrap(), error, 1e-9, what);
        } else {
            assert_eq!((found[0], found[1]), (None, None), "{what}");
        }
        for (k, p) in LEVELS.into_iter().enumerate() {
            let expected = quantile(&ordered, p);
            if expected.is_infinite() {
                assert_eq!(found[2 + k], None, "{what} {p}");
                continue;
            }
            close(found[2 + k].unwrap(), expected, width, what);
            let error = direct_error(&values, |part| quantile(&sorted(part.iter().copied()), p));
            if error.is_finite() {
                // Sixteen quantiles, each off by a bucket at most.
                let off = (found_errors[2 + k].unwrap() - error).abs();
                assert!(off <= width * expected + 1e-9 * error, "{what} {p}: {off}");
            }
        }
    }
}

#[test]
fn shares_and_errors_agree_with_a_direct_computation() {
    let it = played();
    let summary = it.summary();
    let finished = it.at_completion().iter().filter(|c| c.is_finite()).count();
    let allowed = it.programme.target;
    let joint = |t: &Trial| {
        t.outcome[O::COMPLETION_MONTHS] <= allowed.months && t.outcome[O::COST] <= allowed.budget
    };
    let held: Vec<f64> = it
        .trials
        .iter()
        .map(|t| f64::from(u8::from(joint(t))))
        .collect();
    let (share, _) = mean_and_sd(&held);
    assert!((0.05..0.95).contains(&share), "{share}");
    close(summary.probability.value.joint, share, 1e-12, "joint");
    let error = direct_error(&held, |part| mean_and_sd(part).0);
    close(
        summary.probability.error.joint,
        error,
        1e-9,
        "error of joint",
    );
    let cells: u64 = it.tally.joint().cells().map(|cell| cell.count).sum();
    assert_eq!(cells as usize, finished);
}

#[test]
fn calendar_years_and_errors_agree_with_a_direct_computation() {
    let it = played();
    let columns = it.programme.year_layout.len();
    let charts = Charts::new(&it.scenario, &it.programme, &it.tally, Vec::new());
    for (column, name) in [
        (Y::REMAINING, "remaining.total"),
        (Y::SPENDING, "spending.total"),
        (Y::NEWLY_FOUND, "newly_found"),
        (Y::CATEGORY + 2, "spending.category.clearance"),
    ] {
        let series = charts.series(name).unwrap();
        for year in 0..it.tally.years() {
            // Land that remains at completion remains ever after.
            let value = |t: &Trial| {
                let row = if column == Y::REMAINING {
                    year.min(t.last_year)
                } else {
                    year
                };
                t.years[row * columns + column]
            };
            let values: Vec<f64> = it.trials.iter().map(value).collect();
            let (mean, sd) = mean_and_sd(&values);
            let largest = values.iter().copied().fold(0.0, f64::max);
            assert!(
                (series.mean[year] - mean).abs() <= 1e-12 * largest,
                "{name}"
            );
            assert!((series.sd[year] - sd).abs() <= 1e-12 * largest, "{name}");
            let error = direct_error(&values, |part| mean_and_sd(part).0);
            assert!(
                (series.mean_error[year] - error).abs() <= 1e-12 * largest,
                "{name}"
            );
            let ordered = sorted(values.iter().copied());
            for (k, p) in YEAR_LEVELS.into_iter().enumerate() {
                let Some(levels) = series.quantiles.get(year) else {
                    continue;
                };
                close(levels[k], quantile(&ordered, p), COARSE, name);
            }
        }
        let has_quantiles = column == Y::REMAINING || column == Y::SPENDING;
        assert_eq!(
            series.quantiles.len(),
            if has_quantiles { it.tally.years() } else { 0 }
        );
    }
}

/// Heavy tails: a Pareto law of index 0.6, whose mean is infinite, over twenty powers of ten, with zeros.
#[test]
fn quantiles_keep_their_precision_on_heavy_tails() {
    let (_, programme, design) = stage();
    let mut tally = Tally::new(&programme, &design);
    let mut trial = trials(&programme, &design, 1).remove(0);
    let n = 20_000_u64;
    let spread = |k: u64| (k * 7_919) % n;
    let value = |k: u64| {
        if spread(k) < 500 {
            0.0
        } else {
            libm::pow(1.0 - (spread(k) as f64 + 0.5) / n as f64, -1.0 / 0.6) * 1e-3
        }
    };
    for number in 0..n {
        trial.outcome[O::LAPSED] = value(number);
        add(&mut tally, programme.year_layout.len(), number, &trial);
    }
    tally.finish();
    let gaps = tally.distribution(Measure::Plain(O::LAPSED));
    let exact = sorted((0..n).map(value));
    for k in 1..1000 {
        let p = f64::from(k) / 1000.0;
        close(
            gaps.all.quantile(p).unwrap(),
            quantile(&exact, p),
            FINE,
            "heavy",
        );
    }
}

/// Whatever the first trials let expect, all finite values have a mean and a standard deviation: far larger ones, far smaller ones, and
/// such as differ in their last digits alone. An infinite one has none.
#[test]
fn every_finite_value_counts_in_means_and_standard_deviations() {
    let (_, programme, design) = stage();
    let mut trial = trials(&programme, &design, 1).remove(0);
    let columns = programme.year_layout.len();
    for (most, one) in [
        (5.0, 1e9),
        (5.0, 1e11),
        (5.0, 1e200),
        (1e-150, 3e-150),
        (1e9, 1e9 + 1e-6),
        (0.0, 1.0 / 3.0),
    ] {
        let mut tally = Tally::new(&programme, &design);
        for number in 0..64 {
            let value = if number % 8 == 3 { one } else { most };
            trial.outcome[O::CLEARED] = value;
            trial.years[Y::LAPSED] = value;
            add(&mut tally, columns, number, &trial);
        }
        tally.finish();
        let cleared = tally.distribution(Measure::Plain(O::CLEARED)).all;
        let found = cleared.mean().zip(cleared.sd()).unwrap();
        let first_year = tally.year_moments(Y::LAPSED).next().unwrap().0;
        assert_eq!(first_year, Some(found));
        // An eighth of them differs from the others by so much.
        let away = one - most;
        close(found.0, most + away / 8.0, 1e-15, "mean");
        close(found.1, away * (7.0_f64 / 63.0).sqrt(), 1e-15, "sd");
    }
    let mut tally = Tally::new(&programme, &design);
    for number in 0..64 {
        trial.outcome[O::CLEARED] = if number == 9 { f64::INFINITY } else { 5.0 };
        add(&mut tally, columns, number, &trial);
    }
    tally.finish();
    let cleared = tally.distribution(Measure::Plain(O::CLEARED)).all;
    assert_eq!((cleared.mean(), cleared.sd()), (None, None));
    close(cleared.quantile(0.5).unwrap(), 5.0, FINE, "median");
}

/// A budget that just pays the teams, and a donor who leaves in one of a hundred trials: of what goes unfunded, the first trials have seen rounding
/// errors alone.
#[test]
fn a_gap_that_few_trials_have_is_in_the_mean() {
    let text = crate::common::SMALL
        .replace(
            "confirmed = 100",
            "confirmed = { pert = [20e3, 30e3, 50e3] }",
        )
        .replace(
            "rate = 120\nunit_cost = 1000",
            "count = 12\noutput = { pert = [200, 350, 500] }\ncost = 300e3",
        )
        .replace("annual = 1e6", "annual = 3.6e6\ncarryover = 1")
        .replace("horizon = 50", "horizon = 30")
        + "[event.collapse]\nrate = 0.0003\npermanent = true\nfunding = 0\n";
    let scenario = from_text("gap.toml", &text, &[]).unwrap().scenario;
    let (programme, _) = compile(&scenario);
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 1).unwrap();
    let tally = simulate_one(
        &Model::of(scenario.clone()),
        &RunSpec::new(2_000, 1),
        simulate::tally,
        &Watch::default(),
    )
    .unwrap()
    .collected;
    let gaps: Vec<f64> = crate::common::outcomes(&programme, &design, 2_000)
        .into_iter()
        .map(|outcome| outcome[O::UNFUNDED])
        .collect();
    let short = gaps.iter().filter(|gap| **gap > 1.0).count();
    assert!((1..200).contains(&short), "{short}");
    let (mean, _) = mean_and_sd(&gaps);
    let means = tally.year_moments(clearcast::programme::YearLayout::UNFUNDED);
    let found: f64 = means.map(|(all, _)| all.unwrap().0).sum();
    close(found, mean, 1e-9, "mean");
}

#[test]
fn a_damaged_tally_is_refused_without_a_panic() {
    let (_, programme, design) = stage();
    let mut tally = Tally::new(&programme, &design);
    for (number, trial) in (0..).zip(&trials(&programme, &design, 40)) {
        add(&mut tally, programme.year_layout.len(), number, trial);
    }
    tally.finish();
    let bytes = tally.to_bytes();
    assert!(
        tally
            .from_bytes(&bytes)
            .is_some_and(|read| read.to_bytes() == bytes)
    );
    for end in (0..bytes.len()).step_by(997) {
        assert!(tally.from_bytes(&bytes[..end]).is_none(), "cut at {end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any order of trials, in any parts, interleaved as lanes would: the same bytes.
    #[test]
    fn neither_order_nor_cuts_move_a_bit(
        order in Just((0..90_usize).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(0..90_usize, 0..6),
        huge in 0..90_usize,
    ) {
        let (_, programme, design) = stage();
        let columns = programme.year_layout.len();
        let mut all = trials(&programme, &design, 90);
        all[huge].outcome[O::LAPSED] *= 1e12;
        all[huge].years[Y::SPENDING] *= 1e-12;
        let mut straight = Tally::new(&programme, &design);
        for (number, trial) in (0..).zip(&all) {
            add(&mut straight, columns, number, trial);
        }
        straight.finish();
        let mut ends = cuts;
        ends.extend([0, 90]);
        ends.sort_unstable();
        let mut merged = straight.fresh();
        for pair in ends.windows(2) {
            let mut part = straight.fresh();
            let lanes = &order[pair[0]..pair[1]];
            for year in 0..straight.years() {
                for &number in lanes.iter().filter(|number| year <= all[**number].last_year) {
                    part.year(number as u64, year, &all[number].years[year * columns..][..columns]);
                }
            }
            for &number in lanes.iter().rev() {
                let trial = &all[number];
                let stocks = &trial.years[trial.last_year * columns..][..columns];
                part.end(number as u64, trial.last_year, stocks, &trial.outcome);
            }
            part.finish();
            let read = straight.from_bytes(&part.to_bytes());
            merged.merge(read.unwrap());
        }
        prop_assert_eq!(merged.trials(), 90);
        prop_assert_eq!(merged.hits(Share::Both), straight.hits(Share::Both));
        prop_assert!(merged.to_bytes() == straight.to_bytes());
    }
}

/// Sixteen times the trials of the baseline reach a few buckets more, and need nothing like sixteen times the memory.
#[test]
fn memory_hardly_grows_with_trials() {
    let text = include_str!("../../scenarios/azerbaijan.toml");
    let scenario = from_text("azerbaijan.toml", text, &[]).unwrap().scenario;
    let model = Model::of(scenario.clone());
    let memory = |trials| {
        let spec = RunSpec::new(trials, 5);
        let run = simulate_one(&model, &spec, simulate::tally, &Watch::default()).unwrap();
        run.collected.memory()
    };
    let (few, many) = (memory(1_024), memory(16_384));
    assert!(many < 3 * few, "{few} and {many} bytes");
    // 70 MB now. A tally a thread, and half as much again for 10 million trials: two threads stay near 300 MB in all.
    assert!(many < 80_000_000, "{many} bytes");
}
