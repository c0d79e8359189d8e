//! What charts over the years say of land, money and people.

use clearcast::report;

use super::{case, drawings, panel, said};
use crate::invented::Case;

#[test]
fn the_fan_of_remaining_area_starts_as_wide_as_what_is_known_is_uncertain() {
    let texts = panel(&Case::usual(), "remaining");
    assert!(texts.contains("Known at the start: 917,700 ha"), "{texts}");
    assert!(texts.contains("P10–P90: 884,700 to 950,700 ha"), "{texts}");
    let drawings = drawings(&Case::usual());
    let svg = &drawings.iter().find(|d| d.name == "remaining").unwrap().svg;
    let bands: Vec<&str> = svg.split("<polygon ").skip(1).collect();
    for band in &bands[..3] {
        let points = band.split("points=\"").nth(1).unwrap();
        let points: Vec<(i32, i32)> = points
            .split('"')
            .next()
            .unwrap()
            .split_whitespace()
            .map(|p| p.split_once(',').unwrap())
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        let (upper, lower) = (points[0], points[points.len() - 1]);
        assert_eq!(upper.0, lower.0);
        assert!(lower.1 - upper.1 > 20, "{upper:?} {lower:?}");
    }
}

#[test]
fn money_that_is_missing_shows_also_where_none_is_spent() {
    let (summary, mut charts) = Case::usual().results();
    for series in &mut charts.years {
        if series.quantity == "unfunded" {
            series.mean.fill(0.0);
            series.mean[2] = 2e9;
        }
        if series.quantity.starts_with("spending") {
            series.mean.fill(0.0);
            series.quantiles.fill([0.0; 7]);
        }
    }
    let drawings = report::draw(&summary, &charts).unwrap();
    let texts = said(drawings.iter().find(|d| d.name == "spending").unwrap());
    assert!(
        texts.contains("No money is spent; most goes unfunded in 2028, $2 bn"),
        "{texts}"
    );
    assert!(texts.contains("unfunded income"), "{texts}");
}

#[test]
fn the_present_value_of_land_in_use_is_put_beside_that_of_what_is_spent() {
    let drawings = drawings(&case("return-alone"));
    let headline = drawings.iter().find(|it| it.name == "headline");
    let (_, after) = headline.unwrap().svg.split_once("<desc>").unwrap();
    let (found, _) = after.split_once("</desc>").unwrap();
    assert!(
        found.contains("Land in use has a present value of $"),
        "{found}"
    );
    assert!(found.contains("times that of what is spent, $"), "{found}");
    assert!(found.contains("P(complete and within $25 bn)"), "{found}");
}

#[test]
fn people_have_charts_where_a_scenario_has_people() {
    for (name, wanted) in [
        ("usual", &[][..]),
        ("return-alone", &["return"]),
        ("casualties-alone", &["casualties"]),
        ("people", &["return", "casualties"]),
    ] {
        let drawings = drawings(&case(name));
        let names: Vec<&str> = drawings
            .iter()
            .map(|drawing| drawing.name.as_str())
            .collect();
        let peopled = ["return", "casualties"];
        let found: Vec<&str> = names
            .into_iter()
            .filter(|it| peopled.contains(it))
            .collect();
        assert_eq!(found, *wanted, "{name}");
    }
    let casualties = panel(&case("people"), "casualties");
    assert!(
        casualties.contains("expected numbers, no forecast"),
        "{casualties}"
    );
    assert!(
        casualties.contains("without risk education"),
        "{casualties}"
    );
    let alone = panel(&case("casualties-alone"), "casualties");
    assert!(!alone.contains("isk education"), "{alone}");
    assert!(panel(&case("people-none"), "return").contains("Nobody returns."));
    let headline = panel(&case("people"), "headline");
    assert!(headline.contains("more beyond it"), "{headline}");
}

/// Sums too large for exact means leave them out: nothing may then be claimed of spending or of a gap.
#[test]
fn nothing_is_said_of_money_whose_mean_is_missing() {
    let (summary, mut charts) = Case::usual().results();
    for series in &mut charts.years {
        if series.quantity.starts_with("spending") || series.quantity == "unfunded" {
            series.mean.fill(f64::NAN);
        }
    }
    for without_quantiles in [false, true] {
        if without_quantiles {
            for series in &mut charts.years {
                series.quantiles.clear();
            }
        }
        let drawings = report::draw(&summary, &charts).unwrap();
        let texts = said(drawings.iter().find(|d| d.name == "spending").unwrap());
        assert!(
            texts.contains("The mean spending a year is not known"),
            "{texts}"
        );
        for claim in ["No money is spent", "nothing goes unfunded", "NaN"] {
            assert!(!texts.contains(claim), "{claim}: {texts}");
        }
    }
}
