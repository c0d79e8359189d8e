//! Texts: their place, their glyphs and their words.

use clearcast::report::Drawing;

use super::{case, drawings};
use crate::boxes::{self, texts};
use crate::invented::cases;

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
fn no_sign_is_stood_in_for_but_in_names_of_unknown_scripts() {
    for case in cases().iter().filter(|c| !c.title.contains('ა')) {
        for label in drawings(case).iter().flat_map(|d| &d.labels) {
            assert!(!label.text.contains('?'), "{}: {label:?}", case.name);
        }
    }
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
