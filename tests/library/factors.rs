//! The factors of a scenario, and trials of which some come from a second sample.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use clearcast::factors::{Factor, Kind, Mixture, Nature, factors};
use clearcast::sampling::{Design, Sampling};
use clearcast::simulate::{
    Columns, Inputs, Model, Numbering, Rows, RunSpec, Table, Watch, simulate_one,
};

use crate::common::small;

fn everything() -> Model {
    Model::load(Path::new("tests/data/valid/everything.toml"), &[]).unwrap()
}

fn named<'a>(factors: &'a [Factor], name: &str) -> &'a Factor {
    let found = factors.iter().find(|it| it.name == name);
    found.unwrap_or_else(|| panic!("{name} among {factors:#?}"))
}

fn table(model: &Model, spec: &RunSpec) -> Table {
    let programme = model.programme();
    let columns = Columns {
        outcomes: (0..programme.outcome_layout.len).collect(),
        inputs: (0..programme.inputs.paths().len()).collect(),
        ..Columns::default()
    };
    let run = simulate_one(
        model,
        spec,
        |_| Table::new(columns.clone()),
        &Watch::default(),
    );
    run.unwrap().collected
}

fn bits(row: &[f64]) -> Vec<u64> {
    row.iter().map(|it| it.to_bits()).collect()
}

#[test]
fn every_uncertain_input_and_every_kind_of_chance_belongs_to_one_factor() {
    for file in [
        "tests/data/valid/everything.toml",
        "scenarios/azerbaijan.toml",
    ] {
        let model = Model::load(Path::new(file), &[]).unwrap();
        let factors = factors(&model);
        let names: BTreeSet<&str> = factors.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), factors.len(), "{file}: names are unique");
        let mut drawn: Vec<usize> = factors.iter().flat_map(|it| it.drawn.clone()).collect();
        drawn.sort_unstable();
        let scenario = model.scenario();
        let uncertain = |path: &String| {
            let input = scenario.inputs().find(|it| it.path == *path);
            let gate = path.starts_with("driver.") || path.ends_with(".probability");
            input.map_or(gate, |it| it.law.is_certain().is_none())
        };
        let expected: Vec<usize> = (0..scenario.dimensions.len())
            .filter(|it| uncertain(&scenario.dimensions[*it]))
            .collect();
        assert_eq!(drawn, expected, "{file}");
        for pair in &scenario.correlations {
            let with = |path: &String| {
                let mut all = factors.iter();
                all.position(|it| it.paths.contains(path))
            };
            assert_eq!(with(&pair.a), with(&pair.b), "{file}: {pair:?}");
        }
        for factor in &factors {
            assert_eq!(factor.nature, factor.kind.nature());
            assert_eq!(
                factor.mechanism.is_some(),
                factor.nature == Nature::Aleatory
            );
            assert!(!factor.spread.is_empty(), "{factor:?}");
        }
    }
}

#[test]
fn factors_are_named_as_the_scenario_names_them() {
    let model = Model::load(Path::new("scenarios/azerbaijan.toml"), &[]).unwrap();
    let factors = factors(&model);
    let costs = named(&factors, "team.*.unit_cost");
    assert_eq!(costs.kind, Kind::Group);
    assert_eq!(costs.spread, format!("{} inputs", costs.paths.len()));
    let hidden = named(&factors, "driver.hidden-costs");
    assert_eq!((hidden.kind, hidden.paths.len()), (Kind::Driver, 2));
    assert!(hidden.spread.starts_with("30 %: 1."), "{}", hidden.spread);
    let money = named(&factors, "funding.state.annual");
    assert_eq!(money.kind, Kind::Input);
    assert!(money.spread.starts_with("$1"), "{}", money.spread);
    assert_eq!(named(&factors, "event.fighting").kind, Kind::Event);
    assert_eq!(named(&factors, "event.fighting.rate").kind, Kind::Input);
    assert_eq!(named(&factors, "funding.state").spread, "sd 12 %");
    assert_eq!(named(&factors, "noise.output").kind, Kind::Noise);
    let model = Model::of(small(&["funding.state.probability=0.6"]));
    let [pledge] = &clearcast::factors::factors(&model)[..] else {
        panic!("the pledge is all that varies");
    };
    assert_eq!(
        (pledge.kind, pledge.spread.as_str()),
        (Kind::Pledge, "60 %")
    );
    assert!(clearcast::factors::factors(&Model::of(small(&[]))).is_empty());
}

/// None from the second sample: the plain trials. All: the next columns of the same points under another draw of chance.
#[test]
fn both_samples_are_what_they_are_said_to_be() {
    let model = everything();
    let factors = factors(&model);
    let points = 64..128;
    let mixture = Mixture::new(&model, &factors, (Sampling::Sobol, 5), points.clone()).unwrap();
    let spec = mixture.spec(2, |place, _| place.step == 1);
    let mixed = table(&model, &spec);
    let plain = table(&model, &RunSpec::new(128, 5));
    let d = model.scenario().dimensions.len();
    let design = Design::new(Sampling::Sobol, 2 * d, 5).unwrap();
    let mut other = Vec::new();
    for point in 0..128 {
        let mut row = vec![0.0; 2 * d];
        design.fill(point, &mut row);
        other.extend_from_slice(&row[d..]);
    }
    let mut second = RunSpec::new(128, 5).inputs(Inputs::Points(
        model.scenario().dimensions.clone(),
        Rows::Table(Arc::from(other)),
    ));
    for mechanism in &model.programme().mechanisms {
        second = second.chance(mechanism, Numbering::Redrawn(1));
    }
    let second = table(&model, &second);
    assert_eq!(mixed.len(), 128);
    let mut seen = BTreeSet::new();
    for (at, &trial) in mixed.trials().iter().enumerate() {
        let place = mixture.place(trial, 2);
        assert!(points.contains(&place.point));
        assert_eq!(
            place.point % 16,
            trial % 16,
            "in the replicate of its point"
        );
        seen.insert((place.point, place.step));
        let like = [&plain, &second][place.step].row(place.point as usize);
        assert_eq!(bits(mixed.row(at)), bits(like), "{place:?}");
    }
    assert_eq!(seen.len(), 128, "every step of every point once");
}

/// One factor from the second sample moves its own inputs and no others; chance moves none.
#[test]
fn a_factor_moves_its_own_inputs_only() {
    let model = everything();
    let factors = factors(&model);
    let count = factors.len();
    let mixture = Mixture::new(&model, &factors, (Sampling::Sobol, 5), 0..32).unwrap();
    let spec = mixture.spec(count + 1, |place, factor| place.step == factor + 1);
    let mixed = table(&model, &spec);
    let outcomes = model.programme().outcome_layout.len;
    let paths = model.programme().inputs.paths();
    let mut rows = vec![Vec::new(); 32 * (count + 1)];
    for (at, &trial) in mixed.trials().iter().enumerate() {
        let place = mixture.place(trial, count + 1);
        rows[place.point as usize * (count + 1) + place.step] = bits(mixed.row(at));
    }
    let mut chance_moved = false;
    for steps in rows.chunks(count + 1) {
        for (factor, row) in factors.iter().zip(&steps[1..]) {
            for ((path, before), after) in paths
                .iter()
                .zip(&steps[0][outcomes..])
                .zip(&row[outcomes..])
            {
                assert!(
                    before == after || factor.paths.contains(path),
                    "{} moved {path}",
                    factor.name
                );
            }
            let moved = steps[0][..outcomes] != row[..outcomes];
            chance_moved |= moved && factor.nature == Nature::Aleatory;
        }
    }
    assert!(chance_moved);
}
