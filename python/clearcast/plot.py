"""Charts of a run by matplotlib, to be changed as any other; the pictures of the report are in ``run.pictures``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .run import Run

__all__ = ["Plots"]

SHARES = np.linspace(0.005, 0.995, 199)


class Plots:
    """Charts of one run; each takes the axes to draw on, and returns them."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def completion(self, ax: Any = None) -> Any:
        """How likely completion is by each date."""
        start = self._run.summary["scenario"]["start"]
        year, month = (int(it) for it in start.split("-")[:2])
        ax = self._curve("completion_years", ax, lambda years: year + (month - 1) / 12 + years)
        ax.set(xlabel="complete by", ylabel="share of trials")
        return ax

    def cost(self, ax: Any = None) -> Any:
        """How likely the cost at completion is to stay within each amount."""
        scenario = self._run.summary["scenario"]
        ax = self._curve("cost", ax, lambda cost: cost / 1e9)
        ax.set(xlabel=f"cost at completion, billion {scenario['currency']} of {scenario['price_year']}", ylabel="share of trials")
        return ax

    def _curve(self, figure: str, ax: Any, scale: Any) -> Any:
        ax = _axes(ax)
        values = self._run.quantile(figure, SHARES.tolist())
        there = np.isfinite(values)
        ax.plot(scale(values[there]), SHARES[there])
        ax.set_ylim(0, 1)
        return ax

    def joint(self, ax: Any = None) -> Any:
        """Completion against cost, a point a trial that is complete."""
        ax, rows = _axes(ax), self._run.outcomes
        done = np.array(rows["finished"], dtype=bool)
        currency = self._run.summary["scenario"]["currency"]
        ax.plot(rows["completion_years"][done], rows["cost"][done] / 1e9, ",")
        ax.set(xlabel="years to completion", ylabel=f"cost, billion {currency}")
        return ax

    def remaining(self, ax: Any = None) -> Any:
        """Contaminated land at the end of each year: median, and P10 to P90."""
        ax, table = _axes(ax), self._run.years
        of = [at for at, name in enumerate(table["quantity"]) if name == "remaining.total"]
        year, low, middle, high = (np.asarray(table[name])[of] for name in ("year", "p10", "p50", "p90"))
        ax.fill_between(year, low, high, alpha=0.25, label="P10 to P90")
        ax.plot(year, middle, label="median")
        ax.set(ylabel="land that remains, ha")
        ax.legend()
        return ax


def _axes(ax: Any) -> Any:
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots()
    return ax
