//! The months of the trials in the lanes, and who takes over a lane.

use fearless_simd::{Simd, SimdBase, SimdInto, SimdMask};

use super::after::Complete;
use super::ledger::{Closing, Ending, Ledger};
use super::moment::Moment;
use super::noise::shocks;
use super::purse::Purse;
use super::sampler::Sampler;
use super::state::State;
use super::{Engine, Month};
use crate::lanes::{Handed, Mask, Vector, WIDTH, lanes};
use crate::programme::Programme;

/// Who is in the lanes.
#[derive(Clone, Copy, Debug, Default)]
struct Roster {
    trials: [u64; WIDTH],
    /// Programme years since the start of the trial.
    years: [u64; WIDTH],
    /// Lanes at work, as bits.
    busy: u64,
}

/// Trials made ready, and those to come.
struct Queue<'a> {
    sampler: &'a Sampler<'a>,
    numbers: &'a mut dyn Iterator<Item = u64>,
    trials: [u64; WIDTH],
    /// The next of them, and their number.
    next: usize,
    count: usize,
}

impl Queue<'_> {
    /// A trial made ready: its number and the lane of `ready` it waits in.
    #[inline(always)]
    fn next<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        ready: &mut State,
    ) -> Option<(u64, usize)> {
        if self.next == self.count {
            self.count = 0;
            while self.count < WIDTH {
                let Some(number) = self.numbers.next() else {
                    break;
                };
                self.trials[self.count] = number;
                self.count += 1;
            }
            self.next = 0;
            if self.count == 0 {
                return None;
            }
            ready.begin(simd, programme, self.sampler, &self.trials[..self.count]);
        }
        let lane = self.next;
        self.next += 1;
        Some((self.trials[lane], lane))
    }
}

impl Engine {
    #[inline(always)]
    pub(super) fn run_on<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        sampler: &Sampler<'_>,
        numbers: &mut dyn Iterator<Item = u64>,
        ledger: &mut impl Ledger,
    ) {
        self.running.expect(sampler);
        self.ready.expect(sampler);
        let mut roster = Roster::default();
        let mut queue = Queue {
            sampler,
            numbers,
            trials: [0; WIDTH],
            next: 0,
            count: 0,
        };
        loop {
            for lane in lanes(!roster.busy) {
                let Some((trial, from)) = queue.next(simd, programme, &mut self.ready) else {
                    break;
                };
                self.running.take(lane, &self.ready, from);
                self.books.clear(lane);
                roster.trials[lane] = trial;
                roster.years[lane] = 0;
                roster.busy |= 1 << lane;
            }
            if roster.busy == 0 {
                self.after.live_on(simd, programme, ledger);
                return;
            }
            let years = roster.years.simd_into(simd);
            let shocks = shocks(programme, &self.running.chance, years);
            for month in 0..12 {
                let now = Moment::of(&programme.clock, month, years);
                let shock = shocks[month as usize].get(simd);
                let purse = self.running.step(programme, &now, shock);
                ledger.month(|| observe(&self.running, &now, shock, &purse));
                let ended = self.running.end(programme, &now).to_bitmask() & roster.busy;
                if ended != 0 || now.ends_calendar_year() {
                    self.close(simd, programme, &now, &roster, ended, ledger);
                }
                roster.busy &= !ended;
                if roster.busy == 0 {
                    break;
                }
            }
            for year in &mut roster.years {
                *year += 1;
            }
        }
    }

    /// Writes down the calendar year of the lanes for which it is over, and the trials that `ended`.
    #[inline(always)]
    fn close<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        now: &Moment<S>,
        roster: &Roster,
        ended: u64,
        ledger: &mut impl Ledger,
    ) {
        let year_over = now.ends_calendar_year();
        self.books.close_year(simd, programme, &self.running);
        if year_over {
            self.books.add_up(simd);
        }
        let start = f64::from(programme.clock.start.year());
        let rows: [f64; WIDTH] = (now.calendar_year - start).into();
        let mut years = [0; WIDTH];
        for (year, row) in years.iter_mut().zip(rows) {
            *year = row as usize;
        }
        let from = now.t + 1.0;
        let before_horizon = from.simd_lt(f64::from(programme.clock.months));
        let mut go_on = 0;
        if programme.people.is_some() {
            go_on = ended & before_horizon.to_bitmask();
        }
        let closing = Closing {
            lanes: if year_over {
                roster.busy
            } else {
                ended & !go_on
            },
            trials: &roster.trials,
            years: &years,
            row: self.books.row(),
        };
        if closing.lanes != 0 {
            ledger.year(simd, &closing);
        }
        for lane in lanes(ended) {
            let (trial, last_year) = (roster.trials[lane], years[lane]);
            let (row, outcome) = self.books.end(programme, &self.running, lane, year_over);
            if go_on >> lane & 1 == 1 {
                let complete = Complete {
                    trial,
                    last_year,
                    from: from[lane],
                    year_over,
                    row,
                    outcome,
                };
                self.after.admit(&mut self.running.people, lane, &complete);
                if self.after.is_full() {
                    self.after.live_on(simd, programme, ledger);
                }
            } else {
                let ending = Ending {
                    trial,
                    last_year,
                    row,
                    outcome,
                };
                ledger.end(simd, &ending);
            }
        }
        if year_over {
            self.running.start_calendar_year();
        }
    }
}

impl State {
    /// Section 4 of the model: the steps of a month keep their numbers. Returns the purse when all is paid.
    #[inline(always)]
    fn step<S: Simd>(
        &mut self,
        programme: &Programme,
        now: &Moment<S>,
        shock: Vector<S>,
    ) -> Purse<S> {
        let simd = now.t.simd;
        let Self {
            inputs,
            chance,
            land,
            crews,
            money,
            events,
            people,
            ..
        } = self;
        // 1. New year
        if now.starts_calendar_year() {
            money.lapse(simd, programme);
        }
        if now.starts_programme_year() {
            money.start_programme_year(programme, chance, now);
        }
        if now.starts_calendar_year() || now.starts_programme_year() {
            money.fix_income(programme, inputs, now);
            crews.fix_windows(programme, now);
        }
        // 2. Events
        events.step(programme, inputs, chance, land, now);
        // 3. Discovery
        land.discover(simd);
        // 4. Income
        let mut purse = money.receive(simd, events);
        // 5. Overhead
        let unit_price = money.unit_price(simd);
        let overhead = inputs[programme.overhead_fixed].get(simd) / 12.0 * unit_price;
        money.pay_overhead(overhead, &mut purse);
        if programme.year_layout.people.education.is_some() {
            people.educate(unit_price, &mut purse);
        }
        // 6. Growth
        if now.starts_programme_year() {
            let may_grow: Mask<S> = now.t.simd_gt(0.0) & money.was_sufficient(simd);
            if may_grow.any_true() {
                crews.grow(programme, inputs, &mut purse, unit_price, may_grow);
            }
            crews.start_programme_year();
            money.start_gap_account();
        }
        // 7. Work
        let shock = shock * events.output.get(simd);
        crews.work(programme, land, &mut purse, shock, unit_price, now);
        // 8½. People
        if let Some(plan) = &programme.people {
            people.step(programme, plan, land, now.t);
        }
        // 8. Books
        money.close_month(simd, programme, &purse);
        purse
    }

    /// Step 9: the trials that are complete or at the horizon.
    #[inline(always)]
    fn end<S: Simd>(&mut self, programme: &Programme, now: &Moment<S>) -> Mask<S> {
        let done = self.progress.step(programme, &self.land, now);
        done | now.t.simd_ge(f64::from(programme.clock.months) - 1.0)
    }

    /// Begins the accounts of a calendar year.
    fn start_calendar_year(&mut self) {
        self.land.start_calendar_year();
        self.crews.start_calendar_year();
        self.money.start_calendar_year();
        self.people.all.start_calendar_year();
    }
}

/// The first lane at the end of a month.
fn observe<S: Simd>(state: &State, now: &Moment<S>, shock: Vector<S>, purse: &Purse<S>) -> Month {
    let t = now.t[0];
    Month {
        t: t as u32,
        income: state.money.income(0, &state.events),
        spent: purse.spent[0],
        missing: purse.missing[0],
        output: shock[0] * state.events.output.0[0],
        events: state.events.active(0, t),
        suspected: state.land.total(0, |area| &area.suspected),
        confirmed: state.land.total(0, |area| &area.confirmed),
        to_clear: state.land.total(0, |area| &area.to_clear),
    }
}
