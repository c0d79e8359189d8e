"""A scenario as a function of points, for tools that bring their own sample: SALib, the EMA Workbench, optimisers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .sweeps import sweep

if TYPE_CHECKING:
    from .scenario import Scenario

__all__ = ["Model"]


class Model:
    """A function from points to figures: ``Model(scenario, columns, outputs)(X)``.

    ``X`` has a row a point and a column for each of ``columns``, paths that are set or ``scale(PATH)``. With one output it gives an array of a
    number a point, else of a row a point. All other inputs, and chance, are drawn in ``trials`` trials at each point, the same at all
    points. Picklable; further arguments are those of :func:`clearcast.sweep`.
    """

    def __init__(
        self, scenario: Scenario, columns: Sequence[str], outputs: str | Sequence[str], **asked: Any
    ) -> None:
        self.scenario = scenario
        self.columns = list(columns)
        self.outputs = [outputs] if isinstance(outputs, str) else list(outputs)
        self.asked = asked

    def __call__(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        rows = np.atleast_2d(np.asarray(X, dtype=float))
        found = sweep(
            self.scenario, rows, self.columns, outputs=self.outputs, **{"on_error": "raise", **self.asked}
        )
        return found.values[:, 0] if len(self.outputs) == 1 else found.values

    def problem(self, bounds: Mapping[str, tuple[float, float]] | None = None) -> dict[str, Any]:
        """The problem as SALib takes it: names and bounds, by default from P10 to P90 of each input."""
        ranges = self._ranges(bounds or {})
        return {"num_vars": len(self.columns), "names": self.columns, "bounds": [list(ranges[it]) for it in self.columns]}

    def to_ema(self, name: str = "clearcast", bounds: Mapping[str, tuple[float, float]] | None = None) -> Any:
        """A model of the EMA Workbench, whose uncertainties are the columns (dots as underscores) and whose outcomes are the outputs."""
        from ema_workbench import Model as EmaModel
        from ema_workbench import RealParameter, ScalarOutcome

        ranges = self._ranges(bounds or {})
        names = {_identifier(column): column for column in self.columns}
        outcomes = {_identifier(output): output for output in self.outputs}

        def function(**values: float) -> dict[str, float]:
            row = [values[_identifier(column)] for column in self.columns]
            return dict(zip(outcomes, np.atleast_1d(self([row])).ravel().tolist(), strict=True))

        model = EmaModel(_identifier(name), function=function)
        model.uncertainties = [RealParameter(it, *ranges[column]) for it, column in names.items()]
        model.outcomes = [ScalarOutcome(it) for it in outcomes]
        return model

    def _ranges(self, bounds: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
        rows = self.scenario.inputs
        known = {path: (low, high) for path, low, high in zip(rows["path"], rows["p10"], rows["p90"], strict=True)}
        ranges = {}
        for column in self.columns:
            low, high = bounds.get(column) or known.get(column) or (0.0, 0.0)
            if not low < high:
                raise ValueError(f"`{column}` needs bounds: bounds={{{column!r}: (low, high)}}")
            ranges[column] = (float(low), float(high))
        return ranges


def _identifier(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_")
