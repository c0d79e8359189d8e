//! Indices against those of another library.

use clearcast::sensitivity::sobol::PickFreeze;

/// `SALib` 1.6 on its own points, `tests/data/salib.csv`: it takes the mean of all outcomes off before it computes.
#[test]
fn indices_by_pick_freeze_equal_those_of_salib_on_its_points() {
    let mut lines = include_str!("../../data/salib.csv").lines();
    let numbers =
        |line: &str| -> Vec<f64> { line.split(',').map(|it| it.parse().unwrap()).collect() };
    let mut cases = 0;
    while let Some(head) = lines.next() {
        let inputs: usize = head.split_once(',').unwrap().1.parse().unwrap();
        let points: Vec<Vec<f64>> = (0..64).map(|_| numbers(lines.next().unwrap())).collect();
        let [first, total] = [(); 2].map(|()| numbers(lines.next().unwrap()));
        let all = points.iter().flatten();
        let centre = all.sum::<f64>() / (64 * (inputs + 2)) as f64;
        let mut sums = PickFreeze::new(inputs, centre);
        for (point, outcomes) in (0..).zip(&points) {
            // There f(B) is last.
            let mut ordered = vec![outcomes[0], outcomes[inputs + 1]];
            ordered.extend(&outcomes[1..=inputs]);
            sums.add(point, &ordered);
        }
        for (found, truth) in sums.indices().iter().zip(first.iter().zip(&total)) {
            assert!(
                (found[0].value.unwrap() - truth.0).abs() < 1e-9,
                "{head}: {found:?}"
            );
            assert!(
                (found[1].value.unwrap() - truth.1).abs() < 1e-9,
                "{head}: {found:?}"
            );
        }
        cases += 1;
    }
    assert_eq!(cases, 2);
}
