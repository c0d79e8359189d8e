//! Points and values of inputs from outside.

use std::sync::Arc;

use clearcast::simulate::{Inputs, Rows, RunSpec, SimulateError, SpecError, Watch, simulate_one};

use super::{Seen, baseline, bits, inputs, table, valley};

/// What the trials of one run drew, given to another as values, makes the same trials, to the bit; drivers multiply them again. Given
/// for plain numbers too, trials are the same but for rounding: a group that may learn is computed otherwise than one that cannot.
#[test]
fn inputs_given_as_values_make_the_trials_they_come_from() {
    for model in [baseline(&[]), valley(&[])] {
        let spec = RunSpec::new(64, 9);
        let drawn = table(&model, &spec);
        let (programme, paths) = (model.programme(), &model.programme().inputs.paths());
        let first = programme.outcome_layout.len;
        let given = |wanted: &dyn Fn(usize) -> bool| {
            let slots: Vec<usize> = (0..paths.len()).filter(|slot| wanted(*slot)).collect();
            let names = slots.iter().map(|slot| paths[*slot].clone()).collect();
            let rows = (0..drawn.len()).map(|at| &drawn.row(at)[first..]);
            let values: Vec<f64> = rows
                .flat_map(|row| slots.iter().map(|slot| row[*slot]))
                .collect();
            let values = Rows::Table(values.into());
            table(&model, &spec.clone().inputs(Inputs::Values(names, values)))
        };
        let varies = |slot: usize| {
            let mut column = drawn.column(first + slot).map(f64::to_bits);
            let one = column.next();
            column.any(|other| Some(other) != one)
        };
        assert!(bits(&given(&varies)) == bits(&drawn));
        let all = given(&|slot| {
            programme
                .inputs
                .allows(slot, drawn.row(0)[first + slot])
                .is_ok()
        });
        for at in 0..drawn.len() {
            let pairs = drawn.row(at).iter().zip(all.row(at));
            for (column, (a, b)) in pairs.enumerate() {
                let near = a == b || (a - b).abs() <= 1e-9 * a.abs() + 1e-6;
                assert!(near, "trial {at}, column {column}: {a} and {b}");
            }
        }
    }
}

/// The points of the design, given as points, are the design; and a coordinate that is given moves its own input alone.
#[test]
fn points_given_take_the_place_of_the_designs() {
    let model = valley(&[]);
    let spec = RunSpec::new(64, 9);
    let plain = table(&model, &spec);
    let design = simulate_one(&model, &spec, |_| Seen::default(), &Watch::default());
    let design = Arc::clone(&design.unwrap().prepared.design);
    let dimensions = model.scenario().dimensions.clone();
    let same = Rows::By(Arc::new(move |trial, row| design.fill(trial, row)));
    let given = spec.clone().inputs(Inputs::Points(dimensions, same));
    assert!(bits(&table(&model, &given)) == bits(&plain));

    let path = "team.c.unit_cost";
    let rows = Rows::Table(vec![0.5; 64].into());
    let middle = spec.inputs(Inputs::Points(vec![path.to_owned()], rows));
    let moved = table(&model, &middle);
    for other in ["team.a.unit_cost", "team.b.unit_cost"] {
        assert_eq!(inputs(&model, &plain, other), inputs(&model, &moved, other));
    }
    assert_ne!(inputs(&model, &plain, path), inputs(&model, &moved, path));
}

#[test]
fn what_cannot_be_given_is_refused_by_name() {
    let model = valley(&[]);
    let run = |inputs| {
        let spec = RunSpec::new(4, 1).inputs(inputs);
        match simulate_one(&model, &spec, |_| Seen::default(), &Watch::default()) {
            Err(SimulateError::Spec(error)) => error,
            other => panic!("{:?}", other.map(|run| run.collected.trials)),
        }
    };
    let table = |values: &[f64]| Rows::Table(values.into());
    let one = |path: &str| vec![path.to_owned()];
    let unknown = run(Inputs::Values(one("team.a.unit_cosst"), table(&[1.0; 4])));
    assert!(
        unknown
            .to_string()
            .contains("did you mean `team.a.unit_cost`"),
        "{unknown}"
    );
    let short = run(Inputs::Values(one("team.a.unit_cost"), table(&[1.0; 3])));
    assert!(
        matches!(short, SpecError::Short { numbers: 3, .. }),
        "{short}"
    );
    let negative = run(Inputs::Values(
        one("team.a.unit_cost"),
        table(&[1.0, 2.0, -3.0, 4.0]),
    ));
    assert!(
        matches!(negative, SpecError::Number { row: 2, .. }),
        "{negative}"
    );
    let edge = run(Inputs::Points(
        one("team.a.unit_cost"),
        table(&[0.5, 1.0, 0.5, 0.5]),
    ));
    assert!(matches!(edge, SpecError::Number { row: 1, .. }), "{edge}");
    let arrival = run(Inputs::Values(
        one("event.flood.duration"),
        table(&[1.0; 4]),
    ));
    assert!(arrival.to_string().contains("every arrival"), "{arrival}");
    let twice = vec!["team.a.unit_cost".to_owned(), "team.a.unit_cost".to_owned()];
    let twice = run(Inputs::Values(twice, table(&[1.0; 8])));
    assert!(matches!(twice, SpecError::Twice(_)), "{twice}");
}
