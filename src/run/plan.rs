//! Which trials a run takes: those of given numbers, as many as a small error takes, or nested.

use std::ops::Range;

use super::summary_id;
use crate::ensemble::Tally;
use crate::programme::columns::{Column, Columns};
use crate::sampling::{REPLICATES, Sampling};
use crate::simulate::nested::{Split, simulate_nested};
use crate::simulate::{
    MOST_TRIALS, Model, Nesting, Run, RunSpec, SimulateError, Trials, Watch, simulate_one, tally,
};
use crate::summary::Summary;
use crate::summary::charts::YearSeries;
use crate::summary::goal::{Goal, NoGoal, grammar};
use crate::summary::reference::Results;
use crate::summary::standing::Standing;

/// First number of trials that is looked at with `--until`.
const FIRST: u64 = 1_024;
/// Largest number of trials with `--until`, unless it is given.
const MOST_UNTIL: u64 = 1 << 20;

/// How many trials, and which.
#[derive(Clone, Debug)]
pub enum Plan {
    /// Trials of these numbers.
    Plain(Range<u64>),
    /// Twice as many each time, from a number, until all goals are reached or the next would be beyond the most.
    Until {
        /// What is to be reached.
        goals: Vec<Goal>,
        /// Trials at first.
        first: u64,
        /// Trials at most.
        most: u64,
    },
    /// Inputs apart from chance.
    Nested(Nesting),
}

/// What came of the trials.
#[derive(Debug)]
pub struct Simulated {
    /// The trials.
    pub run: Run<Tally>,
    /// What was made of the tally on the way, with [`Plan::Until`].
    pub summary: Option<Summary>,
    /// Inputs apart from chance, after a nested run.
    pub split: Option<Split>,
    /// How near each goal was at the end.
    pub standings: Vec<Standing>,
}

/// Is told before trials are doubled: how many there are, the most there may be, and how near each goal is.
pub type Doubling<'a> = &'a dyn Fn(u64, u64, &[Standing]);

/// Reads `OUTER,INNER`.
///
/// # Errors
///
/// What to write instead.
pub fn nesting(text: &str) -> Result<Nesting, String> {
    const FEWEST: u64 = Nesting::FEWEST_OUTER;
    let replicates = REPLICATES as u64;
    let wanted = "write OUTER,INNER, such as 1024,16";
    let (outer, inner) = text.split_once(',').ok_or(wanted)?;
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_| wanted.to_owned());
    let (outer, inner) = (number(outer)?, number(inner)?);
    let inners = Nesting::FEWEST_INNER..=Nesting::MOST_INNER;
    if !inners.contains(&inner) {
        let (least, most) = (inners.start(), inners.end());
        return Err(format!("INNER must be between {least} and {most}"));
    }
    if outer.checked_mul(inner).is_none_or(|n| n > MOST_TRIALS) {
        return Err(format!("OUTER times INNER must be at most {MOST_TRIALS}"));
    }
    if outer < FEWEST || outer % replicates != 0 {
        let near = outer.next_multiple_of(replicates).max(FEWEST);
        return Err(format!(
            "the inputs are drawn in {replicates} replicates of the same size, at least two draws in each: \
             OUTER must be a multiple of {replicates} from {FEWEST} on, such as {near}"
        ));
    }
    Ok(Nesting { outer, inner })
}

impl Plan {
    /// Doubling until goals are reached.
    ///
    /// # Errors
    ///
    /// All that is wrong with the goals at once.
    pub fn until(
        sampling: Sampling,
        trials: Option<u64>,
        until: &[String],
        most: Option<u64>,
    ) -> Result<Self, String> {
        let mut goals = Vec::new();
        let mut refused = Vec::new();
        for text in until {
            match text.parse::<Goal>() {
                Ok(goal) => goals.push(goal),
                Err(error) => refused.push(format!("--until {error}")),
            }
        }
        if !refused.is_empty() {
            return Err(format!(
                "{}\n\n--until takes {}",
                refused.join("\n"),
                grammar()
            ));
        }
        let first = whole(trials.unwrap_or(FIRST), sampling);
        let most = most.unwrap_or(MOST_UNTIL);
        if first > most {
            return Err(format!(
                "--until begins with {first} trials, but --max-trials is {most}: raise it"
            ));
        }
        Ok(Self::Until { goals, first, most })
    }

    /// The same plan for a programme; what of its goals the programme does not have.
    pub fn of(&self, columns: &Columns) -> Result<Self, String> {
        let Self::Until { goals, first, most } = self else {
            return Ok(self.clone());
        };
        let goals: Result<Vec<Goal>, NoGoal> = goals.iter().map(|goal| goal.of(columns)).collect();
        Ok(Self::Until {
            goals: goals.map_err(|error| format!("--until {error}"))?,
            first: *first,
            most: *most,
        })
    }

    /// Trials at the start.
    pub fn trials(&self) -> u64 {
        match self {
            Self::Plain(range) => range.end - range.start,
            Self::Until { first, .. } => *first,
            Self::Nested(nesting) => nesting.trials(),
        }
    }

    /// Simulates the trials of `model` on the current thread pool; those of `spec` do not count.
    ///
    /// # Errors
    ///
    /// As [`simulate_one`].
    pub fn simulate(
        &self,
        model: &Model,
        spec: &RunSpec,
        watch: &Watch,
        doubling: Doubling<'_>,
    ) -> Result<Simulated, SimulateError> {
        let plain = |trials: Range<u64>| {
            let spec = spec.clone().trials(Trials::Range(trials));
            simulate_one(model, &spec, tally, watch)
        };
        let simulated = |run| Simulated {
            run,
            summary: None,
            split: None,
            standings: Vec::new(),
        };
        match self {
            Self::Plain(range) => plain(range.clone()).map(simulated),
            Self::Nested(nesting) => {
                let spec = spec.clone().trials(Trials::Nested(*nesting));
                let (run, split) = simulate_nested(model, &spec, watch)?;
                Ok(Simulated {
                    split: Some(split),
                    ..simulated(run)
                })
            }
            Self::Until { goals, first, most } => until(goals, *first, *most, plain, doubling),
        }
    }
}

/// The number of trials from which doubling starts: whole replicates of two points at least, and for designs whose points
/// fill the cube together a power of two.
fn whole(trials: u64, sampling: Sampling) -> u64 {
    let trials = trials.max(2 * REPLICATES as u64);
    match sampling {
        Sampling::Random => trials.next_multiple_of(REPLICATES as u64),
        Sampling::Lhs | Sampling::Sobol => trials.next_power_of_two(),
    }
}

/// Doubles the trials until no goal is waiting.
fn until(
    goals: &[Goal],
    first: u64,
    most: u64,
    plain: impl Fn(Range<u64>) -> Result<Run<Tally>, SimulateError>,
    doubling: Doubling<'_>,
) -> Result<Simulated, SimulateError> {
    let mut trials = first;
    let mut run = plain(0..trials)?;
    loop {
        let model = &run.prepared.model;
        let (scenario, programme, tally) = (model.scenario(), model.programme(), &run.collected);
        let summary = Summary::new(scenario, programme, tally, summary_id(&run));
        let wanted = |column: &Column| goals.iter().any(|it| it.figure().series() == Some(column));
        let results = Results {
            summary: &summary,
            years: &YearSeries::of(scenario, programme, tally, wanted),
        };
        let standings: Vec<Standing> = goals.iter().map(|goal| goal.standing(&results)).collect();
        let waiting = standings.iter().any(Standing::waiting);
        if !waiting || 2 * trials > most {
            return Ok(Simulated {
                run,
                summary: Some(summary),
                split: None,
                standings,
            });
        }
        doubling(trials, most, &standings);
        run.merge(plain(trials..2 * trials)?)?;
        trials *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_starts_at_whole_replicates_and_at_powers_of_two_where_they_matter() {
        for (asked, random, sobol) in [(1, 32, 32), (100, 112, 128), (1024, 1024, 1024)] {
            assert_eq!(whole(asked, Sampling::Random), random);
            assert_eq!(whole(asked, Sampling::Lhs), sobol);
            assert_eq!(whole(asked, Sampling::Sobol), sobol);
        }
    }

    #[test]
    fn a_nesting_is_two_numbers_within_their_ranges() {
        assert_eq!(nesting("1024, 16").unwrap().trials(), 16_384);
        for (text, expected) in [
            ("1024", "OUTER,INNER"),
            ("a,b", "OUTER,INNER"),
            ("100,16", "such as 112"),
            ("16,16", "such as 32"),
            ("1024,1", "between 2 and 4096"),
            ("1000000000000,2", "at most"),
        ] {
            let error = nesting(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
