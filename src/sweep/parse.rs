//! Reads designs in TOML by the key tables, with the diagnostics of scenarios.

use std::sync::Arc;

use super::design::{Design, Factor, PointRun, Setting, Target, Values, Variant, between};
use super::keys::DESIGN;
use super::rules::{check, drawn};
use super::sequence::Sequence;
use crate::scenario::checked::Checked;
use crate::scenario::{Problems, form};

/// What the command line says over the design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Trials of each point.
    pub trials: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Sampling of inputs.
    pub sampling: Option<crate::sampling::Sampling>,
    /// Whether points share their draws.
    pub random_numbers: Option<super::RandomNumbers>,
    /// Figures of each point, if there are any.
    pub outcomes: Vec<String>,
    /// Settings of all points, after those of the design.
    pub sets: Vec<String>,
}

impl Overrides {
    pub(super) fn apply(&self, run: &mut PointRun) {
        run.trials = self.trials.unwrap_or(run.trials);
        run.seed = self.seed.unwrap_or(run.seed);
        run.sampling = self.sampling.unwrap_or(run.sampling);
        run.random_numbers = self.random_numbers.unwrap_or(run.random_numbers);
        if !self.outcomes.is_empty() {
            run.outcomes.clone_from(&self.outcomes);
        }
    }
}

impl Design {
    /// Reads the design called `file`, named `name`, from its text.
    ///
    /// # Errors
    ///
    /// Every problem of the file at once, with its place.
    pub fn from_toml(
        file: &str,
        name: &str,
        text: &str,
        over: &Overrides,
    ) -> Result<Self, Problems> {
        form::read(file, text, DESIGN, check).map(|checked| build(&checked, name, text, over))
    }
}

/// The design of a file without problems.
fn build(design: &Checked, name: &str, text: &str, over: &Overrides) -> Design {
    let mut run = PointRun::default();
    let whole = |name: &str| design.number(name).map(|it| it as u64);
    run.trials = whole("trials").unwrap_or(run.trials);
    run.seed = whole("seed").unwrap_or(run.seed);
    let parsed = "the key table allows no other word";
    if let Some(word) = design.text("sampling") {
        run.sampling = word.parse().expect(parsed);
    }
    if let Some(word) = design.text("random_numbers") {
        run.random_numbers = word.parse().expect(parsed);
    }
    run.outcomes = texts(design, "outcomes");
    over.apply(&mut run);
    let scrambled = design
        .tables("factor")
        .iter()
        .filter(|it| it.gives("sobol"));
    let scrambled = Sequence::sobol(run.seed, scrambled.count())
        .expect("a file names fewer factors than there are direction numbers");
    let mut dimension = 0;
    let factors = design.tables("factor").iter().map(|factor| Factor {
        name: factor.name.clone(),
        target: if factor.gives("set") {
            Target::Set(texts(factor, "set"))
        } else {
            Target::Scale(texts(factor, "scale"))
        },
        values: values(factor, &mut dimension, &scrambled),
    });
    let factors = factors.collect();
    let scenario = design.text("scenario");
    let common = texts(design, "set");
    let variant = |name: &str, own: Option<&Checked>| Variant {
        name: name.to_owned(),
        scenario: own
            .and_then(|it| it.text("scenario"))
            .or_else(|| scenario.clone()),
        sets: [
            common.clone(),
            own.map(|it| texts(it, "set")).unwrap_or_default(),
            over.sets.clone(),
        ]
        .concat(),
    };
    let mut variants: Vec<Variant> = design
        .tables("variant")
        .iter()
        .map(|it| variant(&it.name, Some(it)))
        .collect();
    if variants.is_empty() {
        variants.push(variant("", None));
    }
    Design {
        name: name.to_owned(),
        variants,
        factors,
        drawn: drawn(design),
        run,
        file: ("design.toml".to_owned(), text.to_owned()),
    }
}

fn texts(table: &Checked, name: &str) -> Vec<String> {
    let texts = table.texts(name).iter();
    texts.map(|(text, _)| text.clone()).collect()
}

fn values(
    factor: &Checked,
    dimension: &mut usize,
    scrambled: &Arc<crate::sampling::Design>,
) -> Values {
    let log = factor.flag("log") == Some(true);
    if let Some([from, to, steps]) = factor.numbers("grid").as_deref() {
        let last = steps - 1.0;
        let value = |step: u64| match step as f64 {
            // Both ends as they are written, whatever powers round to.
            step if step >= last => *to,
            step => between(*from, *to, log, step / last),
        };
        return Values::Each(
            (0..*steps as u64)
                .map(|step| Setting::Number(value(step)))
                .collect(),
        );
    }
    if let Some(list) = factor.numbers("list") {
        return Values::Each(list.into_iter().map(Setting::Number).collect());
    }
    let spread = |pair: Vec<f64>, sequence| Values::Spread {
        from: pair[0],
        to: pair[1],
        log,
        sequence,
    };
    if let Some(pair) = factor.numbers("lhs") {
        return spread(pair, Sequence::Lhs(factor.name.clone()));
    }
    if let Some(pair) = factor.numbers("sobol") {
        *dimension += 1;
        return spread(pair, Sequence::Sobol(Arc::clone(scrambled), *dimension - 1));
    }
    Values::Each(
        texts(factor, "values")
            .iter()
            .map(|it| Setting::read(it))
            .collect(),
    )
}

#[cfg(test)]
mod tests;
