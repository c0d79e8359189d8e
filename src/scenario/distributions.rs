//! The distributions an uncertain value may be written as, one line each.

use super::keys::Range;
use crate::law::Law;

/// One distribution: its key, how its parameters are written, and the law they make.
pub(super) struct Distribution {
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// What it is, in one sentence.
    pub(super) doc: &'static str,
}

/// Makes a law of parameters in their order; `Err` says which rule they break.
pub(super) type Make = fn(&[f64]) -> Result<Law, &'static str>;

/// How parameters are written.
pub(super) enum Form {
    /// A list of these.
    List(&'static [&'static str], Make),
    /// A table of one of these sets of parameters.
    Named(&'static [(&'static [Parameter], Make)]),
    /// A list of pairs of value and weight.
    Weighted,
    /// A list of values.
    Sample,
}

/// A parameter by name, and what it is if not given.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) default: Option<f64>,
    /// Where it must lie whatever the others are: the part of [`Make`]'s rule that a schema can tell.
    pub(super) range: Range,
}

const fn parameter(name: &'static str, range: Range) -> Parameter {
    Parameter {
        name,
        default: None,
        range,
    }
}

const fn parameter_or(name: &'static str, default: f64) -> Parameter {
    Parameter {
        name,
        default: Some(default),
        range: Range::ANY,
    }
}

const ABOVE_ZERO: Range = Range::above(0.0, f64::INFINITY);
/// Shapes between which both tails of a beta law keep their digits, and cost no more than thousands of operations.
const SHAPE: Range = Range::from_to(1e-4, 1e8);
const SPREAD: Parameter = parameter("sd", Range::AT_LEAST_ZERO);
const MEAN_SD: &[Parameter] = &[parameter("mean", Range::ANY), SPREAD];
const POSITIVE_MEAN_SD: &[Parameter] = &[parameter("mean", ABOVE_ZERO), SPREAD];

#[rustfmt::skip]
pub(super) static DISTRIBUTIONS: &[Distribution] = &[
    Distribution { name: "pert", form: Form::List(&["min", "mode", "max"], pert), doc: "Beta-PERT with weight 4." },
    Distribution { name: "triangular", form: Form::List(&["min", "mode", "max"], triangular), doc: "Triangular." },
    Distribution { name: "uniform", form: Form::List(&["min", "max"], uniform), doc: "Uniform." },
    Distribution { name: "normal", form: Form::Named(&[(MEAN_SD, normal)]), doc: "Normal." },
    Distribution {
        name: "lognormal",
        form: Form::Named(&[(POSITIVE_MEAN_SD, lognormal), (&[parameter("p10", ABOVE_ZERO), parameter("p90", ABOVE_ZERO)], lognormal_between)]),
        doc: "Lognormal, by mean and standard deviation of the value itself or by two quantiles.",
    },
    Distribution {
        name: "beta",
        form: Form::Named(&[(&[parameter("alpha", SHAPE), parameter("beta", SHAPE), parameter_or("min", 0.0), parameter_or("max", 1.0)], beta)]),
        doc: "Beta, stretched to the support from `min` to `max`.",
    },
    Distribution { name: "gamma", form: Form::Named(&[(POSITIVE_MEAN_SD, gamma)]), doc: "Gamma." },
    Distribution { name: "weibull", form: Form::Named(&[(&[parameter("shape", ABOVE_ZERO), parameter("scale", ABOVE_ZERO)], weibull)]), doc: "Weibull." },
    Distribution { name: "discrete", form: Form::Weighted, doc: "Values with weights." },
    Distribution {
        name: "quantiles",
        form: Form::Named(&[(&[parameter("p10", Range::ANY), parameter("p50", Range::ANY), parameter("p90", Range::ANY)], quantiles)]),
        doc: "The three-term metalog through three quantiles (Keelin 2016).",
    },
    Distribution { name: "empirical", form: Form::Sample, doc: "The piecewise-linear quantile function of a sample." },
];

const ORDERED: &str = "`min` must not exceed `mode`, nor `mode` exceed `max`";
const MIN_MAX: &str = "`min` must not exceed `max`";
const SD: &str = "`sd` must be at least 0";
const MEAN_AND_SD: &str = "`mean` must be above 0 and `sd` at least 0";

/// The law if the rule holds.
fn under(rule: &'static str, holds: bool, law: impl FnOnce() -> Law) -> Result<Law, &'static str> {
    if holds { Ok(law()) } else { Err(rule) }
}

fn pert(p: &[f64]) -> Result<Law, &'static str> {
    let (min, mode, max) = (p[0], p[1], p[2]);
    under(ORDERED, min <= mode && mode <= max, || Law::Pert {
        min,
        mode,
        max,
    })
}

fn triangular(p: &[f64]) -> Result<Law, &'static str> {
    let (min, mode, max) = (p[0], p[1], p[2]);
    under(ORDERED, min <= mode && mode <= max, || Law::Triangular {
        min,
        mode,
        max,
    })
}

fn uniform(p: &[f64]) -> Result<Law, &'static str> {
    let (min, max) = (p[0], p[1]);
    under(MIN_MAX, min <= max, || Law::Uniform { min, max })
}

fn normal(p: &[f64]) -> Result<Law, &'static str> {
    let (mean, sd) = (p[0], p[1]);
    under(SD, sd >= 0.0, || Law::Normal { mean, sd })
}

fn lognormal(p: &[f64]) -> Result<Law, &'static str> {
    under(MEAN_AND_SD, p[0] > 0.0 && p[1] >= 0.0, || {
        Law::lognormal_from_moments(p[0], p[1])
    })
}

fn lognormal_between(p: &[f64]) -> Result<Law, &'static str> {
    let rule = "`p10` must be above 0 and below `p90`";
    under(rule, 0.0 < p[0] && p[0] < p[1], || {
        Law::lognormal_from_quantiles(p[0], p[1])
    })
}

fn beta(p: &[f64]) -> Result<Law, &'static str> {
    let (alpha, beta, min, max) = (p[0], p[1], p[2], p[3]);
    under(
        "`alpha` and `beta` must be from 0.0001 to 100,000,000",
        SHAPE.holds(alpha.min(beta), alpha.max(beta)),
        || Law::Fixed(0.0),
    )?;
    under(MIN_MAX, min <= max, || Law::Beta {
        alpha,
        beta,
        min,
        max,
    })
}

fn gamma(p: &[f64]) -> Result<Law, &'static str> {
    under(
        "`sd` must be at most a thousand times `mean`",
        !(p[0] > 0.0 && p[1] > 1e3 * p[0]),
        || Law::Fixed(0.0),
    )?;
    under(MEAN_AND_SD, p[0] > 0.0 && p[1] >= 0.0, || {
        Law::gamma_from_moments(p[0], p[1])
    })
}

fn weibull(p: &[f64]) -> Result<Law, &'static str> {
    let (shape, scale) = (p[0], p[1]);
    under(
        "`shape` and `scale` must be above 0",
        shape > 0.0 && scale > 0.0,
        || Law::Weibull { shape, scale },
    )
}

fn quantiles(p: &[f64]) -> Result<Law, &'static str> {
    let (p10, p50, p90) = (p[0], p[1], p[2]);
    under(
        "`p10` must not exceed `p50`, nor `p50` exceed `p90`",
        p10 <= p50 && p50 <= p90,
        || Law::Fixed(p50),
    )?;
    let rule = "`p50` must lie nearer to the middle of `p10` and `p90`: these are too skewed for one smooth distribution";
    under(rule, Law::quantiles_feasible(p10, p50, p90), || {
        Law::Quantiles { p10, p50, p90 }
    })
}

/// A law of values with weights: equal values joined, in increasing order.
pub(super) fn discrete(mut pairs: Vec<(f64, f64)>) -> Result<Law, &'static str> {
    under(
        "weights must be at least 0",
        pairs.iter().all(|&(_, weight)| weight >= 0.0),
        || Law::Fixed(0.0),
    )?;
    pairs.retain(|&(_, weight)| weight > 0.0);
    under(
        "at least one weight must be above 0",
        !pairs.is_empty(),
        || Law::Fixed(0.0),
    )?;
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Vec<(f64, f64)> = Vec::new();
    for (value, weight) in pairs {
        // The values come in order: one that is not above the last equals it.
        match joined.last_mut().filter(|last| value <= last.0) {
            Some(last) => last.1 += weight,
            None => joined.push((value, weight)),
        }
    }
    let finite = joined
        .iter()
        .map(|&(_, weight)| weight)
        .sum::<f64>()
        .is_finite();
    under("the sum of the weights must be finite", finite, || {
        Law::Discrete(joined)
    })
}

/// A law of a sample, sorted.
pub(super) fn empirical(mut values: Vec<f64>) -> Result<Law, &'static str> {
    values.sort_by(f64::total_cmp);
    under(
        "a sample needs at least two values",
        values.len() >= 2,
        || Law::Empirical(values),
    )
}
