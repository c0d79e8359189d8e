//! Trials along a smooth law, and the curves of what they come to.

use clearcast::calendar::Month;
use clearcast::math;
use clearcast::summary::charts::{Band, Bands, Charts, Curve, Joint, YEAR_LEVELS};
use clearcast::summary::{Probability, Summary};

use super::{Case, TRIALS};

/// Evenly spread numbers in (0, 1): the fractional parts of multiples of an irrational number.
fn spread_evenly(i: usize, step: f64) -> f64 {
    ((i as f64 + 0.5) * step).fract()
}

/// Box and Muller's normal pairs would need a sine; the sum of six uniforms is normal enough for a picture.
fn bell(i: usize, salt: f64) -> f64 {
    let steps = [
        0.618_033_988_7,
        0.414_213_562_3,
        0.732_050_807_5,
        0.236_067_977_4,
        0.645_751_311_0,
        0.316_624_790_3,
    ];
    steps
        .iter()
        .map(|s| spread_evenly(i, s * salt) - 0.5)
        .sum::<f64>()
        * 1.414
}

impl Case {
    /// Years and cost of finished trials, then spending of unfinished ones.
    fn trials(&self) -> (Vec<(f64, f64)>, Vec<f64>) {
        let unfinished = (self.unfinished * TRIALS as f64).round() as usize;
        let trial = |i: usize| {
            let (a, b) = (bell(i, 1.0), bell(i, 1.931));
            let months = (12.0 * self.years * math::exp(self.spread * a)).ceil();
            let years = (months / 12.0).min(self.horizon);
            (
                years,
                self.cost * math::exp(self.spread * (0.7 * a + 0.6 * b)),
            )
        };
        let finished = (unfinished..TRIALS).map(trial).collect();
        (
            finished,
            (0..unfinished).map(|i| 1.3 * trial(i).1).collect(),
        )
    }

    pub(crate) fn results(&self) -> (Summary, Charts) {
        let (finished, unfinished) = self.trials();
        let start = Month::new(2026, 1).unwrap();
        let deadline = Month::new(2020, 11).unwrap().as_years() + self.target.0 - start.as_years();
        let share = |meets: &dyn Fn(&(f64, f64)) -> bool| {
            finished.iter().filter(|t| meets(t)).count() as f64 / TRIALS as f64
        };
        let (in_time, in_cost) = (
            |t: &(f64, f64)| t.0 <= deadline,
            |t: &(f64, f64)| t.1 + self.spent <= self.target.1,
        );
        let probability = Probability {
            finished: finished.len() as f64 / TRIALS as f64,
            within_years: share(&in_time),
            within_cost: share(&in_cost),
            joint: share(&|t| in_time(t) && in_cost(t)),
        };
        let joint = Joint {
            both: probability.joint,
            only_years: probability.within_years - probability.joint,
            only_cost: probability.within_cost - probability.joint,
            neither: share(&|t| !in_time(t) && !in_cost(t)),
            unfinished: unfinished.len() as f64 / TRIALS as f64,
            sample: finished.iter().copied().take(600).collect(),
            unfinished_sample: unfinished.iter().copied().take(200).collect(),
            ..cells(&finished)
        };
        let years: Vec<f64> = finished.iter().map(|t| t.0).collect();
        let costs: Vec<f64> = finished.iter().map(|t| t.1).collect();
        let summary = self.summary(probability, &years, &costs, &unfinished);
        let charts = Charts {
            start,
            end: start.plus((12.0 * self.horizon) as u32),
            calendar_years: (2026..2026 + self.horizon as i32).collect(),
            influences: Some(self.influences()),
            assumptions: Some(self.assumptions()),
            bands: self.nested.then(|| Bands {
                completion: band(years.clone()),
                cost: band(costs.clone()),
            }),
            completion: curve(years),
            cost: curve(costs),
            joint,
            years: self.year_series(),
            initial_area: YEAR_LEVELS.map(|p| self.area * (1.0 + 0.3 * self.spread * (p - 0.5))),
            warnings: vec![
                "standard error of P80 is 3 %, more trials would make it smaller".into(),
            ],
        };
        (summary, charts)
    }
}

fn cells(finished: &[(f64, f64)]) -> Joint {
    const CELLS: usize = 48;
    let edges = |values: Vec<f64>| -> Vec<f64> {
        let (low, high) = values
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        let high = if high > low { high } else { low + 1.0 };
        (0..=CELLS)
            .map(|k| low + (high - low) * k as f64 / CELLS as f64)
            .collect()
    };
    if finished.is_empty() {
        return Joint::default();
    }
    let years = edges(finished.iter().map(|t| t.0).collect());
    let cost = edges(finished.iter().map(|t| t.1).collect());
    let mut density = vec![vec![0; CELLS]; CELLS];
    let cell =
        |edges: &[f64], v: f64| (edges.partition_point(|e| *e <= v).max(1) - 1).min(CELLS - 1);
    for (t, c) in finished {
        density[cell(&years, *t)][cell(&cost, *c)] += 1;
    }
    Joint {
        density,
        years,
        cost,
        ..Joint::default()
    }
}

fn curve(mut values: Vec<f64>) -> Curve {
    values.sort_by(f64::total_cmp);
    let mut curve = Curve::default();
    for (i, value) in values.iter().enumerate() {
        if values.get(i + 1) != Some(value) {
            let p = (i + 1) as f64 / TRIALS as f64;
            let error = 1.96 * (p * (1.0 - p) / TRIALS as f64).sqrt();
            curve.x.push(*value);
            curve.p.push(p);
            curve.low.push((p - error).max(0.0));
            curve.high.push((p + error).min(1.0));
        }
    }
    curve
}

/// A band in which inputs decide most: a third of the way from the curve to its ends.
fn band(values: Vec<f64>) -> Band {
    let Curve { x, p, .. } = curve(values);
    let reach = |p: &f64| 1.6 * p * (1.0 - p);
    Band {
        low: p.iter().map(|p| p - reach(p).min(*p)).collect(),
        high: p.iter().map(|p| p + reach(p).min(1.0 - p)).collect(),
        epistemic_share: vec![0.8; x.len()],
        x,
    }
}
