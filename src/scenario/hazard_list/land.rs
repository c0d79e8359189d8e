//! Land of a hazard list, added up by district and hazard.

use std::collections::BTreeMap;

use crate::scenario::spelling::small;

/// Land of the list, and under what it is added up.
#[derive(Default)]
pub(super) struct Land {
    pub(super) groups: Vec<Group>,
    /// Places of groups, by district and hazard in small letters.
    known: BTreeMap<(String, String), usize>,
    /// The first form of each label, by its small letters.
    labels: BTreeMap<String, String>,
}

impl Land {
    /// The group of a district and a hazard, each written as it first was.
    pub(super) fn group(&mut self, district: &str, hazard: &str) -> &mut Group {
        let place = (small(district), small(hazard));
        let at = *self.known.entry(place).or_insert_with_key(|(of, under)| {
            let labels = &mut self.labels;
            let mut first = |small: &String, label: &str| {
                let label = labels.entry(small.clone()).or_insert(label.to_owned());
                label.clone()
            };
            self.groups.push(Group {
                district: first(of, district),
                hazard: first(under, hazard),
                suspected_ha: 0.0,
                confirmed_ha: 0.0,
                suspected: 0,
                confirmed: 0,
            });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }
}

/// Land of one district under one hazard.
pub(super) struct Group {
    pub(super) district: String,
    pub(super) hazard: String,
    pub(super) suspected_ha: f64,
    pub(super) confirmed_ha: f64,
    pub(super) suspected: usize,
    pub(super) confirmed: usize,
}
