//! Trials, month by month: the equations of `docs/model.md`, one mechanism per file.
//!
//! Eight trials run side by side as lanes of vectors. All stand in the same month of their programme years: a lane whose trial
//! has ended rests until that year is over and then takes the next trial, so that calendar, windows and turns of the year are
//! common to all. The step loop allocates nothing, sees no names and branches only on what concerns every lane.
//!
//! ```
//! use clearcast::engine::Workspace;
//! use clearcast::programme::{OutcomeLayout, compile};
//! use clearcast::sampling::{Design, Sampling};
//! use clearcast::scenario;
//!
//! let loaded = scenario::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let (programme, _) = compile(&loaded.scenario);
//! let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 1).unwrap();
//! let mut trial = Workspace::new(&programme);
//! let mut spent = 0.0;
//! trial.run_observed(&programme, &design, 17, |month| spent += month.spent);
//! let cost = trial.outcome()[OutcomeLayout::COST];
//! assert!((spent - cost).abs() < 1e-9 * cost); // what it costs is what its months spend
//! ```

use crate::lanes::{Level, on_level};
use crate::programme::Programme;

mod after;
mod asking_again;
mod budget;
mod by_place;
mod chance;
mod completion;
mod displaced;
mod events;
mod land;
pub(crate) mod ledger;
mod levels;
mod limits;
mod moment;
mod money;
mod noise;
#[cfg(test)]
mod pairs;
mod people;
mod pots;
mod reader;
mod record;
mod run;
mod sampler;
mod shift;
mod single;
mod state;
mod strength;
mod team_groups;
mod turn;
mod work;
mod work_month;

pub(crate) use reader::InputReader;
pub use sampler::{Given, Numbering, Rows, Sampler};
pub use single::Workspace;

use after::After;
use ledger::{Ledger, OneByOne};
use record::Books;
use state::State;

/// What an observer may see at the end of a month.
#[derive(Clone, Copy, Debug)]
pub struct MonthSeen {
    /// Months since the start, from 0.
    pub t: u32,
    /// Income of the month, constant prices.
    pub income: f64,
    /// Spent in the month, constant prices.
    pub spent: f64,
    /// Price of the work that teams could have done and were not paid for.
    pub missing: f64,
    /// Multiplier on all output: noise and events.
    pub output: f64,
    /// Events at work, by their order in the file: bit 0 is the first. Events beyond the 64th are not shown.
    pub events: u64,
    /// Suspected area, all areas, ha.
    pub suspected: f64,
    /// Confirmed area, ha.
    pub confirmed: f64,
    /// Area to clear, ha.
    pub to_clear: f64,
}

/// Takes down what trials leave, one by one. Trials interleave; the years of one come in order, those after its last year among them,
/// and then its end.
pub trait Recorder {
    /// A calendar year of a trial is over, or the trial within it. Columns by [`crate::programme::YearLayout`].
    fn year(&mut self, trial: u64, year: usize, row: &[f64]);

    /// A calendar year after the one in which a trial ended is over: its columns [`crate::programme::YearLayout::lasting`], in which
    /// people go on. No such year comes if there are none.
    fn later(&mut self, trial: u64, year: usize, lasting: &[f64]) {
        let _ = (trial, year, lasting);
    }

    /// A trial is over: it ended in calendar year `last_year`. Columns of `outcome` by [`crate::programme::OutcomeLayout`].
    fn end(&mut self, trial: u64, last_year: usize, outcome: &[f64]);

    /// The end of a month in the first lane, which `month` computes on demand.
    fn month(&mut self, month: &dyn Fn() -> MonthSeen) {
        let _ = month;
    }

    /// Whether it wants to be told of calendar years, which takes time.
    fn keeps_years(&self) -> bool {
        true
    }
}

/// Room for the trials at work on one thread.
#[derive(Clone, Debug)]
pub struct Engine {
    level: Level,
    /// The trials in the lanes.
    running: State,
    /// Trials made ready to take over lanes.
    ready: State,
    books: Books,
    /// Complete trials whose people have not reached the horizon.
    after: After,
}

impl Engine {
    /// Room for the trials of `programme`, on the best instruction set there is.
    pub fn new(programme: &Programme) -> Self {
        Self::on(Level::new(), programme)
    }

    /// Room for the trials of `programme`, on an instruction set of [`levels`](crate::lanes::levels). All give the same bits.
    pub fn on(level: Level, programme: &Programme) -> Self {
        Self {
            level,
            running: State::room(programme),
            ready: State::room(programme),
            books: Books::room(programme),
            after: After::room(programme),
        }
    }

    /// Simulates the trials of these `numbers`.
    pub fn run(
        &mut self,
        programme: &Programme,
        sampler: &Sampler<'_>,
        numbers: &mut dyn Iterator<Item = u64>,
        recorder: &mut dyn Recorder,
    ) {
        let mut ledger = OneByOne::new(programme, recorder);
        self.run_into(programme, sampler, numbers, &mut ledger);
    }

    /// Simulates the trials of these `numbers`. A copy of the engine is compiled for every type of ledger.
    pub(crate) fn run_into(
        &mut self,
        programme: &Programme,
        sampler: &Sampler<'_>,
        numbers: &mut dyn Iterator<Item = u64>,
        ledger: &mut impl Ledger,
    ) {
        on_level!(self.level, simd => self.run_on(simd, programme, sampler, numbers, ledger));
    }
}
