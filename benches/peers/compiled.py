"""The model of docs/model.md in loops that numba compiles: one trial after another, blocks of trials in parallel.

What is counted up month by month are land found and money spent by group; everything else that is reported follows from those and the
land that is left at the end of a year. Capacity is in ha where a group's multiplier is 1.
"""

import math

import numpy as np
from numba import njit, prange
from scipy.special import ndtri
from scipy.stats import qmc

from chance import normal, start_stream, uniform
from layout import (ADDED, CANCELLED, CATEGORIES, CATEGORY, CLEARED, COMPLETION, COST, GAP, INCOME, INITIAL, KEPT, LAPSED,
                    MOBILISATION, NOMINAL, OVERHEAD, PRESENT, REDUCED, REMAINING, STOCKS, UNDISCOVERED, UNRECORDED, Y_CANCELLED,
                    Y_CATEGORY, Y_CLEARED, Y_CONFIRMED, Y_FOUND, Y_GAP, Y_INCOME, Y_ITEMS, Y_LAPSED, Y_REDUCED, Y_REMAINING, Y_SPENT,
                    Y_SUSPECTED, Y_TO_CLEAR, Sample, columns)
from quantiles import CELLS, PER_SCORE, WIDEST
from scenario import Model

BLOCK = 128  # trials that one thread takes at a time
NEVER = 1 << 30
REPLICATES = 16  # sets of Sobol' points


def run(model: Model, trials: int, seed: int) -> Sample:
    """Simulates trials `0 .. trials` on the threads numba is set to."""
    return simulate_all(model, trials, seed, np.empty((0, 0)))


def run_sobol(model: Model, trials: int, seed: int) -> Sample:
    """The same with inputs at Sobol' points: `REPLICATES` sets of points with scrambles of their own, whose spread tells the error. Trial i
    is of set i mod `REPLICATES`. What happens within a trial stays pseudo-random."""
    draws, each = model.loading.size + model.uncertain.size + 1, trials // REPLICATES
    scores = np.empty((each, REPLICATES, draws))
    for replicate in range(REPLICATES):
        engine = qmc.Sobol(draws, rng=np.random.default_rng([seed, replicate]))
        scores[:, replicate] = ndtri(engine.random(each))
    return simulate_all(model, trials, seed, np.maximum(scores, -WIDEST).reshape(trials, draws))


def simulate_all(model: Model, trials: int, seed: int, scores: np.ndarray) -> Sample:
    """Trials whose inputs have these normal scores, [trial, draw]; without any, inputs are pseudo-random."""
    c = columns(model.operators, len(model.annual), len(model.items), len(model.milestones), model.region.max() + 1, len(model.most))
    outcomes = np.empty((trials, c.outcome))
    remaining, spending = np.empty((2, trials, model.years))
    sums = run_blocks(model, c, seed, scores, ndtri(model.driver_chance), outcomes, remaining, spending)
    return Sample(outcomes, sums.sum(axis=0) / trials, remaining, spending)


@njit(parallel=True, error_model="numpy")
def run_blocks(m, c, seed, scores, driver_score, outcomes, remaining, spending):
    trials = outcomes.shape[0]
    blocks = (trials + BLOCK - 1) // BLOCK
    sums = np.zeros((blocks, m.years, c.year))
    for block in prange(blocks):
        years = np.zeros((m.years, c.year))
        ended = np.zeros((m.years, STOCKS))
        state = np.zeros(1, np.uint64)
        v = np.empty(m.fixed.size)
        for trial in range(block * BLOCK, min(trials, (block + 1) * BLOCK)):
            start_stream(state, seed, trial)
            if scores.shape[0] == 0:
                draw_inputs(m, state, v)
            else:
                place_inputs(m, scores[trial], driver_score, v)
            last = simulate(m, c, state, v, years, outcomes[trial])
            tally(years, last, sums[block], ended, remaining[trial], spending[trial])
        for year in range(1, m.years):  # what a trial left behind stays
            for column in range(STOCKS):
                ended[year, column] += ended[year - 1, column]
                sums[block, year, column] += ended[year - 1, column]
    return sums


@njit(inline="always")
def at_score(cells, z):
    """The quantile at a normal score."""
    place = min(max((z + WIDEST) * PER_SCORE, 0.0), CELLS - 1e-9)
    cell = np.uint64(place)
    return cells[cell] + (place - cell) * (cells[cell + np.uint64(1)] - cells[cell])


@njit(error_model="numpy")
def draw_inputs(m, state, v):
    """Draws what is uncertain between trials: Gaussian copula, then the driver."""
    shared = np.empty(m.loading.size)
    own = np.empty(m.loading.size)
    for cluster in range(m.loading.size):
        shared[cluster] = m.loading[cluster] * normal(state)
        own[cluster] = math.sqrt(1.0 - m.loading[cluster] ** 2)
    v[:] = m.fixed
    for draw in range(m.uncertain.size):
        cluster = m.cluster[draw]
        v[m.uncertain[draw]] = at_score(m.cells[draw], shared[cluster] + own[cluster] * normal(state))
    if uniform(state) < m.driver_chance:
        for place in m.driven:
            v[place] *= v[m.driver_factor]


@njit(error_model="numpy")
def place_inputs(m, scores, driver_score, v):
    """The same from the normal scores of a point: those of clusters first, then of inputs, then of the driver."""
    v[:] = m.fixed
    clusters = m.loading.size
    for draw in range(m.uncertain.size):
        cluster = m.cluster[draw]
        own = math.sqrt(1.0 - m.loading[cluster] ** 2)
        v[m.uncertain[draw]] = at_score(m.cells[draw], m.loading[cluster] * scores[cluster] + own * scores[clusters + draw])
    if scores[clusters + m.uncertain.size] < driver_score:
        for place in m.driven:
            v[place] *= v[m.driver_factor]


@njit(error_model="numpy")
def tally(years, last, sums, ended, remaining, spending):
    """Adds the calendar years of a trial that was over in year `last`."""
    for year in range(last + 1):
        for column in range(sums.shape[1]):
            sums[year, column] += years[year, column]
        remaining[year] = years[year, Y_REMAINING]
        spending[year] = years[year, Y_SPENT]
    for column in range(STOCKS):
        ended[last, column] += years[last, column]
    remaining[last + 1:] = years[last, Y_REMAINING]
    spending[last + 1:] = 0.0


@njit(inline="always")
def wait(state, rate):
    """Months until an event arrives: geometric with the chance 1 - exp(-rate/12) in every month."""
    return min(int(-math.log(uniform(state)) * 12.0 / rate), NEVER) if rate > 0.0 else NEVER


@njit(error_model="numpy")
def simulate(m, c, state, v, years, out):
    """One trial: fills the rows of its calendar years and its outcome, and returns its last year."""
    areas, groups, sources, events = m.region.size, m.most.size, m.annual.size, m.event_rate.size
    regions = c.outcome - c.regions

    # Land. backlog is [task, area]: suspected, confirmed, to clear, and what is left for no task. Of a hectare that is worked on,
    # one part leaves its backlog and one joins the next.
    backlog = np.zeros((4, areas))
    leaves = np.ones((3, areas))
    moves_on = np.zeros((3, areas))
    known = np.empty(areas)
    unrecorded = np.empty(areas)
    undiscovered = np.empty(areas)
    region_bound = np.zeros(regions)
    initial = 0.0
    for i in range(areas):
        backlog[0, i], backlog[1, i] = v[m.land[0, i]], v[m.land[1, i]]
        known[i] = backlog[0, i] + backlog[1, i]
        without = v[m.land[3, i]]
        moves_on[0, i] = 1.0 - v[m.land[2, i]]
        moves_on[1, i] = 1.0 - without - (v[m.land[4, i]] - without) * v[m.land[5, i]]
        leaves[2, i] = 1.0 - v[m.land[6, i]]
        unrecorded[i] = v[m.land[7, i]] * known[i]
        undiscovered[i] = math.exp(-v[m.land[8, i]] / 12.0)
        initial += known[i]
        region_bound[m.region[i]] += m.residual * known[i]
    region_bound[:] = np.maximum(region_bound, 0.01)
    bound = max(m.residual * initial, 0.01)
    out[INITIAL], out[UNRECORDED] = initial, unrecorded.sum()
    above = np.zeros(regions, np.int64)  # months until a region was last above its bound
    region_left = np.empty(regions)

    # Team groups, ha per year.
    size = np.empty(groups)
    speed = np.ones(groups)
    unit_cost = np.empty(groups)
    per_cost = np.empty(groups)
    spent_by = np.zeros(groups)
    mobilised_by = np.zeros(groups)
    used = np.zeros(groups)  # months of work of the whole group, this programme year
    offered = np.zeros(groups)
    learning = np.empty(groups)
    inverse = 1.0 / m.place_speed
    for g in range(groups):
        size[g] = v[m.teams[0, g]]
        unit_cost[g] = v[m.teams[3, g]] * (1.0 + m.overhead_share)
        per_cost[g] = 1.0 / unit_cost[g]
        learning[g] = (1.0 + v[m.teams[4, g]]) ** (1.0 / 12.0)
    learners = np.flatnonzero(learning > 1.0)

    # Money.
    balance = np.zeros(sources)
    level = np.zeros(sources)
    income = np.zeros(sources)  # a month's
    touched = np.ones(sources)  # by events
    paid_by = np.zeros(sources)
    income_by = np.zeros(sources)
    price, inflation = 1.0, m.inflation[0]
    wages, wage_growth = 1.0, (1.0 + v[m.escalation]) ** (1.0 / 12.0)
    per_wage, wage_fall = 1.0, 1.0 / wage_growth
    discount = (1.0 + m.discount) ** (-1.0 / 12.0)
    present_factor = math.sqrt(discount)
    overhead = v[m.overhead] / 12.0
    cost = nominal = present = gap = lapsed = overhead_paid = mobilised = 0.0
    year_cost = year_gap = 0.0

    # Events: months of arrival and end. Between them nothing changes.
    arrival = np.empty(events, np.int64)
    end = np.full(events, NEVER)
    active = np.zeros(events, np.bool_)
    next_change = NEVER
    for k in range(events):
        arrival[k] = wait(state, v[m.event_rate[k]])
        next_change = min(next_change, arrival[k])
    event_output = 1.0

    found = np.zeros(areas)
    start = backlog[:2].copy()
    all_found = added = 0.0
    milestone, milestones = 0, m.milestones.size
    completion = NEVER
    before = np.zeros(c.year)  # what had been counted up by the end of the last year
    now = np.zeros(c.year)
    last = m.years - 1

    for year in range(m.years):
        # 4.1 The year turns, 4.6 growth is weighed.
        year_lapsed = 0.0
        if year > 0:
            for j in range(sources):
                year_lapsed += (1.0 - m.carryover[j]) * balance[j]
                balance[j] *= m.carryover[j]
            inflation = m.inflation[0] + m.inflation[2] * (inflation - m.inflation[0]) + m.inflation[1] * normal(state)
            price *= max(0.5, 1.0 + inflation)
        lapsed += year_lapsed
        for j in range(sources):
            scatter = m.volatility[j] * normal(state)
            persistence = m.persistence[j]
            level[j] = scatter if year == 0 else persistence * level[j] + scatter * math.sqrt(1.0 - persistence ** 2)
        may_grow = year > 0 and year_gap <= 0.01 * year_cost
        year_gap = year_cost = 0.0
        stale = True  # the months' incomes have to be worked out again

        for month in range(12):
            t = 12 * year + month

            # 4.2 Events
            if t >= next_change:
                stale = True
                next_change = NEVER
                event_output = 1.0
                touched[:] = 1.0
                for k in range(events):
                    if active[k] and t >= end[k]:
                        active[k] = False
                        arrival[k] = t + wait(state, v[m.event_rate[k]])
                    if not active[k] and t >= arrival[k]:
                        active[k] = True
                        months = max(1, math.ceil(at_score(m.event_duration[k], normal(state))))
                        end[k] = NEVER if m.event_permanent[k] else t + months
                        adds = at_score(m.event_adds[k], normal(state))
                        added += adds
                        all_found += adds
                        for i in range(areas):
                            backlog[0, i] += adds * known[i] / initial
                            found[i] += adds * known[i] / initial
                    if active[k]:
                        event_output *= v[m.event_output[k]]
                        for j in range(sources):
                            if m.event_sources[k, j]:
                                touched[j] *= v[m.event_funding[k]]
                    next_change = min(next_change, end[k] if active[k] else arrival[k])

            # 4.3 Discovery
            for i in range(areas):
                left = unrecorded[i] * undiscovered[i]
                backlog[0, i] += unrecorded[i] - left
                found[i] += unrecorded[i] - left
                all_found += unrecorded[i] - left
                unrecorded[i] = left

            # 4.4 Income
            if stale:
                stale = False
                for j in range(sources):
                    income[j] = (v[m.annual[j]] * (1.0 + v[m.income_growth[j]]) ** year
                                 * math.exp(level[j] - 0.5 * m.volatility[j] ** 2) * touched[j] / 12.0)
                    if not m.indexed[j]:
                        income[j] /= price
            money = 0.0
            for j in range(sources):
                balance[j] += income[j]
                income_by[j] += income[j]
                money += balance[j]
            available = money
            month_gap = 0.0

            # 4.5 Overhead
            due = overhead * wages
            paid = min(due, money)
            money -= paid
            overhead_paid += paid
            month_gap += due - paid

            # 4.6 Growth
            if month == 0:
                for g in range(groups):
                    if may_grow and used[g] >= 0.9 * offered[g]:
                        wanted = max(0.0, min(v[m.teams[1, g]], m.most[g] - size[g]))
                        each = v[m.teams[2, g]] * wages
                        gained = min(wanted, money / each) if each > 0.0 else wanted
                        size[g] += gained
                        money -= gained * each
                        mobilised += gained * each
                        mobilised_by[g] += gained * each
                        month_gap += (wanted - gained) * each
                    used[g] = 0.0
                    offered[g] = 12.0 * size[g]

            # 4.7 Work. Money is counted in ha that it pays for.
            shock = math.exp(m.noise * normal(state) - 0.5 * m.noise ** 2)
            base = m.days[month] * event_output * shock
            for task in range(3):
                for g in range(m.first_group[task], m.first_group[task + 1]):
                    pace = base * speed[g]
                    left = size[g] * pace
                    affordable = had = money * per_cost[g] * per_wage
                    wanted = done = 0.0
                    for place in range(m.first_place[g], m.first_place[g + 1]):
                        i = np.uint64(m.place_area[place])  # unsigned: no check for a place from the end
                        need = backlog[task, i]
                        if need <= 0.0:
                            continue
                        capacity = left * m.place_speed[place]
                        asked = min(capacity, need)
                        wanted += asked
                        ha = min(asked, affordable)
                        affordable -= ha
                        done += ha * inverse[place]
                        backlog[task, i] -= ha * leaves[task, i]
                        backlog[task + 1, i] += ha * moves_on[task, i]
                        if capacity <= need:
                            break
                        left -= asked * inverse[place]
                    each = unit_cost[g] * wages
                    cost_here = (had - affordable) * each
                    money -= cost_here
                    spent_by[g] += cost_here
                    month_gap += (wanted - (had - affordable)) * each
                    used[g] += done / pace
            for g in learners:
                speed[g] *= learning[g]

            # 4.8 Books
            spent = available - money
            if available > 0.0:
                share = spent / available
                for j in range(sources):
                    drawn = share * balance[j]
                    balance[j] -= drawn
                    paid_by[j] += drawn
            cost += spent
            nominal += spent * price
            present += spent * present_factor
            present_factor *= discount
            wages *= wage_growth
            per_wage *= wage_fall
            gap += month_gap
            year_gap += month_gap
            year_cost += spent

            # 4.9 Completion
            region_left[:] = 0.0
            remaining = 0.0
            for i in range(areas):
                here = backlog[0, i] + backlog[1, i] + backlog[2, i]
                region_left[m.region[i]] += here
                remaining += here
            while milestone < milestones and (remaining <= (1.0 - m.milestones[milestone] + 1e-9) * initial or remaining <= bound):
                out[c.milestones + milestone] = t + 1
                milestone += 1
            for r in range(regions):
                if region_left[r] > region_bound[r]:
                    above[r] = t + 1
            if remaining <= bound:
                completion = t + 1
                break

        # The books of the calendar year: what has been counted up since the last.
        now[:] = 0.0
        for i in range(areas):
            # Land is kept: what is not there any more has been worked on.
            surveyed = start[0, i] + found[i] - backlog[0, i]
            searched = start[1, i] + moves_on[0, i] * surveyed - backlog[1, i]
            cleared = moves_on[1, i] * searched - backlog[2, i]
            now[Y_CANCELLED] += (1.0 - moves_on[0, i]) * surveyed
            now[Y_REDUCED] += (1.0 - moves_on[1, i]) * searched
            now[Y_CLEARED] += cleared
            for item in range(m.items.size):
                now[Y_ITEMS + item] += v[m.items[item]] * m.item_hazard[item, i] * cleared
        for g in range(groups):
            task = int(g >= m.first_group[1]) + int(g >= m.first_group[2])
            now[Y_CATEGORY + task] += spent_by[g]
            now[c.y_operators + m.operator[g]] += spent_by[g] + mobilised_by[g]
        now[Y_CATEGORY + OVERHEAD], now[Y_CATEGORY + MOBILISATION] = overhead_paid, mobilised
        now[Y_FOUND], now[Y_SPENT], now[Y_INCOME], now[Y_GAP], now[Y_LAPSED] = all_found, cost, income_by.sum(), gap, lapsed
        for j in range(sources):
            now[c.y_sources + j], now[c.y_income + j] = paid_by[j], income_by[j]
        for column in range(STOCKS, c.y_teams):
            years[year, column] = now[column] - before[column]
            before[column] = now[column]
        years[year, Y_SUSPECTED], years[year, Y_CONFIRMED] = backlog[0].sum(), backlog[1].sum()
        years[year, Y_TO_CLEAR], years[year, Y_REMAINING] = backlog[2].sum(), remaining
        years[year, c.y_teams:] = size
        if completion < NEVER:
            last = year
            break

    # Outcome.
    over = float(completion) if completion < NEVER else np.inf
    out[COMPLETION], out[COST], out[NOMINAL], out[PRESENT] = over, cost, nominal, present
    out[ADDED], out[REMAINING], out[UNDISCOVERED] = added, remaining, unrecorded.sum()
    out[CANCELLED], out[REDUCED], out[CLEARED] = now[Y_CANCELLED], now[Y_REDUCED], now[Y_CLEARED]
    out[GAP], out[INCOME], out[LAPSED], out[KEPT] = gap, income_by.sum(), lapsed, balance.sum()
    out[CATEGORY:CATEGORY + CATEGORIES] = now[Y_CATEGORY:Y_CATEGORY + CATEGORIES]
    out[c.operators:c.sources] = now[c.y_operators:c.y_sources]
    out[c.sources:c.items] = paid_by
    out[c.items:c.milestones] = now[Y_ITEMS:c.y_operators]
    for k in range(milestone, milestones):
        out[c.milestones + k] = over
    for r in range(regions):
        month = min(above[r] + 1, completion)
        out[c.regions + r] = month if month <= 12 * m.years else np.inf
    return last
