//! What a study found, as CSV.

use super::case::{Scale, Scored};
use super::score::Seen;
use super::study::{LEVELS, Study};
use crate::data::inert;

fn csv(rows: Vec<Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row)
            .expect("rows are equally long and memory takes them");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("CSV of texts is text")
}

/// A number of a table; empty where it is infinite or not defined.
fn cell(value: Option<f64>) -> String {
    value
        .filter(|v| v.is_finite())
        .map_or_else(String::new, |v| format!("{v:.6}"))
}

/// `cases.csv`: one row a case.
pub(super) fn cases(study: &Study) -> String {
    let mut head: Vec<String> = [
        "case",
        "country",
        "start",
        "area_km2",
        "last_release_km2",
        "p05_years",
        "p10_years",
        "p25_years",
        "p50_years",
        "p75_years",
        "p90_years",
        "p95_years",
        "official_years",
        "straight_years",
        "observed",
        "observed_years",
        "pit_low",
        "pit_high",
    ]
    .map(String::from)
    .into();
    head.extend(LEVELS.map(|level| format!("in_{:.0}_percent", 100.0 * level)));
    head.extend(
        [
            "crps_forecast",
            "crps_official",
            "crps_straight",
            "p_official_date",
            "kept_official_date",
            "brier_forecast",
            "brier_official",
            "brier_straight",
        ]
        .map(String::from),
    );
    let mut rows = vec![head];
    for case in &study.cases {
        let record = &case.record;
        let (kind, years) = match case.seen {
            Some(Seen::At(years)) => ("completed", Some(years)),
            Some(Seen::After(years)) => ("open", Some(years)),
            None => ("", None),
        };
        let mut row = vec![
            inert(&case.key),
            inert(&record.country),
            record.start.to_string(),
            cell(Some(record.books())),
            cell(Some(record.last_total())),
        ];
        row.extend([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95].map(|p| cell(Some(case.quantile(p)))));
        row.extend([
            cell(case.official),
            cell(Some(case.straight)),
            kind.to_owned(),
            cell(years),
        ]);
        let pit = case.pit();
        row.extend([cell(pit.map(|p| p.low)), cell(pit.map(|p| p.high))]);
        row.extend(LEVELS.map(|level| {
            case.covered(level)
                .map_or_else(String::new, |held| held.to_string())
        }));
        row.extend(case.crps(Scale::Years).unwrap_or_default().map(cell));
        let brier = case.brier();
        row.push(cell(brier.map(|b| b[0].probability)));
        row.push(brier.map_or_else(String::new, |b| b[0].kept.to_string()));
        row.extend((0..3).map(|k| cell(brier.map(|b| b[k].score()))));
        rows.push(row);
    }
    csv(rows)
}

/// `quantities.csv`: one row a cost or a calendar year of release that was observed.
pub(super) fn quantities(study: &Study) -> String {
    let head = [
        "case", "quantity", "unit", "p10", "p50", "p90", "observed", "pit_low", "pit_high",
    ];
    let mut rows = vec![head.map(String::from).to_vec()];
    for case in &study.cases {
        let mut add = |quantity: String, unit: &str, scored: &Scored| {
            let mut row = vec![inert(&case.key), quantity, inert(unit)];
            row.extend(scored.quantiles.map(|q| cell(Some(q))));
            row.extend([scored.seen, scored.pit.low, scored.pit.high].map(|v| cell(Some(v))));
            rows.push(row);
        };
        if let Some(cost) = &case.cost {
            add("cost".to_owned(), &case.record.currency, cost);
        }
        for (year, released) in &case.released {
            add(format!("released {year}"), "km2", released);
        }
    }
    csv(rows)
}
