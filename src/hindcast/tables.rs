//! What a study found, as CSV and as a page of Markdown.

use std::fmt::Write;

use super::record::Event;
use super::score::{Interval, Seen};
use super::study::{CONFIDENCE, Case, LEVELS, Mean, Scale, Scored, Study};
use crate::report::words;
use crate::results::File;
use crate::scenario::figure;

/// Tables, page and scenarios of a study; pictures come from [`crate::report::hindcast::render`].
pub fn files(study: &Study) -> Vec<File> {
    let file = |name: &str, text: String| File {
        name: name.to_owned(),
        bytes: text.into_bytes(),
    };
    let mut files = vec![
        file("hindcast.md", page(study)),
        file("cases.csv", cases(study)),
        file("quantities.csv", quantities(study)),
    ];
    files.extend(study.cases.iter().map(|case| {
        file(
            &format!("scenarios/{}.toml", case.key),
            case.scenario.clone(),
        )
    }));
    files
}

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

/// One row a case.
fn cases(study: &Study) -> String {
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
            case.key.clone(),
            record.country.clone(),
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

/// One row a cost or a calendar year of release that was observed.
fn quantities(study: &Study) -> String {
    let head = [
        "case", "quantity", "unit", "p10", "p50", "p90", "observed", "pit_low", "pit_high",
    ];
    let mut rows = vec![head.map(String::from).to_vec()];
    for case in &study.cases {
        let mut add = |quantity: String, unit: &str, scored: &Scored| {
            let mut row = vec![case.key.clone(), quantity, unit.to_owned()];
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

/// A date some years after the start of the case, or that it is later than all that was simulated.
fn date(case: &Case, years: f64) -> String {
    if years.is_finite() {
        words::month(case.record.start, years)
    } else {
        "later".to_owned()
    }
}

/// What was seen, as a date.
fn fate(case: &Case) -> String {
    match case.record.fate.as_ref().map(|fate| fate.event) {
        Some(Event::Completed(month)) => words::month_name(month),
        Some(Event::Open(month)) => format!("open in {}", words::month_name(month)),
        None => "not known".to_owned(),
    }
}

fn pit_text(pit: Interval) -> String {
    if pit.high - pit.low < 0.02 {
        format!("{:.2}", 0.5 * (pit.low + pit.high))
    } else {
        format!("{:.2} to {:.2}", pit.low, pit.high)
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How many cases there are, and how few that is.
fn how_few(study: &Study) -> String {
    let (seen, ended) = (study.seen().count(), study.ended().count());
    let open = seen - ended;
    format!(
        "{} of {}: {ended} ended ({}), {open} still open when last seen. Cases of one country share its past and its fate, so they are worth \
         fewer than their number.",
        plural(study.cases.len(), "case", "cases"),
        plural(Study::countries(study.cases.iter()), "country", "countries"),
        plural(Study::countries(study.ended()), "country", "countries"),
    )
}

/// The page.
fn page(study: &Study) -> String {
    let mut page = String::from("# Hindcast\n\n");
    let _ = writeln!(
        page,
        "{} {} trials a case, seed {}.\n",
        how_few(study),
        words::count(study.trials),
        study.seed
    );
    page.push_str("![Calibration](calibration.png)\n\n![Cases](cases.png)\n\n## Together\n\n");
    coverage(study, &mut page);
    means(study, &mut page);
    page.push_str("\n## Cases\n\nPIT: the share of trials up to what was seen; of an open case, the interval it lies in.\n\n");
    page.push_str("| case | area, km² | last release, km² | P10 | P50 | P90 | official | area by last release | what followed | PIT |\n|---|---|---|---|---|---|---|---|---|---|\n");
    for case in &study.cases {
        let _ = writeln!(
            page,
            "| [{}](charts/{}.png) | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            case.record.name.replace('|', "/"),
            case.key,
            figure(case.record.books()),
            figure(case.record.last_total()),
            date(case, case.quantile(0.1)),
            date(case, case.quantile(0.5)),
            date(case, case.quantile(0.9)),
            case.official
                .map_or_else(|| "–".to_owned(), |years| date(case, years)),
            date(case, case.straight),
            fate(case),
            case.pit().map_or_else(|| "–".to_owned(), pit_text),
        );
    }
    rest(study, &mut page);
    page
}

fn coverage(study: &Study, page: &mut String) {
    let _ = write!(
        page,
        "| interval | held, of those ended | {:.0} % interval of the true share | each country counted once | open: missed, held, not decided |\n|---|---|---|---|---|\n",
        100.0 * CONFIDENCE
    );
    for coverage in LEVELS.iter().filter_map(|&level| study.coverage(level)) {
        let (missed, held, undecided) = coverage.open;
        let _ = writeln!(
            page,
            "| {:.0} % | {} of {} ({:.0} %) | {:.0} to {:.0} % | {:.0} % | {missed}, {held}, {undecided} |",
            100.0 * coverage.level,
            coverage.hits,
            coverage.ended,
            100.0 * coverage.hits as f64 / coverage.ended as f64,
            100.0 * coverage.interval.low,
            100.0 * coverage.interval.high,
            100.0 * coverage.by_country,
        );
    }
}

fn means(study: &Study, page: &mut String) {
    page.push_str("\n| score, less is better | cases | forecast | official date | area by last release |\n|---|---|---|---|---|\n");
    let mut row = |name: &str, mean: Option<Mean>| {
        if let Some(Mean {
            cases,
            countries,
            means: [model, official, straight],
        }) = mean
        {
            let of = plural(countries, "country", "countries");
            let _ = writeln!(
                page,
                "| {name} | {cases} of {of} | {model:.3} | {official:.3} | {straight:.3} |"
            );
        }
    };
    row("CRPS of completion, years", study.crps(Scale::Years, false));
    row(
        "the same, of those that ended",
        study.crps(Scale::Years, true),
    );
    row("CRPS of its logarithm", study.crps(Scale::Log, false));
    row(
        "the same, of those that ended",
        study.crps(Scale::Log, true),
    );
    row("Brier score of \"by the official date\"", study.brier());
}

/// Costs and releases, where some were observed.
fn rest(study: &Study, page: &mut String) {
    let any = study
        .cases
        .iter()
        .any(|case| case.cost.is_some() || !case.released.is_empty());
    if !any {
        return;
    }
    page.push_str("\n## Cost, and land released by work on the ground\n\n| case | quantity | P10 | P50 | P90 | what followed | PIT |\n|---|---|---|---|---|---|---|\n");
    for case in &study.cases {
        let mut add = |quantity: &str, scored: &Scored, text: &dyn Fn(f64) -> String| {
            let [low, mid, high] = scored.quantiles.map(|q| {
                if q.is_finite() {
                    text(q)
                } else {
                    "–".to_owned()
                }
            });
            let name = case.record.name.replace('|', "/");
            let _ = writeln!(
                page,
                "| {name} | {quantity} | {low} | {mid} | {high} | {} | {} |",
                text(scored.seen),
                pit_text(scored.pit)
            );
        };
        if let Some(cost) = &case.cost {
            add("cost", cost, &|value| {
                words::money(value, &case.record.currency)
            });
        }
        for (year, released) in &case.released {
            add(&format!("{year}, km²"), released, &figure);
        }
    }
}

/// What the terminal shows: how many cases, coverage, mean scores.
pub fn headline(study: &Study) -> String {
    let mut text = format!("{}\n", how_few(study));
    for coverage in LEVELS.iter().filter_map(|&level| study.coverage(level)) {
        let Interval { low, high } = coverage.interval;
        let _ = writeln!(
            text,
            "{:.0} % interval: held {} of {} that ended ({:.0} to {:.0} % at 95 % confidence); open: {} missed, {} held, {} not decided",
            100.0 * coverage.level,
            coverage.hits,
            coverage.ended,
            100.0 * low,
            100.0 * high,
            coverage.open.0,
            coverage.open.1,
            coverage.open.2,
        );
    }
    for (name, mean) in [
        ("CRPS, years", study.crps(Scale::Years, false)),
        ("CRPS of the logarithm", study.crps(Scale::Log, false)),
        ("Brier score", study.brier()),
    ] {
        if let Some(Mean {
            cases,
            means: [model, official, straight],
            ..
        }) = mean
        {
            let _ = writeln!(
                text,
                "{name} ({cases} cases): forecast {model:.3}, official date {official:.3}, area by last release {straight:.3}"
            );
        }
    }
    text
}
