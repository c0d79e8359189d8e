//! Rank correlation of laws with tied values.
//!
//! A value with a probability of its own is an interval of scores, and all of the interval shares one rank: the mean of those it
//! covers (the mid-rank, as in the usual Spearman coefficient). The rank of a law is then a function of its score that jumps at
//! some scores, and of two such functions the covariance under a bivariate normal law of correlation r is
//! Σᵢⱼ aᵢbⱼ·(Φ₂(sᵢ, tⱼ; r) − Φ(sᵢ)Φ(tⱼ)), with a jump of aᵢ at sᵢ in the one and of bⱼ at tⱼ in the other.
//! By Plackett (1954) that difference is the integral of the bivariate density over the correlation, from 0 to r, so the covariance
//! rises with r and its slope is known: the r for a wanted covariance is where the integral has reached it.

use core::f64::consts::{FRAC_PI_2, TAU};

use libm::{cos, sin};

use crate::math::{exp, normal};

/// A law without ties, or the stretch of one, is cut into so many ranks a unit of probability. Ties of a smaller probability
/// change a rank correlation by less than 10⁻³ of itself.
const RANKS: f64 = 64.0;

/// Halvings of the angle towards correlation 1: what lies beyond differs from 1 in the last place only.
const OCTAVES: u32 = 26;

/// Steps of Newton's method inside one octave; it needs three to six.
const STEPS: u32 = 40;

/// How the ranks of a law depend on its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranks {
    /// Scores at which the rank jumps, and by how much; none if no value is tied.
    jumps: Vec<(f64, f64)>,
    /// Standard deviation of the ranks.
    sd: f64,
}

impl Ranks {
    /// Of a law in which no two draws are equal.
    pub const UNTIED: Self = Self {
        jumps: Vec::new(),
        sd: 0.0,
    };

    /// Of a law with these values of positive probability, each as the probabilities of what lies below it and up to it, rising.
    /// A law of one value only has no ranks and counts as untied.
    pub fn new(atoms: &[(f64, f64)]) -> Self {
        let (mut ends, mut last) = (Vec::new(), 0.0);
        for &(from, to) in atoms.iter().filter(|(from, to)| to - from > 1.0 / RANKS) {
            stretch(&mut ends, last, from);
            ends.push(to);
            last = to;
        }
        if ends.is_empty() {
            return Self::UNTIED;
        }
        stretch(&mut ends, last, 1.0);
        Self::with_ends(&ends)
    }

    /// Of values that end at these probabilities, rising to 1.
    fn with_ends(ends: &[f64]) -> Self {
        let mut start = 0.0;
        let mut cubes = 0.0;
        let mut jumps = Vec::new();
        for (k, &end) in ends.iter().enumerate() {
            cubes += (end - start) * (end - start) * (end - start);
            if let Some(next) = ends.get(k + 1) {
                jumps.push((normal::quantile(end), 0.5 * (next - start)));
            }
            start = end;
        }
        Self {
            jumps,
            sd: ((1.0 - cubes) / 12.0).max(0.0).sqrt(),
        }
    }

    /// Whether no value is tied.
    pub fn is_untied(&self) -> bool {
        self.jumps.is_empty()
    }

    /// These, or those of an untied law in as many steps as a stretch of one has.
    fn in_steps(&self) -> Self {
        if self.is_untied() {
            let mut ends = Vec::new();
            stretch(&mut ends, 0.0, 1.0);
            Self::with_ends(&ends)
        } else {
            self.clone()
        }
    }

    /// Those of the law turned around, its highest value first.
    fn mirrored(&self) -> Self {
        let turned = self.jumps.iter().rev().map(|&(score, jump)| (-score, jump));
        Self {
            jumps: turned.collect(),
            sd: self.sd,
        }
    }
}

/// Cuts what lies between two probabilities into equal parts and appends their ends.
fn stretch(ends: &mut Vec<f64>, from: f64, to: f64) {
    let parts = ((to - from) * RANKS - ROUNDING).ceil().max(0.0);
    for k in 1..=parts as u32 {
        ends.push(from + (to - from) * f64::from(k) / parts);
    }
}

/// What rounding leaves of a stretch that is none.
const ROUNDING: f64 = 1e-9;

/// The correlation of the normals under which the ranks of two laws have the Spearman correlation `spearman`, and the Spearman
/// correlation that they then have: another one only where no dependence of these laws reaches what is asked.
pub(super) fn normal_correlation(a: &Ranks, b: &Ranks, spearman: f64) -> (f64, f64) {
    let pair = Pair::new(a, b, spearman);
    let wanted = spearman.abs() * pair.scale;
    let most = pair.most();
    if wanted >= most {
        return (
            1.0_f64.copysign(spearman),
            (most / pair.scale).copysign(spearman),
        );
    }
    let mut reached = 0.0;
    let mut far = FRAC_PI_2;
    for _ in 0..OCTAVES {
        let near = 0.5 * far;
        let part = pair.between(near, far);
        if reached + part >= wanted {
            let angle = pair.angle(near, far, wanted - reached);
            return (cos(angle).copysign(spearman), spearman);
        }
        reached += part;
        far = near;
    }
    (1.0_f64.copysign(spearman), spearman)
}

/// The inverse of [`normal_correlation`].
pub(super) fn spearman_correlation(a: &Ranks, b: &Ranks, normal: f64) -> f64 {
    let pair = Pair::new(a, b, normal);
    let angle = libm::acos(normal.abs());
    let mut reached = 0.0;
    let mut far = FRAC_PI_2;
    for _ in 0..OCTAVES {
        let near = (0.5 * far).max(angle);
        reached += pair.between(near, far);
        far = near;
        if far <= angle {
            break;
        }
    }
    (reached / pair.scale).copysign(normal)
}

/// Two laws that depend on each other, the second turned around if the dependence is negative.
struct Pair {
    a: Ranks,
    b: Ranks,
    /// Product of both standard deviations.
    scale: f64,
}

impl Pair {
    fn new(a: &Ranks, b: &Ranks, sign: f64) -> Self {
        let (a, b) = (a.in_steps(), b.in_steps());
        let b = if sign < 0.0 { b.mirrored() } else { b };
        let scale = a.sd * b.sd;
        Self { a, b, scale }
    }

    /// The covariance at correlation 1, where both scores are the same.
    fn most(&self) -> f64 {
        let mut sum = 0.0;
        for &(s, rise) in &self.a.jumps {
            for &(t, other) in &self.b.jumps {
                sum += rise * other * normal::cdf(s.min(t)) * normal::cdf(-s.max(t));
            }
        }
        sum
    }

    /// How fast the covariance rises as the angle ψ falls, r = cos ψ: Σ aᵢbⱼ·φ₂(sᵢ, tⱼ; r)·sin ψ. With h = ψ/2 the exponent of
    /// φ₂ is (s−t)²/(8 sin²h cos²h) + st/(2 cos²h), in which nothing cancels near r = 1.
    fn slope(&self, angle: f64) -> f64 {
        let half = 0.5 * angle;
        let (sine, cosine) = (sin(half) * sin(half), cos(half) * cos(half));
        let (apart, along) = (0.125 / (sine * cosine), 0.5 / cosine);
        let mut sum = 0.0;
        for &(s, rise) in &self.a.jumps {
            for &(t, other) in &self.b.jumps {
                let exponent = (s - t) * (s - t) * apart + s * t * along;
                if exponent < NOTHING {
                    sum += rise * other * exp(-exponent);
                }
            }
        }
        sum / TAU
    }

    /// The rise of the covariance between two angles, by ten Gauss-Legendre nodes.
    fn between(&self, near: f64, far: f64) -> f64 {
        let (middle, half) = (f64::midpoint(near, far), 0.5 * (far - near));
        let nodes = NODES.iter().map(|&(node, weight)| {
            weight * (self.slope(middle - half * node) + self.slope(middle + half * node))
        });
        half * nodes.sum::<f64>()
    }

    /// The angle between `near` and `far` down to which the covariance rises by `rise`, by Newton's method inside a bracket.
    fn angle(&self, mut near: f64, far: f64, rise: f64) -> f64 {
        let (start, mut high) = (far, far);
        let mut angle = f64::midpoint(near, far);
        for _ in 0..STEPS {
            let excess = self.between(angle, start) - rise;
            *(if excess > 0.0 { &mut near } else { &mut high }) = angle;
            let next = angle + excess / self.slope(angle);
            let next = if near < next && next < high {
                next
            } else {
                f64::midpoint(near, high)
            };
            if (next - angle).abs() <= 1e-14 * angle {
                return next;
            }
            angle = next;
        }
        angle
    }
}

/// An exponent from which nothing counts.
const NOTHING: f64 = 50.0;

/// Nodes above 0 and weights of the Gauss-Legendre rule of order 10.
const NODES: [(f64, f64); 5] = [
    (0.148_874_338_981_631_22, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::copula::{Copula, normal_of_untied};

    fn yes(probability: f64) -> Ranks {
        Ranks::new(&[(0.0, 1.0 - probability), (1.0 - probability, 1.0)])
    }

    /// Two yes/no laws of one half: the quadrant probability is ¼ + asin(r)/2π (Sheppard 1898), so Spearman's is 2 asin(r)/π.
    #[test]
    fn halves_follow_the_law_of_the_quadrant() {
        for spearman in [-1.0, -0.9, -0.3, 0.1, 0.5, 0.99, 0.999_999] {
            let (r, got) = normal_correlation(&yes(0.5), &yes(0.5), spearman);
            assert!(
                (r - sin(FRAC_PI_2 * spearman)).abs() < 1e-12,
                "{spearman}: {r}"
            );
            assert!((got - spearman).abs() < 1e-12);
        }
    }

    /// The r with P(Z₁ > z, Z₂ > z; r) = 0.055 where P(Z > z) = 0.1, by mpmath with 30 digits.
    const RARE: f64 = 0.788_146_100_133_174_7;

    /// For equal yes/no laws Spearman's is the correlation of the two indicators, (0.055 − 0.01)/0.09 = ½.
    #[test]
    fn rare_events_need_a_stronger_dependence_of_the_scores() {
        let (r, _) = normal_correlation(&yes(0.1), &yes(0.1), 0.5);
        assert!((r - RARE).abs() < 1e-12, "{r}");
    }

    #[test]
    fn laws_in_many_steps_are_nearly_untied() {
        for spearman in [-0.95, -0.4, 0.2, 0.7, 0.99] {
            let (r, _) = normal_correlation(&Ranks::UNTIED, &Ranks::UNTIED, spearman);
            let smooth = normal_of_untied(spearman);
            assert!((r - smooth).abs() < 5e-4, "{spearman}: {r} for {smooth}");
        }
    }

    /// A yes/no law with an untied one: the covariance of the indicator and the uniform rank is Φ₂(0, z; r/√2) − ½Φ(z), at one half
    /// asin(r/√2)/2π, and both standard deviations are ½ and 1/√12.
    #[test]
    fn a_half_with_an_untied_law_agrees_with_its_closed_form() {
        let most = 3.0_f64.sqrt() / 2.0;
        for spearman in [-0.8, 0.1, 0.5, 0.86] {
            let (r, got) = normal_correlation(&yes(0.5), &Ranks::UNTIED, spearman);
            let closed = core::f64::consts::SQRT_2 * sin(TAU * spearman / 48.0_f64.sqrt());
            assert!((r - closed).abs() < 1e-3, "{spearman}: {r} for {closed}");
            assert!((got - spearman).abs() < 1e-12);
        }
        let (r, got) = normal_correlation(&yes(0.5), &Ranks::UNTIED, -0.95);
        assert!(
            (r + 1.0).abs() < 1e-12 && (got + most).abs() < 2e-4,
            "{r}, {got}"
        );
    }

    #[test]
    fn the_correlation_of_normals_rises_with_the_one_of_ranks_and_leads_back_to_it() {
        let laws = [
            yes(0.1),
            yes(0.9),
            yes(0.004),
            Ranks::new(&[(0.2, 0.5), (0.7, 0.71), (0.8, 1.0)]),
            Ranks::UNTIED,
        ];
        for a in &laws {
            for b in &laws {
                let mut last = -1.0;
                for k in -20..=20 {
                    let (r, got) = normal_correlation(a, b, f64::from(k) / 20.0);
                    assert!(
                        r >= last && r.abs() <= 1.0,
                        "{a:?}, {b:?}: {r} after {last}"
                    );
                    assert!(
                        (spearman_correlation(a, b, r) - got).abs() < 1e-6,
                        "{a:?}, {b:?}, {k}: {r}, {got}"
                    );
                    last = r;
                }
            }
        }
    }

    /// At most the rare event always comes with the frequent one: (0.1 − 0.09)/0.09.
    #[test]
    fn what_cannot_be_reached_is_told() {
        let (r, got) = normal_correlation(&yes(0.1), &yes(0.9), 0.9);
        assert!(
            (r - 1.0).abs() < 1e-12 && (got - 1.0 / 9.0).abs() < 1e-12,
            "{r}, {got}"
        );
        let (r, got) = normal_correlation(&yes(0.1), &yes(0.1), -0.5);
        assert!(
            (r + 1.0).abs() < 1e-12 && (got + 1.0 / 9.0).abs() < 1e-12,
            "{r}, {got}"
        );
    }

    /// Ranks cost the same however many values there are.
    #[test]
    fn many_small_ties_are_no_ties() {
        let atoms: Vec<(f64, f64)> = (0..100_000)
            .map(|k| (f64::from(k) * 1e-5, f64::from(k + 1) * 1e-5))
            .collect();
        assert!(Ranks::new(&atoms).is_untied());
        assert!(Ranks::new(&[(0.0, 1.0)]).is_untied());
        let (copula, _, _) = Copula::between(&[Ranks::new(&atoms), Ranks::UNTIED], &[(0, 1, 0.4)]);
        assert_eq!(copula, Copula::new(2, &[(0, 1, 0.4)]).0);
    }
}
