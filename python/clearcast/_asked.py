"""Arguments as the library takes them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _clearcast

Progress = bool | Callable[[int], object]
Sample = tuple[list[str], list[float]]

MOST_TRIALS = 1_000_000_000
LARGEST_SEED = 2**63 - 1
MOST_THREADS = 1_024


def whole(name: str, value: Any, least: int, most: int) -> int:
    """A whole number within bounds, of Python or NumPy."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is a whole number from {least:,} to {most:,}, not {value!r}") from None
    if not least <= number <= most:
        raise ValueError(f"{name} is a whole number from {least:,} to {most:,}, not {number:,}")
    return number


def size(trials: Any, seed: Any, least: int = 32) -> tuple[int, int]:
    """Trials and seed of a question."""
    return whole("trials", trials, least, MOST_TRIALS), whole("seed", seed, 0, LARGEST_SEED)


def texts(name: str, given: str | Sequence[str]) -> list[str]:
    """Some texts, or one."""
    found = [given] if isinstance(given, str) else list(given)
    for it in found:
        if not isinstance(it, str):
            raise TypeError(f"{name} are texts, not {it!r}")
    return found


def scenario_core(it: Any) -> _clearcast.Scenario:
    """What the library knows a scenario by."""
    core = getattr(it, "_core", None)
    if not isinstance(core, _clearcast.Scenario):
        kind = type(it).__name__
        raise TypeError(f"a clearcast.Scenario is needed, such as Scenario.load(\"valley.toml\"), not a {kind}")
    return core


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

    def __post_init__(self) -> None:
        fixed: dict[str, Any] = {"seed": whole("seed", self.seed, 0, LARGEST_SEED)}
        for name in ("trials", "max_trials"):
            value = getattr(self, name)
            fixed[name] = None if value is None else whole(name, value, 1, MOST_TRIALS)
        if self.nested is not None:
            try:
                outer, inner = self.nested
            except (TypeError, ValueError):
                raise TypeError(f"nested is (outer, inner), such as (1024, 16), not {self.nested!r}") from None
            fixed["nested"] = (whole("outer", outer, 1, MOST_TRIALS), whole("inner", inner, 1, MOST_TRIALS))
        if self.sampling not in ("sobol", "lhs", "random"):
            raise ValueError(f'sampling is "sobol", "lhs" or "random", not {self.sampling!r}')
        for name, value in fixed.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class How:
    """How work is done."""

    threads: int | None
    progress: Callable[[int], object] | None

    def __post_init__(self) -> None:
        if self.threads is not None:
            object.__setattr__(self, "threads", whole("threads", self.threads, 1, MOST_THREADS))


def frame(sample: Any, columns: str | Sequence[str] | None) -> tuple[list[str], list[Any]]:
    """Names and columns of a table: a DataFrame of pandas or polars, a table of pyarrow, a Series, a mapping of columns such as ``run.inputs``,
    or an array with the names in ``columns``."""
    names = [columns] if isinstance(columns, str) else None if columns is None else [str(it) for it in columns]
    if isinstance(sample, Mapping):
        named = [str(it) for it in sample]
        found = [np.asarray(sample[it]) for it in sample]
    elif hasattr(sample, "column_names"):
        named = [str(it) for it in sample.column_names]
        found = [np.asarray(it.to_numpy()) for it in sample.columns]
    elif hasattr(sample, "columns") and hasattr(sample, "to_numpy"):
        named = [str(it) for it in sample.columns]
        found = [np.asarray(sample[it]) for it in sample.columns]
    elif getattr(sample, "name", None) is not None and hasattr(sample, "to_numpy"):
        named, found = [str(sample.name)], [np.asarray(sample)]
    else:
        if hasattr(sample, "__arrow_c_stream__"):
            raise TypeError("a sample is of inputs alone: run.inputs, or a table of columns named by paths")
        if names is None:
            raise ValueError("an array needs the names of its columns: columns=[…]")
        array = sample if isinstance(sample, np.ndarray) else np.array(sample, dtype=object)
        if array.ndim < 2:
            array = array.reshape(-1, 1) if len(names) == 1 else np.atleast_2d(array)
        if array.ndim != 2 or array.shape[1] != len(names):
            raise ValueError(f"columns names {len(names)} columns, and the array has the shape {array.shape}")
        return names, list(array.T)
    if names is not None and names != named:
        raise ValueError(f"columns says {names}, and the table's own are {named}")
    return named, found


def matrix(sample: Any, columns: str | Sequence[str] | None, what: str) -> Sample | None:
    """A table of numbers, row by row."""
    if sample is None:
        return None
    names, found = frame(sample, columns)
    if not found or not len(found[0]):
        raise ValueError(f"{what} holds no row")
    numbers = []
    for name, column in zip(names, found, strict=True):
        if np.iscomplexobj(column):
            raise TypeError(f"`{name}` in {what} holds complex numbers")
        try:
            column = np.asarray(column, dtype=float)
        except (TypeError, ValueError):
            raise TypeError(f"`{name}` in {what} holds what is no number") from None
        if not np.isfinite(column).all():
            at = int(np.argmin(np.isfinite(column)))
            raise ValueError(f"row {at} of `{name}` in {what} is {column[at]}: every number must be finite")
        numbers.append(column)
    return names, np.column_stack(numbers).ravel().tolist()


@contextmanager
def bar(progress: Progress, total: int, unit: str) -> Iterator[Callable[[int], object] | None]:
    """What is called with the work done so far: nothing, the function given, or a bar of tqdm in terminal or notebook."""
    if callable(progress):
        yield progress
    elif progress not in (True, False, None):
        raise TypeError(f"progress is True for a bar, or a function of the trials done so far, not {progress!r}")
    elif progress:
        from tqdm.auto import tqdm

        with tqdm(total=total, unit=unit, unit_scale=True) as shown:

            def tell(done: int) -> None:
                shown.update(done - shown.n)

            yield tell
    else:
        yield None
