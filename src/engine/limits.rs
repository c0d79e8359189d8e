//! What holds a programme back in a calendar year: one label a trial and year, from the year's sums over its months at work.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::completion::NEGLIGIBLE_HA;
use super::crews::Crews;
use super::events::Events;
use super::land::Land;
use super::moment::Moment;
use super::money::{Money, TOLERATED_GAP};
use crate::lanes::{Lanes, Mask, Vector, handed};
use crate::programme::{Programme, YearLayout};

/// Part of their team-months that the groups of a task must have committed for the task to be what holds an area.
const COMMITTED: f64 = 0.95;

/// Tasks in the order in which they are asked, with the places of their labels in [`crate::programme::columns::LIMITS`].
const LATEST_FIRST: [(usize, usize); 3] = [(2, 2), (1, 3), (0, 4)];
const MONEY: usize = 0;
const INTERRUPTED: usize = 1;
const NOBODY: usize = 5;
const FLOW: usize = 6;
const LABELS: usize = 7;

/// Accounts of the calendar year, and the land of the last two months.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    /// Price of the work that nobody paid.
    unpaid: Lanes,
    /// For each area, months in which all who could have worked there were kept from it.
    interrupted: Vec<Lanes>,
    /// Stocks by area at the ends of the months of even number in the programme year, and of those of odd number.
    stocks: [Vec<[Lanes; 3]>; 2],
}

handed!(Limits {
    unpaid,
    interrupted,
    stocks
});

impl Limits {
    pub(super) fn room(programme: &Programme) -> Self {
        let areas = programme.areas.len();
        Self {
            unpaid: Lanes::default(),
            interrupted: vec![Lanes::default(); areas],
            stocks: std::array::from_fn(|_| vec![Default::default(); areas]),
        }
    }

    pub(super) fn begin(&mut self, land: &Land) {
        self.start_calendar_year();
        // The month before the first is one of odd number.
        self.keep(land, 1);
    }

    /// Begins the accounts of a calendar year.
    pub(super) fn start_calendar_year(&mut self) {
        self.unpaid = Lanes::default();
        self.interrupted.fill(Lanes::default());
    }

    /// Keeps the land at the end of month `month` of the programme year.
    pub(super) fn keep(&mut self, land: &Land, month: u32) {
        let stocks = &mut self.stocks[month as usize % 2];
        for (stocks, area) in stocks.iter_mut().zip(&land.areas) {
            *stocks = [area.suspected, area.confirmed, area.to_clear];
        }
    }

    /// After a month's work: what nobody paid, and who was kept from work.
    #[inline(always)]
    pub(super) fn note<S: Simd>(
        &mut self,
        programme: &Programme,
        state: (&Land, &Crews, &Events),
        unpaid: Vector<S>,
        now: &Moment<S>,
    ) {
        self.unpaid.add(unpaid);
        let of_year = now.of_year as usize;
        let stands = |days: &[f64; 12]| days[of_year] <= 0.0;
        let interrupts = state.2.may_stop
            || programme.calendars.iter().any(|it| stands(&it.days))
            || programme.areas.iter().any(|area| area.closed[of_year]);
        if interrupts {
            self.note_interruptions(unpaid.simd, programme, state, of_year);
        }
    }

    fn note_interruptions<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        (land, crews, events): (&Land, &Crews, &Events),
        of_year: usize,
    ) {
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        for (index, area) in land.areas.iter().enumerate() {
            let output = events.output.get(simd) * events.local[index].get(simd);
            let closed = programme.areas[index].closed[of_year];
            let all = Mask::splat(simd, true);
            let kept_here = output.simd_le(0.0) | Mask::splat(simd, closed);
            let (mut somebody, mut works) = (!all, !all);
            let stocks = [&area.suspected, &area.confirmed, &area.to_clear];
            for (stock, able) in stocks.into_iter().zip(&programme.able) {
                let waits: Mask<S> = stock.get(simd).simd_gt(NEGLIGIBLE_HA);
                for &group in &able[index] {
                    let there = waits & crews.groups[group].teams_at_work(simd).simd_gt(0.0);
                    let calendar = &programme.calendars[programme.groups[group].calendar];
                    let rests = Mask::splat(simd, calendar.days[of_year] <= 0.0);
                    somebody |= there;
                    works |= there & !(kept_here | rests);
                }
            }
            let kept = somebody & !works;
            self.interrupted[index].add(kept.select(one, nothing));
        }
    }

    /// Writes the label of the calendar year of every lane. Where the programme has become `complete` in the month, its land is that
    /// of the month before, and that month's teams are left out.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(
        &self,
        programme: &Programme,
        crews: &Crews,
        money: &Money,
        now: &Moment<S>,
        complete: Mask<S>,
        row: &mut [Lanes],
    ) {
        let simd = now.t.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        let first = programme.year_layout.limits;
        row[YearLayout::AT_WORK] = Lanes::all(1.0);
        row[first..first + LABELS].fill(Lanes::default());
        let tolerated = money.paid_in_year(simd) * TOLERATED_GAP;
        let short: Mask<S> = self.unpaid.get(simd).simd_gt(tolerated);
        row[first + MONEY].set(short.select(one, nothing));
        if short.all_true() {
            return;
        }
        let held = self.held(programme, crews, now, complete);
        let (mut most, mut label) = (nothing, Vector::splat(simd, FLOW as f64));
        for (place, hectares) in held.iter().enumerate().skip(INTERRUPTED) {
            let more = hectares.simd_gt(most);
            most = more.select(*hectares, most);
            label = more.select(Vector::splat(simd, place as f64), label);
        }
        for place in INTERRUPTED..LABELS {
            let wins = label.simd_eq(place as f64) & !short;
            row[first + place].set(wins.select(one, nothing));
        }
    }

    /// Hectares held by each label but money.
    #[inline(always)]
    fn held<S: Simd>(
        &self,
        programme: &Programme,
        crews: &Crews,
        now: &Moment<S>,
        complete: Mask<S>,
    ) -> [Vector<S>; LABELS] {
        let simd = now.t.simd;
        let nothing = Vector::splat(simd, 0.0);
        let mut held = [nothing; LABELS];
        let months = (now.t + 1.0).min(f64::from(now.of_year + 1));
        let [last, before] = [now.month, now.month + 1].map(|it| &self.stocks[it as usize % 2]);
        for (index, (last, before)) in last.iter().zip(before).enumerate() {
            let stock = |task: usize| complete.select(before[task].get(simd), last[task].get(simd));
            let stocks = [stock(0), stock(1), stock(2)];
            let hectares = stocks[0] + stocks[1] + stocks[2];
            let mut open: Mask<S> = hectares.simd_gt(NEGLIGIBLE_HA);
            if !open.any_true() {
                continue;
            }
            let interrupted = self.interrupted[index].get(simd) * 2.0;
            let mut hold = |label: usize, open: &mut Mask<S>, by: Mask<S>| {
                held[label] += (*open & by).select(hectares, nothing);
                *open &= !by;
            };
            hold(INTERRUPTED, &mut open, interrupted.simd_gt(months));
            let mut nobody = !Mask::splat(simd, true);
            for (task, label) in LATEST_FIRST {
                let waits: Mask<S> = stocks[task].simd_gt(NEGLIGIBLE_HA);
                let (mut ready, mut committed) = (nothing, nothing);
                let mut somebody = !Mask::splat(simd, true);
                for &group in &programme.able[task][index] {
                    let crew = &crews.groups[group];
                    let there = crew.present.get(simd).max(crew.ready.get(simd));
                    let there: Mask<S> = there.simd_gt(0.0);
                    let now = there & complete;
                    let of_month = |sum: &Lanes, month: &Lanes| {
                        sum.get(simd) - now.select(month.get(simd), nothing)
                    };
                    let (all, some) = (
                        of_month(&crew.ready, &crew.ready_now),
                        of_month(&crew.committed, &crew.committed_now),
                    );
                    ready += there.select(all, nothing);
                    committed += there.select(some, nothing);
                    somebody |= there;
                }
                let full = committed.simd_ge(ready * COMMITTED);
                hold(label, &mut open, waits & somebody & full);
                nobody |= waits & !somebody;
            }
            hold(NOBODY, &mut open, nobody);
            held[FLOW] += open.select(hectares, nothing);
        }
        held
    }
}
