//! The study without options: Shapley effects of every factor, what is low and high, and what each risk adds.

use serde::{Deserialize, Serialize};

use super::effects::{Batch, By, Effects, FEWEST_POINTS, Stage};
use super::ends::Drawn;
use super::outcome::{Outcome, Reader};
use super::over_time::{self, OverTime};
use super::removal::{self, Removal};
use super::shapley::{share_of, shares, variance};
use super::sums::Sums;
use crate::factors::{Factor, Kind, Nature};
use crate::sampling::REPLICATES;
use crate::simulate::{
    Model, Prepared, Run, RunSpec, SimulateError, Table, Watch, simulate, simulate_one,
};
use crate::summary::measured::Measured;
use crate::summary::measured::mean;

/// Trials of the plain run for each point of the two samples.
const TRIALS_A_POINT: u64 = 16;
/// Most points that `--until` takes.
const MOST_POINTS: u64 = 1 << 16;
/// From this share of unfinished trials on, shares of completion and cost say more of the horizon than of the programme.
pub const MANY_UNFINISHED: f64 = 0.05;

/// What is asked, and how much is simulated for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Trials of the plain run; one sixteenth as many points are simulated in steps.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// What shares are given to.
    pub by: By,
    /// Half the 95 % interval that every share is to come below.
    pub until: Option<f64>,
    /// Whether what remains and what is spent is explained year by year.
    pub over_time: bool,
}

impl Settings {
    /// Points from which a study starts: whole rounds of the replicates.
    pub fn points(&self) -> u64 {
        let rounds = self.trials / TRIALS_A_POINT / REPLICATES as u64;
        (rounds * REPLICATES as u64).max(FEWEST_POINTS)
    }
}

/// One factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The factor.
    pub factor: Factor,
    /// By outcome: its share of the variance.
    pub shares: Vec<Measured>,
    /// By outcome: the mean at its low end; none for most kinds of chance.
    pub low: Vec<Option<f64>>,
    /// By outcome: the mean at its high end.
    pub high: Vec<Option<f64>>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Study {
    /// Trials of the plain run.
    pub trials: u64,
    /// Points of the two samples.
    pub points: u64,
    /// Trials at every point: one for every factor and one more.
    pub steps: usize,
    /// Seed.
    pub seed: u64,
    /// Share of the plain run's trials that do not finish; their completion is that of the horizon, their cost what is spent by then.
    pub unfinished: f64,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
    /// By outcome: mean of the plain run.
    pub means: Vec<Option<f64>>,
    /// By outcome: variance.
    pub variances: Vec<Option<f64>>,
    /// The factors, the largest share of the first outcome that varies first.
    pub rows: Vec<Row>,
    /// By outcome: the share of all that could be known.
    pub epistemic: Vec<Measured>,
    /// By outcome: the share of chance.
    pub aleatory: Vec<Measured>,
    /// What each event and driver adds.
    pub removals: Vec<Removal>,
    /// The shares at every power of two, and at the end.
    pub convergence: Vec<Stage>,
    /// Whether `--until` was reached, if it was asked.
    pub reached: Option<bool>,
    /// What shares are given to.
    pub by: By,
    /// What remains and what is spent, year by year, if it was asked.
    pub over_time: Vec<OverTime>,
}

impl Study {
    /// Rows of one nature, in their order.
    pub fn of(&self, nature: Nature) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .filter(move |it| it.factor.nature == nature)
    }
}

/// Trials that a study takes at least, for a progress bar.
pub fn likely(model: &Model, settings: &Settings) -> u64 {
    let removals = removal::risks(model).len() as u64;
    let steps = settings.by.factors(model).len() as u64 + 1;
    settings.trials * (1 + removals) + settings.points() * steps
}

/// Studies what drives `outcomes`, on the current thread pool.
///
/// # Errors
///
/// As [`simulate`].
///
/// # Panics
///
/// Never: every job that is simulated has its run.
pub fn study(
    model: &Model,
    outcomes: Vec<Outcome>,
    settings: &Settings,
    watch: &Watch,
) -> Result<Study, SimulateError> {
    let programme = model.programme();
    let factors = settings.by.factors(model);
    let yearly = if settings.over_time {
        over_time::outcomes(model)
    } else {
        Vec::new()
    };
    let explained: Vec<Outcome> = outcomes.iter().chain(&yearly).cloned().collect();
    let drawn = factors.iter().flat_map(|it| &it.paths);
    let paths = programme.inputs.paths();
    let slots = drawn.filter_map(|path| paths.iter().position(|it| it == path));
    let plain = Reader::new(&outcomes, programme, &slots.collect::<Vec<_>>());
    let mixed = Reader::new(&explained, programme, &[]);
    let risks = removal::risks(model);
    let mut effects = Effects::new(&mixed, explained.len(), factors.len());

    let readers = (&plain, &mixed);
    let (base, without) = simulated(
        model,
        (&factors, &risks),
        readers,
        settings,
        (&mut effects, outcomes.len()),
        watch,
    )?;
    let column = |run: &Run<Table>| -> Vec<Vec<f64>> {
        let all = 0..outcomes.len();
        all.map(|it| plain.column(it, &run.collected)).collect()
    };
    let values = column(&base);
    let removals: Vec<Removal> = risks
        .iter()
        .zip(&without)
        .map(|(risk, run)| risk.removal(&outcomes, &values, &column(run)))
        .collect();
    let order = order(&effects, outcomes.len());
    let trials = Drawn::new(model, &base.collected, &plain, &base.prepared.design);
    let sums = &effects.sums[..outcomes.len()];
    let all: Vec<Vec<Measured>> = sums.iter().map(shares).collect();
    let row = |at: &usize| {
        let factor = &factors[*at];
        let ends = if factor.kind == Kind::Event {
            let removal = removals.iter().find(|it| it.name == factor.name);
            let without = removal.map_or(&[][..], |it| &it.without);
            let both = without.iter().zip(&values);
            both.map(|(without, with)| Some(((*without)?, mean(with)?)))
                .collect()
        } else {
            trials.ends(factor, &values)
        };
        Row {
            factor: factor.clone(),
            shares: all.iter().map(|it| it[*at]).collect(),
            low: ends.iter().map(|it| it.map(|it| it.0)).collect(),
            high: ends.iter().map(|it| it.map(|it| it.1)).collect(),
        }
    };
    let by = |nature: Nature| -> Vec<Measured> {
        let among = |it: usize| factors[it].nature == nature;
        sums.iter().map(|it| share_of(it, among)).collect()
    };
    let finished = base.collected.column(0).filter(|it| it.is_finite()).count();
    Ok(Study {
        trials: settings.trials,
        points: effects.points(),
        steps: factors.len() + 1,
        seed: settings.seed,
        unfinished: 1.0 - finished as f64 / base.collected.len() as f64,
        means: values.iter().map(|it| mean(it)).collect(),
        variances: sums.iter().map(variance).collect(),
        epistemic: by(Nature::Epistemic),
        aleatory: by(Nature::Aleatory),
        rows: order.iter().map(row).collect(),
        convergence: effects.stages(outcomes.len(), &order),
        reached: settings
            .until
            .map(|most| effects.widest(outcomes.len()) <= most),
        by: settings.by,
        over_time: over_time::series(&yearly, &effects.sums[outcomes.len()..], &order),
        outcomes,
        removals,
    })
}

/// Simulates the plain run, the same without each risk, and as many points in steps as are asked for: the first batch together with the
/// runs, so that no thread waits.
fn simulated(
    model: &Model,
    (factors, risks): (&[Factor], &[removal::Risk]),
    (plain, mixed): (&Reader, &Reader),
    settings: &Settings,
    (effects, outcomes): (&mut Effects<'_>, usize),
    watch: &Watch,
) -> Result<(Run<Table>, Vec<Run<Table>>), SimulateError> {
    let spec = RunSpec::new(settings.trials, settings.seed);
    let mut jobs = vec![(model.clone(), spec.clone())];
    jobs.extend(risks.iter().map(|risk| (risk.without(model), spec.clone())));
    let split = (factors, settings.by);
    let mut goal = settings.points();
    let first = Batch::new(model, split, settings.seed, settings.by.batch(0, goal))?;
    jobs.push((model.clone(), first.spec.clone()));
    // Only mixed trials number their chance.
    let reader = |job: &Prepared| {
        if job.spec.chance.is_empty() {
            &plain
        } else {
            &mixed
        }
    };
    let table = |job: &Prepared| Table::new(reader(job).columns.clone());
    let mut runs = simulate(&jobs, table, watch)?;
    let last = runs.pop().expect("the first batch is the last job");
    effects.take(&first, &last.collected);
    let without = runs.split_off(1);
    let base = runs.pop().expect("the plain run is the first job");

    let mut points = first.points.end;
    loop {
        while points < goal {
            let batch = settings.by.batch(points, goal);
            let batch = Batch::new(model, split, settings.seed, batch)?;
            let run = simulate_one(model, &batch.spec, table, watch)?;
            effects.take(&batch, &run.collected);
            points = batch.points.end;
        }
        let widest = effects.widest(outcomes);
        if settings.until.is_none_or(|most| widest <= most) || goal >= MOST_POINTS {
            break;
        }
        goal = (2 * goal).min(MOST_POINTS);
    }
    Ok((base, without))
}

/// The factors in the order of their shares of the first outcome that varies.
fn order(effects: &Effects<'_>, outcomes: usize) -> Vec<usize> {
    let mut all = effects.sums[..outcomes].iter().map(shares);
    let varies = |it: &Vec<Measured>| it.first().is_some_and(|it| it.value.is_some());
    let leading = all.find(varies).unwrap_or_default();
    let size = |at: &usize| leading.get(*at).and_then(|it| it.value).unwrap_or(0.0);
    let factors = effects.sums.first().map_or(0, Sums::width);
    let mut order: Vec<usize> = (0..factors).collect();
    order.sort_by(|a, b| size(b).total_cmp(&size(a)));
    order
}
