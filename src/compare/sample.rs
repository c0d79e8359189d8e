//! The trials of one scenario as numbers: its figures by name, one value a trial.

use crate::programme::columns::{Column, Each, Trials};
use crate::programme::{OutcomeLayout as O, Programme};
use crate::simulate::{Columns, Table};
use crate::summary::measured::alike;

/// One figure, trial by trial, in the unit of its column. Infinite where a trial has none, as a cost at completion of one that is not
/// complete.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    pub(crate) column: Column,
    pub(crate) values: Vec<f64>,
}

/// What is kept of a scenario's trials.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) figures: Vec<Quantity>,
    /// Trials that are complete within the horizon, in the order of trials, likewise the months and the spending up to then or to the
    /// horizon.
    pub(crate) months: Vec<f64>,
    pub(crate) spent: Vec<f64>,
}

/// Figures that are compared: those of the headline. All are judged by the target of `judge`, so what was done by another deadline does
/// not count.
fn compared<'a>(
    programme: &'a Programme,
    judge: &Programme,
) -> impl Iterator<Item = (&'a Column, usize)> {
    let figures = programme.columns().figures();
    let same_deadline = programme.deadline == judge.deadline;
    figures.filter(move |(column, _)| {
        let declared = column.declared();
        declared.headline.is_some() && (same_deadline || declared.each != Each::Deadline)
    })
}

/// The columns of an outcome that a [`Sample`] is made of.
pub(crate) fn columns(programme: &Programme, judge: &Programme) -> Columns {
    let places = compared(programme, judge).map(|(_, place)| place);
    Columns {
        outcomes: [O::COMPLETION_MONTHS, O::COST]
            .into_iter()
            .chain(places)
            .collect(),
        ..Columns::default()
    }
}

impl Sample {
    /// From rows of [`columns`], whose trials begin with 0.
    pub(crate) fn new(programme: &Programme, judge: &Programme, table: &Table) -> Self {
        let months: Vec<f64> = table.column(0).collect();
        let figure = |(at, (column, _)): (usize, (&Column, usize))| {
            let at_completion = column.declared().trials == Some(Trials::Finished);
            let values = table.column(2 + at).zip(&months);
            let values = values.map(|(value, months)| {
                if at_completion && months.is_infinite() {
                    f64::INFINITY
                } else {
                    column.in_unit(value)
                }
            });
            Quantity {
                column: column.clone(),
                values: values.collect(),
            }
        };
        Self {
            figures: compared(programme, judge).enumerate().map(figure).collect(),
            spent: table.column(1).collect(),
            months,
        }
    }

    /// Takes the values of `base` where its own differ by rounding alone, so that no trial is cheaper or dearer by it. Months are whole
    /// and have none.
    pub(crate) fn without_rounding(mut self, base: &Self) -> Self {
        let take = |mine: &mut [f64], theirs: &[f64]| {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                if alike(*mine, *theirs) {
                    *mine = *theirs;
                }
            }
        };
        take(&mut self.spent, &base.spent);
        for figure in &mut self.figures {
            let mut others = base.figures.iter();
            if let Some(theirs) = others.find(|it| it.column == figure.column) {
                take(&mut figure.values, &theirs.values);
            }
        }
        self
    }

    pub(crate) fn trials(&self) -> usize {
        self.months.len()
    }

    /// The figure of that name; `None` if the programme has none.
    pub(crate) fn figure(&self, name: &str) -> Option<&Quantity> {
        self.figures.iter().find(|it| it.column.name == name)
    }

    /// The values of a figure that every programme has.
    pub(crate) fn values(&self, name: &str) -> &[f64] {
        let figure = self.figure(name);
        &figure
            .expect("every programme has it in the headline")
            .values
    }

    /// Whether all trials do the same as those of another scenario.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let bits = |a: &[f64], b: &[f64]| {
            a.iter()
                .map(|x| x.to_bits())
                .eq(b.iter().map(|x| x.to_bits()))
        };
        // A figure that only one of them has tells nothing of the other's trials.
        let same = |mine: &Quantity| {
            let theirs = other.figure(&mine.column.name);
            theirs.is_none_or(|theirs| bits(&mine.values, &theirs.values))
        };
        bits(&self.months, &other.months)
            && bits(&self.spent, &other.spent)
            && self.figures.iter().all(same)
    }
}
