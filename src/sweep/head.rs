//! What a sweep is of: the first line of its journal, from which the files are written without its design or scenarios.

use serde::{Deserialize, Serialize};

use super::base::{Base, SweepError};
use super::design::{Design, PointRun, Target, Values};
use super::figures;
use crate::data::{Field, ValueKind};
use crate::simulate::Model;

/// How the first line of a journal begins, after its checksum.
pub(super) const KIND: &str = "clearcast sweep";
/// Number of the format of journals.
const FORMAT: u32 = 1;

/// A part of the points: those whose number leaves `number - 1` when divided by `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, from 1.
    pub number: u64,
    /// Parts in all.
    pub of: u64,
}

impl Shard {
    /// All points.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Whether a point belongs to it.
    pub fn holds(self, point: u64) -> bool {
        point % self.of == self.number - 1
    }
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        match numbers {
            Some((number, of)) if 1 <= number && number <= of => Ok(Self { number, of }),
            _ => Err("write K/N with K from 1 to N, such as 3/64".to_owned()),
        }
    }
}

/// A factor as the pictures need it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorHead {
    /// Its name, which is that of its column.
    pub name: String,
    /// What it moves.
    pub moves: Vec<String>,
    /// Whether it multiplies what it moves.
    pub scales: bool,
    /// Whether it takes some numbers one after the other.
    pub is_stepped: bool,
    /// Whether equal ratios are equally far apart.
    pub log: bool,
}

/// What a sweep is of. Two journals with equal heads but for the shard are of the same sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalHead {
    /// That it is one.
    pub journal: String,
    /// Number of the format.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Which points.
    pub shard: Shard,
    /// What the sweep is called.
    pub name: String,
    /// Points in all.
    pub points: u64,
    /// How points are simulated.
    pub run: PointRun,
    /// Figures of each point.
    pub outcomes: Vec<String>,
    /// Columns of a row.
    pub fields: Vec<Field>,
    /// What differs between points.
    pub factors: Vec<FactorHead>,
    /// The design as a file: its name in the results folder, and its text.
    pub file: (String, String),
    /// Scenarios.
    pub bases: Vec<Base>,
}

impl JournalHead {
    pub(super) fn new(
        design: &Design,
        points: u64,
        models: &[&Model],
        bases: Vec<Base>,
    ) -> Result<Self, SweepError> {
        let outcomes = outcomes(design, models);
        let mut fields = vec![Field::new(
            "point",
            ValueKind::Integer,
            "",
            "Number of the point, from 0.",
        )];
        if has_variants(&bases) {
            fields.push(Field::new("variant", ValueKind::Text, "", "Scenario."));
        }
        for factor in &design.factors {
            let kind = if factor.is_numeric() {
                ValueKind::Number
            } else {
                ValueKind::Text
            };
            fields.push(Field::new(
                &factor.name,
                kind,
                &unit(factor, models),
                &meaning(factor),
            ));
        }
        fields.extend([
            Field::new("trials", ValueKind::Integer, "", "Trials of the point."),
            Field::new("seed", ValueKind::Integer, "", "Seed of its trials."),
            Field::new(
                "random_numbers",
                ValueKind::Text,
                "",
                "common: trials of the same number have the same draws at all points; independent: each point has draws of its own.",
            ),
            Field::new("message", ValueKind::Text, "", "Why the point has no figures; empty if it has."),
        ]);
        for text in &outcomes {
            fields.extend(outcome_fields(text, models, moves_target(design))?);
        }
        if let Some(twice) = twice(&fields) {
            return Err(SweepError::Factors(vec![format!(
                "factor `{twice}`: another column has that name: rename the factor"
            )]));
        }
        let factors = design.factors.iter().map(|factor| {
            let (scales, moves) = match &factor.target {
                Target::Set(paths) => (false, paths),
                Target::Scale(paths) => (true, paths),
            };
            FactorHead {
                name: factor.name.clone(),
                moves: moves.clone(),
                scales,
                is_stepped: matches!(factor.values, Values::Each(_)) && factor.is_numeric(),
                log: matches!(factor.values, Values::Spread { log: true, .. }),
            }
        });
        Ok(Self {
            journal: KIND.to_owned(),
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            shard: Shard::WHOLE,
            name: design.name.clone(),
            points,
            run: design.run.clone(),
            outcomes,
            fields,
            factors: factors.collect(),
            file: design.file.clone(),
            bases,
        })
    }

    /// Whether rows name a variant.
    pub fn has_variants(&self) -> bool {
        has_variants(&self.bases)
    }

    /// The same for a part of the points.
    #[must_use]
    pub fn part(&self, shard: Shard) -> Self {
        Self {
            shard,
            ..self.clone()
        }
    }

    /// Where a column stands.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|it| it.name == name)
    }

    /// Why a journal with the head `other` is not of this sweep; `None` if it is.
    pub fn differs_from(&self, other: &Self) -> Option<String> {
        if self.version != other.version || self.format != other.format {
            return Some(format!(
                "was written by version {}, and this is {}",
                other.version, self.version
            ));
        }
        let mine = self.part(other.shard);
        if mine == *other {
            return None;
        }
        let what = if mine.bases != other.bases {
            "scenario"
        } else if mine.file != other.file || mine.points != other.points {
            "design"
        } else {
            "seed, number of trials, sampling, kind of random numbers or list of outcomes"
        };
        Some(format!("is of another {what}"))
    }
}

fn has_variants(bases: &[Base]) -> bool {
    bases.iter().any(|it| !it.name.is_empty())
}

fn twice(fields: &[Field]) -> Option<&str> {
    let named = |place: usize| {
        fields[..place]
            .iter()
            .any(|it| it.name == fields[place].name)
    };
    let place = (0..fields.len()).find(|place| named(*place))?;
    Some(&fields[place].name)
}

/// The figures that are asked for, or those of the headline of all variants.
fn outcomes(design: &Design, models: &[&Model]) -> Vec<String> {
    if !design.run.outcomes.is_empty() {
        return design.run.outcomes.clone();
    }
    let mut all: Vec<String> = Vec::new();
    for model in models {
        for text in figures::headline(model.programme().columns(), moves_target(design)) {
            if !all.contains(&text) {
                all.push(text);
            }
        }
    }
    all
}

/// Whether a factor sets something of the target, so that points have targets that their scenarios may not have.
fn moves_target(design: &Design) -> bool {
    design.factors.iter().any(|factor| match &factor.target {
        Target::Set(paths) => paths.iter().any(|path| path.starts_with("target.")),
        Target::Scale(_) => false,
    })
}

/// Columns of a figure, by the first variant that has it.
fn outcome_fields(
    text: &str,
    models: &[&Model],
    moves_target: bool,
) -> Result<[Field; 2], SweepError> {
    let mut reason = String::new();
    for model in models {
        let columns = model.programme().columns();
        match figures::fields(text, columns, &model.scenario().currency, moves_target) {
            Ok(fields) => return Ok(fields),
            Err(error) if reason.is_empty() => reason = error,
            Err(_) => {}
        }
    }
    Err(SweepError::Outcome {
        text: text.to_owned(),
        reason,
    })
}

/// Unit of a factor: that of the input it sets, if it is one.
fn unit(factor: &super::Factor, models: &[&Model]) -> String {
    let Target::Set(paths) = &factor.target else {
        return "factor".to_owned();
    };
    let unit = |model: &&Model| {
        let mut inputs = model.scenario().inputs();
        inputs.find(|it| paths.contains(&it.path)).map(|it| it.unit)
    };
    models.iter().find_map(unit).unwrap_or_default().to_owned()
}

fn meaning(factor: &super::Factor) -> String {
    match &factor.target {
        Target::Set(paths) => format!("Value of {}.", paths.join(", ")),
        Target::Scale(paths) => format!("Multiplies {}.", paths.join(", ")),
    }
}
