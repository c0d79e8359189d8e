"""What is wrong with a scenario: every problem at once, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["Place", "Problem", "ScenarioError"]


class Place(NamedTuple):
    """Where something stands: a file (or ``--set`` for a setting), its line and column, both from 1."""

    source: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One broken rule, or among warnings one thing worth a second look.

    ``code`` is the rule without names and numbers, the same for all problems of one kind; ``path`` the key at which it is broken;
    ``rule`` the rule in words; ``found`` what stands there instead, where that is more than the place shows; ``advice`` what to do.
    """

    code: str
    path: str | None
    rule: str
    found: str | None
    advice: str | None
    place: Place | None
    _sentence: str = ""

    @classmethod
    def _of(cls, told: tuple[Any, ...]) -> Problem:
        code, path, rule, found, advice, place, sentence = told
        return cls(code, path, rule, found, advice, Place(*place) if place else None, sentence)

    def __str__(self) -> str:
        return f"{self.place}: {self._sentence}" if self.place else self._sentence


class ScenarioError(ValueError):
    """A scenario that breaks rules of the format. ``problems`` holds every one; the text shows each with its line."""

    problems: tuple[Problem, ...]

    def __init__(self, text: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(text, problems)
        self.problems = problems

    def __str__(self) -> str:
        return str(self.args[0])

    @classmethod
    def _of(cls, text: str, told: list[tuple[Any, ...]]) -> ScenarioError:
        return cls(text, tuple(Problem._of(one) for one in told))
