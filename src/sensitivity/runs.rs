//! The runs that an answer is made of, any of whose trials can be simulated apart from the others.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mixing::Mixing;
use super::outcome::{Outcome, Reader};
use super::over_time;
use super::question::Settings;
use super::removal::{self, Risk};
use crate::factors::Factor;
use crate::sampling::Design;
use crate::simulate::{
    Model, RunSpec, SimulateError, Table, Trials, Watch, prepare, simulate, simulate_one,
};

/// A run of the scenario or of a variant of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunOf {
    /// The scenario as it is.
    Plain,
    /// The same trials without a risk: `event.KEY` or `driver.KEY`.
    Without(String),
    /// Points mixed of two samples, each in all its steps.
    Points(Mixing),
}

/// The runs of a question, and how they are read.
#[derive(Clone, Debug)]
pub(super) struct Runs {
    pub(super) model: Model,
    pub(super) outcomes: Vec<Outcome>,
    /// Outcomes year by year, if they are asked for.
    pub(super) yearly: Vec<Outcome>,
    pub(super) settings: Settings,
    pub(super) factors: Vec<Factor>,
    pub(super) risks: Vec<Risk>,
    /// Reads outcomes, with the inputs that the factors draw.
    pub(super) plain: Reader,
    /// Reads outcomes alone.
    pub(super) without: Reader,
    /// Reads outcomes, and after them those year by year.
    pub(super) mixed: Reader,
}

impl Runs {
    pub(super) fn new(model: &Model, outcomes: Vec<Outcome>, settings: &Settings) -> Self {
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
        Self {
            plain: Reader::new(&outcomes, programme, &slots.collect::<Vec<_>>()),
            without: Reader::new(&outcomes, programme, &[]),
            mixed: Reader::new(&explained, programme, &[]),
            risks: removal::risks(model),
            settings: settings.clone(),
            model: model.clone(),
            outcomes,
            yearly,
            factors,
        }
    }

    fn reader(&self, of: &RunOf) -> &Reader {
        match of {
            RunOf::Plain => &self.plain,
            RunOf::Without(_) => &self.without,
            RunOf::Points(_) => &self.mixed,
        }
    }

    /// No trials yet of a run.
    pub(super) fn table(&self, of: &RunOf) -> Table {
        Table::new(self.reader(of).columns.clone())
    }

    /// Trials at each trial or point of a run.
    pub(super) fn steps(&self, of: &RunOf) -> u64 {
        match of {
            RunOf::Plain | RunOf::Without(_) => 1,
            RunOf::Points(mixing) => mixing.steps(self.factors.len()) as u64,
        }
    }

    /// The runs without each risk.
    pub(super) fn without_risks(&self) -> impl Iterator<Item = RunOf> {
        let names = self.risks.iter().map(|it| it.name.clone());
        names.map(RunOf::Without)
    }

    /// Simulates a range of trials or points of a run on the current thread pool.
    pub(super) fn simulate(
        &self,
        of: &RunOf,
        range: Range<u64>,
        watch: &Watch,
    ) -> Result<Table, SimulateError> {
        let (model, spec) = self.job(of, range)?;
        let run = simulate_one(&model, &spec, |_| self.table(of), watch)?;
        Ok(run.collected)
    }

    /// Simulates all trials without each risk, all of them at once.
    pub(super) fn simulate_without(&self, watch: &Watch) -> Result<Vec<Table>, SimulateError> {
        let all = self.without_risks();
        let jobs = all.map(|of| self.job(&of, 0..self.settings.trials));
        let jobs: Result<Vec<_>, _> = jobs.collect();
        let table = |_: &_| Table::new(self.without.columns.clone());
        let runs = simulate(&jobs?, table, watch)?;
        Ok(runs.into_iter().map(|it| it.collected).collect())
    }

    fn job(&self, of: &RunOf, range: Range<u64>) -> Result<(Model, RunSpec), SimulateError> {
        let (model, seed) = (&self.model, self.settings.seed);
        match of {
            RunOf::Plain => Ok((model.clone(), plain(seed, range))),
            RunOf::Without(name) => {
                let risk = self.risks.iter().find(|it| it.name == *name);
                let variant = risk.expect("the risk is one of the model's").without(model);
                // Over the inputs of the scenario, so that it has the same draws.
                let mut both = Model::with_common_inputs([model, &variant].into_iter());
                Ok((both.remove(1), plain(seed, range)))
            }
            RunOf::Points(mixing) => {
                let factors = (&self.factors[..], self.settings.by);
                let spec = mixing.spec(model, factors, seed, range)?;
                Ok((model.clone(), spec))
            }
        }
    }

    /// The points of the design of the plain trials.
    pub(super) fn design(&self) -> Result<Arc<Design>, SimulateError> {
        let spec = RunSpec::new(self.settings.trials, self.settings.seed);
        Ok(prepare(self.model.clone(), spec)?.design)
    }
}

fn plain(seed: u64, range: Range<u64>) -> RunSpec {
    RunSpec::new(0, seed).trials(Trials::Range(range))
}
