"""Sobol' indices of the g-function with ten factors: clearcast and SALib on the same work, in turn.

SALib samples with scrambled Sobol' points, the function is one expression over whole arrays, and indices come without its bootstrap, which
would take longer than all else; clearcast's come with the errors of 16 replicates. Times are those within the processes, after imports.
"""

import json
import statistics
import subprocess
import sys
import time
import warnings

import numpy as np
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample

A = np.array([0, 0.25, 0.5, 1, 2, 4, 9, 20, 50, 99.0])
# V_i = 1/(3 (1+a)^2) are the variances of the factors; what a factor explains alone and in all follows in closed form.
V = 1 / (3 * (1 + A) ** 2)
WHOLE = np.prod(1 + V) - 1
FIRST = V / WHOLE
TOTAL = V * np.prod(1 + V) / (1 + V) / WHOLE
POINTS = 2**14


def salib():
    """Seconds, and the indices."""
    problem = {"num_vars": len(A), "names": [str(k) for k in range(len(A))], "bounds": [[0, 1]] * len(A)}
    clock = time.perf_counter()
    u = sample.sample(problem, POINTS, calc_second_order=False, seed=1)
    y = np.prod((np.abs(4 * u - 2) + A) / (1 + A), axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # One sample has no spread.
        found = analyze.analyze(problem, y, calc_second_order=False, num_resamples=1)
    return time.perf_counter() - clock, found["S1"], found["ST"]


def clearcast(bench):
    """The same of the bench."""
    found = json.loads(subprocess.run([bench, str(POINTS)], check=True, capture_output=True, text=True).stdout)
    return found["seconds"], np.array(found["S1"]), np.array(found["ST"])


def main():
    bench, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 9
    salib(), clearcast(bench)
    times = {"clearcast": [], "SALib": []}
    for _ in range(rounds):
        for name, run in [("clearcast", lambda: clearcast(bench)), ("SALib", salib)]:
            seconds, first, total = run()
            times[name].append(seconds)
            worst = max(np.abs(first - FIRST).max(), np.abs(total - TOTAL).max())
            if worst > 0.02:
                sys.exit(f"{name}: an index is {worst:.4f} off its closed form")
    for name, seconds in times.items():
        print(f"{name:10} {statistics.median(seconds) * 1e3:8.2f} ms  ({min(seconds) * 1e3:.2f} - {max(seconds) * 1e3:.2f})")
    ratios = [theirs / mine for mine, theirs in zip(times["clearcast"], times["SALib"])]
    print(f"clearcast is {statistics.median(ratios):.1f} x as fast")


main()
