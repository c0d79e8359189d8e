//! The page for reading on screen: what stands in it, and that nothing in a scenario becomes markup.

use clearcast::report;
use clearcast::run::{Plan, RunResults};
use clearcast::simulate::{Model, RunSpec, Watch};
use toml::Value;

/// What a text of a scenario must not be able to do.
const HOSTILE: &str =
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;<!--]]>{{ 7*7 }}";
/// The same as a page must write it.
const HARMLESS: &str = "&#60;/script&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#60;img src=x onerror=alert(2)&#62;&#34;&#39;&#38;amp;&#60;!--]]&#62;{{ 7*7 }}";

struct Run {
    model: Model,
    results: RunResults,
}

impl Run {
    fn of(text: &str, trials: u64, warnings: &[&str]) -> Self {
        let model =
            Model::from_text("scenario", text, &[]).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan::Plain(0..trials);
        let simulated = plan.simulate(
            &model,
            &RunSpec::new(0, 7),
            &Watch::default(),
            &|_, _, _| (),
        );
        let warnings = warnings.iter().map(ToString::to_string).collect();
        let results = RunResults::new(simulated.unwrap(), warnings);
        Self { model, results }
    }

    fn page(&self) -> String {
        let RunResults {
            summary, charts, ..
        } = &self.results;
        report::html(summary, charts, &self.model.scenario().resolved).unwrap()
    }
}

fn everything() -> String {
    std::fs::read_to_string("tests/data/valid/everything.toml").unwrap()
}

/// Adds the hostile text to every text that is for people.
fn poison(value: &mut Value, poisoned: &mut usize) {
    const FOR_PEOPLE: [&str; 8] = [
        "name",
        "title",
        "description",
        "source",
        "note",
        "region",
        "operator",
        "currency",
    ];
    match value {
        Value::Table(table) => {
            for (key, value) in table.iter_mut() {
                match value {
                    Value::String(text) if FOR_PEOPLE.contains(&key.as_str()) => {
                        text.push_str(HOSTILE);
                        *poisoned += 1;
                    }
                    value => poison(value, poisoned),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|it| poison(it, poisoned)),
        _ => {}
    }
}

/// Every `<…>` of a page, outside of script and style.
fn tags(page: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, from)) = rest.split_once('<') {
        let (tag, after) = from.split_once('>').unwrap();
        tags.push(tag);
        rest = match tag.split(' ').next() {
            Some(name @ ("script" | "style")) => {
                let end = format!("</{name}>");
                after.split_once(&end).unwrap().1
            }
            _ => after,
        };
    }
    tags
}

#[test]
fn nothing_in_a_scenario_becomes_markup() {
    let mut scenario: Value = everything().parse::<toml::Table>().unwrap().into();
    let mut poisoned = 0;
    poison(&mut scenario, &mut poisoned);
    assert!(poisoned > 40, "{poisoned}");
    let text = toml_text(&scenario);
    let plain = Run::of(&everything(), 64, &["Mind."]).page();
    let hostile = Run::of(&text, 64, &[HOSTILE]).page();
    // The page has the same elements with the same attributes but for what these say.
    let names = |page: &str| -> Vec<String> {
        let name = |tag: &str| tag.split([' ', '\n']).next().unwrap_or_default().to_owned();
        let drawn = [
            "text", "/text", "polyline", "rect", "circle", "polygon", "line",
        ];
        let all = tags(page).into_iter().map(name);
        all.filter(|name| !drawn.contains(&name.as_str())).collect()
    };
    assert_eq!(names(&plain), names(&hostile));
    let shown = hostile.matches(HARMLESS).count();
    assert!(shown >= 25, "{shown}");
    for tag in tags(&hostile) {
        assert!(
            !tag.contains("onerror") || tag.contains(HARMLESS) || tag.contains("&#60;img"),
            "{tag}"
        );
        assert!(!tag.starts_with("img") && !tag.contains('<'), "{tag}");
    }
    assert!(!hostile.contains("<img") && !hostile.contains("alert(1)</script>"));
}

/// Written by the parser's own types, so that keys and escapes are right whatever the texts hold.
fn toml_text(value: &Value) -> String {
    fn inline(value: &Value) -> String {
        use toml_writer::{ToTomlKey as _, ToTomlValue as _};
        match value {
            Value::String(text) => text.to_toml_value(),
            Value::Array(values) => {
                let values: Vec<String> = values.iter().map(inline).collect();
                format!("[{}]", values.join(", "))
            }
            Value::Table(table) => {
                let entries: Vec<String> = table
                    .iter()
                    .map(|(key, value)| format!("{} = {}", key.to_toml_key(), inline(value)))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => format!("{number:?}"),
            Value::Boolean(flag) => flag.to_string(),
            Value::Datetime(date) => date.to_string(),
        }
    }
    use toml_writer::ToTomlKey as _;
    let Value::Table(table) = value else {
        unreachable!("a file is a table")
    };
    let lines = table
        .iter()
        .map(|(key, value)| format!("{} = {}\n", key.to_toml_key(), inline(value)));
    lines.collect()
}

/// The policy forbids what is not named by its hash, so nothing may need it.
#[test]
fn a_page_keeps_its_own_policy_and_loads_nothing() {
    let page = Run::of(&everything(), 64, &[]).page();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    for tag in tags(&page) {
        let attributes = tag
            .split("\" ")
            .filter_map(|it| it.split_once("=\""))
            .map(|(name, _)| name);
        let names: Vec<&str> = attributes
            .map(|name| name.rsplit(' ').next().unwrap())
            .collect();
        for name in names {
            let loads = ["style", "src", "srcset", "xlink:href", "action", "data"].contains(&name);
            assert!(!loads && !name.starts_with("on"), "{name} in {tag}");
        }
        if let Some((_, to)) = tag.split_once("href=\"") {
            assert!(to.starts_with('#'), "{tag}");
        }
    }
    assert_eq!(page.matches("<style>").count(), 1);
    assert_eq!(page.matches("<script>").count(), 1);
    let policy = page
        .split_once("Content-Security-Policy\" content=\"")
        .unwrap()
        .1;
    let policy = policy.split_once('"').unwrap().0;
    assert!(
        !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
}

#[test]
fn all_that_was_found_and_assumed_stands_in_the_page() {
    let run = Run::of(&everything(), 64, &["Mind the gap."]);
    let page = run.page();
    let RunResults {
        summary, charts, ..
    } = &run.results;
    let has = |text: &str| {
        let escaped = text
            .replace('&', "&#38;")
            .replace('<', "&#60;")
            .replace('>', "&#62;");
        let escaped = escaped.replace('"', "&#34;").replace('\'', "&#39;");
        assert!(page.contains(&escaped), "{text}");
    };
    has("Mind the gap.");
    // Sums of spending by region and the like are families; the others stand in one table by their meaning.
    for figure in &summary.figures {
        let key = figure.column.key().replace('_', " ");
        let families = ["regions", "cost_by", "lapsed_by", "items"];
        match figure.column.name.split('.').next() {
            Some(family) if families.contains(&family) => has(&key),
            _ if figure.column.declared().is_family() => {}
            _ => has(figure.column.meaning.trim_end_matches('.')),
        }
    }
    let resolved = &run.model.scenario().resolved;
    let loaded = clearcast::scenario::from_text("resolved", resolved, &[]).unwrap();
    let register = loaded.register();
    assert!(register.len() > 50);
    for input in &register {
        has(&input.path);
        has(&input.unit);
        if input.value.starts_with('{') {
            has(&input.value);
        }
        for remark in [&input.source, &input.note].into_iter().flatten() {
            has(remark);
        }
    }
    for event in &loaded.scenario.events {
        has(&event.title);
    }
    for driver in &loaded.scenario.drivers {
        has(&driver.title);
    }
    has(&summary.scenario.sha256);
    has("clearcast run resolved.toml --trials 64 --seed 7 --sampling sobol --out again");
    for year in &charts.calendar_years[..3] {
        assert!(page.contains(&format!(">{year}</th>")), "{year}");
    }
    for chart in [
        "joint",
        "completion",
        "cost",
        "remaining",
        "spending",
        "regions",
    ] {
        assert!(
            page.contains(&format!("<figure id=\"chart-{chart}\"")),
            "{chart}"
        );
    }
}

/// Every step of the curve within the axis can be read, with its date and its share.
#[test]
fn the_values_of_a_chart_are_those_that_were_found() {
    let run = Run::of(&everything(), 256, &[]);
    let RunResults {
        summary, charts, ..
    } = &run.results;
    let drawings = report::draw(summary, charts).unwrap();
    let completion = drawings.iter().find(|it| it.name == "completion").unwrap();
    let curve = &charts.completion;
    let texts: Vec<&str> = completion
        .readings
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    assert!(!texts.is_empty() && texts.len() <= curve.x.len());
    let mut found = 0;
    for (x, p) in curve.x.iter().zip(&curve.p) {
        let date = clearcast::words::month(charts.start, *x);
        let Some(text) = texts.iter().find(|it| it.starts_with(&format!("{date}: "))) else {
            continue;
        };
        found += 1;
        let number = text.split(": ").nth(1).unwrap();
        let digits: String = number
            .trim_start_matches(['<', '>', ' '])
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        assert!(
            (digits.parse::<f64>().unwrap() - 100.0 * p).abs() < 0.51,
            "{text}: {p}"
        );
    }
    assert_eq!(found, texts.len());
    // Where they stand is on the drawing.
    for drawing in &drawings {
        for reading in &drawing.readings {
            let (x, y) = reading.at;
            assert!(
                (0.0..=drawing.size.0).contains(&x) && (0.0..=drawing.size.1).contains(&y),
                "{reading:?}"
            );
        }
    }
}

/// Pages of results that few scenarios have: nothing finished, nothing known, no money, no limits.
#[test]
fn every_extreme_case_becomes_a_page() {
    let resolved = &Run::of(&everything(), 32, &[])
        .model
        .scenario()
        .resolved
        .clone();
    for case in crate::invented::cases() {
        let (summary, charts) = case.results();
        let page = report::html(&summary, &charts, resolved).unwrap();
        let (shown, _) = page.rsplit_once("<script>").unwrap();
        let (_, shown) = shown.split_once("</style>").unwrap();
        for wrong in ["NaN", ">inf<", "inf ", "−inf"] {
            assert!(!shown.contains(wrong), "{}: {wrong}", case.name);
        }
        assert!(page.len() < 2_000_000, "{}: {}", case.name, page.len());
    }
}
