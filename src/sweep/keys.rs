//! The keys of a design, one line each.

use crate::scenario::key_tables::{NOTE, key};
use crate::scenario::keys::Fallback::{Absent, Required};
use crate::scenario::keys::{Key, Kind, Range};

const PAIR: Kind = Kind::Numbers(Range::ANY, Some(2));
const WHOLE: Kind = Kind::Number(Range::from_to(1.0, 1e9));

#[rustfmt::skip]
pub(super) static DESIGN: &[Key] = &[
    key("format", Kind::Format, Required, "", "Number of the file format: 1."),
    key("scenario", Kind::Text, Absent, "", "Scenario file, relative to this one; without it, the built-in baseline."),
    key("set", Kind::Texts, Absent, "", "Settings of all points, each PATH=VALUE as on the command line."),
    key("trials", WHOLE, Absent, "trials", "Trials of each point."),
    key("seed", Kind::Number(Range::from_to(0.0, 9_007_199_254_740_991.0)), Absent, "", "Seed of all randomness."),
    key("sampling", Kind::Choice(&["random", "lhs", "sobol"]), Absent, "", "How the uncertain inputs of trials are sampled."),
    key("random_numbers", Kind::Choice(&["common", "independent"]), Absent, "", "Whether points share the draws of their trials."),
    key("points", WHOLE, Absent, "points", "Points over which the factors with `lhs` or `sobol` are spread."),
    key("outcomes", Kind::Texts, Absent, "", "Figures of each point, such as \"joint\" or \"p80(cost)\"; without it, those of the headline."),
    key("factor", Kind::Tables(FACTOR), Absent, "", "What differs between points."),
    key("variant", Kind::Tables(VARIANT), Absent, "", "Scenarios that are swept side by side."),
    NOTE,
];

#[rustfmt::skip]
static FACTOR: &[Key] = &[
    key("set", Kind::Texts, Absent, "", "Paths or globs of what is set to the factor's value."),
    key("scale", Kind::Texts, Absent, "", "Paths or globs of inputs that are multiplied by the factor's value."),
    key("grid", Kind::Numbers(Range::ANY, Some(3)), Absent, "", "From, to and number of evenly spaced values, ends included."),
    key("list", Kind::Numbers(Range::ANY, None), Absent, "", "Numbers, one after the other."),
    key("values", Kind::Texts, Absent, "", "Values that are no plain numbers: words, or TOML such as \"{ pert = [1, 2, 4] }\"."),
    key("lhs", PAIR, Absent, "", "From and to: values of a Latin hypercube."),
    key("sobol", PAIR, Absent, "", "From and to: values of scrambled Sobol points."),
    key("log", Kind::Flag, Absent, "", "Whether equal ratios are as far apart as equal differences are without it."),
    NOTE,
];

#[rustfmt::skip]
static VARIANT: &[Key] = &[
    key("scenario", Kind::Text, Absent, "", "Scenario file, relative to this one; without it, that of the design."),
    key("set", Kind::Texts, Absent, "", "Settings of this variant, each PATH=VALUE as on the command line."),
    NOTE,
];
