//! Who pays for what: sources of the same coverage are one pot, and every payment knows the pots that cover it.

use super::{AreaPlan, TeamGroupPlan};
use crate::scenario::{Funding, Scenario};

/// Pots and what they cover. Lists of pots stand in the order in which they are drawn on: the narrowest first, then file order, so
/// that free money is left for what nothing else pays.
#[derive(Clone, Debug)]
pub struct Pots {
    /// For each source, its pot.
    pub of_source: Vec<usize>,
    /// How many there are.
    pub count: usize,
    /// Pots that pay the fixed overhead.
    pub overhead: Vec<usize>,
    /// Pots that pay risk education.
    pub risk_education: Vec<usize>,
    /// Pots that pay new teams, by group.
    pub mobilisation: Vec<Vec<usize>>,
    /// Pots that pay work, by group and place of its reach.
    pub work: Vec<Vec<Vec<usize>>>,
    /// By group, whether it is all the same to its work and its money where it works: the same pots pay everywhere, and neither closed
    /// months nor events tell areas apart.
    pub alike: Vec<bool>,
    /// Whether growth looks at each group's own money: there are several pots, or groups in kind.
    pub growth_by_group: bool,
}

/// What one source may be spent on: pairs of group and place of its reach, in order, then overhead and risk education.
#[derive(Clone, Debug, PartialEq)]
struct Coverage {
    pairs: Vec<Vec<bool>>,
    /// By group, whether it pays its new teams: where it pays its work somewhere, or pays everything.
    teams: Vec<bool>,
    overhead: bool,
    risk_education: bool,
}

impl Coverage {
    fn of(source: &Funding, groups: &[TeamGroupPlan], operators: &[String]) -> Self {
        let earmark = source.pays_for.as_ref();
        let covers = |group: &TeamGroupPlan, area: usize| {
            !group.in_kind
                && earmark.is_none_or(|it| {
                    it.tasks.contains(&group.task)
                        && it.operators.contains(&operators[group.operator])
                        && it.areas.contains(&area)
                })
        };
        let pairs = |group: &TeamGroupPlan| {
            let reach = group.reach.iter();
            reach
                .map(|place| covers(group, place.area))
                .collect::<Vec<_>>()
        };
        let pairs: Vec<_> = groups.iter().map(pairs).collect();
        // A group that can work nowhere has new teams too.
        let free = |group: &TeamGroupPlan| earmark.is_none() && !group.in_kind;
        let teams = groups.iter().zip(&pairs);
        let teams = teams.map(|(group, pairs)| free(group) || pairs.contains(&true));
        Self {
            teams: teams.collect(),
            pairs,
            overhead: earmark.is_none_or(|it| it.overhead),
            risk_education: earmark.is_none_or(|it| it.risk_education),
        }
    }

    /// Pairs covered; overhead and risk education count as one each.
    fn width(&self) -> usize {
        let pairs = self.pairs.iter().flatten().filter(|covered| **covered);
        pairs.count() + usize::from(self.overhead) + usize::from(self.risk_education)
    }
}

impl Pots {
    /// The pots of a scenario; `None` if all money pays for all work, and all areas can be worked in alike.
    pub(super) fn of(
        scenario: &Scenario,
        groups: &[TeamGroupPlan],
        operators: &[String],
        areas: &[AreaPlan],
        has_local_events: bool,
    ) -> Option<Self> {
        let in_kind = groups.iter().any(|group| group.in_kind);
        let closed = areas.iter().any(|area| area.closed.contains(&true));
        let earmarked = scenario
            .funding
            .iter()
            .any(|source| source.pays_for.is_some());
        if !(in_kind || closed || earmarked || has_local_events) {
            return None;
        }
        let mut coverages: Vec<Coverage> = Vec::new();
        let of_source: Vec<usize> = scenario
            .funding
            .iter()
            .map(|source| {
                let coverage = Coverage::of(source, groups, operators);
                let known = coverages.iter().position(|other| *other == coverage);
                known.unwrap_or_else(|| {
                    coverages.push(coverage);
                    coverages.len() - 1
                })
            })
            .collect();
        let mut narrowest_first: Vec<usize> = (0..coverages.len()).collect();
        narrowest_first.sort_by_key(|&pot| coverages[pot].width());
        let those = |covers: &dyn Fn(&Coverage) -> bool| -> Vec<usize> {
            let pots = narrowest_first.iter().copied();
            pots.filter(|&pot| covers(&coverages[pot])).collect()
        };
        let work = groups.iter().enumerate().map(|(g, group)| {
            let places = 0..group.reach.len();
            let pots = places.map(|place| those(&|it| it.pairs[g][place]));
            pots.collect::<Vec<_>>()
        });
        let work: Vec<_> = work.collect();
        let alike = work.iter().zip(groups).map(|(pots, group)| {
            let same_pots = pots.windows(2).all(|it| it[0] == it[1]);
            same_pots && !group.meets_closed && !has_local_events
        });
        let mobilisation = (0..groups.len()).map(|g| those(&|it| it.teams[g]));
        Some(Self {
            overhead: those(&|it| it.overhead),
            risk_education: those(&|it| it.risk_education),
            mobilisation: mobilisation.collect(),
            alike: alike.collect(),
            work,
            growth_by_group: coverages.len() > 1 || in_kind,
            count: coverages.len(),
            of_source,
        })
    }
}

/// For each task and area, the groups that can work there, `[task][area]`.
pub(super) fn able(groups: &[TeamGroupPlan], areas: usize) -> [Vec<Vec<usize>>; 3] {
    let mut able = std::array::from_fn(|_| vec![Vec::new(); areas]);
    for (index, group) in groups.iter().enumerate() {
        for place in &group.reach {
            able[group.task as usize][place.area].push(index);
        }
    }
    able
}
