//! A law as a scenario file writes it.

use std::fmt::Write;

use crate::law::{Law, Truncated};
use crate::math::{exp, normal};

/// The law as a value in TOML. What is read from it has the same parameters, but for the last digits of lognormal and gamma laws, whose
/// files hold quantiles and moments instead.
pub(crate) fn law_text(law: &Truncated) -> String {
    let mut inside = match &law.law {
        Law::Fixed(value) if law.min.is_none() && law.max.is_none() => return format!("{value:?}"),
        // A plain number cannot be truncated: inside its bounds it is what it is.
        Law::Fixed(value) => return format!("{:?}", law.is_certain().unwrap_or(*value)),
        Law::Pert { min, mode, max } => format!("pert = [{min:?}, {mode:?}, {max:?}]"),
        Law::Triangular { min, mode, max } => format!("triangular = [{min:?}, {mode:?}, {max:?}]"),
        Law::Uniform { min, max } => format!("uniform = [{min:?}, {max:?}]"),
        Law::Normal { mean, sd } => format!("normal = {{ mean = {mean:?}, sd = {sd:?} }}"),
        Law::Lognormal { mu, sigma } => {
            let reach = sigma * normal::quantile(0.9);
            let (p10, p90) = (exp(mu - reach), exp(mu + reach));
            format!("lognormal = {{ p10 = {p10:?}, p90 = {p90:?} }}")
        }
        Law::Beta {
            alpha,
            beta,
            min,
            max,
        } => {
            format!("beta = {{ alpha = {alpha:?}, beta = {beta:?}, min = {min:?}, max = {max:?} }}")
        }
        Law::Gamma { shape, scale } => {
            let (mean, sd) = (shape * scale, shape.sqrt() * scale);
            format!("gamma = {{ mean = {mean:?}, sd = {sd:?} }}")
        }
        Law::Weibull { shape, scale } => {
            format!("weibull = {{ shape = {shape:?}, scale = {scale:?} }}")
        }
        Law::Discrete(pairs) => format!(
            "discrete = {}",
            list(pairs, |(v, w)| format!("[{v:?}, {w:?}]"))
        ),
        Law::Quantiles { p10, p50, p90 } => {
            format!("quantiles = {{ p10 = {p10:?}, p50 = {p50:?}, p90 = {p90:?} }}")
        }
        Law::Empirical(sample) => format!("empirical = {}", list(sample, |v| format!("{v:?}"))),
    };
    for (name, end) in [("min", law.min), ("max", law.max)] {
        if let Some(end) = end {
            // Writing to a string cannot fail.
            let _ = write!(inside, ", {name} = {end:?}");
        }
    }
    format!("{{ {inside} }}")
}

fn list<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(text).collect();
    format!("[{}]", items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::law_text;
    use crate::scenario::{Scenario, load};

    fn scenario(sets: &[String]) -> Scenario {
        let file = std::path::Path::new("tests/data/valid/everything.toml");
        load(file, sets).unwrap().scenario
    }

    /// Every distribution of the format, read, written and read again.
    #[test]
    fn what_is_written_is_read_as_the_same_law() {
        for text in [
            "12.5",
            "{ pert = [1, 2, 7] }",
            "{ triangular = [1, 2, 7], max = 6 }",
            "{ uniform = [1, 2] }",
            "{ normal = { mean = 20, sd = 2 }, min = 1 }",
            "{ lognormal = { mean = 20, sd = 2 } }",
            "{ beta = { alpha = 2, beta = 3 } }",
            "{ gamma = { mean = 20, sd = 2 } }",
            "{ weibull = { shape = 2, scale = 3 } }",
            "{ discrete = [[1, 2], [3, 4]] }",
            "{ quantiles = { p10 = 1, p50 = 2, p90 = 3.5 }, min = 0.1, max = 9 }",
            "{ empirical = [1, 2, 4] }",
        ] {
            let path = "team.manual.output";
            let read = |text: &str| {
                let mut scenario = scenario(&[format!("{path}={text}")]);
                scenario.input_mut(path).unwrap().law.clone()
            };
            let law = read(text);
            let again = read(&law_text(&law));
            for p in [0.01, 0.5, 0.93] {
                let (a, b) = (
                    law.quantile_exact(p, 1.0 - p),
                    again.quantile_exact(p, 1.0 - p),
                );
                assert!((a - b).abs() <= 1e-14 * a.abs(), "{text}: {a} and {b}");
            }
        }
    }
}
