"""One trial of expected course, every input at its most probable value."""

import copy
import math
import random
import statistics

from distributions import is_fixed, kind_of, log_moments, quantile
from scenario import Scenario
from trial import simulate


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
