//! What each edit contributes to a change.

use clearcast::compare::Questions;

use super::{case, compared};

/// Time is area by unit cost by money: 100 ha · 1,000 / 50,000 a year. Three edits, worked out by hand over their six orders.
#[test]
fn what_each_edit_contributes_is_known_by_hand() {
    let base = [
        "funding.state.annual = 50000",
        "completion.residual = 0.001",
    ];
    let all = [
        "completion.residual = 0.001",
        "area.field.confirmed = 150",
        "team.manual.unit_cost = 2000",
        "funding.state.annual = 100000",
    ];
    let cases = [case("base", &base), case("all", &all)];
    let found = compared(
        &cases,
        64,
        &Questions {
            why: true,
            ..Questions::default()
        },
    );
    let why = found.cases[1].why.as_ref().unwrap();
    let groups: Vec<String> = why.groups.iter().map(|it| it.join(" ")).collect();
    assert_eq!(groups, ["area.field", "team.manual", "funding.state"]);
    assert!(why.exact && why.subsets == 8);
    let p80 = &why.completion_p80;
    assert!((p80.base - 2.0).abs() < 1e-12 && (p80.here - 3.0).abs() < 1e-12);
    let by_hand = [
        (1.0, 13.0 / 12.0, 1.0),
        (2.0, 11.0 / 6.0, 1.5),
        (-1.0, -23.0 / 12.0, -3.0),
    ];
    for (part, (alone, shapley, last)) in p80.parts.iter().zip(by_hand) {
        for (found, expected) in [
            (part.alone, alone),
            (part.shapley, shapley),
            (part.last, last),
        ] {
            assert!((found.value.unwrap() - expected).abs() < 1e-9, "{part:?}");
        }
    }
    assert!((p80.interaction.value.unwrap() + 1.0).abs() < 1e-9);
    for of in [p80, why.joint.as_ref().unwrap()] {
        let sum: f64 = of.parts.iter().map(|it| it.shapley.value.unwrap()).sum();
        assert!((sum - of.total.value.unwrap()).abs() < 1e-12);
    }
}

/// A new team and the driver of its cost cannot be edited apart: they are one group, and its part is the whole.
#[test]
fn edits_that_need_each_other_are_one_group() {
    let other = [
        "team.new = { task = 'clearance', rate = 120, unit_cost = 500 }",
        "driver.wages = { factor = 2, multiplies = ['team.new.unit_cost'] }",
    ];
    let cases = [case("base", &[]), case("other", &other)];
    let found = compared(
        &cases,
        64,
        &Questions {
            why: true,
            ..Questions::default()
        },
    );
    let why = found.cases[1].why.as_ref().unwrap();
    assert_eq!(why.groups.len(), 1, "{:?}", why.groups);
    assert_eq!(
        why.completion_p80.parts[0].shapley.value,
        why.completion_p80.total.value
    );
}
