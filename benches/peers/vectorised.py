"""The model of docs/model.md in NumPy: all trials of a batch at once, month by month, one array operation after another.

Arrays are [..., trial]. Operations of the inner loop write to scratch rows instead of making arrays, and every year the trials that are
over leave the batch. Batches are large, since each operation costs the same half a microsecond for the few long trials at the end.
"""

from concurrent.futures import ProcessPoolExecutor

import numpy as np

from layout import (ADDED, CANCELLED, CATEGORY, CLEARED, COMPLETION, COST, GAP, INCOME, INITIAL, KEPT, LAPSED, MOBILISATION, NOMINAL,
                    OVERHEAD, PRESENT, REDUCED, REMAINING, STOCKS, UNDISCOVERED, UNRECORDED, Y_CANCELLED, Y_CATEGORY, Y_CLEARED,
                    Y_CONFIRMED, Y_FOUND, Y_GAP, Y_INCOME, Y_ITEMS, Y_LAPSED, Y_REDUCED, Y_REMAINING, Y_SPENT, Y_SUSPECTED,
                    Y_TO_CLEAR, Sample, columns)
from quantiles import CELLS, PER_SCORE, WIDEST
from scenario import Model

LARGEST = 16384  # trials of a batch
NEVER = 1 << 30


def run(model: Model, trials: int, seed: int, pool: ProcessPoolExecutor | None = None, processes: int = 1) -> Sample:
    """Simulates that many trials, batch after batch or on the processes of a pool."""
    batch = min(LARGEST, -(-trials // processes))
    sizes = [min(batch, trials - first) for first in range(0, trials, batch)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    parts = list((pool.map if pool else map)(run_batch, [model] * len(sizes), sizes, seeds))
    means = sum(part.year_means * size for part, size in zip(parts, sizes)) / trials
    return Sample(np.concatenate([part.outcomes for part in parts]), means,
                  np.concatenate([part.remaining for part in parts]), np.concatenate([part.spending for part in parts]))


def run_batch(model: Model, trials: int, seed: np.random.SeedSequence) -> Sample:
    """Simulates one batch."""
    rng = np.random.default_rng(seed)
    batch = Batch(model, draw_inputs(model, trials, rng), rng)
    for year in range(model.years):
        batch.turn(year)
        for month in range(12):
            batch.month(year, month)
        batch.close(year)
        if not batch.over.size:
            break
    return batch.sample()


def at_score(cells: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The quantiles at normal scores."""
    place = np.clip((z + WIDEST) * PER_SCORE, 0.0, CELLS - 1e-9)
    cell = place.astype(np.int64)
    low = cells[cell]
    return low + (place - cell) * (cells[cell + 1] - low)


def draw_inputs(m: Model, trials: int, rng: np.random.Generator) -> np.ndarray:
    """Draws what is uncertain between trials, [input, trial]: Gaussian copula, then the driver."""
    shared = m.loading[:, None] * rng.standard_normal((m.loading.size, trials))
    z = rng.standard_normal((m.uncertain.size, trials))
    z *= np.sqrt(1.0 - m.loading ** 2)[m.cluster, None]
    z += shared[m.cluster]
    v = np.repeat(m.fixed[:, None], trials, axis=1)
    for place, cells, scores in zip(m.uncertain, m.cells, z):
        v[place] = at_score(cells, scores)
    v[m.driven] *= np.where(rng.random(trials) < m.driver_chance, v[m.driver_factor], 1.0)
    return v


class Batch:
    """The state of a batch. All arrays named in `LIVE` have the live trials as their last axis."""

    LIVE = ("trial", "over", "backlog", "start", "known", "unrecorded", "undiscovered", "cancel", "reduce", "clear", "keep_c",
            "keep_h", "initial", "bound", "region_bound", "above", "size", "speed", "unit_cost", "gain", "mobilisation", "learning",
            "spent_by", "mobilised_by", "used", "balance", "level", "touched", "paid_by", "income_by", "annual", "income_growth",
            "price", "inflation", "wages", "wage_growth", "overhead", "overhead_paid", "cost", "nominal", "present", "gap", "lapsed",
            "year_cost", "year_gap", "event_rate", "event_output", "event_funding", "arrival", "end", "active", "next_change", "output", "found",
            "added", "milestone", "per_ha", "before")

    def __init__(self, m: Model, v: np.ndarray, rng: np.random.Generator) -> None:
        n = v.shape[1]
        self.m, self.rng = m, rng
        self.c = columns(m.operators, m.annual.size, m.items.size, m.milestones.size, m.region.max() + 1, m.most.size)
        self.outcomes = np.zeros((self.c.outcome, n))
        self.sums = np.zeros((m.years, self.c.year))
        self.left_behind = np.zeros((m.years, STOCKS))
        self.remaining, self.spending = np.zeros((2, m.years, n))

        land = v[m.land]
        self.backlog = np.stack([land[0], land[1], np.zeros_like(land[0])])
        self.start = self.backlog[:2].copy()
        self.found = np.zeros_like(land[0])
        self.known = land[0] + land[1]
        self.cancel, self.keep_c = land[2].copy(), 1.0 - land[2]
        self.reduce = land[3] + (land[4] - land[3]) * land[5]
        self.keep_h, self.clear = 1.0 - self.reduce, 1.0 - land[6]
        self.unrecorded = land[7] * self.known
        self.undiscovered = np.exp(-land[8] / 12.0)
        self.initial = self.known.sum(axis=0)
        self.bound = np.maximum(m.residual * self.initial, 0.01)
        # Areas of a region need not be neighbours; a product with this matrix adds them up.
        self.in_region = (m.region == np.arange(m.region.max() + 1)[:, None]).astype(float)
        self.region_bound = np.maximum(m.residual * (self.in_region @ self.known), 0.01)
        self.above = np.zeros(self.region_bound.shape)
        self.outcomes[INITIAL], self.outcomes[UNRECORDED] = self.initial, self.unrecorded.sum(axis=0)

        self.size, self.gain, self.mobilisation = v[m.teams[:3]]
        self.unit_cost = v[m.teams[3]] * (1.0 + m.overhead_share)
        self.learning = (1.0 + v[m.teams[4]]) ** (1.0 / 12.0)
        self.learns = self.learning.max(axis=1) > 1.0
        self.grows = self.gain.max(axis=1) > 0.0
        self.speed = np.ones_like(self.size)
        self.spent_by, self.mobilised_by, self.used = np.zeros((3, *self.size.shape))

        self.annual, self.income_growth = v[m.annual], 1.0 + v[m.income_growth]
        self.balance, self.level, self.paid_by, self.income_by = np.zeros((4, *self.annual.shape))
        self.touched = np.ones_like(self.annual)
        self.wage_growth = (1.0 + v[m.escalation]) ** (1.0 / 12.0)
        self.price, self.wages, self.output = np.ones((3, n))
        self.inflation = np.full(n, m.inflation[0])
        self.overhead = v[m.overhead] / 12.0
        (self.overhead_paid, self.cost, self.nominal, self.present, self.gap, self.lapsed, self.year_cost, self.year_gap,
         self.added) = np.zeros((9, n))
        self.present_factor = (1.0 + m.discount) ** (-0.5 / 12.0)

        self.event_rate, self.event_output, self.event_funding = v[m.event_rate], v[m.event_output], v[m.event_funding]
        self.arrival = self.wait(self.event_rate)
        self.end = np.full(self.arrival.shape, NEVER)
        self.active = np.zeros(self.arrival.shape, bool)
        self.next_change = self.arrival.min(axis=0)

        self.milestone = np.full((m.milestones.size, n), np.inf)
        self.per_ha = v[m.items]
        self.before = np.zeros((self.c.y_teams, n))
        self.trial = np.arange(n)
        self.over = np.full(n, np.inf)
        self.resize()

    def resize(self) -> None:
        """Makes scratch rows for the live trials."""
        self.scratch = np.empty((9, self.over.size))

    def wait(self, rate: np.ndarray) -> np.ndarray:
        """Months until events arrive: geometric with the chance 1 - exp(-rate/12) in every month."""
        with np.errstate(divide="ignore"):
            return np.minimum(self.rng.standard_exponential(rate.shape) * 12.0 / rate, NEVER).astype(np.int64)

    def turn(self, year: int) -> None:
        """4.1, the year turns; 4.4, incomes before events; 4.6, who may grow."""
        m, n = self.m, self.over.size
        self.lapsed += ((1.0 - m.carryover[:, None]) * self.balance).sum(axis=0)
        self.balance *= m.carryover[:, None]
        scatter = m.volatility[:, None] * self.rng.standard_normal(self.level.shape)
        if year == 0:
            self.level = scatter
        else:
            mean, sd, persistence = m.inflation
            self.inflation = mean + persistence * (self.inflation - mean) + sd * self.rng.standard_normal(n)
            self.price *= np.maximum(0.5, 1.0 + self.inflation)
            self.level = m.persistence[:, None] * self.level + scatter * np.sqrt(1.0 - m.persistence[:, None] ** 2)
        self.untouched = self.annual * self.income_growth ** year * np.exp(self.level - 0.5 * m.volatility[:, None] ** 2) / 12.0
        self.untouched[~m.indexed] /= self.price
        self.income = self.untouched * self.touched
        self.may_grow = (self.year_gap <= 0.01 * self.year_cost) & (year > 0)
        self.year_gap[:] = self.year_cost[:] = 0.0
        self.noise = np.exp(m.noise * self.rng.standard_normal((12, n)) - 0.5 * m.noise ** 2) * m.days[:, None]

    def events(self, t: int) -> None:
        """4.2, in the trials in which something changes this month."""
        m, who = self.m, np.flatnonzero(self.next_change <= t)
        if not who.size:
            return
        self.output[who] = 1.0
        self.touched[:, who] = 1.0
        self.next_change[who] = NEVER
        for k in range(m.event_rate.size):
            ending = who[self.active[k, who] & (self.end[k, who] <= t)]
            self.active[k, ending] = False
            self.arrival[k, ending] = t + self.wait(self.event_rate[k, ending])
            coming = who[~self.active[k, who] & (self.arrival[k, who] <= t)]
            if coming.size:
                self.active[k, coming] = True
                months = np.maximum(1.0, np.ceil(at_score(m.event_duration[k], self.rng.standard_normal(coming.size))))
                self.end[k, coming] = NEVER if m.event_permanent[k] else t + months.astype(np.int64)
                adds = at_score(m.event_adds[k], self.rng.standard_normal(coming.size))
                land = adds * self.known[:, coming] / self.initial[coming]
                self.added[coming] += adds
                self.found[:, coming] += land
                self.backlog[0][:, coming] += land
            active = self.active[k, who]
            self.output[who] *= np.where(active, self.event_output[k, who], 1.0)
            self.touched[np.ix_(m.event_sources[k], who)] *= np.where(active, self.event_funding[k, who], 1.0)
            self.next_change[who] = np.minimum(self.next_change[who], np.where(active, self.end[k, who], self.arrival[k, who]))
        self.income[:, who] = self.untouched[:, who] * self.touched[:, who]

    def month(self, year: int, month: int) -> None:
        """4.2 to 4.9. A trial that is over goes on until the year ends; what it does then is counted nowhere."""
        m, t = self.m, 12 * year + month
        self.events(t)
        left = self.unrecorded * self.undiscovered  # 4.3
        new = self.unrecorded - left
        self.unrecorded = left
        self.backlog[0] += new
        self.found += new

        self.balance += self.income  # 4.4
        self.income_by += self.income
        available = self.balance.sum(axis=0)
        self.money = available.copy()
        due = self.overhead * self.wages  # 4.5
        paid = np.minimum(due, self.money)
        self.money -= paid
        self.overhead_paid += paid
        self.month_gap = due - paid
        if month == 0:
            self.grow()
        self.work(self.noise[month])

        spent = available - self.money  # 4.8
        self.cost += spent
        self.nominal += spent * self.price
        self.present += spent * self.present_factor
        self.present_factor *= (1.0 + m.discount) ** (-1.0 / 12.0)
        self.wages *= self.wage_growth
        self.gap += self.month_gap
        self.year_gap += self.month_gap
        self.year_cost += spent
        with np.errstate(invalid="ignore"):
            drawn = self.balance * np.nan_to_num(spent / available)
        self.balance -= drawn
        self.paid_by += drawn
        self.complete(t)

    def grow(self) -> None:
        """4.6"""
        for g in np.flatnonzero(self.grows):
            ready = self.may_grow & (self.used[g] >= 0.9 * 12.0 * self.size[g])
            wanted = np.where(ready, np.maximum(0.0, np.minimum(self.gain[g], self.m.most[g] - self.size[g])), 0.0)
            each = self.mobilisation[g] * self.wages
            due = wanted * each
            paid = np.minimum(due, self.money)
            with np.errstate(invalid="ignore"):
                self.size[g] += np.where(each > 0.0, paid / each, wanted)
            self.money -= paid
            self.month_gap += due - paid
            self.mobilised_by[g] += paid
        self.used[:] = 0.0

    def work(self, noise: np.ndarray) -> None:
        """4.7. Capacity is in ha where a group's multiplier is 1, and money in ha that it pays for."""
        m, money = self.m, self.money
        base, pace, left, each, asked, wanted, affordable, ha, helper = self.scratch
        np.multiply(noise, self.output, out=base)
        for task in range(3):
            backlog, on_share = self.backlog[task], (self.keep_c, self.keep_h, self.clear)[task]
            for g in range(m.first_group[task], m.first_group[task + 1]):
                np.multiply(base, self.speed[g], out=pace)
                np.multiply(pace, self.size[g], out=left)
                np.multiply(self.unit_cost[g], self.wages, out=each)
                np.divide(money, each, out=affordable)
                wanted[:] = 0.0
                self.spent_by[g] += money
                self.month_gap -= money
                for place in range(m.first_place[g], m.first_place[g + 1]):
                    i, speed = m.place_area[place], m.place_speed[place]
                    if speed == 1.0:
                        np.minimum(left, backlog[i], out=asked)
                        left -= asked
                    else:
                        np.multiply(left, speed, out=asked)
                        np.minimum(asked, backlog[i], out=asked)
                        left -= np.multiply(asked, 1.0 / speed, out=helper)
                    wanted += asked
                    np.minimum(asked, affordable, out=ha)
                    affordable -= ha
                    if self.grows[g]:
                        np.multiply(ha, 1.0 / speed, out=helper)
                        self.used[g] += np.divide(helper, pace, out=helper)
                    if task == 2:
                        backlog[i] -= np.multiply(ha, on_share[i], out=helper)
                    else:
                        backlog[i] -= ha
                        self.backlog[task + 1, i] += np.multiply(ha, on_share[i], out=helper)
                np.multiply(affordable, each, out=money)
                self.spent_by[g] -= money
                self.month_gap += money
                self.month_gap += np.multiply(wanted, each, out=helper)
        for g in np.flatnonzero(self.learns):
            self.speed[g] *= self.learning[g]

    def complete(self, t: int) -> None:
        """4.9. Books of trials that are over now are closed; the trial itself leaves at the end of the year."""
        here = self.backlog.sum(axis=0)
        remaining = here.sum(axis=0)
        for reached, share in zip(self.milestone, self.m.milestones):
            np.copyto(reached, t + 1.0, where=np.isinf(reached) & (remaining <= (1.0 - share + 1e-9) * self.initial))
        np.copyto(self.above, t + 1.0, where=self.in_region @ here > self.region_bound)
        ends = np.flatnonzero((remaining <= self.bound) & np.isinf(self.over))
        if ends.size:
            self.over[ends] = t + 1
            self.record(ends, t // 12)

    def record(self, ends: np.ndarray | slice, year: int) -> None:
        """The last calendar year and the outcome of trials that are over, or at the horizon."""
        c, out, who = self.c, self.outcomes, self.trial[ends]
        rows = self.calendar_year(ends)
        self.add_year(year, who, rows)
        self.left_behind[year] += rows[:STOCKS].sum(axis=1)
        self.remaining[year:, who] = rows[Y_REMAINING]
        total = self.totals(ends)
        over = self.over[ends]
        for column, values in ((COMPLETION, over), (COST, self.cost[ends]), (NOMINAL, self.nominal[ends]),
                               (PRESENT, self.present[ends]), (ADDED, self.added[ends]), (REMAINING, rows[Y_REMAINING]),
                               (UNDISCOVERED, self.unrecorded[:, ends].sum(axis=0)), (CANCELLED, total[Y_CANCELLED]),
                               (REDUCED, total[Y_REDUCED]), (CLEARED, total[Y_CLEARED]), (GAP, total[Y_GAP]),
                               (INCOME, total[Y_INCOME]), (LAPSED, total[Y_LAPSED]), (KEPT, self.balance[:, ends].sum(axis=0)),
                               (slice(CATEGORY, c.operators), total[Y_CATEGORY:Y_INCOME]),
                               (slice(c.operators, c.sources), total[c.y_operators:c.y_sources]),
                               (slice(c.sources, c.items), self.paid_by[:, ends]),
                               (slice(c.items, c.milestones), total[Y_ITEMS:c.y_operators]),
                               (slice(c.milestones, c.regions), np.minimum(self.milestone[:, ends], over))):
            out[column, who] = values
        after = np.minimum(self.above[:, ends] + 1.0, over)
        out[c.regions:, who] = np.where(after <= 12 * self.m.years, after, np.inf)

    def totals(self, which: np.ndarray | slice) -> np.ndarray:
        """What has been counted up since the start, [column of a calendar year without its teams, trial]; stocks are left at 0."""
        m, c = self.m, self.c
        total = np.zeros((c.y_teams, self.cost[which].size))
        # Land is kept: what is not there any more has been worked on.
        surveyed = self.start[0][:, which] + self.found[:, which] - self.backlog[0][:, which]
        searched = self.start[1][:, which] + self.keep_c[:, which] * surveyed - self.backlog[1][:, which]
        cleared = self.keep_h[:, which] * searched - self.backlog[2][:, which]
        spent, mobilised = self.spent_by[:, which], self.mobilised_by[:, which]
        total[Y_SPENT], total[Y_GAP], total[Y_LAPSED] = self.cost[which], self.gap[which], self.lapsed[which]
        total[Y_FOUND] = self.found[:, which].sum(axis=0)
        total[Y_CANCELLED] = (self.cancel[:, which] * surveyed).sum(axis=0)
        total[Y_REDUCED] = (self.reduce[:, which] * searched).sum(axis=0)
        total[Y_CLEARED] = cleared.sum(axis=0)
        total[Y_CATEGORY:Y_CATEGORY + 3] = np.add.reduceat(spent, m.first_group[:3])
        total[Y_CATEGORY + OVERHEAD] = self.overhead_paid[which]
        total[Y_CATEGORY + MOBILISATION] = mobilised.sum(axis=0)
        total[Y_ITEMS:c.y_operators] = self.per_ha[:, which] * (m.item_hazard @ cleared)
        np.add.at(total[c.y_operators:c.y_sources], m.operator, spent + mobilised)
        total[c.y_sources:c.y_income], total[c.y_income:] = self.paid_by[:, which], self.income_by[:, which]
        total[Y_INCOME] = total[c.y_income:].sum(axis=0)
        return total

    def calendar_year(self, which: np.ndarray | slice) -> np.ndarray:
        """The calendar year of some trials so far, [column, trial]."""
        total = self.totals(which)
        flows = total - self.before[:, which]
        self.before[:, which] = total
        stocks = self.backlog[:, :, which].sum(axis=1)
        flows[Y_SUSPECTED], flows[Y_CONFIRMED], flows[Y_TO_CLEAR] = stocks
        flows[Y_REMAINING] = stocks.sum(axis=0)
        return np.concatenate([flows, self.size[:, which]])

    def add_year(self, year: int, who: np.ndarray, rows: np.ndarray) -> None:
        """Tallies the calendar year of trials."""
        self.sums[year] += rows.sum(axis=1)
        self.spending[year, who], self.remaining[year, who] = rows[Y_SPENT], rows[Y_REMAINING]

    def close(self, year: int) -> None:
        """Ends a year: trials that are over leave the batch."""
        live = np.flatnonzero(np.isinf(self.over))
        if live.size < self.over.size:
            for name in self.LIVE:
                setattr(self, name, np.ascontiguousarray(getattr(self, name)[..., live]))
            self.resize()
        everyone = slice(None)
        if year == self.m.years - 1:
            self.record(everyone, year)
        elif live.size:
            self.add_year(year, self.trial, self.calendar_year(everyone))

    def sample(self) -> Sample:
        """What is kept of the batch."""
        stays = np.cumsum(self.left_behind, axis=0)
        self.sums[1:, :STOCKS] += stays[:-1]
        return Sample(self.outcomes.T.copy(), self.sums / self.outcomes.shape[1], self.remaining.T.copy(), self.spending.T.copy())
