//! Shares of variance against closed forms: each within what its own standard error allows.

use std::f64::consts::PI;

use clearcast::factors::SamplePoint;
use clearcast::math::{exp, normal};
use clearcast::sampling::{Design, Sampling, Stream};
use clearcast::sensitivity::shapley::{Orders, shares};
use clearcast::sensitivity::sobol::{self, PickFreeze};
use clearcast::sensitivity::sums::Sums;
use clearcast::sensitivity::{By, Method, Outcome, Settings, Study, measures, study};
use clearcast::simulate::{Model, Watch};
use clearcast::summary::measured::Measured;

use crate::common::small;

/// Standard errors with 15 degrees of freedom that an estimate may be off: one seed in 2,700 fails per comparison, and seeds are fixed.
const WITHIN: f64 = 4.6;

/// A function of uniform coordinates, whose last few are chance in that they come from a stream and not from the design.
struct Case<'a> {
    inputs: usize,
    chance: usize,
    of: &'a dyn Fn(&[f64]) -> f64,
}

impl Case<'_> {
    fn factors(&self) -> usize {
        self.inputs + self.chance
    }

    /// The outcome at a point where `second` says which factors come from the second sample.
    fn at(&self, design: &Design, point: u64, second: impl Fn(usize) -> bool) -> f64 {
        let mut both = vec![0.0; 2 * self.inputs];
        design.fill(point, &mut both);
        let chance = Stream::new(9, "test.chance");
        let coordinate = |factor: usize| {
            let second = second(factor);
            if factor < self.inputs {
                both[factor + if second { self.inputs } else { 0 }]
            } else {
                let draw = if second { 1 << 48 } else { 0 };
                chance.uniform(point | draw, factor as u64)
            }
        };
        let x: Vec<f64> = (0..self.factors()).map(coordinate).collect();
        (self.of)(&x)
    }

    fn design(&self) -> Design {
        Design::new(Sampling::Sobol, 2 * self.inputs, 3).unwrap()
    }

    fn shapley(&self, points: u64) -> Vec<Measured> {
        let (design, orders) = (self.design(), Orders::new(self.factors(), 0..points, 3));
        let mut sums = Sums::new(self.factors());
        for point in 0..points {
            let outcomes: Vec<f64> = (0..orders.steps())
                .map(|step| {
                    let place = SamplePoint { point, step };
                    self.at(&design, point, |factor| orders.is_second(place, factor))
                })
                .collect();
            orders.add(&mut sums, point, &outcomes);
        }
        shares(&sums)
    }

    fn sobol(&self, points: u64, centre: f64) -> Vec<[Measured; 2]> {
        let design = self.design();
        let mut sums = PickFreeze::new(self.factors(), centre);
        for point in 0..points {
            let outcomes: Vec<f64> = (0..sobol::steps(self.factors()))
                .map(|step| {
                    let place = SamplePoint { point, step };
                    self.at(&design, point, |factor| sobol::is_second(place, factor))
                })
                .collect();
            sums.add(point, &outcomes);
        }
        sums.indices()
    }
}

/// Fails unless each estimate is within its error of the truth, and no error exceeds `most`.
#[track_caller]
fn hold(found: &[Measured], truth: &[f64], most: f64) {
    assert_eq!(found.len(), truth.len());
    for (at, (found, truth)) in found.iter().zip(truth).enumerate() {
        let (value, error) = (found.value.unwrap(), found.standard_error.unwrap());
        assert!(error <= most, "{at}: error {error}");
        assert!(
            (value - truth).abs() <= WITHIN * error + 1e-6,
            "{at}: {value} ± {error} against {truth}"
        );
    }
}

#[track_caller]
fn hold_both(found: &[[Measured; 2]], closed: &[f64], total: &[f64], most: f64) {
    let column = |at: usize| -> Vec<_> { found.iter().map(|it| it[at]).collect() };
    hold(&column(0), closed, most);
    hold(&column(1), total, most);
}

/// The sine by its series, which needs no library: more than enough digits between −π and π.
fn sin(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    for k in 1..20 {
        let k = f64::from(2 * k);
        term *= -x * x / (k * (k + 1.0));
        sum += term;
    }
    sum
}

fn ishigami(u: &[f64]) -> f64 {
    let [x, y, z] = [u[0], u[1], u[2]].map(|u| PI * (2.0 * u - 1.0));
    sin(x) + 7.0 * sin(y) * sin(y) + 0.1 * z * z * z * z * sin(x)
}

/// Sobol' g-function.
fn g(u: &[f64], a: &[f64]) -> f64 {
    let factors = u.iter().zip(a);
    factors
        .map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
        .product()
}

#[test]
fn ishigami_function() {
    let case = Case {
        inputs: 3,
        chance: 0,
        of: &ishigami,
    };
    hold(
        &case.shapley(8192),
        &[0.435_747, 0.442_411, 0.121_842],
        0.01,
    );
    let first = [0.313_905, 0.442_411, 0.0];
    let total = [0.557_589, 0.442_411, 0.243_684];
    hold_both(&case.sobol(8192, 3.5), &first, &total, 0.018);
}

#[test]
fn g_functions() {
    let a = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];
    let case = Case {
        inputs: 6,
        chance: 0,
        of: &|u| g(u, &a),
    };
    let shapley = [
        0.638_074, 0.308_127, 0.046_190, 0.007_460, 0.000_075, 0.000_075,
    ];
    hold(&case.shapley(8192), &shapley, 0.01);
    let first = [
        0.586_781, 0.260_792, 0.036_674, 0.005_868, 0.000_059, 0.000_059,
    ];
    let total = [
        0.690_086, 0.356_173, 0.056_334, 0.009_171, 0.000_092, 0.000_092,
    ];
    hold_both(&case.sobol(8192, 1.0), &first, &total, 0.012);
    let a = [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 9.0, 20.0, 50.0, 99.0];
    let case = Case {
        inputs: 10,
        chance: 0,
        of: &|u| g(u, &a),
    };
    let first = [
        0.296_670, 0.189_869, 0.131_853, 0.074_168, 0.032_963, 0.011_867, 0.002_967, 0.000_673,
        0.000_114, 0.000_030,
    ];
    let total = [
        0.472_503, 0.332_310, 0.243_872, 0.145_385, 0.067_500, 0.024_869, 0.006_279, 0.001_428,
        0.000_242, 0.000_063,
    ];
    hold_both(&case.sobol(16_384, 1.0), &first, &total, 0.012);
}

/// Y = X e, both lognormal, e chance.
#[test]
fn an_input_times_chance() {
    let case = Case {
        inputs: 1,
        chance: 1,
        of: &|u| exp(0.4 * normal::quantile(u[0]) + 0.3 * normal::quantile(u[1])),
    };
    hold(&case.shapley(16_384), &[0.639_665, 0.360_335], 0.02);
    let centre = exp(0.125);
    let (first, total) = ([0.610_899, 0.331_570], [0.668_430, 0.389_101]);
    hold_both(&case.sobol(16_384, centre), &first, &total, 0.02);
}

/// Whether a sum of independent normals is at most its quantile p, where one has the share s of its variance: first order and total in
/// closed form at p = ½, by integration else.
#[test]
fn indices_of_an_event_at_other_shares() {
    for (p, share, first, total) in [
        (0.5, 0.9, 0.712_867, 0.936_231),
        (0.8, 0.9, 0.687_078, 0.949_264),
        (0.45, 0.25, 0.160_213, 0.460_932),
        (0.5, 0.1, 0.063_769, 0.287_133),
    ] {
        let limit = normal::quantile(p);
        let of = |u: &[f64]| {
            let [x, y] = [u[0], u[1]].map(normal::quantile);
            let sum = f64::sqrt(share) * x + f64::sqrt(1.0 - share) * y;
            f64::from(u8::from(sum <= limit))
        };
        let case = Case {
            inputs: 2,
            chance: 0,
            of: &of,
        };
        hold_both(&case.sobol(16_384, p)[..1], &[first], &[total], 0.02);
    }
}

/// Whether a sum of independent normals is at most its 80 % quantile: what matters little for the sum matters much for this.
#[test]
fn outcomes_of_zero_and_one() {
    let limit = normal::quantile(0.8);
    let weights = [0.1_f64, 0.25, 0.65].map(f64::sqrt);
    let of = |u: &[f64]| {
        let sum: f64 = u
            .iter()
            .zip(weights)
            .map(|(u, w)| w * normal::quantile(*u))
            .sum();
        f64::from(u8::from(sum <= limit))
    };
    let case = Case {
        inputs: 3,
        chance: 0,
        of: &of,
    };
    let found = case.sobol(16_384, 0.8);
    let two = [found[0], found[1]];
    hold_both(&two, &[0.050_736, 0.133_727], &[0.312_922, 0.496_422], 0.02);
    let shapley = case.shapley(8192);
    let sum: f64 = shapley.iter().filter_map(|it| it.value).sum();
    assert!((sum - 1.0).abs() < 1e-12, "shares sum to 1: {sum}");
    for (found, (first, total)) in shapley
        .iter()
        .zip([(0.050_736, 0.312_922), (0.133_727, 0.496_422)])
    {
        let value = found.value.unwrap();
        assert!(first < value && value < total, "{value}");
    }
}

#[test]
fn a_constant_has_no_shares() {
    let case = Case {
        inputs: 2,
        chance: 0,
        of: &|_| 0.1,
    };
    assert!(case.shapley(64).iter().all(|it| it.value.is_none()));
    assert!(
        case.sobol(64, 0.1)
            .iter()
            .flatten()
            .all(|it| it.value.is_none())
    );
}

/// A scenario whose cost at completion is area × unit cost, and nothing else varies.
fn product(sets: &[&str]) -> Model {
    let mut all = vec![
        "area.field.confirmed={ uniform = [50, 150] }",
        "team.manual.unit_cost={ uniform = [500, 1500] }",
    ];
    all.extend(sets);
    Model::of(small(&all))
}

fn settings(trials: u64) -> Settings {
    Settings {
        trials,
        seed: 1,
        by: By::Factors,
        until: None,
        over_time: false,
    }
}

fn outcomes(model: &Model, names: &[&str]) -> Vec<Outcome> {
    let read = |name: &&str| Outcome::parse(name, model.programme(), model.scenario()).unwrap();
    names.iter().map(read).collect()
}

fn studied(model: &Model, names: &[&str], settings: &Settings) -> Study {
    let outcomes = outcomes(model, names);
    study(model, outcomes, settings, &Watch::default()).unwrap()
}

/// X and Y uniform from ½ to 1½ times their means, variance v = 1/12 each: XY has variance 2v + v², of which each has v + v²/2 by Shapley.
#[test]
fn the_cost_of_uniform_area_and_price_is_shared_evenly() {
    let model = product(&[]);
    let found = studied(&model, &["cost", "completion"], &settings(32_768));
    assert_eq!((found.points, found.steps), (2048, 3));
    let v = 1.0 / 12.0;
    let variance = found.variances[0].unwrap() / 1e10;
    assert!(
        (variance / (2.0 * v + v * v) - 1.0).abs() < 0.05,
        "{variance}"
    );
    for row in &found.rows {
        let share = row.shares[0];
        let error = share.standard_error.unwrap();
        assert!(
            (share.value.unwrap() - 0.5).abs() < WITHIN * error,
            "{share:?}"
        );
        // The lowest fifth of either has the mean 0.6 of the middle, the highest 1.4.
        let (low, high) = (row.low[0].unwrap(), row.high[0].unwrap());
        assert!(
            (low / 6e4 - 1.0).abs() < 0.01 && (high / 1.4e5 - 1.0).abs() < 0.01,
            "{low} {high}"
        );
        // Completion knows no price.
        let area = row.factor.name == "area.field.confirmed";
        let value = row.shares[1].value.unwrap();
        assert!((value - f64::from(u8::from(area))).abs() < 1e-9, "{value}");
    }
    assert_eq!(
        found.epistemic[0].value.map(|it| (it - 1.0).abs() < 1e-12),
        Some(true)
    );
    assert_eq!(found.unfinished, 0.0);
    let points: Vec<u64> = found.convergence.iter().map(|it| it.points).collect();
    assert_eq!(points, [32, 64, 128, 256, 512, 1024, 2048]);
}

/// The points of a study that goes on until an error is reached are those of one that began with as many.
#[test]
fn points_are_doubled_until_every_share_is_sure_enough() {
    let model = product(&[]);
    let small = Settings {
        until: Some(0.06),
        ..settings(2048)
    };
    let found = studied(&model, &["cost"], &small);
    let widest = found.rows.iter().filter_map(|it| it.shares[0].half_width());
    assert!(widest.fold(0.0, f64::max) <= 0.06);
    assert_eq!(found.reached, Some(true));
    assert!(found.points > 128 && found.points.is_power_of_two());
    let plain = studied(&model, &["cost"], &settings(16 * found.points));
    for (row, other) in found.rows.iter().zip(&plain.rows) {
        assert_eq!(row.shares, other.shares, "{}", row.factor.name);
    }
}

/// Sobol' indices of the same product: v/(2v + v²) alone, (v + v²)/(2v + v²) in all.
#[test]
fn indices_of_a_product_meet_their_closed_form() {
    let model = product(&[]);
    let v = 1.0 / 12.0;
    let whole = 2.0 * v + v * v;
    for (pick_freeze, by) in [
        (false, By::Factors),
        (true, By::Factors),
        (false, By::Inputs),
    ] {
        let settings = Settings {
            by,
            ..settings(16_384)
        };
        let method = Method::Sobol { pick_freeze };
        let names = outcomes(&model, &["cost"]);
        let found = measures(&model, names, method, &settings, &Watch::default()).unwrap();
        assert_eq!(found.rows.len(), 2);
        for row in &found.rows {
            let column = |at: usize| row.values[0][at];
            hold(
                &[column(0), column(1)],
                &[v / whole, (v + v * v) / whole],
                0.03,
            );
        }
    }
}

/// At the point estimate, 100 ha at 1,000 each, one at a time from 0.6 to 1.4 of it: P10 and P90 of a uniform from ½ to 1½.
#[test]
fn one_at_a_time_goes_from_p10_to_p90() {
    let model = product(&["funding.gift={ annual = 1e6, probability = 0.4 }"]);
    let names = outcomes(&model, &["cost", "joint"]);
    let found = measures(
        &model,
        names,
        Method::Tornado,
        &settings(64),
        &Watch::default(),
    )
    .unwrap();
    assert_eq!(found.estimate, [Some(1e5), Some(1.0)]);
    assert_eq!(found.rows.len(), 3);
    for row in &found.rows {
        let ends = [0, 1].map(|it| row.values[0][it].value.unwrap());
        let expected = match row.factor.name.as_str() {
            "funding.gift.probability" => [1e5, 1e5],
            _ => [6e4, 1.4e5],
        };
        for (found, expected) in ends.into_iter().zip(expected) {
            assert!(
                (found - expected).abs() < 1e-6 * expected,
                "{found} {expected}"
            );
        }
    }
}

#[test]
fn ranks_and_delta_know_what_does_not_matter() {
    let model = product(&["overhead.fixed={ uniform = [0, 1] }"]);
    for method in [Method::Rank, Method::Delta] {
        let names = outcomes(&model, &["completion"]);
        let found = measures(&model, names, method, &settings(4096), &Watch::default()).unwrap();
        let value = |name: &str| {
            let row = found.rows.iter().find(|it| it.factor.name == name).unwrap();
            row.values[0][0].value.unwrap()
        };
        assert!(value("area.field.confirmed") > 0.8, "{method:?}");
        assert!(value("team.manual.unit_cost").abs() < 0.05, "{method:?}");
        assert_eq!(found.rows[0].factor.name, "area.field.confirmed");
    }
}

/// Neither the number of threads nor what else is asked moves a bit; a study of nothing that varies says so.
#[test]
fn a_study_is_the_same_on_any_number_of_threads() {
    let model = Model::load("tests/data/valid/everything.toml".as_ref(), &[]).unwrap();
    for by in [By::Factors, By::Inputs] {
        let settings = Settings {
            by,
            over_time: true,
            ..settings(512)
        };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let found = pool.install(|| studied(&model, &["joint", "cost"], &settings));
            serde_json::to_string(&found).unwrap()
        };
        let one = run(1);
        assert_eq!(one, run(3));
        assert!(one.contains("remaining.total"));
    }
}

#[test]
fn nothing_that_varies_is_undefined() {
    let model = Model::of(small(&[]));
    let found = studied(&model, &["joint", "completion", "cost"], &settings(64));
    assert!(found.rows.is_empty());
    assert!(found.text(model.scenario()).contains("Undefined"));
    for method in [
        Method::Sobol { pick_freeze: false },
        Method::Delta,
        Method::Rank,
        Method::Tornado,
    ] {
        let names = outcomes(&model, &["joint", "cost"]);
        let found = measures(&model, names, method, &settings(64), &Watch::default()).unwrap();
        assert!(found.rows.is_empty());
        assert!(!found.text(model.scenario()).is_empty());
    }
    // Something varies, but the joint target is met in every trial.
    let model = product(&[]);
    let found = studied(&model, &["joint", "cost"], &settings(64));
    assert!(
        found
            .rows
            .iter()
            .all(|it| it.shares[0].value.is_none() && it.shares[1].value.is_some())
    );
    assert!(found.text(model.scenario()).contains("undefined"));
}

/// With so little money that no trial ends, completion is the horizon in all of them.
#[test]
fn unfinished_trials_end_with_the_horizon_and_are_told() {
    let model = product(&["funding.state.annual=100"]);
    let found = studied(&model, &["completion", "cost"], &settings(64));
    assert_eq!(found.unfinished, 1.0);
    assert_eq!(found.means[0], Some(50.0));
    let text = found.text(model.scenario());
    assert!(
        text.contains("Unfinished at the horizon: 100 %") && text.contains("Warning"),
        "{text}"
    );
}

/// A driver that always acts and one that may not, and an event: what is switched off is gone, in the same trials.
#[test]
fn risks_are_taken_away_one_by_one() {
    let model = product(&[
        "driver.dear={ probability = 0.5, factor = 2, multiplies = [\"team.manual.unit_cost\"] }",
        "event.flood={ rate = 1, duration = 3, output = 0.5 }",
    ]);
    let found = studied(&model, &["cost", "completion"], &settings(2048));
    let names: Vec<&str> = found.removals.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["event.flood", "driver.dear"]);
    let [flood, dear] = &found.removals[..] else {
        panic!("two risks");
    };
    assert!(dear.changes[0].value.unwrap() < -3e4 && dear.changes[0].is_beyond_error());
    assert!(dear.changes[1].is_nothing());
    assert!(flood.changes[1].value.unwrap() < 0.0);
    assert!((dear.without[0].unwrap() / 1e5 - 1.0).abs() < 0.02);
    let row = found
        .rows
        .iter()
        .find(|it| it.factor.name == "driver.dear")
        .unwrap();
    let (without, with) = (row.low[0].unwrap(), row.high[0].unwrap());
    assert!((with / without - 2.0).abs() < 0.1, "{without} {with}");
    let flood = found
        .rows
        .iter()
        .find(|it| it.factor.name == "event.flood")
        .unwrap();
    assert!(flood.low[1] < flood.high[1]);
}

#[test]
fn outcomes_are_named_and_misspelt() {
    let model = product(&["area.field.region=\"north\""]);
    for (name, title) in [
        ("joint", "target met"),
        ("within-cost", "within cost"),
        ("completion", "completion"),
        ("mean(cost)", "cost"),
        ("regions.north", "regions.north.completion years"),
        ("remaining@2030", "remaining.total in 2030"),
    ] {
        assert_eq!(outcomes(&model, &[name])[0].title, title);
    }
    let refuse =
        |name: &str| Outcome::parse(name, model.programme(), model.scenario()).unwrap_err();
    assert!(refuse("completoin").contains("did you mean `completion`?"));
    assert!(refuse("area_ha.cleard").contains("did you mean `area_ha.cleared`?"));
    assert!(refuse("p80(cost)").contains("name `cost`"));
    assert!(refuse("remaining@1999").contains("no year 1999"));
    assert!(refuse("at_horizon.spent").contains("unfinished trials only"));
}

/// `SALib` 1.6 on its own points, `tests/data/salib.csv`: it takes the mean of all outcomes off before it computes.
#[test]
fn indices_by_pick_freeze_equal_those_of_salib_on_its_points() {
    let mut lines = include_str!("../data/salib.csv").lines();
    let numbers =
        |line: &str| -> Vec<f64> { line.split(',').map(|it| it.parse().unwrap()).collect() };
    let mut cases = 0;
    while let Some(head) = lines.next() {
        let inputs: usize = head.split_once(',').unwrap().1.parse().unwrap();
        let points: Vec<Vec<f64>> = (0..64).map(|_| numbers(lines.next().unwrap())).collect();
        let [first, total] = [(); 2].map(|()| numbers(lines.next().unwrap()));
        let all = points.iter().flatten();
        let centre = all.sum::<f64>() / (64 * (inputs + 2)) as f64;
        let mut sums = PickFreeze::new(inputs, centre);
        for (point, outcomes) in (0..).zip(&points) {
            // There f(B) is last.
            let mut ordered = vec![outcomes[0], outcomes[inputs + 1]];
            ordered.extend(&outcomes[1..=inputs]);
            sums.add(point, &ordered);
        }
        for (found, truth) in sums.indices().iter().zip(first.iter().zip(&total)) {
            assert!(
                (found[0].value.unwrap() - truth.0).abs() < 1e-9,
                "{head}: {found:?}"
            );
            assert!(
                (found[1].value.unwrap() - truth.1).abs() < 1e-9,
                "{head}: {found:?}"
            );
        }
        cases += 1;
    }
    assert_eq!(cases, 2);
}

/// The shares of target, completion and cost in a row of the table in the document: value and half of its interval, in percent.
fn documented(document: &str, factor: &str) -> Vec<(f64, f64)> {
    let row = document
        .lines()
        .find_map(|line| line.strip_prefix(&format!("  {factor} ")))
        .unwrap_or_else(|| panic!("the document has no row for {factor}"));
    let shares = row.split(" ± ").collect::<Vec<_>>();
    let pairs = shares.windows(2).take(3).map(|pair| {
        let value = pair[0].rsplit(' ').next().unwrap().parse().unwrap();
        let half = pair[1].split(' ').next().unwrap().parse().unwrap();
        (value, half)
    });
    pairs.collect()
}

/// The worked study of the document with an eighth of its points and another seed: both estimate the same shares, so they differ by
/// more than 4.6 standard errors (2.16 halves of an interval) of both together in one case in 2,700.
#[test]
fn the_worked_study_is_met_at_small_size() {
    let document = std::fs::read_to_string("docs/sensitivity.md").unwrap();
    let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[]).unwrap();
    let settings = Settings {
        seed: 7,
        ..settings(2048)
    };
    let found = studied(&model, &["joint", "completion", "cost"], &settings);
    for factor in [
        "area.*-minefields.confirmed",
        "team.*.unit_cost",
        "funding.state.annual",
        "Costs left out of today's budget lines come due",
    ] {
        let named = |it: &&clearcast::sensitivity::Row| {
            [&it.factor.name, &it.factor.title]
                .map(String::as_str)
                .contains(&factor)
        };
        let row = found.rows.iter().find(named).unwrap();
        let shares = documented(&document, factor);
        assert_eq!(shares.len(), 3, "{factor}");
        for (at, (value, half)) in shares.into_iter().enumerate() {
            let here = row.shares[at];
            let error = 100.0 * here.half_width().unwrap();
            let bound = 2.16 * (half * half + error * error).sqrt();
            let share = 100.0 * here.value.unwrap();
            assert!(
                (share - value).abs() < bound,
                "{factor}, {at}: {share} ± {error} against {value} ± {half}"
            );
        }
    }
}
