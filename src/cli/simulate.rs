//! Which trials a run takes: those of given numbers, as many as a small error takes, or nested.

use std::ops::Range;

use super::progress::Bar;
use crate::ensemble::nested::{Nesting, Split, run_nested};
use crate::ensemble::{MOST_TRIALS, Stopped, Tally, Watch, run_range};
use crate::programme::Programme;
use crate::sampling::{Design, REPLICATES, Sampling};
use crate::scenario::Scenario;
use crate::summary::goal::{GRAMMAR, Goal};
use crate::summary::standing::Standing;
use crate::summary::{RunId, Summary};

/// First number of trials that is looked at with `--until`.
const FIRST: u64 = 1_024;
/// Largest number of trials with `--until`, unless it is given.
const MOST_UNTIL: u64 = 1 << 20;

/// How many trials, and which.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    /// Trials of these numbers.
    Plain(Range<u64>),
    /// Twice as many each time, from a number, until all goals are reached or the next would be beyond the most.
    Until {
        goals: Vec<Goal>,
        first: u64,
        most: u64,
    },
    /// Inputs apart from chance.
    Nested(Nesting),
}

/// What came of the trials.
#[derive(Debug)]
pub(super) struct Simulated {
    pub(super) tally: Tally,
    /// What was made of the tally on the way, with `--until`.
    pub(super) summary: Option<Summary>,
    /// Inputs apart from chance, after a nested run.
    pub(super) split: Option<Split>,
    /// How near each goal was at the end.
    pub(super) standings: Vec<Standing>,
}

/// What is simulated, whatever the plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) programme: &'a Programme,
    pub(super) design: &'a Design,
    pub(super) sampling: Sampling,
    pub(super) seed: u64,
}

/// Reads `OUTER,INNER`.
pub(super) fn nesting(text: &str) -> Result<Nesting, String> {
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
    /// Doubling until goals are reached; all that is wrong with them at once.
    pub(super) fn until(
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
            return Err(format!("{}\n\n--until takes {GRAMMAR}", refused.join("\n")));
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

    /// Trials at the start.
    pub(super) fn trials(&self) -> u64 {
        match self {
            Self::Plain(range) => range.end - range.start,
            Self::Until { first, .. } => *first,
            Self::Nested(nesting) => nesting.trials(),
        }
    }

    /// Runs the trials on the current thread pool.
    pub(super) fn run(&self, of: Subject, watch: &Watch, bar: &Bar) -> Result<Simulated, Stopped> {
        match self {
            Self::Plain(range) => Ok(Simulated {
                tally: run_range(of.programme, of.design, range.clone(), watch)?,
                summary: None,
                split: None,
                standings: Vec::new(),
            }),
            Self::Until { goals, first, most } => until(of, goals, (*first, *most), watch, bar),
            Self::Nested(nesting) => {
                let (tally, split) = run_nested(of.programme, of.design, *nesting, watch)?;
                Ok(Simulated {
                    tally,
                    summary: None,
                    split: Some(split),
                    standings: Vec::new(),
                })
            }
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
    of: Subject,
    goals: &[Goal],
    (first, most): (u64, u64),
    watch: &Watch,
    bar: &Bar,
) -> Result<Simulated, Stopped> {
    let mut trials = first;
    let mut tally = run_range(of.programme, of.design, 0..trials, watch)?;
    loop {
        let run = RunId {
            trials,
            seed: of.seed,
            sampling: of.sampling.name(),
            version: env!("CARGO_PKG_VERSION"),
        };
        let summary = Summary::new(of.scenario, of.programme, &tally, run);
        let standings: Vec<Standing> = goals.iter().map(|goal| goal.standing(&summary)).collect();
        let waiting = standings.iter().any(Standing::waiting);
        if !waiting || 2 * trials > most {
            return Ok(Simulated {
                tally,
                summary: Some(summary),
                split: None,
                standings,
            });
        }
        bar.aim(trials, most, &standings);
        let more = trials..2 * trials;
        tally.merge(run_range(of.programme, of.design, more, watch)?);
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
