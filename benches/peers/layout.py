"""Columns of what a trial leaves behind. Land in ha, money at constant prices unless named otherwise, completion in months."""

from typing import NamedTuple

import numpy as np

# Outcome of a trial.
COMPLETION, COST, NOMINAL, PRESENT, INITIAL, UNRECORDED, ADDED, CANCELLED, REDUCED, CLEARED, REMAINING, UNDISCOVERED, GAP, INCOME, \
    LAPSED, KEPT, CATEGORY = range(17)
CATEGORIES = 5  # the three tasks, then these
OVERHEAD, MOBILISATION = 3, 4

# Calendar year of a trial: stocks at its end first.
Y_SUSPECTED, Y_CONFIRMED, Y_TO_CLEAR, Y_REMAINING, Y_FOUND, Y_CANCELLED, Y_REDUCED, Y_CLEARED, Y_SPENT, Y_CATEGORY = range(10)
Y_INCOME, Y_GAP, Y_LAPSED, Y_ITEMS = range(Y_CATEGORY + CATEGORIES, Y_CATEGORY + CATEGORIES + 4)
STOCKS = 4  # columns that stay as they are when a trial is over


class Columns(NamedTuple):
    """First columns of what there is a varying number of: in outcomes, and with y_ in calendar years."""

    operators: int
    sources: int
    items: int
    milestones: int
    regions: int
    outcome: int
    y_operators: int
    y_sources: int
    y_income: int
    y_teams: int
    year: int


def columns(operators: int, sources: int, items: int, milestones: int, regions: int, groups: int) -> Columns:
    """The columns of a programme with that many of each."""
    o = np.cumsum([CATEGORY + CATEGORIES, operators, sources, items, milestones, regions]).tolist()
    y = np.cumsum([Y_ITEMS + items, operators, sources, sources, groups]).tolist()
    return Columns(*o, *y)


class Sample(NamedTuple):
    """What is kept of a run. The two series of every trial are there for the fans: exact quantiles of any year come from them."""

    outcomes: np.ndarray  # [trial, column]
    year_means: np.ndarray  # [year, column]
    remaining: np.ndarray  # [trial, year], ha at the end of the year
    spending: np.ndarray  # [trial, year]
