//! What holds a programme back in a calendar year: one label a trial and year, from the year's sums over its months at work.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};

use super::completion::NEGLIGIBLE_HA;
use super::events::Events;
use super::land::Land;
use super::moment::Moment;
use super::money::{Money, TOLERATED_GAP};
use super::team_groups::TeamGroups;
use crate::lanes::{Lanes, Mask, Vector, move_lane};
use crate::programme::{Programme, YearLayout};

/// Tasks in the order in which they are asked, with the places of their labels in [`crate::programme::columns::LIMITS`].
const LATEST_FIRST: [(usize, usize); 3] = [(2, 2), (1, 3), (0, 4)];
const MONEY: usize = 0;
const INTERRUPTED: usize = 1;
const NOBODY: usize = 5;
const FLOW: usize = 6;
const LABELS: usize = 7;

/// Accounts of the calendar year, and the land a month ago.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    /// Price of the work that nobody paid.
    unpaid: Lanes,
    /// For each area, months in which all who could have worked there were kept from it.
    interrupted: Vec<Lanes>,
    /// Stocks by area when the month began.
    stocks: Vec<[Lanes; 3]>,
}

// The stocks are kept anew in every month before they are read.
move_lane!(Limits {
    unpaid,
    interrupted
});

impl Limits {
    pub(super) fn room(programme: &Programme) -> Self {
        let areas = programme.areas.len();
        Self {
            unpaid: Lanes::default(),
            interrupted: vec![Lanes::default(); areas],
            stocks: vec![Default::default(); areas],
        }
    }

    /// Begins the accounts of a calendar year.
    pub(super) fn start_calendar_year(&mut self) {
        self.unpaid = Lanes::default();
        self.interrupted.fill(Lanes::default());
    }

    /// Keeps the land when a month begins.
    #[inline(always)]
    pub(super) fn keep(&mut self, land: &Land) {
        for (stocks, area) in self.stocks.iter_mut().zip(&land.areas) {
            *stocks = [area.suspected, area.confirmed, area.to_clear];
        }
    }

    /// After a month's work: what nobody paid, and who was kept from work.
    #[inline(always)]
    pub(super) fn note<S: Simd>(
        &mut self,
        programme: &Programme,
        state: (&Land, &TeamGroups, &Events),
        unpaid: Vector<S>,
        now: &Moment<S>,
    ) {
        self.unpaid.add(unpaid);
        let of_year = now.of_year as usize;
        if state.2.may_stop || programme.rests[of_year] {
            self.note_interruptions(unpaid.simd, programme, state, of_year);
        }
    }

    #[inline(always)]
    fn note_interruptions<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        (land, groups, events): (&Land, &TeamGroups, &Events),
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
                    let there = waits & groups.all[group].teams_at_work(simd).simd_gt(0.0);
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

    /// Writes the label of the calendar year of every lane that is to be `closed`. Where the programme has become `complete` in the
    /// month, its land is that of the month before, and that month's teams are left out.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(
        &self,
        programme: &Programme,
        (land, groups, money): (&Land, &TeamGroups, &Money),
        now: &Moment<S>,
        (closed, complete): (Mask<S>, Mask<S>),
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
        let asked = closed & !short;
        if !asked.any_true() {
            return;
        }
        let held = self.held(programme, (land, groups), now, asked, complete);
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

    /// Hectares held by each label but money, in the lanes `asked`.
    #[inline(always)]
    fn held<S: Simd>(
        &self,
        programme: &Programme,
        (land, groups): (&Land, &TeamGroups),
        now: &Moment<S>,
        asked: Mask<S>,
        complete: Mask<S>,
    ) -> [Vector<S>; LABELS] {
        let simd = now.t.simd;
        let nothing = Vector::splat(simd, 0.0);
        let mut held = [nothing; LABELS];
        let months = (now.t + 1.0).min(f64::from(now.of_year + 1));
        for (index, (area, before)) in land.areas.iter().zip(&self.stocks).enumerate() {
            let last = [&area.suspected, &area.confirmed, &area.to_clear];
            let mut stocks = [nothing; 3];
            for (stock, (last, before)) in stocks.iter_mut().zip(last.into_iter().zip(before)) {
                *stock = complete.select(before.get(simd), last.get(simd));
            }
            let hectares = stocks[0] + stocks[1] + stocks[2];
            let mut open: Mask<S> = asked & hectares.simd_gt(NEGLIGIBLE_HA);
            if !open.any_true() {
                continue;
            }
            let interrupted = self.interrupted[index].get(simd) * 2.0;
            let by = interrupted.simd_gt(months);
            hold(&mut held[INTERRUPTED], &mut open, by, hectares);
            let mut nobody = !Mask::splat(simd, true);
            for (task, label) in LATEST_FIRST {
                let waits: Mask<S> = stocks[task].simd_gt(NEGLIGIBLE_HA);
                if !(waits & open).any_true() {
                    continue;
                }
                let (mut slack, mut present) = (nothing, nothing);
                for &group in &programme.able[task][index] {
                    let group = &groups.all[group];
                    let of_month = complete.select(group.slack_now.get(simd), nothing);
                    slack += group.slack.get(simd) - of_month;
                    present = present.max(group.present.get(simd));
                }
                let somebody: Mask<S> = waits & present.simd_gt(0.0);
                nobody |= waits & !somebody;
                let by = somebody & slack.simd_le(0.0);
                hold(&mut held[label], &mut open, by, hectares);
            }
            hold(&mut held[NOBODY], &mut open, nobody, hectares);
            held[FLOW] += open.select(hectares, nothing);
        }
        held
    }
}

/// Adds the hectares that a label holds, which are no longer `open` to others.
#[inline(always)]
fn hold<S: Simd>(held: &mut Vector<S>, open: &mut Mask<S>, by: Mask<S>, hectares: Vector<S>) {
    *held += (*open & by).select(hectares, Vector::splat(hectares.simd, 0.0));
    *open &= !by;
}
