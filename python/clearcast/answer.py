"""The answer to a planner's question, with all that was found."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _clearcast
from ._asked import How, bar, scenario_core
from .table import Table

if TYPE_CHECKING:
    from ._asked import Progress
    from .scenario import Scenario

__all__ = ["Answer"]

Size = tuple[int, int]
NO_REPORT = "--no-report"


class Answer(Mapping[str, Any]):
    """What a question found: the content of ``COMMAND.json`` as a mapping, its tables, its pictures, and the folder of the command line.
    Picklable, with its pictures drawn."""

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
        command = self._command + ([] if report else [NO_REPORT])
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

    def __reduce__(self) -> tuple[Any, ...]:
        commands = [self._command, [*self._command, NO_REPORT]]
        return _restored, (self._core.state(commands), self._command)


def _restored(state: Any, command: list[str]) -> Answer:
    return Answer(_clearcast.Answer.restored(state), command)


def ask(
    scenario: Scenario,
    command: list[str],
    asked: Size,
    threads: int | None,
    progress: Progress,
    question: Callable[[How], _clearcast.Answer],
) -> Answer:
    """Asks a question of a scenario."""
    trials, _ = asked
    with bar(progress, trials, "trial") as tell:
        return Answer(question(How(threads, tell)), line(scenario, command, asked))


def line(scenario: Scenario, command: list[str], asked: Size) -> list[str]:
    """The command line that asks a question of a scenario."""
    trials, seed = asked
    settings = [word for setting in scenario_core(scenario).sets for word in ("--set", setting)]
    return [command[0], scenario.file, *settings, *command[1:], "--trials", str(trials), "--seed", str(seed)]
