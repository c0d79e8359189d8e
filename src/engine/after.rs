//! After completion: people go on alone to the horizon, on land that changes no more.
//!
//! Trials whose programme is complete wait until there is one for every lane. Their months are then simulated together up to the
//! horizon, where all of them end; each joins in with the month after its completion.

use fearless_simd::{Simd, SimdBase, SimdMask};

use super::displaced::Displaced;
use super::ledger::{Closing, Ending, Later, Ledger};
use super::people::People;
use crate::lanes::{Lanes, MoveLane, Vector, WIDTH, lanes};
use crate::programme::Programme;
use crate::programme::columns::STANDING_RETURNED;

/// Complete trials whose people have not reached the horizon.
#[derive(Clone, Debug)]
pub(super) struct After {
    displaced: Displaced,
    /// First month after completion.
    from: Lanes,
    /// People returned at the end of the deadline, where it came later.
    returned_by_deadline: Lanes,
    trials: [u64; WIDTH],
    last_years: [usize; WIDTH],
    /// Lanes taken, the first ones.
    count: usize,
    /// Rows of the last years, and outcomes, `[lane]`: as at completion.
    last_rows: Vec<Vec<f64>>,
    outcomes: Vec<Vec<f64>>,
    /// A calendar year in all lanes: where trials go on, and where they ended in it.
    row: Vec<Lanes>,
    last_row: Vec<Lanes>,
}

/// A trial whose programme is complete.
pub(super) struct Complete<'a> {
    pub(super) trial: u64,
    pub(super) last_year: usize,
    /// First month after completion.
    pub(super) from: f64,
    /// Whether the calendar year is over and was told.
    pub(super) year_over: bool,
    pub(super) row: &'a [f64],
    pub(super) outcome: &'a [f64],
}

impl After {
    pub(super) fn room(programme: &Programme) -> Self {
        let columns = programme.year_layout.len();
        Self {
            displaced: Displaced::default(),
            from: Lanes::all(f64::INFINITY),
            returned_by_deadline: Lanes::default(),
            trials: [0; WIDTH],
            last_years: [0; WIDTH],
            count: 0,
            last_rows: vec![vec![0.0; columns]; WIDTH],
            outcomes: vec![vec![0.0; programme.outcome_layout.len]; WIDTH],
            row: vec![Lanes::default(); columns],
            last_row: vec![Lanes::default(); columns],
        }
    }

    /// Takes over a trial from `lane` of `people`.
    pub(super) fn admit(&mut self, people: &mut People, lane: usize, complete: &Complete<'_>) {
        let to = self.count;
        people.add_up(lane);
        self.displaced.take(to, &people.all, lane);
        self.displaced.end_programme(to);
        if complete.year_over {
            self.displaced.start_year_after(to);
        }
        self.from.0[to] = complete.from;
        self.trials[to] = complete.trial;
        self.last_years[to] = complete.last_year;
        self.last_rows[to].copy_from_slice(complete.row);
        self.outcomes[to].copy_from_slice(complete.outcome);
        self.count += 1;
    }

    pub(super) fn is_full(&self) -> bool {
        self.count == WIDTH
    }

    /// Lets all who wait go on to the horizon, and writes it down.
    #[inline(always)]
    pub(super) fn live_on<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        ledger: &mut impl Ledger,
    ) {
        let clock = &programme.clock;
        let columns = &programme.year_layout.people;
        let first = self.from.0.iter().copied().fold(f64::INFINITY, f64::min);
        let first = first.min(f64::from(clock.months)) as u32;
        let mut t = first;
        while t < clock.months {
            let since_january = clock.start.of_year() as u32 + t;
            let year_end = (t + 12 - since_january % 12).min(clock.months);
            let from = self.from.get(simd);
            for month in t..year_end {
                let now = Vector::splat(simd, f64::from(month));
                let running = now.simd_ge(from);
                self.displaced.return_home(simd, running);
                self.displaced.live(programme, columns, now, running);
                if programme.deadline == Some(month + 1) {
                    self.returned_by_deadline = self.displaced.returned;
                }
            }
            self.displaced.close_year(simd, columns, &mut self.row);
            let year = (since_january / 12) as usize;
            let running = from.simd_le(f64::from(year_end - 1)).to_bitmask();
            self.close_year(simd, programme, year, running, ledger);
            t = year_end;
        }
        for lane in 0..self.count {
            let outcome = &mut self.outcomes[lane];
            self.displaced.write(programme, lane, outcome);
            if let (Some(first), Some(deadline)) =
                (programme.outcome_layout.at_deadline, programme.deadline)
                && self.from.0[lane] < f64::from(deadline)
            {
                outcome[first + STANDING_RETURNED] = self.returned_by_deadline.0[lane];
            }
            let ending = Ending {
                trial: self.trials[lane],
                last_year: self.last_years[lane],
                row: &self.last_rows[lane],
                outcome,
            };
            ledger.end(simd, &ending);
        }
        self.from = Lanes::all(f64::INFINITY);
        self.count = 0;
    }

    /// Writes down a calendar year in the `running` lanes, and begins the accounts of the next.
    #[inline(always)]
    fn close_year<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        year: usize,
        running: u64,
        ledger: &mut impl Ledger,
    ) {
        let lasting = programme.year_layout.lasting();
        let mut last = 0;
        for lane in lanes(running) {
            if year == self.last_years[lane] {
                last |= 1 << lane;
                let row = self.last_row.iter_mut().zip(&self.last_rows[lane]);
                for (to, from) in row {
                    to.0[lane] = *from;
                }
                for column in lasting.clone() {
                    self.last_row[column].0[lane] = self.row[column].0[lane];
                }
            }
            self.displaced.start_year_after(lane);
        }
        if last != 0 {
            let closing = Closing {
                lanes: last,
                trials: &self.trials,
                years: &[year; WIDTH],
                row: &self.last_row,
            };
            ledger.year(simd, &closing);
        }
        if running & !last != 0 {
            let later = Later {
                lanes: running & !last,
                trials: &self.trials,
                year,
                lasting: &self.row[lasting],
            };
            ledger.later(simd, &later);
        }
    }
}
