"""A second implementation of the programme model of docs/model.md, sections 1 to 6.

It was written from that page alone, one plain loop per trial, so that the engine can be checked against it: exactly where
nothing is left to chance, within Monte Carlo error where something is. It knows no `base` files.

    python3 tests/reference/model.py SCENARIO.toml [--trials N] [--seed N]
"""

import argparse
import copy
import functools
import json
import math
import random
import re
import statistics
import tomllib

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
IN_KIND = "in kind"
LIMITS = ("money", "interrupted", "clearance", "technical_survey", "survey", "nobody", "flow")
SHARES = (set(LAND_RELEASE) - {"discovery"}) | {"decline", "killed", "coverage", "effect"}
NORMAL = statistics.NormalDist()


# ---------------------------------------------------------------------------------------------------------------------
# Uncertain values


def is_fixed(value):
    return not isinstance(value, dict)


def draw(value, rng):
    """One independent draw; a truncated distribution is redrawn until it falls inside."""
    if is_fixed(value):
        return float(value)
    low, high = value.get("min", -math.inf), value.get("max", math.inf)
    while True:
        x = draw_untruncated(value, rng)
        if low <= x <= high:
            return x


def draw_untruncated(value, rng):
    kind, p = kind_of(value)
    if kind == "pert":
        low, _, high = p
        return low + (high - low) * rng.betavariate(*pert_shapes(p))
    if kind == "triangular":
        return rng.triangular(p[0], p[2], p[1])
    if kind == "uniform":
        return rng.uniform(p[0], p[1])
    if kind == "normal":
        return rng.gauss(p["mean"], p["sd"])
    if kind == "lognormal":
        return math.exp(rng.gauss(*log_moments(p)))
    if kind == "beta":
        low, high = p.get("min", 0.0), p.get("max", 1.0)
        return low + (high - low) * rng.betavariate(p["alpha"], p["beta"])
    if kind == "gamma":
        return rng.gammavariate((p["mean"] / p["sd"]) ** 2, p["sd"] ** 2 / p["mean"])
    if kind == "weibull":
        return rng.weibullvariate(p["scale"], p["shape"])
    if kind == "discrete":
        return float(rng.choices([x for x, _ in p], [weight for _, weight in p])[0])
    return closed_quantile(kind, p, rng.random() or 0.5)  # quantiles and empirical are defined by their quantile function


def kind_of(value):
    for kind in ("pert", "triangular", "uniform", "normal", "lognormal", "beta", "gamma", "weibull", "discrete",
                 "quantiles", "empirical"):
        if kind in value:
            return kind, value[kind]
    raise ValueError(f"not an uncertain value: {value}")


def pert_shapes(p):
    low, mode, high = p
    if high == low:
        return 1.0, 1.0
    return 1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low)


def log_moments(p):
    """Mean and standard deviation of the logarithm of a lognormal value."""
    if "p10" in p:
        low, high = math.log(p["p10"]), math.log(p["p90"])
        return (low + high) / 2.0, (high - low) / (2.0 * NORMAL.inv_cdf(0.9))
    variance = math.log1p((p["sd"] / p["mean"]) ** 2)
    return math.log(p["mean"]) - variance / 2.0, math.sqrt(variance)


def quantile(value, z):
    """The value at the standard normal score `z`: what the Gaussian copula needs of a correlated input."""
    kind, parameters = kind_of(value)
    low, high = value.get("min"), value.get("max")
    if kind in ("pert", "beta", "gamma"):
        nodes = tabulated(json.dumps([kind, parameters, low, high]))
        place = min(max((z + 6.0) / 12.0 * (len(nodes) - 1), 0.0), len(nodes) - 1.000001)
        k = int(place)
        return nodes[k] + (place - k) * (nodes[k + 1] - nodes[k])
    return truncated_quantile(kind, parameters, low, high, NORMAL.cdf(z))


@functools.cache
def tabulated(key):
    """Quantiles at 601 normal scores from -6 to 6, for the distributions whose inverse has no closed form."""
    kind, parameters, low, high = json.loads(key)
    return [truncated_quantile(kind, parameters, low, high, NORMAL.cdf(-6.0 + k * 0.02)) for k in range(601)]


def truncated_quantile(kind, parameters, low, high, p):
    first = 0.0 if low is None else share_below(kind, parameters, low)
    last = 1.0 if high is None else share_below(kind, parameters, high)
    return closed_quantile(kind, parameters, min(max(first + p * (last - first), 1e-12), 1.0 - 1e-12))


def share_below(kind, parameters, x):
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2.0
        if closed_quantile(kind, parameters, min(max(middle, 1e-15), 1.0 - 1e-15)) < x:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def closed_quantile(kind, p, u):
    if kind == "uniform":
        return p[0] + u * (p[1] - p[0])
    if kind == "triangular":
        low, mode, high = p
        if u * (high - low) < mode - low:
            return low + math.sqrt(u * (high - low) * (mode - low))
        return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))
    if kind == "normal":
        return p["mean"] + p["sd"] * NORMAL.inv_cdf(u)
    if kind == "lognormal":
        mu, sigma = log_moments(p)
        return math.exp(mu + sigma * NORMAL.inv_cdf(u))
    if kind == "weibull":
        return p["scale"] * (-math.log1p(-u)) ** (1.0 / p["shape"])
    if kind == "discrete":
        ordered = sorted(p)
        rest = u * sum(weight for _, weight in ordered)
        for x, weight in ordered:
            rest -= weight
            if rest <= 0.0:
                return float(x)
        return float(ordered[-1][0])
    if kind == "empirical":
        ordered = sorted(p)
        place = u * (len(ordered) - 1)
        k = min(int(place), len(ordered) - 2) if len(ordered) > 1 else 0
        return ordered[k] + (place - k) * (ordered[min(k + 1, len(ordered) - 1)] - ordered[k])
    if kind == "quantiles":  # Keelin (2016), three terms, unbounded, from the symmetric triplet at 10, 50 and 90 %
        ninth = math.log(9.0)
        logit = math.log(u / (1.0 - u))
        spread = (p["p90"] - p["p10"]) / (2.0 * ninth)
        skew = (p["p10"] + p["p90"] - 2.0 * p["p50"]) / (0.8 * ninth)
        return p["p50"] + spread * logit + skew * (u - 0.5) * logit
    if kind == "pert":
        return p[0] + (p[2] - p[0]) * inverse(functools.partial(beta_cdf, *pert_shapes(p)), u, 0.0, 1.0)
    if kind == "beta":
        low, high = p.get("min", 0.0), p.get("max", 1.0)
        return low + (high - low) * inverse(functools.partial(beta_cdf, p["alpha"], p["beta"]), u, 0.0, 1.0)
    if kind == "gamma":
        shape, scale = (p["mean"] / p["sd"]) ** 2, p["sd"] ** 2 / p["mean"]
        return scale * inverse(functools.partial(gamma_cdf, shape), u, 0.0, shape + 12.0 * math.sqrt(shape) + 40.0)
    raise ValueError(kind)


def inverse(cdf, u, low, high):
    for _ in range(50):
        middle = (low + high) / 2.0
        if cdf(middle) < u:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def beta_cdf(a, b, x):
    """Regularised incomplete beta function by its hypergeometric series, which has positive terms only."""
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_cdf(b, a, 1.0 - x)
    if x <= 0.0:
        return 0.0
    front = math.exp(a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)) / a
    term = total = 1.0
    n = 0
    while term > 1e-16 * total:
        term *= x * (a + b + n) / (a + 1.0 + n)
        total += term
        n += 1
    return front * total


def gamma_cdf(shape, x):
    """Regularised lower incomplete gamma function by its power series."""
    if x <= 0.0:
        return 0.0
    term = total = 1.0 / shape
    n = 1
    while term > 1e-16 * total:
        term *= x / (shape + n)
        total += term
        n += 1
    return min(1.0, total * math.exp(shape * math.log(x) - x - math.lgamma(shape)))


def glob(pattern):
    """`*` stands for any run of characters but a dot."""
    return re.compile("[^.]*".join(map(re.escape, pattern.split("*"))) + r"\Z")


def chosen(patterns, keys):
    """The indices of the keys that one of the patterns names; no patterns: all of them."""
    if patterns is None:
        return list(range(len(keys)))
    tests = [glob(pattern) for pattern in patterns]
    return [i for i, key in enumerate(keys) if any(test.match(key) for test in tests)]


# ---------------------------------------------------------------------------------------------------------------------
# The scenario


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


# ---------------------------------------------------------------------------------------------------------------------
# One trial


class Group:
    """A team group in a trial."""

    def __init__(self, key, team, v, areas, scenario):
        def value(name):
            return v[f"team.{key}.{name}"]
        self.key, self.task = key, team["task"]
        self.operator = team.get("operator", "none")
        self.per_hectare_year = "output" not in team
        self.planned = {int(year): value(f"by_year.{year}") for year in team.get("by_year", {})}
        if scenario.start_year in self.planned:
            self.teams = self.planned[scenario.start_year]
        else:
            self.teams = value("rate") if self.per_hectare_year else value("count")
        self.output = None if self.per_hectare_year else value("output")
        self.days = team.get("working_days", scenario.days)
        self.in_kind = team.get("in_kind", False)
        self.growth, self.most, self.mobilisation = value("growth"), value("max"), value("mobilisation")
        self.cost, self.unit_cost, self.learning = value("cost"), value("unit_cost"), value("learning")
        self.first, self.last = scenario.window(team)
        self.missing = {"planned": 0.0, "growth": 0.0}  # new teams not yet paid
        self.paid = self.unpaid = 0.0  # of this programme year
        self.ready, self.committed, self.present = [], 0.0, False  # of this calendar year: a list of (ready, committed) by month
        self.multiplier = {}
        for i in chosen(team.get("areas"), [area.key for area in areas]):
            here = team.get("terrain", {}).get(areas[i].terrain, 1.0) * team.get("hazard", {}).get(areas[i].hazard, 1.0)
            if here > 0.0:
                self.multiplier[i] = here
        self.worked = self.offered = 0.0  # team-months of this programme year

    def is_there(self, t):
        return self.first <= t <= self.last and self.teams > 0.0


class Area:
    """A group of hazardous areas in a trial."""

    def __init__(self, key, area, v):
        def share(name):
            return v.get(f"area.{key}.{name}", v.get(f"land_release.{name}"))
        self.key, self.region = key, area.get("region", key)
        self.hazard, self.terrain = area.get("hazard", "any"), area.get("terrain", "any")
        self.priority = area.get("priority", 1)
        self.closed = {month - 1 for month in area.get("closed", [])}
        self.interrupted = 0  # months of this calendar year
        self.survey, self.technical_survey, self.clearance = v[f"area.{key}.suspected"], v[f"area.{key}.confirmed"], 0.0
        self.initial = self.survey + self.technical_survey
        self.unrecorded = share("unrecorded") * self.initial
        self.discovery, self.rework, self.cancel = share("discovery"), share("rework"), share("cancelled")
        without = share("reduced_without_records")
        with_records = share("reduced_with_records")
        if with_records is None:
            with_records = without
        self.reduce = without + (with_records - without) * share("record_reliability")
        self.cancelled = self.reduced = self.cleared = 0.0
        self.came_later = 0.0  # discovered, or added by events

    def remaining(self):
        return self.survey + self.technical_survey + self.clearance

    def known(self):
        return self.initial + self.came_later

    def backlog(self, task):
        return getattr(self, task)

    def process(self, task, hectares):
        hectares = min(hectares, self.backlog(task))
        if task == "survey":
            self.survey -= hectares
            self.cancelled += self.cancel * hectares
            self.technical_survey += (1.0 - self.cancel) * hectares
        elif task == "technical_survey":
            self.technical_survey -= hectares
            self.reduced += self.reduce * hectares
            self.clearance += (1.0 - self.reduce) * hectares
        else:
            self.clearance -= (1.0 - self.rework) * hectares
            self.cleared += (1.0 - self.rework) * hectares


class People:
    """Return, casualties, risk education and benefits in a trial: section 6. Inert without its tables."""

    def __init__(self, document, v, areas, months):
        self.v, self.areas, self.months = v, areas, months
        self.tables = {table for table in PEOPLE if table in document}
        self.discount_rate = document.get("economy", {}).get("discount_rate", 0.0)
        self.waiting = [v.get(f"area.{area.key}.people", 0.0) for area in areas]
        self.here = [v.get(f"area.{area.key}.residents", 0.0) for area in areas]
        self.home = [0.0] * len(areas)
        self.cleared_before = 0.0
        self.reached_this_month = 0.0  # share of those present who are reached by risk education
        self.half = self.most = None
        self.hurt = self.deminers = self.untaught = self.benefits = self.education = 0.0
        self.course = []

    def present(self):
        return sum(self.here) + sum(self.home)

    def teach(self, pay, e):
        """Step 5: what risk education lacks; `pay` says how much of what is due is paid."""
        self.reached_this_month = 0.0
        if "risk_education" not in self.tables:
            return 0.0
        coverage = self.v["risk_education.coverage"]
        due = coverage * self.present() * self.v["risk_education.cost"] * e / 12.0
        paid = pay(due)
        self.reached_this_month = coverage * (paid / due if due > 0.0 else 1.0)
        self.education += paid
        return due - paid

    def month(self, t):
        """Step 8 and a half."""
        v = self.v
        free = [1.0 - area.remaining() / area.known() if area.known() > 0.0 else 1.0 for area in self.areas]
        lag = v.get("people.return_lag", 0.0)
        chance = 1.0 - math.exp(-1.0 / (12.0 * lag)) if lag > 0.0 else 1.0
        ready = [max(0.0, n * share - home) * chance for n, share, home in zip(self.waiting, free, self.home)]
        places = v.get("people.return_capacity", math.inf) / 12.0
        fit = min(1.0, places / sum(ready)) if sum(ready) > 0.0 else 1.0
        self.home = [home + fit * n for home, n in zip(self.home, ready)]
        if sum(self.home) >= 0.5 * sum(self.waiting) - 1e-9 and self.half is None:
            self.half = t + 1
        if sum(self.home) >= 0.9 * sum(self.waiting) - 1e-9 and self.most is None:
            self.most = t + 1

        cleared = sum(area.cleared for area in self.areas)
        if "casualties" in self.tables:
            rate = v["casualties.rate"] * (1.0 - v["casualties.decline"]) ** (t / 12.0)
            exposed = sum((here + home) * (1.0 - share) for here, home, share in zip(self.here, self.home, free))
            self.untaught += exposed / 1000.0 / 12.0 * rate
            self.hurt += exposed / 1000.0 / 12.0 * rate * (1.0 - self.reached_this_month * v.get("risk_education.effect", 0.0))
            self.deminers += v["casualties.deminers"] / 1000.0 * (cleared - self.cleared_before)
        self.cleared_before = cleared
        if "benefits" in self.tables:
            used = sum(area.reduced + area.cleared + v["benefits.cancelled"] * area.cancelled for area in self.areas)
            self.benefits += v["benefits.per_ha"] / 12.0 * used / (1.0 + self.discount_rate) ** ((t + 0.5) / 12.0)
        self.course.append({"returned": sum(self.home), "land_released": sum(n * f for n, f in zip(self.waiting, free))})

    def live_on(self, t):
        """From month `t` to the horizon, after completion and without risk education."""
        self.reached_this_month = 0.0
        for later in range(t, self.months):
            self.month(later)

    def results(self, present_value):
        found = {}
        if "people" in self.tables:
            found["people"] = {"returned": sum(self.home), "half": self.half, "most": self.most}
        if "casualties" in self.tables:
            found["casualties"] = {"people": self.hurt, "deminers": self.deminers,
                                   "killed": self.v["casualties.killed"] * (self.hurt + self.deminers),
                                   "untaught": self.untaught}
        if "benefits" in self.tables:
            ratio = self.benefits / present_value if present_value > 0.0 else None
            found["benefits"] = {"present_value": self.benefits, "ratio": ratio}
        if self.tables:
            years = [self.course[min(end, self.months) - 1] for end in range(12, self.months + 12, 12)]
            found["people_by_year"] = {key: [year[key] for year in years] for key in ("returned", "land_released")}
        return found


class Source:
    """A funding source in a trial."""

    def __init__(self, key, source, v, scenario):
        self.key = key
        self.pays = v[f"funding.{key} pays"]
        self.lapsed = 0.0
        self.earmark = source.get("pays_for")
        self.annual, self.growth = v[f"funding.{key}.annual"], v[f"funding.{key}.growth"]
        self.by_year = {int(year): v[f"funding.{key}.by_year.{year}"] for year in source.get("by_year", {})}
        self.volatility, self.persistence = source.get("volatility", 0.0), source.get("persistence", 0.0)
        self.indexed, self.carryover = source.get("indexed", True), source.get("carryover", 0.0)
        self.first, self.last = scenario.window(source)
        self.level = self.money = self.spent = 0.0

    def covers(self, groups, areas):
        """What it may be spent on: pairs of group and area, "overhead", "risk_education"."""
        def named(patterns, name):
            return any(glob(pattern).match(name) for pattern in patterns)
        mark = self.earmark
        pairs = {(k, i) for k, group in enumerate(groups) if not group.in_kind for i in group.multiplier}
        if mark is None:
            return frozenset(pairs | {"overhead", "risk_education"})
        kept = {(k, i) for k, i in pairs
                if named(mark.get("tasks", TASKS), groups[k].task)
                and ("operators" not in mark or named(mark["operators"], groups[k].operator))
                and ("areas" not in mark or named(mark["areas"], areas[i].key))}
        return frozenset(kept | {name for name in ("overhead", "risk_education") if named(mark.get("tasks", []), name)})

    def income(self, t, year, programme_year, events, price):
        if not self.first <= t <= self.last or not self.pays:
            return 0.0
        yearly = self.by_year.get(year, self.annual * (1.0 + self.growth) ** programme_year)
        yearly *= math.exp(self.level - self.volatility ** 2 / 2.0) * events
        return yearly / 12.0 if self.indexed else yearly / 12.0 / price


class Event:
    """A discrete risk or opportunity in a trial."""

    def __init__(self, key, event, v, area_keys, source_keys):
        self.rate, self.output, self.funding = (v[f"event.{key}.{name}"] for name in ("rate", "output", "funding"))
        self.permanent, self.duration, self.adds = event.get("permanent", False), event.get("duration"), event.get("adds", 0.0)
        self.areas = chosen(event.get("areas"), area_keys)
        self.local = len(self.areas) < len(area_keys)
        self.sources = {source_keys[i] for i in chosen(event.get("sources"), source_keys)}
        self.active_before = -math.inf  # the first month in which it is over again

    def step(self, t, areas, rng):
        """Lets it arrive in month `t`; says whether it is active."""
        if t < self.active_before:
            return True
        if self.rate <= 0.0 or rng.random() >= 1.0 - math.exp(-self.rate / 12.0):
            return False
        self.active_before = math.inf if self.permanent else t + max(1, math.ceil(draw(self.duration, rng)))
        hectares = draw(self.adds, rng)
        known = sum(areas[i].initial for i in self.areas)
        for i in self.areas:
            here = hectares * (areas[i].initial / known if known > 0.0 else 1.0 / len(self.areas))
            areas[i].survey += here
            areas[i].came_later += here
        return True


class Pots:
    """Sources of the same coverage share a pot; what is paid comes from the narrowest that covers it."""

    def __init__(self, sources, groups, areas):
        self.sources = {}
        for source in sources:
            self.sources.setdefault(source.covers(groups, areas), []).append(source)
        self.order = sorted(self.sources, key=len)
        self.in_kind = any(group.in_kind for group in groups)
        self.by_group = len(self.sources) > 1 or self.in_kind
        self.given = 0.0

    def fill(self):
        self.had = {cover: sum(source.money for source in members) for cover, members in self.sources.items()}
        self.left = dict(self.had)
        self.given_now = 0.0

    def holds(self, what):
        return sum(self.left[cover] for cover in self.order if self.matches(cover, what))

    def matches(self, cover, what):
        if isinstance(what, tuple) and what[0] == "new teams":
            return any(isinstance(pair, tuple) and pair[0] == what[1] for pair in cover)
        return what in cover

    def pay(self, what, due):
        """Pays what there is; `what` None is in kind."""
        if what is None:
            self.given_now += due
            return due
        rest = due
        for cover in self.order:
            if self.matches(cover, what):
                part = min(rest, self.left[cover])
                self.left[cover] = max(0.0, self.left[cover] - part)
                rest -= part
        return due - rest

    def settle(self):
        """Draws the month's spending from the sources; returns it, with what was given in kind."""
        spent = 0.0
        for cover, members in self.sources.items():
            drawn = self.had[cover] - self.left[cover]
            spent += drawn
            for source in members:
                part = drawn * source.money / self.had[cover] if self.had[cover] > 0.0 else 0.0
                source.money -= part
                source.spent += part
        self.given += self.given_now
        return spent, self.given_now


def label(t, start_month, areas, stocks, groups, unpaid, paid, completed):
    """What limits a calendar year that ends, or ends for the trial, with month `t`."""
    if unpaid > 0.01 * paid:
        return "money"
    months = min(t + 1, (start_month + t) % 12 + 1)
    held = dict.fromkeys(LIMITS, 0.0)
    for i, area in enumerate(areas):
        backlog = dict(zip(TASKS, stocks[i]))
        hectares = sum(stocks[i])
        if hectares <= 0.01:
            continue
        if 2 * area.interrupted > months:
            held["interrupted"] += hectares
            continue
        found, alone = None, False
        for task in reversed(TASKS):
            able = [group for group in groups if group.task == task and i in group.multiplier and group.present]
            if backlog[task] <= 0.01:
                continue
            if not able:
                alone = True
                continue
            counted = [pair for group in able for month, *pair in group.ready if not (completed and month == t)]
            if found is None and sum(c for _, c in counted) >= 0.95 * sum(n for n, _ in counted) - 1e-9:
                found = task
        held[found or ("nobody" if alone else "flow")] += hectares
    return max(LIMITS[1:], key=lambda name: held[name]) if sum(held.values()) > 0.0 else "flow"


def simulate(scenario, v, rng):
    """One trial with the inputs `v`; what happens within it comes from `rng`."""
    document, economy = scenario.document, {"discount_rate": 0.0} | scenario.document.get("economy", {})
    areas = [Area(key, area, v) for key, area in scenario.areas.items()]
    by_priority = sorted(range(len(areas)), key=lambda i: areas[i].priority)
    groups = [Group(key, team, v, areas, scenario) for key, team in scenario.teams.items()]
    sources = [Source(key, source, v, scenario) for key, source in scenario.funding.items()]
    events = [Event(key, event, v, list(scenario.areas), list(scenario.funding)) for key, event in scenario.events.items()]
    inflation = {"mean": 0.0, "sd": 0.0, "persistence": 0.0} | economy.get("inflation", {})
    proportional = document.get("allocation", "priority") == "proportional"
    pots = Pots(sources, groups, areas)
    overhead_share, noise = document.get("overhead", {}).get("share", 0.0), document.get("noise", {}).get("output", 0.0)
    initial = sum(area.initial for area in areas)
    regions = {}
    for area in areas:
        regions.setdefault(area.region, []).append(area)
    region_months, milestone_months, completion = {}, {}, None
    category = dict.fromkeys((*TASKS, "overhead", "mobilisation"), 0.0)
    people = People(document, v, areas, scenario.months)
    operators = {group.operator: 0.0 for group in groups}
    cost = nominal = present = gap = 0.0
    at_deadline, by_calendar_year = None, {}
    stocks = [(area.survey, area.technical_survey, area.clearance) for area in areas]
    price, pi = 1.0, inflation["mean"]
    year_gap = year_spent = 0.0
    months = []

    for t in range(scenario.months):
        programme_year, month = t // 12, (scenario.start_month + t) % 12
        year = scenario.start_year + (scenario.start_month + t) // 12

        # 1. New year
        if month == 0 or t == 0:
            year_lapsed = {source.key: 0.0 for source in sources}
            spent_before = cost, pots.given
            unfunded = unpaid_work = 0.0
            for group in groups:
                group.ready, group.present = [], False
            for area in areas:
                area.interrupted = 0
        may_grow = False
        if t % 12 == 0:
            if t > 0:
                pi = (inflation["mean"] + inflation["persistence"] * (pi - inflation["mean"])
                      + inflation["sd"] * rng.gauss(0.0, 1.0))
                price *= max(0.5, 1.0 + pi)
                may_grow = True
            sufficient = year_gap <= 0.01 * year_spent
            year_gap = year_spent = 0.0
            for source in sources:
                z = rng.gauss(0.0, 1.0)
                if t == 0:
                    source.level = source.volatility * z
                else:
                    source.level = (source.persistence * source.level
                                    + source.volatility * math.sqrt(1.0 - source.persistence ** 2) * z)

        # 2. Events
        active = [event for event in events if event.step(t, areas, rng)]
        event_output = [math.prod(event.output for event in active if i in event.areas) for i in range(len(areas))]

        # 3. Discovery
        for area in areas:
            found = area.unrecorded * (1.0 - math.exp(-area.discovery / 12.0))
            area.unrecorded -= found
            area.survey += found
            area.came_later += found

        # 4. Income
        for source in sources:
            touched = math.prod(event.funding for event in active if source.key in event.sources)
            source.money += source.income(t, year, programme_year, touched, price)
        pots.fill()
        month_gap = 0.0

        # 5. Overhead
        e = (1.0 + v["economy.escalation"]) ** (t / 12.0)
        due = v["overhead.fixed"] * e / 12.0
        paid = pots.pay("overhead", due)
        month_gap += due - paid
        category["overhead"] += paid
        month_gap += people.teach(lambda due: pots.pay("risk_education", due), e)

        # 6. Planned strength, then growth
        for group in groups:
            if month == 0 and year in group.planned:
                more = group.planned[year] - group.teams
                if more <= 0.0 or group.mobilisation == 0.0:
                    group.teams += more
                    more = 0.0
                group.missing["planned"] = more
        for group in groups:
            if t % 12 != 0:
                continue
            if pots.by_group:
                paid_for = group.in_kind or group.unpaid <= 0.01 * group.paid
            else:
                paid_for = sufficient
            if (may_grow and paid_for and group.first <= t <= group.last and group.worked >= 0.9 * group.offered
                    and year > max(group.planned, default=-math.inf)):
                gain = max(0.0, min(group.growth, group.most - group.teams - group.missing["planned"]))
                if group.mobilisation > 0.0:
                    group.missing["growth"] = gain
                else:
                    group.teams += gain
            group.worked = group.offered = group.paid = group.unpaid = 0.0

        # 7. Work
        shock = math.exp(noise * rng.gauss(0.0, 1.0) - noise ** 2 / 2.0) if noise > 0.0 else 1.0
        for task in TASKS:
            if task == "technical_survey" and not scenario.has_technical_survey:
                for area in areas:
                    area.clearance += area.technical_survey
                    area.technical_survey = 0.0
                continue
            for k, group in enumerate(groups):
                if group.task != task or not group.is_there(t):
                    continue
                group.present = True
                days, year_days = group.days[month], sum(group.days)
                if days == 0:
                    continue
                here = sum(areas[i].backlog(task) for i in group.multiplier if month not in areas[i].closed)
                shut = sum(areas[i].backlog(task) for i in group.multiplier if month in areas[i].closed)
                counts = not (shut > 0.01 and here <= 0.01)
                per_team = days / year_days if group.per_hectare_year else group.output * days / 1e4
                per_team *= (1.0 + group.learning) ** (t / 12.0) * shock
                fixed = group.cost * days / year_days
                places = []  # (number of the area, hectares per team-month, cost per team-month, team-months needed)
                for i in by_priority:
                    rate = per_team * event_output[i] * group.multiplier.get(i, 0.0)
                    if rate > 0.0 and month not in areas[i].closed:
                        places.append((i, rate, (fixed + group.unit_cost * rate) * e * (1.0 + overhead_share),
                                       areas[i].backlog(task) / rate))
                need = sum(place[3] for place in places)
                part = min(1.0, group.teams / need) if need > 0.0 else 0.0
                price_of_all = sum(place[3] * part * place[2] for place in places)
                paid_part = 1.0
                if proportional and not group.in_kind and price_of_all > 0.0:
                    paid_part = min(1.0, pots.holds((k, places[0][0])) / price_of_all)
                left, refused, committed, worked = group.teams, [], 0.0, 0.0
                for i, rate, c, need in places:
                    what = None if group.in_kind else (k, i)
                    if proportional:
                        asking = [[need * part, None]]
                        money = need * part * paid_part * c
                    else:
                        asking = [[min(left, need), None]]
                        left -= asking[0][0]
                        room = need - asking[0][0]
                        for entry in refused:
                            asking.append([min(entry[0], room), entry])
                            room -= asking[-1][0]
                        money = math.inf if group.in_kind else pots.holds(what)
                    committed += asking[0][0]
                    u = 0.0
                    for w, entry in asking:
                        done = min(w, (money - u * c) / c) if c > 0.0 else w
                        done = max(0.0, done)
                        u += done
                        if entry is None:
                            refused.append([w - done, c])
                        else:
                            entry[0] -= done
                    paid = pots.pay(what, u * c)
                    category[task] += u * c
                    operators[group.operator] += u * c
                    group.paid += u * c
                    worked += u
                    areas[i].process(task, u * rate)
                unpaid = sum(w * c for w, c in refused)
                month_gap += unpaid
                unpaid_work += unpaid
                group.unpaid += unpaid
                if counts:
                    group.offered += group.teams
                    group.worked += worked
                    if any(event_output[i] > 0.0 for i in group.multiplier):
                        group.ready.append((t, group.teams, committed))

        # Who was kept from work
        for i, area in enumerate(areas):
            there = [group for group in groups if i in group.multiplier and group.is_there(t) and area.backlog(group.task) > 0.01]
            kept = [event_output[i] == 0.0 or month in area.closed or group.days[month] == 0 for group in there]
            area.interrupted += bool(there) and all(kept)

        # 7 and a half. New teams
        for kind in ("planned", "growth"):
            for k, group in enumerate(groups):
                more, each = group.missing[kind], group.mobilisation * e
                if more <= 0.0:
                    continue
                paid = pots.pay(None if group.in_kind else ("new teams", k), more * each)
                gained = more if paid >= more * each else paid / each
                group.teams += gained
                group.missing[kind] = max(0.0, more - gained) if gained < more else 0.0
                category["mobilisation"] += paid
                operators[group.operator] += paid
                group.paid += paid

        # 8 and a half. People
        if people.tables:
            people.month(t)

        # What new teams still cost when a programme year ends; completion cuts it off
        complete = sum(area.remaining() for area in areas) <= max(scenario.residual * initial, 0.01)
        if t % 12 == 11:
            for group in groups:
                if not complete:
                    lacking = sum(group.missing.values()) * group.mobilisation * e
                    group.unpaid += lacking
                    month_gap += lacking
                group.missing["growth"] = 0.0

        # 8. Books
        own, in_kind = pots.settle()
        spent = own + in_kind
        cost += spent
        nominal += spent * price
        present += spent / (1.0 + economy["discount_rate"]) ** ((t + 0.5) / 12.0)
        gap += month_gap
        unfunded += month_gap
        year_gap += month_gap
        year_spent += own

        # 9. Completion
        released = sum(area.cancelled + area.reduced + area.cleared for area in areas)
        months.append({"year": year, "spent": spent, "released": released,
                       "suspected": sum(area.survey for area in areas),
                       "confirmed": sum(area.technical_survey for area in areas),
                       "to_clear": sum(area.clearance for area in areas)})
        for share in scenario.milestones:
            if sum(area.remaining() for area in areas) <= (1.0 - share) * initial + 1e-9 * initial:
                milestone_months.setdefault(share, t + 1)
        for key, members in regions.items():
            bound = max(scenario.residual * sum(area.initial for area in members), 0.01)
            if sum(area.remaining() for area in members) <= bound:
                region_months.setdefault(key, t + 1)
            else:
                region_months.pop(key, None)
        last = complete or t + 1 == scenario.months
        if month == 11 or last:
            if complete:
                before = stocks
            else:
                before = [(area.survey, area.technical_survey, area.clearance) for area in areas]
            paid = cost - spent_before[0] - (pots.given - spent_before[1])
            limit = label(t, scenario.start_month, areas, before, groups, unpaid_work, paid, complete)
            for source in sources if not last else []:
                year_lapsed[source.key] = source.money * (1.0 - source.carryover)
                source.lapsed += year_lapsed[source.key]
                source.money *= source.carryover
            by_calendar_year[year] = {"limited_by": limit, "unfunded": unfunded, "lapsed": sum(year_lapsed.values())}
        stocks = [(area.survey, area.technical_survey, area.clearance) for area in areas]

        def standing():
            remaining = sum(area.remaining() for area in areas)
            return {"remaining_ha": remaining,
                    "released_share": max(0.0, 1.0 - remaining / initial) if initial > 0.0 else float(remaining <= 0.0),
                    "spent": cost, "returned": sum(people.home) if people.tables else 0.0,
                    "regions_complete": len(region_months) if not complete else len(regions)}
        if t + 1 == scenario.deadline or (complete and t + 1 <= scenario.deadline <= scenario.months):
            at_deadline = standing()
        if complete:
            completion = t + 1
            for key in regions:
                region_months.setdefault(key, completion)
            for share in scenario.milestones:
                milestone_months.setdefault(share, completion)
            if people.tables:
                people.live_on(completion)
                if at_deadline and completion < scenario.deadline:
                    at_deadline["returned"] = people.course[scenario.deadline - 1]["returned"]
            break

    if "risk_education" in people.tables:
        category["risk_education"] = people.education
    items = {key: sum(v[f"items.{key}.per_cleared_ha"] * item.get("hazard", {}).get(area.hazard, 1.0) * area.cleared
                      for area in areas) for key, item in scenario.items.items()}
    finished = completion is not None
    target = document.get("target", {})
    within_years = finished and completion <= scenario.deadline
    within_cost = finished and cost + target.get("spent", 0.0) <= target.get("cost", math.inf)
    funding = {source.key: source.spent for source in sources} | ({IN_KIND: pots.given} if pots.in_kind else {})
    return {
        "completion_months": completion,
        "within_years": within_years, "within_cost": within_cost, "joint": within_years and within_cost,
        "cost": cost if finished else None, "cost_nominal": nominal if finished else None,
        "cost_present_value": present if finished else None, "cost_to_horizon": cost,
        "initial": initial,
        "cancelled": sum(area.cancelled for area in areas), "reduced": sum(area.reduced for area in areas),
        "cleared": sum(area.cleared for area in areas), "undiscovered": sum(area.unrecorded for area in areas),
        "items": items,
        "milestones": {repr(share): milestone_months.get(share) for share in scenario.milestones},
        "regions": {key: region_months.get(key) for key in regions},
        "funding_gap": gap,
        "cost_by": {"category": category, "operator": operators, "funding": funding},
        "lapsed": sum(source.lapsed for source in sources), "lapsed_by": {source.key: source.lapsed for source in sources},
        "at_deadline": at_deadline and at_deadline | {"cost_after_deadline": cost - at_deadline["spent"]},
        "at_horizon": None if finished else standing(), "years": by_calendar_year,
        "money_left": sum(source.money for source in sources),
        "months": months,
        "teams": {group.key: group.teams for group in groups},
    } | people.results(present)


def metalog_mode(p):
    """Where the metalog through three quantiles rises least with probability, so that its density is greatest."""
    def x(share):
        z = statistics.NormalDist().inv_cdf(share)
        return quantile({"quantiles": p}, z)

    low, high = 0.001, 0.999
    for _ in range(200):  # by thirds: the slope has a single minimum
        a, b = low + (high - low) / 3, high - (high - low) / 3
        h = 1e-4 * min(a, 1 - b)
        if x(a + h) - x(a - h) < x(b + h) - x(b - h):
            high = b
        else:
            low = a
    return x((low + high) / 2)


def mode(value):
    """The most probable value, the median where there is none."""
    if is_fixed(value):
        return float(value)
    kind, p = kind_of(value)
    if kind in ("pert", "triangular"):
        x = p[1]
    elif kind == "normal":
        x = p["mean"]
    elif kind == "lognormal":
        mu, sigma = log_moments(p)
        x = math.exp(mu - sigma ** 2)
    elif kind == "gamma":
        x = max(0.0, p["mean"] - p["sd"] ** 2 / p["mean"])
    elif kind == "weibull":
        x = p["scale"] * (1.0 - 1.0 / p["shape"]) ** (1.0 / p["shape"]) if p["shape"] > 1.0 else 0.0
    elif kind == "beta" and p["alpha"] > 1.0 and p["beta"] > 1.0:
        low, high = p.get("min", 0.0), p.get("max", 1.0)
        x = low + (high - low) * (p["alpha"] - 1.0) / (p["alpha"] + p["beta"] - 2.0)
    elif kind == "discrete":
        x = max(p, key=lambda pair: pair[1])[0]
    elif kind == "quantiles":
        x = metalog_mode(p)
    else:
        x = quantile(value, 0.0)
    return float(min(max(x, value.get("min", -math.inf)), value.get("max", math.inf)))


def point_estimate(scenario):
    """One trial of expected course: every input at its mode, no noise, no events, only drivers that probably act."""
    document = copy.deepcopy(scenario.document)
    document["noise"], document["event"], document["correlation"] = {"output": 0.0}, {}, []
    for source in document["funding"].values():
        source["volatility"] = 0.0
    if "inflation" in document["economy"]:
        document["economy"]["inflation"]["sd"] = 0.0
    for driver in document.get("driver", {}).values():
        driver["probability"] = 1.0 if driver.get("probability", 1.0) >= 0.5 else 0.0
    expected = Scenario(document)
    expected.inputs = {path: mode(value) for path, value in expected.inputs.items()}
    rng = random.Random(0)  # nothing is left for it to decide
    trial = simulate(expected, expected.sample(rng), rng)
    return {key: trial[key] for key in ("completion_months", "cost")}


def load(path):
    with open(path, "rb") as file:
        return Scenario(tomllib.load(file))


# ---------------------------------------------------------------------------------------------------------------------
# The command


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
