"""Writes quantiles.csv: quantiles of hard cases, computed with 50 digits independently of the crate.

Run with Python 3 and mpmath: python quantiles.py > quantiles.csv

Every distribution function is taken from mpmath's own special functions or from its formula, and inverted by bracketing
and secant steps. Probabilities and parameters are the exact values of the doubles written.
"""

from mpmath import erfc, exp, expm1, floor, gammainc, hyp2f1, inf, isinf, log, loggamma, mp, mpf, nstr, quad, sqrt, workdps

mp.dps = 50

PROBABILITIES = [1.2e-16, 1e-12, 1e-9, 1e-6, 1e-4, 0.01, 0.03, 0.1, 0.25, 0.37, 0.5, 0.6321, 0.75, 0.9, 0.99,
                 1 - 1e-4, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1 - 2.0**-53]


def normal_tails(z):
    return erfc(-z / sqrt(2)) / 2, erfc(z / sqrt(2)) / 2


def narrow_gamma_tails(shape, w):
    """At x = shape·exp(w/√shape), for large shapes: the density of w, integrated out to 40 standard deviations."""
    with workdps(90):
        scale, norm = 1 / sqrt(shape), (log(shape) - 1) * shape - loggamma(shape) - log(shape) / 2
        density = lambda w: exp(norm - shape * (expm1(w * scale) - w * scale))
        here = min(max(w, mpf(-39)), mpf(39))
        ends = lambda a, b: [a + (b - a) * k / 20 for k in range(21)]
        with workdps(36):
            lower, upper = quad(density, ends(mpf(-40), here)), quad(density, ends(here, mpf(40)))
    assert abs(lower + upper - 1) < mpf(10) ** -30, (shape, w, lower + upper)
    return lower, upper


def gamma_tails(shape, x):
    if x < shape + 1:
        power = exp(shape * log(x) - x - loggamma(shape)) if x > 0 else mpf(0)
        term = total = 1 / shape
        n = shape
        while term > total * mpf(10) ** -mp.dps:
            n += 1
            term *= x / n
            total += term
        return power * total, 1 - power * total
    upper = gammainc(shape, x, inf, regularized=True)
    return 1 - upper, upper


def beta_tails(a, b, x):
    y = 1 - x
    power = exp(a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b))
    # The hypergeometric series of either side has positive terms only.
    if x < a / (a + b):
        lower = power / a * hyp2f1(1, a + b, a + 1, x, maxterms=10**7)
        return lower, 1 - lower
    upper = power / b * hyp2f1(1, a + b, b + 1, y, maxterms=10**7)
    return 1 - upper, upper


def coordinate(law, v):
    """(support, x of a real coordinate u, tails at u) of the laws that are inverted numerically."""
    if law == "gamma":
        shape, scale = v
        if shape >= 1e5:
            return ((0, inf), lambda w: scale * shape * exp(w / sqrt(shape)), lambda w: narrow_gamma_tails(shape, w),
                    lambda x: log(x / scale / shape) * sqrt(shape))
        return (0, inf), lambda u: scale * exp(u), lambda u: gamma_tails(shape, exp(u)), lambda x: log(x / scale)
    if law in ("beta", "pert"):
        if law == "beta":
            a, b, low, high = v
        else:
            low, mode, high = v
            a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        return ((low, high), lambda u: low + (high - low) / (1 + exp(-u)), lambda u: beta_tails(a, b, 1 / (1 + exp(-u))),
                lambda x: log((x - low) / (high - x)))
    if law == "normal":
        mean, sd = v
        return (-inf, inf), lambda u: mean + sd * u, normal_tails, lambda x: (x - mean) / sd
    if law == "lognormal":
        mu, sigma = v
        return (0, inf), lambda u: exp(mu + sigma * u), normal_tails, lambda x: (log(x) - mu) / sigma
    if law == "quantiles":
        p10, p50, p90 = v
        odds = log(mpf(9))
        spread, skew = (p90 - p10) / (2 * odds), (p90 + p10 - 2 * p50) / (mpf(8) / 10 * odds)
        curve = lambda u: p50 + spread * u + skew * (1 / (1 + exp(-u)) - mpf(1) / 2) * u
        return ((-inf, inf), curve, lambda u: (1 / (1 + exp(-u)), 1 / (1 + exp(u))),
                lambda x: root(lambda u: curve(u) - x))
    if law == "weibull":
        shape, scale = v
        return ((0, inf), lambda u: scale * exp(u / shape), lambda u: (-expm1(-exp(u)), exp(-exp(u))),
                lambda x: shape * log(x / scale))
    if law == "uniform":
        low, high = v
        return (low, high), lambda u: low + (high - low) * u, lambda u: (u, 1 - u), lambda x: (x - low) / (high - low)
    if law == "triangular":
        low, mode, high = v

        def tails(x):
            if x < mode or mode == high:
                p = (x - low) ** 2 / ((high - low) * (mode - low))
                return p, 1 - p
            q = (high - x) ** 2 / ((high - low) * (high - mode))
            return 1 - q, q

        return (low, high), lambda u: u, tails, lambda x: x
    raise ValueError(law)


def root(function, low=None, high=None):
    """The root of a rising function: bracketed by doubling, then halved, then by secants that stay inside."""
    if low is None:
        low, high, width = mpf(-1), mpf(1), mpf(1)
        while function(low) > 0:
            high, low, width = low, low - width, 2 * width
        while function(high) < 0:
            low, high, width = high, high + width, 2 * width
    at_low, at_high = function(low), function(high)
    for step in range(400):
        if at_low == 0 or high - low <= mpf(10) ** -30 * max(abs(low), abs(high)):
            return low
        if at_high == 0:
            return high
        u = (low + high) / 2
        if step % 3 and not isinf(at_low) and not isinf(at_high):
            secant = low - at_low * (high - low) / (at_high - at_low)
            # A little beyond the secant's root, so that the bracket shrinks from both sides.
            reach = (high - low) * mpf(10) ** -3 if step % 3 == 1 else (high - low) ** 2 / (1 + abs(high))
            nudged = secant + (reach if secant < u else -reach)
            u = nudged if low < nudged < high else u
        value = function(u)
        if value < 0:
            low, at_low = u, value
        else:
            high, at_high = u, value
    return (low + high) / 2


def stepwise(law, v, low, high, p):
    if law == "discrete":
        pairs = [(x, w) for x, w in zip(v[0::2], v[1::2]) if low <= x <= high]
        total, running = sum(w for _, w in pairs), 0
        for x, w in pairs:
            running += w
            if running / total >= p:
                return x
    n = len(v)

    def line(share):
        k = min(int(floor(share * (n - 1))), n - 2)
        return v[k] + (v[k + 1] - v[k]) * (share * (n - 1) - k)

    def share_at(x):
        if x <= v[0]:
            return mpf(0)
        if x >= v[-1]:
            return mpf(1)
        k = next(k for k in range(n) if v[k + 1] > x)
        return (k + (x - v[k]) / (v[k + 1] - v[k])) / (n - 1)

    below, above = share_at(low), share_at(high)
    return line(below + p * (above - below))


def quantiles(law, v, low, high):
    v = [mpf(x) for x in v]
    low, high = (-inf if low is None else mpf(low)), (inf if high is None else mpf(high))
    if law in ("discrete", "empirical"):
        for p in PROBABILITIES:
            yield p, stepwise(law, v, low, high, mpf(p))
        return
    support, value, tails, where = coordinate(law, v)
    below = tails(where(low))[0] if low > support[0] else mpf(0)
    above = tails(where(high))[1] if high < support[1] else mpf(0)
    rest = tails(where(low))[1] if low > support[0] else mpf(1)
    # From the upper tails where the interval lies far up.
    inside = rest - above if below > 0.5 else 1 - below - above
    for p in PROBABILITIES:
        lower, upper = below + mpf(p) * inside, above + (1 - mpf(p)) * inside
        if lower <= upper:
            miss = lambda u: log(max(tails(u)[0], mpf(10) ** -10000)) - log(lower)
        else:
            miss = lambda u: log(upper) - log(max(tails(u)[1], mpf(10) ** -10000))
        ends = {"uniform": (mpf(0), mpf(1)), "triangular": support}.get(law, ())
        yield p, value(root(miss, *ends))


CASES = [
    # pert: every shape, at an end, flat and narrow ranges, negative values
    ("pert", [1, 2, 6]), ("pert", [0, 0, 1]), ("pert", [0, 10, 10]), ("pert", [5, 5, 8]), ("pert", [-3, 0.5, 4]),
    ("pert", [0.02, 0.021, 0.9]), ("pert", [1e6, 1.1e6, 1.2e6]), ("pert", [100, 100.5, 101]),
    ("triangular", [1, 2, 6]), ("triangular", [0, 0, 1]), ("triangular", [0, 1, 1]), ("triangular", [-5, 4.9, 5]),
    ("triangular", [100, 100.001, 200]),
    ("uniform", [0, 1]), ("uniform", [-4, 9]), ("uniform", [1000, 1001]),
    ("normal", [0, 1]), ("normal", [50, 8]), ("normal", [-3, 0.01]),
    ("lognormal", [0, 0.1]), ("lognormal", [3, 0.5]), ("lognormal", [-1, 1]), ("lognormal", [8, 1.517427129385146]),
    ("beta", [0.3, 0.3, 0, 1]), ("beta", [0.5, 0.5, 0, 1]), ("beta", [0.3, 5, 0, 1]), ("beta", [2, 0.5, 0, 1]),
    ("beta", [1, 3, 0, 1]), ("beta", [2, 2, 10, 30]), ("beta", [2, 50, 0, 1]), ("beta", [50, 1000, 0, 1]),
    ("beta", [1000, 1000, 0, 1]), ("beta", [1000, 2, -1, 1]), ("beta", [0.05, 0.8, 0, 1]),
    ("beta", [1e6, 3e6, 0, 1]), ("beta", [1e-3, 1, 0, 1]),
    ("gamma", [0.05, 1]), ("gamma", [0.3, 2]), ("gamma", [0.5, 1]), ("gamma", [1, 4]), ("gamma", [2.5, 100]),
    ("gamma", [30, 0.1]), ("gamma", [1000, 3]), ("gamma", [9e4, 0.01]), ("gamma", [1.1e5, 0.01]), ("gamma", [1e10, 1]),
    ("gamma", [1e18, 1e-9]), ("gamma", [1e26, 1e-8]), ("gamma", [1e-3, 1]),
    ("weibull", [1e9, 1e3]), ("weibull", [0.1, 1]), ("weibull", [0.5, 1]), ("weibull", [0.8, 20]), ("weibull", [1, 3]), ("weibull", [2, 1]), ("weibull", [5, 1000]),
    ("quantiles", [1, 2, 3]), ("quantiles", [10, 15, 30]), ("quantiles", [1, 1.17, 2]), ("quantiles", [0, 8.3, 10]),
    ("quantiles", [-1, 0, 3]),
    ("discrete", [0, 0.2, 1, 0.5, 5, 0.3]), ("discrete", [1, 1e-7, 2, 3, 3, 1e-7]), ("discrete", [-2, 1, 4, 2, 7, 3, 9, 5]),
    ("empirical", [1, 4, 5, 9, 30]), ("empirical", [2, 2, 3, 3, 3, 8]), ("empirical", [0, 10]),
    ("normal", [0, 1], 0, None), ("normal", [0, 1], -1, 1), ("normal", [0, 1], -0.01, 2.5), ("normal", [0, 1], 5, 9),
    ("normal", [0, 1], None, -6), ("normal", [10, 4], 0, None), ("normal", [0.3, 0.2], 0, 1), ("normal", [0, 1], 2, 2.001),
    ("normal", [100, 5], None, 101), ("normal", [0, 1], 20, None), ("normal", [0, 1], -30, 3),
    ("gamma", [2, 3], 1, 20), ("gamma", [0.3, 2], None, 1), ("gamma", [4, 1], 15, None), ("gamma", [0.2, 1], 0.5, 3),
    ("gamma", [1e10, 1], None, 9999800000.0), ("gamma", [1e18, 1e-9], 999999999.5, 1000000003.0),
    ("lognormal", [0, 1], 0.5, 2), ("lognormal", [2, 1.5], None, 1000), ("lognormal", [2, 0.3], 10, None),
    ("pert", [0, 3, 10], 2, 9), ("pert", [0, 3, 10], 9.5, None), ("pert", [0, 1, 1], None, 0.2), ("beta", [0.5, 0.5, 0, 1], 0.2, 0.9),
    ("weibull", [0.7, 10], 1, 100), ("weibull", [3, 10], None, 4),
    ("triangular", [1, 2, 6], 1.5, 4), ("triangular", [1, 2, 6], 3, None), ("triangular", [1, 5, 6], None, 4.5),
    ("uniform", [0, 10], 2, 3),
    ("quantiles", [10, 15, 30], 0, None), ("quantiles", [10, 15, 30], 5, 40), ("quantiles", [1, 1.17, 2], 0.9, None),
    ("discrete", [0, 0.2, 1, 0.5, 5, 0.3], 0.5, None), ("empirical", [1, 4, 5, 9, 30], 2, 20),
    ("empirical", [2, 2, 3, 3, 3, 8], 2.5, None),
]


def main():
    print("law,parameters,min,max,p,quantile")
    for law, v, *bounds in CASES:
        low, high = bounds or (None, None)
        for p, x in quantiles(law, v, low, high):
            ends = ",".join("" if end is None else repr(end) for end in (low, high))
            print(f"{law},{' '.join(map(repr, v))},{ends},{p!r},{nstr(x, 30)}", flush=True)


main()
