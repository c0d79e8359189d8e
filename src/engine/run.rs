//! The months of the trials in the lanes, and who takes over a lane.

use fearless_simd::{Simd, SimdBase, SimdInto, SimdMask};

use super::after::Complete;
use super::ledger::{Closing, Ending, Ledger};
use super::moment::Moment;
use super::noise::shocks;
use super::sampler::Sampler;
use super::state::State;
use super::work_month::Means;
use super::{Engine, MonthSeen};
use crate::lanes::{Mask, MoveLane, Vector, WIDTH, lanes};
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

/// The trials that end in a month.
struct End<S: Simd> {
    /// Lanes at work, as bits, whose programme is complete or at the horizon.
    ended: u64,
    /// Lanes whose programme is complete.
    complete: Mask<S>,
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
                let (spent, missing, complete) = self.running.step(programme, &now, shock);
                ledger.month(|| observe(&self.running, &now, shock, (spent, missing)));
                let over = now.t.simd_ge(f64::from(programme.clock.months) - 1.0);
                let ended = (complete | over).to_bitmask() & roster.busy;
                if programme.deadline.is_some_and(|it| (it - 1) % 12 == month) {
                    self.books.meet_deadline(programme, &self.running, &now);
                }
                if ended != 0 || now.ends_calendar_year() {
                    let end = End { ended, complete };
                    self.close(simd, programme, &now, &roster, &end, ledger);
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
        end: &End<S>,
        ledger: &mut impl Ledger,
    ) {
        let ended = end.ended;
        let year_over = now.ends_calendar_year();
        if year_over {
            let over = now.t.simd_ge(f64::from(programme.clock.months) - 1.0);
            let running: Mask<S> = !(end.complete | over);
            self.running.money.lapse(simd, programme, running);
        }
        let in_year = Mask::splat(simd, year_over) | Mask::from_bitmask(simd, ended);
        let closed = (in_year, end.complete);
        self.books.close_year(programme, &self.running, now, closed);
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
        let mut running = 0;
        if programme.people.is_some() {
            running = ended & before_horizon.to_bitmask();
        }
        let closing = Closing {
            lanes: if year_over {
                roster.busy
            } else {
                ended & !running
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
            if running >> lane & 1 == 1 {
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
    /// Section 4 of the model: the steps of a month keep their numbers. Returns what was spent, what was unfunded, and where the programme is
    /// complete.
    #[inline(always)]
    fn step<S: Simd>(
        &mut self,
        programme: &Programme,
        now: &Moment<S>,
        shock: Vector<S>,
    ) -> (Vector<S>, Vector<S>, Mask<S>) {
        let simd = now.t.simd;
        let Self {
            inputs,
            chance,
            land,
            groups,
            money,
            events,
            people,
            progress,
            limits,
        } = self;
        limits.keep(land);
        // 1. New year
        if now.starts_programme_year() {
            money.start_programme_year(programme, chance, now);
        }
        let turns = programme.clock.turns[now.of_year as usize];
        if turns || now.starts_calendar_year() || now.starts_programme_year() {
            money.fix_income(programme, inputs, now);
            groups.fix_windows(programme, now);
        }
        // 2. Events
        events.step(programme, inputs, chance, land, now);
        // 3. Discovery
        land.discover(simd);
        // 4. Income
        let mut budget = money.receive(simd, programme, events);
        // 5. Overhead
        let unit_price = money.unit_price(simd);
        let overhead = inputs[programme.overhead_fixed].get(simd) / 12.0 * unit_price;
        money.pay_overhead(programme, overhead, &mut budget);
        if programme.year_layout.people.education.is_some() {
            people.educate(programme, unit_price, money, &mut budget);
        }
        // 6. Planned strength and growth
        if now.starts_calendar_year() {
            groups.plan(programme, inputs, now);
        }
        if now.starts_programme_year() {
            let sufficient = money.was_sufficient(simd);
            groups.grow(programme, inputs, now, sufficient);
            groups.start_programme_year();
            money.start_gap_account();
        }
        // 7. Work
        let before_work = budget.missing;
        budget.missing = Vector::splat(simd, 0.0);
        let mut means = Means {
            land,
            money,
            budget: &mut budget,
            events,
        };
        groups.work(
            programme,
            &mut means,
            shock,
            unit_price,
            now.of_year as usize,
        );
        limits.note(programme, (land, groups, events), budget.missing, now);
        budget.missing += before_work;
        // 7½. New teams
        groups.build_up(programme, inputs, money, &mut budget, unit_price);
        // 8½. People
        if let Some(plan) = &programme.people {
            people.step(programme, plan, land, now.t);
        }
        // 9. Completion
        let complete = progress.step(programme, land, now);
        if now.ends_programme_year() {
            groups.end_programme_year(programme, inputs, &mut budget, unit_price, complete);
        }
        // 8. Books
        let spent = money.close_month(simd, programme, &budget);
        (spent, budget.missing, complete)
    }

    /// Begins the accounts of a calendar year.
    fn start_calendar_year(&mut self) {
        self.land.start_calendar_year();
        self.groups.start_calendar_year();
        self.money.start_calendar_year();
        self.people.all.start_calendar_year();
        self.limits.start_calendar_year();
    }
}

/// The first lane at the end of a month.
fn observe<S: Simd>(
    state: &State,
    now: &Moment<S>,
    shock: Vector<S>,
    (spent, missing): (Vector<S>, Vector<S>),
) -> MonthSeen {
    let t = now.t[0];
    MonthSeen {
        t: t as u32,
        income: state.money.income(0, &state.events),
        spent: spent[0],
        missing: missing[0],
        output: shock[0] * state.events.output.0[0],
        events: state.events.active(0, t),
        suspected: state.land.total(0, |area| &area.suspected),
        confirmed: state.land.total(0, |area| &area.confirmed),
        to_clear: state.land.total(0, |area| &area.to_clear),
    }
}
