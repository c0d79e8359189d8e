//! Classes of trials by what they drew of a factor, and what the means of an outcome over them say.

use std::ops::Range;

use crate::math::normal;
use crate::sampling::REPLICATES;
use crate::summary::measured::Measured;

/// Fifths of the trials stand at the ends.
const FIFTHS: usize = 5;
/// Classes that make up a fifth, at most.
const MOST_A_FIFTH: usize = 8;
/// Fewest trials in a class, on average.
const TRIALS_A_CLASS: usize = 64;

/// Classes of equal probability.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    /// Classes in a fifth.
    fifth: usize,
    /// Standard normal scores between two classes.
    between: Vec<f64>,
}

impl Scale {
    /// Fine enough for so many trials.
    pub(super) fn new(trials: usize) -> Self {
        let fifth = (trials / (FIFTHS * TRIALS_A_CLASS)).clamp(1, MOST_A_FIFTH);
        let count = FIFTHS * fifth;
        let score = |class: usize| normal::quantile(class as f64 / count as f64);
        Self {
            fifth,
            between: (1..count).map(score).collect(),
        }
    }

    /// The class of a standard normal score.
    pub(super) fn of_score(&self, score: f64) -> u8 {
        self.between.partition_point(|it| *it <= score) as u8
    }

    /// Classes in which the trials have their ranks among all.
    pub(super) fn by_rank(&self, values: &[f64]) -> Classes {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let count = self.between.len() + 1;
        let edges: Vec<f64> = (1..count)
            .map(|class| sorted[class * sorted.len() / count])
            .collect();
        let class = |value: &f64| edges.partition_point(|it| it <= value) as u8;
        let of = |replicate: usize| values.iter().skip(replicate).step_by(REPLICATES).map(class);
        self.classes((0..REPLICATES).map(|it| of(it).collect()).collect())
    }

    /// With the fifths at the ends.
    pub(super) fn classes(&self, of: Vec<Vec<u8>>) -> Classes {
        let count = self.between.len() + 1;
        Classes {
            of,
            low: 0..self.fifth,
            high: count - self.fifth..count,
        }
    }

    /// Class 0 for what does not happen, then one class for what does, or as many as there are if it has a size.
    pub(super) fn with_gate(&self, of: Vec<Vec<u8>>, has_size: bool) -> Classes {
        let sizes = if has_size { self.between.len() + 1 } else { 1 };
        let end = 1 + sizes;
        Classes {
            of,
            low: 0..1,
            high: 1..end,
        }
    }
}

/// The class of each trial.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    /// `[replicate][position within it]`
    of: Vec<Vec<u8>>,
    /// Classes where the factor is lowest.
    low: Range<usize>,
    /// Classes where it is highest: the last ones.
    high: Range<usize>,
}

/// Sums of an outcome, less its mean over all trials.
#[derive(Clone, Debug)]
struct Sums {
    /// Trials and sum in each class.
    classes: Vec<(f64, f64)>,
    squares: f64,
}

impl Sums {
    fn nothing(classes: usize) -> Self {
        Self {
            classes: vec![(0.0, 0.0); classes],
            squares: 0.0,
        }
    }

    /// Adds `sign` times other sums.
    fn add(&mut self, sign: f64, other: &Self) {
        for (mine, theirs) in self.classes.iter_mut().zip(&other.classes) {
            mine.0 += sign * theirs.0;
            mine.1 += sign * theirs.1;
        }
        self.squares += sign * other.squares;
    }

    fn mean(&self, classes: &Range<usize>) -> Option<f64> {
        let classes = self.classes[classes.clone()].iter();
        let (trials, sum) = classes.fold((0.0, 0.0), |(n, s), it| (n + it.0, s + it.1));
        (trials > 0.0).then(|| sum / trials)
    }

    /// The share of the variance that lies between the classes, less what so many classes have between them by chance.
    ///
    /// ε² = (B − (k − 1) W/(n − k))/(B + W), B and W the squares between and within k classes of n trials (Kelley 1935, "An unbiased
    /// correlation ratio measure", Proceedings of the National Academy of Sciences 21).
    fn explained(&self) -> Option<f64> {
        let used = self.classes.iter().filter(|it| it.0 > 0.0);
        let (mut classes, mut trials, mut sum, mut between) = (0.0, 0.0, 0.0, 0.0);
        for (n, s) in used {
            classes += 1.0;
            trials += n;
            sum += s;
            between += s * s / n;
        }
        let mean = sum * sum / trials;
        let (whole, between) = (self.squares - mean, between - mean);
        let within = (whole - between) / (trials - classes);
        let share = (between - (classes - 1.0) * within) / whole;
        share.is_finite().then_some(share)
    }
}

/// What a factor does to an outcome, given in the order of trials.
pub(super) fn effect(classes: &Classes, outcome: &[f64]) -> super::Effect {
    let same = outcome
        .windows(2)
        .all(|pair| pair[0].total_cmp(&pair[1]).is_eq());
    if same {
        return super::Effect::default();
    }
    let centre = outcome.iter().sum::<f64>() / outcome.len() as f64;
    let count = classes.high.end;
    let of_replicate = |(replicate, of): (usize, &Vec<u8>)| {
        let mut sums = Sums::nothing(count);
        let values = outcome.iter().skip(replicate).step_by(REPLICATES);
        for (class, value) in of.iter().zip(values) {
            let value = value - centre;
            let (trials, sum) = &mut sums.classes[usize::from(*class)];
            *trials += 1.0;
            *sum += value;
            sums.squares += value * value;
        }
        sums
    };
    let replicates: Vec<Sums> = classes.of.iter().enumerate().map(of_replicate).collect();
    let mut all = Sums::nothing(count);
    for it in &replicates {
        all.add(1.0, it);
    }
    let mean = |at: &Range<usize>| {
        let of = |it: &Sums| it.mean(at).map(|mean| centre + mean);
        let each: Vec<_> = replicates.iter().map(of).collect();
        Measured::new(of(&all), &each)
    };
    // Pseudo-values of the jackknife: their mean spreads as the share does.
    let value = all.explained();
    let pseudo = replicates.iter().map(|it| {
        let mut others = all.clone();
        others.add(-1.0, it);
        let n = REPLICATES as f64;
        Some(n * value? - (n - 1.0) * others.explained()?)
    });
    let pseudo: Vec<_> = pseudo.collect();
    super::Effect {
        low: mean(&classes.low),
        high: mean(&classes.high),
        share: Measured::new(value, &pseudo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIALS: usize = 4000;

    /// Evenly spread, and in another order in each replicate.
    fn uniforms() -> Vec<f64> {
        let u = |it: usize| ((it * 1_171) % TRIALS) as f64 + 0.5;
        (0..TRIALS).map(|it| u(it) / TRIALS as f64).collect()
    }

    fn by_uniform(scale: &Scale, uniforms: &[f64]) -> Classes {
        let of = |replicate: usize| uniforms.iter().skip(replicate).step_by(REPLICATES);
        let classes = |replicate| {
            of(replicate)
                .map(|u| scale.of_score(normal::quantile(*u)))
                .collect()
        };
        scale.classes((0..REPLICATES).map(classes).collect())
    }

    /// Of a uniform number itself k classes explain 1 − 1/k², and the means of the outer fifths are 0.1 and 0.9.
    #[test]
    fn what_a_uniform_number_explains_of_itself_is_known() {
        let (scale, u) = (Scale::new(TRIALS), uniforms());
        let k = (scale.between.len() + 1) as f64;
        let found = effect(&by_uniform(&scale, &u), &u);
        let share = found.share.value.unwrap();
        assert!((share - (1.0 - 1.0 / (k * k))).abs() < 1e-4, "{share}");
        let (low, high) = (found.low.value.unwrap(), found.high.value.unwrap());
        assert!((low - 0.1).abs() < 1e-3 && (high - 0.9).abs() < 1e-3);
        assert_eq!(by_uniform(&scale, &u).of, scale.by_rank(&u).of);
    }

    /// y = a + b with a and b independent and uniform: each explains half, and a third number nothing.
    #[test]
    fn independent_parts_share_the_variance() {
        let scale = Scale::new(TRIALS);
        let a = uniforms();
        let draw = |it: usize, salt: f64| ((it as f64 + 0.5) * salt).fract();
        let b: Vec<f64> = (0..TRIALS).map(|it| draw(it, 0.618_033_988_7)).collect();
        let c: Vec<f64> = (0..TRIALS).map(|it| draw(it, 0.414_213_562_3)).collect();
        let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
        for (column, expected) in [(&a, 0.5), (&b, 0.5), (&c, 0.0)] {
            let found = effect(&by_uniform(&scale, column), &sum).share;
            let (value, half) = (found.value.unwrap(), found.half_width().unwrap());
            assert!((value - expected).abs() < 0.02, "{value}");
            assert!(half < 0.06, "{half}");
        }
    }

    /// 1 where it acts in one trial in four, else 0: all is explained, from 0 without to 1 with it.
    #[test]
    fn a_gate_goes_from_without_to_with() {
        let scale = Scale::new(TRIALS);
        let acts = |it: usize| (it / REPLICATES).is_multiple_of(4);
        let outcome: Vec<f64> = (0..TRIALS)
            .map(|it| f64::from(u8::from(acts(it))))
            .collect();
        let class = |it: usize| u8::from(acts(it));
        let of = |r: usize| (r..TRIALS).step_by(REPLICATES).map(class).collect();
        let classes = scale.with_gate((0..REPLICATES).map(of).collect(), false);
        let found = effect(&classes, &outcome);
        let (low, high) = (found.low.value.unwrap(), found.high.value.unwrap());
        assert!(
            low.abs() < 1e-12 && (high - 1.0).abs() < 1e-12,
            "{low} {high}"
        );
        assert!((found.share.value.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(
            effect(&classes, &vec![3.5; TRIALS]),
            super::super::Effect::default()
        );
    }
}
