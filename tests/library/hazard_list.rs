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

/// The scenario of a list that calls for no warning.
fn made(list: &str) -> String {
    let made = from_hazard_list("list.csv", list).unwrap_or_else(|error| panic!("{error}"));
    assert!(made.warnings.is_empty(), "{}", made.warnings);
    made.text
}

/// The scenario of a list and the one warning it calls for.
fn made_with_warning(list: &str) -> (String, String) {
    let made = from_hazard_list("list.csv", list).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(made.warnings.len(), 1, "{}", made.warnings);
    (made.text, made.warnings.to_string())
}

#[test]
fn rows_are_added_up_by_district_and_hazard_in_hectares() {
    let text = made(LIST);
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
    let loaded = loaded(&made(&list));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
}

#[test]
fn separators_units_and_marks_of_the_byte_order_are_those_of_the_list() {
    let other = LIST.replace("Battle area, \"\"cluster\"\"", "Battle area");
    let hectares = [("m2", 1.0), ("Hectares", 1e4), ("km²", 1e6), ("sq. m", 1.0)];
    for (separator, (unit, times)) in [";", "\t", ",", ";"].into_iter().zip(hectares) {
        let list = other.replace("m2", unit).replace(',', separator);
        let list = format!("\u{feff}{}", list.replace('\n', "\r\n"));
        let text = made(&list);
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
    let loaded = loaded(&made(list));
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
    let scenario = loaded(&made(list)).scenario;
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

#[test]
fn a_number_that_commas_cut_up_is_refused_and_what_spreadsheets_fill_up_with_is_not() {
    let head = "Name,District,Hazard type,Status,Area (m2)";
    for row in [
        "BA-2,Fuzuli,Battle area,SHA,1,250,000",
        "BA-2,Fuzuli,Battle area,SHA,48,2",
        "BA-2,Fuzuli,Battle area,SHA,48,2,,",
        "BA, 2,Fuzuli,Battle area,SHA,48",
    ] {
        // Empty headings do not make room for it.
        for filler in ["", ",,,"] {
            let found = refused(&format!("{head}{filler}\nA,B,C,CHA,5\n{row}\n"));
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].0, 3);
            let sentence = &found[0].1;
            assert!(sentence.contains("must not have more fields"), "{sentence}");
        }
    }
    let problems = from_hazard_list("l.csv", &format!("{head}\nA,B,C,CHA,4,800\n"));
    let shown = problems.unwrap_err().to_string();
    assert!(
        shown.contains("6 fields below 5 headings") && shown.contains("without commas"),
        "{shown}"
    );
    made(&format!("{head}\nA,B,C,CHA,5,,,\nD,B,C,CHA,6\n"));
    made(&format!("{head},,,\nA,B,C,CHA,5,,,,\n"));
}

/// The row is as long as other filled up ones, so that only the parts of the number tell.
#[test]
fn a_number_that_commas_cut_up_is_refused_where_columns_follow() {
    let head = "District,Hazard,Status,Area (m2),Found,Remark";
    let found = refused(&format!("{head}\nA,C,CHA,1,250,000,,\n"));
    assert!(found[0].1.contains("one number with a comma"), "{found:?}");
    made(&format!("{head}\nA,C,CHA,100,250,\nA,C,CHA,1000,250,,,\n"));
}

#[test]
fn each_column_serves_the_one_purpose_that_its_heading_fits_best() {
    for (head, row) in [
        (
            "Hazard ID,Hazard Status,Hazard Type,District,Hazard Size (m2)",
            "1,CHA,AP mines,A,10000",
        ),
        (
            "Hazard District,Area type,Hazard date,Area ID,Hazard classification,Area size (ha)",
            "A,AP mines,2024-05-01,7,CHA,1",
        ),
        (
            "Hazard size,Type of contamination,Status code,Status,Rayon,Surface km^2",
            "?,AP mines,3,CHA,A,0.01",
        ),
    ] {
        for separator in [",", ";", "\t"] {
            let list = format!("{head}\n{row}\n").replace(',', separator);
            let area = &loaded(&made(&list)).scenario.areas[0];
            let (region, hazard) = (&*area.region, &*area.hazard);
            assert_eq!((region, hazard), ("A", "AP mines"), "{head}");
            assert_eq!(area.confirmed.law.support().0, 1.0, "{head}");
        }
    }
    let found = refused("District,Hazard Status,Area (ha)\nA,CHA,1\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("a column for the hazard"), "{found:?}");
}

#[test]
fn the_scenario_says_which_columns_were_taken_and_a_warning_which_were_not() {
    let text = made("Hazard,Status,Rayon,\"Size\n(ha)\"\nx,SHA,A,1\n");
    let taken = "\n# Columns of the list: district `Rayon`, hazard `Hazard`, status `Status`, area in ha `Size\\u{a}(ha)`.\n";
    assert!(text.contains(taken), "{text}");
    let (text, warning) =
        made_with_warning("Province,Oblast,District,Hazard,Status,Area (ha)\nP,O,D,x,SHA,1\n");
    assert_eq!(&*loaded(&text).scenario.areas[0].region, "D");
    assert!(
        warning.contains("`District` is taken, `Province`, `Oblast` left alone"),
        "{warning}"
    );
}

#[test]
fn a_unit_that_is_scaled_or_one_of_two_is_refused() {
    for unit in [
        "(thousand m2)",
        "(1,000 m2)",
        "(million m²)",
        "('000 m2)",
        "m2 x 1000",
        "(k ha)",
        "(10^6 m2)",
        "mln sq m",
    ] {
        let heading = format!("Area {unit}");
        let found = refused(&format!(
            "District,Hazard,Status,\"{heading}\"\nA,x,SHA,1\n"
        ));
        assert_eq!(found.len(), 1, "{heading}: {found:?}");
        assert!(found[0].1.contains("not a multiple of it"), "{found:?}");
    }
    let found = refused("District,Hazard,Status,Area (ha) as of 2024 in m2\nA,x,SHA,1\n");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("must name one unit"), "{found:?}");
    made("District,Hazard,Status,Area in 2024 (sq. m)\nA,x,SHA,1\n");
}

#[test]
fn rows_that_are_repeated_are_counted_and_told() {
    let again = LIST.replace(
        ",,,,\n",
        "MF-2,Aghdam,minefield,SHA, 1e6,,\nMF-1,Aghdam,Minefield,CHA,12500\n",
    );
    let (text, warning) = made_with_warning(&again);
    assert!(
        warning.contains("2 rows are repeated, and each is counted: line 5 is line 3 again, line 6 is line 2 again"),
        "{warning}"
    );
    let loaded = loaded(&text);
    assert_eq!(loaded.scenario.areas[0].suspected.law.support().0, 200.0);
    let many = LIST.to_owned() + &"MF-9,A,x,SHA,1\n".repeat(2001);
    let (_, warning) = made_with_warning(&many);
    assert!(
        warning.contains("2,000 rows are repeated") && warning.contains("and so on"),
        "{warning}"
    );
}
