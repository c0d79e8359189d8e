"""Arguments as the library takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .scenario import Progress

Sample = tuple[list[str], list[float]]


@dataclass(frozen=True)
class Asked:
    """Which trials of which design."""

    trials: int | None
    seed: int
    sampling: str
    until: Sequence[str] = ()
    max_trials: int | None = None
    nested: tuple[int, int] | None = None
    points: Sample | None = None
    values: Sample | None = None


@dataclass(frozen=True)
class How:
    """How work is done."""

    threads: int | None
    progress: Callable[[int], object] | None


def matrix(sample: Any, columns: Sequence[str] | None) -> Sample | None:
    """A table of numbers, row by row: a DataFrame names its columns, an array takes them from ``columns``."""
    if sample is None:
        return None
    if hasattr(sample, "columns"):
        columns = [str(name) for name in sample.columns]
        sample = sample.to_numpy()
    rows = np.atleast_2d(np.asarray(sample, dtype=float))
    if columns is None or rows.shape[1] != len(columns):
        count = None if columns is None else len(columns)
        raise ValueError(f"an array of {rows.shape[1]} columns needs as many names: columns={count}")
    return list(columns), rows.ravel().tolist()


@contextmanager
def bar(progress: Progress, total: int, unit: str) -> Iterator[Callable[[int], object] | None]:
    """What is called with the work done so far: nothing, the function given, or a bar of tqdm in terminal or notebook."""
    if callable(progress):
        yield progress
    elif progress:
        from tqdm.auto import tqdm

        with tqdm(total=total, unit=unit, unit_scale=True) as shown:

            def tell(done: int) -> None:
                shown.update(done - shown.n)

            yield tell
    else:
        yield None
