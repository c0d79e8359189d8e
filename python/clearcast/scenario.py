"""Scenarios: a file, text or dict, checked by every rule and compiled. They never change; ``set`` and ``scale`` make others."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from . import _clearcast, _toml
from ._asked import scenario_core
from .comparison import compare as _compare
from .drivers import sensitivity as _sensitivity
from .errors import Problem
from .knowing import discover as _discover
from .knowing import value as _value
from .model import Model
from .planning import frontier as _frontier
from .planning import solve as _solve
from .run import run as _run
from .sweeps import sweep as _sweep
from .table import Table

__all__ = ["Change", "Diff", "Scenario"]


class Change(NamedTuple):
    """A key whose values differ; ``None`` where a scenario does not have it."""

    path: str
    here: str | None
    other: str | None


@dataclass(frozen=True)
class Diff:
    """What differs between two scenarios: values, orders of tables, remarks, and how many inputs draw other numbers under the same seed."""

    values: tuple[Change, ...]
    orders: tuple[Change, ...]
    remarks: tuple[Change, ...]
    moved_dimensions: int

    def __bool__(self) -> bool:
        return bool(self.values or self.orders or self.moved_dimensions)


def _restored(files: str, sets: Sequence[str]) -> Scenario:
    return Scenario(_clearcast.Scenario.from_files(files, sets))


class Scenario:
    """A scenario that keeps every rule. Frozen, and picklable with all texts it was read from, so that it works where its files are not.

    A scenario that breaks rules raises :class:`ScenarioError` with every problem.
    """

    __slots__ = ("_core",)
    _core: _clearcast.Scenario

    def __init__(self, core: _clearcast.Scenario) -> None:
        object.__setattr__(self, "_core", core)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a scenario does not change: scenario.set({path: value}) makes another")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a scenario does not change")

    @classmethod
    def load(cls, file: str | os.PathLike[str]) -> Scenario:
        """A scenario file with its bases."""
        return cls(_clearcast.Scenario.load(Path(file), []))

    @classmethod
    def baseline(cls) -> Scenario:
        """The built-in baseline for Azerbaijan."""
        return cls.shipped("azerbaijan")

    @classmethod
    def shipped(cls, name: str) -> Scenario:
        """A scenario that comes with the package, such as ``"donor-surge"``."""
        texts = dict(_clearcast.shipped())
        if name not in texts:
            raise ValueError(f"no scenario `{name}` comes with the package; there are {', '.join(texts)}")
        return cls.from_text(texts[name], name=f"{name}.toml")

    @classmethod
    def from_text(
        cls, text: str, *, base_dir: str | os.PathLike[str] = "", name: str = "scenario.toml"
    ) -> Scenario:
        """The scenario in a text, as if it stood in ``base_dir/name``: a ``base`` is looked up from there."""
        return cls(_clearcast.Scenario.from_text(Path(base_dir) / name, text))

    @classmethod
    def from_dict(
        cls,
        scenario: Mapping[str, Any],
        *,
        base_dir: str | os.PathLike[str] = "",
        name: str = "scenario.toml",
    ) -> Scenario:
        """The scenario in a dict of the form of a file, with distributions such as ``cc.pert(8, 12, 20)``; without ``base`` or
        ``format``, ``format = 1`` is added."""
        root = dict(scenario) if {"format", "base"} & set(scenario) else {"format": 1, **scenario}
        return cls.from_text(_toml.document(root), base_dir=base_dir, name=name)

    def set(self, values: Mapping[str, Any]) -> Scenario:
        """Another scenario with values over this one, by path: what ``--set`` does on the command line."""
        if not isinstance(values, Mapping):
            raise TypeError(f"set takes a dict of values by path, such as {{\"target.years\": 25}}, not {values!r}")
        return Scenario(self._core.set([_toml.setting(path, it) for path, it in values.items()]))

    def scale(self, path: str | Mapping[str, float], factor: float | None = None) -> Scenario:
        """Another scenario in which inputs are multiplied, whatever their distribution; ``*`` in a path stands for any part of it."""
        if isinstance(path, Mapping) == (factor is not None):
            raise TypeError("scale takes a path and a factor, or a dict of them")
        factors = path if isinstance(path, Mapping) else {path: factor}
        scaled = [(key, float(it)) for key, it in factors.items() if it is not None]
        for key, it in scaled:
            if not 0 <= it < math.inf:
                raise ValueError(f"`{key}` cannot be multiplied by {it}: a factor is a number from 0")
        return Scenario(self._core.scale(scaled))

    # What it is

    @property
    def name(self) -> str:
        """Its name."""
        return self._core.name

    @property
    def file(self) -> str:
        """The file as named."""
        return self._core.file

    @property
    def text(self) -> str:
        """The file, byte for byte."""
        return self._core.text

    @property
    def resolved(self) -> str:
        """The scenario as simulated, with base, settings and defaults filled in: a scenario file itself."""
        return self._core.resolved

    @property
    def sha256(self) -> str:
        """SHA-256 of :attr:`resolved`."""
        return self._core.sha256

    @property
    def currency(self) -> str:
        """Its currency."""
        return self._core.currency

    @property
    def dimensions(self) -> list[str]:
        """What a point of the design has coordinates for: ``run(points=…)``."""
        return self._core.dimensions

    @property
    def figures(self) -> Table:
        """The figures of a run: name, unit, meaning."""
        rows = [{"figure": name, "unit": unit, "meaning": meaning} for name, unit, meaning in self._core.figures]
        return Table._of_records(rows, "Figures")

    @property
    def inputs(self) -> Any:
        """Every input with its distribution, P10, P50, P90, unit and source: a DataFrame where pandas is there, else a :class:`Table`."""
        rows = json.loads(self._core.inputs())
        try:
            import pandas as pd
        except ImportError:
            return Table._of_records(rows, "Inputs")
        return pd.DataFrame(rows).set_index("path", drop=False)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What runs but is worth a second look."""
        return tuple(Problem._of(one) for one in self._core.warnings())

    def diff(self, other: Scenario) -> Diff:
        """What differs from this scenario to another."""
        values, orders, remarks, moved = self._core.diff(scenario_core(other))
        changes = [tuple(Change(*one) for one in some) for some in (values, orders, remarks)]
        return Diff(changes[0], changes[1], changes[2], moved)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (self.sha256, self.text) == (other.sha256, other.text)

    def __hash__(self) -> int:
        return hash((self.sha256, self.text))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, self._core.state()

    def __repr__(self) -> str:
        return f"Scenario({self.name!r}, sha256={self.sha256[:12]}…)"

    # What is asked of it

    run = _run
    compare = _compare
    solve = _solve
    frontier = _frontier
    sensitivity = _sensitivity
    value = _value
    discover = _discover
    sweep = _sweep

    def model(self, columns: Sequence[str], outputs: str | Sequence[str], **asked: Any) -> Model:
        """A function of points for other tools: see :class:`clearcast.Model`."""
        return Model(self, columns, outputs, **asked)
