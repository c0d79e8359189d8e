"""Writes the scenarios and the results that the engine is compared with (see model.py).

    python3 tests/reference/make.py                 cases/*.toml and expected.json: nothing left to chance, agreement to rounding
    python3 tests/reference/make.py stochastic      stochastic/*.toml and stochastic.json: agreement within Monte Carlo error
    python3 tests/reference/make.py stochastic 24000 people         one of them anew, with so many trials
"""

import json
import math
import pathlib
import random
import statistics
import sys

import cases_at_random
import cases_by_hand
import cases_with_chance
from model import value_at
from plain import PLAIN, changed
from point_estimate import point_estimate
from scenario import load
from trial import simulate

HERE = pathlib.Path(__file__).parent
TRIALS = 24_000


# ---------------------------------------------------------------------------------------------------------------------
# Files


def toml_value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml_value(x)}" for key, x in value.items()) + " }"
    return repr(value)


def toml_document(document):
    keyed = ("area", "team", "funding", "event", "driver", "items")
    lines = [f"{key} = {toml_value(value)}" for key, value in document.items()
             if not isinstance(value, dict) and key != "correlation"]
    tables = []
    for key, value in document.items():
        if key in keyed:
            tables += [(f"[{key}.{name}]", table) for name, table in value.items()]
        elif key == "correlation":
            tables += [("[[correlation]]", table) for table in value]
        elif isinstance(value, dict):
            tables.append((f"[{key}]", value))
    for head, table in tables:
        lines += ["", head] + [f"{name} = {toml_value(x)}" for name, x in table.items()]
    return "\n".join(lines) + "\n"


def write_scenario(path, name, description, document):
    document = {**document, "name": name, "description": description}
    path.parent.mkdir(exist_ok=True)
    path.write_text(toml_document(document))
    scenario = load(path)
    assert scenario.document == document, f"{path} does not say what it should"
    return scenario


def write_json(path, entries):
    """One entry a case, one line a result: a difference is easy to find."""
    def block(entry):
        return "{\n" + ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entry.items()) + "\n }"
    path.write_text("{\n" + ",\n".join(f" {json.dumps(name)}: {block(entry)}" for name, entry in entries.items()) + "\n}\n")


# ---------------------------------------------------------------------------------------------------------------------
# What is expected


def check_books(scenario, result):
    """Money and land are neither made nor lost."""
    def close(a, b):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-3)
    by, cost = result["cost_by"], result["cost_to_horizon"]
    assert close(sum(by["category"].values()), cost) and close(sum(by["funding"].values()), cost)
    assert close(sum(by["operator"].values()) + by["category"]["overhead"] + by["category"].get("risk_education", 0.0), cost)
    document, last = scenario.document, result["months"][-1]
    years = result["years"].values()
    assert close(sum(year["unfunded"] for year in years), result["funding_gap"])
    assert close(sum(year["lapsed"] for year in years), result["lapsed"])
    added = sum(event.get("adds", 0.0) for event in document.get("event", {}).values() if event["rate"] > 0.0)
    if added == 0.0:
        general = document.get("land_release", {}).get("unrecorded", 0.0)
        unrecorded = sum((a.get("suspected", 0.0) + a["confirmed"]) * a.get("unrecorded", general)
                         for a in document["area"].values())
        assert close(last["released"] + last["suspected"] + last["confirmed"] + last["to_clear"] + result["undiscovered"],
                     result["initial"] + unrecorded)
    sources = document["funding"].values()
    if not result["completion_months"] and all(set(source) == {"annual"} for source in sources) and "event" not in document:
        assert close(sum(source["annual"] for source in sources) * scenario.months / 12.0,
                     cost + result["lapsed"] + result["money_left"])


def certain_results(scenario):
    """The one trial of a scenario without chance."""
    def run(factor):
        rng = random.Random(1)
        values = scenario.sample(rng)
        for path in values:
            if path.startswith("area.") and path.endswith(("suspected", "confirmed", "people")):
                values[path] *= factor
        return simulate(scenario, values, rng)
    result = run(1.0)
    check_books(scenario, result)
    for factor in (1.0 - 1e-10, 1.0 + 1e-10):
        other = run(factor)
        for key in ("completion_months", "milestones", "regions"):
            assert other[key] == result[key], f"{scenario.document['name']}: {key} hangs on a rounding error"
        for key in ("cost_to_horizon", "cleared", "funding_gap", "lapsed"):
            assert math.isclose(other[key], result[key], rel_tol=1e-7, abs_tol=1e-3), f"{scenario.document['name']}: {key} jumps"
        for key in ("half", "most"):
            assert other.get("people", {}).get(key) == result.get("people", {}).get(key), f"{scenario.document['name']}: {key}"
    months = result.pop("months")[:30]
    result["monthly"] = {key: [month[key] for month in months] for key in ("spent", "suspected", "confirmed", "to_clear")}
    return result


def write_certain():
    cases = {name: (text, changed(PLAIN, changes)) for name, (text, changes) in cases_by_hand.HAND.items()}
    cases |= {f"random-{seed:02}": ("All mechanisms together, numbers at random", cases_at_random.random_document(seed))
              for seed in range(25)}
    cases |= {f"random-people-{seed}": ("All mechanisms together and people, numbers at random", cases_at_random.random_people(seed))
              for seed in range(25, 33)}
    cases |= {f"random-plans-{seed}": ("All mechanisms together, planned as programmes do, numbers at random",
                                       cases_at_random.random_plans(seed)) for seed in range(33, 57)}
    expected = {}
    for name, (text, document) in cases.items():
        expected[name] = certain_results(write_scenario(HERE / "cases" / f"{name}.toml", name, text, document))
    write_json(HERE / "expected.json", expected)
    return expected


def estimate(values):
    """Mean and quantiles with standard errors; None where a trial has no finite value there."""
    ordered, n = sorted(values), len(values)
    result = {"mean": None, "mean_se": None, "sd": None, "sd_se": None}
    if math.isfinite(ordered[-1]):
        mean, sd = statistics.fmean(ordered), statistics.stdev(ordered)
        fourth = statistics.fmean((x - mean) ** 4 for x in ordered)
        sd_se = math.sqrt(max(0.0, fourth - sd ** 4) / n) / (2.0 * sd) if sd > 0.0 else 0.0
        result = {"mean": mean, "mean_se": sd / math.sqrt(n), "sd": sd, "sd_se": sd_se}
    for p in (0.1, 0.5, 0.9):
        spread = math.sqrt(p * (1.0 - p) / n)
        x, low, high = (value_at(ordered, q) for q in (p, p - spread, p + spread))
        name = f"p{p * 100:.0f}"
        result |= {name: x if math.isfinite(x) else None, f"{name}_se": (high - low) / 2.0 if math.isfinite(high) else None}
    return result


def monte_carlo(scenario, trials):
    rng = random.Random(f"trials of {scenario.document['name']}")
    results = [simulate(scenario, scenario.sample(rng), rng) for _ in range(trials)]

    def column(key):
        return [math.inf if result[key] is None else result[key] for result in results]

    expected = {"trials": trials}
    for key in ("finished", "within_years", "within_cost", "joint"):
        share = statistics.fmean(bool(result["completion_months" if key == "finished" else key]) for result in results)
        expected[key] = {"mean": share, "mean_se": math.sqrt(share * (1.0 - share) / trials)}
    expected["completion_years"] = estimate([months / 12.0 for months in column("completion_months")])
    for key in ("cost", "cost_nominal", "cost_present_value", "cost_to_horizon", "initial", "cancelled", "reduced", "cleared",
                "undiscovered", "funding_gap", "lapsed", "money_left"):
        expected[key] = estimate(column(key))
    for kind in ("category", "operator", "funding"):
        for key in results[0]["cost_by"][kind]:
            expected[f"cost_by.{kind}.{key}"] = estimate([result["cost_by"][kind][key] for result in results])
    for part, unit in (("items", 1.0), ("regions", 12.0), ("milestones", 12.0)):
        for key in results[0][part]:
            values = [result[part][key] for result in results]
            expected[f"{part}.{key}"] = estimate([math.inf if x is None else x / unit for x in values])
    if "people" in results[0]:
        for key, name, unit in (("returned", "returned", 1.0), ("half", "years_to_half_returned", 12.0),
                                ("most", "years_to_90_percent_returned", 12.0)):
            values = [result["people"][key] for result in results]
            expected[f"people.{name}"] = estimate([math.inf if x is None else x / unit for x in values])
        for key in ("people", "deminers", "killed"):
            expected[f"casualties.{key}"] = estimate([result["casualties"][key] for result in results])
        expected["benefits_present_value"] = estimate([result["benefits"]["present_value"] for result in results])
        expected["benefit_cost_ratio"] = estimate([result["benefits"]["ratio"] for result in results])
    expected["point_estimate"] = point = point_estimate(scenario)
    for key, worse in (("confidence_years", "completion_months"), ("confidence_cost", "cost")):
        point[key] = statistics.fmean(x <= point[worse] for x in column(worse)) if point["completion_months"] else None
    return expected


def write_stochastic(trials, names):
    path = HERE / "stochastic.json"
    expected = json.loads(path.read_text()) if names else {}
    for name, build in cases_with_chance.STOCHASTIC.items():
        if names and name not in names:
            continue
        document = build()
        scenario = write_scenario(HERE / "stochastic" / f"{name}.toml", name, build.__doc__, document)
        expected[name] = monte_carlo(scenario, trials)
        write_json(path, expected)
        print(name, {key: expected[name][key] for key in ("joint", "completion_years", "cost", "point_estimate")}, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["stochastic"]:
        write_stochastic(int(sys.argv[2]) if len(sys.argv) > 2 else TRIALS, sys.argv[3:])
    else:
        for name, result in write_certain().items():
            end = result["completion_months"] or "unfinished"
            print(f"{name:32} {end:>10} {result['cost_to_horizon']:>16,.0f} {result['funding_gap']:>16,.0f}")
