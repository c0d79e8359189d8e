//! A JSON Schema of scenario files, made from the key tables that read them.
//!
//! It never refuses what the reader takes. The other way round it cannot say everything: it sees one file without its base, and
//! knows no rule that compares two values. The test of the schema lists what it misses.

mod laws;

use serde_json::{Map, Value, json};

use super::document::{Node, Number, Value as Toml, default_node};
use super::key_tables::SCENARIO;
use super::keys::{Fallback, Input, Key, Kind, Range};

/// What the name of a table may be: see [`super::keys::is_name`].
const NAME: &str = r"^[\p{L}\p{M}\p{N}_-]+$";

/// The JSON Schema (draft 2020-12) of a scenario file, as text.
pub fn schema() -> String {
    let mut root = table(SCENARIO);
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("clearcast scenario");
    root["description"] = json!(
        "A mine-clearance programme: its land, teams, money and risks, and the estimate under test."
    );
    root["properties"]["base"] = json!({
        "description": "Another scenario file that this one changes, by its path relative to this file.",
        "type": "string",
    });
    root["properties"]["remove"] = json!({
        "description": "Paths of tables and keys of the base to drop.",
        "type": "array",
        "items": { "type": "string" },
    });
    root["dependentRequired"] = json!({ "remove": ["base"] });
    // What a variant leaves out, its base may have.
    root["if"] = json!({ "not": { "required": ["base"] } });
    root["then"] = json!({ "$ref": "#/$defs/complete" });
    let mut definitions = Map::new();
    definitions.insert("complete".to_owned(), complete(SCENARIO));
    for range in laws::RANGES {
        definitions.insert(laws::name(range).to_owned(), laws::distribution(range));
    }
    root["$defs"] = Value::Object(definitions);
    format!("{root:#}\n")
}

/// A table with these keys, none of them required.
fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| (key.name.to_owned(), property(key)))
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// One key: what its kind allows, with meaning, unit, range and default in words.
fn property(key: &Key) -> Value {
    let mut schema = kind(key.kind);
    schema["description"] = json!(words(key));
    if let Fallback::Value(toml) = key.fallback {
        schema["default"] = json_of(&default_node(toml));
    }
    // Rules between the items of one list.
    match key.name {
        "working_days" => schema["contains"] = json!({ "exclusiveMinimum": 0 }),
        "milestones" => schema["uniqueItems"] = json!(true),
        "dimensions" => {
            schema["uniqueItems"] = json!(true);
            schema["minItems"] = json!(0);
        }
        _ => {}
    }
    schema
}

fn words(key: &Key) -> String {
    let mut words = vec![key.doc.to_owned()];
    if !key.unit.is_empty() {
        words.push(format!("Unit: {}.", key.unit));
    }
    if let Kind::Number(range)
    | Kind::Horizon(range)
    | Kind::Numbers(range, _)
    | Kind::Uncertain(Input { range, .. })
    | Kind::ByYear(Input { range, .. }) = key.kind
        && range != Range::ANY
    {
        words.push(format!("Range: {}.", range.words()));
    }
    words.extend(match key.fallback {
        Fallback::Required => Some("Required.".to_owned()),
        Fallback::Absent => None,
        Fallback::Value(toml) => Some(format!("Default: {toml}.")),
        Fallback::TableName => Some("Default: the name of the table.".to_owned()),
    });
    words.join(" ")
}

fn kind(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string", "pattern": "\\S" }),
        Kind::Remark => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Choice(choices) => json!({ "type": "string", "enum": choices }),
        Kind::Format => json!({ "type": "integer", "const": 1 }),
        Kind::Number(range) | Kind::Horizon(range) => number(range),
        Kind::Numbers(range, length) => {
            let mut list = json!({ "type": "array", "items": number(range) });
            if let Some(length) = length {
                list["minItems"] = json!(length);
                list["maxItems"] = json!(length);
            }
            list
        }
        Kind::Year => json!({ "type": "integer", "minimum": 0, "maximum": 9999 }),
        Kind::Month => json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" }),
        Kind::FirstMonth | Kind::LastMonth => json!({ "anyOf": [
            { "type": "integer", "minimum": 0, "maximum": 9999 },
            { "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" },
        ] }),
        Kind::MonthsOfYear => json!({
            "type": "array",
            "items": { "type": "integer", "minimum": 1, "maximum": 12 },
            "uniqueItems": true,
            "maxItems": 11,
        }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        Kind::Uncertain(input) => uncertain(input.range),
        Kind::ByYear(input) => json!({
            "type": "object",
            "properties": { "source": remark("source"), "note": remark("note") },
            "patternProperties": { "^[0-9]{4}$": uncertain(input.range) },
            "additionalProperties": false,
        }),
        Kind::Multipliers => {
            let [source, note] = ["source", "note"].map(|name| {
                // A label may be called that too; then its multiplier is a number.
                let mut either = number(Range::AT_LEAST_ZERO);
                either["type"] = json!(["string", "number"]);
                either["description"] = remark(name)["description"].take();
                either
            });
            json!({
                "type": "object",
                "properties": { "source": source, "note": note },
                "propertyNames": { "pattern": NAME },
                "additionalProperties": number(Range::AT_LEAST_ZERO),
            })
        }
        Kind::Table(keys) => table(keys),
        Kind::Tables(keys) => json!({
            "type": "object",
            "propertyNames": { "pattern": NAME },
            "additionalProperties": table(keys),
        }),
        Kind::Entries(keys) => {
            // Entries are added to those of a base, never merged with them, so each is whole.
            let mut item = table(keys);
            item["required"] = json!(required(keys));
            json!({ "type": "array", "items": item })
        }
    }
}

/// A remark on a table of labels or years, which has no key table.
fn remark(name: &str) -> Value {
    let words = match name {
        "source" => "Where the values of this table come from.",
        _ => "A remark on the values of this table, such as \"judgement\".",
    };
    json!({ "description": words, "type": "string" })
}

fn uncertain(range: Range) -> Value {
    let definition = format!("#/$defs/{}", laws::name(range));
    json!({ "anyOf": [number(range), { "$ref": definition }] })
}

/// A number in this range.
fn number(range: Range) -> Value {
    let mut schema = json!({ "type": "number" });
    if range.min.is_finite() {
        let least = if range.min_included {
            "minimum"
        } else {
            "exclusiveMinimum"
        };
        schema[least] = plain(range.min);
    }
    if range.max.is_finite() {
        schema["maximum"] = plain(range.max);
    }
    schema
}

/// A number as people write it: 1, not 1.0.
fn plain(value: f64) -> Value {
    if value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

fn required(keys: &[Key]) -> Vec<&'static str> {
    keys.iter()
        .filter(|key| matches!(key.fallback, Fallback::Required))
        .map(|key| key.name)
        .collect()
}

/// What a file without a base must have, table by table, and the rules between keys of one table.
fn complete(keys: &[Key]) -> Value {
    let mut below = Map::new();
    for key in keys {
        let inner = match key.kind {
            Kind::Table(keys) => complete(keys),
            Kind::Tables(keys) => {
                let mut named = complete(keys);
                between_keys(key.name, &mut named);
                let least = usize::from(matches!(key.fallback, Fallback::Required));
                json!({ "additionalProperties": named, "minProperties": least })
            }
            _ => continue,
        };
        below.insert(key.name.to_owned(), inner);
    }
    json!({ "required": required(keys), "properties": below })
}

/// The rules of [`super::rules`] about which keys of a named table go together.
fn between_keys(table: &str, schema: &mut Value) {
    match table {
        "team" => {
            schema["if"] = json!({ "required": ["rate"] });
            schema["then"] = json!({ "properties": { "count": false, "output": false } });
            schema["else"] = json!({ "anyOf": [
                { "required": ["count", "output"] },
                { "required": ["by_year"] },
            ] });
            schema["anyOf"] = json!([{ "required": ["cost"] }, { "required": ["unit_cost"] }]);
        }
        "event" => {
            let permanent = json!({ "permanent": { "const": true } });
            schema["if"] = json!({ "properties": permanent, "required": ["permanent"] });
            schema["then"] = json!({ "properties": { "duration": false } });
            schema["else"] = json!({ "required": ["duration"] });
        }
        _ => {}
    }
}

/// A default value of the key tables as JSON.
fn json_of(node: &Node) -> Value {
    match &node.value {
        Toml::Text(text) => json!(text),
        Toml::Number(Number { value, .. }) => plain(*value),
        Toml::Flag(flag) => json!(flag),
        Toml::Date => Value::Null,
        Toml::List(items) => items.iter().map(json_of).collect(),
        Toml::Table(table) => table
            .0
            .iter()
            .map(|entry| (entry.key.clone(), json_of(&entry.node)))
            .collect(),
    }
}
