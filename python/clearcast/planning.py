"""What it takes to reach a goal, and which dates and budgets go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import _clearcast
from ._asked import scenario_core, size, texts
from .answer import Answer, ask

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["frontier", "solve"]


def solve(
    scenario: Scenario,
    vary: str | Sequence[str] = (),
    goal: str | None = None,
    *,
    gap: bool = False,
    from_year: int | None = None,
    trials: int = 16_384,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = False,
) -> Answer:
    """What it takes to reach a goal: ``solve(s, "funding.state.annual", "joint >= 0.7")``; or with ``gap=True`` the extra money a year that
    keeps the deadline."""
    core, varied, asked = scenario_core(scenario), texts("vary", vary), size(trials, seed)
    if gap:
        if varied or goal:
            raise ValueError("gap=True finds money a year: leave out vary and goal")
        command = ["solve", "--gap", *([] if from_year is None else ["--from", str(from_year)])]
        return ask(
            scenario, command, asked, threads, progress,
            lambda how: _clearcast.solve_gap(core, from_year, asked, how),
        )  # fmt: skip
    if not varied or goal is None:
        raise ValueError("solve takes what to vary and a goal, such as 'joint >= 0.7', or gap=True")
    command = ["solve", *(word for it in varied for word in ("--vary", it)), "--goal", goal]
    return ask(
        scenario, command, asked, threads, progress,
        lambda how: _clearcast.solve(core, varied, goal, asked, how),
    )  # fmt: skip


def frontier(
    scenario: Scenario,
    *,
    confidence: float | Sequence[float] = (0.5, 0.7, 0.8),
    vary: str | Sequence[str] = (),
    trials: int = 16_384,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = False,
) -> Answer:
    """Which dates and budgets can be kept together, and with ``vary`` what more of an input brings."""
    core, varied, asked = scenario_core(scenario), texts("vary", vary), size(trials, seed)
    levels = [float(it) for it in ([confidence] if isinstance(confidence, (int, float)) else confidence)]
    command = ["frontier", "--confidence", ",".join(map(repr, levels)), *(w for it in varied for w in ("--vary", it))]
    return ask(
        scenario, command, asked, threads, progress,
        lambda how: _clearcast.frontier(core, levels, varied, asked, how),
    )  # fmt: skip
