//! The files of a study but its pictures, and what it found as a page of Markdown.

use std::fmt::Write;

use super::case::{Case, Scale, Scored};
use super::csv;
use super::record::Event;
use super::score::Interval;
use super::study::{CONFIDENCE, LEVELS, Mean, Study};
use crate::results::File;
use crate::run::text_file;
use crate::scenario::figure;
use crate::words;

/// Tables, page and scenarios of a study; pictures come from [`crate::report::hindcast::draw`].
pub fn files(study: &Study) -> Vec<File> {
    let mut files = vec![text_file("hindcast.md", page(study))];
    files.extend(tables(study));
    files.extend(study.cases.iter().map(|case| {
        let name = format!("scenarios/{}.toml", case.key);
        text_file(&name, case.scenario.clone())
    }));
    files
}

/// `cases.csv` and `quantities.csv`.
pub(crate) fn tables(study: &Study) -> [File; 2] {
    [
        text_file("cases.csv", csv::cases(study)),
        text_file("quantities.csv", csv::quantities(study)),
    ]
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
