use super::{Beta, Share};
use crate::math::reference;

#[test]
fn both_tails_and_the_density_agree_with_high_precision_values() {
    for [a, b, x, lower, upper, density] in reference("beta") {
        let tails = Beta::new(a, b).tails(Share::from_parts(x, 1.0 - x));
        for (ours, exact) in [
            (tails.lower, lower),
            (tails.upper, upper),
            (tails.density, density),
        ] {
            let error = (ours / exact - 1.0).abs();
            assert!(
                error < 3e-13,
                "a = {a}, b = {b}, x = {x}: {ours:e} for {exact:e}, relative error {error:e}"
            );
        }
    }
}

#[test]
fn the_two_ways_to_name_a_share_agree() {
    for u in [-700.0_f64, -40.0, -1.0, 0.0, 0.3, 5.0, 30.0] {
        let (a, b) = (Share::from_logit(u), Share::from_logit(-u));
        assert_eq!((a.x, a.ln_x), (b.y, b.ln_y));
        let again = Share::from_parts(a.x, a.y);
        assert!(
            (again.ln_x - a.ln_x).abs() <= 1e-15 * a.ln_x.abs(),
            "u = {u}"
        );
        assert!(
            (again.ln_y - a.ln_y).abs() <= 1e-15 * a.ln_y.abs(),
            "u = {u}"
        );
    }
}
