//! Where the engine finds the columns that it writes: handles on the [registry](super::columns).

use std::ops::Range;

use super::columns::outcomes::OUTCOMES;
use super::columns::years::YEARS;
use super::columns::{After, LIMITS, Row, fixed};

/// Columns of one trial's outcome, in the unit of the registry but for dates, which are months.
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
    /// First of the columns of [`STANDING`](super::columns::STANDING) at the end of the deadline, if it lies within the horizon; behind them, what is
    /// spent after it.
    pub at_deadline: Option<usize>,
    /// First of the columns of [`STANDING`](super::columns::STANDING) at the horizon; 0 in trials that are complete, which do not count there.
    pub at_horizon: usize,
    /// First column of the milestones: amounts end here, and dates begin.
    pub milestones: usize,
    /// First column of the regions.
    pub regions: usize,
    /// Columns of return, casualties and benefits.
    pub people: PeopleColumns,
    /// Columns that are sums over the calendar years, each with the column of a year that is summed.
    pub sums: Vec<(usize, usize)>,
    /// Number of columns.
    pub len: usize,
}

impl OutcomeLayout {
    /// Months from the start to the end of the month of completion; infinite if unfinished.
    pub const COMPLETION_MONTHS: usize = fixed(OUTCOMES, "completion_years");
    /// Spent up to completion or the horizon, constant prices.
    pub const COST: usize = fixed(OUTCOMES, "cost");
    /// The same, nominal.
    pub const NOMINAL: usize = fixed(OUTCOMES, "cost_nominal");
    /// The same, present value.
    pub const PRESENT_VALUE: usize = fixed(OUTCOMES, "cost_present_value");
    /// Known at the start, ha.
    pub const INITIAL: usize = fixed(OUTCOMES, "area_ha.initial");
    /// Unrecorded at the start, ha.
    pub const UNRECORDED: usize = fixed(OUTCOMES, "area_ha.unrecorded");
    /// Added by events, ha.
    pub const ADDED: usize = fixed(OUTCOMES, "area_ha.added");
    /// Cancelled, ha.
    pub const CANCELLED: usize = fixed(OUTCOMES, "area_ha.cancelled");
    /// Reduced, ha.
    pub const REDUCED: usize = fixed(OUTCOMES, "area_ha.reduced");
    /// Cleared, ha.
    pub const CLEARED: usize = fixed(OUTCOMES, "area_ha.cleared");
    /// Known and not released at the end, ha.
    pub const REMAINING: usize = fixed(OUTCOMES, "area_ha.remaining");
    /// Unrecorded and not found at the end, ha.
    pub const UNDISCOVERED: usize = fixed(OUTCOMES, "area_ha.undiscovered");
    /// Sum of what was unfunded month by month, which counts the same hectare again and again: no figure is made of it.
    pub const UNFUNDED: usize = fixed(OUTCOMES, "unfunded");
    /// Income.
    pub const INCOME: usize = fixed(OUTCOMES, "income");
    /// Money that lapsed at the turn of years.
    pub const LAPSED: usize = fixed(OUTCOMES, "lapsed");
    /// Money left at the end.
    pub const KEPT: usize = fixed(OUTCOMES, "money_left");
    /// First of the costs by [`CATEGORIES`](super::columns::CATEGORIES).
    pub const CATEGORY: usize = fixed(OUTCOMES, "cost_by.category.*");

    /// Handles on a row of outcomes; `years` is the row of a calendar year.
    pub(super) fn new(row: &Row, years: &Row) -> Self {
        let begin = |name| row.range(name).start;
        let [returned, reached, casualties, education, benefits] = [
            "people.returned",
            "people.years_to_half_returned",
            "casualties.people",
            "cost_by.category.risk_education",
            "benefits_present_value",
        ]
        .map(|name| row.first(name));
        Self {
            operators: begin("cost_by.operator.*"),
            sources: begin("cost_by.funding.*"),
            lapsed: begin("lapsed_by.*"),
            at_deadline: row.first("at_deadline.remaining_ha"),
            at_horizon: begin("at_horizon.remaining_ha"),
            items: begin("items.*"),
            milestones: begin("milestones.*"),
            regions: begin("regions.*.completion_years"),
            people: PeopleColumns {
                returned,
                reached,
                casualties,
                education,
                uneducated: None,
                benefits,
                first: begin("people.returned"),
                end: begin("milestones.*"),
            },
            sums: row.sums(years),
            len: row.len(),
        }
    }
}

/// Columns of one calendar year.
#[derive(Clone, Debug)]
pub struct YearLayout {
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
    /// Those of them of which quantiles are tallied.
    pub lasting_with_quantiles: Vec<usize>,
    len: usize,
}

impl YearLayout {
    /// SHA at the end of the year, ha.
    pub const SUSPECTED: usize = fixed(YEARS, "remaining.suspected");
    /// CHA at the end of the year, ha.
    pub const CONFIRMED: usize = fixed(YEARS, "remaining.confirmed");
    /// Area to clear at the end of the year, ha.
    pub const TO_CLEAR: usize = fixed(YEARS, "remaining.to_clear");
    /// The sum of the three.
    pub const REMAINING: usize = fixed(YEARS, "remaining.total");
    /// Discovered or added by events, ha.
    pub const NEWLY_FOUND: usize = fixed(YEARS, "newly_found");
    /// Cancelled, ha.
    pub const CANCELLED: usize = fixed(YEARS, "cancelled");
    /// Reduced, ha.
    pub const REDUCED: usize = fixed(YEARS, "reduced");
    /// Cleared, ha.
    pub const CLEARED: usize = fixed(YEARS, "cleared");
    /// Spent, constant prices.
    pub const SPENDING: usize = fixed(YEARS, "spending.total");
    /// First of the spending by [`CATEGORIES`](super::columns::CATEGORIES).
    pub const CATEGORY: usize = fixed(YEARS, "spending.category.*");
    /// Income.
    pub const INCOME: usize = fixed(YEARS, "income");
    /// What was due or stood ready and no money came: work, overhead, risk education and mobilisation.
    pub const UNFUNDED: usize = fixed(YEARS, "unfunded");
    /// Money that lapsed when the year ended.
    pub const LAPSED: usize = fixed(YEARS, "lapsed");
    /// 1: the trial is at work in the year.
    pub const AT_WORK: usize = fixed(YEARS, "at_work");

    /// Handles on the row of a calendar year.
    pub(super) fn new(row: &Row) -> Self {
        let begin = |name| row.range(name).start;
        let [returned, casualties, education, uneducated, benefits] = [
            "people.returned",
            "casualties.people",
            "spending.category.risk_education",
            "casualties.people_without_education",
            "benefits",
        ]
        .map(|name| row.first(name));
        let lasting = row.that(|it| it.after == After::GoesOn && it.quantiles);
        Self {
            items: begin("items.*"),
            operators: begin("spending.operator.*"),
            sources: begin("spending.funding.*"),
            lapsed: begin("lapsed.*"),
            limits: begin("limited_by.*"),
            incomes: begin("income.*"),
            teams: begin("teams.*"),
            people: PeopleColumns {
                returned,
                reached: None,
                casualties,
                education,
                uneducated,
                benefits,
                first: begin("people.returned"),
                end: row.len(),
            },
            lasting_with_quantiles: lasting.collect(),
            len: row.len(),
        }
    }

    /// What limits the calendar year of a `row`: one of [`LIMITS`]. `None` where the trial is not at work in it.
    pub fn limit(&self, row: &[f64]) -> Option<&'static str> {
        let labels = LIMITS.into_iter().zip(&row[self.limits..]);
        let mut of_year = labels.filter(|(_, mark)| **mark > 0.5);
        of_year.next().map(|(label, _)| label)
    }

    /// Columns that go on after completion.
    pub fn lasting(&self) -> Range<usize> {
        self.people.first..self.people.end
    }

    /// Number of columns.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Never: some columns are always there.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// First columns of what the tables on people record; `None` without the table.
#[derive(Clone, Copy, Debug, Default)]
pub struct PeopleColumns {
    /// In a year: people returned so far, and people whose share of land is released. Of a trial: people returned.
    pub returned: Option<usize>,
    /// Of a trial alone: months until half of all who wait have returned, and until 90 % have; infinite if they have not by
    /// the horizon.
    pub reached: Option<usize>,
    /// Expected casualties among people, among deminers, and killed of both.
    pub casualties: Option<usize>,
    /// Spent on risk education.
    pub education: Option<usize>,
    /// In a year alone: expected casualties among people had nobody been reached, all else the same.
    pub uneducated: Option<usize>,
    /// In a year: benefits. Of a trial: their present value, and its ratio to the present value of what was spent.
    pub benefits: Option<usize>,
    /// The first of these columns, but for months.
    pub first: usize,
    /// Column behind the last one, but for months.
    pub end: usize,
}
