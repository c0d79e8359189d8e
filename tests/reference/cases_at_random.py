"""Scenarios without chance at random, all mechanisms together."""

import math
import random

from plain import FULL_YEAR, HARD_WINTER, MILD, PLAIN, area, changed
from scenario import TASKS


def random_document(seed):
    rng = random.Random(f"clearance {seed}")
    u = rng.uniform

    def maybe(probability, key, value):
        return {key: value()} if rng.random() < probability else {}

    hazards, terrains = ["minefield", "battle-area", "cluster-strike"], ["plain", "hill", "mountain"]
    areas = {}
    for k in range(rng.randint(2, 6)):
        areas[f"{rng.choice(['east', 'west'])}-{k}"] = (
            area(u(0, 2000), u(0, 900), hazard=rng.choice(hazards), terrain=rng.choice(terrains))
            | maybe(0.5, "region", lambda: rng.choice(["one", "two"])) | maybe(0.5, "priority", lambda: rng.randint(1, 3))
            | maybe(0.3, "cancelled", lambda: u(0.1, 0.9)) | maybe(0.3, "rework", lambda: u(0, 0.2))
            | maybe(0.2, "record_reliability", lambda: u(0, 1)) | maybe(0.2, "unrecorded", lambda: u(0, 0.2))
            | maybe(0.2, "reduced_with_records", lambda: u(0.2, 0.95)) | maybe(0.2, "discovery", lambda: u(0.05, 0.5)))
    size = {"survey": (12000, 30000), "technical_survey": (5000, 15000), "clearance": (700, 2500)}
    teams = {}
    for task in TASKS:
        for k in range(rng.randint(1, 3)):
            rated, priced = rng.random() < 0.25, rng.random() < 0.75
            output = u(*size[task])
            count = u(1, 8) * (2 if task == "clearance" else 1)
            unit = output * sum(MILD) / 1e4 if rated else 1.0  # ha a year of one team
            team = {"title": f"Group {k}", "task": task}
            team |= {"rate": count * unit} if rated else {"count": count, "output": output}
            team |= maybe(0.7, "operator", lambda: rng.choice(["Army", "NGO", "Company"]))
            if priced:
                team["cost"] = u(60e3, 200e3) / unit
            if not priced or rng.random() < 0.3:
                team["unit_cost"] = u(50, 400) * (20 if task == "clearance" else 1)
            team |= (maybe(0.5, "growth", lambda: u(0.2, 2.0) * unit) | maybe(0.4, "mobilisation", lambda: u(1e4, 9e4) / unit)
                     | maybe(0.3, "max", lambda: u(0.8, 2.5) * count * unit) | maybe(0.3, "learning", lambda: u(-0.01, 0.03))
                     | maybe(0.4, "terrain", lambda: {name: rng.choice([u(0.3, 1.1), u(0.3, 1.1), 0.0 if k else 0.8])
                                                      for name in rng.sample(terrains, 2)})
                     | maybe(0.4, "hazard", lambda: {name: u(0.4, 1.6) for name in rng.sample(hazards, 2)}))
            if k:
                team |= (maybe(0.4, "areas", lambda: rng.choice([["east-*"], ["west-*", "*-1"], ["*-0", "*-2", "*-3"]]))
                         | maybe(0.3, "from", lambda: rng.randint(2026, 2030))
                         | maybe(0.3, "until", lambda: rng.randint(2028, 2040)))
            teams[f"{task.replace('_', '-')}-{k}"] = team
    funding = {}
    for k in range(rng.randint(1, 3)):
        annual = math.exp(u(math.log(3e5), math.log(6e6)))
        funding[f"source-{k}"] = (
            {"annual": annual} | maybe(0.4, "growth", lambda: u(-0.03, 0.06))
            | maybe(0.5, "carryover", lambda: rng.choice([0.5, 1.0, u(0, 1)]))
            | maybe(0.4, "indexed", lambda: False) | maybe(0.3, "persistence", lambda: 0.5)
            | maybe(0.3, "by_year", lambda: {str(rng.randint(2026, 2034)): annual * u(0.2, 2.0) for _ in range(3)}))
        if k:
            funding[f"source-{k}"] |= (maybe(0.3, "from", lambda: rng.randint(2026, 2029))
                                       | maybe(0.3, "until", lambda: rng.randint(2028, 2036)))
    return changed(PLAIN, {
        "start": f"{rng.randint(2025, 2027)}-{rng.randint(1, 12):02}", "horizon": rng.randint(20, 45),
        "allocation": rng.choice(["priority", "proportional"]),
        "target": {"years": u(3, 20), "cost": math.exp(u(16, 18)), "spent": u(0, 1e6),
                   "since": f"{rng.randint(2020, 2025)}-{rng.randint(1, 12):02}"},
        "completion": {"residual": u(0.0003, 0.004), "milestones": sorted(u(0.1, 0.99) for _ in range(3))},
        "calendar": {"working_days": rng.choice([FULL_YEAR, MILD, HARD_WINTER])},
        "economy": {"discount_rate": u(0, 0.06), "escalation": u(-0.01, 0.02),
                    "inflation": {"mean": u(0, 0.06), "sd": 0.0, "persistence": u(0, 0.8)}},
        "land_release": {"cancelled": u(0.1, 0.9), "reduced_without_records": u(0.1, 0.6), "reduced_with_records": u(0.6, 0.97),
                         "record_reliability": u(0, 1), "rework": u(0, 0.15), "unrecorded": u(0, 0.15),
                         "discovery": u(0.05, 0.5)},
        "area": {"field": None} | areas, "team": {"survey": None, "technical": None, "manual": None} | teams,
        "funding": {"state": None} | funding, "overhead": {"fixed": u(2e4, 4e5), "share": u(0, 0.2)},
        "event": {"never": {"title": "Never", "rate": 0.0, "duration": 12.0, "output": 0.1, "adds": 500.0}},
        "items": {"mines": {"per_cleared_ha": u(0.2, 4), "hazard": {"minefield": 1.0, "battle-area": u(0, 1)}}},
    })


def random_plans(seed):
    """The same with earmarks, pledges, teams in kind, seasons, planned strength and local events, some or all of them."""
    document, rng = random_document(seed), random.Random(f"plans {seed}")
    u = rng.uniform
    areas = [key for key, place in document["area"].items() if place]
    operators = sorted({team.get("operator", "none") for team in document["team"].values() if team})
    start = int(document["start"][:4])
    if rng.random() < 0.7:
        document["allocation"] = "priority"
    for place in document["area"].values():
        if place and rng.random() < 0.4:
            place["closed"] = sorted(rng.sample(range(1, 13), rng.randint(1, 6)))
    for team in document["team"].values():
        if not team:
            continue
        if rng.random() < 0.2:
            team["working_days"] = rng.choice([HARD_WINTER, [7] * 12])
        if rng.random() < 0.2:
            team["in_kind"] = True
        if rng.random() < 0.4:
            size = team.get("rate", team.get("count"))
            years = sorted(rng.sample(range(start, start + 9), rng.randint(1, 3)))
            team["by_year"] = {str(year): size * u(0.3, 2.5) for year in years}
        if "from" not in team and rng.random() < 0.2:
            team["until"] = f"{start + rng.randint(3, 20)}-{rng.randint(1, 12):02}"
    sources = list(document["funding"].values())
    for k, source in enumerate(s for s in sources if s):
        if document["allocation"] == "priority" and rng.random() < (0.3 if k == 0 else 0.7):
            mark = {}
            if rng.random() < 0.6:
                mark["areas"] = rng.sample(areas, rng.randint(1, len(areas)))
            if rng.random() < 0.4:
                mark["operators"] = rng.sample(operators, rng.randint(1, len(operators)))
            if rng.random() < 0.4 or not mark:
                names = (*TASKS, "overhead")
                mark["tasks"] = rng.sample(names, rng.randint(1, len(names)))
            source["pays_for"] = mark
        if rng.random() < 0.2:
            source["probability"] = rng.choice([0.0, 1.0])
    if rng.random() < 0.6:
        document["event"] = document["event"] | {"mud": {
            "title": "Mud", "rate": 1e9, "duration": u(1, 9), "output": rng.choice([0.0, u(0.2, 1.5)]), "funding": u(0.8, 1.0),
            "areas": rng.sample(areas, max(1, len(areas) - 1))}}
    return document | {"target": {"deadline": f"{start + rng.randint(1, 25)}-{rng.randint(1, 12):02}", "cost": u(1e6, 1e8)}}


def random_people(seed):
    """The same with people, some or all of their tables."""
    document, rng = random_document(seed), random.Random(f"people {seed}")
    u = rng.uniform
    for place in document["area"].values():
        if place and rng.random() < 0.8:
            place["people"] = math.exp(u(3, 9))
        if place and rng.random() < 0.6:
            place["residents"] = math.exp(u(3, 9))
    tables = {
        "people": {"return_lag": rng.choice([0.0, u(0.1, 4)])} | ({"return_capacity": u(50, 2000)} if rng.random() < 0.7 else {}),
        "casualties": {"rate": u(0.1, 5), "decline": u(0, 0.2), "deminers": u(0, 3), "killed": u(0, 0.5)},
        "risk_education": {"coverage": u(0.1, 1), "effect": u(0, 0.6), "cost": u(0.5, 20)},
        "benefits": {"per_ha": u(20, 900), "cancelled": u(0, 1)},
    }
    left_out = rng.choice([None, None, *tables])
    return document | {table: values for table, values in tables.items() if table != left_out}
