//! Compiled quantile functions: what a simulation reads for every input of every trial.
//!
//! The sampled points are standard normal *scores* z, because a Gaussian copula lies between the design and the inputs. The curve
//! g(z) = Q(Φ(z)) of a continuous law is smooth even where Q is steep, so polynomials on equal steps in z reproduce it to better
//! than 10⁻⁹.

use super::base::Base;
use super::conditional::Conditional;
use super::root::Trail;
use super::score::{FARTHEST, score};
use super::stepwise::Knots;
use super::{Truncated, segment};
use crate::math::normal;
use crate::math::pieces::{self, Piece};

mod side_by_side;

/// Most steps of a table; a law that needs more is evaluated exactly.
const MOST_STEPS: usize = 1024;

/// The quantile function of one input, compiled once and read in every trial.
///
/// Its error is below 10⁻⁹ of the larger of |x| and the interquartile range for probabilities from 10⁻⁹ to 1 − 10⁻⁹; it never
/// leaves the support. A table has half a kilobyte to eight kilobytes, up to 64 for extreme shapes; only the middle third of it
/// is read often.
#[derive(Clone, Debug)]
pub struct Quantile {
    form: Form,
    lowest: f64,
    highest: f64,
}

#[derive(Clone, Debug)]
enum Form {
    Constant(f64),
    /// A normal law: mean + sd·z.
    Affine {
        mean: f64,
        sd: f64,
    },
    Table(Table),
    /// Single values, and the scores at which each but the last gives way to the next.
    Steps {
        values: Vec<f64>,
        thresholds: Vec<f64>,
    },
    /// Straight lines in p between the values of a sample, at p = below + inside·Φ(z).
    Lines {
        knots: Knots,
        below: f64,
        inside: f64,
    },
    /// Found anew for every draw: the way out for shapes no table follows, such as a beta law with α = 0.001. Takes microseconds.
    Exact(Box<Conditional>),
}

impl Quantile {
    /// Compiles the quantile function of a law that has some mass left after truncation.
    pub fn new(law: &Truncated) -> Self {
        let exact = Conditional::new(law);
        let (lowest, highest) = exact.support();
        let form = match exact.base {
            _ if lowest == highest => Form::Constant(lowest),
            Base::Normal { mean, sd } if exact.is_whole() => Form::Affine { mean, sd },
            Base::Discrete(ref steps) => {
                let (values, thresholds) = steps.thresholds();
                Form::Steps { values, thresholds }
            }
            Base::Empirical(ref knots) => Form::Lines {
                knots: knots.clone(),
                below: exact.below(),
                inside: exact.mass(),
            },
            _ => match Table::new(&exact) {
                Some(table) => Form::Table(table),
                None => Form::Exact(Box::new(exact)),
            },
        };
        Self {
            form,
            lowest,
            highest,
        }
    }

    /// The value at the standard normal score `z`, Q(Φ(z)). Scores beyond ±8.5 count as ±8.5, except for a normal law.
    #[inline]
    pub fn at_normal(&self, z: f64) -> f64 {
        debug_assert!(!z.is_nan(), "a score is a number");
        let value = match &self.form {
            Form::Table(table) => table.at(z),
            Form::Affine { mean, sd } => mean + sd * z,
            Form::Constant(value) => *value,
            Form::Steps { values, thresholds } => {
                values[thresholds.partition_point(|&threshold| threshold < z)]
            }
            Form::Lines {
                knots,
                below,
                inside,
            } => knots.at_probability(below + inside * normal::cdf(z)),
            Form::Exact(law) => law.at_score(z, &mut Trail::default()),
        };
        at_most(at_least(value, self.lowest), self.highest)
    }

    /// The value at the probability `p` in (0, 1).
    pub fn at(&self, p: f64) -> f64 {
        self.at_normal(normal::quantile(p))
    }

    /// Bytes of the compiled data outside the value itself.
    pub fn len_bytes(&self) -> usize {
        match &self.form {
            Form::Constant(_) | Form::Affine { .. } => 0,
            Form::Table(table) => size_of_val(table.pieces.as_slice()),
            Form::Steps { values, thresholds } => {
                size_of_val(values.as_slice()) + size_of_val(thresholds.as_slice())
            }
            Form::Lines { knots, .. } => knots.len_bytes(),
            Form::Exact(_) => size_of::<Conditional>(),
        }
    }
}

/// Two grids of pieces, below and above the score where the law has a kink. A law without one has the lower grid only.
#[derive(Clone, Debug)]
struct Table {
    kink: f64,
    grids: [Grid; 2],
    pieces: Vec<Piece>,
}

/// Equal steps in z. The middle of step k is at z·`per_unit` + `offset` = k.
#[derive(Clone, Copy, Debug)]
struct Grid {
    from: f64,
    to: f64,
    per_unit: f64,
    offset: f64,
    first: usize,
}

/// 1.5·2⁵²: doubles of this size are the whole numbers.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// The bits of such a double that count up from 0 at [`WHOLE`], as many as an index may need.
const LOW_BITS: u64 = 0xffff;

/// `f64::max` without its care for NaN, which costs more than the comparison.
fn at_least(x: f64, bound: f64) -> f64 {
    if x > bound { x } else { bound }
}

/// `f64::min`, likewise.
fn at_most(x: f64, bound: f64) -> f64 {
    if x < bound { x } else { bound }
}

impl Table {
    /// None if even the finest steps do not follow the law.
    fn new(law: &Conditional) -> Option<Self> {
        let kink = match law.base {
            Base::Triangular { mode, .. } => {
                let (p, q) = law.tails(mode);
                score(p, q)
            }
            _ => f64::INFINITY,
        };
        let mut pieces = Vec::new();
        // A grid that does not occur keeps the single point at its end.
        let between = kink.clamp(-FARTHEST, FARTHEST);
        let lower = Grid::fill(law, (-FARTHEST, between), &mut pieces)?;
        let upper = Grid::fill(law, (between, FARTHEST), &mut pieces)?;
        pieces.shrink_to_fit();
        Some(Self {
            kink,
            grids: [lower, upper],
            pieces,
        })
    }

    #[inline]
    fn at(&self, z: f64) -> f64 {
        let grid = &self.grids[usize::from(z >= self.kink)];
        let position = at_least(at_most(z, grid.to), grid.from) * grid.per_unit + grid.offset;
        // Rounds to the nearest whole number and leaves that in the low bits: faster than a conversion, and the same in vectors.
        let rounded = position + WHOLE;
        let s = position - (rounded - WHOLE);
        let step = rounded.to_bits() & LOW_BITS;
        let c = &self.pieces[grid.first + step as usize];
        pieces::value(c, s)
    }
}

impl Grid {
    /// Appends the pieces that follow `law` between two scores, with as few steps as are enough.
    fn fill(law: &Conditional, (from, to): (f64, f64), pieces: &mut Vec<Piece>) -> Option<Self> {
        let first = pieces.len();
        let width = to - from;
        if width <= 0.0 {
            return Some(Self {
                from,
                to,
                per_unit: 0.0,
                offset: 0.0,
                first: first.saturating_sub(1),
            });
        }
        let scale = segment::Scale::of(law);
        let mut steps = 8;
        while steps <= MOST_STEPS {
            let step = width / steps as f64;
            let mut trail = Trail::default();
            let mut curve = |z: f64| law.at_score(z, &mut trail);
            let complete = (0..steps).all(|k| {
                let piece = segment::fit(&mut curve, from + step * k as f64, step, &scale);
                pieces.extend(piece);
                piece.is_some()
            });
            if complete {
                let per_unit = steps as f64 / width;
                // The ends are moved in by a hair, so that rounding never reaches past the first or last piece.
                let hair = 1e-13 * width;
                let offset = -from * per_unit - 0.5;
                return Some(Self {
                    from: from + hair,
                    to: to - hair,
                    per_unit,
                    offset,
                    first,
                });
            }
            pieces.truncate(first);
            steps *= 2;
        }
        None
    }
}
