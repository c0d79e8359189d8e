"""What it is worth to know an input, and where a programme fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import _clearcast
from ._asked import How, bar, scenario_core, size
from .answer import Answer, ask

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["discover", "value"]


def value(
    scenario: Scenario,
    *,
    between: Scenario | None = None,
    by: str | None = None,
    at: float = 0.8,
    accuracy: float = 1.0,
    names: tuple[str, str] | None = None,
    trials: int = 16_384,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = False,
) -> Answer:
    """What it is worth to know an input: for the reserve above the mean, or with ``between=other`` for the choice between two plans, by
    ``"joint"`` (the default with a target), ``"years"`` (without one) or another figure."""
    core, asked = scenario_core(scenario), size(trials, seed)
    if between is None:
        if by is not None or names is not None:
            raise ValueError("by and names are of a choice: give the other plan as between")
        command = ["value", "--at", repr(float(at)), "--accuracy", repr(float(accuracy))]
        return ask(
            scenario, command, asked, threads, progress,
            lambda how: _clearcast.value_of_reserve(core, at, accuracy, asked, how),
        )  # fmt: skip
    other = scenario_core(between)
    stems = names or (Path(scenario.file).stem, Path(between.file).stem)
    if stems[0] == stems[1]:
        stems = (f"{stems[0]} (first)", f"{stems[1]} (second)")
    command = ["value", "--between", scenario.file, between.file, "--accuracy", repr(float(accuracy))]
    command += ["--for", by] if by is not None else []
    with bar(progress, 2 * trials, "trial") as tell:
        found = _clearcast.value_of_choice(
            (core, other), stems, by, accuracy, asked, How(threads, tell)
        )
    return Answer(found, [*command, "--trials", str(trials), "--seed", str(seed)])


def discover(
    scenario: Scenario,
    *,
    failing: str = "joint",
    density: float | None = None,
    trials: int = 65_536,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = False,
) -> Answer:
    """Where it fails: the part of the inputs in which trials mostly miss the target (``failing`` is joint, years, cost or finished)."""
    core, asked = scenario_core(scenario), size(trials, seed)
    command = ["discover", "--failing", failing, *([] if density is None else ["--density", repr(float(density))])]
    return ask(
        scenario, command, asked, threads, progress,
        lambda how: _clearcast.discover(core, failing, density, asked, how),
    )  # fmt: skip
