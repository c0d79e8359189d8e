//! Peeling, against the boxes that the EMA Workbench finds on the same points (`tests/data/prim.py`).

use clearcast::discover::{Boxed, End, Peeling, peel};

const POINTS: &str = include_str!("../data/prim.csv");
const BOXES: &str = include_str!("../data/prim-boxes.csv");

/// Columns x1 to x5, and which points are cases.
fn points() -> (Vec<Vec<f64>>, Vec<bool>) {
    let mut reader = csv::Reader::from_reader(POINTS.as_bytes());
    let mut columns = vec![Vec::new(); 5];
    let mut cases = Vec::new();
    for row in reader.records().map(Result::unwrap) {
        for (column, cell) in columns.iter_mut().zip(&row) {
            column.push(cell.parse::<f64>().unwrap() / 1e5);
        }
        cases.push(&row[5] == "1");
    }
    (columns, cases)
}

fn limit(of: &Boxed, column: usize, end: End) -> Option<f64> {
    let mut limits = of.limits.iter();
    let found = limits.find(|it| (it.column, it.end) == (column, end));
    found.map(|it| it.value)
}

#[test]
fn every_box_is_that_of_the_ema_workbench() {
    let (columns, cases) = points();
    assert_eq!(cases.len(), 4_096);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let found = peel(&columns, &cases, &Peeling::USUAL);
    let mut reader = csv::Reader::from_reader(BOXES.as_bytes());
    let expected: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(found.len(), expected.len());
    for (found, row) in found.iter().zip(&expected) {
        assert_eq!(found.points, row[0].parse::<usize>().unwrap());
        assert_eq!(found.cases, row[1].parse::<usize>().unwrap());
        assert!((found.density() - row[3].parse::<f64>().unwrap()).abs() < 1e-12);
        for column in 0..5 {
            for (at, end) in [End::AtLeast, End::AtMost].into_iter().enumerate() {
                let cell = &row[4 + 2 * column + at];
                let expected = cell.parse::<f64>().ok();
                let found = limit(found, column, end);
                assert_eq!(found.is_some(), expected.is_some());
                if let Some((found, expected)) = found.zip(expected) {
                    assert!((found - expected).abs() < 1e-12, "{found} {expected}");
                }
            }
        }
    }
    // Cases are x1 > 0.7 and x2 < 0.4.
    let last = &found[found.len() - 1];
    assert!((limit(last, 0, End::AtLeast).unwrap() - 0.707).abs() < 5e-4);
    assert!((limit(last, 1, End::AtMost).unwrap() - 0.385).abs() < 5e-4);
    assert_eq!((last.limits.len(), last.points, last.cases), (2, 468, 468));
    assert!((last.cases as f64 / 506.0 - 0.925).abs() < 5e-4);
}

#[test]
fn a_box_has_no_more_limits_than_it_may() {
    let (columns, cases) = points();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let rule = Peeling {
        limits: 1,
        ..Peeling::USUAL
    };
    let found = peel(&columns, &cases, &rule);
    assert!(found.iter().all(|it| it.limits.len() <= 1));
    let last = &found[found.len() - 1];
    assert_eq!(
        (last.limits[0].column, last.limits[0].end),
        (0, End::AtLeast)
    );
    assert!((last.limits[0].value - 0.7).abs() < 0.05);
}

/// A column of two values is cut between them, and one of a single value is not.
#[test]
fn whole_values_are_cut_off() {
    let gate: Vec<f64> = (0..1_000).map(|it| f64::from(it % 2)).collect();
    let constant = vec![3.0; 1_000];
    let cases: Vec<bool> = gate.iter().map(|it| *it > 0.5).collect();
    let found = peel(&[&constant, &gate], &cases, &Peeling::USUAL);
    assert_eq!(found.len(), 2);
    assert_eq!(limit(&found[1], 1, End::AtLeast), Some(0.5));
    assert_eq!((found[1].points, found[1].cases), (500, 500));
    let none = peel(&[&gate], &[false; 1_000], &Peeling::USUAL);
    assert_eq!(none.len(), 1);
    assert_eq!(peel(&[&constant], &cases, &Peeling::USUAL).len(), 1);
}
