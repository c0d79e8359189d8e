//! Pictures as files: which there are, their sizes, their bytes and what is read out of them.

use clearcast::report;

use super::drawings;
use crate::invented::{Case, cases};

/// The first bytes of every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

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

/// Width and height from the header of a PNG: two numbers of four bytes from byte 16 on.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert!(bytes.starts_with(PNG));
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}
