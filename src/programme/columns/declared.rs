//! How a column is declared.

use super::CATEGORIES;

/// Unit of the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Hectares.
    Ha,
    /// Money in the scenario's currency.
    Money,
    /// People.
    People,
    /// Expected casualties.
    Casualties,
    /// Pieces of explosive ordnance.
    Items,
    /// Teams.
    Teams,
    /// Capacity of a group of teams that is written as a rate.
    HaPerYear,
    /// Years from the start.
    Years,
    /// A ratio of two amounts of the same unit.
    Ratio,
    /// Parts of a whole.
    Share,
    /// Regions.
    Regions,
}

impl Unit {
    /// Its name, as in `years.csv` but for money, which is given there by its currency.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ha => "ha",
            Self::Money => "money",
            Self::People => "people",
            Self::Casualties => "casualties",
            Self::Items => "items",
            Self::Teams => "teams",
            Self::HaPerYear => "ha per year",
            Self::Years => "years",
            Self::Ratio => "ratio",
            Self::Share => "share",
            Self::Regions => "regions",
        }
    }
}

/// What kind of quantity a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// What is there at one moment.
    Stock,
    /// An amount over a span of time.
    Flow,
    /// A moment, in years from the start; the engine writes months. Infinite where it does not come.
    Date,
    /// A part of a whole, from 0 to 1.
    Share,
    /// A number of things or events over a span of time.
    Count,
    /// One amount by another.
    Ratio,
}

/// How often a column is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// Once, in every programme.
    Programme,
    /// For each of [`CATEGORIES`].
    Category,
    /// For each kind of ordnance.
    Item,
    /// For each operator.
    Operator,
    /// For each source of money.
    Source,
    /// For each source of money, and in kind if there are teams that nobody pays.
    Payer,
    /// For each of [`LIMITS`](super::LIMITS).
    Limit,
    /// Once, if the target has a deadline within the horizon.
    Deadline,
    /// For each group of teams.
    Group,
    /// For each region.
    Region,
    /// For each milestone, by its share.
    Milestone,
    /// Once, if the scenario has `[people]`.
    Return,
    /// Once, if it has `[casualties]`.
    Casualties,
    /// Once, if it has `[risk_education]`.
    Education,
    /// Once, if it has both.
    CasualtiesAndEducation,
    /// Once, if it has `[benefits]`.
    Benefits,
}

impl Each {
    /// Number of columns, where it is the same in every programme.
    const fn count(self) -> Option<usize> {
        match self {
            Self::Programme => Some(1),
            Self::Category => Some(CATEGORIES.len()),
            _ => None,
        }
    }
}

/// Where the values of an outcome come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValuesFrom {
    /// A mechanism of the engine writes them.
    Engine,
    /// They are sums over the calendar years of the yearly columns declared by this name.
    SumOf(&'static str),
    /// They are those of the column declared by this name; there is no column beside it.
    SameAs(&'static str),
}

/// In which trials an outcome counts for its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trials {
    /// In all.
    All,
    /// In those that finish; in others it counts as infinite.
    Finished,
    /// In those that do not finish, and only they count.
    Unfinished,
}

/// What becomes of a yearly column after the year in which a trial is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It is 0.
    Nothing,
    /// It stays what it is.
    Stays,
    /// It goes on to the horizon and is recorded.
    GoesOn,
}

/// A column as it is declared: one, or one for each of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Machine name; `*` stands for the key of a member of a family.
    pub name: &'static str,
    /// Unit of its values; a group written with `rate` has [`Unit::HaPerYear`] for teams.
    pub unit: Unit,
    /// What kind of quantity it is.
    pub kind: Kind,
    /// What it means, in a sentence; `*` as in the name.
    pub meaning: &'static str,
    /// How often it is there.
    pub each: Each,
    /// Of outcomes: where the values come from.
    pub source: ValuesFrom,
    /// Of outcomes: in which trials it counts for its figure; `None` if no figure is made of it.
    pub trials: Option<Trials>,
    /// Of outcomes: its name in the table of the headline, if it is shown there.
    pub headline: Option<&'static str>,
    /// Of yearly columns: whether its quantiles are tallied; mean and standard deviation always are.
    pub quantiles: bool,
    /// Of yearly columns: what becomes of it after completion.
    pub after: After,
}

/// A column that every programme has once. An outcome is written by the engine and counts in all trials; a yearly column has no
/// quantiles and is 0 after completion.
pub(super) const fn column(
    name: &'static str,
    unit: Unit,
    kind: Kind,
    meaning: &'static str,
) -> Declared {
    Declared {
        name,
        unit,
        kind,
        meaning,
        each: Each::Programme,
        source: ValuesFrom::Engine,
        trials: Some(Trials::All),
        headline: None,
        quantiles: false,
        after: After::Nothing,
    }
}

impl Declared {
    pub(super) const fn each(self, each: Each) -> Self {
        Self { each, ..self }
    }

    pub(super) const fn sum_of(self, name: &'static str) -> Self {
        let source = ValuesFrom::SumOf(name);
        Self { source, ..self }
    }

    pub(super) const fn same_as(self, name: &'static str) -> Self {
        let source = ValuesFrom::SameAs(name);
        Self { source, ..self }
    }

    pub(super) const fn at_completion(self) -> Self {
        let trials = Some(Trials::Finished);
        Self { trials, ..self }
    }

    pub(super) const fn at_horizon(self) -> Self {
        let trials = Some(Trials::Unfinished);
        Self { trials, ..self }
    }

    pub(super) const fn without_figure(self) -> Self {
        let trials = None;
        Self { trials, ..self }
    }

    pub(super) const fn headline(self, name: &'static str) -> Self {
        let headline = Some(name);
        Self { headline, ..self }
    }

    pub(super) const fn with_quantiles(self) -> Self {
        let quantiles = true;
        Self { quantiles, ..self }
    }

    pub(super) const fn stays(self) -> Self {
        let after = After::Stays;
        Self { after, ..self }
    }

    pub(super) const fn goes_on(self) -> Self {
        let after = After::GoesOn;
        Self { after, ..self }
    }

    /// Whether a key is part of its name.
    pub fn is_family(&self) -> bool {
        self.name.contains('*')
    }

    /// Whether it tells how trials stand at the deadline or the horizon: null in `summary.json` where there is no such moment, or no
    /// trial to tell of.
    pub(crate) fn is_of_a_moment(&self) -> bool {
        self.each == Each::Deadline || self.trials == Some(Trials::Unfinished)
    }

    /// The table in which the members of this family are, such as `cost_by.operator`.
    pub(crate) fn table(&self) -> Option<&'static str> {
        self.name.split_once(".*").map(|(table, _)| table)
    }

    /// The key by which `name` is one of this family.
    pub(super) fn key_in<'a>(&self, name: &'a str) -> Option<&'a str> {
        let (before, behind) = self.name.split_once('*')?;
        let key = name.strip_prefix(before)?.strip_suffix(behind)?;
        (!key.is_empty()).then_some(key)
    }

    /// The declared name of the column that holds its values.
    pub(super) fn place_name(&self) -> &'static str {
        match self.source {
            ValuesFrom::SameAs(name) => name,
            _ => self.name,
        }
    }

    /// Number of own columns, where it is the same in every programme.
    pub(super) const fn count(&self) -> Option<usize> {
        match self.source {
            ValuesFrom::SameAs(_) => Some(0),
            _ => self.each.count(),
        }
    }
}

/// Place of the first column declared by `name`, which must be there in every programme: such columns come first in a row, in the order
/// in which they are declared.
///
/// # Panics
///
/// If there is none, which stops the compiler where the place is a constant.
pub(in crate::programme) const fn fixed(table: &[Declared], name: &str) -> usize {
    let (mut place, mut i) = (0, 0);
    while i < table.len() {
        let count = table[i].count();
        if let Some(count) = count {
            if same(table[i].name, name) {
                return place;
            }
            place += count;
        }
        i += 1;
    }
    panic!("no column of that name is there in every programme")
}

/// What a declaration may say that the tally must know before there is a programme.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    /// A yearly column that has quantiles and does not go on after completion.
    Quantiles,
    /// An outcome that counts at completion only.
    AtCompletion,
}

impl Declared {
    const fn has(&self, mark: Mark) -> bool {
        match mark {
            Mark::Quantiles => self.quantiles && !matches!(self.after, After::GoesOn),
            Mark::AtCompletion => matches!(self.trials, Some(Trials::Finished)),
        }
    }
}

/// Number of declarations with that mark.
pub(super) const fn count(table: &[Declared], mark: Mark) -> usize {
    let (mut count, mut i) = (0, 0);
    while i < table.len() {
        count += table[i].has(mark) as usize;
        i += 1;
    }
    count
}

/// Places of the columns with that mark, which every programme must have.
pub(super) const fn places<const N: usize>(table: &[Declared], mark: Mark) -> [usize; N] {
    let (mut places, mut found, mut i) = ([0; N], 0, 0);
    while i < table.len() {
        if table[i].has(mark) {
            places[found] = fixed(table, table[i].name);
            found += 1;
        }
        i += 1;
    }
    places
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}
