//! What varies within a trial, against its exact law.

#![allow(
    clippy::float_cmp,
    clippy::unwrap_used,
    reason = "these figures are the same to the last bit, and a test that cannot read its files has failed"
)]

use crate::common::small;
use clearcast::engine::Workspace;
use clearcast::programme::{OutcomeLayout as O, compile};
use clearcast::sampling::{Design, Sampling};
use rayon::prelude::*;

const TRIALS: u64 = 40_000;

/// Largest distance of a mean from its exact value, in standard errors: a correct program exceeds it for one seed in
/// 15,000 per comparison.
const LARGEST_Z: f64 = 4.0;

/// The outcomes of trials, `[trial][column]`.
struct Sample(Vec<Vec<f64>>);

impl Sample {
    fn column(&self, column: usize) -> impl Iterator<Item = f64> + Clone + '_ {
        self.0.iter().map(move |outcome| outcome[column])
    }
}

fn trials(sets: &[&str], trials: u64) -> Sample {
    let (programme, _) = compile(&small(sets));
    let design = Design::new(Sampling::Random, programme.inputs.dimensions(), 11).unwrap();
    let outcome = |workspace: &mut Workspace, trial| {
        workspace.run(&programme, &design, trial);
        workspace.outcome().to_vec()
    };
    let trials = (0..trials).into_par_iter();
    Sample(
        trials
            .map_init(|| Workspace::new(&programme), outcome)
            .collect(),
    )
}

fn sample(sets: &[&str]) -> Sample {
    trials(sets, TRIALS)
}

#[track_caller]
fn mean_is(values: impl Iterator<Item = f64> + Clone, expected: f64) {
    let n = TRIALS as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let z = (mean - expected) / (variance / n).sqrt();
    assert!(
        z.abs() < LARGEST_Z,
        "mean {mean}, expected {expected}: {z:.1} standard errors"
    );
}

/// Probability that an event is active in each month: it arrives with probability `p` in a month in which it is not, and
/// stays for `duration` months.
fn active(p: f64, duration: usize, months: usize) -> Vec<f64> {
    let mut arrivals: Vec<f64> = Vec::new();
    let mut active = Vec::new();
    for t in 0..months {
        let before: f64 = arrivals[(t + 1).saturating_sub(duration)..].iter().sum();
        arrivals.push(p * (1.0 - before));
        active.push(arrivals[(t + 1).saturating_sub(duration)..].iter().sum());
    }
    active
}

#[test]
fn a_temporary_event_acts_as_often_as_its_law_says() {
    let sets = [
        "area.field.confirmed = 1e6",
        "horizon = 20",
        "event.conflict = { rate = 0.9, duration = 4.2, output = 0.25, funding = 0.5 }",
    ];
    let it = sample(&sets);
    // 4.2 months are five begun ones.
    let active = active(-libm::expm1(-0.9 / 12.0), 5, 240);
    let output: f64 = active.iter().map(|a| 10.0 * (1.0 - 0.75 * a)).sum();
    let income: f64 = active.iter().map(|a| 1e6 / 12.0 * (1.0 - 0.5 * a)).sum();
    mean_is(it.column(O::CLEARED), output);
    mean_is(it.column(O::INCOME), income);
}

#[test]
fn a_permanent_event_arrives_once_and_stays() {
    let sets = [
        "area.field.confirmed = 1e6",
        "horizon = 20",
        "event.machines = { rate = 0.1, permanent = true, output = 2, adds = 70 }",
    ];
    let it = sample(&sets);
    // Active in month t unless none of the months 0 ..= t had its arrival.
    let active = |t: f64| 1.0 - libm::exp(-0.1 / 12.0 * (t + 1.0));
    mean_is(
        it.column(O::CLEARED),
        (0..240).map(|t| 10.0 * (1.0 + active(f64::from(t)))).sum(),
    );
    mean_is(it.column(O::ADDED), 70.0 * active(239.0));
}

#[test]
fn every_arrival_adds_anew() {
    let sets = [
        "horizon = 20",
        "area.field.confirmed = 1e6",
        "event.find = { rate = 2, duration = 1, adds = { uniform = [10, 30] } }",
    ];
    // One month each: independent arrivals with probability 1 - exp(-1/6) in 240 months.
    mean_is(
        sample(&sets).column(O::ADDED),
        240.0 * -libm::expm1(-1.0 / 6.0) * 20.0,
    );
}

/// A driver multiplies what is drawn at every arrival too: all luck being the same, three times the area up to
/// rounding; and longer events leave less time for work.
#[test]
fn a_driver_reaches_what_is_drawn_at_every_arrival() {
    let event = "event.find = { rate = 0.5, duration = { uniform = [1, 1.5] }, output = 0, adds = { uniform = [10, 30] } }";
    let with = |driver: &str| {
        let sets = ["horizon = 20", "area.field.confirmed = 1e6", event, driver];
        trials(&sets, 256)
    };
    let alone = with("driver.none = { factor = 1, multiplies = ['event.find.adds'] }");
    let more = with("driver.more = { factor = 3, multiplies = ['event.find.adds'] }");
    for (one, three) in alone.column(O::ADDED).zip(more.column(O::ADDED)) {
        assert!(
            (three - 3.0 * one).abs() <= 1e-9 * three,
            "{one} became {three}"
        );
    }
    let longer = with("driver.longer = { factor = 4, multiplies = ['event.find.duration'] }");
    let total = |sample: &Sample| sample.column(O::CLEARED).sum::<f64>();
    assert!(
        total(&longer) < total(&alone),
        "longer events stop as little work"
    );
}

/// The shocks are lognormal with mean 1 and sd of the logarithm 0.4, one a month.
#[test]
fn noise_keeps_the_mean_and_spreads_the_output() {
    let it = sample(&[
        "area.field.confirmed = 1e6",
        "horizon = 1",
        "noise.output = 0.4",
    ]);
    mean_is(it.column(O::CLEARED), 120.0);
    let variance = 12.0 * 100.0 * libm::expm1(0.16);
    mean_is(
        it.column(O::CLEARED).map(|x| (x - 120.0) * (x - 120.0)),
        variance,
    );
}

/// The yearly level is stationary: income keeps its mean and its variance in every year, and neighbouring years are
/// correlated by the persistence.
#[test]
fn funding_swings_around_its_expected_level() {
    let sets = [
        "horizon = 2",
        "funding.state.annual = 12",
        "funding.state.volatility = 0.5",
        "funding.state.persistence = 0.6",
    ];
    let it = sample(&sets);
    mean_is(it.column(O::INCOME), 24.0);
    // Var(X1 + X2) of two lognormals of mean 12, log variance 0.25 and log covariance 0.6 * 0.25.
    let variance = 2.0 * 144.0 * (libm::expm1(0.25) + libm::expm1(0.15));
    mean_is(
        it.column(O::INCOME).map(|x| (x - 24.0) * (x - 24.0)),
        variance,
    );
}

/// Standard normal numbers that the yearly income of the small scenario's source was made of, `[trial][year]`: two years more than the
/// design moves.
fn yearly_numbers(sampling: Sampling, trials: u64, sets: &[&str]) -> Vec<Vec<f64>> {
    const YEARS: usize = 42;
    let (v, phi, annual) = (0.5, 0.6, 1024.0);
    let swinging = [
        "horizon = 42",
        "area.field.confirmed = 1e12",
        "funding.state.annual = 1024",
        "funding.state.volatility = 0.5",
        "funding.state.persistence = 0.6",
    ];
    let (programme, _) = compile(&small(&[&swinging[..], sets].concat()));
    let design = Design::new(sampling, programme.inputs.dimensions(), 11).unwrap();
    let width = programme.year_layout.len();
    let mut workspace = Workspace::new(&programme);
    let of = |trial| {
        workspace.run(&programme, &design, trial);
        let column = programme.year_layout.incomes;
        let income = |year: usize| workspace.years()[year * width + column];
        let mut before = 0.0;
        (0..YEARS)
            .map(|year| {
                let level = libm::log(income(year) / annual) + v * v / 2.0;
                let step = level - phi * before;
                before = level;
                step / v / if year == 0 { 1.0 } else { 0.8 }
            })
            .collect()
    };
    (0..trials).map(of).collect()
}

/// 903 variances and covariances in each design, of which one is 5 standard errors off for one seed in 600.
#[test]
fn yearly_levels_keep_their_law_in_every_design() {
    const TRIALS: u64 = 2048;
    let n = TRIALS as f64;
    for sampling in Sampling::ALL {
        let numbers = yearly_numbers(sampling, TRIALS, &[]);
        let years = numbers[0].len();
        for i in 0..years {
            let mean = numbers.iter().map(|it| it[i]).sum::<f64>() / n;
            assert!(mean.abs() * n.sqrt() < 5.0, "year {i}: {mean}");
            for j in i..years {
                let product: f64 = numbers.iter().map(|it| it[i] * it[j]).sum();
                let (expected, variance) = if i == j { (1.0, 2.0) } else { (0.0, 1.0) };
                let z = (product / n - expected) * (n / variance).sqrt();
                assert!(z.abs() < 5.0, "years {i}, {j}, {}: {z}", sampling.name());
            }
        }
    }
}

/// The sums of levels lie on the design: means of them over the 64 points of a replicate spread by less than a third of the variance that
/// chance would give, which 16 such means of independent numbers come by for one seed in 1,000.
#[test]
fn what_levels_add_up_to_is_spread_evenly() {
    let numbers = yearly_numbers(Sampling::Sobol, 1024, &[]);
    let weight = |from: usize| if from == 0 { 1.0 } else { 0.8 };
    // 0.6 of a level is left in the next year.
    let sum = |it: &Vec<f64>| -> f64 {
        (0..20)
            .map(|from| it[from] * weight(from) * (1.0 - libm::pow(0.6, (20 - from) as f64)) / 0.4)
            .sum()
    };
    let sums: Vec<f64> = numbers.iter().map(sum).collect();
    let square = sums.iter().map(|it| it * it).sum::<f64>() / 1024.0;
    let of_replicates = (0..16).map(|first| {
        let mean = sums.iter().skip(first).step_by(16).sum::<f64>() / 64.0;
        mean * mean * 64.0 / square / 16.0
    });
    let ratio: f64 = of_replicates.sum();
    assert!(ratio < 0.3, "{ratio}");
}

/// With m = 1.05, s = 0.03, phi = 0.7 and independent innovations a, b of sd s:
/// `P(1) = m + a` and `P(2) = (m + a)(m + phi a + b)`, seen through the nominal cost of a constant programme.
#[test]
fn inflation_is_an_autoregression_around_its_mean() {
    let sets = [
        "area.field.confirmed = 1e6",
        "horizon = 3",
        "economy.inflation = { mean = 0.05, sd = 0.03, persistence = 0.7 }",
    ];
    let it = sample(&sets);
    let (m, phi, s2) = (1.05_f64, 0.7, 0.0009);
    let mean = 120_000.0 * (1.0 + m + m * m + phi * s2);
    mean_is(it.column(O::NOMINAL), mean);
    // Var of a (1 + m + phi m) + m b + phi a^2 + a b: the persistence makes up a third of it.
    let slope = 1.0 + m + phi * m;
    let variance = s2 * (slope * slope + m * m) + s2 * s2 * (2.0 * phi * phi + 1.0);
    let squares = it.column(O::NOMINAL).map(|x| (x - mean) * (x - mean));
    mean_is(squares, 120_000.0 * 120_000.0 * variance);
}

/// A driver that acts in 30 % of the trials and doubles the price of clearance; the others pay the price as it stands.
#[test]
fn a_driver_acts_in_its_share_of_trials() {
    let it = sample(&[
        "driver.market = { probability = 0.3, factor = { uniform = [1.5, 2.5] }, multiplies = ['team.*.unit_cost'] }",
    ]);
    mean_is(it.column(O::COST), 100_000.0 * (0.7 + 0.3 * 2.0));
    mean_is(
        it.column(O::COST)
            .map(|cost| f64::from(u8::from(cost > 100_001.0))),
        0.3,
    );
}
