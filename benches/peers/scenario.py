"""A scenario file as flat arrays: what both peers simulate.

Only what the frozen baseline uses is read, which is to the advantage of the peers: they carry no code for anything else.
`read` refuses a file that asks for more.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from quantiles import cells_of

TASKS = ("survey", "technical_survey", "clearance")
LAND = ("suspected", "confirmed", "cancelled", "reduced_without_records", "reduced_with_records", "record_reliability",
        "rework", "unrecorded", "discovery")
TEAM = ("rate", "growth", "mobilisation", "unit_cost", "learning")


class Model(NamedTuple):
    """A programme. A trial's inputs are one vector; arrays of `int64` hold places in it, by [quantity, index] where they have two
    dimensions. Areas stand in the order in which they are worked on, team groups by task."""

    # Inputs: fixed values, and quantiles of the uncertain ones at equidistant normal scores.
    fixed: np.ndarray  # [input]
    uncertain: np.ndarray  # [draw], place of the input
    cells: np.ndarray  # [draw, score]
    cluster: np.ndarray  # [draw], which inputs move together; the last cluster is of those that move alone
    loading: np.ndarray  # [cluster], weight of what the members share
    driver_chance: float
    driver_factor: int
    driven: np.ndarray

    # Land, ha and shares.
    land: np.ndarray  # [LAND, area]
    region: np.ndarray  # [area]
    residual: float
    milestones: np.ndarray

    # Team groups, ha per year.
    teams: np.ndarray  # [TEAM, group]
    most: np.ndarray  # [group], ha per year
    first_group: np.ndarray  # [task + 1]
    first_place: np.ndarray  # [group + 1]
    place_area: np.ndarray  # [place]
    place_speed: np.ndarray  # [place], multiplier of terrain and hazard
    operator: np.ndarray  # [group]
    operators: int

    # Money, at constant prices; rates per year.
    annual: np.ndarray  # [source]
    income_growth: np.ndarray  # [source]
    volatility: np.ndarray
    persistence: np.ndarray
    indexed: np.ndarray
    carryover: np.ndarray
    overhead: int
    overhead_share: float
    escalation: int
    inflation: np.ndarray  # mean, sd, persistence
    discount: float

    # Chance.
    noise: float
    event_rate: np.ndarray  # [event], per year
    event_output: np.ndarray  # [event]
    event_funding: np.ndarray  # [event]
    event_sources: np.ndarray  # [event, source]
    event_permanent: np.ndarray  # [event]
    event_duration: np.ndarray  # [event, score], months
    event_adds: np.ndarray  # [event, score], ha

    # Clock, ordnance, target.
    days: np.ndarray  # [month], share of the year's working days
    years: int
    items: np.ndarray  # [item]
    item_hazard: np.ndarray  # [item, area]
    target_months: float  # from the start
    target_cost: float  # from the start


def read(path: Path) -> Model:
    """Reads a resolved scenario file; `ValueError` if it uses what the peers leave out."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    refuse_what_is_left_out(document)
    areas = dict(sorted(document["area"].items(), key=lambda item: item[1]["priority"]))
    teams = dict(sorted(document["team"].items(), key=lambda item: TASKS.index(item[1]["task"])))
    sources, events = document["funding"], document["event"]
    inputs = inputs_by_path(document, areas, teams)
    at = {path: place for place, path in enumerate(inputs)}
    uncertain = [path for path, value in inputs.items() if isinstance(value, dict)]
    cluster, loading = clusters(document["correlation"], uncertain)
    (driver_name, driver), = document["driver"].items()
    places = [working_places(team, areas) for team in teams.values()]
    operators = list(dict.fromkeys(team["operator"] for team in teams.values()))
    regions = list(dict.fromkeys(area["region"] for area in areas.values()))
    tasks = [team["task"] for team in teams.values()]
    days = np.array(document["calendar"]["working_days"], float)
    economy, target = document["economy"], document["target"]

    def column(table: dict[str, Any], key: str, default: float = 0.0) -> np.ndarray:
        return np.array([float(entry.get(key, default)) for entry in table.values()])

    def at_each(kind: str, table: dict[str, Any], key: str) -> np.ndarray:
        return np.array([at[f"{kind}.{name}.{key}"] for name in table])

    return Model(
        fixed=np.array([0.0 if isinstance(value, dict) else float(value) for value in inputs.values()]),
        uncertain=np.array([at[path] for path in uncertain]),
        cells=np.array([cells_of(inputs[path]) for path in uncertain]),
        cluster=cluster,
        loading=loading,
        driver_chance=float(driver["probability"]),
        driver_factor=at[f"driver.{driver_name}.factor"],
        driven=np.array([at[path] for path in inputs if any(matches(p, path) for p in driver["multiplies"])]),
        land=np.array([[at.get(f"area.{name}.{key}", at.get(f"land_release.{key}", -1)) for name in areas] for key in LAND]),
        region=np.array([regions.index(area["region"]) for area in areas.values()]),
        residual=float(document["completion"]["residual"]),
        milestones=np.array(sorted(document["completion"]["milestones"])),
        teams=np.array([at_each("team", teams, key) for key in TEAM]),
        most=column(teams, "max", np.inf),
        first_group=np.array([tasks.index(task) for task in TASKS] + [len(tasks)]),
        first_place=np.cumsum([0] + [len(place) for place in places]),
        place_area=np.array([area for place in places for area, _ in place]),
        place_speed=np.array([speed for place in places for _, speed in place]),
        operator=np.array([operators.index(team["operator"]) for team in teams.values()]),
        operators=len(operators),
        annual=at_each("funding", sources, "annual"),
        income_growth=at_each("funding", sources, "growth"),
        volatility=column(sources, "volatility"),
        persistence=column(sources, "persistence"),
        indexed=np.array([source["indexed"] for source in sources.values()]),
        carryover=column(sources, "carryover"),
        overhead=at["overhead.fixed"],
        overhead_share=float(document["overhead"]["share"]),
        escalation=at["economy.escalation"],
        inflation=np.array([economy["inflation"][key] for key in ("mean", "sd", "persistence")]),
        discount=float(economy["discount_rate"]),
        noise=float(document["noise"]["output"]),
        event_rate=at_each("event", events, "rate"),
        event_output=at_each("event", events, "output"),
        event_funding=at_each("event", events, "funding"),
        event_sources=np.array([[any(matches(p, s) for p in e["sources"]) for s in sources] for e in events.values()]),
        event_permanent=np.array([event["permanent"] for event in events.values()]),
        event_duration=np.array([cells_of(event.get("duration", 0.0)) for event in events.values()]),
        event_adds=np.array([cells_of(event["adds"]) for event in events.values()]),
        days=days / days.sum(),
        years=int(document["horizon"]),
        items=at_each("items", document["items"], "per_cleared_ha"),
        item_hazard=np.array([[item["hazard"].get(area["hazard"], 1.0) for area in areas.values()]
                              for item in document["items"].values()]),
        target_months=12.0 * target["years"] - months_between(target["since"], document["start"]),
        target_cost=float(target["cost"] - target["spent"]),
    )


def inputs_by_path(document: dict[str, Any], areas: dict[str, Any], teams: dict[str, Any]) -> dict[str, Any]:
    """What the file says of every value that a driver or a draw may change."""
    inputs = {"economy.escalation": document["economy"]["escalation"], "overhead.fixed": document["overhead"]["fixed"]}
    tables = [("area", areas, LAND), ("team", teams, TEAM), ("funding", document["funding"], ("annual", "growth")),
              ("event", document["event"], ("rate", "output", "funding")), ("driver", document["driver"], ("factor",)),
              ("items", document["items"], ("per_cleared_ha",))]
    inputs |= {f"land_release.{key}": document["land_release"][key] for key in LAND[2:]}
    for kind, table, keys in tables:
        inputs |= {f"{kind}.{name}.{key}": entry[key] for name, entry in table.items() for key in keys if key in entry}
    return inputs


def clusters(correlations: list[dict[str, Any]], uncertain: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Inputs of one correlation share a normal score with weight √r, where r = 2·sin(πρ/6) turns ranks into scores: that gives every
    pair among them the correlation r. It takes correlations that name different inputs, and are positive."""
    cluster = np.full(len(uncertain), len(correlations))
    for number, correlation in enumerate(correlations):
        members = [i for i, path in enumerate(uncertain) if any(matches(p, path) for p in correlation["among"])]
        if any(cluster[members] != len(correlations)) or correlation["rho"] < 0.0:
            raise ValueError("correlations that overlap or are negative are left out")
        cluster[members] = number
    r = [2.0 * np.sin(np.pi * correlation["rho"] / 6.0) for correlation in correlations]
    return cluster, np.sqrt(np.array(r + [0.0]))


def working_places(team: dict[str, Any], areas: dict[str, Any]) -> list[tuple[int, float]]:
    """The areas a group works in, in the order in which it does, and how fast it is there compared with its rate."""
    speeds = [(i, team["terrain"].get(area["terrain"], 1.0) * team["hazard"].get(area["hazard"], 1.0))
              for i, (name, area) in enumerate(areas.items()) if any(matches(p, name) for p in team["areas"])]
    return [(i, speed) for i, speed in speeds if speed > 0.0]


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern names a path; `*` stands for any run of characters but a dot."""
    return re.fullmatch("[^.]*".join(map(re.escape, pattern.split("*"))), path) is not None


def months_between(earlier: str, later: str) -> int:
    """Months from `YYYY-MM` to `YYYY-MM`."""
    (year, month), (last_year, last_month) = (map(int, text.split("-")) for text in (earlier, later))
    return 12 * (last_year - year) + last_month - month


def refuse_what_is_left_out(document: dict[str, Any]) -> None:
    """Raises `ValueError` where the peers would not simulate what the file says."""
    teams, sources = document["team"].values(), document["funding"].values()
    kept = {
        "start in January": document["start"].endswith("-01"),
        "allocation by priority": document["allocation"] == "priority",
        "working days in every month": min(document["calendar"]["working_days"]) > 0,
        "whole years": float(document["horizon"]).is_integer(),
        "capacity as a rate": all("rate" in team for team in teams),
        "cost by area": all(team["cost"] == 0 for team in teams),
        "no first or last years": not any("from" in entry or "until" in entry for entry in (*teams, *sources)),
        "no amounts by year": not any(source["by_year"] for source in sources),
        "events that reach all areas": all(event["areas"] == ["*"] for event in document["event"].values()),
        "one driver": len(document["driver"]) == 1,
        "no people": not {"people", "casualties", "risk_education", "benefits"} & set(document),
    }
    if missing := [rule for rule, holds in kept.items() if not holds]:
        raise ValueError(f"the peers know only scenarios with: {', '.join(missing)}")
