"""A scenario at many points: a row of figures for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _clearcast
from ._asked import LARGEST_SEED, MOST_TRIALS, How, frame, scenario_core, texts, whole
from ._tasks import Task, counted, digest, perform
from ._toml import value as toml_value
from .store import AnyStore, Store
from .table import Table

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["Sweep", "sweep"]

POINTS_OF_TASK = 64
"""Points of a task: some hundredths of a second on one core."""


@dataclass(frozen=True)
class Each:
    """How points are simulated."""

    trials: int | None
    seed: int | None
    sampling: str | None
    random_numbers: str | None
    outputs: Sequence[str]

    def __post_init__(self) -> None:
        for name, least, most in (("trials", 1, MOST_TRIALS), ("seed", 0, LARGEST_SEED)):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else whole(name, value, least, most))


@dataclass(frozen=True)
class Points:
    """A sweep as tasks take it: hashable, so that a worker compiles it once."""

    scenario: Scenario
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    each: Each
    name: str

    def __hash__(self) -> int:
        return hash((self.scenario, self.columns, len(self.rows), self.rows[:1]))


class Sweep(Table):
    """A row for each point: its number, what it set, its figures with their standard errors, and ``message`` where it has none."""

    def __init__(self, csv: bytes, outputs: Sequence[str], errors: Sequence[str]) -> None:
        super().__init__(Table._of_csv(csv, "Points")._columns, "Points")
        self.csv = csv
        """``points.csv``, byte for byte as the command line writes it."""
        self.outputs = list(outputs)
        """Names of the columns that hold figures."""
        self._errors = list(errors)

    @property
    def values(self) -> npt.NDArray[Any]:
        """The figures as an array, a row a point; NaN where there are none."""
        return np.column_stack([np.asarray(self[name], dtype=float) for name in self.outputs])

    @property
    def standard_errors(self) -> npt.NDArray[Any]:
        """Their standard errors, likewise."""
        return np.column_stack([np.asarray(self[name], dtype=float) for name in self._errors])

    @property
    def failed(self) -> dict[int, str]:
        """Points without figures, and why."""
        messages = self["message"]
        if not isinstance(messages, list):
            return {}
        return {at: message for at, message in enumerate(messages) if message}


def sweep(
    scenario: Scenario,
    X: Any,
    columns: str | Sequence[str] | None = None,
    *,
    outputs: str | Sequence[str] | None = None,
    trials: int | None = None,
    seed: int | None = None,
    sampling: str | None = None,
    random_numbers: str | None = None,
    executor: Executor | None = None,
    store: AnyStore = None,
    on_error: str = "collect",
    threads: int | None = None,
    progress: Progress = False,
    name: str = "sweep",
) -> Sweep:
    """Simulates a scenario at the points of a table. ``X`` is a DataFrame, a dict of columns, or an array with ``columns``: each column is a
    path or glob that is set, or ``scale(PATH)`` that is multiplied; NaN or ``None`` leaves a value as it is.

    ``outputs`` are figures such as ``"joint"``, ``"p80(cost)"``, ``"mean(lapsed)"``; an empty list means all figures, and ``None`` P50 and P80
    of completion and cost and, with a target, ``"joint"``. Columns, and factors that no
    input can have, are checked before anything is simulated. A point that cannot be simulated keeps its place with a
    message; with ``on_error="raise"`` it is an error. With an ``executor``, points are simulated in tasks anywhere; what is in a ``store`` is
    not simulated again.
    """
    if on_error not in ("collect", "raise"):
        raise ValueError('on_error is "collect" or "raise"')
    core = scenario_core(scenario)
    names, rows = _table(X, columns)
    wanted = tuple(texts("outputs", _usual(core, names) if outputs is None else outputs))
    points = Points(scenario, names, rows, Each(trials, seed, sampling, random_numbers, wanted), name)
    swept = _compiled(points)
    total, threads = len(swept), threads or (1 if executor is not None else None)
    identity = hashlib.sha256(swept.head.encode()).hexdigest()
    tasks = []
    for first in range(0, total, POINTS_OF_TASK):
        some = (first, min(first + POINTS_OF_TASK, total))
        named = f"{digest(scenario.sha256, identity, _digest(points), *some)}.points"
        tasks.append(Task(named, _sealed, (points, some, threads), _opened, None, some[1] - first))
    with counted(progress, total, "point") as count:
        lines = [data.partition(b"\n")[2] for data in perform(executor, Store.of(store), tasks, count)]
    fields = [field for field, _, _ in swept.fields]
    after = fields.index("message") + 1
    result = Sweep(swept.heading + b"".join(lines), fields[after::2], fields[after + 1 :: 2])
    if on_error == "raise" and result.failed:
        at, message = next(iter(result.failed.items()))
        raise ValueError(f"point {at}: {message}")
    return result


def _usual(core: _clearcast.Scenario, columns: Sequence[str]) -> tuple[str, ...]:
    has_target = "joint" in core.shares or any(column.startswith("target.") for column in columns)
    return (*(["joint"] if has_target else []), "p50(years)", "p80(years)", "p50(cost)", "p80(cost)")


def _table(X: Any, columns: str | Sequence[str] | None) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    names, found = frame(X, columns)
    if not found or not len(found[0]):
        raise ValueError("a sweep needs at least one point")
    return tuple(names), tuple(tuple(map(_cell, row)) for row in zip(*found, strict=True))


def _cell(it: Any) -> str:
    missing = it is None or type(it).__name__ in ("NAType", "NaTType")
    if missing or (isinstance(it, (float, np.floating)) and np.isnan(it)):
        return ""
    return it if isinstance(it, str) else toml_value(it)


def _digest(points: Points) -> str:
    return hashlib.sha256(json.dumps([points.columns, points.rows]).encode()).hexdigest()


@lru_cache(maxsize=4)
def _compiled(points: Points) -> _clearcast.Sweep:
    table = (list(points.columns), [list(row) for row in points.rows])
    return _clearcast.Sweep(points.scenario._core, points.name, table, points.each)


def _sealed(points: Points, range_: tuple[int, int], threads: int | None) -> bytes:
    """The rows of some points, with their hash before them."""
    records = b"".join(_compiled(points).records(list(range(*range_)), How(threads, None)))
    return hashlib.sha256(records).hexdigest().encode() + b"\n" + records


def _opened(data: bytes) -> None:
    """Whether the rows are those of the hash before them."""
    head, _, records = data.partition(b"\n")
    if hashlib.sha256(records).hexdigest().encode() != head:
        raise ValueError("damaged")
