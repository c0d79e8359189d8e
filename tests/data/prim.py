"""Writes prim.csv, 4,096 points, and prim-boxes.csv, the boxes that the EMA Workbench peels of them.

Run with Python 3 and ema_workbench 2.5.3: python prim.py

Coordinates are uniform, in units of 1/100,000. A point is a case where x1 > 0.7 and x2 < 0.4. Boxes are as wide as the points
until they are limited; a limit that the workbench has not set is left empty.
"""

import csv

import numpy as np
import pandas as pd
from ema_workbench.analysis import prim

NAMES = ["x1", "x2", "x3", "x4", "x5"]
UNITS = 100_000

points = np.floor(np.random.default_rng(7).random((4096, 5)) * UNITS).astype(int)
table = pd.DataFrame(points / UNITS, columns=NAMES)
cases = ((table.x1 > 0.7) & (table.x2 < 0.4)).astype(int).to_numpy()

with open("prim.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(NAMES + ["case"])
    writer.writerows([*map(int, point), int(case)] for point, case in zip(points, cases))

box = prim.Prim(table, cases, threshold=0.8, peel_alpha=0.05, mass_min=0.05).find_box()
first = box.box_lims[0]
with open("prim-boxes.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    ends = [f"{name}_{end}" for name in NAMES for end in ("low", "high")]
    writer.writerow(["points", "cases", "coverage", "density"] + ends)
    for limits, row in zip(box.box_lims, box.peeling_trajectory.itertuples()):
        cells = [row.n, row.k, repr(float(row.coverage)), repr(float(row.density))]
        for name in NAMES:
            for end in (0, 1):
                value = float(limits.loc[end, name])
                cells.append("" if value == float(first.loc[end, name]) else repr(value))
        writer.writerow(cells)
