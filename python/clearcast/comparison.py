"""Scenarios side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import _clearcast
from ._asked import How, bar, scenario_core, size
from .answer import Answer

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["compare"]


def compare(
    base: Scenario,
    *others: Scenario,
    names: Sequence[str] | None = None,
    why: bool = False,
    margin: bool = False,
    levers: Mapping[str, float] | None = None,
    delays: Mapping[str, int] | None = None,
    across: str | None = None,
    trials: int = 16_384,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = False,
) -> Answer:
    """Sets scenarios side by side, trial by trial, under the same draws; they are called by their files unless ``names`` are given."""
    scenarios, asked = [base, *others], size(trials, seed)
    cores = [scenario_core(it) for it in scenarios]
    if len(scenarios) < 2 and not (margin or levers or delays):
        raise ValueError("compare takes a base and at least one other scenario")
    called = list(names) if names is not None else _names(scenarios)
    if len(called) != len(scenarios):
        raise ValueError(f"there are {len(scenarios)} scenarios and {len(called)} names")
    if len(set(called)) < len(called):
        raise ValueError(f"two scenarios cannot have one name: {', '.join(called)}")
    beside = _Beside(why, margin, levers or {}, delays or {}, across)
    # With settings of its own a scenario is no file but that in the folder of the answer.
    files = [f"scenarios/{name}.toml" if it.sets else it.file for name, it in zip(called, cores, strict=True)]
    command = ["compare", *files, *beside.words(), "--trials", str(trials), "--seed", str(seed)]
    named = list(zip(called, cores, strict=True))
    with bar(progress, trials * len(scenarios), "trial") as tell:
        core = _clearcast.compare(named, beside, asked, How(threads, tell))
    return Answer(core, command)


class _Beside:
    """What is asked beside the difference."""

    def __init__(
        self, why: bool, margin: bool, levers: Mapping[str, float], delays: Mapping[str, int], across: str | None
    ) -> None:
        self.why, self.margin, self.across = why, margin, across
        self.levers = [(path, float(step)) for path, step in levers.items()]
        self.delays = [(path, int(months)) for path, months in delays.items()]

    def words(self) -> list[str]:
        """As arguments of the command line."""
        words = ["--why"] * self.why + ["--margin"] * self.margin
        words += [word for path, step in self.levers for word in ("--lever", f"{path}={step!r}")]
        words += [word for path, months in self.delays for word in ("--delay", f"{path}={months}")]
        return words + (["--across", self.across] if self.across else [])


def _names(scenarios: Sequence[Scenario]) -> list[str]:
    names: list[str] = []
    for it in scenarios:
        stem = Path(it.file).stem
        twins = sum(name == stem or name.startswith(f"{stem} (") for name in names)
        names.append(stem if twins == 0 else f"{stem} ({twins + 1})")
    return names
