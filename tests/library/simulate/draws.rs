//! Chance by mechanism, and draws that variants share.

use std::sync::Arc;

use clearcast::programme::OutcomeLayout as O;
use clearcast::simulate::{
    Columns, Model, Numbering, RunSpec, Table, Watch, pairs, simulate, simulate_one,
};

use super::{Seen, baseline, bits, inputs, table, valley};

/// With only one mechanism at work, redrawing another changes nothing, and holding it takes away all difference between trials.
#[test]
fn chance_is_numbered_by_mechanism() {
    let off = [
        ("noise.output", "noise.output = 0"),
        (
            "economy.inflation",
            "economy.inflation = { mean = 0.02, sd = 0 }",
        ),
        ("funding.state", "funding.state.volatility = 0"),
        ("event.flood", "event.flood.rate = 0"),
        ("event.frost", "event.frost.rate = 0"),
    ];
    let certain = [
        "team.a.unit_cost = 1000",
        "team.b.unit_cost = 1200",
        "team.c.unit_cost = 1000",
        "funding.state.annual = 30000",
    ];
    let spec = RunSpec::new(64, 2);
    for (mechanism, _) in off {
        let silent = off.iter().filter(|(other, _)| *other != mechanism);
        let sets: Vec<&str> = certain
            .into_iter()
            .chain(silent.map(|(_, set)| *set))
            .collect();
        let model = valley(&sets);
        let plain = bits(&table(&model, &spec));
        for (other, _) in off {
            let redrawn = spec.clone().chance(other, Numbering::Redrawn(1));
            let same = bits(&table(&model, &redrawn)) == plain;
            assert_eq!(
                same,
                other != mechanism,
                "{other} redrawn, {mechanism} acts"
            );
        }
        let held = table(&model, &spec.clone().chance(mechanism, Numbering::Held(7)));
        let costs: Vec<u64> = held.column(O::NOMINAL).map(f64::to_bits).collect();
        assert!(
            costs.iter().all(|cost| *cost == costs[0]),
            "{mechanism} held"
        );
        // Held at the number of one trial, it is what that trial has.
        assert_eq!(held.row(7), table(&model, &spec).row(7));
        let by = Numbering::By(Arc::new(|trial| trial));
        assert!(bits(&table(&model, &spec.clone().chance(mechanism, by))) == plain);
    }
    let unknown = spec.chance("event.flod", Numbering::Held(0));
    let error = simulate_one(
        &valley(&[]),
        &unknown,
        |_| Seen::default(),
        &Watch::default(),
    );
    let error = error
        .map(|run| run.collected.trials)
        .unwrap_err()
        .to_string();
    assert!(error.contains("did you mean `event.flood`"), "{error}");
}

/// A correlated input that becomes certain, or goes, stays in the copula unseen: the others keep their draws.
#[test]
fn editing_a_correlated_input_moves_no_other_draw() {
    let base = valley(&[]);
    let spec = RunSpec::new(100, 4);
    let plain = table(&base, &spec);
    let kept = ["team.b.unit_cost", "team.c.unit_cost"];
    let certain = base.with(&[("team.a.unit_cost", 1500.0)]).unwrap();
    let file = std::env::temp_dir().join(format!("clearcast-crn-{}", std::process::id()));
    std::fs::create_dir_all(&file).unwrap();
    std::fs::write(file.join("base.toml"), base.scenario().resolved.as_bytes()).unwrap();
    let variant = |text: &str| {
        let path = file.join("variant.toml");
        std::fs::write(&path, format!("format = 1\nbase = \"base.toml\"\n{text}")).unwrap();
        Model::load(&path, &[]).unwrap()
    };
    let set = variant("team.a.unit_cost = 1500");
    let gone = variant("remove = ['team.a']");
    let more =
        variant("[team.d]\ntask = 'clearance'\nrate = 5\nunit_cost = { uniform = [800, 900] }");
    std::fs::remove_dir_all(&file).unwrap();
    for (name, model) in [
        ("with", certain),
        ("set", set),
        ("gone", gone),
        ("more", more),
    ] {
        let other = table(&model, &spec);
        for path in kept {
            let same = inputs(&model, &other, path) == inputs(&base, &plain, path);
            assert!(same, "{name}: {path} has moved");
        }
    }
}

/// Files that do not build on each other share draws by the paths of their inputs when they are compared.
#[test]
fn scenarios_compared_share_one_design() {
    let base = valley(&[]);
    // One input less at the front, one more; the others are the same.
    let other = valley(&[
        "area.field.confirmed = { uniform = [50, 60] }",
        "team.a.unit_cost = 1000",
    ]);
    let spec = RunSpec::new(64, 4);
    let slot = |model: &Model, path: &str| model.paths().position(|it| it == path).unwrap();
    let jobs = [(base.clone(), spec.clone()), (other.clone(), spec)];
    let empty = |it: &clearcast::simulate::Prepared| {
        let inputs = ["team.b.unit_cost", "team.c.unit_cost"].map(|path| slot(&it.model, path));
        Table::new(Columns {
            inputs: inputs.into(),
            ..Columns::default()
        })
    };
    let runs = simulate(&jobs, empty, &Watch::default()).unwrap();
    for column in 0..2 {
        let mut pairs = pairs(&runs[0].collected, &runs[1].collected, column);
        assert!(pairs.all(|(a, b)| a.to_bits() == b.to_bits()));
    }
    // The first is what it is alone.
    let alone = simulate_one(&jobs[0].0, &jobs[0].1, empty, &Watch::default()).unwrap();
    assert_eq!(bits(&alone.collected), bits(&runs[0].collected));
}

#[test]
fn a_variant_made_at_once_is_the_one_made_from_text() {
    let values = [
        ("funding.state.annual", 61e6),
        ("land_release.rework", 0.0),
        ("team.anama-technical.growth", 0.0),
    ];
    let base = baseline(&[]);
    let quick = base.with(&values).unwrap();
    let sets = values.map(|(path, value)| format!("{path}={value:?}"));
    let slow = baseline(&sets.each_ref().map(String::as_str));
    assert_eq!(quick.sha256(), slow.sha256());
    let spec = RunSpec::new(64, 1);
    assert!(bits(&table(&quick, &spec)) == bits(&table(&slow, &spec)));

    let unknown = base.with(&[("funding.state.anual", 1.0)]).unwrap_err();
    assert!(
        unknown
            .to_string()
            .contains("did you mean `funding.state.annual`"),
        "{unknown}"
    );
    let range = base.with(&[("land_release.rework", 2.0)]).unwrap_err();
    assert!(
        range.to_string().contains("`land_release.rework` must be"),
        "{range}"
    );
    assert!(base.with(&[("funding.state.annual", f64::NAN)]).is_err());
}
