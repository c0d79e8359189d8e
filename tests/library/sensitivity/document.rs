//! The worked study of the document.

use super::*;

/// The shares of target, completion and cost in a row of the table in the document: value and half of its interval, in percent.
fn documented(document: &str, factor: &str) -> Vec<(f64, f64)> {
    let row = document
        .lines()
        .find_map(|line| line.strip_prefix(&format!("  {factor} ")))
        .unwrap_or_else(|| panic!("the document has no row for {factor}"));
    let shares = row.split(" ± ").collect::<Vec<_>>();
    let pairs = shares.windows(2).take(3).map(|pair| {
        let value = pair[0].rsplit(' ').next().unwrap().parse().unwrap();
        let half = pair[1].split(' ').next().unwrap().parse().unwrap();
        (value, half)
    });
    pairs.collect()
}

/// The worked study of the document with an eighth of its points and another seed: both estimate the same shares, so they differ by
/// more than 4.6 standard errors (2.16 halves of an interval) of both together in one case in 2,700.
#[test]
fn the_worked_study_is_met_at_small_size() {
    let document = std::fs::read_to_string("docs/sensitivity.md").unwrap();
    let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[]).unwrap();
    let settings = Settings {
        seed: 7,
        ..settings(2048)
    };
    let found = studied(&model, &["joint", "completion", "cost"], &settings);
    for factor in [
        "area.*-minefields.confirmed",
        "team.*.unit_cost",
        "funding.state.annual",
        "Costs left out of today's budget lines come due",
    ] {
        let named = |it: &&clearcast::sensitivity::Row| {
            [&it.factor.name, &it.factor.title]
                .map(String::as_str)
                .contains(&factor)
        };
        let row = found.rows.iter().find(named).unwrap();
        let shares = documented(&document, factor);
        assert_eq!(shares.len(), 3, "{factor}");
        for (at, (value, half)) in shares.into_iter().enumerate() {
            let here = row.shares[at];
            let error = 100.0 * here.half_width().unwrap();
            let bound = 2.16 * (half * half + error * error).sqrt();
            let share = 100.0 * here.value.unwrap();
            assert!(
                (share - value).abs() < bound,
                "{factor}, {at}: {share} ± {error} against {value} ± {half}"
            );
        }
    }
}
