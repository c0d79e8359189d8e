//! The pictures of a comparison.

use clearcast::compare::{Case, Questions, compare};
use clearcast::report;
use clearcast::simulate::{Model, RunSpec, Watch};

use super::{case, pair};

/// Every label within its panel, and none over another: in the usual case, with a scenario that never finishes, and with many.
#[test]
fn labels_of_the_pictures_stay_apart() {
    let file = |name: &str| {
        let file = format!("scenarios/{name}.toml");
        Case {
            name: name.to_owned(),
            model: Model::load(file.as_ref(), &[]).unwrap(),
        }
    };
    let usual = vec![file("azerbaijan"), file("donor-surge"), file("austerity")];
    let small = vec![
        case("a", &[]),
        case(
            "never, with a very long name that no column has room for",
            &["horizon = 50", "funding.state.annual = 100"],
        ),
    ];
    let mut many = pair();
    many.extend((0..4).map(|at| {
        case(
            &format!("case {at}"),
            &[&format!("funding.state.annual = {}", 20_000 + 9_000 * at)],
        )
    }));
    let all = Questions {
        why: true,
        margin: true,
        ..Questions::default()
    };
    for (cases, questions) in [
        (usual, all.clone()),
        (small, all),
        (many, Questions::default()),
    ] {
        let spec = RunSpec::new(256, 1);
        let (comparison, charts) = compare(&cases, &spec, &questions, &Watch::default()).unwrap();
        for drawing in report::comparison::draw(&comparison, &charts).unwrap() {
            let name = &drawing.name;
            for (i, a) in drawing.labels.iter().enumerate() {
                let bounds = a.bounds.shrunk(-4.0, -4.0, -4.0, -4.0);
                assert!(bounds.contains(a.area), "{name}: {a:?}");
                for b in &drawing.labels[..i] {
                    let ink = a.area.shrunk(0.5, 0.5, 0.5, 0.5);
                    assert!(!ink.overlaps(b.area), "{name}: {a:?} and {b:?}");
                }
            }
        }
    }
}
