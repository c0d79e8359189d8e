"""Runs in parts, on anything that is a ``concurrent.futures.Executor``: threads, processes, loky, Dask, mpi4py, Ray, executorlib.

A run is cut into parts that depend on nothing but version, scenario, seed, design and range. In a :class:`Store` each is one file, named
by the hash of these and written whole or not at all. What is there is not done again, so whatever was lost, a worker, a pool, a job, is
resumed on the same engine or another, with the same bytes in the end.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from . import _clearcast
from ._asked import Asked, How, whole
from ._tasks import TRIALS_OF_PART, Task, counted, digest, keep, perform
from .store import AnyStore, Store

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["join_parts", "part", "part_name"]

Range = tuple[int, int]

MOST_PARTS = 1_024
"""Parts of a run unless ``parts`` says otherwise: a part takes megabytes however few its trials."""
JOINED = 32
"""Parts that are put together in one task."""


def part_name(scenario: Scenario, trials: int, seed: int, sampling: str, range: Range) -> str:
    """The name of a part in a store."""
    text = hashlib.sha256(scenario.text.encode()).hexdigest()
    start, end = range
    return f"{digest(scenario.sha256, text, scenario.file, seed, sampling, trials, start, end)}.part"


def part(
    scenario: Scenario,
    range: Range,
    *,
    trials: int,
    seed: int = 1,
    sampling: str = "sobol",
    threads: int | None = 1,
) -> bytes:
    """Simulates trials ``range[0]`` to before ``range[1]`` of a run of ``trials``: the bytes of a file that ``clearcast merge`` takes."""
    return _clearcast.part(scenario._core, Asked(trials, seed, sampling), range, How(threads, None))


def join_parts(parts: Iterable[bytes]) -> bytes:
    """Puts parts whose ranges adjoin together to a larger one, so that many parts are merged in turns, as a tree."""
    return _clearcast.join_parts([(f"part {at}", data) for at, data in enumerate(parts)])


def simulate_parts(
    scenario: Scenario,
    asked: Asked,
    executor: Executor | None,
    store: AnyStore,
    parts: int | None,
    progress: Progress,
    threads: int | None,
) -> _clearcast.Run:
    """A run in parts."""
    trials, store = asked.trials or 0, Store.of(store)
    if parts is not None:
        parts = whole("parts", parts, 1, trials)
    ranges = cut(trials, parts or min(math.ceil(trials / TRIALS_OF_PART), MOST_PARTS))
    threads = threads or (1 if executor is not None else None)
    tasks = [_task(scenario, asked, range, threads) for range in ranges]
    with counted(progress, trials, "trial") as count:
        if store is not None:
            keep(executor, store, tasks, count)
            tasks = _joined(scenario, asked, executor, store, list(zip(ranges, tasks, strict=True)))
            found = [it.read(store) for it in tasks]
        else:
            found = list(perform(executor, None, tasks, count))
        named = [(it.name, data) for it, data in zip(tasks, found, strict=True)]
    return _clearcast.merge(named, How(threads, None))


def cut(trials: int, parts: int) -> list[Range]:
    """Ranges of nearly the same size, at multiples of 16 so that every one holds whole points of the design."""
    step = max(16, -(-trials // max(1, parts)))
    step = -(-step // 16) * 16
    return [(start, min(start + step, trials)) for start in range(0, trials, step)]


def _name(scenario: Scenario, asked: Asked, range: Range) -> str:
    return part_name(scenario, asked.trials or 0, asked.seed, asked.sampling, range)


def _task(scenario: Scenario, asked: Asked, range: Range, threads: int | None) -> Task:
    name = _name(scenario, asked, range)
    return Task(name, _simulated, (scenario, asked, range, threads), _range, range, range[1] - range[0])


def _simulated(scenario: Scenario, asked: Asked, range: Range, threads: int | None) -> bytes:
    return _clearcast.part(scenario._core, asked, range, How(threads, None))


def _range(data: bytes) -> Range:
    return _clearcast.part_head(data)[4]


def _joined(
    scenario: Scenario, asked: Asked, executor: Executor | None, store: Store, parts: list[tuple[Range, Task]]
) -> list[Task]:
    """Puts parts together in turns, each of many, until few are left; the tasks of these."""
    while len(parts) > JOINED:
        groups = [parts[at : at + JOINED] for at in range(0, len(parts), JOINED)]
        parts = [_join(scenario, asked, store, group) if len(group) > 1 else group[0] for group in groups]
        keep(executor, store, [task for _, task in parts], lambda _: None)
    return [task for _, task in parts]


def _join(scenario: Scenario, asked: Asked, store: Store, parts: Sequence[tuple[Range, Task]]) -> tuple[Range, Task]:
    range = (parts[0][0][0], parts[-1][0][1])
    tasks = tuple(task for _, task in parts)
    return range, Task(_name(scenario, asked, range), _put_together, (tasks, store), _range, range, 0)


def _put_together(parts: Sequence[Task], store: Store) -> bytes:
    return join_parts(it.read(store) for it in parts)
