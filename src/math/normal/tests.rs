#![allow(clippy::float_cmp, reason = "symmetry and limits hold exactly")]

use super::{cdf, density, quantile};
use crate::math::reference;

#[test]
fn quantile_agrees_with_high_precision_values() {
    for [p, z] in reference("normal-quantile") {
        let error = (quantile(p) / z - 1.0).abs();
        assert!(error < 1.5e-15, "p = {p:e}: relative error {error:e}");
    }
}

#[test]
fn quantile_is_odd_around_one_half_and_infinite_at_the_ends() {
    assert_eq!(quantile(0.5), 0.0);
    assert_eq!(quantile(0.25), -quantile(0.75));
    assert_eq!(quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(quantile(1.0), f64::INFINITY);
    assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
}

#[test]
fn distribution_function_keeps_its_relative_precision_in_the_lower_tail() {
    for [z, p] in reference("normal") {
        let error = (cdf(z) / p - 1.0).abs();
        assert!(
            error < 2e-16 * (2.0 + z * z),
            "z = {z}: relative error {error:e}"
        );
    }
}

#[test]
fn quantile_never_falls_as_probability_rises() {
    let mut last = f64::NEG_INFINITY;
    for i in 1..400_000 {
        let z = quantile(f64::from(i) / 400_000.0);
        assert!(z >= last, "falls at i = {i}");
        last = z;
    }
}

#[test]
fn density_is_the_slope_of_the_distribution_function() {
    for i in -60..60 {
        let z = f64::from(i) * 0.1;
        let step = 1e-4;
        // The central difference has an error of step²·φ''(z)/6.
        let slope = (cdf(z + step) - cdf(z - step)) / (2.0 * step);
        assert!((slope - density(z)).abs() < 1e-8, "z = {z}");
    }
}
