"""A second implementation of the programme model of docs/model.md, sections 1 to 6.

It was written from that page alone, one plain loop per trial, so that the engine can be checked against it: exactly where
nothing is left to chance, within Monte Carlo error where something is. It knows no `base` files.
This is its command; `trial.py` is the loop, and the other files beside it are what a trial is made of.

    python3 tests/reference/model.py SCENARIO.toml [--trials N] [--seed N]
"""

import argparse
import math
import random
import statistics

from scenario import load
from trial import simulate


def value_at(ordered, p):
    """The smallest value whose cumulative share of the trials is at least p."""
    return ordered[max(0, math.ceil(p * len(ordered) - 1e-9) - 1)]


def print_row(name, values):
    """Mean and quantiles; a trial without a value (None) counts as infinite."""
    ordered = sorted(math.inf if x is None else x for x in values)
    cells = [statistics.fmean(ordered)] + [value_at(ordered, p) for p in (0.05, 0.1, 0.5, 0.8, 0.9, 0.95)]
    print(f"{name:34}" + "".join(f"{x:>16,.2f}" if abs(x) < 1e5 else f"{x:>16,.0f}" for x in cells))


def first_year(trial, quantity):
    months = [month for month in trial["months"] if month["year"] == trial["months"][0]["year"]]
    return sum(month["spent"] for month in months) if quantity == "spent" else months[-1]["released"]


def main():
    parser = argparse.ArgumentParser(description="Runs a scenario file through the reference implementation of the model.")
    parser.add_argument("scenario")
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    scenario = load(options.scenario)
    trials = []
    for i in range(options.trials):
        rng = random.Random(f"{options.seed}/{i}")
        trial = simulate(scenario, scenario.sample(rng), rng)
        trial["first_year_spent"], trial["first_year_released"] = first_year(trial, "spent"), first_year(trial, "released")
        del trial["months"]
        trials.append(trial)
    for name, key in (("finished", "completion_months"), ("within years", "within_years"), ("within cost", "within_cost"),
                      ("joint", "joint")):
        share = statistics.fmean(bool(trial[key]) for trial in trials)
        print(f"{name:34}{share:>14.4f}  ± {math.sqrt(share * (1.0 - share) / len(trials)):.4f}")
    print(f"{'':34}" + "".join(f"{name:>16}" for name in ("mean", "p05", "p10", "p50", "p80", "p90", "p95")))
    print_row("completion, years", [trial["completion_months"] and trial["completion_months"] / 12 for trial in trials])
    for key in ("cost", "cost_nominal", "cost_present_value", "cost_to_horizon", "initial", "cancelled", "reduced", "cleared",
                "undiscovered", "funding_gap", "lapsed", "money_left"):
        print_row(key, [trial[key] for trial in trials])
    print_row(f"released in {scenario.start_year}, ha", [trial["first_year_released"] for trial in trials])
    print_row(f"spent in {scenario.start_year}", [trial["first_year_spent"] for trial in trials])
    for part in ("items", "teams"):
        for key in trials[0][part]:
            print_row(f"{part} {key}", [trial[part][key] for trial in trials])
    for key in trials[0]["regions"]:
        print_row(f"region {key}, years", [trial["regions"][key] and trial["regions"][key] / 12 for trial in trials])
    for key in trials[0]["milestones"]:
        print_row(f"milestone {key}, years", [trial["milestones"][key] and trial["milestones"][key] / 12 for trial in trials])
    for part in ("people", "casualties", "benefits"):
        for key in trials[0].get(part, {}):
            months = 12.0 if key in ("half", "most") else 1.0
            print_row(f"{part} {key}", [trial[part][key] and trial[part][key] / months for trial in trials])
    for kind, parts in trials[0]["cost_by"].items():
        for key in parts:
            print_row(f"cost by {kind}: {key}", [trial["cost_by"][kind][key] for trial in trials])


if __name__ == "__main__":
    main()
