//! The usual case and the extremes.

use super::Case;

/// The usual case and the extremes, without people and with them.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = extremes();
    let of = |name: &str| {
        let mut cases = extremes().into_iter();
        cases.find(|case| case.name == name).unwrap()
    };
    cases.extend([
        of("usual").peopled("people", 358_000.0, 37.0),
        of("long-names").peopled("people-long-names", 358_000.0, 37.0),
        of("many-regions").peopled("people-many-regions", 900.0, 0.4),
        of("all-unfinished").peopled("people-all-unfinished", 3e6, 1500.0),
        of("certain").peopled("people-certain", 12.0, 0.003),
        of("one-year").peopled("people-one-year", 40.0, 1.0),
        of("gigantic").peopled("people-gigantic", 1e30, 1e30),
        of("minute").peopled("people-minute", 1e-300, 1e-300),
        of("free").peopled("people-none", 0.0, 0.0),
        Case {
            name: "return-alone",
            people: Some(5e4),
            ..Case::usual()
        },
        Case {
            name: "casualties-alone",
            casualties: Some(12.0),
            regions: 40,
            ..Case::usual()
        },
    ]);
    cases
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn extremes() -> Vec<Case> {
    let usual = Case::usual;
    vec![
        usual(),
        Case {
            name: "nested",
            nested: true,
            target: (30.0, 5e9),
            ..usual()
        },
        Case {
            name: "near-target",
            target: (30.0, 5e9),
            unfinished: 0.12,
            ..usual()
        },
        Case {
            name: "long-names",
            regions: 2,
            region_name: "Region of the former line of contact, nº",
            title: "A programme whose name is far longer than any programme's name should ever be, in Xocavənd & <Şuşa> and აბგ",
            currency: "AZN",
            ..usual()
        },
        Case {
            name: "many-regions",
            regions: 40,
            ..usual()
        },
        Case {
            name: "all-unfinished",
            unfinished: 1.0,
            point: None,
            ..usual()
        },
        Case {
            name: "certain",
            spread: 0.0,
            unfinished: 0.0,
            ..usual()
        },
        Case {
            name: "certain-and-met",
            spread: 0.0,
            unfinished: 0.0,
            target: (29.2, 4.58e9),
            point: Some((24.0, 4.58e9)),
            ..usual()
        },
        Case {
            name: "far-target",
            target: (300.0, 60e9),
            unfinished: 0.0,
            ..usual()
        },
        Case {
            name: "tiny-target",
            target: (3.0, 1e8),
            unfinished: 0.0,
            income: 8.0,
            ..usual()
        },
        Case {
            name: "one-year",
            horizon: 1.0,
            years: 0.7,
            cost: 2.4e5,
            area: 3.0,
            regions: 1,
            target: (6.0, 3e5),
            point: Some((0.5, 1.9e5)),
            ..usual()
        },
        Case {
            name: "huge",
            area: 30e6,
            cost: 2.2e12,
            target: (40.0, 2e12),
            horizon: 100.0,
            years: 55.0,
            unfinished: 0.3,
            ..usual()
        },
        Case {
            name: "mostly-spent",
            target: (30.0, 5e9),
            spent: 1.5e9,
            ..usual()
        },
        Case {
            name: "half-unfinished",
            unfinished: 0.55,
            ..usual()
        },
        Case {
            name: "deadline-passed",
            years: 24.0,
            spread: 0.05,
            target: (3.0, 6e9),
            unfinished: 0.0,
            ..usual()
        },
        Case {
            name: "deadline-beyond-horizon",
            target: (80.0, 6e9),
            unfinished: 0.4,
            spread: 0.6,
            ..usual()
        },
        Case {
            name: "five-milestones",
            milestones: &[0.5, 0.8, 0.9, 0.95, 0.99],
            ..usual()
        },
        Case {
            name: "gigantic",
            target: (1e300, 1e300),
            area: 1e30,
            ..usual()
        },
        Case {
            name: "minute",
            target: (1e-300, 1e-300),
            area: 1e-300,
            cost: 1e-3,
            ..usual()
        },
        Case {
            name: "free",
            cost: 0.0,
            point: Some((17.5, 0.0)),
            regions: 0,
            income: 0.0,
            ..usual()
        },
    ]
}
