//! Where declared columns stand in a row of numbers.

use std::ops::Range;

use super::{CATEGORIES, Column, Declared, Each, Kind, LIMITS, Unit, ValuesFrom};
use crate::programme::PeoplePlan;

/// What a programme has several of, and the tables on people that it has.
pub(in crate::programme) struct Members<'a> {
    pub(in crate::programme) items: Vec<&'a str>,
    pub(in crate::programme) operators: Vec<&'a str>,
    pub(in crate::programme) sources: Vec<&'a str>,
    /// Sources, and in kind.
    pub(in crate::programme) payers: Vec<&'a str>,
    /// Each with the unit of its size.
    pub(in crate::programme) groups: Vec<(&'a str, Unit)>,
    pub(in crate::programme) regions: Vec<&'a str>,
    pub(in crate::programme) milestones: &'a [f64],
    pub(in crate::programme) has_deadline: bool,
    pub(in crate::programme) people: Option<&'a PeoplePlan>,
}

impl Members<'_> {
    /// The columns that a declaration stands for.
    pub(super) fn columns(&self, declared: &'static Declared) -> Vec<Column> {
        let named = |keys: &[&str]| keys.iter().map(|key| Column::new(declared, key)).collect();
        let once = |there: bool| {
            let one = there.then(|| Column::new(declared, ""));
            one.into_iter().collect()
        };
        let casualties = self.people.is_some_and(|it| it.casualties.is_some());
        let education = self.people.is_some_and(|it| it.education.is_some());
        match declared.each {
            Each::Programme => once(true),
            Each::Category => named(&CATEGORIES),
            Each::Item => named(&self.items),
            Each::Operator => named(&self.operators),
            Each::Source => named(&self.sources),
            Each::Payer => named(&self.payers),
            Each::Limit => named(&LIMITS),
            Each::Deadline => once(self.has_deadline),
            Each::Region => named(&self.regions),
            Each::Group => {
                let groups = self.groups.iter();
                let column = |&(key, unit): &(&str, Unit)| Column {
                    unit,
                    ..Column::new(declared, key)
                };
                groups.map(column).collect()
            }
            Each::Milestone => {
                let shares = self.milestones.iter().map(|share| format!("{share:?}"));
                shares.map(|share| Column::new(declared, &share)).collect()
            }
            Each::Return => once(self.people.is_some_and(|it| it.lag.is_some())),
            Each::Casualties => once(casualties),
            Each::Education => once(education),
            Each::CasualtiesAndEducation => once(casualties && education),
            Each::Benefits => once(self.people.is_some_and(|it| it.benefits.is_some())),
        }
    }
}

/// The columns of a table in a programme: first those that every programme has, then the others, dates last.
pub(in crate::programme) struct Row {
    pub(super) columns: Vec<Column>,
    /// Where those of each declaration are.
    places: Vec<(&'static Declared, Range<usize>)>,
}

impl Row {
    pub(in crate::programme) fn new(table: &'static [Declared], members: &Members) -> Self {
        let mut columns = Vec::new();
        let mut places = Vec::new();
        for rank in 0..3 {
            let own = table.iter().filter(|it| it.place_name() == it.name);
            for declared in own.filter(|it| rank_of(it) == rank) {
                let first = columns.len();
                columns.extend(members.columns(declared));
                places.push((declared, first..columns.len()));
            }
        }
        Self { columns, places }
    }

    /// Number of columns.
    pub(in crate::programme) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The columns declared by `name`, which may be none.
    pub(in crate::programme) fn range(&self, name: &str) -> Range<usize> {
        let mut places = self.places.iter();
        let found = places.find(|(declared, _)| declared.name == name);
        let (_, range) = found.expect("handles name declared columns");
        range.clone()
    }

    /// The first column declared by `name`, if there is one.
    pub(in crate::programme) fn first(&self, name: &str) -> Option<usize> {
        Some(self.range(name))
            .filter(|range| !range.is_empty())
            .map(|range| range.start)
    }

    /// Columns whose declaration says so.
    pub(in crate::programme) fn that<'a>(
        &'a self,
        says: impl Fn(&Declared) -> bool + 'a,
    ) -> impl Iterator<Item = usize> + 'a {
        let places = self.places.iter();
        places
            .filter(move |(declared, _)| says(declared))
            .flat_map(|(_, range)| range.clone())
    }

    /// For each column of this row that is a sum over the years: its place, and that of what is summed in `years`.
    pub(in crate::programme) fn sums(&self, years: &Self) -> Vec<(usize, usize)> {
        let sums = self.places.iter().flat_map(|(declared, to)| {
            let from = match declared.source {
                ValuesFrom::SumOf(name) => years.range(name),
                _ => 0..0,
            };
            to.clone().zip(from)
        });
        sums.collect()
    }
}

fn rank_of(declared: &Declared) -> u8 {
    match (declared.count(), declared.kind) {
        (Some(_), _) => 0,
        (None, Kind::Date) => 2,
        (None, _) => 1,
    }
}
