"""A scenario file, read."""

import math
import tomllib

from distributions import draw, is_fixed, quantile
from patterns import chosen

TASKS = ("survey", "technical_survey", "clearance")
LAND_RELEASE = ("cancelled", "reduced_without_records", "reduced_with_records", "record_reliability", "rework",
                "unrecorded", "discovery")
# Section 6, table by table: the keys, and the defaults of those that have one (None: must be given).
PEOPLE = {
    "people": {"return_lag": 0.0, "return_capacity": math.inf},
    "casualties": {"rate": None, "decline": 0.0, "deminers": 0.0, "killed": 0.3},
    "risk_education": {"coverage": None, "effect": None, "cost": None},
    "benefits": {"per_ha": None, "cancelled": 0.0},
}
# Shares and rates of land release that need not be said.
NOTHING = ("cancelled", "reduced_without_records", "record_reliability", "rework", "unrecorded", "discovery")
ALWAYS = [21.0] * 12
SHARES = (set(LAND_RELEASE) - {"discovery"}) | {"decline", "killed", "coverage", "effect"}


class Scenario:
    """A scenario file, read: `inputs` maps the path of every value that may be uncertain to what the file says of it."""

    def __init__(self, document):
        if "base" in document:
            raise ValueError("base files are not read here")
        self.document = document
        self.areas = document.get("area", {})
        self.teams = document.get("team", {})
        self.funding = document.get("funding", {})
        self.events = document.get("event", {})
        self.drivers = document.get("driver", {})
        self.items = document.get("items", {})
        year, month = document["start"].split("-")
        self.start_year, self.start_month = int(year), int(month) - 1
        self.months = round(document["horizon"] * 12)
        self.days = document.get("calendar", {}).get("working_days", ALWAYS)
        self.has_technical_survey = any(team["task"] == "technical_survey" for team in self.teams.values())
        self.deadline = self.months_to_deadline()
        self.residual = document.get("completion", {}).get("residual", 0.001)
        self.milestones = document.get("completion", {}).get("milestones", [])
        self.inputs = self.all_inputs()
        self.correlated, self.root = self.copula()
        self.multiplied = {key: [list(self.inputs)[i] for i in chosen(driver["multiplies"], list(self.inputs))]
                           for key, driver in self.drivers.items()}

    def months_to_deadline(self):
        """Months from the start to the end of the last month that is in time; infinite without a deadline."""
        target = self.document.get("target", {})
        if "deadline" in target:
            year, month = map(int, target["deadline"].split("-"))
            return (year - self.start_year) * 12 + month - 1 - self.start_month + 1
        if "years" not in target:
            return math.inf
        year, month = map(int, target.get("since", self.document["start"]).split("-"))
        before = (self.start_year - year) * 12 + self.start_month - (month - 1)
        return math.floor(target["years"] * 12 + 1e-9) - before

    def month_of(self, value, last):
        """Months from the start to a bound of a window, which may be written as a year."""
        if isinstance(value, str):
            year, month = map(int, value.split("-"))
        else:
            year, month = value, 12 if last else 1
        return (year - self.start_year) * 12 + month - 1 - self.start_month

    def window(self, table):
        return (self.month_of(table["from"], False) if "from" in table else -math.inf,
                self.month_of(table["until"], True) if "until" in table else math.inf)

    def all_inputs(self):
        release = self.document.get("land_release", {})
        inputs = {"economy.escalation": self.document.get("economy", {}).get("escalation", 0.0)}
        inputs |= {f"land_release.{key}": release.get(key, 0.0) for key in NOTHING}
        if "reduced_with_records" in release:
            inputs["land_release.reduced_with_records"] = release["reduced_with_records"]
        for name, area in self.areas.items():
            for key in ("suspected", "confirmed"):
                inputs[f"area.{name}.{key}"] = area.get(key, 0.0)
            inputs |= {f"area.{name}.{key}": area[key] for key in LAND_RELEASE if key in area}
        for name, team in self.teams.items():
            for key in ("count", "output", "rate"):
                if key in team:
                    inputs[f"team.{name}.{key}"] = team[key]
            inputs |= {f"team.{name}.by_year.{year}": value for year, value in team.get("by_year", {}).items()}
            defaults = {"growth": 0.0, "max": math.inf, "mobilisation": 0.0, "cost": 0.0, "unit_cost": 0.0, "learning": 0.0}
            inputs |= {f"team.{name}.{key}": team.get(key, default) for key, default in defaults.items()}
        for name, source in self.funding.items():
            inputs[f"funding.{name}.annual"] = source["annual"]
            inputs[f"funding.{name}.growth"] = source.get("growth", 0.0)
            inputs |= {f"funding.{name}.by_year.{year}": value for year, value in source.get("by_year", {}).items()}
        inputs["overhead.fixed"] = self.document.get("overhead", {}).get("fixed", 0.0)
        for name, event in self.events.items():
            inputs[f"event.{name}.rate"] = event["rate"]
            inputs |= {f"event.{name}.{key}": event.get(key, 1.0) for key in ("output", "funding")}
        inputs |= {f"driver.{name}.factor": driver["factor"] for name, driver in self.drivers.items()}
        inputs |= {f"items.{name}.per_cleared_ha": item["per_cleared_ha"] for name, item in self.items.items()}
        for name, area in self.areas.items():
            inputs |= {f"area.{name}.{key}": area[key] for key in ("people", "residents") if key in area}
        for table, keys in PEOPLE.items():
            if table in self.document:
                inputs |= {f"{table}.{key}": self.document[table].get(key, default) for key, default in keys.items()}
        return inputs

    def copula(self):
        """The correlated inputs, and the lower triangular root of the normal correlation matrix between them."""
        uncertain = [path for path, value in self.inputs.items() if not is_fixed(value)]
        pairs = {}
        for entry in self.document.get("correlation", []):
            among = chosen(entry["among"], uncertain)
            for i in among:
                for j in among:
                    if i != j:
                        pairs[i, j] = 2.0 * math.sin(math.pi * entry["rho"] / 6.0)
        used = sorted({i for i, _ in pairs})
        root = []
        for row, i in enumerate(used):
            line = []
            for column, j in enumerate(used[:row]):
                rest = pairs.get((i, j), 0.0) - sum(line[k] * root[column][k] for k in range(column))
                line.append(rest / root[column][column])
            left = 1.0 - sum(x * x for x in line)
            if left <= 1e-12:
                raise ValueError("the correlation matrix is not positive definite; it is not repaired here")
            root.append(line + [math.sqrt(left)])
        return [uncertain[i] for i in used], root

    def sample(self, rng):
        """One trial's inputs by path, after the copula and the drivers."""
        scores = [rng.gauss(0.0, 1.0) for _ in self.correlated]
        values = {path: quantile(self.inputs[path], sum(x * z for x, z in zip(line, scores)))
                  for path, line in zip(self.correlated, self.root)}
        for path, value in self.inputs.items():
            if path not in values:
                values[path] = draw(value, rng)
        for name, driver in self.drivers.items():
            if rng.random() < driver.get("probability", 1.0):
                for path in self.multiplied[name]:
                    values[path] *= values[f"driver.{name}.factor"]
                    if path.rsplit(".", 1)[1] in SHARES:
                        values[path] = min(1.0, values[path])
        for name, source in self.funding.items():
            values[f"funding.{name} pays"] = rng.random() < source.get("probability", 1.0)
        return values


def load(path):
    with open(path, "rb") as file:
        return Scenario(tomllib.load(file))
