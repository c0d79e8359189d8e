"""What drives the result, here or in parts on anything that is a ``concurrent.futures.Executor``."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING

from . import _clearcast
from ._asked import MOST_TRIALS, How, scenario_core, size, whole
from ._tasks import TRIALS_OF_PART, Task, counted, digest, perform
from .answer import Answer, ask, line
from .store import AnyStore, Store

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["sensitivity"]


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
    executor: Executor | None = None,
    store: AnyStore = None,
    parts: int | None = None,
) -> Answer:
    """What drives the result; outcomes are by default the target, if there is one, completion and cost. ``until`` is half the 95 % interval that every
    share is to come below, such as 0.02.

    With an ``executor``, anything that is a ``concurrent.futures.Executor``, its trials are simulated in parts and put together, with the
    same bytes; parts in a ``store`` (a folder, an fsspec URL) are kept, and not simulated again. ``parts`` is about how many; by default
    one for 65,536 trials.
    """
    if by not in ("factors", "inputs"):
        raise ValueError("shares are given to factors or inputs")
    if until is not None and not 0.001 <= until < 1:
        raise ValueError("until is a share from 0.001 to 1, such as 0.02")
    if method != "shapley" and (until is not None or over_time):
        raise ValueError("until and over_time are of the method shapley")
    core, asked = scenario_core(scenario), size(trials, seed)
    command = ["sensitivity", *(word for it in outcomes for word in ("--for", it)), "--by", by]
    command += [] if method == "shapley" else ["--method", method]
    command += ["--pick-freeze"] if pick_freeze else []
    command += ["--over-time"] if over_time else []
    command += [] if until is None else ["--until", f"share {100 * until!r}%"]
    measure = (method, pick_freeze, by == "inputs", until, over_time)
    if executor is None and store is None and parts is None:
        return ask(
            scenario, command, asked, threads, progress,
            lambda how: _clearcast.sensitivity(core, list(outcomes), measure, asked, how),
        )  # fmt: skip
    if method == "tornado":
        raise ValueError('method="tornado" simulates no trials: leave out executor, store and parts')
    joined = _clearcast.SensitivityParts(core, outcomes, measure, asked)
    found = _in_parts(scenario, joined, executor, Store.of(store), parts, progress, threads)
    return Answer(found, line(scenario, command, asked))


def _in_parts(
    scenario: Scenario,
    joined: _clearcast.SensitivityParts,
    executor: Executor | None,
    store: Store | None,
    parts: int | None,
    progress: Progress,
    threads: int | None,
) -> _clearcast.Answer:
    total = sum(trials for _, trials in joined.open(MOST_TRIALS))
    most = TRIALS_OF_PART if parts is None else -(-total // whole("parts", parts, 1, total))
    of_task = threads or (1 if executor is not None else None)
    with counted(progress, total, "trial") as count:
        # What a limit takes is known when the points before are there.
        while missing := joined.open(most):
            tasks = [
                Task(f"{digest(part)}.part", _simulated, (scenario, part, of_task), _held, part, trials)
                for part, trials in missing
            ]
            for task, data in zip(tasks, perform(executor, store, tasks, count), strict=True):
                joined.add(task.name, data)
    return joined.answer(How(threads, None))


def _simulated(scenario: Scenario, part: str, threads: int | None) -> bytes:
    return _clearcast.sensitivity_part(scenario_core(scenario), part, How(threads, None))


def _held(data: bytes) -> str:
    return _clearcast.sensitivity_part_head(data)
