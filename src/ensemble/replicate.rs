//! All that is kept of the trials of one replicate of the design but for what waits in queues.

use fearless_simd::{Simd, SimdBase, SimdMask};

use super::bytes::{Reader, put};
use super::moments::Moments;
use super::months::Months;
use super::plan::{AT_COMPLETION, LASTING_SKETCHES, Plan, SKETCH_BLOCKS, STOCKS, YEAR_SKETCHES};
use super::shares::Shares;
use super::sketch::Sketches;
use super::years::{COARSE, Ranges, YearRanges, YearSketches, cell, short};
use crate::engine::ledger::Ending;
use crate::lanes::{Lanes, Mask, Vector, WIDTH, Whole};
use crate::programme::OutcomeLayout as O;

/// Digits of the mantissa in the sketches of outcomes: buckets of at most 0.05 % of their value.
pub(super) const FINE: u32 = 11;

/// Codes of the sketches of a calendar year of one trial.
pub(super) type YearCodes = [u16; SKETCH_BLOCKS * WIDTH];
/// Codes of the columns that go on, each of eight trials.
pub(super) type LastingCodes = [u16; LASTING_SKETCHES * WIDTH];

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Replicate {
    pub(super) trials: u64,
    /// Calendar years while trials last, columns by [`Plan::order`].
    pub(super) years: Moments,
    /// Stocks that remain from a year on.
    pub(super) stocks: Moments,
    /// Columns that go on, in the years after those in which trials end.
    pub(super) lasting: Option<Moments>,
    /// `[year][sketch]`, see [`cell`].
    pub(super) year_sketches: YearSketches,
    /// `[year]`: ranges that the sketches have not been told yet: of all columns, and by trials of those that go on.
    ranges: Vec<YearRanges>,
    lasting_ranges: Vec<[Ranges; LASTING_SKETCHES]>,
    /// `[year][stock]`: from this year on.
    pub(super) stock_sketches: Sketches<COARSE, 7>,
    /// Outcomes but for months.
    pub(super) outcomes: Moments,
    /// `[column]`, columns by the plan, and last the cost of unfinished trials.
    pub(super) sketches: Sketches<FINE, 9>,
    pub(super) months: Months,
    pub(super) shares: Shares,
}

impl Replicate {
    pub(super) fn new(plan: &Plan) -> Self {
        let lasting = plan.lasting.as_ref();
        let lasting_years = lasting.map_or(0, |_| plan.years);
        Self {
            trials: 0,
            years: Moments::new(&plan.year_scales),
            stocks: Moments::new(&plan.stock_scales),
            lasting: lasting.map(|it| Moments::new(&it.scales)),
            year_sketches: Sketches::new(plan.years * YEAR_SKETCHES),
            ranges: vec![YearRanges::default(); plan.years],
            lasting_ranges: vec![Default::default(); lasting_years],
            stock_sketches: Sketches::new(plan.years * STOCKS),
            outcomes: Moments::new(&plan.outcome_scales),
            sketches: Sketches::new(plan.sketched.len() + 1),
            months: Months::new(plan.month_columns(), plan.months),
            shares: Shares::new(plan.target, plan.point_estimate),
        }
    }

    /// Adds a calendar year of a trial, columns by [`Plan::order`], and gives the codes that wait to be counted.
    #[inline(always)]
    pub(super) fn year<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        year: usize,
        row: &[Lanes],
    ) -> YearCodes {
        self.years.add(simd, year, row);
        let mut codes = [Whole::splat(simd, YearSketches::NO_CODE); SKETCH_BLOCKS];
        let blocks = if plan.lasting.is_some() {
            SKETCH_BLOCKS
        } else {
            1
        };
        for block in 0..blocks {
            let values = row[block].get(simd);
            let counts = values.simd_ge(plan.least[block].get(simd));
            let (code, rare) = self.ranges[year][block].codes(values, counts);
            codes[block] = code;
            if rare.any_true() {
                self.count_rare(cell(year, block * WIDTH), 1, rare.to_bitmask(), &row[block]);
            }
        }
        short(codes[0], codes[1])
    }

    /// Adds a calendar year after those in which trials ended, for each that is `there`: see [`year`](Self::year).
    #[inline(always)]
    pub(super) fn later<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        year: usize,
        values: &[Lanes],
        there: Mask<S>,
    ) -> LastingCodes {
        let mut all = [YearSketches::NO_CODE as u16; LASTING_SKETCHES * WIDTH];
        let (Some(lasting), Some(moments)) = (&plan.lasting, &mut self.lasting) else {
            return all;
        };
        moments.add_trials(simd, year, values, there);
        for (i, &column) in lasting.sketched.iter().enumerate() {
            let values = &values[column];
            let least = Vector::splat(simd, super::plan::NOBODY);
            let counts = there & values.get(simd).simd_ge(least);
            let (code, rare) = self.lasting_ranges[year][i].codes(values.get(simd), counts);
            all[i * WIDTH..][..WIDTH].copy_from_slice(&short(code, code)[..WIDTH]);
            if rare.any_true() {
                let cell = cell(year, Plan::first_lasting_sketch() + i);
                self.count_rare(cell, 0, rare.to_bitmask(), values);
            }
        }
        all
    }

    /// Counts values that have no code: of neighbouring cells, or all of the same.
    #[cold]
    fn count_rare(&mut self, first: usize, step: usize, rare: u64, values: &Lanes) {
        for (place, value) in values.0.into_iter().enumerate() {
            if rare >> place & 1 == 1 {
                let bucket = super::sketch::bucket::<COARSE>(value);
                self.year_sketches.count(first + step * place, bucket, 1);
            }
        }
    }

    /// Counts codes that have waited.
    pub(super) fn count_years(&mut self, plan: &Plan, year: usize, codes: &[YearCodes]) {
        for sketch in 0..plan.sketches() {
            let codes = codes.iter().map(|codes| codes[sketch]);
            self.year_sketches.count_codes(cell(year, sketch), codes);
        }
    }

    /// Counts codes that have waited.
    pub(super) fn count_later(&mut self, plan: &Plan, year: usize, codes: &[LastingCodes]) {
        let first = Plan::first_lasting_sketch();
        for i in 0..plan.sketches() - first {
            let codes = codes.iter().flat_map(|it| &it[i * WIDTH..][..WIDTH]);
            let cell = cell(year, first + i);
            self.year_sketches.count_codes(cell, codes.copied());
        }
    }

    /// Adds a trial that is over. `amounts`: the columns 1 to before `milestones` of its outcome.
    #[inline(always)]
    pub(super) fn end<S: Simd>(
        &mut self,
        simd: S,
        plan: &Plan,
        ending: &Ending<'_>,
        amounts: &[Lanes],
    ) {
        let Ending {
            last_year, outcome, ..
        } = *ending;
        self.trials += 1;
        self.outcomes.add(simd, 0, amounts);
        if last_year + 1 < plan.years {
            let mut stocks = [Lanes::default()];
            stocks[0].0[..STOCKS].copy_from_slice(&ending.row[..STOCKS]);
            self.stocks.add(simd, last_year + 1, &stocks);
        }
        self.count_end(plan, last_year, &ending.row[..STOCKS], outcome);
    }

    #[inline(never)]
    fn count_end(&mut self, plan: &Plan, last_year: usize, stocks: &[f64], outcome: &[f64]) {
        if last_year + 1 < plan.years {
            let cell = (last_year + 1) * STOCKS;
            for (i, &stock) in stocks.iter().enumerate() {
                self.stock_sketches.add(cell + i, stock);
            }
        }
        let (months, cost) = (outcome[O::COMPLETION_MONTHS], outcome[O::COST]);
        if months.is_finite() {
            for (i, column) in AT_COMPLETION.into_iter().enumerate() {
                self.sketches.add(i, outcome[column]);
            }
        } else {
            self.sketches.add(plan.sketched.len(), cost);
        }
        for (i, &column) in plan.sketched.iter().enumerate().skip(AT_COMPLETION.len()) {
            self.sketches.add(i, outcome[column]);
        }
        self.months.add(0, months);
        for (i, &months) in outcome[plan.milestones..].iter().enumerate() {
            self.months.add(1 + i, months);
        }
        self.shares.add(months, cost);
    }

    /// Makes all that was added readable.
    pub(super) fn settle(&mut self) {
        self.years.settle();
        self.stocks.settle();
        if let Some(lasting) = &mut self.lasting {
            lasting.settle();
        }
        self.outcomes.settle();
        for (year, ranges) in self.ranges.iter_mut().enumerate() {
            for sketch in 0..YEAR_SKETCHES {
                let range = ranges[sketch / WIDTH].of(sketch % WIDTH);
                self.year_sketches.widen(cell(year, sketch), range);
            }
            *ranges = YearRanges::default();
        }
        for (year, ranges) in self.lasting_ranges.iter_mut().enumerate() {
            for (i, ranges) in ranges.iter_mut().enumerate() {
                let cell = cell(year, Plan::first_lasting_sketch() + i);
                for lane in 0..WIDTH {
                    self.year_sketches.widen(cell, ranges.of(lane));
                }
                *ranges = Ranges::default();
            }
        }
    }

    /// Adds trials of the same replicate; both must be settled.
    pub(super) fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.years.merge(&other.years);
        self.stocks.merge(&other.stocks);
        if let (Some(mine), Some(theirs)) = (&mut self.lasting, &other.lasting) {
            mine.merge(theirs);
        }
        self.year_sketches.merge(&other.year_sketches);
        self.stock_sketches.merge(&other.stock_sketches);
        self.outcomes.merge(&other.outcomes);
        self.sketches.merge(&other.sketches);
        self.months.merge(&other.months);
        self.shares.merge(&other.shares);
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        put(bytes, u128::from(self.trials));
        self.years.write(bytes);
        self.stocks.write(bytes);
        if let Some(lasting) = &self.lasting {
            lasting.write(bytes);
        }
        self.year_sketches.write(bytes);
        self.stock_sketches.write(bytes);
        self.outcomes.write(bytes);
        self.sketches.write(bytes);
        self.months.write(bytes);
        self.shares.write(bytes);
    }

    /// Reads what was written but for the number of trials; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        self.years.read(reader)?;
        self.stocks.read(reader)?;
        if let Some(lasting) = &mut self.lasting {
            lasting.read(reader)?;
        }
        self.year_sketches.read(reader)?;
        self.stock_sketches.read(reader)?;
        self.outcomes.read(reader)?;
        self.sketches.read(reader)?;
        self.months.read(reader)?;
        self.shares.read(reader)
    }

    /// Bytes of memory that sketches use.
    pub(super) fn memory(&self) -> usize {
        self.year_sketches.memory() + self.stock_sketches.memory() + self.sketches.memory()
    }
}
