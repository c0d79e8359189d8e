//! Runs by themselves, together, in parts and stopped: what they give, and what ends them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clearcast::programme::OutcomeLayout as O;
use clearcast::simulate::{
    Columns, Model, Run, RunSpec, SimulateError, SpecError, Table, Trials, Watch, simulate,
    simulate_each, simulate_one, tally,
};
use rayon::ThreadPoolBuilder;

use super::{BASELINE, Seen, baseline, bits, table, valley};
use crate::common::without_earmarks;

#[test]
fn many_models_at_once_are_what_each_is_alone() {
    let spec = RunSpec::new(150, 3);
    let models = [
        baseline(&[]),
        baseline(&["funding.state.annual=60e6"]),
        Model::from_text(
            "azerbaijan.toml",
            &without_earmarks(BASELINE),
            &["allocation=\"proportional\"".to_owned()],
        )
        .unwrap(),
    ];
    let jobs: Vec<(Model, RunSpec)> = models.iter().map(|it| (it.clone(), spec.clone())).collect();
    let columns = Columns {
        outcomes: vec![O::COMPLETION_MONTHS, O::COST],
        ..Columns::default()
    };
    let empty = |_: &_| Table::new(columns.clone());
    for threads in [1, 2, 5] {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let runs = pool
            .install(|| simulate(&jobs, empty, &Watch::default()))
            .unwrap();
        for (run, (model, spec)) in runs.iter().zip(&jobs) {
            let alone = simulate_one(model, spec, empty, &Watch::default()).unwrap();
            assert_eq!(run.id(), alone.id());
            assert_eq!(bits(&run.collected), bits(&alone.collected));
        }
    }
}

#[test]
fn a_collector_beside_the_tally_sees_every_trial_whole() {
    let model = baseline(&[]);
    let spec = RunSpec::new(0, 5).trials(Trials::Range(37..137));
    let both = simulate_one(
        &model,
        &spec,
        |it| (tally(it), Seen::default()),
        &Watch::default(),
    );
    let (tally, seen) = both.unwrap().collected;
    assert_eq!(tally.trials(), 100);
    let slots = model.programme().inputs.paths().len();
    let numbers: Vec<u64> = seen.trials.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (37..137).collect::<Vec<_>>());
    assert!(seen.trials.iter().all(|(_, inputs, _)| *inputs == slots));
}

/// 10⁶ a year grows 10¹⁸ times a year: 10²⁹⁴ in the 17th year and, beyond what a number can hold, 10³¹² in the 18th, 2043.
#[test]
fn a_trial_that_leaves_the_finite_numbers_is_told_with_its_month() {
    let boom = [
        "funding.state = { annual = 1e6, growth = 1e18 }",
        "team.manual.rate = 1",
        "horizon = 30",
    ];
    let model = Model::of(crate::common::small(&boom));
    for threads in [1, 3] {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let spec = RunSpec::new(40, 1);
        let run = || simulate_one(&model, &spec, tally, &Watch::default());
        let Err(SimulateError::Spec(SpecError::NotFinite(found))) = pool.install(run) else {
            panic!("there are no figures");
        };
        let month = found.month.to_string();
        assert_eq!((found.trial, month.as_str()), (0, "2043-01"));
        assert_eq!(found.quantity, "income");
    }
    // Discounted at −1 + 10⁻¹⁶ money grows 10¹⁶ times a year: beyond 10³⁰⁸ in the 20th year, however little is spent.
    let shrink = [
        "economy.discount_rate = -0.9999999999999999",
        "team.manual.rate = 1",
        "horizon = 60",
    ];
    let model = Model::of(crate::common::small(&shrink));
    let run = simulate_one(&model, &RunSpec::new(8, 1), tally, &Watch::default());
    let Err(SimulateError::Spec(SpecError::NotFinite(found))) = run else {
        panic!("there are no figures");
    };
    assert_eq!(found.quantity, "cost_present_value");
    assert!(
        (2044..2046).contains(&found.month.year()),
        "{}",
        found.month
    );
    let large = [
        "funding.state = { annual = 1e6, growth = 1e10 }",
        "horizon = 20",
    ];
    let model = Model::of(crate::common::small(&large));
    let run = simulate_one(&model, &RunSpec::new(40, 1), tally, &Watch::default());
    assert!(run.is_ok());
}

#[test]
fn runs_that_do_not_belong_together_do_not_merge() {
    let run = |model: &Model, trials, seed| {
        let spec = RunSpec::new(0, seed).trials(Trials::Range(trials));
        simulate_one(model, &spec, tally, &Watch::default()).unwrap()
    };
    let (one, other) = (valley(&[]), valley(&["noise.output = 0.3"]));
    let refused = |mut a: Run<_>, b| a.merge(b).unwrap_err().to_string();
    let scenarios = refused(run(&one, 0..32, 1), run(&other, 32..64, 1));
    assert!(scenarios.contains("different scenarios"), "{scenarios}");
    let seeds = refused(run(&one, 0..32, 1), run(&one, 32..64, 2));
    assert!(seeds.contains("different seeds"), "{seeds}");
    let gap = refused(run(&one, 0..32, 1), run(&one, 33..64, 1));
    assert!(gap.contains("adjoin"), "{gap}");
    let mut whole = run(&one, 32..64, 1);
    whole.merge(run(&one, 0..32, 1)).unwrap();
    assert_eq!(whole.collected.trials(), 64);
    assert_eq!(whole.prepared.spec.trials, Trials::Range(0..64));
}

/// A job that cannot be made ready is told of, and the others go on.
#[test]
fn jobs_that_fail_stop_no_other() {
    let model = valley(&[]);
    let told = Mutex::new(Vec::new());
    let job = |number: usize| {
        if number % 3 == 1 {
            return Err(SpecError::Twice(number.to_string()));
        }
        Ok((model.clone(), RunSpec::new(20, number as u64)))
    };
    let done = |number, run: Result<Run<Seen>, SpecError>| {
        let trials = run.map(|run| run.collected.trials.len());
        told.lock().unwrap().push((number, trials.ok()));
    };
    simulate_each(10, job, |_| Seen::default(), done, &Watch::default()).unwrap();
    let mut told = told.into_inner().unwrap();
    told.sort_unstable();
    let expected = (0..10).map(|number| (number, (number % 3 != 1).then_some(20)));
    assert_eq!(told, expected.collect::<Vec<_>>());
}

#[test]
fn a_run_that_is_stopped_leaves_no_result() {
    let model = valley(&[]);
    let watch = Watch::default();
    watch.stop.store(true, Ordering::Relaxed);
    let stopped = simulate_one(&model, &RunSpec::new(1_000, 1), tally, &watch);
    assert!(matches!(stopped, Err(SimulateError::Stopped(_))));
    let finished = AtomicUsize::new(0);
    let job = |_| Ok((model.clone(), RunSpec::new(50, 1)));
    let done = |_, _: Result<Run<Seen>, SpecError>| {
        finished.fetch_add(1, Ordering::Relaxed);
    };
    assert!(simulate_each(5, job, |_| Seen::default(), done, &watch).is_err());
    assert_eq!(finished.into_inner(), 0);
}

/// Trials 0, 17 and 1,000 of the baseline under seed 1. Pinned: a change of these bits is value-breaking.
#[test]
fn golden_trials_of_the_baseline() {
    let model = baseline(&[]);
    let table = table(&model, &RunSpec::new(1_001, 1));
    let found = [0, 17, 1_000].map(|trial| {
        let row = table.row(trial);
        (
            row[O::COMPLETION_MONTHS],
            row[O::COST].to_bits(),
            row[O::UNDISCOVERED].to_bits(),
        )
    });
    assert_eq!(found, GOLDEN, "{found:#x?}");
}

const GOLDEN: [(f64, u64, u64); 3] = [
    (390.0, 0x41f0_b39c_e294_bf70, 0x405b_bc3f_80b1_7d97),
    (256.0, 0x41e6_54d8_0384_6f1e, 0x40b2_fbc0_f735_3e92),
    (336.0, 0x41f1_6066_e852_0e6c, 0x405c_0fb9_ebdc_29b6),
];
