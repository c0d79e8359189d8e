//! What a trial records: columns of its outcome, and of every calendar year.

use super::people::{PeopleColumns, PeoplePlan};

/// Kinds of spending, in the order of their columns.
pub const CATEGORIES: [&str; 5] = [
    "survey",
    "technical_survey",
    "clearance",
    "overhead",
    "mobilisation",
];

/// Columns of one trial's outcome.
#[derive(Clone, Debug)]
pub struct OutcomeLayout {
    /// First column of the costs by operator.
    pub operators: usize,
    /// First column of the spending by source.
    pub sources: usize,
    /// First column of the ordnance found.
    pub items: usize,
    /// First column of the milestones.
    pub milestones: usize,
    /// First column of the regions.
    pub regions: usize,
    /// Columns of return, casualties and benefits.
    pub people: PeopleColumns,
    /// Number of columns.
    pub len: usize,
}

impl OutcomeLayout {
    /// Months from the start to the end of the month of completion; infinite if unfinished.
    pub const COMPLETION_MONTHS: usize = 0;
    /// Spent up to completion or the horizon, constant prices.
    pub const COST: usize = 1;
    /// The same, nominal.
    pub const NOMINAL: usize = 2;
    /// The same, present value.
    pub const PRESENT_VALUE: usize = 3;
    /// Known at the start, ha.
    pub const INITIAL: usize = 4;
    /// Unrecorded at the start, ha.
    pub const UNRECORDED: usize = 5;
    /// Added by events, ha.
    pub const ADDED: usize = 6;
    /// Cancelled, ha.
    pub const CANCELLED: usize = 7;
    /// Reduced, ha.
    pub const REDUCED: usize = 8;
    /// Cleared, ha.
    pub const CLEARED: usize = 9;
    /// Known and not released at the end, ha.
    pub const REMAINING: usize = 10;
    /// Unrecorded and not found at the end, ha.
    pub const UNDISCOVERED: usize = 11;
    /// Sum of the months' funding gaps.
    pub const FUNDING_GAP: usize = 12;
    /// Income.
    pub const INCOME: usize = 13;
    /// Money that lapsed at the turn of years.
    pub const LAPSED: usize = 14;
    /// Money left at the end.
    pub const KEPT: usize = 15;
    /// First of the costs by [`CATEGORIES`].
    pub const CATEGORY: usize = 16;

    /// Columns for that many operators, sources, items, milestones and regions, and for the people.
    pub fn new(
        operators: usize,
        sources: usize,
        items: usize,
        milestones: usize,
        regions: usize,
        people: Option<&PeoplePlan>,
    ) -> Self {
        let first = Self::CATEGORY + CATEGORIES.len();
        let at_sources = first + operators;
        let at_items = at_sources + sources;
        let people = PeopleColumns::of_trial(people, at_items + items);
        let at_milestones = people.end;
        let at_regions = at_milestones + milestones;
        let (people, len) = people.with_months(at_regions + regions);
        Self {
            operators: first,
            sources: at_sources,
            items: at_items,
            milestones: at_milestones,
            regions: at_regions,
            len,
            people,
        }
    }
}

/// Columns of one calendar year.
#[derive(Clone, Debug)]
pub struct YearLayout {
    /// Machine names of the columns, as in `years.csv`.
    pub names: Vec<String>,
    /// Their units: `ha`, `items`, `teams` (or `ha per year`), `people`, `casualties`, or empty for money.
    pub units: Vec<&'static str>,
    /// First column of the ordnance found.
    pub items: usize,
    /// First column of the spending by operator.
    pub operators: usize,
    /// First column of the spending by source.
    pub sources: usize,
    /// First column of the income by source.
    pub incomes: usize,
    /// First column of the sizes of the groups.
    pub teams: usize,
    /// Columns of return, casualties and benefits: the last ones. They alone go on after completion.
    pub people: PeopleColumns,
}

impl YearLayout {
    /// SHA at the end of the year, ha.
    pub const SUSPECTED: usize = 0;
    /// CHA at the end of the year, ha.
    pub const CONFIRMED: usize = 1;
    /// Area to clear at the end of the year, ha.
    pub const TO_CLEAR: usize = 2;
    /// The sum of the three.
    pub const REMAINING: usize = 3;
    /// Discovered or added by events, ha.
    pub const NEWLY_FOUND: usize = 4;
    /// Cancelled, ha.
    pub const CANCELLED: usize = 5;
    /// Reduced, ha.
    pub const REDUCED: usize = 6;
    /// Cleared, ha.
    pub const CLEARED: usize = 7;
    /// Spent, constant prices.
    pub const SPENDING: usize = 8;
    /// First of the spending by [`CATEGORIES`].
    pub const CATEGORY: usize = 9;
    /// Income.
    pub const INCOME: usize = 14;
    /// Funding gap.
    pub const FUNDING_GAP: usize = 15;
    /// Money that lapsed when the year began.
    pub const LAPSED: usize = 16;
    const FIXED: usize = 17;

    /// Columns for the named items, operators, sources and groups (a group's size has the unit beside its name), and for the
    /// people.
    pub fn new(
        items: &[&str],
        operators: &[String],
        sources: &[&str],
        groups: &[(&str, &'static str)],
        people: Option<&PeoplePlan>,
    ) -> Self {
        let mut names: Vec<String> = [
            "remaining.suspected",
            "remaining.confirmed",
            "remaining.to_clear",
            "remaining.total",
            "newly_found",
            "cancelled",
            "reduced",
            "cleared",
            "spending.total",
        ]
        .map(String::from)
        .into();
        names.extend(CATEGORIES.map(|c| format!("spending.category.{c}")));
        names.extend(["income", "funding_gap", "lapsed"].map(String::from));
        let mut units = vec!["ha"; Self::SPENDING];
        units.resize(Self::FIXED, "");
        let mut add = |prefix: &str, keys: &mut dyn Iterator<Item = &str>, unit| {
            let first = names.len();
            names.extend(keys.map(|key| format!("{prefix}.{key}")));
            units.resize(names.len(), unit);
            first
        };
        let items = add("items", &mut items.iter().copied(), "items");
        let operators = add(
            "spending.operator",
            &mut operators.iter().map(String::as_str),
            "",
        );
        let spent = add("spending.funding", &mut sources.iter().copied(), "");
        let incomes = add("income", &mut sources.iter().copied(), "");
        let teams = names.len();
        for (key, unit) in groups {
            names.push(format!("teams.{key}"));
            units.push(unit);
        }
        let people = PeopleColumns::of_year(people, &mut names, &mut units);
        Self {
            people,
            items,
            operators,
            sources: spent,
            incomes,
            teams,
            names,
            units,
        }
    }

    /// Columns that go on after completion.
    pub fn lasting(&self) -> std::ops::Range<usize> {
        self.people.first..self.people.end
    }

    /// Number of columns.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Never: the fixed columns are always there.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}
