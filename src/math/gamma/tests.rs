use super::{Gamma, stirling_error};
use crate::math::{ln, reference};

#[test]
fn both_tails_and_the_density_agree_with_high_precision_values() {
    for [a, x, lower, upper, density] in reference("gamma") {
        let tails = Gamma::new(a).tails(ln(x));
        for (ours, exact) in [
            (tails.lower, lower),
            (tails.upper, upper),
            (tails.density, density),
        ] {
            let error = (ours / exact - 1.0).abs();
            // The rounding of x alone moves a tail by |a − x| times the last place, so far tails get more room.
            let room = 2e-13 + 3e-16 * (a - x).abs();
            assert!(
                error < room,
                "a = {a}, x = {x}: {ours:e} for {exact:e}, relative error {error:e}"
            );
        }
    }
}

#[test]
fn stirling_error_agrees_with_high_precision_values() {
    for [a, expected] in reference("stirling") {
        assert!((stirling_error(a) - expected).abs() < 1e-14, "a = {a}");
    }
}

#[test]
fn quantiles_below_the_smallest_double_still_have_a_tail_probability() {
    let tails = Gamma::new(0.01).tails(-3000.0);
    // P(a, x) = xᵃ/Γ(a+1) for x → 0.
    assert!((ln(tails.lower) - (-30.0 - libm::lgamma(1.01))).abs() < 1e-13);
}
