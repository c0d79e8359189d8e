//! Every measure of a cost that is a product, whose shares are known in closed form.

use clearcast::sensitivity::{Method, measures};

use super::*;

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
