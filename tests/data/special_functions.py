"""Writes special_functions.csv: values computed with 50 digits from the exact values of the doubles given.

Run with Python 3 and mpmath: python special_functions.py > special_functions.csv

gamma: shape, x, P(a, x), Q(a, x), density of ln X.  beta: shapes, x, both tails, density of the logit.
stirling: argument, error of Stirling's formula.  normal: z, lower tail.  normal-quantile: p, z.
"""

from mpmath import erfc, exp, gammainc, hyp2f1, inf, log, loggamma, mp, mpf, pi, sqrt

mp.dps = 50


def row(name, *cells):
    print(",".join([name, *(repr(float(cell)) for cell in cells)]))


def gamma_row(a, x):
    shape, point = mpf(a), mpf(x)
    upper = gammainc(shape, point, inf, regularized=True)
    lower = gammainc(shape, 0, point, regularized=True) if upper > 0.1 else 1 - upper
    if min(lower, upper) > mpf(10) ** -250:
        row("gamma", a, x, lower, upper, exp(shape * log(point) - point - loggamma(shape)))


def beta_row(a, b, x):
    p, q, point = mpf(a), mpf(b), mpf(x)
    density = exp(p * log(point) + q * log(1 - point) - loggamma(p) - loggamma(q) + loggamma(p + q))
    lower = density / p * hyp2f1(1, p + q, p + 1, point, maxterms=10**6)
    upper = density / q * hyp2f1(1, p + q, q + 1, 1 - point, maxterms=10**6)
    assert abs(lower + upper - 1) < mpf(10) ** -30
    row("beta", a, b, x, lower, upper, density)


def normal_quantile(p):
    if p > mpf(1) / 2:
        return -normal_quantile(1 - p)
    z = -sqrt(-2 * log(p)) if p < 0.1 else mpf(0)
    for _ in range(200):
        tail = erfc(-z / sqrt(2)) / 2
        step = log(tail / p) * tail * sqrt(2 * pi) * exp(z * z / 2)
        z -= step
        if abs(step) < mpf(10) ** -45:
            return z
    raise ArithmeticError(p)


for a in [0.01, 0.3, 1.0, 2.5, 10.0, 37.0, 1000.0, 1e4]:
    for factor in [1e-8, 0.1, 0.7, 0.99, 1.0, 1.01, 1.1, 1.5, 4.0]:
        gamma_row(a, a * factor if a >= 1 else 3 * factor)
for a, b in [(0.01, 0.02), (0.3, 0.5), (1.0, 5.0), (2.0, 2.0), (3.4, 2.6), (0.5, 50.0), (50.0, 1000.0), (1000.0, 1000.0), (1e4, 3e3)]:
    mean = a / (a + b)
    sd = (mean * (1 - mean) / (a + b + 1)) ** 0.5
    for distance in [-6, -3, -1, 0, 0.5, 2, 5]:
        x = mean + distance * sd
        beta_row(a, b, 1e-9 * (1 - distance) if x <= 0 else 1 - 2.0**-30 if x >= 1 else x)
for a in [0.01, 0.5, 1.0, 3.0, 9.99, 10.0, 50.0, 1e6]:
    row("stirling", a, loggamma(mpf(a) + 1) - (mpf(a) + 0.5) * log(mpf(a)) + mpf(a) - log(2 * pi) / 2)
for z in [-37.0, -20.0, -8.5, -5.0, -3.3, -1.0, -0.1, 0.0, 0.7, 2.5, 6.0]:
    row("normal", z, erfc(-mpf(z) / sqrt(2)) / 2)
for p in [1e-300, 1e-100, 1e-17, 1.3e-11, 1.4e-11, 1e-9, 1e-6, 1e-3, 0.0749, 0.0751, 0.1, 0.25, 0.3, 0.4999, 0.6, 0.75,
          0.9, 0.925, 0.926, 0.999, 1 - 1e-9]:
    row("normal-quantile", p, normal_quantile(mpf(p)))
