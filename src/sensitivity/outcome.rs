//! What the spread is explained of: a quantity that every trial has.

use serde::{Deserialize, Serialize};

use crate::programme::Programme;
use crate::programme::columns::{Registry, Unit};
use crate::scenario::{Scenario, nearest};
use crate::simulate::{Columns, Table};
use crate::summary::quantity::{Level, Quantity, columns};
use crate::summary::reference::FigureRef;
use crate::words;

/// How outcomes are written, for help and for refusals.
pub const GRAMMAR: &str = "\
  joint, within-years, within-cost, finished   whether a trial meets the target, its deadline, its cost, or finishes
  completion, cost, nominal, present-value, spent
                                               when a trial is complete, and what it costs
  NAME                                         any other figure of summary.json: 'area_ha.cleared', 'regions.Aghdam',
                                               'milestones.0.5', 'cost_by.operator.ANAMA', 'lapsed'
  SERIES@YEAR                                  a quantity of years.csv in a calendar year: 'remaining@2035'";

/// Words for outcomes, and what they are called in the grammar of figures.
const WORDS: [(&str, &str); 5] = [
    ("joint", "joint"),
    ("within-years", "years"),
    ("within-cost", "cost"),
    ("finished", "finished"),
    ("completion", "mean(years)"),
];

/// A quantity of trials.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Outcome {
    /// As written.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Unit of its values, money by its currency.
    pub unit: String,
    #[serde(skip)]
    pub(crate) figure: FigureRef,
    #[serde(skip)]
    pub(crate) of: Unit,
}

/// An outcome as it stands in files.
#[derive(Deserialize)]
struct Written {
    name: String,
    unit: String,
}

impl TryFrom<Written> for Outcome {
    type Error = String;

    fn try_from(Written { name, unit }: Written) -> Result<Self, String> {
        let (figure, title, of) = read(&name, Registry::Any)?;
        Ok(Self {
            name,
            title,
            unit,
            figure,
            of,
        })
    }
}

impl Outcome {
    /// The outcomes that are explained unless others are asked for: whether the target is met, if there is one, completion and cost.
    pub fn usual(programme: &Programme) -> Vec<String> {
        let joint = programme.target.is_given().then_some("joint");
        let all = joint.into_iter().chain(["completion", "cost"]);
        all.map(str::to_owned).collect()
    }

    /// Reads an outcome of a programme.
    ///
    /// # Errors
    ///
    /// What is wrong, with the nearest name where one is near.
    pub fn parse(text: &str, programme: &Programme, scenario: &Scenario) -> Result<Self, String> {
        let (figure, title, unit) = read(text, Registry::Of(programme.columns()))?;
        let unit_name = match unit {
            Unit::Money => &scenario.currency,
            other => other.name(),
        };
        Ok(Self {
            name: text.to_owned(),
            title,
            unit: unit_name.to_owned(),
            figure,
            of: unit,
        })
    }

    /// Whether it either holds of a trial or does not.
    pub fn is_event(&self) -> bool {
        matches!(self.figure, FigureRef::Share(_))
    }

    /// The calendar year it is of, if it is of one.
    pub fn year(&self) -> Option<i32> {
        match self.figure {
            FigureRef::Year(_, year, _) => Some(year),
            _ => None,
        }
    }

    /// A value, or a mean of values, in words.
    pub fn text(&self, value: f64, scenario: &Scenario) -> String {
        match (self.of, &self.figure) {
            (Unit::Share, _) => words::percent(value),
            (Unit::Money, _) => words::money(value, &scenario.currency),
            (Unit::Ha, _) => words::area(value),
            (Unit::Years, FigureRef::Spread(..)) => words::month(scenario.start, value),
            _ => words::rounded(value),
        }
    }
}

/// The figure that an outcome is the mean of, its name for people, and its unit.
fn read(text: &str, registry: Registry) -> Result<(FigureRef, String, Unit), String> {
    let word = WORDS.iter().find(|(word, _)| *word == text);
    let figure = match word {
        Some((_, figure)) => FigureRef::parse(figure, registry),
        None if text.contains('(') => FigureRef::parse(text, registry),
        None => FigureRef::parse(&format!("mean({text})"), registry),
    };
    let figure = figure.map_err(|error| {
        let words = WORDS.iter().map(|(word, _)| *word);
        match nearest(text, words).filter(|_| word.is_none()) {
            Some(meant) => format!("there is no outcome `{text}`; did you mean `{meant}`?"),
            None => error,
        }
    })?;
    if figure.level() != Level::Mean {
        let name = text.split_once('(').map_or(text, |(_, rest)| rest);
        return Err(format!(
            "`{text}` is one number of all trials, and what varies is the quantity of each: name `{}`",
            name.trim_end_matches(')')
        ));
    }
    let (title, unit) = match &figure {
        FigureRef::Share(share) => {
            let titles = ["target met", "in time", "within cost", "finished"];
            (titles[*share].to_owned(), Unit::Share)
        }
        FigureRef::Spread(column, _) if word.is_some() => ("completion".to_owned(), column.unit),
        FigureRef::Spread(column, _) => {
            if figure.counts_unfinished_only() {
                return Err(format!(
                    "`{}` counts in unfinished trials only",
                    column.name
                ));
            }
            (column.name.replace('_', " "), column.unit)
        }
        FigureRef::Year(column, year, _) => (
            format!("{} in {year}", column.name.replace('_', " ")),
            column.unit,
        ),
    };
    Ok((figure, title, unit))
}

/// How the outcomes of trials are read from rows that also hold some inputs, by slot.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    pub(super) columns: Columns,
    quantities: Vec<Quantity>,
    months: f64,
}

impl Reader {
    pub(super) fn new(outcomes: &[Outcome], programme: &Programme, inputs: &[usize]) -> Self {
        let mut columns = columns();
        let mut quantities: Vec<Option<Quantity>> = vec![None; outcomes.len()];
        // Numbers of calendar years stand behind the inputs.
        for of_years in [false, true] {
            if of_years {
                columns.inputs = inputs.to_vec();
            }
            for (outcome, quantity) in outcomes.iter().zip(&mut quantities) {
                if outcome.figure.series().is_some() == of_years {
                    *quantity = Some(Quantity::new(&outcome.figure, programme, &mut columns));
                }
            }
        }
        Self {
            columns,
            quantities: quantities.into_iter().flatten().collect(),
            months: f64::from(programme.clock.months),
        }
    }

    /// How many outcomes are read.
    pub(super) fn outcomes(&self) -> usize {
        self.quantities.len()
    }

    /// An outcome of a trial, by its number, cut at the horizon.
    pub(super) fn of(&self, outcome: usize, row: &[f64]) -> f64 {
        self.quantities[outcome].by_horizon(row, self.months)
    }

    /// Every outcome of all trials.
    pub(super) fn all(&self, table: &Table) -> Vec<Vec<f64>> {
        let column = |outcome: usize| {
            let rows = 0..table.len();
            rows.map(|at| self.of(outcome, table.row(at))).collect()
        };
        (0..self.outcomes()).map(column).collect()
    }

    /// An input of all trials, by its place among those kept.
    pub(super) fn input(&self, input: usize, table: &Table) -> Vec<f64> {
        table.column(self.columns.outcomes.len() + input).collect()
    }
}
