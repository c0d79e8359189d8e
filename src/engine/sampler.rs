//! Where trials get their inputs and their chance from: both are functions of a trial's number.

use std::fmt;
use std::sync::Arc;

use crate::programme::inputs::{ChanceDimension, Inputs, Slot};
use crate::sampling::{APART, Design};

/// How the trials of a run are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Sampler<'a> {
    points: Points<'a>,
    /// Trials a multiple of this apart share a point of the design under different chance.
    outer: u64,
    given: &'a Given,
    /// By mechanism; all are numbered as the trial where it is empty.
    chance: &'a [Numbering],
}

/// Numbers of chance below this are those of trials, whose points hold what chance draws on the design. Draws for nested runs and
/// [redrawn](Numbering::Redrawn) ones are numbered from here on.
const NUMBERS_OF_POINTS: u64 = 1 << 32;

/// Where the inputs of a trial are read.
#[derive(Clone, Copy, Debug)]
enum Points<'a> {
    Design(&'a Design),
    /// All at their medians.
    Medians,
    /// All at their modes, or at their medians where they have none; drivers act from probability 1/2.
    Estimate,
}

/// The numbers of chance that trials have for one mechanism.
#[derive(Clone, Default)]
pub enum Numbering {
    /// That of the trial itself.
    #[default]
    Trial,
    /// Another draw for every trial: draw 0 is that of [`Trial`](Self::Trial).
    Redrawn(u16),
    /// The same for all trials: that of the trial of this number.
    Held(u64),
    /// A function of the trial's number.
    By(Arc<dyn Fn(u64) -> u64 + Send + Sync>),
}

impl fmt::Debug for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trial => f.write_str("Trial"),
            Self::Redrawn(draw) => write!(f, "Redrawn({draw})"),
            Self::Held(number) => write!(f, "Held({number})"),
            Self::By(_) => f.write_str("By(..)"),
        }
    }
}

/// Writes the row of a trial.
pub(super) type RowOf = dyn Fn(u64, &mut [f64]) + Send + Sync;

/// Rows of numbers, one for each trial.
#[derive(Clone)]
pub enum Rows {
    /// `[trial][column]`, row by row.
    Table(Arc<[f64]>),
    /// Writes the row of a trial.
    By(Arc<RowOf>),
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(values) => write!(f, "Table({} numbers)", values.len()),
            Self::By(_) => f.write_str("By(..)"),
        }
    }
}

impl Rows {
    fn write(&self, trial: u64, row: &mut [f64]) {
        match self {
            Self::Table(values) => {
                row.copy_from_slice(&values[trial as usize * row.len()..][..row.len()]);
            }
            Self::By(write) => write(trial, row),
        }
    }
}

/// What is given for each trial in place of what the design would say.
#[derive(Clone, Debug, Default)]
pub enum Given {
    /// Nothing: the design says it all.
    #[default]
    Nothing,
    /// Coordinates in the open unit interval, before the copula, of these dimensions.
    Points(Vec<usize>, Rows),
    /// Values of these inputs, before drivers multiply them.
    Values(Vec<Slot>, Rows),
}

impl Given {
    /// Numbers for each trial.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Points(dimensions, _) => dimensions.len(),
            Self::Values(slots, _) => slots.len(),
        }
    }

    /// Whether the coordinate of a dimension is given.
    fn moves(&self, dimension: usize) -> bool {
        matches!(self, Self::Points(dimensions, _) if dimensions.contains(&dimension))
    }

    /// Inputs whose values are given.
    pub(super) fn slots(&self) -> &[Slot] {
        match self {
            Self::Values(slots, _) => slots,
            _ => &[],
        }
    }
}

static NOTHING: Given = Given::Nothing;

impl<'a> Sampler<'a> {
    const fn of(points: Points<'a>) -> Self {
        Self {
            points,
            outer: u64::MAX,
            given: &NOTHING,
            chance: &[],
        }
    }

    /// Trial *n* is point *n* of `design`, under the chance numbered *n*.
    pub const fn new(design: &'a Design) -> Self {
        Self::of(Points::Design(design))
    }

    /// Every input at its median, under the chance of seed 0.
    pub const fn medians() -> Self {
        Self::of(Points::Medians)
    }

    /// Every input at its mode, or its median where it has none; drivers act from probability 1/2.
    pub const fn estimate() -> Self {
        Self::of(Points::Estimate)
    }

    /// Trial *n* is point *n* mod `outer` of the design, under the chance numbered ⌊n/outer⌋·2³² + (n mod outer).
    #[must_use]
    pub const fn nested(self, outer: u64) -> Self {
        Self { outer, ..self }
    }

    /// Some inputs are given instead of read from the design.
    #[must_use]
    pub const fn with_inputs(self, given: &'a Given) -> Self {
        Self { given, ..self }
    }

    /// Numbers of chance by mechanism.
    #[must_use]
    pub const fn with_chance(self, chance: &'a [Numbering]) -> Self {
        Self { chance, ..self }
    }

    /// What is given for each trial.
    pub(super) const fn given(&self) -> &Given {
        self.given
    }

    /// The seed of all chance.
    pub(super) fn seed(&self) -> u64 {
        match self.points {
            Points::Design(design) => design.seed(),
            Points::Medians | Points::Estimate => 0,
        }
    }

    /// The number of chance of a trial for a mechanism.
    pub(super) fn chance(&self, mechanism: usize, trial: u64) -> u64 {
        let nested = ((trial / self.outer) << 32) | (trial % self.outer);
        match self.chance.get(mechanism) {
            None | Some(Numbering::Trial) => nested,
            Some(Numbering::Redrawn(draw)) => nested | u64::from(*draw) << 48,
            Some(Numbering::Held(number)) => *number,
            Some(Numbering::By(number)) => number(trial),
        }
    }

    /// Moves the lanes of `trials` to the coordinates of chance that their numbers of chance ask for: those of the point of that number, and
    /// where no point has it, one from a stream of the dimension. What is given stays.
    pub(super) fn place_chance(
        &self,
        inputs: &mut Inputs,
        dimensions: &[ChanceDimension],
        trials: &[u64],
    ) {
        let design = match self.points {
            Points::Design(design) => Some(design),
            Points::Medians | Points::Estimate => None,
        };
        let as_placed = |trial: &u64| *trial < self.outer;
        if design.is_some() && self.chance.is_empty() && trials.iter().all(as_placed) {
            return;
        }
        for (lane, &trial) in trials.iter().enumerate() {
            let mut at_hand = None;
            for it in dimensions {
                if self.given.moves(it.dimension) {
                    continue;
                }
                let number = self.chance(it.chance.number, trial);
                let coordinate = match design {
                    Some(_) if number == trial % self.outer => continue,
                    Some(design) if number < NUMBERS_OF_POINTS => {
                        let point = inputs.another_point(|u| {
                            if at_hand.replace(number) != Some(number) {
                                design.fill(number, u);
                            }
                        });
                        point[it.dimension]
                    }
                    _ => it.chance.stream.seeded(self.seed()).uniform(number, 0),
                };
                inputs.move_coordinate(lane, it.dimension, coordinate);
            }
        }
    }

    /// If `trials` are points of one replicate that follow each other: the design and the first of the points.
    pub(super) fn run_of_points(&self, trials: &[u64]) -> Option<(&'a Design, u64)> {
        let (Points::Design(design), Given::Nothing) = (self.points, self.given) else {
            return None;
        };
        let first = trials.first()? % self.outer;
        let follow = |(lane, trial): (u64, &u64)| trial % self.outer == first + APART * lane;
        (0..).zip(trials).all(follow).then_some((design, first))
    }

    /// Says where a lane is to read the inputs of a trial.
    pub(super) fn place(&self, inputs: &mut Inputs, lane: usize, trial: u64) {
        match self.points {
            Points::Design(design) => {
                inputs.place(lane, |u| design.fill(trial % self.outer, u));
            }
            Points::Medians => inputs.place(lane, |u| u.fill(0.5)),
            Points::Estimate => inputs.estimate(lane),
        }
        match self.given {
            Given::Nothing => {}
            Given::Points(dimensions, rows) => {
                inputs.move_point(lane, dimensions, |row| rows.write(trial, row));
            }
            Given::Values(_, rows) => inputs.give(lane, |row| rows.write(trial, row)),
        }
    }
}
