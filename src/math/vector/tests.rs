use super::*;
use crate::lanes::{Lanes, WIDTH, levels, on_level};
use crate::math::normal as scalar;

/// Applies a vector function to numbers on one instruction set.
macro_rules! map {
    ($level:expr, $function:ident, $numbers:expr) => {
        on_level!($level, simd => {
            let numbers: &[f64] = $numbers;
            let mut results = Vec::new();
            for chunk in numbers.chunks(WIDTH) {
                let mut lanes = Lanes::all(chunk[0]);
                lanes.0[..chunk.len()].copy_from_slice(chunk);
                let values: [f64; WIDTH] = $function(lanes.get(simd)).into();
                results.extend_from_slice(&values[..chunk.len()]);
            }
            results
        })
    };
}

/// Distance in units of the last place of `expected`.
fn ulps(found: f64, expected: f64) -> f64 {
    let ulp = (f64::from_bits(expected.abs().to_bits() + 1) - expected.abs()).abs();
    (found - expected).abs() / ulp
}

/// Largest distance of `found` from `expected`, which are themselves rounded.
fn worst(found: &[f64], expected: impl Iterator<Item = f64>) -> f64 {
    let distances = found.iter().zip(expected).map(|(f, e)| ulps(*f, e));
    distances.fold(0.0, f64::max)
}

/// `count` numbers from `from` to `to`, equally spaced but for a step that shares no factor with powers of 2.
fn spread(from: f64, to: f64, count: u32) -> Vec<f64> {
    let step = (to - from) / f64::from(count);
    (0..=count)
        .map(|k| (from + step * f64::from(k)).clamp(from, to))
        .collect()
}

#[test]
fn exp_is_within_one_unit_over_its_whole_range() {
    for (name, level) in levels() {
        for numbers in [spread(-708.0, 709.0, 400_001), spread(-1.0, 1.0, 400_001)] {
            let error = worst(
                &map!(level, exp, &numbers),
                numbers.iter().map(|x| libm::exp(*x)),
            );
            // libm's own error is below 1 unit, so 2 here is 1 and a bit against the truth.
            assert!(error <= 1.0, "{name}: {error} units");
        }
        assert_eq!(map!(level, exp, &[0.0, -0.0, 1e-300]), [1.0, 1.0, 1.0]);
        let beyond = map!(level, exp, &[-1e9, 1e9]);
        assert!(beyond[0] < 1e-300 && beyond[1] > 1e300);
    }
}

#[test]
fn exp_m1_is_within_two_units_over_its_whole_range() {
    for (name, level) in levels() {
        let mut numbers = spread(-40.0, 700.0, 400_001);
        numbers.extend(spread(-1.0, 1.0, 400_001));
        numbers.extend(spread(-300.0, 0.0, 1_001).iter().map(|e| -libm::exp2(*e)));
        let error = worst(
            &map!(level, exp_m1, &numbers),
            numbers.iter().map(|x| libm::expm1(*x)),
        );
        assert!(error <= 2.0, "{name}: {error} units");
    }
}

#[test]
fn ln_is_within_one_unit_over_its_whole_range() {
    for (name, level) in levels() {
        let magnitudes = spread(-1022.0, 1023.9, 200_001);
        let wide: Vec<f64> = magnitudes.iter().map(|e| libm::exp2(*e)).collect();
        for numbers in [
            wide,
            spread(0.25, 4.0, 400_001),
            spread(0.999, 1.001, 100_001),
        ] {
            let error = worst(
                &map!(level, ln, &numbers),
                numbers.iter().map(|x| libm::log(*x)),
            );
            assert!(error <= 1.0, "{name}: {error} units");
        }
        assert_eq!(map!(level, ln, &[1.0, 2.0]), [0.0, core::f64::consts::LN_2]);
    }
}

/// Against the scalar AS 241 with its own few units, and against values of 50 digits in `quantiles_are_those_of_the_table`.
#[test]
fn normal_quantiles_are_within_a_few_units() {
    for (name, level) in levels() {
        let smallest = 1.0 / (1_u64 << 53) as f64;
        let mut numbers = spread(smallest, 1.0 - smallest, 400_001);
        numbers.extend(spread(0.499, 0.501, 100_001));
        numbers.extend(spread(0.0001, 0.001, 100_001));
        let found = map!(level, normal_quantile, &numbers);
        let error = worst(&found, numbers.iter().map(|p| scalar::quantile(*p)));
        assert!(error <= 10.0, "{name}: {error} units");
        assert_eq!(map!(level, normal_quantile, &[0.5]), [0.0]);
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let numbers = spread(1e-9, 1.0 - 1e-9, 100_003);
    let arguments: Vec<f64> = numbers.iter().map(|p| 1400.0 * (p - 0.5)).collect();
    let bits = |values: Vec<f64>| -> Vec<u64> { values.iter().map(|v| v.to_bits()).collect() };
    let first = levels()[0].1;
    for (name, level) in levels() {
        assert!(
            bits(map!(level, exp, &arguments)) == bits(map!(first, exp, &arguments)),
            "{name}"
        );
        assert!(
            bits(map!(level, ln, &numbers)) == bits(map!(first, ln, &numbers)),
            "{name}"
        );
        let quantiles = bits(map!(level, normal_quantile, &numbers));
        assert!(
            quantiles == bits(map!(first, normal_quantile, &numbers)),
            "{name}"
        );
    }
}
