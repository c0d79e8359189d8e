//! How many trials a run takes, and how they are numbered: a given number, until an error is small enough, or nested.

use super::progress::Bar;
use super::run::MOST_TRIALS;
use crate::ensemble::nested::{Nesting, run_nested};
use crate::ensemble::{Stopped, Watch, run_range};
use crate::programme::Programme;
use crate::sampling::{Design, REPLICATES, Sampling};
use crate::scenario::Scenario;
use crate::summary::charts::{Bands, Charts};
use crate::summary::goal::{GRAMMAR, Goal};
use crate::summary::nested::{Nested, limits};
use crate::summary::standing::Standing;
use crate::summary::{RunId, Summary};

/// Trials unless something else is asked for.
pub(super) const TRIALS: u64 = 16_384;
/// First number of trials that is looked at with `--until`.
const FIRST: u64 = 1_024;
/// Largest number of trials with `--until`, unless it is given.
const MOST_UNTIL: u64 = 1 << 20;

/// How many trials, and which.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    /// Trials from 0 up to a number.
    Plain(u64),
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
    pub(super) summary: Summary,
    pub(super) charts: Charts,
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
    /// The plan of the arguments; all that is wrong with the goals at once.
    pub(super) fn new(
        sampling: Sampling,
        trials: Option<u64>,
        until: &[String],
        most: Option<u64>,
        nesting: Option<Nesting>,
    ) -> Result<Self, String> {
        if let Some(nesting) = nesting {
            return Ok(Self::Nested(nesting));
        }
        if until.is_empty() {
            return Ok(Self::Plain(trials.unwrap_or(TRIALS)));
        }
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
            Self::Plain(trials) => *trials,
            Self::Until { first, .. } => *first,
            Self::Nested(nesting) => nesting.trials(),
        }
    }

    /// Runs the trials on the current thread pool and sums them up.
    pub(super) fn run(
        &self,
        of: Subject,
        warnings: Vec<String>,
        watch: &Watch,
        bar: &Bar,
    ) -> Result<Simulated, Stopped> {
        match self {
            Self::Plain(trials) => until(of, warnings, (&[], *trials, *trials), watch, bar),
            Self::Until { goals, first, most } => {
                until(of, warnings, (goals, *first, *most), watch, bar)
            }
            Self::Nested(nesting) => nested(of, warnings, *nesting, watch),
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

impl Subject<'_> {
    fn run_id(&self, trials: u64) -> RunId {
        RunId {
            trials,
            seed: self.seed,
            sampling: self.sampling.name(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// Doubles the trials until no goal is waiting; without goals, the first number is the last.
fn until(
    of: Subject,
    warnings: Vec<String>,
    (goals, first, most): (&[Goal], u64, u64),
    watch: &Watch,
    bar: &Bar,
) -> Result<Simulated, Stopped> {
    let mut trials = first;
    let mut sample = run_range(of.programme, of.design, 0..trials, watch)?;
    loop {
        let summary = Summary::new(of.scenario, of.programme, &sample, of.run_id(trials));
        let standings: Vec<Standing> = goals.iter().map(|goal| goal.standing(&summary)).collect();
        let waiting = standings.iter().any(Standing::waiting);
        if !waiting || 2 * trials > most {
            let charts = Charts::new(of.scenario, of.programme, &sample, warnings);
            return Ok(Simulated {
                summary,
                charts,
                standings,
            });
        }
        bar.aim(trials, most, &standings);
        sample.append(run_range(
            of.programme,
            of.design,
            trials..2 * trials,
            watch,
        )?);
        trials *= 2;
    }
}

fn nested(
    of: Subject,
    warnings: Vec<String>,
    nesting: Nesting,
    watch: &Watch,
) -> Result<Simulated, Stopped> {
    let limits = limits(of.scenario);
    let (sample, split) = run_nested(of.programme, of.design, nesting, limits, watch)?;
    let run = of.run_id(nesting.trials());
    let mut summary = Summary::new(of.scenario, of.programme, &sample, run);
    summary.nested = Some(Nested::new(&split));
    let mut charts = Charts::new(of.scenario, of.programme, &sample, warnings);
    charts.bands = Some(Bands::new(&split));
    Ok(Simulated {
        summary,
        charts,
        standings: Vec::new(),
    })
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
