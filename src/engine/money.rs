//! Money: prices, income, and the books.

use fearless_simd::{Select, Simd, SimdBase};

use super::budget::MonthBudget;
use super::chance::Chance;
use super::events::Events;
use super::levels::Drawn;
use super::moment::Moment;
use super::pots::PotMoney;
use crate::lanes::{Lanes, Mask, Vector, WIDTH, move_lane};
use crate::math::vector::{exp, ln};
use crate::programme::inputs::Inputs;
use crate::programme::{Programme, SourcePlan, YearLayout};

/// Largest funding gap, as a part of the year's spending, that still counts as enough money for growth.
pub(super) const TOLERATED_GAP: f64 = 0.01;

/// Money of all sources, constant prices, and the accounts of the trial.
#[derive(Clone, Debug)]
pub(super) struct Money {
    pub(super) sources: Vec<Source>,
    /// Of the source whose levels are drawn on the design.
    pub(super) levels: Drawn,
    /// Money by what it may be spent on, where that makes a difference.
    pub(super) pots: PotMoney,
    /// Spent in kind in the calendar year.
    in_kind: Lanes,
    /// Inflation of the programme year and the price level.
    inflation: Lanes,
    price_level: Lanes,
    /// `(1 + escalation)^(t/12)` and its monthly factor.
    unit_price: Lanes,
    escalation_per_month: Lanes,
    /// `(1 + discount rate)^-((t + 1/2)/12)`.
    discount: Lanes,
    /// Accounts of the current programme year.
    year_spent: Lanes,
    year_gap: Lanes,
    /// Accounts of the calendar year.
    spending: Lanes,
    unfunded: Lanes,
    overhead: Lanes,
    /// Sums over the trial.
    pub(super) nominal: Lanes,
    pub(super) present_value: Lanes,
}

/// Money of one source.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// Unspent.
    balance: Lanes,
    /// AR(1) level of the logarithm of the income, and the multiplier of the programme year that follows from it:
    /// `exp(level - volatility^2/2)`.
    level: Lanes,
    swing: Lanes,
    /// `(1 + growth)^y` and its yearly factor.
    growth: Lanes,
    growth_per_year: Lanes,
    /// Income of a month of this year, before events.
    monthly: Lanes,
    /// Income and spending in the calendar year, and what lapsed at its end.
    income: Lanes,
    drawn: Lanes,
    lapsed: Lanes,
}

move_lane!(Money {
    sources,
    levels,
    inflation,
    price_level,
    unit_price,
    escalation_per_month,
    discount,
    year_spent,
    year_gap,
    spending,
    in_kind,
    unfunded,
    overhead,
    nominal,
    present_value
});
move_lane!(Source {
    balance,
    level,
    swing,
    growth,
    growth_per_year,
    monthly,
    income,
    drawn,
    lapsed
});

/// `1 + rate`, cut off at 0: a rate drawn below -100 % leaves nothing.
#[inline(always)]
pub(super) fn growth_factor<S: Simd>(rate: Vector<S>) -> Vector<S> {
    (rate + 1.0).max(0.0)
}

/// The twelfth root of a growth factor, 0 of 0.
#[inline(always)]
pub(super) fn twelfth_root<S: Simd>(factor: Vector<S>) -> Vector<S> {
    let root = exp(ln(factor.max(f64::MIN_POSITIVE)) / 12.0);
    factor.simd_gt(0.0).select(root, factor)
}

impl Money {
    pub(super) fn room(programme: &Programme) -> Self {
        let nothing = Lanes::default();
        Self {
            sources: vec![Source::default(); programme.sources.len()],
            levels: Drawn::room(programme),
            pots: PotMoney::room(programme),
            in_kind: nothing,
            inflation: nothing,
            price_level: nothing,
            unit_price: nothing,
            escalation_per_month: nothing,
            discount: nothing,
            year_spent: nothing,
            year_gap: nothing,
            spending: nothing,
            unfunded: nothing,
            overhead: nothing,
            nominal: nothing,
            present_value: nothing,
        }
    }

    #[inline(always)]
    pub(super) fn begin<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        inputs: &Inputs,
        chance: &Chance,
    ) {
        let (nothing, one) = (Lanes::default(), Lanes::all(1.0));
        for (source, plan) in self.sources.iter_mut().zip(&programme.sources) {
            *source = Source::default();
            source.swing = one;
            let factor = growth_factor(inputs[plan.growth].get(simd));
            source.growth_per_year.set(factor);
            if let Some(levels) = &plan.levels {
                let of = (levels, plan.chance);
                self.levels.begin(simd, of, inputs, chance);
            }
        }
        self.price_level = one;
        self.inflation = Lanes::all(programme.inflation.mean);
        self.unit_price = one;
        let escalation = growth_factor(inputs[programme.escalation].get(simd));
        self.escalation_per_month.set(twelfth_root(escalation));
        self.discount = Lanes::all(programme.discount_per_month.sqrt());
        self.nominal = nothing;
        self.present_value = nothing;
        self.start_gap_account();
        self.start_calendar_year();
    }

    /// `(1 + escalation)^(t/12)`.
    #[inline(always)]
    pub(super) fn unit_price<S: Simd>(&self, simd: S) -> Vector<S> {
        self.unit_price.get(simd)
    }

    /// When the calendar year has ended, in the `running` lanes: what is not carried over lapses and is returned.
    #[inline(always)]
    pub(super) fn lapse<S: Simd>(&mut self, simd: S, programme: &Programme, running: Mask<S>) {
        for (source, plan) in self.sources.iter_mut().zip(&programme.sources) {
            let balance = source.balance.get(simd);
            let kept = running.select(balance * plan.carryover, balance);
            source.balance.set(kept);
            source.lapsed.set(balance - kept);
        }
    }

    /// Step 1, in the first month of a programme year: inflation and the levels of funding.
    #[inline(always)]
    pub(super) fn start_programme_year<S: Simd>(
        &mut self,
        programme: &Programme,
        chance: &Chance,
        now: &Moment<S>,
    ) {
        let simd = now.t.simd;
        let first: Mask<S> = now.years.simd_eq(0);
        let rule = programme.inflation;
        let before = self.inflation.get(simd);
        let mut inflation = (before - rule.mean) * rule.persistence + rule.mean;
        if rule.sd > 0.0 {
            inflation += chance.normals(programme.inflation_chance, now.years) * rule.sd;
        }
        inflation = first.select(before, inflation);
        let level = self.price_level.get(simd);
        let risen = level * (inflation + 1.0).max(0.5);
        self.inflation.set(inflation);
        self.price_level.set(first.select(level, risen));
        for (source, plan) in self.sources.iter_mut().zip(&programme.sources) {
            if plan.volatility > 0.0 {
                let numbers = match plan.levels {
                    Some(_) => self.levels.of(chance, plan.chance, now.years),
                    None => chance.normals(plan.chance, now.years),
                };
                source.swing(plan, numbers, first);
            }
            source.grow(simd, first);
        }
    }

    /// What a month of each source brings in this year: when a programme year or a calendar year begins.
    #[inline(always)]
    pub(super) fn fix_income<S: Simd>(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        now: &Moment<S>,
    ) {
        let simd = now.t.simd;
        let nothing = Vector::splat(simd, 0.0);
        let real = 1.0 / self.price_level.get(simd);
        let start = f64::from(programme.clock.start.year());
        let rows: [f64; WIDTH] = (now.calendar_year - start).into();
        for (source, plan) in self.sources.iter_mut().zip(&programme.sources) {
            let mut annual = inputs[plan.annual].get(simd) * source.growth.get(simd);
            for (lane, row) in rows.iter().enumerate() {
                // A lane at rest may stand beyond the last year.
                if let Some(Some(amount)) = plan.by_year.get(*row as usize) {
                    annual[lane] = inputs[*amount].0[lane];
                }
            }
            if let Some(pays) = plan.pledge {
                annual *= inputs[pays].get(simd);
            }
            let mut monthly = annual * source.swing.get(simd) / 12.0;
            if !plan.indexed {
                monthly *= real;
            }
            source
                .monthly
                .set(now.within(plan.months).select(monthly, nothing));
        }
    }

    /// Step 4: a month's income joins what is unspent.
    #[inline(always)]
    pub(super) fn receive<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        events: &Events,
    ) -> MonthBudget<S> {
        let mut available = Vector::splat(simd, 0.0);
        for (source, multiplier) in self.sources.iter_mut().zip(&events.funding) {
            let income = source.monthly.get(simd) * multiplier.get(simd);
            available += source.balance.add(income);
            source.income.add(income);
        }
        if let Some(plan) = &programme.pots {
            let balances = self.sources.iter().map(|source| source.balance.get(simd));
            self.pots.fill(plan, balances);
        }
        MonthBudget::new(available)
    }

    /// Pays what is `due` out of the pots that cover it, or out of all money if nothing is earmarked. Returns what was paid.
    #[inline(always)]
    pub(super) fn pay<S: Simd>(
        &mut self,
        covering: Option<&[usize]>,
        due: Vector<S>,
        budget: &mut MonthBudget<S>,
    ) -> Vector<S> {
        let paid = match covering {
            None => due.min(budget.left),
            Some(covering) => self.pots.draw(covering, due),
        };
        budget.pay(paid);
        paid
    }

    /// Step 5: pays the month's fixed overhead; if money is short, what there is.
    #[inline(always)]
    pub(super) fn pay_overhead<S: Simd>(
        &mut self,
        programme: &Programme,
        due: Vector<S>,
        budget: &mut MonthBudget<S>,
    ) {
        let covering = programme.pots.as_ref().map(|it| it.overhead.as_slice());
        let paid = self.pay(covering, due, budget);
        budget.missing += due - paid;
        self.overhead.add(paid);
    }

    /// Where the funding gap of the last programme year was small enough for teams to be added.
    #[inline(always)]
    pub(super) fn was_sufficient<S: Simd>(&self, simd: S) -> Mask<S> {
        let tolerated = self.year_spent.get(simd) * TOLERATED_GAP;
        self.year_gap.get(simd).simd_le(tolerated)
    }

    /// Begins the account of a programme year's spending and gap.
    pub(super) fn start_gap_account(&mut self) {
        self.year_spent = Lanes::default();
        self.year_gap = Lanes::default();
    }

    /// Step 8: what was spent is drawn from the sources pro rata to what each had; the clock of prices moves on. Returns what was
    /// spent, in kind too.
    #[inline(always)]
    pub(super) fn close_month<S: Simd>(
        &mut self,
        simd: S,
        programme: &Programme,
        budget: &MonthBudget<S>,
    ) -> Vector<S> {
        let mut spent = budget.spent;
        if let Some(plan) = &programme.pots {
            for (source, &pot) in self.sources.iter_mut().zip(&plan.of_source) {
                let (spent, available) = self.pots.of(simd, pot);
                source.draw(part(spent, available));
            }
            let in_kind = self.pots.in_kind.get(simd);
            self.in_kind.add(in_kind);
            spent += in_kind;
        } else {
            let part = part(spent, budget.available);
            for source in &mut self.sources {
                source.draw(part);
            }
        }
        self.spending.add(spent);
        self.unfunded.add(budget.missing);
        self.year_spent.add(budget.spent);
        self.year_gap.add(budget.missing);
        self.nominal.add(spent * self.price_level.get(simd));
        let discount = self.discount.get(simd);
        self.present_value.add(spent * discount);
        let dearer = self.unit_price.get(simd) * self.escalation_per_month.get(simd);
        self.unit_price.set(dearer);
        self.discount.set(discount * programme.discount_per_month);
        spent
    }

    /// Spent in the calendar year so far, in kind apart.
    #[inline(always)]
    pub(super) fn paid_in_year<S: Simd>(&self, simd: S) -> Vector<S> {
        self.spending.get(simd) - self.in_kind.get(simd)
    }

    /// Spent in the calendar year so far, in one lane.
    pub(super) fn spent_in_year(&self, lane: usize) -> f64 {
        self.spending.0[lane]
    }

    /// Writes the accounts of the calendar year.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(&self, simd: S, programme: &Programme, row: &mut [Lanes]) {
        row[YearLayout::SPENDING] = self.spending;
        row[YearLayout::CATEGORY + 3] = self.overhead;
        row[YearLayout::UNFUNDED] = self.unfunded;
        let layout = &programme.year_layout;
        let mut income = Vector::splat(simd, 0.0);
        let mut lapsed = income;
        for (i, source) in self.sources.iter().enumerate() {
            income += source.income.get(simd);
            lapsed += source.lapsed.get(simd);
            row[layout.incomes + i] = source.income;
            row[layout.sources + i] = source.drawn;
            row[layout.lapsed + i] = source.lapsed;
        }
        if programme.payers.len() > self.sources.len() {
            row[layout.sources + self.sources.len()] = self.in_kind;
        }
        row[YearLayout::INCOME].set(income);
        row[YearLayout::LAPSED].set(lapsed);
    }

    /// Begins the account of a calendar year.
    pub(super) fn start_calendar_year(&mut self) {
        for account in [
            &mut self.spending,
            &mut self.in_kind,
            &mut self.unfunded,
            &mut self.overhead,
        ] {
            *account = Lanes::default();
        }
        for source in &mut self.sources {
            source.income = Lanes::default();
            source.drawn = Lanes::default();
            source.lapsed = Lanes::default();
        }
    }

    /// A month's income of all sources in one lane.
    pub(super) fn income(&self, lane: usize, events: &Events) -> f64 {
        let sources = self.sources.iter().zip(&events.funding);
        sources
            .map(|(source, multiplier)| source.monthly.0[lane] * multiplier.0[lane])
            .sum()
    }

    /// Unspent money of all sources in one lane.
    pub(super) fn kept(&self, lane: usize) -> f64 {
        self.sources
            .iter()
            .map(|source| source.balance.0[lane])
            .sum()
    }
}

/// The part of what was `available` that was `spent`.
#[inline(always)]
fn part<S: Simd>(spent: Vector<S>, available: Vector<S>) -> Vector<S> {
    let had: Mask<S> = available.simd_gt(0.0);
    (spent / had.select(available, Vector::splat(spent.simd, 1.0))).min(1.0)
}

impl Source {
    /// Step 8: spends a part of what there is.
    #[inline(always)]
    fn draw<S: Simd>(&mut self, part: Vector<S>) {
        let simd = part.simd;
        let balance = self.balance.get(simd);
        let drawn = balance * part;
        self.balance.set(balance - drawn);
        self.drawn.add(drawn);
    }

    /// A programme year begins, in some lanes the `first`: what it brings has grown.
    #[inline(always)]
    fn grow<S: Simd>(&mut self, simd: S, first: Mask<S>) {
        let grown = self.growth.get(simd) * self.growth_per_year.get(simd);
        self.growth
            .set(first.select(Vector::splat(simd, 1.0), grown));
    }

    /// Its level moves on by standard normal `numbers`.
    #[inline(always)]
    fn swing<S: Simd>(&mut self, plan: &SourcePlan, numbers: Vector<S>, first: Mask<S>) {
        let simd = numbers.simd;
        let (v, phi) = (plan.volatility, plan.persistence);
        let step = numbers * v;
        let later = self.level.get(simd) * phi + step * (1.0 - phi * phi).sqrt();
        let level = first.select(step, later);
        self.level.set(level);
        self.swing.set(exp(level - v * v / 2.0));
    }
}
