//! Return, risk education, casualties and benefits: which inputs they use, and what they record.

use super::Slot;
use super::slots::Slots;
use crate::scenario::{Scenario, Uncertain};

/// People in and around the areas. There is one only if the scenario has a table for it.
#[derive(Clone, Debug)]
pub struct PeoplePlan {
    /// The areas with people.
    pub places: Vec<PlacePlan>,
    /// Mean delay of return, years; `None` is at once.
    pub lag: Option<Slot>,
    /// Most people a year who can be resettled, if limited.
    pub capacity: Option<Slot>,
    /// Casualties, if they are counted.
    pub casualties: Option<CasualtySlots>,
    /// Risk education, if there is any.
    pub education: Option<EducationSlots>,
    /// Benefits, if they are counted.
    pub benefits: Option<BenefitSlots>,
}

/// People in and around one area.
#[derive(Clone, Copy, Debug)]
pub struct PlacePlan {
    /// Index of the area.
    pub area: usize,
    /// Displaced people who wait to return; `None` is nobody.
    pub waiting: Option<Slot>,
    /// People present from the start; `None` is nobody.
    pub residents: Option<Slot>,
}

/// Values of `[casualties]`.
#[derive(Clone, Copy, Debug)]
pub struct CasualtySlots {
    /// Per 1,000 person-years on fully contaminated land.
    pub rate: Slot,
    /// Yearly fall of that rate.
    pub decline: Slot,
    /// Among deminers, per 1,000 ha cleared.
    pub deminers: Slot,
    /// Share killed.
    pub killed: Slot,
}

/// Values of `[risk_education]`.
#[derive(Clone, Copy, Debug)]
pub struct EducationSlots {
    /// Share of the people present who are reached.
    pub coverage: Slot,
    /// Reduction of casualties among them.
    pub effect: Slot,
    /// Per person reached and year.
    pub cost: Slot,
}

/// Values of `[benefits]`.
#[derive(Clone, Copy, Debug)]
pub struct BenefitSlots {
    /// Value a year of a hectare returned to use.
    pub per_ha: Slot,
    /// Share of it credited to cancelled land.
    pub cancelled: Slot,
}

impl PeoplePlan {
    /// The plan of a scenario that has at least one of the tables.
    pub(super) fn of<'a>(scenario: &'a Scenario, slots: &mut Slots<'a>) -> Option<Self> {
        let Scenario {
            people,
            casualties,
            risk_education,
            benefits,
            ..
        } = scenario;
        let none = people.is_none()
            && casualties.is_none()
            && risk_education.is_none()
            && benefits.is_none();
        if none {
            return None;
        }
        let places = scenario.areas.iter().enumerate();
        let mut number = |input: &'a Option<Uncertain>| input.as_ref().map(|it| slots.input(it));
        let places = places
            .map(|(area, place)| PlacePlan {
                area,
                waiting: number(&place.people),
                residents: number(&place.residents),
            })
            .filter(|place| place.waiting.is_some() || place.residents.is_some())
            .collect();
        Some(Self {
            places,
            lag: people.as_ref().map(|it| slots.input(&it.lag)),
            capacity: people
                .as_ref()
                .and_then(|it| it.capacity.as_ref())
                .map(|capacity| slots.input(capacity)),
            casualties: casualties.as_ref().map(|it| CasualtySlots {
                rate: slots.input(&it.rate),
                decline: slots.input(&it.decline),
                deminers: slots.input(&it.deminers),
                killed: slots.input(&it.killed),
            }),
            education: risk_education.as_ref().map(|it| EducationSlots {
                coverage: slots.input(&it.coverage),
                effect: slots.input(&it.effect),
                cost: slots.input(&it.cost),
            }),
            benefits: benefits.as_ref().map(|it| BenefitSlots {
                per_ha: slots.input(&it.per_ha),
                cancelled: slots.input(&it.cancelled),
            }),
        })
    }
}

/// Names and units of the columns of a calendar year, by the table that brings them.
const RETURN_YEARS: [(&str, &str); 2] = [
    ("people.returned", "people"),
    ("people.land_released", "people"),
];
const CASUALTY_YEARS: [(&str, &str); 3] = [
    ("casualties.people", "casualties"),
    ("casualties.deminers", "casualties"),
    ("casualties.killed", "casualties"),
];
const EDUCATION_YEARS: [(&str, &str); 1] = [("spending.category.risk_education", "")];
const UNEDUCATED_YEARS: [(&str, &str); 1] = [("casualties.people_without_education", "casualties")];
const BENEFIT_YEARS: [(&str, &str); 1] = [("benefits", "")];

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

impl PeopleColumns {
    /// Columns of a trial, from `first` on; where those of months are is said by [`Self::with_months`].
    pub(super) fn of_trial(plan: Option<&PeoplePlan>, first: usize) -> Self {
        let [people, casualties, education, benefits] = tables(plan);
        let mut end = first;
        let mut take = |has: bool, count: usize| {
            let first = end;
            end += if has { count } else { 0 };
            has.then_some(first)
        };
        Self {
            returned: take(people, 1),
            reached: None,
            casualties: take(casualties, 3),
            education: take(education, 1),
            uneducated: None,
            benefits: take(benefits, 2),
            first,
            end,
        }
    }

    /// These columns with those of months from `first` on, and the column behind them.
    pub(super) fn with_months(self, first: usize) -> (Self, usize) {
        let reached = self.returned.map(|_| first);
        let end = first + if reached.is_some() { 2 } else { 0 };
        (Self { reached, ..self }, end)
    }

    /// Columns of a calendar year; their names and units are appended to those there are.
    pub(super) fn of_year(
        plan: Option<&PeoplePlan>,
        names: &mut Vec<String>,
        units: &mut Vec<&'static str>,
    ) -> Self {
        let [people, casualties, education, benefits] = tables(plan);
        let first = names.len();
        let mut take = |has: bool, new: &[(&str, &'static str)]| {
            let first = names.len();
            for (name, unit) in new.iter().filter(|_| has) {
                names.push((*name).to_owned());
                units.push(unit);
            }
            has.then_some(first)
        };
        Self {
            returned: take(people, &RETURN_YEARS),
            reached: None,
            casualties: take(casualties, &CASUALTY_YEARS),
            uneducated: take(casualties && education, &UNEDUCATED_YEARS),
            education: take(education, &EDUCATION_YEARS),
            benefits: take(benefits, &BENEFIT_YEARS),
            first,
            end: names.len(),
        }
    }
}

/// Whether a scenario has `[people]`, `[casualties]`, `[risk_education]`, `[benefits]`.
fn tables(plan: Option<&PeoplePlan>) -> [bool; 4] {
    plan.map_or([false; 4], |plan| {
        [
            plan.lag.is_some(),
            plan.casualties.is_some(),
            plan.education.is_some(),
            plan.benefits.is_some(),
        ]
    })
}
