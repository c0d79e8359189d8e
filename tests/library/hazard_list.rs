//! Hazard lists, as information systems export them, become areas.

use clearcast::scenario::{Loaded, Uncertain, from_hazard_list, from_text};

const LIST: &str = "\
Name,District,Hazard type,Status,Area (m2)
MF-1,Aghdam,Minefield,CHA,12500
MF-2,Aghdam,minefield,SHA,1e6
BA-1,Fuzuli,\"Battle area, \"\"cluster\"\"\",Suspected hazardous area,25000.5
,,,,
MF-3,AGHDAM,Minefield,confirmed,7500
MF-4,Ağdərə,Minefield,SHA,0
";

fn loaded(text: &str) -> Loaded {
    from_text("list.toml", text, &[]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn rows_are_added_up_by_district_and_hazard_in_hectares() {
    let text = from_hazard_list("list.csv", LIST).unwrap();
    let scenario = loaded(&text).scenario;
    let areas: Vec<_> = scenario
        .areas
        .iter()
        .map(|it| {
            let ha = |value: &Uncertain| value.law.support().0;
            let land = (ha(&it.suspected), ha(&it.confirmed));
            (&*it.key, &*it.region, &*it.hazard, land)
        })
        .collect();
    let cluster = "Battle area, \"cluster\"";
    assert_eq!(
        areas,
        [
            ("aghdam-minefield", "Aghdam", "Minefield", (100.0, 2.0)),
            (
                "fuzuli-battle-area-cluster",
                "Fuzuli",
                cluster,
                (2.5001, 0.0)
            ),
            ("ağdərə-minefield", "Ağdərə", "Minefield", (0.0, 0.0)),
        ]
    );
    assert!(text.contains("list.csv: 1 suspected, 2 confirmed hazardous areas"));
}

#[test]
fn the_scenario_runs_without_a_warning_that_the_list_does_not_call_for() {
    let list = LIST.replace("MF-4,Ağdərə,Minefield,SHA,0\n", "");
    let loaded = loaded(&from_hazard_list("list.csv", &list).unwrap());
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
}

#[test]
fn separators_units_and_marks_of_the_byte_order_are_those_of_the_list() {
    let other = LIST.replace("Battle area, \"\"cluster\"\"", "Battle area");
    let hectares = [("m2", 1.0), ("Hectares", 1e4), ("km²", 1e6), ("sq. m", 1.0)];
    for (separator, (unit, times)) in [";", "\t", ",", ";"].into_iter().zip(hectares) {
        let list = other.replace("m2", unit).replace(',', separator);
        let list = format!("\u{feff}{}", list.replace('\n', "\r\n"));
        let text = from_hazard_list("list.csv", &list).unwrap_or_else(|error| panic!("{error}"));
        let suspected = loaded(&text).scenario.areas[0].suspected.law.support().0;
        assert!((suspected / times - 100.0).abs() < 1e-9, "{unit}");
    }
}

/// A label is one however its letters were typed, and written as it first was.
#[test]
fn forms_of_a_label_are_one() {
    let list = "District,Hazard,Status,Area (m2)\n\
                Ağdam,Minefield,SHA,10000\n\
                Ag\u{306}dam,MINEFIELD,SHA,20000\n\
                AĞDAM,Cluster,SHA,0.00482\n\
                İmişli,Minefield,SHA,10000\n\
                imişli,Minefield,SHA,10000\n";
    let loaded = loaded(&from_hazard_list("list.csv", list).unwrap());
    let areas = loaded.scenario.areas.iter();
    let areas: Vec<_> = areas
        .map(|it| (&*it.region, &*it.hazard, it.suspected.law.support().0))
        .collect();
    assert_eq!(
        areas,
        [
            ("Ağdam", "Minefield", 3.0),
            ("Ağdam", "Cluster", 4.82e-7),
            ("İmişli", "Minefield", 2.0),
        ]
    );
    let labels = |it: &&clearcast::scenario::Problem| it.rule().contains("different ones");
    assert_eq!(loaded.warnings.iter().filter(labels).count(), 0);
}

#[test]
fn what_a_list_says_in_two_ways_is_refused() {
    let both = "District,Hazard,Status,Area (m2),Area (ha)\nA,x,SHA,1,2\n";
    let found = refused(both);
    assert!(
        found[0].1.contains("must have one column for the area"),
        "{found:?}"
    );
    let status = "District,Hazard,Status,Area (ha)\nA,x,CHA/SHA,1\n";
    let found = refused(status);
    assert!(found[0].1.contains("(it is `CHA/SHA`)"), "{found:?}");
}

#[test]
fn names_that_become_one_key_are_told_apart() {
    let list = "District,Hazard,Status,Area ha\nA b,x,SHA,1\nA-b,x,SHA,2\n";
    let scenario = loaded(&from_hazard_list("list.csv", list).unwrap()).scenario;
    let keys: Vec<&str> = scenario.areas.iter().map(|it| &*it.key).collect();
    assert_eq!(keys, ["a-b-x", "a-b-x-2"]);
}

/// Line of each problem, rule and what was found.
fn refused(list: &str) -> Vec<(usize, String)> {
    let problems = from_hazard_list("list.csv", list).unwrap_err();
    let of = problems
        .iter()
        .map(|it| (it.place().unwrap().line, it.sentence()));
    of.collect()
}

#[test]
fn every_row_that_breaks_a_rule_is_told_with_its_line() {
    let list = "Name,District,Hazard,Status,Area (ha)\n\
                1,Aghdam,Minefield,Cleared,4\n\
                2,,Minefield,SHA,5\n\
                3,Fuzuli,Minefield,CHA,\"1,200\"\n\
                4,Fuzuli,Minefield,CHA,-1\n\
                5,Fuzuli\n";
    let found = refused(list);
    let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 6, 6], "{found:?}");
    assert!(found[0].1.contains("(it is `Cleared`)"), "{found:?}");
    assert!(found[1].1.contains("must name its district"), "{found:?}");
    assert!(found[2].1.contains("(it is `1,200`)"), "{found:?}");
}

#[test]
fn a_list_without_its_columns_unit_or_rows_says_what_to_write() {
    for (list, expected) in [
        (
            "Name,Status,Hazard,Area (ha)\nx,SHA,Minefield,3\n",
            "a column for the district",
        ),
        (
            "District,Status,Hazard,Area\nx,SHA,Minefield,3\n",
            "names no unit",
        ),
        (
            "District,Status,Hazard\nx,SHA,Minefield\n",
            "no heading names it",
        ),
        ("District,Status,Hazard,Area (ha)\n", "no row follows"),
        ("", "no row follows"),
    ] {
        let found = refused(list);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, 1);
        assert!(found[0].1.contains(expected), "{found:?}");
    }
}

#[test]
fn a_quote_that_is_left_open_is_refused() {
    let list = "District,Hazard,Status,Area (ha)\n\"A,x,SHA,1\nB,x,SHA,2\n";
    let found = refused(list);
    assert!(found.iter().all(|(line, _)| *line == 2) && !found.is_empty());
}
