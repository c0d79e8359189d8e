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
