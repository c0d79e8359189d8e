"""Distributions as values of a scenario: ``scenario.set({"team.manual.output": cc.pert(8, 12, 20)})``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

__all__ = [
    "Law",
    "beta",
    "discrete",
    "empirical",
    "gamma",
    "lognormal",
    "normal",
    "pert",
    "quantiles",
    "triangular",
    "uniform",
    "weibull",
]


@dataclass(frozen=True)
class Law:
    """A distribution as a scenario file writes it. ``law.within(0, 10)`` cuts it off; ``law.because(source=…)`` says where it comes from."""

    name: str
    parameters: Any
    cut: tuple[float | None, float | None] = (None, None)
    source: str | None = None
    note: str | None = None

    def within(self, min: float | None = None, max: float | None = None) -> Law:
        """The same, of which only what lies between ``min`` and ``max`` is drawn."""
        return replace(self, cut=(min, max))

    def because(self, source: str | None = None, note: str | None = None) -> Law:
        """The same with where it comes from, or a remark."""
        return replace(self, source=source, note=note)

    def table(self) -> dict[str, Any]:
        """As a table of the file."""
        table: dict[str, Any] = {self.name: self.parameters}
        low, high = self.cut
        rest = {"min": low, "max": high, "source": self.source, "note": self.note}
        table.update({key: value for key, value in rest.items() if value is not None})
        return table


def pert(min: float, mode: float, max: float) -> Law:
    """Beta-PERT with weight 4."""
    return Law("pert", [min, mode, max])


def triangular(min: float, mode: float, max: float) -> Law:
    """Triangular."""
    return Law("triangular", [min, mode, max])


def uniform(min: float, max: float) -> Law:
    """Uniform."""
    return Law("uniform", [min, max])


def normal(mean: float, sd: float) -> Law:
    """Normal."""
    return Law("normal", {"mean": mean, "sd": sd})


def lognormal(
    mean: float | None = None,
    sd: float | None = None,
    *,
    p10: float | None = None,
    p90: float | None = None,
) -> Law:
    """Lognormal, by mean and standard deviation of the value itself, or by two quantiles."""
    given = {"mean": mean, "sd": sd, "p10": p10, "p90": p90}
    return Law("lognormal", {key: value for key, value in given.items() if value is not None})


def beta(alpha: float, beta: float, min: float = 0.0, max: float = 1.0) -> Law:
    """Beta from ``min`` to ``max``."""
    return Law("beta", {"alpha": alpha, "beta": beta, "min": min, "max": max})


def gamma(mean: float, sd: float) -> Law:
    """Gamma, by mean and standard deviation."""
    return Law("gamma", {"mean": mean, "sd": sd})


def weibull(shape: float, scale: float) -> Law:
    """Weibull."""
    return Law("weibull", {"shape": shape, "scale": scale})


def discrete(weights: Mapping[float, float] | Iterable[tuple[float, float]]) -> Law:
    """Values with weights: ``discrete({0: 3, 5: 1})``."""
    pairs = weights.items() if isinstance(weights, Mapping) else weights
    return Law("discrete", [[value, weight] for value, weight in pairs])


def quantiles(p10: float, p50: float, p90: float) -> Law:
    """The distribution with these quantiles."""
    return Law("quantiles", {"p10": p10, "p50": p50, "p90": p90})


def empirical(sample: Sequence[float]) -> Law:
    """What a sample says, between its smallest and largest value."""
    return Law("empirical", [float(value) for value in sample])
