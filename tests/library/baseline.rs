//! The shipped baseline must agree with the present: 69,206 ha were released in 2025, over 65,000 are planned for 2026, at
//! about $145–170 m a year; 41 people came to harm in 2024 and 33 to 35 in 2025; 16,500 returned in 2025 (`docs/baseline.md`
//! names the sources).

use std::path::Path;

use clearcast::programme::compile;
use clearcast::scenario::load;
use clearcast::simulate::{Model, RunSpec, Watch, simulate_one, tally};
use clearcast::summary::charts::Charts;

const TRIALS: u64 = 16_384;

#[test]
fn the_first_simulated_year_looks_like_the_last_real_one() {
    let file = Path::new("scenarios/azerbaijan.toml");
    let scenario = load(file, &[])
        .unwrap_or_else(|error| panic!("{error}"))
        .scenario;
    assert_eq!(scenario.start.to_string(), "2026-01");
    let model = Model::of(scenario.clone());
    let run = simulate_one(&model, &RunSpec::new(TRIALS, 1), tally, &Watch::default()).unwrap();
    let sample = run.collected;
    let (_, repaired) = compile(&scenario);
    assert!(repaired.is_empty(), "{repaired:?}");
    let charts = Charts::new(&scenario, model.programme(), &sample, Vec::new());
    let mean = |quantity: &str| {
        let series = charts.series(quantity).expect("the series is recorded");
        assert!(
            series.mean_error[0] < 0.01 * series.mean[0],
            "{quantity} is not known to 1 %"
        );
        series.mean[0]
    };
    let released = mean("cancelled") + mean("reduced") + mean("cleared");
    let cost = mean("spending.total");
    assert!(
        (60_000.0..=75_000.0).contains(&released),
        "{released:.0} ha released in 2026"
    );
    assert!(
        (140e6..=190e6).contains(&cost),
        "${:.0} m spent in 2026",
        cost / 1e6
    );
    let [people, deminers] = ["casualties.people", "casualties.deminers"].map(mean);
    let casualties = people + deminers;
    assert!(
        (33.0..=41.0).contains(&casualties),
        "{casualties:.1} casualties expected in 2026"
    );
    assert!((0.1..0.3).contains(&(mean("casualties.killed") / casualties)));
    let returned = mean("people.returned");
    assert!(
        (5_000.0..=25_000.0).contains(&returned),
        "{returned:.0} people returned in 2026"
    );
}
