"""Runs and sweeps on anything that is a ``concurrent.futures.Executor``: threads, processes, loky, Dask, mpi4py, Ray, executorlib.

Work is cut into parts that depend on nothing but version, scenario, seed, design and range. In a :class:`Store` each is one file, named
by the hash of these and written whole or not at all. What is there is not done again, so whatever was lost, a worker, a pool, a job, is
resumed on the same engine or another, with the same bytes in the end.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from . import _clearcast
from ._asked import Asked, How, bar, whole

if TYPE_CHECKING:
    from ._asked import Progress
    from .run import Run
    from .scenario import Scenario

__all__ = ["Store", "join_parts", "merge", "part", "part_name"]

Range = tuple[int, int]
T = TypeVar("T")

TRIALS_OF_PART = 65_536
"""Trials of a part unless ``parts`` says otherwise: seconds on one core, against which what a part costs beside is little."""
MOST_PARTS = 1_024
"""Parts of a run, likewise: a part takes megabytes however few its trials."""
IN_FLIGHT = 4_096
"""Tasks given to an executor at a time, so that millions of them need no memory here."""
JOINED = 32
"""Parts that are put together in one task."""


class Store:
    """A folder, or with fsspec any place it knows (``s3://…``, ``memory://…``), that holds parts by name."""

    def __init__(self, place: str | os.PathLike[str]) -> None:
        self.place = os.fspath(place)
        self._is_url = "://" in self.place

    @classmethod
    def of(cls, store: Store | str | os.PathLike[str] | None) -> Store | None:
        """A store, whatever names it."""
        return store if store is None or isinstance(store, Store) else cls(store)

    def _remote(self, name: str) -> tuple[Any, str]:
        import fsspec

        system, folder = fsspec.core.url_to_fs(self.place)
        return system, f"{folder.rstrip('/')}/{name}"

    def read(self, name: str) -> bytes | None:
        """What is kept under a name; ``None`` if nothing is."""
        try:
            if self._is_url:
                system, path = self._remote(name)
                data: bytes = system.cat_file(path)
                return data
            return (Path(self.place) / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Keeps something under a name, whole or not at all."""
        if self._is_url:
            system, path = self._remote(name)
            # Object stores show a file when all of it is there; elsewhere its checksum tells.
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            system.pipe_file(path, data)
            return
        folder = Path(self.place)
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.{uuid.uuid4().hex}"
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(folder / name)
        finally:
            draft.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """All names under which something is kept."""
        if self._is_url:
            system, folder = self._remote("")
            try:
                return {str(path).rpartition("/")[2] for path in system.ls(folder.rstrip("/"), detail=False)}
            except FileNotFoundError:
                return set()
        here = Path(self.place)
        return {it.name for it in here.iterdir()} if here.is_dir() else set()

    def __repr__(self) -> str:
        return f"Store({self.place!r})"


def digest(*of: Any) -> str:
    """A name made of all that a part depends on."""
    text = json.dumps([_clearcast.__version__, *of], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


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


def merge(parts: Iterable[bytes], threads: int | None = None) -> Run:
    """Puts all parts of a run together: the same bytes as one run."""
    from .run import Run

    named = [(f"part {at}", data) for at, data in enumerate(parts)]
    core = _clearcast.merge(named, How(threads, None))
    _, seed, sampling, trials, _ = _clearcast.part_head(named[0][1])
    return Run(core, None, Asked(trials, seed, sampling))


def join_parts(parts: Iterable[bytes]) -> bytes:
    """Puts parts whose ranges adjoin together to a larger one, so that many parts are merged in turns, as a tree."""
    return _clearcast.join_parts([(f"part {at}", data) for at, data in enumerate(parts)])


def simulate_parts(
    scenario: Scenario,
    asked: Asked,
    executor: Executor | None,
    store: Store | str | os.PathLike[str] | None,
    parts: int | None,
    progress: Progress,
    threads: int | None,
) -> Run:
    """A run in parts."""
    from .run import TRIALS, Run

    trials = asked.trials or TRIALS
    asked = replace(asked, trials=trials)
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"an executor is a concurrent.futures.Executor, not {executor!r}")
    if parts is not None:
        parts = whole("parts", parts, 1, trials)
    store = Store.of(store)
    ranges = cut(trials, parts or min(math.ceil(trials / TRIALS_OF_PART), MOST_PARTS))
    threads = threads or (1 if executor is not None else None)
    with bar(progress, trials, "trial") as tell:
        done = 0

        def count(range: Range) -> None:
            nonlocal done
            done += range[1] - range[0]
            if tell:
                tell(done)

        if store is None:
            tasks = [(_simulated, (scenario, asked, range, threads)) for range in ranges]
            found = each(executor, tasks, ranges, count)
            named = [(f"trials {start}..{end}", data) for (start, end), data in zip(ranges, found, strict=True)]
        else:
            there = store.names()
            open_ranges = [it for it in ranges if _name(scenario, asked, it) not in there]
            for range in set(ranges) - set(open_ranges):
                count(range)
            kept = [(_kept, (scenario, asked, range, threads, store)) for range in open_ranges]
            each(executor, kept, open_ranges, count)
            named = _read(scenario, asked, store, _joined(scenario, asked, executor, store, ranges), threads)
    return Run(_clearcast.merge(named, How(threads, None)), scenario, asked)


def cut(trials: int, parts: int) -> list[Range]:
    """Ranges of nearly the same size, at multiples of 16 so that every one holds whole points of the design."""
    step = max(16, -(-trials // max(1, parts)))
    step = -(-step // 16) * 16
    return [(start, min(start + step, trials)) for start in range(0, trials, step)]


def each(
    executor: Executor | None,
    tasks: Sequence[tuple[Callable[..., T], tuple[Any, ...]]],
    labels: Sequence[Any],
    count: Callable[[Any], object],
) -> list[T]:
    """Does every task and gives what each returned, in order. The first that fails ends it, once those under way are over; what is in a
    store stays there."""
    results: list[Any] = [None] * len(tasks)
    if executor is None:
        for at, (function, arguments) in enumerate(tasks):
            results[at] = function(*arguments)
            count(labels[at])
        return results
    open_futures: dict[Future[T], int] = {}
    at = 0
    try:
        while at < len(tasks) or open_futures:
            while at < len(tasks) and len(open_futures) < IN_FLIGHT:
                function, arguments = tasks[at]
                open_futures[executor.submit(function, *arguments)] = at
                at += 1
            over, _ = wait(open_futures, return_when=FIRST_COMPLETED)
            for future in over:
                place = open_futures.pop(future)
                results[place] = future.result()
                count(labels[place])
    finally:
        for future in open_futures:
            future.cancel()
    return results


def _name(scenario: Scenario, asked: Asked, range: Range) -> str:
    return part_name(scenario, asked.trials or 0, asked.seed, asked.sampling, range)


def _simulated(scenario: Scenario, asked: Asked, range: Range, threads: int | None) -> bytes:
    return _clearcast.part(scenario._core, asked, range, How(threads, None))


def _kept(scenario: Scenario, asked: Asked, range: Range, threads: int | None, store: Store) -> None:
    store.write(_name(scenario, asked, range), _simulated(scenario, asked, range, threads))


def _sound(data: bytes | None, range: Range) -> bool:
    """Whether a file is the part of these trials, undamaged."""
    try:
        return data is not None and _clearcast.part_head(data)[4] == range
    except ValueError:
        return False


def _read(
    scenario: Scenario, asked: Asked, store: Store, ranges: Sequence[Range], threads: int | None = 1
) -> list[tuple[str, bytes]]:
    """Parts from a store; one that is damaged or has gone is simulated again."""
    named = []
    for range in ranges:
        name = _name(scenario, asked, range)
        data = store.read(name)
        if data is None or not _sound(data, range):
            data = _simulated(scenario, asked, range, threads)
            store.write(name, data)
        named.append((name, data))
    return named


def _join(scenario: Scenario, asked: Asked, store: Store, ranges: Sequence[Range]) -> None:
    whole = (ranges[0][0], ranges[-1][1])
    joined = _clearcast.join_parts(_read(scenario, asked, store, ranges))
    store.write(_name(scenario, asked, whole), joined)


def _joined(
    scenario: Scenario, asked: Asked, executor: Executor | None, store: Store, ranges: list[Range]
) -> list[Range]:
    """Puts parts together in turns, each of many, until few are left; the ranges of these."""
    while len(ranges) > JOINED:
        there = store.names()
        groups = [ranges[at : at + JOINED] for at in range(0, len(ranges), JOINED)]
        wholes = [(group[0][0], group[-1][1]) for group in groups]
        missing = [
            group
            for group, whole in zip(groups, wholes, strict=True)
            if len(group) > 1 and _name(scenario, asked, whole) not in there
        ]
        tasks = [(_join, (scenario, asked, store, group)) for group in missing]
        each(executor, tasks, missing, lambda _: None)
        ranges = wholes
    return ranges
