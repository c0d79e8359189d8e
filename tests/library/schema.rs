//! The schema against the reader: it must take every file the reader takes, and refuse what a schema can tell.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};
use toml::de::{DeTable, DeValue};

use clearcast::scenario;

/// Files in `tests/data/invalid` that the schema lets pass, by reason; `missing-*` are all that leave something out.
const BEYOND_A_SCHEMA: [(&str, &[&str]); 7] = [
    (
        "what is missing or excluded could be in the base, or dropped from it",
        &[
            "event-no-duration",
            "event-permanent-duration",
            "missing-*",
            "team-both-ways",
            "team-no-capacity",
            "team-no-cost",
            "team-no-output",
        ],
    ),
    (
        "the rule compares two values",
        &[
            "funding-earmark-proportional",
            "funding-years",
            "law-beta-support",
            "law-gamma-wide",
            "law-lognormal-quantiles",
            "law-pert-order",
            "law-quantiles-order",
            "law-too-wide",
            "law-triangular-order",
            "law-truncation-empty",
            "law-truncation-order",
            "law-uniform-order",
            "target-passed",
            "target-two-ways",
            "team-years",
        ],
    ),
    (
        "the name must be that of a table or an input elsewhere",
        &[
            "correlation-at-arrival",
            "correlation-nothing",
            "driver-nothing",
            "driver-of-driver",
            "event-areas",
            "event-sources",
            "funding-pays-for-areas",
            "funding-pays-for-operators",
            "funding-pays-for-tasks",
            "team-areas",
        ],
    ),
    (
        "the rule is about single characters",
        &["text-hidden", "text-invisible", "text-of-two-lines"],
    ),
    (
        "the rule is about files, or about what the base holds",
        &[
            "base-circle",
            "base-folder",
            "base-misspelt",
            "base-missing",
            "base-no-scenario",
            "mix-dropped-source",
            "mix-new-after-drop",
            "mix-output",
            "mix-years",
            "remove-part-of-a-distribution",
            "remove-unknown",
            "table-misspelt",
        ],
    ),
    (
        "it takes more arithmetic than a schema has",
        &[
            "law-quantiles-skewed",
            "law-truncation-far",
            "range-horizon-months",
        ],
    ),
    (
        "one more bound on every number would hide the bound of its key",
        &["number-too-large"],
    ),
];

fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    files.sort();
    files
}

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&scenario::schema()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The file as an editor's validator sees it; `None` if it is no TOML.
fn document(text: &str) -> Option<Value> {
    DeTable::parse(text)
        .ok()
        .map(|table| object(table.get_ref()))
}

fn object(table: &DeTable<'_>) -> Value {
    let entries = table.iter();
    entries
        .map(|(key, value)| (key.get_ref().to_string(), plain(value.get_ref())))
        .collect()
}

/// Numbers that JSON does not have, and dates, become what no key takes.
fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Boolean(flag) => json!(flag),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Null, |number| json!(number)),
        DeValue::Float(number) => number
            .as_str()
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map_or(Value::Null, Value::Number),
        DeValue::Datetime(_) => Value::Null,
        DeValue::Array(items) => items.iter().map(|item| plain(item.get_ref())).collect(),
        DeValue::Table(table) => object(table),
    }
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn every_file_the_reader_takes_is_valid() {
    let validator = validator();
    let mut seen = 0;
    for folder in [
        "scenarios",
        "tests/data/valid",
        "tests/reference/cases",
        "tests/reference/stochastic",
    ] {
        for file in files(folder) {
            scenario::load(&file, &[]).unwrap_or_else(|error| panic!("{error}"));
            let document = document(&fs::read_to_string(&file).unwrap()).unwrap();
            if let Some(error) = validator.iter_errors(&document).next() {
                panic!("{}: {}: {error}", file.display(), error.instance_path());
            }
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} files");
    let start = document(scenario::STARTING_POINT).unwrap();
    assert!(validator.is_valid(&start));
}

/// What a run writes has no base, so it is held to all rules.
#[test]
fn resolved_and_shown_files_are_valid() {
    let validator = validator();
    for file in [
        "tests/data/valid/everything.toml",
        "scenarios/azerbaijan.toml",
    ] {
        let loaded = scenario::load(Path::new(file), &[]).unwrap();
        for text in [
            &loaded.scenario.resolved,
            &loaded.tree.annotated(&loaded.scenario),
        ] {
            assert!(validator.is_valid(&document(text).unwrap()), "{file}");
        }
    }
}

#[test]
fn every_broken_file_is_invalid_unless_no_schema_could_tell() {
    let validator = validator();
    let listed: Vec<&str> = BEYOND_A_SCHEMA
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect();
    let mut passed = BTreeSet::new();
    for file in files("tests/data/invalid") {
        assert!(scenario::load(&file, &[]).is_err(), "{}", file.display());
        // A file in no known text or no TOML at all is refused before any schema is asked.
        let document = fs::read_to_string(&file)
            .ok()
            .and_then(|text| document(&text));
        if document.is_some_and(|document| validator.is_valid(&document)) {
            let stem = stem(&file);
            let left_out = stem.starts_with("missing-");
            passed.insert(if left_out {
                "missing-*".to_owned()
            } else {
                stem
            });
        }
    }
    let listed_once: BTreeSet<String> = listed.iter().map(ToString::to_string).collect();
    assert_eq!(listed.len(), listed_once.len(), "a file is listed twice");
    let unlisted: Vec<&String> = passed.difference(&listed_once).collect();
    let refused: Vec<&String> = listed_once.difference(&passed).collect();
    assert!(
        unlisted.is_empty() && refused.is_empty(),
        "passed but not listed: {unlisted:#?}\nlisted but refused: {refused:#?}"
    );
}

/// Every key whose lack the reader reports is one that the schema requires of a file without a base.
#[test]
fn a_whole_file_must_have_every_required_key() {
    let validator = validator();
    let small = document(&fs::read_to_string("tests/data/valid/small.toml").unwrap()).unwrap();
    assert!(validator.is_valid(&small));
    let mut seen = 0;
    for file in files("tests/data/invalid") {
        // What land release must say depends on areas and teams.
        if !stem(&file).starts_with("missing-") || stem(&file).contains("land-release") {
            continue;
        }
        let variant = document(&fs::read_to_string(&file).unwrap()).unwrap();
        let mut whole = small.clone();
        let Some(path) = variant["remove"][0].as_str() else {
            // A table that may be absent lacks a key where it is there.
            let tables = variant.as_object().unwrap().clone();
            let tables = tables.into_iter().filter(|(key, _)| key != "base");
            whole.as_object_mut().unwrap().extend(tables);
            assert!(!validator.is_valid(&whole), "{}", file.display());
            continue;
        };
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        let pointer = if table.is_empty() {
            String::new()
        } else {
            format!("/{}", table.replace('.', "/"))
        };
        let table = whole
            .pointer_mut(&pointer)
            .unwrap()
            .as_object_mut()
            .unwrap();
        table.remove(key).unwrap();
        assert!(!validator.is_valid(&whole), "{path} is not required");
        seen += 1;
    }
    assert!(seen > 12, "only {seen} files");
}

/// In a file without a base the schema also knows which keys of one table go together.
#[test]
fn keys_of_one_table_that_exclude_or_need_each_other_are_known() {
    let validator = validator();
    let small = document(&fs::read_to_string("tests/data/valid/small.toml").unwrap()).unwrap();
    for (table, key, value) in [
        ("/team/manual", "rate", json!(300)),
        ("/event/conflict", "permanent", json!(true)),
    ] {
        let mut whole = small.clone();
        whole.pointer_mut(table).unwrap()[key] = value;
        assert!(!validator.is_valid(&whole), "{table}.{key}");
    }
    for (table, key) in [
        ("/team/manual", "output"),
        ("/team/manual", "count"),
        ("/team/manual", "cost"),
        ("/team/survey", "rate"),
        ("/event/conflict", "duration"),
    ] {
        let mut whole = small.clone();
        let table = whole.pointer_mut(table).unwrap().as_object_mut().unwrap();
        table.remove(key).unwrap();
        assert!(!validator.is_valid(&whole), "{key}");
    }
}

#[test]
fn every_key_has_a_description_and_units_and_defaults_are_told() {
    let schema: Value = serde_json::from_str(&scenario::schema()).unwrap();
    let mut keys = 0;
    described(&schema, "", &mut keys);
    assert!(keys > 130, "only {keys}");
    let team = &schema["properties"]["team"]["additionalProperties"]["properties"];
    assert_eq!(
        team["output"]["description"],
        "Output on reference terrain. Unit: m2 per team and working day. Range: at least 0."
    );
    assert_eq!(team["areas"]["default"], json!(["*"]));
}

fn described(schema: &Value, path: &str, keys: &mut usize) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        assert!(property["description"].is_string(), "{path}");
        *keys += 1;
        for below in [
            property,
            &property["items"],
            &property["additionalProperties"],
        ] {
            if below["type"] == "object" && below["additionalProperties"] == json!(false) {
                described(below, &path, keys);
            }
        }
    }
}
