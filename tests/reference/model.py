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
        self.days = document["calendar"]["working_days"]
        self.residual = document.get("completion", {}).get("residual", 0.001)
        self.milestones = document.get("completion", {}).get("milestones", [])
        self.inputs = self.all_inputs()
        self.correlated, self.root = self.copula()
        self.multiplied = {key: [list(self.inputs)[i] for i in chosen(driver["multiplies"], list(self.inputs))]
                           for key, driver in self.drivers.items()}

    def all_inputs(self):
        inputs = {"economy.escalation": self.document["economy"]["escalation"]}
        inputs |= {f"land_release.{key}": self.document["land_release"][key] for key in LAND_RELEASE}
        for name, area in self.areas.items():
            for key in ("suspected", "confirmed"):
                inputs[f"area.{name}.{key}"] = area.get(key, 0.0)
            inputs |= {f"area.{name}.{key}": area[key] for key in LAND_RELEASE if key in area}
        for name, team in self.teams.items():
            for key in ("count", "output") if "rate" not in team else ("rate",):
                inputs[f"team.{name}.{key}"] = team[key]
            defaults = {"growth": 0.0, "max": math.inf, "mobilisation": 0.0, "cost": 0.0, "unit_cost": 0.0, "learning": 0.0}
            inputs |= {f"team.{name}.{key}": team.get(key, default) for key, default in defaults.items()}
        for name, source in self.funding.items():
            inputs[f"funding.{name}.annual"] = source["annual"]
            inputs[f"funding.{name}.growth"] = source.get("growth", 0.0)
            inputs |= {f"funding.{name}.by_year.{year}": value for year, value in source.get("by_year", {}).items()}
        inputs["overhead.fixed"] = self.document["overhead"]["fixed"]
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
        return values


# ---------------------------------------------------------------------------------------------------------------------
# One trial


class Group:
    """A team group in a trial."""

    def __init__(self, key, team, v, areas):
        def value(name):
            return v[f"team.{key}.{name}"]
        self.key, self.task = key, team["task"]
        self.operator = team.get("operator", "none")
        self.per_hectare_year = "rate" in team
        self.teams = value("rate") if self.per_hectare_year else value("count")
        self.output = None if self.per_hectare_year else value("output")
        self.growth, self.most, self.mobilisation = value("growth"), value("max"), value("mobilisation")
        self.cost, self.unit_cost, self.learning = value("cost"), value("unit_cost"), value("learning")
        self.first, self.last = team.get("from", -math.inf), team.get("until", math.inf)
        self.multiplier = {}
        for i in chosen(team.get("areas"), [area.key for area in areas]):
            here = team.get("terrain", {}).get(areas[i].terrain, 1.0) * team.get("hazard", {}).get(areas[i].hazard, 1.0)
            if here > 0.0:
                self.multiplier[i] = here
        self.worked = self.offered = 0.0  # team-months of this programme year


class Area:
    """A group of hazardous areas in a trial."""

    def __init__(self, key, area, v):
        def share(name):
            return v.get(f"area.{key}.{name}", v[f"land_release.{name}"])
        self.key, self.region = key, area.get("region", key)
        self.hazard, self.terrain, self.priority = area["hazard"], area["terrain"], area.get("priority", 1)
        self.survey, self.technical_survey, self.clearance = v[f"area.{key}.suspected"], v[f"area.{key}.confirmed"], 0.0
        self.initial = self.survey + self.technical_survey
        self.unrecorded = share("unrecorded") * self.initial
        self.discovery, self.rework, self.cancel = share("discovery"), share("rework"), share("cancelled")
        without = share("reduced_without_records")
        self.reduce = without + (share("reduced_with_records") - without) * share("record_reliability")
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
        self.discount_rate = document["economy"]["discount_rate"]
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

    def teach(self, money, e):
        """Step 5: what risk education is paid, and what is missing."""
        self.reached_this_month = 0.0
        if "risk_education" not in self.tables:
            return 0.0, 0.0
        coverage = self.v["risk_education.coverage"]
        due = coverage * self.present() * self.v["risk_education.cost"] * e / 12.0
        paid = min(due, money)
        self.reached_this_month = coverage * (paid / due if due > 0.0 else 1.0)
        self.education += paid
        return paid, due - paid

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

    def __init__(self, key, source, v):
        self.key = key
        self.annual, self.growth = v[f"funding.{key}.annual"], v[f"funding.{key}.growth"]
        self.by_year = {int(year): v[f"funding.{key}.by_year.{year}"] for year in source.get("by_year", {})}
        self.volatility, self.persistence = source.get("volatility", 0.0), source.get("persistence", 0.0)
        self.indexed, self.carryover = source.get("indexed", True), source.get("carryover", 0.0)
        self.first, self.last = source.get("from", -math.inf), source.get("until", math.inf)
        self.level = self.money = self.spent = 0.0

    def income(self, year, programme_year, events, price):
        if not self.first <= year <= self.last:
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


def simulate(scenario, v, rng):
    """One trial with the inputs `v`; what happens within it comes from `rng`."""
    document, economy = scenario.document, scenario.document["economy"]
    areas = [Area(key, area, v) for key, area in scenario.areas.items()]
    by_priority = sorted(range(len(areas)), key=lambda i: areas[i].priority)
    groups = [Group(key, team, v, areas) for key, team in scenario.teams.items()]
    sources = [Source(key, source, v) for key, source in scenario.funding.items()]
    events = [Event(key, event, v, list(scenario.areas), list(scenario.funding)) for key, event in scenario.events.items()]
    inflation = {"mean": 0.0, "sd": 0.0, "persistence": 0.0} | economy.get("inflation", {})
    proportional = document.get("allocation", "priority") == "proportional"
    overhead_share, noise = document["overhead"].get("share", 0.0), document.get("noise", {}).get("output", 0.0)
    initial = sum(area.initial for area in areas)
    regions = {}
    for area in areas:
        regions.setdefault(area.region, []).append(area)
    region_months, milestone_months, completion = {}, {}, None
    category = dict.fromkeys((*TASKS, "overhead", "mobilisation"), 0.0)
    people = People(document, v, areas, scenario.months)
    operators = {group.operator: 0.0 for group in groups}
    cost = nominal = present = gap = lapsed = 0.0
    price, pi = 1.0, inflation["mean"]
    year_gap = year_spent = 0.0
    months = []

    for t in range(scenario.months):
        programme_year, month = t // 12, (scenario.start_month + t) % 12
        year = scenario.start_year + (scenario.start_month + t) // 12
        days, year_days = scenario.days[month], sum(scenario.days)

        # 1. New year
        if month == 0 and t > 0:
            for source in sources:
                lapsed += source.money * (1.0 - source.carryover)
                source.money *= source.carryover
        may_grow = False
        if t % 12 == 0:
            if t > 0:
                pi = (inflation["mean"] + inflation["persistence"] * (pi - inflation["mean"])
                      + inflation["sd"] * rng.gauss(0.0, 1.0))
                price *= max(0.5, 1.0 + pi)
                may_grow = year_gap <= 0.01 * year_spent
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
        event_output = math.prod(event.output for event in active)

        # 3. Discovery
        for area in areas:
            found = area.unrecorded * (1.0 - math.exp(-area.discovery / 12.0))
            area.unrecorded -= found
            area.survey += found
            area.came_later += found

        # 4. Income
        for source in sources:
            touched = math.prod(event.funding for event in active if source.key in event.sources)
            source.money += source.income(year, programme_year, touched, price)
        available = money = sum(source.money for source in sources)
        month_gap = 0.0

        # 5. Overhead
        e = (1.0 + v["economy.escalation"]) ** (t / 12.0)
        due = v["overhead.fixed"] * e / 12.0
        paid = min(due, money)
        money -= paid
        month_gap += due - paid
        category["overhead"] += paid
        paid, missing = people.teach(money, e)
        money -= paid
        month_gap += missing

        # 6. Growth
        for group in groups:
            if may_grow and group.first <= year <= group.last and group.worked >= 0.9 * group.offered:
                wanted = max(0.0, min(group.growth, group.most - group.teams))
                each = group.mobilisation * e
                gained = min(wanted, money / each) if each > 0.0 else wanted
                group.teams += gained
                money -= gained * each
                month_gap += (wanted - gained) * each
                category["mobilisation"] += gained * each
                operators[group.operator] += gained * each
            if t % 12 == 0:
                group.worked = group.offered = 0.0

        # 7. Work
        shock = math.exp(noise * rng.gauss(0.0, 1.0) - noise ** 2 / 2.0) if noise > 0.0 else 1.0
        for task in TASKS:
            for group in groups:
                if group.task != task or not group.first <= year <= group.last or days == 0:
                    continue
                group.offered += group.teams
                per_team = days / year_days if group.per_hectare_year else group.output * days / 1e4
                per_team *= (1.0 + group.learning) ** (t / 12.0) * event_output * shock
                fixed = group.cost * days / year_days
                places = []  # (area, hectares per team-month, cost per team-month, team-months needed)
                for i in by_priority:
                    rate = per_team * group.multiplier.get(i, 0.0)
                    if rate > 0.0:
                        places.append((areas[i], rate, (fixed + group.unit_cost * rate) * e * (1.0 + overhead_share),
                                       areas[i].backlog(task) / rate))
                if proportional:
                    need = sum(place[3] for place in places)
                    part = min(1.0, group.teams / need) if need > 0.0 else 0.0
                    price_of_all = sum(place[3] * part * place[2] for place in places)
                    paid_part = min(1.0, money / price_of_all) if price_of_all > 0.0 else 1.0
                left = group.teams
                for area, rate, c, need in places:
                    if proportional:
                        w = need * part
                        u = w * paid_part
                    else:
                        w = min(left, need)
                        u = min(w, money / c) if c > 0.0 else w
                        left -= w
                    money = max(0.0, money - u * c)
                    month_gap += (w - u) * c
                    category[task] += u * c
                    operators[group.operator] += u * c
                    group.worked += u
                    area.process(task, u * rate)

        # 8 and a half. People
        if people.tables:
            people.month(t)

        # 8. Books
        spent = available - money
        if available > 0.0:
            for source in sources:
                drawn = spent * source.money / available
                source.money -= drawn
                source.spent += drawn
        cost += spent
        nominal += spent * price
        present += spent / (1.0 + economy["discount_rate"]) ** ((t + 0.5) / 12.0)
        gap += month_gap
        year_gap += month_gap
        year_spent += spent

        # 9. Completion
        released = sum(area.cancelled + area.reduced + area.cleared for area in areas)
        months.append({"year": year, "spent": spent, "released": released,
                       "suspected": sum(area.survey for area in areas),
                       "confirmed": sum(area.technical_survey for area in areas),
                       "to_clear": sum(area.clearance for area in areas)})
        for share in scenario.milestones:
            if released >= share * initial:
                milestone_months.setdefault(share, t + 1)
        for key, members in regions.items():
            bound = max(scenario.residual * sum(area.initial for area in members), 0.01)
            if sum(area.remaining() for area in members) <= bound:
                region_months.setdefault(key, t + 1)
            else:
                region_months.pop(key, None)
        if sum(area.remaining() for area in areas) <= max(scenario.residual * initial, 0.01):
            completion = t + 1
            for key in regions:
                region_months.setdefault(key, completion)
            for share in scenario.milestones:
                milestone_months.setdefault(share, completion)
            if people.tables:
                people.live_on(completion)
            break

    if "risk_education" in people.tables:
        category["risk_education"] = people.education
    items = {key: sum(v[f"items.{key}.per_cleared_ha"] * item.get("hazard", {}).get(area.hazard, 1.0) * area.cleared
                      for area in areas) for key, item in scenario.items.items()}
    finished = completion is not None
    target = document["target"]
    year, month = target.get("since", document["start"]).split("-")
    before = (scenario.start_year - int(year)) * 12 + scenario.start_month - (int(month) - 1)
    within_years = finished and completion + before <= target["years"] * 12 + 1e-9
    within_cost = finished and cost + target.get("spent", 0.0) <= target["cost"]
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
        "cost_by": {"category": category, "operator": operators, "funding": {source.key: source.spent for source in sources}},
        "lapsed": lapsed, "money_left": sum(source.money for source in sources),
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
