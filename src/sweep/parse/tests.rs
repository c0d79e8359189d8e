use super::*;

fn read(text: &str) -> Result<Design, String> {
    let text = format!("format = 1\n{text}");
    Design::from_toml("design.toml", "design", &text, &Overrides::default())
        .map_err(|problems| problems.to_string())
}

#[test]
fn a_grid_reaches_both_ends_and_may_be_logarithmic() {
    let design = read(
        "[factor.a]\nset = [\"x\"]\ngrid = [1, 1000, 4]\nlog = true\n[factor.b]\nscale = [\"y\"]\nlist = [0.5, 2]",
    )
    .unwrap();
    assert_eq!(design.points(), Some(8));
    let Values::Each(values) = &design.factors[0].values else {
        panic!("a grid has its values one after the other");
    };
    for (value, expected) in values.iter().zip([1.0, 10.0, 100.0, 1000.0]) {
        let Setting::Number(value) = value else {
            panic!("{value:?} is no number");
        };
        assert!((value - expected).abs() < 1e-9 * expected, "{value}");
    }
    assert_eq!(
        design.factors[1].target,
        Target::Scale(vec!["y".to_owned()])
    );
}

#[test]
fn sequences_cross_with_lists_and_have_their_count_of_points() {
    let design = read(
        "points = 10\n[factor.a]\nset = [\"x\"]\nsobol = [0, 1]\n[factor.b]\nset = [\"y\"]\nlhs = [5, 6]\n\
         [factor.c]\nset = [\"allocation\"]\nvalues = [\"priority\", \"proportional\"]\n[variant.base]\n[variant.more]\nset = [\"horizon=50\"]",
    )
    .unwrap();
    assert_eq!(design.points(), Some(40));
    // The same ten draws for every word and variant.
    for number in 0..10 {
        let point = design.point(number);
        assert_eq!(point.settings[..2], design.point(number + 30).settings[..2]);
        assert_eq!(design.point(number + 30).variant, 1);
    }
}

#[test]
fn every_rule_that_is_broken_is_told_with_its_place() {
    for (text, expected) in [
        ("", "a design must vary something"),
        (
            "[factor.a]\nset = [\"x\"]",
            "one of grid, list, values, lhs, sobol",
        ),
        ("[factor.a]\nlist = [1]", "one of set, scale"),
        (
            "[factor.a]\nset = [\"x\"]\nlist = [1]\ngrid = [1, 2, 3]",
            "found grid and list",
        ),
        (
            "[factor.a]\nset = [\"x\"]\nlhs = [0, 1]",
            "`points` is missing",
        ),
        (
            "[factor.a]\nset = [\"x\"]\ngrid = [0, 1, 2.5]",
            "a whole number from 2",
        ),
        ("[factor.a]\nscale = [\"x\"]\nlist = [-1]", "at least 0"),
        (
            "[factor.a]\nset = [\"x\"]\ngrid = [0, 1, 3]\nlog = true",
            "above 0",
        ),
        (
            "[factor.a]\nset = [\"x\"]\ngrid = [1, 1, 3]",
            "different numbers",
        ),
        (
            "[factor.a]\nscale = [\"x\"]\nvalues = [\"b\"]",
            "must be numbers",
        ),
        ("trials = 1.5\n[variant.a]", "a whole number"),
        ("trials = 10000000\n[variant.a]", "at most 1048576"),
        (
            "random_number = \"common\"\n[variant.a]",
            "no key `random_number`",
        ),
        (
            "[factor.a]\nset = [\"x\"]\ngrid = [0, 1, 100000]\n[factor.b]\nset = [\"y\"]\ngrid = [0, 1, 100000]",
            "at most 100000000 points",
        ),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn a_table_names_paths_and_may_leave_cells_empty() {
    let text = b"funding.state.annual,scale(team.*.output),allocation\n5e7,1.5,proportional\n,,\n";
    let design = Design::from_csv("points", None, text, &Overrides::default()).unwrap();
    assert_eq!(design.points(), Some(2));
    assert_eq!(
        design.point(0).settings,
        [
            Setting::Number(5e7),
            Setting::Number(1.5),
            Setting::Toml("\"proportional\"".to_owned())
        ]
    );
    assert_eq!(design.point(1).settings, vec![Setting::Unchanged; 3]);
    for (text, expected) in [
        (&b"a,a\n1,2\n"[..], "two columns `a`"),
        (b"a\n", "a row for each point"),
        (b"a,b\n1\n", "found record with 1 fields"),
        (b"scale(a)\n1\n-2\n", "point 1: `scale(a)` is -2"),
        (b"a,\n1,2\n", "column 2 has no name"),
    ] {
        let error = Design::from_csv("points", None, text, &Overrides::default()).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
