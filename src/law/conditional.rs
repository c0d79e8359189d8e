//! A law conditional on an interval.

use super::base::Base;
use super::root::Trail;
use super::score::{FARTHEST, score, scored};
use super::stepwise::Steps;
use super::{Law, Truncated};

/// A truncated law, prepared for evaluation: with A and B what lies below and above the truncation and M what lies inside, the
/// quantile at p is the one of the whole law at A + pM, or from the top at B + (1−p)M.
#[derive(Clone, Debug)]
pub(super) struct Conditional {
    pub(super) base: Base,
    lowest: f64,
    highest: f64,
    /// P(X < lowest) and P(X ≥ lowest) of the base law.
    at_lowest: (f64, f64),
    /// P(X ≤ highest) and P(X > highest) of the base law.
    at_highest: (f64, f64),
    /// M.
    inside: f64,
    /// M of the law as written, for a discrete law, whose base here has the values inside only.
    mass: f64,
}

impl Conditional {
    pub(super) fn new(truncated: &Truncated) -> Self {
        let bounds = (
            truncated.min.unwrap_or(f64::NEG_INFINITY),
            truncated.max.unwrap_or(f64::INFINITY),
        );
        let whole = Self::between(Base::new(&truncated.law), bounds);
        match &truncated.law {
            Law::Discrete(pairs) => {
                let kept = Base::Discrete(Steps::new(&Steps::inside(pairs, bounds.0, bounds.1)));
                Self {
                    mass: whole.mass,
                    ..Self::between(kept, (f64::NEG_INFINITY, f64::INFINITY))
                }
            }
            _ => whole,
        }
    }

    fn between(base: Base, (min, max): (f64, f64)) -> Self {
        let support = base.support();
        let (lowest, highest) = (support.0.max(min), support.1.min(max));
        let at_lowest = if min <= support.0 {
            (0.0, 1.0)
        } else {
            base.tails_before(lowest)
        };
        let at_highest = if max >= support.1 {
            (1.0, 0.0)
        } else {
            base.tails(highest)
        };
        let inside = if lowest > highest {
            0.0
        } else if lowest == highest {
            1.0
        } else if at_lowest.0 > 0.5 {
            at_lowest.1 - at_highest.1
        } else if at_highest.1 > 0.5 {
            at_highest.0 - at_lowest.0
        } else {
            1.0 - at_lowest.0 - at_highest.1
        };
        Self {
            base,
            lowest,
            highest,
            at_lowest,
            at_highest,
            inside,
            mass: inside,
        }
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.lowest, self.highest)
    }

    pub(super) fn mass(&self) -> f64 {
        self.mass
    }

    /// P(X < lowest) of the law before truncation.
    pub(super) fn below(&self) -> f64 {
        self.at_lowest.0
    }

    /// Whether nothing is cut off.
    pub(super) fn is_whole(&self) -> bool {
        self.at_lowest.0 == 0.0 && self.at_highest.1 == 0.0
    }

    /// Of each value with a probability of its own the probabilities of what lies below it and up to it, rising.
    pub(super) fn atoms(&self) -> Vec<(f64, f64)> {
        let atoms = match &self.base {
            Base::Discrete(steps) => steps.atoms(),
            Base::Empirical(knots) => knots.atoms(),
            _ => return self.rounded_ends(),
        };
        let inside = |p: f64| ((p - self.at_lowest.0) / self.inside).clamp(0.0, 1.0);
        let kept = atoms
            .into_iter()
            .map(|(from, to)| (inside(from), inside(to)));
        kept.filter(|(from, to)| to > from).collect()
    }

    /// The atoms that rounding makes of a continuous law: what is drawn as its lowest number, such as a gamma law whose quantiles fall below
    /// the smallest double, and what is drawn as its highest.
    fn rounded_ends(&self) -> Vec<(f64, f64)> {
        let at = |z| self.at_score(z, &mut Trail::default());
        let (first, last) = (at(-FARTHEST), at(FARTHEST));
        // Most laws have no such end, and looking for where it ends takes long.
        let nothing = score(NOTHING, 1.0 - NOTHING);
        let mut ends = Vec::new();
        if at(nothing) == first {
            let lowest = last_score(|z| at(z) == first);
            if lowest == FARTHEST {
                return vec![(0.0, 1.0)];
            }
            ends.push((0.0, scored(lowest).0));
        }
        if at(-nothing) == last {
            let highest = -last_score(|z| at(-z) == last);
            ends.push((scored(highest).0, 1.0));
        }
        ends.retain(|(from, to)| to - from > NOTHING);
        ends
    }

    /// P(X ≤ x) and P(X > x).
    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        if x >= self.highest {
            return (1.0, 0.0);
        }
        if x < self.lowest {
            return (0.0, 1.0);
        }
        let (p, q) = self.base.tails(x);
        if self.is_whole() {
            return (p, q);
        }
        // Differences of the smaller tails keep more digits.
        let below = if self.at_lowest.0 <= 0.5 {
            p - self.at_lowest.0
        } else {
            self.at_lowest.1 - q
        };
        let above = if self.at_highest.1 <= 0.5 {
            q - self.at_highest.1
        } else {
            self.at_highest.0 - p
        };
        (
            (below / self.inside).clamp(0.0, 1.0),
            (above / self.inside).clamp(0.0, 1.0),
        )
    }

    /// The quantile at `p` = 1 − `q`.
    pub(super) fn quantile(&self, p: f64, q: f64) -> f64 {
        self.at_score(score(p, q), &mut Trail::default())
    }

    /// The quantile at Φ(z).
    pub(super) fn at_score(&self, z: f64, trail: &mut Trail) -> f64 {
        let base_score = if self.is_whole() {
            z
        } else {
            let (p, q) = scored(z);
            score(
                self.at_lowest.0 + p * self.inside,
                self.at_highest.1 + q * self.inside,
            )
        };
        self.base
            .at_score(base_score, trail)
            .clamp(self.lowest, self.highest)
    }
}

/// The last score from the lowest that is drawn at which `holds`, which holds up to some score and not beyond.
fn last_score(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut last, mut beyond) = (-FARTHEST, FARTHEST);
    if holds(beyond) {
        return beyond;
    }
    // So many halvings leave less than a double tells apart at 1.
    for _ in 0..SEARCH {
        let middle = f64::midpoint(last, beyond);
        *(if holds(middle) {
            &mut last
        } else {
            &mut beyond
        }) = middle;
    }
    last
}

/// A probability that the scores drawn cannot tell from none.
const NOTHING: f64 = 1e-15;

/// Halvings of the range of scores.
const SEARCH: u32 = 56;
