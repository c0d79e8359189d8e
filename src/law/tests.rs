use super::*;

fn near(ours: f64, reference: f64) -> bool {
    (ours - reference).abs() <= 1e-13 * reference.abs().max(1e-300)
}

fn cut(law: Law, min: Option<f64>, max: Option<f64>) -> Truncated {
    Truncated { law, min, max }
}

const STANDARD_NORMAL: Law = Law::Normal { mean: 0.0, sd: 1.0 };

#[test]
fn a_law_without_spread_is_certain() {
    let certain = [
        (Law::Fixed(3.0), 3.0),
        (
            Law::Pert {
                min: 2.0,
                mode: 2.0,
                max: 2.0,
            },
            2.0,
        ),
        (
            Law::Triangular {
                min: 2.0,
                mode: 2.0,
                max: 2.0,
            },
            2.0,
        ),
        (
            Law::Uniform {
                min: -1.0,
                max: -1.0,
            },
            -1.0,
        ),
        (
            Law::Beta {
                alpha: 2.0,
                beta: 3.0,
                min: 0.5,
                max: 0.5,
            },
            0.5,
        ),
        (Law::Normal { mean: 7.0, sd: 0.0 }, 7.0),
        (Law::lognormal_from_moments(7.0, 0.0), 7.0),
        (Law::lognormal_from_quantiles(4.0, 4.0), 4.0),
        (Law::gamma_from_moments(7.0, 0.0), 7.0),
        (Law::gamma_from_moments(7.0, 1e-320), 7.0),
        (Law::lognormal_from_moments(7.0, 1e-320), 7.0),
        (Law::Discrete(vec![(1.0, 0.0), (4.0, 2.0)]), 4.0),
        (
            Law::Quantiles {
                p10: 5.0,
                p50: 5.0,
                p90: 5.0,
            },
            5.0,
        ),
        (Law::Empirical(vec![6.0, 6.0]), 6.0),
        (Law::Empirical(vec![6.0]), 6.0),
    ];
    for (law, value) in certain {
        let law = Truncated::whole(law);
        assert_eq!(law.is_certain(), Some(value), "{law:?}");
        assert_eq!(
            (law.point(), law.median(), law.mass()),
            (value, value, 1.0),
            "{law:?}"
        );
        assert_eq!(Quantile::new(&law).at_normal(1.3), value, "{law:?}");
        assert_eq!(
            (law.cdf(value - 0.1), law.cdf(value), law.survival(value)),
            (0.0, 1.0, 0.0),
            "{law:?}"
        );
    }
    assert_eq!(Truncated::whole(STANDARD_NORMAL).is_certain(), None);
}

#[test]
fn truncation_to_one_point_is_certain_and_truncation_to_nothing_is_empty() {
    assert_eq!(
        cut(STANDARD_NORMAL, Some(1.0), Some(1.0)).is_certain(),
        Some(1.0)
    );
    let weighted = Law::Discrete(vec![(1.0, 1.0), (2.0, 1.0), (3.0, 2.0)]);
    let one = cut(weighted.clone(), Some(1.5), Some(2.5));
    assert_eq!((one.is_certain(), one.mass()), (Some(2.0), 0.25));
    for law in [
        cut(weighted, Some(1.2), Some(1.8)),
        cut(Law::Uniform { min: 0.0, max: 1.0 }, Some(2.0), None),
        cut(STANDARD_NORMAL, Some(1.0), Some(-1.0)),
        cut(Law::Fixed(3.0), None, Some(2.0)),
    ] {
        let (lowest, highest) = law.support();
        assert!(
            lowest > highest && law.mass() == 0.0 && law.is_certain().is_none(),
            "{law:?}"
        );
    }
}

#[test]
fn support_and_mass_follow_the_truncation() {
    let law = cut(STANDARD_NORMAL, Some(5.0), Some(9.0));
    assert_eq!(law.support(), (5.0, 9.0));
    // Φ(−5) − Φ(−9).
    assert!(near(law.mass(), 2.866_515_718_790_810_5e-7));
    assert_eq!(
        cut(
            Law::Uniform {
                min: 0.0,
                max: 10.0
            },
            Some(-5.0),
            Some(4.0)
        )
        .support(),
        (0.0, 4.0)
    );
    assert_eq!(
        cut(
            Law::Uniform {
                min: 0.0,
                max: 10.0
            },
            Some(-5.0),
            Some(4.0)
        )
        .mass(),
        0.4
    );
    assert_eq!(
        Truncated::whole(Law::Gamma {
            shape: 2.0,
            scale: 1.0
        })
        .support(),
        (0.0, f64::INFINITY)
    );
    // The repeated value 3 has the middle third of the probability and belongs to either side.
    for (min, max) in [(Some(3.0), None), (None, Some(3.0))] {
        assert!(near(
            cut(Law::Empirical(vec![1.0, 3.0, 3.0, 5.0]), min, max).mass(),
            2.0 / 3.0
        ));
    }
}

fn assert_modes(modes: impl IntoIterator<Item = (Law, Option<f64>)>) {
    for (law, mode) in modes {
        let law = Truncated::whole(law);
        match (law.mode(), mode) {
            (Some(ours), Some(mode)) => assert!(
                (ours - mode).abs() < 1e-14 * mode.max(1.0),
                "{law:?}: {ours}"
            ),
            (ours, mode) => assert_eq!(ours, mode, "{law:?}"),
        }
        assert_eq!(law.point(), law.mode().unwrap_or_else(|| law.median()));
    }
}

#[test]
fn modes_are_where_the_density_is_largest() {
    assert_modes([
        (
            Law::Pert {
                min: 1.0,
                mode: 2.0,
                max: 6.0,
            },
            Some(2.0),
        ),
        (
            Law::Triangular {
                min: 1.0,
                mode: 1.0,
                max: 6.0,
            },
            Some(1.0),
        ),
        (Law::Uniform { min: 1.0, max: 6.0 }, None),
        (Law::Normal { mean: 3.0, sd: 9.0 }, Some(3.0)),
        (
            Law::Lognormal {
                mu: 0.25,
                sigma: 0.5,
            },
            Some(1.0),
        ),
        (
            Law::Gamma {
                shape: 3.0,
                scale: 2.0,
            },
            Some(4.0),
        ),
        (
            Law::Gamma {
                shape: 1.0,
                scale: 2.0,
            },
            Some(0.0),
        ),
        (
            Law::Gamma {
                shape: 0.9,
                scale: 2.0,
            },
            None,
        ),
        (
            Law::Weibull {
                shape: 2.0,
                scale: 2.0,
            },
            Some(core::f64::consts::SQRT_2),
        ),
        (
            Law::Weibull {
                shape: 0.9,
                scale: 2.0,
            },
            None,
        ),
        (Law::Discrete(vec![(1.0, 2.0), (5.0, 3.0)]), Some(5.0)),
        (Law::Discrete(vec![(1.0, 3.0), (5.0, 3.0)]), None),
        (Law::Empirical(vec![1.0, 2.0, 9.0]), None),
        (
            Law::Quantiles {
                p10: 1.0,
                p50: 2.0,
                p90: 3.0,
            },
            Some(2.0),
        ),
    ]);
}

#[test]
fn a_beta_law_has_a_mode_only_where_its_density_is_finite_and_not_flat() {
    let modes = [
        (3.0, 2.0, Some(30.0)),
        (1.0, 3.0, Some(10.0)),
        (2.0, 1.0, Some(40.0)),
        (1.0, 1.0, None),
        (0.5, 3.0, None),
        (0.5, 0.5, None),
        (1.0, 0.5, None),
    ];
    assert_modes(modes.map(|(alpha, beta, mode)| {
        (
            Law::Beta {
                alpha,
                beta,
                min: 10.0,
                max: 40.0,
            },
            mode,
        )
    }));
}

#[test]
fn the_mode_of_a_metalog_is_where_its_distribution_function_is_steepest() {
    let law = Truncated::whole(Law::Quantiles {
        p10: 10.0,
        p50: 15.0,
        p90: 30.0,
    });
    let mode = law.mode().unwrap();
    let density = |x: f64| law.cdf(x + 0.01) - law.cdf(x - 0.01);
    let steepest = (500..3000)
        .map(|i| f64::from(i) * 0.01)
        .max_by(|a, b| density(*a).total_cmp(&density(*b)));
    assert!(
        (mode - steepest.unwrap()).abs() < 0.02,
        "{mode} for {steepest:?}"
    );
}

#[test]
fn truncation_moves_a_mode_to_the_nearest_point_inside() {
    assert_eq!(cut(STANDARD_NORMAL, Some(1.0), None).mode(), Some(1.0));
    assert_eq!(cut(STANDARD_NORMAL, None, Some(-2.0)).mode(), Some(-2.0));
    assert_eq!(
        cut(STANDARD_NORMAL, Some(-1.0), Some(2.0)).mode(),
        Some(0.0)
    );
    let weighted = Law::Discrete(vec![(1.0, 9.0), (2.0, 1.0), (3.0, 2.0)]);
    assert_eq!(cut(weighted, Some(2.0), None).mode(), Some(3.0));
}

#[test]
fn moments_and_quantiles_given_are_those_of_the_law() {
    let Law::Lognormal { mu, sigma } = Law::lognormal_from_moments(5.0, 2.0) else {
        panic!("a lognormal law")
    };
    let variance = sigma * sigma;
    let mean = crate::math::exp(mu + 0.5 * variance);
    assert!(near(mean, 5.0) && near(mean * crate::math::exp_m1(variance).sqrt(), 2.0));
    let law = Truncated::whole(Law::lognormal_from_quantiles(2.0, 9.0));
    assert!(near(law.quantile_exact(0.1, 0.9), 2.0) && near(law.quantile_exact(0.9, 0.1), 9.0));
    let Law::Gamma { shape, scale } = Law::gamma_from_moments(5.0, 2.0) else {
        panic!("a gamma law")
    };
    assert!(near(shape * scale, 5.0) && near(shape.sqrt() * scale, 2.0));
    let law = Truncated::whole(Law::Quantiles {
        p10: 10.0,
        p50: 15.0,
        p90: 30.0,
    });
    for (p, x) in [(0.1, 10.0), (0.5, 15.0), (0.9, 30.0)] {
        assert!(near(law.quantile_exact(p, 1.0 - p), x) && near(law.cdf(x), p));
    }
}

#[test]
fn a_metalog_is_feasible_as_long_as_its_quantile_function_rises() {
    // The bound on (p50 − p10)/(p90 − p10) given by Keelin (2016): ½ − 1.66711·0.4/2 = 0.16658 and its mirror image.
    assert!(Law::quantiles_feasible(0.0, 0.1666, 1.0) && Law::quantiles_feasible(0.0, 0.8334, 1.0));
    assert!(
        !Law::quantiles_feasible(0.0, 0.1665, 1.0) && !Law::quantiles_feasible(0.0, 0.8335, 1.0)
    );
    assert!(Law::quantiles_feasible(4.0, 4.0, 4.0));
    assert!(
        !Law::quantiles_feasible(3.0, 2.0, 1.0) && !Law::quantiles_feasible(1.0, f64::NAN, 2.0)
    );
    let rises = |p50: f64| {
        let law = Metalog::through(0.0, p50, 1.0);
        (-4000..4000).all(|i| {
            law.at_log_odds(f64::from(i + 1) * 0.01) > law.at_log_odds(f64::from(i) * 0.01)
        })
    };
    assert!(rises(0.1666) && !rises(0.1665));
}

#[test]
fn a_discrete_law_takes_the_smallest_value_whose_cumulative_probability_is_reached() {
    let law = Truncated::whole(Law::Discrete(vec![
        (1.0, 1.0),
        (2.0, 2.0),
        (2.0, 1.0),
        (9.0, 4.0),
    ]));
    let compiled = Quantile::new(&law);
    for (p, value) in [
        (0.1, 1.0),
        (0.124, 1.0),
        (0.126, 2.0),
        (0.3, 2.0),
        (0.499, 2.0),
        (0.501, 9.0),
        (0.99, 9.0),
    ] {
        assert_eq!(
            (law.quantile_exact(p, 1.0 - p), compiled.at(p)),
            (value, value),
            "p = {p}"
        );
    }
    assert_eq!(
        (law.cdf(0.9), law.cdf(1.0), law.cdf(2.5), law.cdf(9.0)),
        (0.0, 0.125, 0.5, 1.0)
    );
}

#[test]
fn shapes_that_no_table_follows_are_evaluated_exactly() {
    let law = Truncated::whole(Law::Beta {
        alpha: 0.001,
        beta: 1.0,
        min: 0.0,
        max: 1.0,
    });
    let compiled = Quantile::new(&law);
    for z in [-3.0, 0.1, 2.0, 4.0] {
        // Φ(z) = x^α.
        let expected = crate::math::pow(crate::math::normal::cdf(z), 1000.0);
        assert!(
            (compiled.at_normal(z) - expected).abs() <= 1e-12 * expected,
            "z = {z}"
        );
    }
}

#[test]
fn scores_side_by_side_are_read_as_one_at_a_time() {
    let laws = [
        cut(
            Law::Pert {
                min: -1.0,
                mode: 3.0,
                max: 9.0,
            },
            None,
            None,
        ),
        cut(
            Law::Triangular {
                min: 0.0,
                mode: 1.0,
                max: 5.0,
            },
            Some(0.5),
            None,
        ),
        cut(Law::lognormal_from_moments(2.0, 1.0), None, Some(4.0)),
        cut(STANDARD_NORMAL, None, None),
        cut(Law::Discrete(vec![(1.0, 0.25), (4.0, 0.75)]), None, None),
        cut(Law::Fixed(3.0), None, None),
    ];
    let scores = crate::lanes::Lanes([-12.0, -8.5, -1.3, -0.0, 0.02, 0.7, 4.0, 40.0]);
    for (name, level) in crate::lanes::levels() {
        for law in &laws {
            let quantile = Quantile::new(law);
            let found: [f64; 8] = crate::lanes::on_level!(level, simd => {
                quantile.at_normals(scores.get(simd)).into()
            });
            for (found, &z) in found.iter().zip(&scores.0) {
                let alone = quantile.at_normal(z);
                assert_eq!(found.to_bits(), alone.to_bits(), "{name}: {law:?} at {z}");
            }
        }
    }
}

#[test]
fn values_with_a_probability_of_their_own_are_told_by_what_lies_below_and_up_to_them() {
    let weighted = Law::Discrete(vec![(1.0, 1.0), (2.0, 1.0), (3.0, 2.0)]);
    assert_eq!(
        Truncated::whole(weighted.clone()).atoms(),
        [(0.0, 0.25), (0.25, 0.5), (0.5, 1.0)]
    );
    assert_eq!(
        cut(weighted, Some(1.5), None).atoms(),
        [(0.0, 1.0 / 3.0), (1.0 / 3.0, 1.0)]
    );
    let sample = Law::Empirical(vec![2.0, 2.0, 3.0, 3.0, 8.0]);
    assert_eq!(
        Truncated::whole(sample.clone()).atoms(),
        [(0.0, 0.25), (0.5, 0.75)]
    );
    assert_eq!(cut(sample, Some(2.5), None).atoms(), [(0.2, 0.6)]);
    assert_eq!(Truncated::whole(STANDARD_NORMAL).atoms(), []);
}

/// Of a gamma law of shape k and scale θ, P(X ≤ x) is (x/θ)ᵏ/Γ(k + 1) for small x, and Γ(k + 1) is 1 − γk for small k. Draws are made in units of
/// θ, and what is below half of the smallest double, 2⁻¹⁰⁷⁵, is 0: with k = 1/900 that is 0.437 of all.
#[test]
fn a_law_of_which_much_is_beyond_the_doubles_is_tied_there() {
    let (shape, scale) = (1.0 / 900.0, 9e5);
    let closed = (-1075.0 * core::f64::consts::LN_2 * shape).exp() * (1.0 + 0.577_215_665 * shape);
    let gamma = Truncated::whole(Law::Gamma { shape, scale });
    let [(from, to)] = gamma.atoms()[..] else {
        panic!("{:?}", gamma.atoms());
    };
    assert!(
        from == 0.0 && (to - closed).abs() < 1e-4,
        "{to} for {closed}"
    );
    let narrow = Truncated::whole(Law::Normal {
        mean: 1e9,
        sd: 1e-9,
    });
    assert_eq!(narrow.atoms(), [(0.0, 1.0)]);
}

#[test]
fn a_triangular_law_of_the_smallest_numbers_keeps_its_shape() {
    let law = Truncated::whole(Law::Triangular {
        min: 0.0,
        mode: 1e-300,
        max: 2e-300,
    });
    assert!((law.median() / 1e-300 - 1.0).abs() < 1e-12);
}

#[test]
fn laws_of_a_hundred_thousand_values_are_read_in_halves() {
    let pairs = (0..100_000).map(|k| (f64::from(k), 1.0)).collect();
    let law = Truncated::whole(Law::Discrete(pairs));
    for (p, value) in [(0.5, 49_999.0), (1e-9, 0.0), (0.9, 89_999.0)] {
        assert_eq!(law.quantile_exact(p, 1.0 - p), value);
    }
}
