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

/// Who pays for teams that nobody in the scenario pays.
pub const IN_KIND: &str = "in kind";

/// What holds a programme back in a calendar year, in the order of their columns and of their rank.
pub const LIMITS: [&str; 7] = [
    "money",
    "interrupted",
    "clearance",
    "technical_survey",
    "survey",
    "nobody",
    "flow",
];

/// How a trial stands at a moment, in the order of the columns.
pub const STANDING: [&str; 5] = [
    "remaining_ha",
    "released_share",
    "spent",
    "returned",
    "regions_complete",
];

/// Places of what is spent, and of people returned, in [`STANDING`].
pub const STANDING_SPENT: usize = 2;
/// See [`STANDING_SPENT`].
pub const STANDING_RETURNED: usize = 3;

/// How many of each a scenario has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Operators.
    pub operators: usize,
    /// Sources of money.
    pub sources: usize,
    /// Who is named for spending: the sources, and `in kind`.
    pub payers: usize,
    /// Kinds of ordnance.
    pub items: usize,
    /// Milestones.
    pub milestones: usize,
    /// Regions.
    pub regions: usize,
}

/// Columns of one trial's outcome.
#[derive(Clone, Debug)]
pub struct OutcomeLayout {
    /// First column of the costs by operator.
    pub operators: usize,
    /// First column of the spending by source, and in kind.
    pub sources: usize,
    /// First column of the money that lapsed by source.
    pub lapsed: usize,
    /// First column of the ordnance found.
    pub items: usize,
    /// First of the columns of [`STANDING`] at the end of the deadline, if it lies within the horizon; behind them, what is spent
    /// after it.
    pub at_deadline: Option<usize>,
    /// First of the columns of [`STANDING`] at the horizon; 0 in trials that are complete, which do not count there.
    pub at_horizon: usize,
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
    /// Sum of what was unfunded month by month, which counts the same hectare again and again.
    pub const FUNDING_GAP: usize = 12;
    /// Income.
    pub const INCOME: usize = 13;
    /// Money that lapsed at the turn of years.
    pub const LAPSED: usize = 14;
    /// Money left at the end.
    pub const KEPT: usize = 15;
    /// First of the costs by [`CATEGORIES`].
    pub const CATEGORY: usize = 16;

    /// Columns for so many of each, for a deadline, and for the people.
    pub fn new(counts: &Counts, has_deadline: bool, people: Option<&PeoplePlan>) -> Self {
        let first = Self::CATEGORY + CATEGORIES.len();
        let at_sources = first + counts.operators;
        let at_items = at_sources + counts.payers;
        let people = PeopleColumns::of_trial(people, at_items + counts.items);
        let at_lapsed = people.end;
        let after_lapsed = at_lapsed + counts.sources;
        let at_horizon = if has_deadline {
            after_lapsed + STANDING.len() + 1
        } else {
            after_lapsed
        };
        let at_milestones = at_horizon + STANDING.len();
        let at_regions = at_milestones + counts.milestones;
        let (people, len) = people.with_months(at_regions + counts.regions);
        Self {
            operators: first,
            sources: at_sources,
            lapsed: at_lapsed,
            at_deadline: has_deadline.then_some(after_lapsed),
            at_horizon,
            items: at_items,
            milestones: at_milestones,
            regions: at_regions,
            len,
            people,
        }
    }
}

impl OutcomeLayout {
    /// Columns of which no figure is made yet: money lapsed by source, and how trials stand at the deadline and at the horizon.
    pub(crate) fn unfigured(&self) -> std::ops::Range<usize> {
        self.lapsed..self.at_horizon + STANDING.len()
    }
}

/// Columns of one calendar year.
#[derive(Clone, Debug)]
pub struct YearLayout {
    /// Machine names of the columns, as in `years.csv`.
    pub names: Vec<String>,
    /// Their units: `ha`, `items`, `teams` (or `ha per year`), `people`, `casualties`, `share` (0 or 1 in a trial), or empty for money.
    pub units: Vec<&'static str>,
    /// First column of the ordnance found.
    pub items: usize,
    /// First column of the spending by operator.
    pub operators: usize,
    /// First column of the spending by source, and in kind.
    pub sources: usize,
    /// First column of the money that lapsed by source.
    pub lapsed: usize,
    /// First of the columns of [`LIMITS`].
    pub limits: usize,
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
    /// What was due or stood ready and no money came: work, overhead, risk education and mobilisation.
    pub const UNFUNDED: usize = 15;
    /// Money that lapsed when the year ended.
    pub const LAPSED: usize = 16;
    /// 1: the trial is at work in the year.
    pub const AT_WORK: usize = 17;
    const FIXED: usize = 18;

    /// Columns for the named items, operators, sources, payers (sources, and in kind) and groups (a group's size has the unit beside its name), and for the
    /// people.
    pub fn new(
        items: &[&str],
        operators: &[String],
        sources: &[&str],
        payers: &[String],
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
        names.extend(["income", "unfunded", "lapsed", "at_work"].map(String::from));
        let mut units = vec!["ha"; Self::SPENDING];
        units.resize(Self::AT_WORK, "");
        units.resize(Self::FIXED, "share");
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
        let spent = add(
            "spending.funding",
            &mut payers.iter().map(String::as_str),
            "",
        );
        let incomes = add("income", &mut sources.iter().copied(), "");
        let lapsed = add("lapsed", &mut sources.iter().copied(), "");
        let limits = add("limited_by", &mut LIMITS.into_iter(), "share");
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
            lapsed,
            limits,
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
