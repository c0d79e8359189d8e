//! How long do Sobol' indices of the g-function take, from the design to indices with their errors, on one thread?
//!
//! ```text
//! cargo bench --bench indices                  2^14 points, 10 factors: seconds and indices, as JSON
//! cargo bench --bench indices -- 1024          points
//! ```
//!
//! `benches/peers/indices` holds it against `SALib`.

#![allow(clippy::print_stdout, reason = "figures are what it is for")]

use std::time::Instant;

use clearcast::factors::SamplePoint;
use clearcast::sampling::{Design, Sampling};
use clearcast::sensitivity::sobol::{self, PickFreeze};

const A: [f64; 10] = [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 9.0, 20.0, 50.0, 99.0];
/// Mean of the g-function.
const CENTRE: f64 = 1.0;

fn g(u: &[f64; A.len()]) -> f64 {
    let factors = u.iter().zip(A);
    factors
        .map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
        .product()
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let points = arguments.iter().find_map(|it| it.parse().ok());
    let is_test = arguments.iter().any(|it| it == "--test");
    let points: u64 = points.unwrap_or(if is_test { 256 } else { 1 << 14 });
    let clock = Instant::now();
    // Columns of the second sample follow those of the first.
    let design = Design::new(Sampling::Sobol, 2 * A.len(), 1).expect("the design has 20 columns");
    let mut sums = PickFreeze::new(A.len(), CENTRE);
    let mut both = [0.0; 2 * A.len()];
    let mut outcomes = vec![0.0; sobol::steps(A.len())];
    for point in 0..points {
        design.fill(point, &mut both);
        let (first, second) = both.split_at(A.len());
        for (step, outcome) in outcomes.iter_mut().enumerate() {
            let place = SamplePoint { point, step };
            let mixed = std::array::from_fn(|factor| {
                if sobol::is_second(place, factor) {
                    second[factor]
                } else {
                    first[factor]
                }
            });
            *outcome = g(&mixed);
        }
        sums.add(point, &outcomes);
    }
    let indices = sums.indices();
    let seconds = clock.elapsed().as_secs_f64();
    let column =
        |at: usize| -> Vec<Option<f64>> { indices.iter().map(|it| it[at].value).collect() };
    let found = serde_json::json!({ "seconds": seconds, "S1": column(0), "ST": column(1) });
    println!("{found}");
}
