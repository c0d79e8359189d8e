//! Money: prices, income, the month's purse, and the books.

use super::events::Events;
use super::moment::Moment;
use crate::math::{exp, pow};
use crate::programme::inputs::Inputs;
use crate::programme::{Programme, YearLayout};

/// Largest funding gap, as a part of the year's spending, that still counts as enough money for growth.
const TOLERATED_GAP: f64 = 0.01;

/// Money of all sources, constant prices, `[source]`, and the accounts of the trial.
#[derive(Clone, Debug)]
pub(super) struct Money {
    /// Unspent.
    balance: Vec<f64>,
    /// AR(1) level of the logarithm of the income.
    level: Vec<f64>,
    /// `(1 + growth)^y`.
    growth: Vec<f64>,
    /// `1 + growth`, at least 0.
    growth_per_year: Vec<f64>,
    /// Multiplier of the programme year: `exp(level - volatility^2/2)`.
    swing: Vec<f64>,
    /// Inflation of the programme year and the price level.
    inflation: f64,
    price_level: f64,
    /// `(1 + escalation)^(t/12)` and its monthly factor.
    unit_price: f64,
    escalation_per_month: f64,
    /// `(1 + discount rate)^-((t + 1/2)/12)` and its monthly factor.
    discount: f64,
    discount_per_month: f64,
    /// Accounts of the current programme year.
    year_spent: f64,
    year_gap: f64,
    /// Sums over the trial.
    pub(super) nominal: f64,
    pub(super) present_value: f64,
}

/// The money of one month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purse {
    available: f64,
    left: f64,
    spent: f64,
    missing: f64,
}

impl Purse {
    fn new(available: f64) -> Self {
        Self {
            available,
            left: available,
            spent: 0.0,
            missing: 0.0,
        }
    }

    /// Money not spent yet.
    pub(super) fn left(&self) -> f64 {
        self.left
    }

    /// Spends `paid`, of which there is enough, for work that would have cost `wanted`.
    pub(super) fn spend(&mut self, paid: f64, wanted: f64) {
        self.left = (self.left - paid).max(0.0);
        // Added up, not taken from what was available: small costs beside a great balance would lose their digits.
        self.spent += paid;
        self.missing += wanted - paid;
    }

    /// Spent so far this month.
    pub(super) fn spent(&self) -> f64 {
        self.spent
    }

    /// Step 5: pays the month's fixed overhead; if money is short, what there is.
    pub(super) fn pay_overhead(&mut self, due: f64, row: &mut [f64]) {
        let paid = due.min(self.left);
        self.spend(paid, due);
        row[YearLayout::CATEGORY + 3] += paid;
    }
}

/// `1 + rate`, cut off at 0: a rate drawn below -100 % leaves nothing.
fn growth_factor(rate: f64) -> f64 {
    (1.0 + rate).max(0.0)
}

/// The common shock to the month's output: lognormal with mean 1.
pub(super) fn shock(programme: &Programme, trial: u64, t: u32) -> f64 {
    let sd = programme.noise;
    if sd == 0.0 {
        return 1.0;
    }
    exp(sd * programme.noise_luck.normal(trial, u64::from(t)) - sd * sd / 2.0)
}

impl Money {
    pub(super) fn room(programme: &Programme) -> Self {
        let sources = vec![0.0; programme.sources.len()];
        Self {
            balance: sources.clone(),
            level: sources.clone(),
            growth: sources.clone(),
            growth_per_year: sources.clone(),
            swing: sources,
            inflation: 0.0,
            price_level: 1.0,
            unit_price: 1.0,
            escalation_per_month: 1.0,
            discount: 1.0,
            discount_per_month: 1.0,
            year_spent: 0.0,
            year_gap: 0.0,
            nominal: 0.0,
            present_value: 0.0,
        }
    }

    pub(super) fn begin(&mut self, programme: &Programme, inputs: &Inputs) {
        self.balance.fill(0.0);
        for (factor, source) in self.growth_per_year.iter_mut().zip(&programme.sources) {
            *factor = growth_factor(inputs[source.growth]);
        }
        self.price_level = 1.0;
        self.inflation = programme.inflation.mean;
        self.unit_price = 1.0;
        self.escalation_per_month = pow(growth_factor(inputs[programme.escalation]), 1.0 / 12.0);
        self.discount_per_month = pow(1.0 + programme.discount_rate, -1.0 / 12.0);
        self.discount = self.discount_per_month.sqrt();
        self.year_spent = 0.0;
        self.year_gap = 0.0;
        self.nominal = 0.0;
        self.present_value = 0.0;
    }

    /// `(1 + escalation)^(t/12)`.
    pub(super) fn unit_price(&self) -> f64 {
        self.unit_price
    }

    /// Step 1, when the calendar year turns: what is not carried over lapses and is returned.
    pub(super) fn lapse(&mut self, programme: &Programme) -> f64 {
        let mut lapsed = 0.0;
        for (balance, source) in self.balance.iter_mut().zip(&programme.sources) {
            let kept = *balance * source.carryover;
            lapsed += *balance - kept;
            *balance = kept;
        }
        lapsed
    }

    /// Step 1, in the first month of programme year `year`: inflation and the levels of funding.
    pub(super) fn start_programme_year(&mut self, programme: &Programme, trial: u64, year: u32) {
        let occasion = u64::from(year);
        let rule = programme.inflation;
        if year > 0 {
            let surprise = if rule.sd == 0.0 {
                0.0
            } else {
                rule.sd * programme.inflation_luck.normal(trial, occasion)
            };
            self.inflation = rule.mean + rule.persistence * (self.inflation - rule.mean) + surprise;
            self.price_level *= (1.0 + self.inflation).max(0.5);
        }
        for (i, source) in programme.sources.iter().enumerate() {
            self.growth[i] = if year == 0 {
                1.0
            } else {
                self.growth[i] * self.growth_per_year[i]
            };
            self.swing[i] = 1.0;
            let v = source.volatility;
            if v > 0.0 {
                let z = source.luck.normal(trial, occasion);
                let phi = source.persistence;
                self.level[i] = if year == 0 {
                    v * z
                } else {
                    phi * self.level[i] + v * (1.0 - phi * phi).sqrt() * z
                };
                self.swing[i] = exp(self.level[i] - v * v / 2.0);
            }
        }
    }

    /// Step 4: a month's income joins what is unspent.
    pub(super) fn receive(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        events: &Events,
        now: &Moment,
        row: &mut [f64],
    ) -> Purse {
        let mut available = 0.0;
        for (i, source) in programme.sources.iter().enumerate() {
            if now.within(source.years) {
                let annual = match source.by_year[now.year_row] {
                    Some(amount) => inputs[amount],
                    None => inputs[source.annual] * self.growth[i],
                };
                let real = if source.indexed {
                    1.0
                } else {
                    1.0 / self.price_level
                };
                let income = annual * self.swing[i] * events.funding(i) / 12.0 * real;
                self.balance[i] += income;
                row[YearLayout::INCOME] += income;
                row[programme.year_layout.incomes + i] += income;
            }
            available += self.balance[i];
        }
        Purse::new(available)
    }

    /// Whether the funding gap of the last programme year was small enough for teams to be added.
    pub(super) fn was_sufficient(&self) -> bool {
        self.year_gap <= TOLERATED_GAP * self.year_spent
    }

    /// Begins the account of a programme year's spending and gap.
    pub(super) fn start_gap_account(&mut self) {
        self.year_spent = 0.0;
        self.year_gap = 0.0;
    }

    /// Step 8: what was spent is drawn from the sources pro rata to what each had; the clock of prices moves on.
    pub(super) fn close_month(&mut self, programme: &Programme, purse: &Purse, row: &mut [f64]) {
        let spent = purse.spent();
        if purse.available > 0.0 {
            let part = (spent / purse.available).min(1.0);
            for (i, balance) in self.balance.iter_mut().enumerate() {
                let drawn = *balance * part;
                *balance -= drawn;
                row[programme.year_layout.sources + i] += drawn;
            }
        }
        row[YearLayout::SPENDING] += spent;
        row[YearLayout::FUNDING_GAP] += purse.missing;
        self.year_spent += spent;
        self.year_gap += purse.missing;
        self.nominal += spent * self.price_level;
        self.present_value += spent * self.discount;
        self.unit_price *= self.escalation_per_month;
        self.discount *= self.discount_per_month;
    }

    /// Unspent money of all sources.
    pub(super) fn kept(&self) -> f64 {
        self.balance.iter().sum()
    }
}
