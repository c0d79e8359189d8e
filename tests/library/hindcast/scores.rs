//! Cases and studies scored as by hand.

use clearcast::hindcast::{Case, LEVELS, Record, Reference, Scale, Seen, Study};
use clearcast::simulate::{RunSpec, Watch};

use super::SPARSE;

#[test]
fn a_record_of_an_area_and_a_year_is_enough() {
    let record = Record::from_text("sparse.toml", SPARSE).unwrap();
    let case = Case::new(
        "sparse",
        record,
        &Reference::embedded(),
        &RunSpec::new(256, 1),
        &Watch::default(),
    )
    .unwrap();
    assert!(case.quantile(0.1) < case.quantile(0.5) && case.quantile(0.5).is_finite());
    assert!((case.straight - 20.0).abs() < 1e-12);
    assert!(case.pit().is_none() && case.crps(Scale::Years).is_none() && case.brier().is_none());
    assert!(case.covered(0.8).is_none());
    let study = Study {
        cases: vec![case],
        trials: 256,
        seed: 1,
    };
    assert!(study.coverage(0.8).is_none() && study.brier().is_none());
    assert!(clearcast::report::hindcast::draw(&study).is_ok());
}

#[test]
fn scores_of_a_study_are_those_of_its_cases_by_hand() {
    let open =
        format!("{SPARSE}[forecast]\ncomplete = \"2024-12\"\n[observed]\nopen = \"2029-12\"\n");
    let done = open
        .replace("open = \"2029-12\"", "completed = \"2023-12\"")
        .replace("\"Nowhere\"", "\"Utopia\"");
    let case = |key: &str, text: &str| {
        Case::new(
            key,
            Record::from_text(key, text).unwrap(),
            &Reference::embedded(),
            &RunSpec::new(1024, 7),
            &Watch::default(),
        )
        .unwrap()
    };
    let study = Study {
        cases: vec![case("open", &open), case("done", &done)],
        trials: 1024,
        seed: 7,
    };
    let [open, done] = &study.cases[..] else {
        panic!()
    };
    assert_eq!(open.seen, Some(Seen::After(10.0)));
    assert_eq!(done.seen, Some(Seen::At(4.0)));
    let share = |case: &Case, years: f64| {
        case.years.iter().filter(|&&y| y <= years).count() as f64 / 1024.0
    };
    let (p_open, p_done) = (share(open, 5.0), share(done, 5.0));
    let brier = study.brier().unwrap();
    assert_eq!((brier.cases, brier.countries), (2, 2));
    let by_hand = [
        0.5 * (p_open * p_open + (1.0 - p_done) * (1.0 - p_done)),
        0.5,
        0.5,
    ];
    for (found, expected) in brier.means.into_iter().zip(by_hand) {
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
    }
    assert!((open.pit().unwrap().low - share(open, 10.0)).abs() < 1e-12);
    // Official date five years, seen open after ten and complete after four: 5 and 1. Twenty by last year's release: 0 and 16.
    let means = study.crps(Scale::Years, false).unwrap().means;
    assert!(
        (means[1] - 3.0).abs() < 1e-12 && (means[2] - 8.0).abs() < 1e-12,
        "{means:?}"
    );
    assert_eq!(study.crps(Scale::Years, true).unwrap().cases, 1);
    for level in LEVELS {
        let (low, high) = (
            done.quantile(0.5 - 0.5 * level),
            done.quantile(0.5 + 0.5 * level),
        );
        let coverage = study.coverage(level).unwrap();
        assert_eq!(
            (coverage.hits, coverage.ended),
            (u64::from(low <= 4.0 && 4.0 <= high), 1)
        );
    }
}
