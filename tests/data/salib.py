"""Writes salib.csv: Sobol' indices that SALib finds at outcomes of the Ishigami function and of a product of seven.

Run with Python 3 and SALib 1.6: python salib.py

A block for each case: its name and number of inputs, then a row a point with f(A), f(AB) for each input, and f(B), then two rows with
first-order and total indices. Outcomes are rounded first, so that both programs see the same numbers.
"""

import csv

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as sample
from SALib.test_functions import Ishigami

CASES = {
    "ishigami": (3, Ishigami.evaluate, (-np.pi, np.pi)),
    "product": (7, lambda x: np.prod((np.abs(4 * x - 2) + np.arange(7)) / (1 + np.arange(7)), axis=1) + 40, (0, 1)),
}

with open("salib.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    for name, (inputs, function, bounds) in CASES.items():
        problem = {"num_vars": inputs, "names": [f"x{i}" for i in range(inputs)], "bounds": [bounds] * inputs}
        points = sample.sample(problem, 64, calc_second_order=False, seed=1)
        outcomes = np.round(function(points), 9)
        found = sobol.analyze(problem, outcomes, calc_second_order=False, seed=1)
        writer.writerow([name, inputs])
        writer.writerows([[repr(float(y)) for y in row] for row in outcomes.reshape(-1, inputs + 2)])
        writer.writerow([repr(float(s)) for s in found["S1"]])
        writer.writerow([repr(float(s)) for s in found["ST"]])
