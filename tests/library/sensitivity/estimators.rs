//! The estimators on functions whose shares are known in closed form.

use std::f64::consts::PI;

use clearcast::factors::SamplePoint;
use clearcast::math::{exp, normal};
use clearcast::sampling::{Design, Sampling, Stream};
use clearcast::sensitivity::shapley::{Orders, shares};
use clearcast::sensitivity::sobol::{self, PickFreeze};
use clearcast::sensitivity::sums::Sums;
use clearcast::summary::measured::Measured;

use super::*;

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
