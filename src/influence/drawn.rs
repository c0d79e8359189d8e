//! What the trials drew, drawn again: the class of each by each factor, or the scores of inputs that are correlated.

use rayon::prelude::*;

use super::Effect;
use super::classes::{Classes, Scale, effect};
use crate::engine::InputReader;
use crate::factors::{Factor, Kind};
use crate::given::Known;
use crate::lanes::WIDTH;
use crate::math::normal;
use crate::sampling::REPLICATES;
use crate::scenario::Scenario;
use crate::simulate::Prepared;

/// What the trials drew of a factor.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// Of one that has an order.
    Classes(Classes),
    /// Of a group: standard normal scores, `[input][trial]`.
    Scores(Vec<Vec<f64>>),
}

/// How a factor is read from the scores of a trial.
#[derive(Clone, Debug)]
enum Read {
    /// By the score of a dimension.
    Score(usize),
    /// It happens where the score of a dimension is below a limit, and has the size of another if it has one.
    Gate(usize, f64, Option<usize>),
    /// The scores of all its dimensions.
    Group(Vec<usize>),
}

impl Read {
    fn new(scenario: &Scenario, factor: &Factor) -> Self {
        let path = |dimension: &usize| scenario.dimensions[*dimension].as_str();
        let gate = |probability: f64, size| {
            Self::Gate(factor.drawn[0], normal::quantile(probability), size)
        };
        match factor.kind {
            Kind::Group => Self::Group(factor.drawn.clone()),
            Kind::Driver => {
                let mut drivers = scenario.drivers.iter();
                let key = path(&factor.drawn[0]).strip_prefix("driver.");
                // The gate of a driver comes before its size.
                match drivers.find(|it| key == Some(&it.key)) {
                    Some(driver) => gate(driver.probability, factor.drawn.get(1).copied()),
                    None => Self::Score(factor.drawn[0]),
                }
            }
            Kind::Pledge => {
                let mut sources = scenario.funding.iter();
                let key = path(&factor.drawn[0]).strip_prefix("funding.");
                let key = key.and_then(|it| it.strip_suffix(".probability"));
                let source = sources.find(|it| key == Some(&it.key));
                gate(source.map_or(1.0, |it| it.probability), None)
            }
            Kind::Input => Self::Score(factor.drawn[0]),
            // An event's first arrival is the only dimension of it, and the sooner the higher its score.
            Kind::Event | Kind::Level | Kind::Inflation | Kind::Noise => {
                Self::Score(factor.dimensions[0])
            }
        }
    }

    /// Adds what a trial drew to a column.
    fn read(&self, scores: &[f64], scale: &Scale, to: &mut OfReplicate) {
        match self {
            Self::Score(dimension) => to.classes.push(scale.of_score(scores[*dimension])),
            Self::Gate(dimension, below, size) => {
                let class = match size {
                    _ if scores[*dimension] >= *below => 0,
                    None => 1,
                    Some(size) => 1 + scale.of_score(scores[*size]),
                };
                to.classes.push(class);
            }
            Self::Group(dimensions) => to.scores.extend(dimensions.iter().map(|it| scores[*it])),
        }
    }
}

/// What the trials of a replicate drew of a factor, one after the other.
#[derive(Clone, Debug, Default)]
struct OfReplicate {
    classes: Vec<u8>,
    /// `[trial][input]`
    scores: Vec<f64>,
}

/// What the first `trials` drew of each factor.
pub(super) fn draw(
    prepared: &Prepared,
    factors: &[Factor],
    scale: &Scale,
    trials: u64,
) -> Vec<Column> {
    let scenario = prepared.model.scenario();
    let reads: Vec<Read> = factors.iter().map(|it| Read::new(scenario, it)).collect();
    let replicates = (0..REPLICATES as u64).into_par_iter();
    let mut replicates: Vec<Vec<OfReplicate>> = replicates
        .map(|first| {
            let numbers = (first..trials).step_by(REPLICATES);
            of_replicate(prepared, &reads, scale, &numbers.collect::<Vec<_>>())
        })
        .collect();
    let columns = reads.iter().enumerate().map(|(at, read)| {
        let mine = replicates.iter_mut().map(|it| std::mem::take(&mut it[at]));
        let mine: Vec<OfReplicate> = mine.collect();
        let classes = |it: Vec<OfReplicate>| it.into_iter().map(|it| it.classes).collect();
        match read {
            Read::Score(_) => Column::Classes(scale.classes(classes(mine))),
            Read::Gate(_, _, size) => {
                Column::Classes(scale.with_gate(classes(mine), size.is_some()))
            }
            Read::Group(dimensions) => {
                let width = dimensions.len();
                let of = |trial: usize, input: usize| {
                    mine[trial % REPLICATES].scores[trial / REPLICATES * width + input]
                };
                let column = |input| (0..trials as usize).map(|it| of(it, input)).collect();
                Column::Scores((0..width).map(column).collect())
            }
        }
    });
    columns.collect()
}

fn of_replicate(
    prepared: &Prepared,
    reads: &[Read],
    scale: &Scale,
    numbers: &[u64],
) -> Vec<OfReplicate> {
    let programme = prepared.model.programme();
    let mut reader = InputReader::new(programme, prepared.sampler());
    let width = programme.inputs.dimensions().max(1);
    let mut rows = vec![0.0; WIDTH * width];
    let mut columns = vec![OfReplicate::default(); reads.len()];
    for eight in numbers.chunks(WIDTH) {
        reader.scores(eight, &mut rows);
        for scores in rows.chunks_exact(width).take(eight.len()) {
            for (read, column) in reads.iter().zip(&mut columns) {
                read.read(scores, scale, column);
            }
        }
    }
    columns
}

/// What a group of correlated inputs does to an outcome: by what they let expect of it.
pub(super) fn effect_of_group(scores: &[Vec<f64>], outcome: &[f64], scale: &Scale) -> Effect {
    let scores: Vec<&[f64]> = scores.iter().map(Vec::as_slice).collect();
    // What is said of a trial from the other half of the trials does not lean towards its own outcome.
    match Known::additive(&scores) {
        Some(known) => effect(&scale.by_rank(&known.mean(outcome).across), outcome),
        None => Effect::default(),
    }
}
