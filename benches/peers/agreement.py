"""Do the three programs give the same answer, within Monte Carlo error? (The mean of the completion time is infinite where one trial
is unfinished, so it is compared by its quantiles, and by what remained in the mean at the end of every year.)

Every figure comes with its standard error. Two programs differ in a figure if the distance between them is too large for Student's t of
the degrees of freedom of Welch and Satterthwaite: 15 for clearcast, whose errors come from 16 replicates, and 15 for quantiles of the
peers, whose errors come from 16 groups of trials; those of their means come from all trials. All comparisons together raise a false
alarm in at most one run in a thousand (`FALSE_ALARM`, shared equally: Bonferroni). A run with the same seeds gives the same answer.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from layout import (CANCELLED, CATEGORY, CLEARED, COMPLETION, COST, NOMINAL, OVERHEAD, PRESENT, REDUCED, UNDISCOVERED, Y_REMAINING,
                    Sample)
from program import Results
from scenario import Model

FALSE_ALARM = 0.001
GROUPS = 16
YEARS = 40  # calendar years compared; later ones rest on few trials


class Figure(NamedTuple):
    """A figure, its standard error, and the degrees of freedom of that error."""

    value: float
    error: float
    freedom: float


class Difference(NamedTuple):
    """Two programs that differ in a figure."""

    figure: str
    programs: tuple[str, str]
    errors: float  # distance in standard errors
    chance: float  # of a distance as large, if they did not differ


def figures_of_program(results: Results) -> dict[str, Figure]:
    """The figures of a run of clearcast."""
    summary, error = results.summary, results.summary["standard_error"]

    def figure(*keys: str) -> Figure:
        value, its_error = summary, error
        for key in keys:
            value, its_error = value[key], its_error[key]
        return Figure(value, its_error, GROUPS - 1)

    finished = figure("probability", "finished")
    figures = {
        "unfinished share": finished._replace(value=1.0 - finished.value),
        "within the years of the target": figure("probability", "within_years"),
        "within years and cost (joint)": figure("probability", "joint"),
        "completion P50, years": figure("completion_years", "p50"),
        "completion P80, years": figure("completion_years", "p80"),
        "cost mean, to the horizon": figure("cost_to_horizon", "mean"),
        "cost P50": figure("cost", "p50"),
        "cost P80": figure("cost", "p80"),
        "nominal cost P50": figure("cost_nominal", "p50"),
        "present value P50": figure("cost_present_value", "p50"),
        "overhead mean": figure("cost_by", "category", "overhead", "mean"),
        "clearance cost mean": figure("cost_by", "category", "clearance", "mean"),
        "cancelled mean, ha": figure("area_ha", "cancelled", "mean"),
        "reduced mean, ha": figure("area_ha", "reduced", "mean"),
        "cleared mean, ha": figure("area_ha", "cleared", "mean"),
        "undiscovered mean, ha": figure("area_ha", "undiscovered", "mean"),
    }
    rows = [row for row in results.years if row["quantity"] == "remaining.total"]
    figures |= {f"remaining mean {row['year']}, ha": Figure(float(row["mean"]), float(row["mean_se"]), GROUPS - 1)
                for row in rows[:YEARS]}
    figures |= {f"{float(share):.0%} released P50, years": figure("milestones", share, "p50") for share in summary["milestones"]}
    return figures


def figures_of_peer(model: Model, sample: Sample, first_year: int) -> dict[str, Figure]:
    """The figures of a run of a peer."""
    out = sample.outcomes.T
    finished = np.isfinite(out[COMPLETION])
    in_time = out[COMPLETION] <= model.target_months
    joint = in_time & finished & (out[COST] <= model.target_cost)
    at_completion = np.where(finished, out[[COST, NOMINAL, PRESENT]], np.inf)
    figures = {
        "unfinished share": mean(~finished),
        "within the years of the target": mean(in_time),
        "within years and cost (joint)": mean(joint),
        "completion P50, years": quantile(out[COMPLETION] / 12.0, 0.5),
        "completion P80, years": quantile(out[COMPLETION] / 12.0, 0.8),
        "cost mean, to the horizon": mean(out[COST]),
        "cost P50": quantile(at_completion[0], 0.5),
        "cost P80": quantile(at_completion[0], 0.8),
        "nominal cost P50": quantile(at_completion[1], 0.5),
        "present value P50": quantile(at_completion[2], 0.5),
        "overhead mean": mean(out[CATEGORY + OVERHEAD]),
        "clearance cost mean": mean(out[CATEGORY + 2]),
        "cancelled mean, ha": mean(out[CANCELLED]),
        "reduced mean, ha": mean(out[REDUCED]),
        "cleared mean, ha": mean(out[CLEARED]),
        "undiscovered mean, ha": mean(out[UNDISCOVERED]),
    }
    errors = sample.remaining.std(axis=0, ddof=1) / np.sqrt(len(sample.remaining))
    figures |= {f"remaining mean {first_year + year}, ha": Figure(value, errors[year], np.inf)
                for year, value in enumerate(sample.year_means[:YEARS, Y_REMAINING])}
    first_milestone = -len(model.milestones) - (model.region.max() + 1)  # before the regions, which come last
    figures |= {f"{share:.0%} released P50, years": quantile(months / 12.0, 0.5)
                for share, months in zip(model.milestones, out[first_milestone:])}
    return figures


def mean(values: np.ndarray) -> Figure:
    return Figure(values.mean(), values.std(ddof=1) / np.sqrt(values.size), np.inf)


def quantile(values: np.ndarray, p: float) -> Figure:
    """The smallest value whose cumulative share of the trials reaches `p`."""
    parts = [np.quantile(values[group::GROUPS], p, method="inverted_cdf") for group in range(GROUPS)]
    return Figure(np.quantile(values, p, method="inverted_cdf"), np.std(parts, ddof=1) / np.sqrt(GROUPS), GROUPS - 1)


def distance(a: Figure, b: Figure, step: float) -> tuple[float, float]:
    """How many standard errors two figures are apart, beyond a `step` in which both are counted, and the chance of that."""
    apart = max(0.0, abs(a.value - b.value) - step)
    variance = a.error**2 + b.error**2
    if apart == 0.0:
        return 0.0, 1.0
    if variance == 0.0:
        return np.inf, 0.0
    errors = apart / np.sqrt(variance)
    lack_of_freedom = (a.error**4 / a.freedom + b.error**4 / b.freedom) / variance**2
    return errors, 2.0 * student.sf(errors, 1.0 / max(lack_of_freedom, 1e-9))


def compare(figures: dict[str, dict[str, Figure]]) -> tuple[list[Difference], list[Difference]]:
    """All comparisons by program and figure, and those that are too large for chance."""
    names = list(figures)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1:]]
    every = []
    for key in figures[names[0]]:
        step = 1.0 / 12.0 if key.endswith(", years") else 0.0  # counted in whole months
        for a, b in pairs:
            every.append(Difference(key, (a, b), *distance(figures[a][key], figures[b][key], step)))
    return every, [difference for difference in every if difference.chance < FALSE_ALARM / len(every)]
