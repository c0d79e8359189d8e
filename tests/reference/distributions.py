"""Uncertain values: drawn, and at a standard normal score."""

import functools
import json
import math
import statistics

NORMAL = statistics.NormalDist()


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
