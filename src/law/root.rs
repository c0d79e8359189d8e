//! Quantiles of the laws that have no closed form for them, found along the curve of scores.
//!
//! With a coordinate u of the value (the logarithm of a gamma value, the logit of a beta one), the quantile is a smooth curve u(z)
//! of the score z: Φ(z) = F(u). Its derivatives at a known point follow from the density D of u:
//! u′ = φ(z)/D and u″ = u′·(−z − u′·D′/D). So from any point on the curve a Taylor step leads near another, and the error left
//! falls with its third power.

use crate::math::beta::{Beta, Share};
use crate::math::gamma::Gamma;
use crate::math::{Tails, ln, normal};

use super::score::score;

/// A remaining distance in z from which the next Taylor step is exact: its cube is below the rounding of a double.
const CLOSE: f64 = 4e-6;

/// The longest step in z that is trusted.
const REACH: f64 = 2.0;

/// A point of the curve and its first two derivatives there.
#[derive(Clone, Copy, Debug)]
struct Waypoint {
    u: f64,
    z: f64,
    slope: f64,
    bend: f64,
}

impl Waypoint {
    /// From both tails and D at u, with D′/D.
    fn new(u: f64, tails: Tails, log_slope: f64) -> Self {
        let z = score(tails.lower, tails.upper);
        let slope = normal::density(z) / tails.density;
        Self {
            u,
            z,
            slope,
            bend: slope * (-z - slope * log_slope),
        }
    }

    /// The Taylor step of length `distance` in z.
    fn ahead(&self, distance: f64) -> f64 {
        let curved = self.slope + 0.5 * self.bend * distance;
        // A parabola turns around somewhere, the curve does not.
        self.u
            + distance
                * if self.slope + self.bend * distance > 0.0 {
                    curved
                } else {
                    self.slope
                }
    }
}

/// Where on the curve of one law the last quantile was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail(Option<Waypoint>);

impl Trail {
    /// The coordinate of the quantile of a gamma law at score `z`.
    pub(super) fn gamma(&mut self, law: &Gamma, z: f64) -> f64 {
        self.follow(z, law.near_median(), |u| {
            Waypoint::new(u, law.tails(u), law.log_slope(u))
        })
    }

    /// The logit of the quantile of a beta law at score `z`.
    pub(super) fn beta(&mut self, law: &Beta, z: f64) -> f64 {
        let (a, b) = law.shapes();
        self.follow(z, ln(a / b), |u| {
            let share = Share::from_logit(u);
            Waypoint::new(u, law.tails(share), a * share.y - b * share.x)
        })
    }

    /// u(z), starting from the last waypoint or else from the coordinate `start`.
    fn follow(&mut self, z: f64, start: f64, survey: impl Fn(f64) -> Waypoint) -> f64 {
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut at = self.0.unwrap_or_else(|| survey(start));
        let mut stride = 1.0_f64;
        // Halving a bracket of doubles ends after some 1100 steps at the latest; Taylor steps need two to ten.
        for _ in 0..1200 {
            let distance = z - at.z;
            *(if distance > 0.0 { &mut low } else { &mut high }) = at.u;
            let next = at.ahead(distance.clamp(-REACH, REACH));
            if distance.abs() < CLOSE {
                self.0 = Some(at);
                return next;
            }
            let next = if low < next && next < high {
                next
            } else if low.is_finite() && high.is_finite() {
                f64::midpoint(low, high)
            } else {
                // Out where a tail is 0 in double precision: walk back, ever faster.
                stride *= 2.0;
                at.u + stride.copysign(distance)
            };
            if next == low || next == high {
                break;
            }
            at = survey(next);
        }
        self.0 = None;
        at.u
    }
}
