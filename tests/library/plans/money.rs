//! Earmarks, pledges and work in kind.

use clearcast::engine::Workspace;
use clearcast::programme::{OutcomeLayout as O, YearLayout as Y, compile};
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;

use super::{SECOND, course, in_year, labels};
use crate::common::{Course, agree, small, without_earmarks};

/// 2,000 a month for the field alone, 1,000 for anything. The field's own money goes first: three hectares a month are cleared in it for
/// 33 months, the last one with its own money, and one a month in the other area from then on.
#[test]
fn the_narrowest_pot_pays_first_and_free_money_what_nothing_else_pays() {
    let it = course(&[
        SECOND,
        "funding.state.annual = 12e3",
        "funding.north = { annual = 24e3, pays_for = { areas = ['field'] } }",
        "horizon = 4",
    ]);
    agree(it.get(O::CLEARED), 33.0 * 3.0 + 1.0 + 15.0);
    let sources = it.programme.outcome_layout.sources;
    let lapsed = it.programme.outcome_layout.lapsed;
    agree(it.outcome[sources], 48e3);
    agree(it.outcome[sources + 1], 67e3);
    // Two thousand of the next to last month but one of 2028, and its last two months.
    agree(it.outcome[lapsed + 1], 5e3);
    agree(it.outcome[lapsed], 0.0);
    agree(in_year(&it, 2, Y::LAPSED), 5e3);
    agree(it.get(O::KEPT), 24e3);
}

/// Teams that the first area's money cannot pay ask again behind it: one hectare of ten is paid in the field, nine in the other area.
#[test]
fn teams_that_one_area_cannot_pay_ask_again_in_the_next() {
    let it = course(&[
        SECOND,
        "funding.state = { annual = 12e3, pays_for = { areas = ['field'] } }",
        "funding.south = { annual = 1e6, pays_for = { areas = ['other'] } }",
        "horizon = 1",
    ]);
    // The other area's 100 ha last eleven months and one hectare of the twelfth.
    agree(it.months[10].to_clear, 200.0 - 11.0 * 10.0);
    agree(it.get(O::CLEARED), 12.0 + 100.0);
    // They count as unpaid in the twelfth month alone, at the price of the field.
    agree(it.get(O::UNFUNDED), 8e3);
}

/// An event that never comes makes areas differ as far as is known before a trial, so that each is held against the money that pays for it.
/// Where the same money pays everywhere, that leads to the same course as one budget a group.
#[test]
fn a_group_that_is_paid_alike_everywhere_works_as_if_each_area_were_asked() {
    const NEVER: &str =
        "event.never = { rate = 0, duration = 1, areas = ['mountain-*'], output = 0.5 }";
    const BASELINE: &str = include_str!("../../../scenarios/azerbaijan.toml");
    let course = |text: &str, sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        let loaded = from_text("azerbaijan.toml", text, &sets);
        Course::of(&loaded.unwrap_or_else(|error| panic!("{error}")).scenario)
    };
    let proportional = without_earmarks(BASELINE);
    for (text, set) in [
        (BASELINE, "horizon = 60"),
        (BASELINE, "funding.state.annual = 20e6"),
        (BASELINE, "team.anama-technical.cost = 2e6"),
        (&proportional, "allocation = 'proportional'"),
    ] {
        let (alike, asked) = (course(text, &[set]), course(text, &[set, NEVER]));
        let pots = |it: &Course| it.programme.pots.as_ref().map(|it| it.alike.clone());
        assert!(pots(&alike).unwrap().iter().all(|it| *it), "{set}");
        assert!(pots(&asked).unwrap().iter().all(|it| !it), "{set}");
        let values = |it: &Course| [&it.outcome[..], &it.years].concat();
        let (found, expected) = (values(&alike), values(&asked));
        assert_eq!(found.len(), expected.len());
        for (at, (found, expected)) in found.iter().zip(&expected).enumerate() {
            // Hundreds of millions leave a rest of rounding.
            let near = (found - expected).abs() <= 1e-9 * expected.abs() + 1e-6;
            assert!(
                near || found == expected,
                "{set}, {at}: {found} for {expected}"
            );
        }
    }
}

/// Overhead that no source may pay is never paid.
#[test]
fn what_no_source_covers_is_not_paid() {
    let only_work = [
        "overhead.fixed = 12e3",
        "funding.state.pays_for = { tasks = ['*_survey', 'clearance'] }",
    ];
    let it = course(&only_work);
    agree(it.completion(), 10.0);
    agree(it.get(O::CATEGORY + 3), 0.0);
    agree(it.get(O::UNFUNDED), 10e3);
    let all = course(&[
        "overhead.fixed = 12e3",
        "funding.state.pays_for = { tasks = ['*'] }",
    ]);
    agree(all.get(O::CATEGORY + 3), 10e3);
}

/// Half of the trials of a balanced design have the pledge, to the last one.
#[test]
fn a_pledge_of_one_half_pays_in_half_of_the_trials() {
    let pledge = "funding.fund = { annual = 12e3, by_year = { 2027 = 24e3 }, probability = 0.5, carryover = 1 }";
    let scenario = small(&["funding.state.annual = 0", "horizon = 2", pledge]);
    assert_eq!(scenario.dimensions, ["funding.fund.probability"]);
    let (programme, _) = compile(&scenario);
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 3).unwrap();
    let mut workspace = Workspace::new(&programme);
    let incomes = (0..1024).map(|trial| {
        workspace.run(&programme, &design, trial);
        workspace.outcome()[O::INCOME]
    });
    let incomes: Vec<f64> = incomes.collect();
    assert!(
        incomes
            .iter()
            .all(|it| it.abs() < 1e-9 || (it - 36e3).abs() < 1e-9)
    );
    assert_eq!(incomes.iter().filter(|it| **it > 0.0).count(), 512);
    let certain = programme.without_chance();
    workspace = Workspace::new(&certain);
    workspace.run_point_estimate(&certain);
    agree(workspace.outcome()[O::INCOME], 36e3);
}

/// Sappers of the army clear a hundred hectares without any money; others do nothing without it.
#[test]
fn work_in_kind_needs_no_money_and_is_booked_as_such() {
    let it = course(&[
        "funding.state.annual = 0",
        "team.manual.in_kind = true",
        "overhead.share = 0.1",
    ]);
    agree(it.completion(), 10.0);
    agree(it.get(O::COST), 110e3);
    agree(it.get(O::UNFUNDED), 0.0);
    let layout = &it.programme.outcome_layout;
    assert_eq!(it.programme.payers, ["state", "in kind"]);
    agree(it.outcome[layout.sources], 0.0);
    agree(it.outcome[layout.sources + 1], 110e3);
    assert_eq!(labels(&it), ["clearance"]);
    let paid = course(&["funding.state.annual = 0", "horizon = 1"]);
    agree(paid.get(O::CLEARED), 0.0);
}
