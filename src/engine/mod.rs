//! One trial, month by month: the equations of `docs/model.md`, one mechanism per file.
//!
//! The step loop allocates nothing and sees no names: a [`Workspace`] is made once per thread and used for every trial.

use crate::programme::inputs::Inputs;
use crate::programme::layout::CATEGORIES;
use crate::programme::{OutcomeLayout, Programme, YearLayout};
use crate::sampling::Design;

mod completion;
mod crews;
mod events;
mod land;
mod moment;
mod money;
mod people;
mod work;

use completion::Progress;
use crews::Crews;
use events::Events;
use land::Land;
use moment::Moment;
use money::Money;
use people::People;

/// Room for one trial at a time, and what the last one recorded.
#[derive(Clone, Debug)]
pub struct Workspace {
    inputs: Inputs,
    land: Land,
    crews: Crews,
    money: Money,
    events: Events,
    people: People,
    progress: Progress,
    /// `[calendar year][column]`, columns by [`YearLayout`]; after completion all but what people do is zero.
    years: Vec<f64>,
    /// Columns by [`OutcomeLayout`].
    outcome: Vec<f64>,
}

/// What an observer may see at the end of a month.
#[derive(Clone, Copy, Debug)]
pub struct Month {
    /// Months since the start, from 0.
    pub t: u32,
    /// Spent in the month, constant prices.
    pub spent: f64,
    /// Suspected area, all areas, ha.
    pub suspected: f64,
    /// Confirmed area, ha.
    pub confirmed: f64,
    /// Area to clear, ha.
    pub to_clear: f64,
}

impl Workspace {
    /// Room for the trials of `programme`.
    pub fn new(programme: &Programme) -> Self {
        Self {
            inputs: programme.inputs.room(),
            land: Land::room(programme),
            crews: Crews::room(programme),
            money: Money::room(programme),
            events: Events::room(programme),
            people: People::room(programme),
            progress: Progress::room(programme),
            years: vec![0.0; programme.clock.calendar_years() * programme.year_layout.len()],
            outcome: vec![0.0; programme.outcome_layout.len],
        }
    }

    /// The outcome of the last trial, columns by [`OutcomeLayout`].
    pub fn outcome(&self) -> &[f64] {
        &self.outcome
    }

    /// The calendar years of the last trial, `[year][column]`, columns by [`YearLayout`]. In the years after the programme's
    /// end (see [`Workspace::last_year`]) all are zero but [`YearLayout::lasting`].
    pub fn years(&self) -> &[f64] {
        &self.years
    }

    /// Index of the calendar year in which the last trial ended.
    pub fn last_year(&self) -> usize {
        self.progress.last_year()
    }

    /// The inputs of the last trial.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// Simulates trial number `trial` of `design`.
    pub fn run(&mut self, programme: &Programme, design: &Design, trial: u64) {
        self.run_observed(programme, design, trial, |_| ());
    }

    /// Simulates a trial and shows `observe` the end of every month.
    pub fn run_observed(
        &mut self,
        programme: &Programme,
        design: &Design,
        trial: u64,
        observe: impl FnMut(Month),
    ) {
        programme
            .inputs
            .draw(&mut self.inputs, |point| design.fill(trial, point));
        self.simulate(programme, trial, observe);
    }

    /// Simulates with every input at its mode, or its median where it has no mode. Chance within the trial is that of trial
    /// 0; pass a programme [without chance](Programme::without_chance) for the point estimate.
    pub fn run_point_estimate(&mut self, programme: &Programme) {
        programme.inputs.point_estimate(&mut self.inputs);
        self.simulate(programme, 0, |_| ());
    }

    /// Simulates with every input at its median. Chance within the trial is as in [`Workspace::run_point_estimate`].
    pub fn run_medians(&mut self, programme: &Programme) {
        programme
            .inputs
            .draw(&mut self.inputs, |point| point.fill(0.5));
        self.simulate(programme, 0, |_| ());
    }

    /// Section 4 of the model: the steps of a month keep their numbers.
    fn simulate(&mut self, programme: &Programme, trial: u64, mut observe: impl FnMut(Month)) {
        let Self {
            inputs,
            land,
            crews,
            money,
            events,
            people,
            progress,
            years,
            ..
        } = self;
        years.fill(0.0);
        land.begin(programme, inputs);
        crews.begin(programme, inputs);
        money.begin(programme, inputs);
        events.begin(programme, inputs, trial);
        people.begin(programme, inputs, land);
        progress.begin(programme, land);
        let columns = programme.year_layout.len();

        for t in 0..programme.clock.months {
            let now = Moment::of(&programme.clock, t, money.unit_price());
            let row = &mut years[now.year_row * columns..][..columns];
            // 1. New year
            if now.starts_calendar_year && t > 0 {
                row[YearLayout::LAPSED] += money.lapse(programme);
            }
            if now.starts_programme_year {
                money.start_programme_year(programme, trial, now.programme_year);
            }
            // 2. Events
            row[YearLayout::NEWLY_FOUND] += events.step(programme, inputs, land, trial, t);
            // 3. Discovery
            row[YearLayout::NEWLY_FOUND] += land.discover();
            // 4. Income
            let mut purse = money.receive(programme, inputs, events, &now, row);
            // 5. Overhead
            purse.pay_overhead(
                inputs[programme.overhead_fixed] / 12.0 * now.unit_price,
                row,
            );
            people.educate(programme, &mut purse, &now, row);
            // 6. Growth
            if now.starts_programme_year && t > 0 && money.was_sufficient() {
                crews.grow(programme, inputs, &mut purse, &now, row);
            }
            if now.starts_programme_year {
                crews.start_programme_year();
                money.start_gap_account();
            }
            // 7. Work
            let shock = events.output() * money::shock(programme, trial, t);
            crews.work(programme, land, &mut purse, shock, &now, row);
            // 8½. People
            if programme.people.is_some() {
                people.look(land);
                people.step(&programme.year_layout.people, &now, row);
            }
            // 8. Books
            let spent = purse.spent();
            money.close_month(programme, &purse, row);
            crews.learn();
            // 9. Completion
            observe(Month {
                t,
                spent,
                suspected: land.suspected.iter().sum(),
                confirmed: land.confirmed.iter().sum(),
                to_clear: land.to_clear.iter().sum(),
            });
            let done = progress.step(programme, land, &now);
            if done || now.ends_calendar_year || t + 1 == programme.clock.months {
                land.close_year(programme, inputs, row);
                crews.close_year(programme, &now, row);
            }
            if done {
                break;
            }
        }
        self.live_on(programme);
        self.write_outcome(programme);
    }

    /// From the month after completion to the horizon only people go on, on land that changes no more.
    fn live_on(&mut self, programme: &Programme) {
        let Self {
            people,
            progress,
            years,
            ..
        } = self;
        if programme.people.is_none() || progress.completion.is_infinite() {
            return;
        }
        people.end_education();
        let columns = programme.year_layout.len();
        for t in progress.completion as u32..programme.clock.months {
            let now = Moment::of(&programme.clock, t, 0.0);
            let row = &mut years[now.year_row * columns..][..columns];
            people.step(&programme.year_layout.people, &now, row);
        }
    }

    /// The trial's outcome: sums over its years, and what the mechanisms kept.
    fn write_outcome(&mut self, programme: &Programme) {
        use OutcomeLayout as O;
        let Self {
            land,
            money,
            people,
            progress,
            years,
            outcome,
            ..
        } = self;
        let layout = &programme.outcome_layout;
        let year_layout = &programme.year_layout;
        let columns = year_layout.len();
        let total =
            |column: usize| -> f64 { years.chunks_exact(columns).map(|row| row[column]).sum() };
        let mut copy = |to: usize, from: usize, count: usize| {
            for i in 0..count {
                outcome[to + i] = total(from + i);
            }
        };
        copy(O::COST, YearLayout::SPENDING, 1);
        copy(O::CANCELLED, YearLayout::CANCELLED, 3);
        copy(O::FUNDING_GAP, YearLayout::FUNDING_GAP, 1);
        copy(O::INCOME, YearLayout::INCOME, 1);
        copy(O::LAPSED, YearLayout::LAPSED, 1);
        copy(O::CATEGORY, YearLayout::CATEGORY, CATEGORIES.len());
        copy(
            layout.operators,
            year_layout.operators,
            programme.operators.len(),
        );
        copy(layout.sources, year_layout.sources, programme.sources.len());
        copy(layout.items, year_layout.items, programme.items.len());
        let (to, from) = (&layout.people, &year_layout.people);
        if let (Some(to), Some(from)) = (to.casualties, from.casualties) {
            copy(to, from, 3);
        }
        if let (Some(to), Some(from)) = (to.education, from.education) {
            copy(to, from, 1);
        }
        if let Some(to) = to.returned {
            outcome[to] = people.returned();
            outcome[to + 1..][..2].copy_from_slice(&people.reached);
        }
        if let Some(to) = to.benefits {
            outcome[to] = people.benefits;
            outcome[to + 1] = if money.present_value > 0.0 {
                people.benefits / money.present_value
            } else {
                f64::INFINITY
            };
        }
        outcome[O::COMPLETION_MONTHS] = progress.completion;
        outcome[O::NOMINAL] = money.nominal;
        outcome[O::PRESENT_VALUE] = money.present_value;
        outcome[O::INITIAL] = land.known_total;
        outcome[O::UNRECORDED] = land.unrecorded_total;
        outcome[O::ADDED] = land.added;
        outcome[O::REMAINING] = (0..programme.areas.len())
            .map(|area| land.remaining(area))
            .sum();
        outcome[O::UNDISCOVERED] = land.unrecorded.iter().sum();
        outcome[O::KEPT] = money.kept();
        outcome[layout.milestones..][..progress.milestones.len()]
            .copy_from_slice(&progress.milestones);
        outcome[layout.regions..][..progress.regions.len()].copy_from_slice(&progress.regions);
    }
}
