//! After completion: people go on alone to the horizon, on land that changes no more.
//!
//! Trials whose programme is complete wait until there is one for every lane. Their months are then simulated together up to the
//! horizon, where all of them end; each joins in with the month after its completion.

use fearless_simd::{Simd, SimdBase};

use super::Recorder;
use super::crowd::Crowd;
use super::people::People;
use crate::lanes::{Handed, Lanes, Vector, WIDTH};
use crate::programme::Programme;

/// Complete trials whose people have not reached the horizon.
#[derive(Clone, Debug)]
pub(super) struct After {
    crowd: Crowd,
    /// First month after completion.
    from: Lanes,
    trials: [u64; WIDTH],
    last_years: [usize; WIDTH],
    /// Lanes taken, the first ones.
    count: usize,
    /// Rows of the last years, and outcomes, `[lane]`: as at completion.
    last_rows: Vec<Vec<f64>>,
    outcomes: Vec<Vec<f64>>,
    /// A calendar year in all lanes, and the columns of one lane that go on.
    row: Vec<Lanes>,
    lasting: Vec<f64>,
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
            crowd: Crowd::default(),
            from: Lanes::all(f64::INFINITY),
            trials: [0; WIDTH],
            last_years: [0; WIDTH],
            count: 0,
            last_rows: vec![vec![0.0; columns]; WIDTH],
            outcomes: vec![vec![0.0; programme.outcome_layout.len]; WIDTH],
            row: vec![Lanes::default(); columns],
            lasting: vec![0.0; programme.year_layout.lasting().len()],
        }
    }

    /// Takes over a trial from `lane` of `people`.
    pub(super) fn admit(&mut self, people: &mut People, lane: usize, complete: &Complete<'_>) {
        let to = self.count;
        people.add_up(lane);
        self.crowd.take(to, &people.all, lane);
        self.crowd.end_programme(to);
        if complete.year_over {
            self.crowd.start_year_after(to);
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

    /// Lets all who wait go on to the horizon, and tells the `recorder`.
    #[inline(always)]
    pub(super) fn live_on<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        recorder: &mut impl Recorder,
    ) {
        let clock = &programme.clock;
        let columns = &programme.year_layout.people;
        let first = self.from.0.iter().copied().fold(f64::INFINITY, f64::min);
        let first = first.min(f64::from(clock.months)) as u32;
        for t in first..clock.months {
            let now = Vector::splat(simd, f64::from(t));
            let go_on = now.simd_ge(self.from.get(simd));
            self.crowd.come_home(simd, go_on);
            self.crowd.live(programme, columns, now, go_on);
            let since_january = clock.start.of_year() as u32 + t;
            if since_january % 12 == 11 || t + 1 == clock.months {
                self.crowd.close_year(simd, columns, &mut self.row);
                self.close_year(programme, t, (since_january / 12) as usize, recorder);
            }
        }
        for lane in 0..self.count {
            let outcome = &mut self.outcomes[lane];
            self.crowd.write(programme, lane, outcome);
            let (row, last_year) = (&self.last_rows[lane], self.last_years[lane]);
            recorder.end(self.trials[lane], last_year, row, outcome);
        }
        self.from = Lanes::all(f64::INFINITY);
        self.count = 0;
    }

    /// Records the calendar year that month `t` ends, and begins the accounts of the next.
    fn close_year(
        &mut self,
        programme: &Programme,
        t: u32,
        year: usize,
        recorder: &mut impl Recorder,
    ) {
        let lasting = programme.year_layout.lasting();
        for lane in 0..self.count {
            if self.from.0[lane] > f64::from(t) {
                continue;
            }
            for (value, lanes) in self.lasting.iter_mut().zip(&self.row[lasting.clone()]) {
                *value = lanes.0[lane];
            }
            let trial = self.trials[lane];
            if year == self.last_years[lane] {
                let row = &mut self.last_rows[lane];
                row[lasting.clone()].copy_from_slice(&self.lasting);
                recorder.year(trial, year, row);
            } else {
                recorder.later(trial, year, &self.lasting);
            }
            self.crowd.start_year_after(lane);
        }
    }
}
