//! What the tally and the engine rely on.

use super::*;
use crate::programme::compile;
use crate::scenario;

fn everything() -> crate::programme::Programme {
    let file = std::path::Path::new("tests/data/valid/everything.toml");
    compile(&scenario::load(file, &[]).unwrap().scenario).0
}

#[test]
fn names_are_unique_and_lead_back_to_their_columns() {
    for table in [OUTCOMES, YEARS] {
        for (i, declared) in table.iter().enumerate() {
            assert!(table[..i].iter().all(|other| other.name != declared.name));
            assert!(declared.meaning.ends_with('.'), "{}", declared.name);
            let name = declared.name.replace('*', "a.b c");
            let found = find(table, &name).unwrap();
            assert_eq!((found.declared, found.name), (declared, name));
        }
    }
    let programme = everything();
    for (column, _) in programme.columns().figures() {
        assert_eq!(Column::of_figure(&column.name).as_ref(), Some(column));
        let parts: Vec<&str> = column.path().collect();
        assert_eq!(parts.join("."), column.name);
    }
}

/// Completion first, then amounts, then dates; of calendar years stocks that stay first, what goes on last.
#[test]
fn rows_are_in_the_order_that_the_tally_takes_them_in() {
    let programme = everything();
    let layout = &programme.outcome_layout;
    let row: Vec<&Column> = programme.columns().outcomes().collect();
    assert_eq!(row.len(), layout.len);
    for (place, column) in row.iter().enumerate() {
        let is_date = place == 0 || place >= layout.milestones;
        assert_eq!(column.kind == Kind::Date, is_date, "{}", column.name);
    }
    // Those at completion follow, and the first of them alone is also a figure of all trials.
    for (i, place) in outcomes::AT_COMPLETION.into_iter().enumerate() {
        assert_eq!(place, i + 1);
    }
    let shared = OUTCOMES.iter().filter(|it| it.place_name() != it.name);
    for declared in shared {
        assert_eq!(declared.place_name(), row[1].name);
    }
    let years: Vec<&Column> = programme.columns().series().collect();
    let lasting = programme.year_layout.lasting();
    assert_eq!(lasting.end, years.len());
    for (place, column) in years.iter().enumerate() {
        let after = column.declared().after;
        assert_eq!(after == After::Stays, place < years::STAYING);
        assert_eq!(after == After::GoesOn, lasting.contains(&place));
    }
}

#[test]
fn a_sum_over_the_years_has_the_unit_and_the_members_of_what_is_summed() {
    let programme = everything();
    let columns = programme.columns();
    assert!(programme.outcome_layout.sums.len() > 15);
    for &(to, from) in &programme.outcome_layout.sums {
        let (to, from) = (&columns.outcomes[to], &columns.series[from]);
        assert_eq!((to.unit, to.key()), (from.unit, from.key()), "{}", to.name);
    }
}

#[test]
fn handles_stand_where_the_names_say() {
    use crate::programme::{OutcomeLayout as O, YearLayout as Y};
    let programme = everything();
    let columns = programme.columns();
    for (place, name) in [
        (O::COMPLETION_MONTHS, "completion_years"),
        (O::KEPT, "money_left"),
        (O::UNDISCOVERED, "area_ha.undiscovered"),
        (O::CATEGORY + 4, "cost_by.category.mobilisation"),
    ] {
        assert_eq!(columns.outcomes[place].name, name);
    }
    for (place, name) in [
        (Y::REMAINING, "remaining.total"),
        (Y::CATEGORY + 2, "spending.category.clearance"),
        (Y::LAPSED, "lapsed"),
    ] {
        assert_eq!(columns.series[place].name, name);
    }
}
