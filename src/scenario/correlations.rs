//! Correlations over patterns of inputs, and the pairs of dimensions they stand for.

use std::collections::BTreeMap;

use super::chance::mechanism_of;
use super::checked::Checked;
use super::glob;
use super::inputs::InputAt;
use super::keys::Drawn;
use super::problem::{MOST_TOLD, Problem};
use super::rules::{Verdict, nothing_matches};
use super::source::Span;
use super::types::{Correlation, CorrelationRule, Scenario};

/// The correlations as written.
pub(super) fn rules(
    scenario: &Checked,
    inputs: &[InputAt],
    verdict: &mut Verdict,
) -> Vec<CorrelationRule> {
    let mut rules = Vec::new();
    for entry in scenario.tables("correlation") {
        let patterns = entry.texts("among");
        for (pattern, at) in patterns {
            check(pattern, *at, scenario, inputs, verdict);
        }
        let mut named = inputs.iter().filter(|input| {
            let any = |(pattern, _): &(String, _)| glob::matches(pattern, &input.path);
            patterns.iter().any(any) && input.drawn == Drawn::PerTrial
        });
        if let (Some(only), None) = (named.next(), named.next()) {
            let warning = Problem::new(
                "a correlation of a single input has no effect",
                entry.place("among"),
            );
            verdict.warnings.push(
                warning
                    .found(format!("only `{}`", only.path))
                    .help("name another input, or delete the entry"),
            );
        }
        rules.extend(entry.number("rho").map(|rho| CorrelationRule {
            among: patterns.iter().map(|(it, _)| it.clone()).collect(),
            rho,
        }));
    }
    rules
}

impl Scenario {
    /// The scenario over these dimensions of the design, which hold those it has: its own first, or in another order.
    ///
    /// Correlations reach every dimension that their patterns match, also one whose input this scenario does not draw: so its
    /// other inputs have the draws that they have in a scenario that does draw it.
    #[must_use]
    pub fn over(self, dimensions: Vec<String>) -> Self {
        let mut pairs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for rule in &self.correlation_rules {
            let matches = |path: &String| rule.among.iter().any(|it| glob::matches(it, path));
            // Whether a driver acts or a pledge is kept is no input, nor is chance.
            let is_input = |path: &String| {
                let driver = path.matches('.').count() == 1 && path.starts_with("driver.");
                let pledge = path.starts_with("funding.") && path.ends_with(".probability");
                !driver && !pledge && mechanism_of(path).is_none()
            };
            let members = (0..dimensions.len())
                .filter(|at| is_input(&dimensions[*at]) && matches(&dimensions[*at]));
            let members: Vec<usize> = members.collect();
            for (i, &a) in members.iter().enumerate() {
                // The last entry that names a pair wins.
                pairs.extend(members[i + 1..].iter().map(|&b| ((a, b), rule.rho)));
            }
        }
        let correlation = |((a, b), rho): ((usize, usize), f64)| Correlation {
            a: dimensions[a].clone(),
            b: dimensions[b].clone(),
            rho,
        };
        Self {
            correlations: pairs.into_iter().map(correlation).collect(),
            dimensions,
            ..self
        }
    }
}

fn check(
    pattern: &str,
    at: Option<Span>,
    scenario: &Checked,
    inputs: &[InputAt],
    verdict: &mut Verdict,
) {
    let matched: Vec<&InputAt> = inputs
        .iter()
        .filter(|input| glob::matches(pattern, &input.path))
        .collect();
    if matched.is_empty() {
        let guess = verdict.problems.len() < MOST_TOLD;
        let problem = nothing_matches("among", (pattern, at), scenario, inputs, guess);
        verdict.problems.extend(problem);
    } else if matched.iter().all(|input| input.drawn == Drawn::PerArrival) {
        let problem = Problem::new(
            "a correlation is between inputs that are drawn once per trial",
            at,
        );
        verdict.problems.push(
            problem
                .found(format!("`{pattern}` is drawn anew at every arrival"))
                .help("delete the name"),
        );
    } else if !matched.iter().any(|input| input.uncertain) {
        let warning = Problem::new("a correlation with a plain number has no effect", at);
        verdict.warnings.push(
            warning
                .found(format!("`{pattern}` names no uncertain input"))
                .help("give it a distribution, or delete the name"),
        );
    }
}
