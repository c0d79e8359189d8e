"""How long until an answer is that precise? Time per trial says nothing of how much a trial tells.

The standard error of a figure is measured at numbers of trials that double, taken together over seeds (root mean square): for pseudo-random
numbers it is that of all trials, for designs with 16 replicates the spread of these. The trials that a wanted error takes lie on the
straight line between the two sizes around it, both in logarithms; the time is theirs at the time per trial of the larger size.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from layout import COMPLETION, COST, Sample
from program import Results
from scenario import Model

REPLICATES = 16
SIZES = [1 << k for k in range(10, 19)]  # of which a program needs as many as its errors take
SEEDS = range(11, 19)


class Goal(NamedTuple):
    """A figure and the standard error that is asked of it."""

    figure: str
    error: float
    words: str


GOALS = (Goal("joint", 0.005, "joint to 0.5 points"), Goal("cost", 0.001, "mean cost to 0.1 %"))


class Needed(NamedTuple):
    """What a goal takes."""

    trials: float
    seconds: float


# Runs a number of trials under a seed; returns the standard error of each goal's figure and the seconds it took.
Program = Callable[[int, int], tuple[list[float], float]]


def errors_of_program(results: Results) -> list[float]:
    """Standard errors of clearcast: the joint probability, and mean cost as a share."""
    error = results.summary["standard_error"]
    cost = error["cost_to_horizon"]["mean"] / results.summary["cost_to_horizon"]["mean"]
    return [error["probability"]["joint"], cost]


def errors_of_peer(model: Model, sample: Sample, replicated: bool) -> list[float]:
    """The same of a peer's sample."""
    cost = sample.outcomes[:, COST]
    joint = (sample.outcomes[:, COMPLETION] <= model.target_months) & (cost <= model.target_cost)

    def error(values: np.ndarray) -> float:
        if replicated:
            values = values.reshape(-1, REPLICATES).mean(axis=0)
        return float(values.std(ddof=1)) / math.sqrt(len(values))

    return [error(joint.astype(float)), error(cost) / float(cost.mean())]


def needed(programs: dict[str, Program]) -> dict[str, list[Needed]]:
    """Trials and time until each goal is reached. Programs take turns, so that other work on the machine disturbs all of them alike."""
    errors: dict[str, list[list[float]]] = {name: [] for name in programs}
    rates: dict[str, list[float]] = {name: [] for name in programs}
    waiting = set(programs)
    for trials in SIZES:
        runs: dict[str, list[tuple[list[float], float]]] = {name: [] for name in programs if name in waiting}
        for seed in SEEDS:
            for name, of_seeds in runs.items():
                of_seeds.append(programs[name](trials, seed))
        for name, of_seeds in runs.items():
            squares = np.square([errors_of_run for errors_of_run, _ in of_seeds]).mean(axis=0)
            errors[name].append([float(square) ** 0.5 for square in squares])
            rates[name].append(float(np.median([seconds for _, seconds in of_seeds])) / trials)
            if all(error <= goal.error for error, goal in zip(errors[name][-1], GOALS)):
                waiting.discard(name)
    return {name: [at_goal(goal, [row[k] for row in errors[name]], rates[name]) for k, goal in enumerate(GOALS)] for name in programs}


def at_goal(goal: Goal, errors: list[float], rates: list[float]) -> Needed:
    """Where the errors pass the one asked for; below the first size by the law of random numbers."""
    for k, error in enumerate(errors):
        if error > goal.error:
            continue
        if k == 0:
            trials = SIZES[0] * (error / goal.error) ** 2
        else:
            part = math.log(errors[k - 1] / goal.error) / math.log(errors[k - 1] / error)
            trials = SIZES[k - 1] * 2.0**part
        return Needed(trials, trials * rates[k])
    return Needed(math.inf, math.inf)
