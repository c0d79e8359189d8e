//! The report on invented results: the usual case and the extremes, looked at by machine.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clearcast::report::{self, Drawing};
use clearcast::words;

use crate::boxes::{self, texts};
use crate::invented::{Case, cases};

/// The first bytes of every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn drawings(case: &Case) -> Vec<Drawing> {
    let (summary, charts) = case.results();
    report::draw(&summary, &charts).unwrap()
}

#[test]
fn texts_stay_in_their_panels_overlap_none_and_are_nearest_to_what_they_name() {
    for case in cases() {
        for drawing in drawings(&case) {
            let complaints = boxes::complaints(&drawing);
            assert!(complaints.is_empty(), "{}: {complaints:#?}", case.name);
        }
    }
}

#[test]
fn the_page_and_the_charts_have_their_sizes() {
    let (summary, charts) = Case::usual().results();
    let pictures = report::render(&summary, &charts).unwrap();
    let names: Vec<&str> = pictures.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names[0], "report.png");
    for chart in [
        "headline",
        "joint",
        "completion",
        "cost",
        "remaining",
        "spending",
        "regions",
        "drivers",
        "release",
        "limits",
        "funding",
    ] {
        assert!(
            names.contains(&format!("charts/{chart}.png").as_str()),
            "{chart}"
        );
        assert!(
            names.contains(&format!("charts/{chart}.svg").as_str()),
            "{chart}"
        );
    }
    assert_eq!(names.len(), 25);
    for picture in pictures.iter().filter(|p| p.bytes.starts_with(PNG)) {
        let expected = match picture.name.as_str() {
            "report.png" | "report-2.png" | "assumptions.png" => (2400, 3300),
            // A row for each of eleven sources and operators.
            "charts/funding.png" => (2000, 1850),
            _ => (2000, 1250),
        };
        assert_eq!(png_size(&picture.bytes), expected, "{}", picture.name);
    }
}

#[test]
fn every_extreme_case_becomes_pictures() {
    for case in cases() {
        let (summary, charts) = case.results();
        let mut page = report::draw(&summary, &charts).unwrap().swap_remove(0);
        // A quarter of the size is drawn by the same code in a fraction of the time.
        page.scale /= 4.0;
        assert_eq!(png_size(&page.png().unwrap()), (600, 825), "{}", case.name);
    }
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let (summary, charts) = Case::usual().results();
    let (first, second) = (
        report::draw(&summary, &charts).unwrap(),
        report::draw(&summary, &charts).unwrap(),
    );
    assert_eq!(first.len(), second.len());
    assert!(first.iter().zip(&second).all(|(a, b)| a.svg == b.svg));
    assert!(first[1].png().unwrap() == second[1].png().unwrap());
}

#[test]
fn no_glyph_is_missing_and_labels_are_as_wide_as_they_were_measured() {
    for case in cases() {
        for drawing in drawings(&case) {
            let tree = drawing.tree().unwrap();
            let texts: Vec<_> = tree.root().children().iter().flat_map(texts).collect();
            assert_eq!(
                texts.len(),
                drawing.labels.len(),
                "{} / {}",
                case.name,
                drawing.name
            );
            for (text, label) in texts.iter().zip(&drawing.labels) {
                let glyphs = text
                    .layouted()
                    .iter()
                    .flat_map(|span| &span.positioned_glyphs);
                assert!(
                    glyphs.into_iter().all(|g| g.id.0 != 0),
                    "{}: {}",
                    drawing.name,
                    label.text
                );
                let drawn = f64::from(text.abs_bounding_box().width());
                let measured = label.area.width();
                assert!(
                    drawn <= 1.002 * measured + 0.5 && drawn > 0.9 * measured - 3.0,
                    "{}: {drawn} {measured}",
                    label.text
                );
            }
        }
    }
}

#[test]
fn a_share_of_one_half_is_called_the_median_and_never_the_estimate() {
    for case in cases() {
        for label in drawings(&case).iter().flat_map(|d| &d.labels) {
            let text = label.text.to_lowercase();
            assert_eq!(
                text.matches("estimate").count(),
                text.matches("point estimate").count(),
                "{text}"
            );
        }
    }
}

#[test]
fn the_cost_curve_says_how_many_trials_are_missing() {
    let texts = panel(&Case::usual(), "cost");
    assert!(texts.contains("unfinished trial has none"), "{texts}");
    assert!(
        !panel(
            &Case {
                unfinished: 0.0,
                ..Case::usual()
            },
            "cost"
        )
        .contains("unfinished")
    );
}

#[test]
fn the_joint_chart_says_that_a_point_is_not_a_plan() {
    let texts = panel(&Case::usual(), "joint");
    assert!(
        texts.contains("not a plan") && texts.contains("traded for time"),
        "{texts}"
    );
    assert!(
        texts.contains("complete within 30 years of Nov 2020 and within $25 bn"),
        "{texts}"
    );
}

#[test]
fn all_regions_are_named_in_their_own_chart_and_the_rest_is_counted_on_the_page() {
    let case = cases().into_iter().find(|c| c.regions == 40).unwrap();
    let drawings = drawings(&case);
    let named = |d: &Drawing| {
        d.labels
            .iter()
            .filter(|l| l.panel == "regions" && l.text.starts_with("Region"))
            .count()
    };
    let own = drawings.iter().find(|d| d.name == "regions").unwrap();
    assert_eq!(named(own), 40);
    let page = drawings.iter().find(|d| d.name == "report-2").unwrap();
    let rest = page
        .labels
        .iter()
        .find(|l| l.text.contains("more: see regions.csv"))
        .unwrap();
    assert!(
        rest.text.contains(&(40 - named(page)).to_string()),
        "{}",
        rest.text
    );
}

#[test]
fn what_was_spent_before_the_start_counts_against_the_target() {
    let case = Case {
        target: (30.0, 5e9),
        spent: 1.5e9,
        ..Case::usual()
    };
    let target = "$5 bn, of which $1.5 bn spent before 2026";
    for name in ["headline", "joint", "cost"] {
        let texts = panel(&case, name);
        assert!(texts.contains(target), "{name}: {texts}");
        assert!(!texts.contains("$3.5 bn"), "{name}: {texts}");
    }
}

#[test]
fn contingency_is_named_in_time_and_in_money() {
    let case = Case::usual();
    let (summary, _) = case.results();
    let (years, cost) = case.point.unwrap();
    let (times, costs) = (summary.spread("completion_years"), summary.spread("cost"));
    let headline = panel(&case, "headline");
    for (name, time, money) in [
        ("P50", times.p50, costs.p50),
        ("P70", times.p70, costs.p70),
        ("P80", times.p80, costs.p80),
    ] {
        let months = (12.0 * (time.unwrap() - years)).round() as u64;
        let (whole, rest) = (months / 12, months % 12);
        let months = match rest {
            0 => String::new(),
            1 => " 1 month".to_owned(),
            rest => format!(" {rest} months"),
        };
        let money = words::money(money.unwrap() - cost, "USD");
        let wanted = format!("{name} {whole} years{months} and {money}");
        assert!(headline.contains(&wanted), "{wanted}: {headline}");
    }
}

/// One trial in a hundred is above P99 and one below P1: the axes leave them out and say so.
#[test]
fn what_lies_beyond_the_axes_is_named_at_their_edges() {
    let case = Case {
        unfinished: 0.0,
        target: (30.0, 5e9),
        ..Case::usual()
    };
    let (summary, mut charts) = case.results();
    // Two in a hundred take five times as long and cost five times as much.
    let stragglers = |curve: &mut clearcast::summary::charts::Curve| {
        let last = curve.p.partition_point(|p| *p < 0.98);
        for x in &mut curve.x[last..] {
            *x *= 5.0;
        }
        let p99 = curve.p.partition_point(|p| *p < 0.99);
        let before = curve.x[last - 1];
        curve.x[last..=p99].fill(before);
    };
    stragglers(&mut charts.completion);
    stragglers(&mut charts.cost);
    let drawings = report::draw(&summary, &charts).unwrap();
    let texts = |name: &str| said(drawings.iter().find(|it| it.name == name).unwrap());
    for (chart, words) in [
        ("completion", vec!["later"]),
        ("cost", vec!["dearer"]),
        ("joint", vec!["later", "dearer"]),
    ] {
        for word in words {
            assert!(
                texts(chart).contains(&format!("% {word}")),
                "{}",
                texts(chart)
            );
        }
    }
}

#[test]
fn a_far_target_gets_a_scale_of_ratios_and_a_near_one_does_not() {
    let near = Case {
        target: (30.0, 5e9),
        ..Case::usual()
    };
    assert!(panel(&Case::usual(), "cost").contains("equal ratios"));
    assert!(!panel(&near, "cost").contains("equal ratios"));
}

#[test]
fn a_deadline_that_has_passed_is_named_by_its_date_and_marked_at_the_edge() {
    /// Opening of a filled shape and of the thick lines of the cross, in the colour of the target.
    const ARROW: &str = "<polygon opacity=\"1\" fill=\"#E69F00\"";
    const CROSS: &str = "stroke=\"#E69F00\" stroke-width=\"110\"";
    let case = case("deadline-passed");
    for name in ["joint", "completion"] {
        let texts = panel(&case, name);
        assert!(texts.contains("Oct 2023"), "{texts}");
        assert!(!texts.contains("Jan 2026"), "{texts}");
    }
    let joint = |case: &Case| {
        let mut drawings = drawings(case).into_iter();
        drawings.find(|it| it.name == "joint").unwrap().svg
    };
    let (passed, ahead) = (joint(&case), joint(&Case::usual()));
    assert!(passed.contains(ARROW) && !passed.contains(CROSS));
    assert!(ahead.contains(CROSS) && !ahead.contains(ARROW));
}

#[test]
fn a_deadline_beyond_the_horizon_makes_shares_lower_bounds() {
    let case = case("deadline-beyond-horizon");
    assert!(panel(&case, "headline").contains("is at least"));
    assert!(panel(&case, "joint").contains("At least"));
    assert!(panel(&case, "completion").contains("Target: Oct 2100 (at least"));
    let finished = Case {
        unfinished: 0.0,
        ..case
    };
    for name in ["headline", "joint", "completion"] {
        let texts = panel(&finished, name).to_lowercase();
        assert!(!texts.contains("at least"), "{texts}");
    }
}

#[test]
fn no_sign_is_stood_in_for_but_in_names_of_unknown_scripts() {
    for case in cases().iter().filter(|c| !c.title.contains('ა')) {
        for label in drawings(case).iter().flat_map(|d| &d.labels) {
            assert!(!label.text.contains('?'), "{}: {label:?}", case.name);
        }
    }
}

#[test]
fn every_quadrant_and_every_milestone_is_named() {
    for case in cases() {
        let joint = case.unfinished < 1.0;
        let joint = joint.then(|| panel(&case, "joint")).into_iter();
        for (joint, name) in joint.flat_map(|joint| {
            let names = ["both met", "only in time", "only in cost", "neither met"];
            names.map(|name| (joint.clone(), name))
        }) {
            assert!(joint.contains(name), "{}: {name}: {joint}", case.name);
        }
        let remaining = panel(&case, "remaining");
        for share in case.milestones {
            let name = format!("{} %", (share * 1e4).round() / 1e2);
            assert!(
                remaining.contains(&name),
                "{}: {name}: {remaining}",
                case.name
            );
        }
    }
}

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
fn a_scenario_without_uncertainty_says_so_and_names_no_bands() {
    let certain = case("certain");
    assert!(panel(&certain, "headline").contains("Nothing in this scenario is uncertain"));
    assert!(!panel(&Case::usual(), "headline").contains("is uncertain"));
    for (name, band) in [("remaining", "5–95 %"), ("spending", "P10–P90")] {
        assert!(!panel(&certain, name).contains(band), "{name}");
        assert!(panel(&Case::usual(), name).contains(band), "{name}");
    }
    let (mut summary, charts) = certain.results();
    summary.run.trials = 1;
    for drawing in report::draw(&summary, &charts).unwrap() {
        let texts = said(&drawing);
        assert!(!texts.contains("1 trials") && !texts.contains("is uncertain"));
        assert!(
            texts.contains("1 trial,") || texts.contains("1 trial ("),
            "{texts}"
        );
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
fn the_footer_writes_values_and_errors_in_digits_that_match() {
    let drawings = drawings(&Case::usual());
    let labels = drawings[0].labels.iter().filter(|l| l.panel == "footer");
    let texts: Vec<&str> = labels.map(|l| l.text.as_str()).collect();
    // 0.3 % of the median, times 2.13.
    assert!(
        texts.join(" ").contains("cost P50 $4.65 ± 0.03 bn"),
        "{texts:?}"
    );
}

#[test]
fn every_picture_has_an_alternative_text() {
    for drawing in drawings(&Case::usual()) {
        let text = |tag: &str| {
            let after = drawing.svg.split_once(&format!("<{tag}>")).unwrap().1;
            after.split_once(&format!("</{tag}>")).unwrap().0.to_owned()
        };
        assert!(!text("title").is_empty());
        assert!(
            text("desc").len() > 80,
            "{}: {}",
            drawing.name,
            text("desc")
        );
    }
    let page = &drawings(&Case::usual())[0];
    assert!(page.svg.contains("<title>Azerbaijan, baseline</title>"));
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
fn numbers_beyond_all_words_are_short() {
    for name in ["gigantic", "minute"] {
        for label in drawings(&case(name)).iter().flat_map(|d| &d.labels) {
            assert!(!label.text.contains("000,000,000"), "{label:?}");
            assert!(
                !label.text.contains("inf") && !label.text.contains("NaN"),
                "{label:?}"
            );
        }
    }
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

/// Writes every picture of every case for looking at.
#[test]
#[ignore = "slow: writes pictures for looking at"]
fn pictures_for_looking_at() {
    for case in cases() {
        let (summary, charts) = case.results();
        for picture in report::render(&summary, &charts).unwrap() {
            let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
                .join("report")
                .join(case.name)
                .join(&picture.name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &picture.bytes).unwrap();
            assert!(path.exists());
        }
    }
}

/// The case of that name.
fn case(name: &str) -> Case {
    cases().into_iter().find(|c| c.name == name).unwrap()
}

/// Everything that a panel's own chart says.
fn panel(case: &Case, name: &str) -> String {
    let drawings = drawings(case);
    said(drawings.iter().find(|d| d.name == name).unwrap())
}

/// Everything that a drawing says.
fn said(drawing: &Drawing) -> String {
    let texts = drawing.labels.iter().map(|l| l.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

/// Width and height from the header of a PNG: two numbers of four bytes from byte 16 on.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert!(bytes.starts_with(PNG));
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
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
