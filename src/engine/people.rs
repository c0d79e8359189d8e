//! People: who returns to released land, who comes to harm, what the land is worth.

use super::land::Land;
use super::moment::Moment;
use super::money::Purse;
use crate::math::{exp_m1, pow};
use crate::programme::inputs::Inputs;
use crate::programme::people::PeopleColumns;
use crate::programme::{Programme, Slot, YearLayout};

/// Part of all who wait by which a share of them may be missed through rounding.
const ROUNDING: f64 = 1e-12;

/// State of all areas, `[area]`, and of the trial.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// Displaced people who wait at the start.
    waiting: Vec<f64>,
    waiting_total: f64,
    residents: Vec<f64>,
    residents_total: f64,
    /// Known and unrecorded at the start, ha.
    recorded_and_not: Vec<f64>,
    returned: Vec<f64>,
    returned_total: f64,
    /// Contaminated share of what is known.
    contaminated: Vec<f64>,
    /// People whose share of land is released.
    free: Vec<f64>,
    free_total: f64,
    /// Who could move in this month.
    ready: Vec<f64>,
    /// Part of those who could return that does so in a month.
    moving: f64,
    /// Most people who return in a month.
    capacity: f64,
    /// Casualties per person and month on contaminated land, and its monthly factor.
    hazard: f64,
    hazard_per_month: f64,
    /// Casualties among deminers per ha.
    per_cleared_ha: f64,
    killed: f64,
    /// Share of casualties that full risk education averts, and of it what the month's money paid for.
    averted: f64,
    paid_for: f64,
    /// Price of risk education per person present and month.
    education: f64,
    /// Value of a hectare a month, and the share of it that cancelled land has.
    value: f64,
    credited: f64,
    /// In past calendar years: hectares in use, cancelled ones by their share.
    in_use_before: f64,
    discount: f64,
    discount_per_month: f64,
    /// Months until half and 90 % have returned; infinite if they have not.
    pub(super) reached: [f64; 2],
    /// Present value of the benefits.
    pub(super) benefits: f64,
}

impl People {
    pub(super) fn room(programme: &Programme) -> Self {
        let areas = programme.people.as_ref().map_or(0, |it| it.waiting.len());
        let areas = vec![0.0; areas];
        Self {
            waiting: areas.clone(),
            residents: areas.clone(),
            recorded_and_not: areas.clone(),
            returned: areas.clone(),
            contaminated: areas.clone(),
            free: areas.clone(),
            ready: areas,
            ..Self::default()
        }
    }

    pub(super) fn begin(&mut self, programme: &Programme, inputs: &Inputs, land: &Land) {
        let Some(plan) = &programme.people else {
            return;
        };
        let number = |slot: Option<Slot>| slot.map_or(0.0, |slot| inputs[slot]);
        for i in 0..self.waiting.len() {
            self.waiting[i] = number(plan.waiting[i]);
            self.residents[i] = number(plan.residents[i]);
            self.recorded_and_not[i] = land.known[i] + land.unrecorded[i];
        }
        self.returned.fill(0.0);
        self.returned_total = 0.0;
        self.waiting_total = self.waiting.iter().sum();
        self.residents_total = self.residents.iter().sum();
        let lag = number(plan.lag);
        self.moving = if lag > 0.0 {
            -exp_m1(-1.0 / (12.0 * lag))
        } else {
            1.0
        };
        self.capacity = plan
            .capacity
            .map_or(f64::INFINITY, |slot| inputs[slot] / 12.0);
        if let Some(slots) = plan.casualties {
            self.hazard = inputs[slots.rate] / 12_000.0;
            self.hazard_per_month = pow(1.0 - inputs[slots.decline], 1.0 / 12.0);
            self.per_cleared_ha = inputs[slots.deminers] / 1000.0;
            self.killed = inputs[slots.killed];
        }
        self.paid_for = 0.0;
        if let Some(slots) = plan.education {
            self.averted = inputs[slots.coverage] * inputs[slots.effect];
            self.education = inputs[slots.coverage] * inputs[slots.cost] / 12.0;
        }
        if let Some(slots) = plan.benefits {
            self.value = inputs[slots.per_ha] / 12.0;
            self.credited = inputs[slots.cancelled];
            self.discount_per_month = pow(1.0 + programme.discount_rate, -1.0 / 12.0);
            self.discount = self.discount_per_month.sqrt();
        }
        self.in_use_before = 0.0;
        self.reached = [f64::INFINITY; 2];
        self.benefits = 0.0;
    }

    /// Step 5, after the overhead: pays risk education for those present; if money is short, it reaches fewer.
    pub(super) fn educate(
        &mut self,
        programme: &Programme,
        purse: &mut Purse,
        now: &Moment,
        row: &mut [f64],
    ) {
        let Some(column) = programme.year_layout.people.education else {
            return;
        };
        let present = self.residents_total + self.returned_total;
        let due = self.education * present * now.unit_price;
        let paid = due.min(purse.left());
        self.paid_for = if paid < due { paid / due } else { 1.0 };
        purse.spend(paid, due);
        row[column] += paid;
    }

    /// After completion nobody is paid to teach.
    pub(super) fn end_education(&mut self) {
        self.paid_for = 0.0;
    }

    /// Looks at the land as the month's work leaves it; after completion it changes no more.
    pub(super) fn look(&mut self, land: &Land) {
        let mut total = 0.0;
        for i in 0..self.waiting.len() {
            let known = self.recorded_and_not[i] - land.unrecorded[i] + land.added_here[i];
            let contaminated = if known > 0.0 {
                (land.remaining(i) / known).min(1.0)
            } else {
                0.0
            };
            self.contaminated[i] = contaminated;
            self.free[i] = self.waiting[i] * (1.0 - contaminated);
            total += self.free[i];
        }
        self.free_total = total;
    }

    /// Step 8½: a month of return, casualties and benefits.
    pub(super) fn step(&mut self, columns: &PeopleColumns, now: &Moment, row: &mut [f64]) {
        self.come_home();
        let all = self.waiting_total * (1.0 - ROUNDING);
        for (reached, share) in self.reached.iter_mut().zip([0.5, 0.9]) {
            if self.returned_total >= share * all {
                *reached = reached.min(f64::from(now.t + 1));
            }
        }
        if let Some(column) = columns.returned {
            row[column] = self.returned_total;
            row[column + 1] = self.free_total;
        }
        if let Some(column) = columns.casualties {
            self.harm(column, columns.uneducated, row);
        }
        if let Some(column) = columns.benefits {
            let in_use = self.in_use_before + self.in_use(row);
            let month = self.value * in_use;
            row[column] += month;
            self.benefits += month * self.discount;
            self.discount *= self.discount_per_month;
            if now.ends_calendar_year {
                self.in_use_before = in_use;
            }
        }
    }

    /// Lets people return to the released part of their areas, as houses allow.
    fn come_home(&mut self) {
        let areas = self.waiting.len();
        let (free, ready) = (&self.free[..areas], &mut self.ready[..areas]);
        let returned = &mut self.returned[..areas];
        let mut wanted = 0.0;
        for i in 0..areas {
            ready[i] = (free[i] - returned[i]).max(0.0) * self.moving;
            wanted += ready[i];
        }
        let part = if wanted > self.capacity {
            self.capacity / wanted
        } else {
            1.0
        };
        let mut total = 0.0;
        for i in 0..areas {
            returned[i] += ready[i] * part;
            total += returned[i];
        }
        self.returned_total = total;
    }

    /// Expected casualties among those present and among deminers.
    fn harm(&mut self, column: usize, uneducated: Option<usize>, row: &mut [f64]) {
        let areas = self.waiting.len();
        let (residents, returned) = (&self.residents[..areas], &self.returned[..areas]);
        let contaminated = &self.contaminated[..areas];
        let mut exposed = 0.0;
        for i in 0..areas {
            exposed += (residents[i] + returned[i]) * contaminated[i];
        }
        let untaught = exposed * self.hazard;
        self.hazard *= self.hazard_per_month;
        row[column] += untaught * (1.0 - self.averted * self.paid_for);
        if let Some(column) = uneducated {
            row[column] += untaught;
        }
        // Proportional to what the year has cleared so far, so no month is added to another.
        row[column + 1] = row[YearLayout::CLEARED] * self.per_cleared_ha;
        row[column + 2] = (row[column] + row[column + 1]) * self.killed;
    }

    /// Hectares that came into use in the calendar year so far.
    fn in_use(&self, row: &[f64]) -> f64 {
        row[YearLayout::REDUCED]
            + row[YearLayout::CLEARED]
            + self.credited * row[YearLayout::CANCELLED]
    }

    /// All who have returned.
    pub(super) fn returned(&self) -> f64 {
        self.returned_total
    }
}
