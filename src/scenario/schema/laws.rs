//! The part of the schema about distributions.

use serde_json::{Map, Value, json};

use super::number;
use crate::scenario::distributions::{DISTRIBUTIONS, Form, Parameter};
use crate::scenario::keys::Range;

/// The ranges that keys have whose value may be uncertain; each has a definition of its own.
pub(super) const RANGES: [Range; 3] = [Range::ANY, Range::AT_LEAST_ZERO, Range::SHARE];

/// What the definition for a range is called.
pub(super) fn name(range: Range) -> &'static str {
    match (range.min.is_finite(), range.max.is_finite()) {
        (false, _) => "distribution",
        (true, false) => "distribution-at-least-0",
        (true, true) => "distribution-of-a-share",
    }
}

/// A table with one distribution whose values stay in `range`, as far as that can be told from single numbers.
pub(super) fn distribution(range: Range) -> Value {
    let mut properties: Map<String, Value> = DISTRIBUTIONS
        .iter()
        .map(|law| {
            let mut schema = form(&law.form);
            schema["description"] = json!(law.doc);
            (law.name.to_owned(), schema)
        })
        .collect();
    for (name, words) in [
        ("min", "Truncates the distribution from below."),
        ("max", "Truncates the distribution from above."),
    ] {
        let end = json!({ "type": "number", "description": words });
        properties.insert(name.to_owned(), end);
    }
    for (name, words) in [
        ("source", "Where the value comes from."),
        ("note", "A remark on the value, such as \"judgement\"."),
    ] {
        let remark = json!({ "type": "string", "description": words });
        properties.insert(name.to_owned(), remark);
    }
    let exactly_one: Vec<Value> = DISTRIBUTIONS
        .iter()
        .map(|law| json!({ "required": [law.name] }))
        .collect();
    let mut schema = json!({
        "description": "A distribution, such as { pert = [1, 2, 4] }, with `min` and `max` to truncate it.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "oneOf": exactly_one,
    });
    let rules = within(range);
    if !rules.is_empty() {
        schema["allOf"] = Value::Array(rules);
    }
    schema
}

fn form(form: &Form) -> Value {
    let any = number(Range::ANY);
    match form {
        Form::List(parameters, _) => json!({
            "type": "array",
            "items": any,
            "minItems": parameters.len(),
            "maxItems": parameters.len(),
            "title": format!("[{}]", parameters.join(", ")),
        }),
        Form::Named(sets) => {
            let known: Map<String, Value> = sets
                .iter()
                .flat_map(|(set, _)| set.iter())
                .map(|parameter| (parameter.name.to_owned(), with_default(parameter)))
                .collect();
            let sets: Vec<Value> = sets.iter().map(|(set, _)| exactly(set)).collect();
            json!({ "type": "object", "properties": known, "additionalProperties": false, "oneOf": sets })
        }
        Form::Weighted => {
            let pair = json!({
                "type": "array",
                "items": any,
                "prefixItems": [any, number(Range::AT_LEAST_ZERO)],
                "minItems": 2,
                "maxItems": 2,
            });
            let weighty = json!({ "prefixItems": [true, { "exclusiveMinimum": 0 }] });
            json!({ "type": "array", "items": pair, "contains": weighty, "title": "[[value, weight], …]" })
        }
        Form::Sample => json!({ "type": "array", "items": any, "minItems": 2 }),
    }
}

fn with_default(parameter: &Parameter) -> Value {
    let mut schema = number(parameter.range);
    if let Some(default) = parameter.default {
        schema["default"] = super::plain(default);
    }
    schema
}

/// One set of parameters and no other.
fn exactly(set: &[Parameter]) -> Value {
    let required: Vec<&str> = set
        .iter()
        .filter(|parameter| parameter.default.is_none())
        .map(|parameter| parameter.name)
        .collect();
    let known: Vec<&str> = set.iter().map(|parameter| parameter.name).collect();
    json!({ "required": required, "propertyNames": { "enum": known } })
}

/// Rules that keep the values in the range: at each end that the range has, either `min` or `max` cuts off what lies beyond, or
/// no parameter lies beyond.
fn within(range: Range) -> Vec<Value> {
    let mut rules = Vec::new();
    if range.min.is_finite() {
        let bound = json!({ "minimum": super::plain(range.min) });
        rules.extend(at_end("min", &bound, &["normal"]));
    }
    if range.max.is_finite() {
        let bound = json!({ "maximum": super::plain(range.max) });
        let unbounded = ["normal", "lognormal", "gamma", "weibull"];
        rules.extend(at_end("max", &bound, &unbounded));
    }
    rules
}

/// `unbounded` are the distributions that reach beyond every bound on this side. `quantiles` does too, unless the three are equal,
/// which a schema cannot tell; so it is left to the reader, as the values of `discrete` are, where a weight of 0 lifts the rule.
fn at_end(end: &str, bound: &Value, unbounded: &[&str]) -> Vec<Value> {
    let cut = json!({ "required": [end], "properties": { end: bound } });
    let items = json!({ "items": bound });
    let inside = json!({ "properties": {
        "pert": items,
        "triangular": items,
        "uniform": items,
        "empirical": items,
        "beta": { "properties": { end: bound } },
    } });
    let mut rules = vec![json!({ "if": cut, "else": inside })];
    for law in unbounded {
        // Without spread it is a plain number.
        let spread = json!({ "properties": { "sd": { "exclusiveMinimum": 0 } } });
        let has_spread = json!({ "required": [law], "properties": { *law: spread } });
        rules.push(json!({ "if": has_spread, "then": cut }));
    }
    rules
}
