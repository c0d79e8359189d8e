"""Runs: trials in, figures, rows and pictures out."""

from __future__ import annotations

import base64
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _clearcast
from ._asked import Asked, How, bar, matrix, scenario_core, texts
from .distributed import simulate_parts
from .errors import Problem
from .plot import Plots
from .store import AnyStore
from .table import Rows, Table

if TYPE_CHECKING:
    from ._asked import Progress
    import xarray as xr

    from .scenario import Scenario

__all__ = ["Probability", "Run", "Years", "merge", "run"]

TRIALS = 16_384


def run(
    scenario: Scenario,
    *,
    trials: int | None = None,
    seed: int = 1,
    sampling: str = "sobol",
    until: str | Sequence[str] = (),
    max_trials: int | None = None,
    nested: tuple[int, int] | None = None,
    points: Any = None,
    values: Any = None,
    columns: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Progress = False,
    executor: Executor | None = None,
    store: AnyStore = None,
    parts: int | None = None,
) -> Run:
    """Simulates a scenario. The same scenario, seed and version give the same bytes as the command line, on any number of threads.

    ``trials`` are 16,384 unless said otherwise, at most 1,000,000,000; ``seed`` is a whole number from 0 to 2**63 - 1; ``sampling`` is
    ``"sobol"`` (the default: standard errors fall fastest), ``"lhs"`` or ``"random"``.

    ``until`` doubles the trials (the first time ``trials``) until standard errors are reached, ``"joint 0.5%"``, or there are ``max_trials``; ``nested=(outer, inner)`` splits variances in epistemic
    and aleatory. ``points`` (independent, uniform in (0, 1), a column for each of ``scenario.dimensions`` or of ``columns``) and ``values``
    (``run.inputs``, a DataFrame, a dict of columns, or an array with ``columns``) take a sample of your own, a row a trial.

    With an ``executor``, anything that is a ``concurrent.futures.Executor``, ranges of trials are simulated as parts and put together;
    parts in a ``store`` (a folder, an fsspec URL) are kept, and not simulated again. ``parts`` is how many; by default
    one for 65,536 trials, and at most 1,024.

    ``threads`` is by default one per processor. Other Python code runs meanwhile; Ctrl-C stops it. ``progress`` shows a bar, or is called
    with the trials done so far.
    """
    core, goals = scenario_core(scenario), texts("until", until)
    if points is not None and values is not None:
        raise ValueError("give points or values, not both")
    named = columns is not None or hasattr(points, "columns") or isinstance(points, Mapping)
    given_points = matrix(points, columns if named else scenario.dimensions, "points")
    given_values = matrix(values, columns, "values")
    sample = given_points or given_values
    rows = None if sample is None else len(sample[1]) // len(sample[0])
    refuse(
        (nested, "nested is its own number of trials: leave out trials and until", trials or goals),
        (sample, "every row of a sample is a trial: leave out until and nested", goals or nested),
        (max_trials, "max_trials bounds until: give a goal, or trials alone", not goals),
    )
    if rows is not None and trials is not None and trials != rows:
        raise ValueError(f"every row of a sample is a trial: there are {rows} rows, and trials={trials}")
    trials = rows if trials is None else trials
    asked = Asked(trials, seed, sampling, goals, max_trials, nested, given_points, given_values)
    if executor is not None or store is not None or parts is not None:
        if goals or nested or sample:
            raise ValueError("parts are of plain runs: leave out until, nested, points and values, or the executor and store")
        asked = replace(asked, trials=asked.trials or TRIALS)
        return Run(simulate_parts(scenario, asked, executor, store, parts, progress, threads), scenario, asked)
    with bar(progress, trials or TRIALS, "trial") as tell:
        simulated = _clearcast.run(core, asked, How(threads, tell))
    return Run(simulated, scenario, asked)


def merge(parts: Iterable[bytes], threads: int | None = None) -> Run:
    """Puts all parts of a run together: the same bytes as one run."""
    named = [(f"part {at}", data) for at, data in enumerate(parts)]
    core = _clearcast.merge(named, How(threads, None))
    _, seed, sampling, trials, _ = _clearcast.part_head(named[0][1])
    return Run(core, None, Asked(trials, seed, sampling))


def refuse(*contradictions: tuple[Any, str, Any]) -> None:
    """Refuses arguments that contradict each other rather than to pass over one of them: what is given, why not, what contradicts it."""
    for given, rule, other in contradictions:
        if given is not None and given != () and other:
            raise ValueError(rule)


def _known(shares: Mapping[str, float | None]) -> dict[str, float]:
    return {name: math.nan if share is None else share for name, share in shares.items()}


class Probability(dict[str, float]):
    """Shares of trials: ``finished``, ``within_years``, ``within_cost`` and ``joint``, NaN where the target has no such half; ``error`` holds
    their standard errors."""

    def __init__(self, shares: Mapping[str, float | None], error: Mapping[str, float | None] | None = None) -> None:
        super().__init__(_known(shares))
        self.error: Mapping[str, float] = _known(error or {})

    def __getattr__(self, name: str) -> float:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Years(Table):
    """What happens in each calendar year, a row a year and quantity: ``years.csv``."""

    def to_xarray(self) -> xr.Dataset:
        """As an xarray Dataset over year and quantity, a variable for each statistic."""
        import xarray as xr

        table = self.to_pandas().set_index(["year", "quantity"])
        unit = table.pop("unit").groupby("quantity").first() if "unit" in table else None
        numbers = table.select_dtypes("number")
        dataset: xr.Dataset = xr.Dataset.from_dataframe(numbers)
        if unit is not None:
            dataset = dataset.assign_coords(unit=("quantity", unit.loc[dataset["quantity"].values].to_list()))
        return dataset


class Run:
    """What a run found. Picklable, with its trials' tally and figures, so that another process has it without simulating it."""

    def __init__(self, core: _clearcast.Run, scenario: Scenario | None, asked: Asked) -> None:
        self._core = core
        self._scenario = scenario
        self._asked = asked
        self._summary: dict[str, Any] | None = None
        self._rows: dict[bool, Rows] = {}

    @property
    def json(self) -> str:
        """``summary.json``: every figure with its standard error."""
        return self._core.json

    @property
    def summary(self) -> dict[str, Any]:
        """The same as a dict: ``run.summary["cost"]["p80"]``; standard errors stand under ``"standard_error"``."""
        if self._summary is None:
            self._summary = json.loads(self._core.json)
        return self._summary

    @property
    def trials(self) -> int:
        """Number of trials."""
        return int(self.summary["run"]["trials"])

    @property
    def seed(self) -> int:
        """Seed."""
        return int(self.summary["run"]["seed"])

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Warnings of the scenario."""
        return self._scenario.warnings if self._scenario else ()

    @property
    def probability(self) -> Probability:
        """Shares of trials, such as ``run.probability.joint``; ``run.probability.error["joint"]`` is its standard error."""
        errors = self.summary.get("standard_error", {}).get("probability", {})
        return Probability(self.summary["probability"], errors)

    @property
    def goals(self) -> list[tuple[str, float | None, bool]]:
        """For each goal of ``until`` its standard error, and whether it was reached."""
        return self._core.goals()

    def quantile(self, figure: str, p: float | Sequence[float]) -> Any:
        """Quantiles of a figure such as ``"cost"`` or ``"completion_years"``, for any probability; infinite where an unfinished trial stands, which has no completion and no cost at
        completion. A number for a single ``p``, else an array."""
        levels = np.atleast_1d(np.asarray(p, dtype=np.float64))
        if levels.ndim != 1:
            raise ValueError("p is a probability or a list of them")
        for level in levels:
            if not 0 <= level <= 1:
                raise ValueError(f"a probability is between 0 and 1, not {level}")
        found = self._core.quantiles(figure, levels.tolist())
        if found is None:
            near = get_close_matches(figure, self._core.figures, 1)
            advice = f"; did you mean `{near[0]}`?" if near else ": scenario.figures has all that have quantiles"
            raise ValueError(f"no figure `{figure}`{advice}")
        array = np.array([np.inf if it is None else it for it in found])
        return float(array[0]) if np.ndim(p) == 0 else array

    @property
    def outcomes(self) -> Rows:
        """A row for each trial with what came of it, its inputs (``input.PATH``), which drivers act and which pledges are kept. Simulated again when first asked."""
        return self._kept(years=False)

    @property
    def inputs(self) -> Inputs:
        """The inputs of each trial by path, before drivers multiply them, as NumPy arrays."""
        return Inputs(self.outcomes)

    @property
    def trial_years(self) -> Rows:
        """A row for each trial and calendar year. Simulated again when first asked."""
        return self._kept(years=True)

    def _kept(self, *, years: bool) -> Rows:
        if years not in self._rows:
            self._rows[years] = Rows(self._core.rows(years, How(None, None)))
        return self._rows[years]

    @property
    def years(self) -> Years:
        """What happens in each calendar year over all trials: ``years.csv``."""
        return Years._of_csv(dict(self._core.tables())["years.csv"], "Calendar years")

    @property
    def regions(self) -> Table:
        """Completion of each region: ``regions.csv``."""
        return Table._of_csv(dict(self._core.tables())["regions.csv"], "Regions")

    @property
    def charts(self) -> dict[str, Any]:
        """The data of the pictures: ``charts.json``."""
        data: dict[str, Any] = json.loads(self._core.charts)
        return data

    @property
    def pictures(self) -> dict[str, bytes]:
        """The report and its panels by name, PNG and SVG."""
        return dict(self._core.pictures())

    @property
    def plot(self) -> Plots:
        """Charts by matplotlib: ``run.plot.completion()``, ``.cost()``, ``.joint()``, ``.remaining()``."""
        return Plots(self)

    def to_parquet(self, folder: str | os.PathLike[str], *, years: bool = False) -> Path:
        """Writes ``trials.parquet`` (or ``trial-years.parquet``) into a folder, row by row, and says where."""
        Path(folder).mkdir(parents=True, exist_ok=True)
        self._core.save(years, Path(folder), How(None, None))
        return Path(folder) / ("trial-years.parquet" if years else "trials.parquet")

    def write(
        self,
        folder: str | os.PathLike[str],
        *,
        force: bool = False,
        report: bool = True,
        save_trials: str | None = None,
        save_years: str | None = None,
    ) -> Path:
        """Writes the results folder that the command line writes, with the same bytes but for ``command`` and ``[machine]`` in its manifest.
        ``save_trials`` and ``save_years`` are ``"parquet"`` or ``"csv"``. It appears whole or not at all. A run of ``points`` or ``values`` has
        none, as a folder could not say where these come from: keep ``run.json`` and ``run.to_parquet(folder)``."""
        rows = [(years, form) for years, form in ((False, save_trials), (True, save_years)) if form]
        command = self._command(report, save_trials, save_years)
        self._core.write(Path(folder), (force, report, rows, command), How(None, None))
        return Path(folder)

    def _command(self, report: bool, save_trials: str | None, save_years: str | None) -> list[str]:
        """The command line that does the same."""
        asked, scenario = self._asked, self._scenario
        command = ["run"]
        if scenario is not None:
            command.append(scenario.file)
            for setting in scenario._core.sets:
                command += ["--set", setting]
        for goal in asked.until:
            command += ["--until", goal]
        if asked.nested:
            command += ["--nested", "{},{}".format(*asked.nested)]
        elif not asked.until:
            command += ["--trials", str(self.trials)]
        command += ["--seed", str(asked.seed), "--sampling", asked.sampling]
        command += [] if report else ["--no-report"]
        command += [f"--save-trials={save_trials}"] if save_trials else []
        command += [f"--save-years={save_years}"] if save_years else []
        return command

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (_clearcast.run_state(self._core), self._scenario, self._asked)

    def __repr__(self) -> str:
        it = self.summary
        shares, run = self.probability, it["run"]
        target = "" if math.isnan(shares.joint) else f"P(target met) = {100 * shares.joint:.1f} %, "
        return (
            f"{it['scenario']['name']}: {run['trials']:,} trials, seed {run['seed']}; "
            f"{target}P(finished) = {100 * shares.finished:.1f} %"
        )

    def _repr_html_(self) -> str:
        it, currency = self.summary, self.summary["scenario"]["currency"]
        rows = []
        for name, unit in (("completion_years", "years"), ("cost", currency), ("cost_to_horizon", currency)):
            figure = it.get(name)
            if isinstance(figure, dict) and figure.get("p50") is not None:
                cells = "".join(f"<td>{_short(figure.get(level))}</td>" for level in ("p10", "p50", "p80", "p90", "mean"))
                rows.append(f"<tr><th>{name.replace('_', ' ')}, {escape(unit)}</th>{cells}</tr>")
        heading = "".join(f"<th>{level}</th>" for level in ("", "P10", "P50", "P80", "P90", "mean"))
        pictures = self.pictures
        chart = next((name for name in pictures if name.endswith("completion.svg")), None)
        chart = chart or next((name for name in pictures if name.endswith(".svg")), None)
        drawn = ""
        if chart:
            data = base64.b64encode(pictures[chart]).decode()
            drawn = f'<img style="max-width:100%" alt="{escape(chart)}" src="data:image/svg+xml;base64,{data}"/>'
        return f"<p><b>{escape(repr(self))}</b></p><table><tr>{heading}</tr>{''.join(rows)}</table>{drawn}"


def _restored(state: Any, scenario: Scenario | None, asked: Asked) -> Run:
    return Run(_clearcast.run_restored(state, asked), scenario, asked)


class Inputs(Mapping[str, "npt.NDArray[Any]"]):
    """The inputs of each trial by path; the whole goes to Arrow readers with :attr:`Run.outcomes`."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._paths = [name.removeprefix("input.") for name in rows.columns if name.startswith("input.")]

    def __getitem__(self, path: str) -> npt.NDArray[Any]:
        if path not in self._paths:
            raise KeyError(path)
        return self._rows[f"input.{path}"]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def to_pandas(self) -> Any:
        """As a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame({path: self[path] for path in self})


def _short(value: float | None) -> str:
    if value is None:
        return "–"
    for limit, unit in ((1e9, " bn"), (1e6, " m")):
        if abs(value) >= limit:
            return f"{value / limit:,.3g}{unit}"
    return f"{value:,.4g}"
