"""A planner's questions, asked of a scenario: each gives an :class:`Answer` with all that was found."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _clearcast
from ._asked import How, bar, scenario_core, size, texts
from .table import Table

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["Answer", "compare", "discover", "frontier", "sensitivity", "solve", "value"]

Size = tuple[int, int]


class Answer(Mapping[str, Any]):
    """What a question found: the content of ``COMMAND.json`` as a mapping, its tables, its pictures, and the folder of the command line."""

    def __init__(self, core: _clearcast.Answer, command: list[str]) -> None:
        self._core = core
        self._command = command
        self._data: dict[str, Any] = json.loads(core.json)

    @property
    def json(self) -> str:
        """``COMMAND.json``."""
        return self._core.json

    @property
    def text(self) -> str:
        """What the command line prints; ``print(answer)`` shows it."""
        return self._core.text

    def __str__(self) -> str:
        return self.text

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Any:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    @property
    def tables(self) -> dict[str, Table]:
        """Its tables by name, such as ``answer.tables["sensitivity"]``."""
        return {name.removesuffix(".csv"): Table._of_csv(text, name) for name, text in self._core.tables()}

    @property
    def pictures(self) -> dict[str, bytes]:
        """Its pictures by name, PNG and SVG; the first is the whole."""
        return dict(self._core.pictures())

    def write(self, folder: str | os.PathLike[str], *, force: bool = False, report: bool = True) -> Path:
        """Writes the results folder that the command line writes."""
        command = self._command + ([] if report else ["--no-report"])
        self._core.write(Path(folder), (force, report, command))
        return Path(folder)

    def __repr__(self) -> str:
        return f"Answer of {self._core.kind}: {', '.join(self._data)}"

    def _repr_html_(self) -> str:
        picture = next((it for name, it in self._core.pictures() if name.endswith(".png")), None)
        drawn = ""
        if picture:
            data = base64.b64encode(picture).decode()
            drawn = f'<img style="max-width:100%" src="data:image/png;base64,{data}"/>'
        return f"<p><b>{escape(repr(self))}</b></p>{drawn}"


def _ask(
    scenario: Scenario,
    command: list[str],
    asked: Size,
    threads: int | None,
    progress: Progress,
    ask: Callable[[How], _clearcast.Answer],
) -> Answer:
    trials, seed = asked
    settings = [word for setting in scenario_core(scenario).sets for word in ("--set", setting)]
    line = [command[0], scenario.file, *settings, *command[1:], "--trials", str(trials), "--seed", str(seed)]
    with bar(progress, trials, "trial") as tell:
        return Answer(ask(How(threads, tell)), line)


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
        return _ask(
            scenario, command, asked, threads, progress,
            lambda how: _clearcast.solve_gap(core, from_year, asked, how),
        )  # fmt: skip
    if not varied or goal is None:
        raise ValueError("solve takes what to vary and a goal, such as 'joint >= 0.7', or gap=True")
    command = ["solve", *(word for it in varied for word in ("--vary", it)), "--goal", goal]
    return _ask(
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
    return _ask(
        scenario, command, asked, threads, progress,
        lambda how: _clearcast.frontier(core, levels, varied, asked, how),
    )  # fmt: skip


def sensitivity(
    scenario: Scenario,
    *outcomes: str,
    method: str = "shapley",
    pick_freeze: bool = False,
    by: str = "factors",
    until: float | None = None,
    over_time: bool = False,
    trials: int = 16_384,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress = False,
) -> Answer:
    """What drives the result; outcomes are by default the joint target, completion and cost. ``until`` is half the 95 % interval that every
    share is to come below, such as 0.02."""
    if by not in ("factors", "inputs"):
        raise ValueError("shares are given to factors or inputs")
    if until is not None and not 0.001 <= until < 1:
        raise ValueError("until is a share from 0.001 to 1, such as 0.02")
    if method != "shapley" and (until is not None or over_time):
        raise ValueError("until and over_time are of the method shapley")
    if pick_freeze and method != "sobol":
        raise ValueError("pick_freeze is a way of the method sobol")
    core, asked = scenario_core(scenario), size(trials, seed)
    command = ["sensitivity", *(word for it in outcomes for word in ("--for", it)), "--by", by]
    command += [] if method == "shapley" else ["--method", method]
    command += ["--pick-freeze"] if pick_freeze else []
    command += ["--over-time"] if over_time else []
    command += [] if until is None else ["--until", f"share {100 * until!r}%"]
    measure = (method, pick_freeze, by == "inputs", until, over_time)
    return _ask(
        scenario, command, asked, threads, progress,
        lambda how: _clearcast.sensitivity(core, list(outcomes), measure, asked, how),
    )  # fmt: skip


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
    ``"joint"`` (the default) or another figure."""
    core, asked = scenario_core(scenario), size(trials, seed)
    if between is None:
        if by is not None or names is not None:
            raise ValueError("by and names are of a choice: give the other plan as between")
        command = ["value", "--at", repr(float(at)), "--accuracy", repr(float(accuracy))]
        return _ask(
            scenario, command, asked, threads, progress,
            lambda how: _clearcast.value_of_reserve(core, at, accuracy, asked, how),
        )  # fmt: skip
    by, other = by or "joint", scenario_core(between)
    stems = names or (Path(scenario.file).stem, Path(between.file).stem)
    if stems[0] == stems[1]:
        stems = (f"{stems[0]} (first)", f"{stems[1]} (second)")
    command = ["value", "--between", scenario.file, between.file, "--for", by, "--accuracy", repr(float(accuracy))]
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
    return _ask(
        scenario, command, asked, threads, progress,
        lambda how: _clearcast.discover(core, failing, density, asked, how),
    )  # fmt: skip


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
