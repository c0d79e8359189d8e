"""Work as tasks of an executor, each kept in a store under a name that is made of all it depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from . import _clearcast
from ._asked import Progress, bar
from .store import Store

T = TypeVar("T")

TRIALS_OF_PART = 65_536
"""Trials of a part unless ``parts`` says otherwise: seconds on one core, against which what a part costs beside is little."""
IN_FLIGHT = 4_096
"""Tasks given to an executor at a time, so that millions of them need no memory here."""


@dataclass(frozen=True)
class Task:
    """Work that gives bytes, the same wherever it is done."""

    name: str
    """What the bytes are kept under."""
    work: Callable[..., bytes]
    arguments: tuple[Any, ...]
    holds: Callable[[bytes], object]
    """What some bytes hold; a ``ValueError`` if they are damaged."""
    expected: object
    """What those of this task hold."""
    size: int
    """How much of the whole it does."""

    def done(self) -> bytes:
        """Does it."""
        return self.work(*self.arguments)

    def kept(self, store: Store) -> None:
        """Does it, and keeps what it gives."""
        store.write(self.name, self.done())

    def read(self, store: Store) -> bytes:
        """What is kept of it; what is damaged or has gone is done again."""
        data = store.read(self.name)
        if data is None or not self._sound(data):
            data = self.done()
            store.write(self.name, data)
        return data

    def _sound(self, data: bytes) -> bool:
        try:
            return self.holds(data) == self.expected
        except ValueError:
            return False


@contextmanager
def counted(progress: Progress, total: int, unit: str) -> Iterator[Callable[[int], None]]:
    """What is told of the size of work when it is done, and shows how much that is so far."""
    with bar(progress, total, unit) as tell:
        done = 0

        def count(size: int) -> None:
            nonlocal done
            done += size
            if tell:
                tell(done)

        yield count


def perform(
    executor: Executor | None, store: Store | None, tasks: Sequence[Task], count: Callable[[int], object]
) -> Iterator[bytes]:
    """What each task gives, in order; what is in the store is not done again. ``count`` is told of the size of what is done."""
    if store is None:
        yield from each(executor, [(Task.done, (it,)) for it in tasks], lambda at: count(tasks[at].size))
        return
    keep(executor, store, tasks, count)
    for it in tasks:
        yield it.read(store)


def keep(executor: Executor | None, store: Store, tasks: Sequence[Task], count: Callable[[int], object]) -> None:
    """Does the tasks that the store has nothing of."""
    there = store.names()
    missing = [it for it in tasks if it.name not in there]
    count(sum(it.size for it in tasks) - sum(it.size for it in missing))
    each(executor, [(Task.kept, (it, store)) for it in missing], lambda at: count(missing[at].size))


def digest(*of: Any) -> str:
    """A name made of all that a part depends on."""
    text = json.dumps([_clearcast.__version__, *of], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def each(
    executor: Executor | None,
    tasks: Sequence[tuple[Callable[..., T], tuple[Any, ...]]],
    count: Callable[[int], object],
) -> list[T]:
    """Does every task and gives what each returned, in order; ``count`` is told of the place of each that is done. The first that fails ends
    it, once those under way are over; what is in a store stays there."""
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"an executor is a concurrent.futures.Executor, not {executor!r}")
    results: list[Any] = [None] * len(tasks)
    if executor is None:
        for at, (function, arguments) in enumerate(tasks):
            results[at] = function(*arguments)
            count(at)
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
                count(place)
    finally:
        for future in open_futures:
            future.cancel()
    return results
