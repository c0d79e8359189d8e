//! Values computed with 60 digits in mpmath from the exact values of the doubles.

use super::{cdf, density, quantile};

const QUANTILES: [(f64, f64); 21] = [
    (1e-300, -37.0470962993612),
    (1e-100, -21.273453560965326),
    (1e-17, -8.493793224109599),
    (1e-09, -5.9978070150076865),
    (1e-06, -4.753424308822899),
    (1.3e-11, -6.667611456510741),
    (1.4e-11, -6.656723091518184),
    (0.001, -3.0902323061678136),
    (0.0749, -1.4402382675279637),
    (0.0751, -1.43882539275254),
    (0.1, -1.2815515655446004),
    (0.25, -0.6744897501960817),
    (0.3, -0.5244005127080408),
    (0.4999, -0.00025066283008800747),
    (0.6, 0.2533471031357997),
    (0.75, 0.6744897501960817),
    (0.9, 1.2815515655446006),
    (0.925, 1.4395314709384561),
    (0.926, 1.4466320671589787),
    (0.999, 3.090232306167813),
    (0.999999999, 5.9978070196016375),
];

const CDF: [(f64, f64); 11] = [
    (-37.0, 5.725571222524577e-300),
    (-20.0, 2.7536241186062337e-89),
    (-8.5, 9.479534822203318e-18),
    (-5.0, 2.866515718791939e-07),
    (-3.3, 0.0004834241423837775),
    (-1.0, 0.15865525393145705),
    (-0.1, 0.460172162722971),
    (0.0, 0.5),
    (0.7, 0.758036347776927),
    (2.5, 0.9937903346742238),
    (6.0, 0.9999999990134123),
];

#[test]
fn quantile_agrees_with_high_precision_values() {
    for (p, z) in QUANTILES {
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
    for (z, p) in CDF {
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
