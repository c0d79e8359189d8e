//! Expands correlations over patterns to pairs of uncertain inputs.

use std::collections::BTreeMap;

use super::checked::Checked;
use super::document::Span;
use super::glob;
use super::inputs::InputAt;
use super::keys::Drawn;
use super::problem::{MOST_TOLD, Problem};
use super::rules::{Verdict, nothing_matches};
use super::types::Correlation;

/// One correlation per pair of uncertain inputs, in the order of the dimensions; the last entry that names a pair wins.
pub(super) fn expand(
    scenario: &Checked,
    inputs: &[InputAt],
    dimensions: &[String],
    verdict: &mut Verdict,
) -> Vec<Correlation> {
    let mut pairs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for entry in scenario.tables("correlation") {
        let patterns = entry.texts("among");
        for (pattern, at) in patterns {
            check(pattern, *at, scenario, inputs, verdict);
        }
        let named: Vec<&InputAt> = inputs
            .iter()
            .filter(|input| {
                patterns
                    .iter()
                    .any(|(pattern, _)| glob::matches(pattern, &input.path))
            })
            .filter(|input| input.drawn == Drawn::PerTrial)
            .collect();
        if named.len() == 1 {
            let warning = Problem::new(
                "a correlation of a single input has no effect",
                entry.place("among"),
            );
            verdict.warnings.push(
                warning
                    .found(format!("only `{}`", named[0].path))
                    .help("name another input, or delete the entry"),
            );
        }
        let mut members: Vec<usize> = named
            .iter()
            .filter(|input| input.uncertain)
            .filter_map(|input| dimensions.iter().position(|path| *path == input.path))
            .collect();
        members.sort_unstable();
        let Some(rho) = entry.number("rho") else {
            continue;
        };
        for (i, &a) in members.iter().enumerate() {
            pairs.extend(members[i + 1..].iter().map(|&b| ((a, b), rho)));
        }
    }
    let correlation = |((a, b), rho): ((usize, usize), f64)| Correlation {
        a: dimensions[a].clone(),
        b: dimensions[b].clone(),
        rho,
    };
    pairs.into_iter().map(correlation).collect()
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
