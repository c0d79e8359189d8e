//! Designs: how the points are laid out at which the uncertain inputs of the trials are read.

use super::lhs;
use super::philox::Words;
use super::sobol::{MAX_DIMENSIONS, Sobol};
use super::streams::Stream;
use crate::lanes::{Lanes, WIDTH};
use fearless_simd::Simd;
use rand_distr::{Distribution, Open01};
use std::str::FromStr;

/// Independent replicates of which every design is made; their spread gives standard errors.
pub const REPLICATES: usize = 16;

/// Numbers between two trials that follow each other in a replicate.
pub(crate) const APART: u64 = REPLICATES as u64;

/// A kind of sampling design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sampling {
    /// Independent uniform points.
    Random,
    /// Latin hypercubes of 1,024 points.
    Lhs,
    /// Sobol points under Owen's nested uniform scrambling.
    Sobol,
}

impl Sampling {
    /// Every design, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::Random, Self::Lhs, Self::Sobol];

    /// The name by which the command line and the results call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Lhs => "lhs",
            Self::Sobol => "sobol",
        }
    }
}

/// A name that no sampling design has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no sampling design is called '{0}'; there are: random, lhs, sobol")]
pub struct UnknownSampling(String);

impl FromStr for Sampling {
    type Err = UnknownSampling;

    fn from_str(name: &str) -> Result<Self, UnknownSampling> {
        let named = Self::ALL.into_iter().find(|s| s.name() == name);
        named.ok_or_else(|| UnknownSampling(name.to_owned()))
    }
}

/// More dimensions than there are Sobol direction numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the scenario has {asked} uncertain inputs and draws of chance, but sobol sampling has direction numbers for {available}; \
     use random or lhs sampling"
)]
pub struct TooManyDimensions {
    /// Dimensions wanted.
    pub asked: usize,
    /// Dimensions there are.
    pub available: usize,
}

/// The points of all trials. Read-only: a point is computed when it is asked for.
///
/// Trial *i* is point ⌊i/16⌋ of replicate i mod 16. A coordinate depends on the seed, the trial, the design and the dimension's
/// number only, so neither a longer run nor a further dimension moves it.
///
/// ```
/// use clearcast::sampling::{Design, Sampling};
/// let design = Design::new(Sampling::Sobol, 3, 1)?;
/// let mut point = [0.0; 3];
/// design.fill(42, &mut point);
/// assert!(point.iter().all(|u| 0.0 < *u && *u < 1.0));
/// # Ok::<(), clearcast::sampling::TooManyDimensions>(())
/// ```
#[derive(Clone, Debug)]
pub struct Design {
    sampling: Sampling,
    seed: u64,
    dimensions: usize,
    points: Points,
}

#[derive(Clone, Debug)]
enum Points {
    /// The key of each replicate.
    Random([u64; REPLICATES]),
    /// The key of each replicate.
    Lhs([u64; REPLICATES]),
    Sobol(Sobol),
}

impl Design {
    /// The design of a run.
    ///
    /// # Errors
    ///
    /// [`TooManyDimensions`] if `sampling` is Sobol and `dimensions` exceeds [`MAX_DIMENSIONS`]; the others have no limit.
    pub fn new(
        sampling: Sampling,
        dimensions: usize,
        seed: u64,
    ) -> Result<Self, TooManyDimensions> {
        let keys = std::array::from_fn(|r| {
            Stream::new(seed, &format!("design.{}.{r}", sampling.name())).key()
        });
        let points = match sampling {
            Sampling::Random => Points::Random(keys),
            Sampling::Lhs => Points::Lhs(keys),
            Sampling::Sobol if dimensions > MAX_DIMENSIONS => {
                return Err(TooManyDimensions {
                    asked: dimensions,
                    available: MAX_DIMENSIONS,
                });
            }
            Sampling::Sobol => Points::Sobol(Sobol::new(dimensions, &keys)),
        };
        Ok(Self {
            sampling,
            seed,
            dimensions,
            points,
        })
    }

    /// How points are laid out.
    pub fn sampling(&self) -> Sampling {
        self.sampling
    }

    /// The seed of the points, and of all chance in trials at them.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Coordinates of every point.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Writes the point of `trial` to `u`, every coordinate in the open interval (0, 1). Allocates nothing.
    ///
    /// # Panics
    ///
    /// If `u` does not have one place for each of the [`dimensions`](Self::dimensions).
    pub fn fill(&self, trial: u64, u: &mut [f64]) {
        assert_eq!(
            u.len(),
            self.dimensions,
            "a point has one coordinate per dimension"
        );
        let (index, replicate) = (
            trial / REPLICATES as u64,
            (trial % REPLICATES as u64) as usize,
        );
        match &self.points {
            Points::Random(keys) => {
                let mut words = Words::new(keys[replicate], index);
                u.fill_with(|| Open01.sample(&mut words));
            }
            Points::Lhs(keys) => {
                for (dimension, u) in u.iter_mut().enumerate() {
                    *u = lhs::coordinate(keys[replicate], index, dimension);
                }
            }
            Points::Sobol(sobol) => sobol.fill(replicate, index, u),
        }
    }

    /// Writes to the lanes of `u` the points of `first` and the seven trials that follow it in its replicate, 16 numbers apart:
    /// what [`fill`](Self::fill) writes. Returns false, and writes nothing, unless the design is Sobol's and the point's number in the
    /// replicate a multiple of eight: there is no quicker way for others.
    #[inline(always)]
    pub(crate) fn fill_eight<S: Simd>(&self, simd: S, first: u64, u: &mut [Lanes]) -> bool {
        let (index, replicate) = (first / APART, (first % APART) as usize);
        match &self.points {
            Points::Sobol(sobol) if index.is_multiple_of(WIDTH as u64) => {
                sobol.fill_eight(simd, replicate, index, u);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{levels, on_level};

    #[test]
    fn eight_trials_have_the_points_they_have_alone() {
        const DIMENSIONS: usize = 19;
        let design = Design::new(Sampling::Sobol, DIMENSIONS, 5).unwrap();
        for (name, level) in levels() {
            for first in [0, 8, 15, 128, 16 * 77_776 + 3, 1 << 40] {
                let mut eight = [Lanes::default(); DIMENSIONS];
                assert!(on_level!(level, simd => design.fill_eight(simd, first, &mut eight)));
                for lane in 0..WIDTH {
                    let mut alone = [0.0; DIMENSIONS];
                    design.fill(first + APART * lane as u64, &mut alone);
                    let found = eight.map(|lanes| lanes.0[lane].to_bits());
                    assert_eq!(found, alone.map(f64::to_bits), "{name}, from {first}");
                }
            }
            let mut eight = [Lanes::default(); DIMENSIONS];
            assert!(!on_level!(level, simd => design.fill_eight(simd, 16, &mut eight)));
        }
    }
}
