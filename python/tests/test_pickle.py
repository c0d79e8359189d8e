"""What was found goes from process to process, and is there what it was here."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clearcast as cc

from .conftest import same_files
from .engines import processes

RUNS: dict[str, Callable[[cc.Scenario], cc.Run]] = {
    "plain": lambda it: it.run(trials=512, seed=3, sampling="lhs"),
    "until": lambda it: it.run(trials=256, until=["joint 10%", "p80(cost) 5%"]),
    "nested": lambda it: it.run(nested=(64, 4)),
    "points": lambda it: it.run(points=np.full((64, len(it.dimensions)), 0.5)),
    "values": lambda it: it.run(values=it.run(trials=64).inputs),
    "merged": lambda it: cc.merge([cc.part(it, (0, 128), trials=128)]),
}


@pytest.mark.parametrize("kind", RUNS)
def test_a_run_comes_out_of_a_pickle_as_it_went_in(small: cc.Scenario, tmp_path: Path, kind: str) -> None:
    run = RUNS[kind](small)
    again = pickle.loads(pickle.dumps(run))
    assert again.json == run.json and again.charts == run.charts and again.goals == run.goals
    assert again.quantile("cost", [0.1, 0.77]).tolist() == run.quantile("cost", [0.1, 0.77]).tolist()
    assert again.pictures == run.pictures
    assert again.warnings == run.warnings
    if kind != "nested":
        assert np.array_equal(again.outcomes["cost"], run.outcomes["cost"], equal_nan=True)
    if kind not in ("points", "values"):
        run.write(tmp_path / "here")
        again.write(tmp_path / "there")
        same_files(tmp_path / "here", tmp_path / "there")


ANSWERS: dict[str, Callable[[cc.Scenario], cc.Answer]] = {
    "solve": lambda it: it.solve("funding.*.annual", "joint >= 0.5", trials=128),
    "sensitivity": lambda it: it.sensitivity("cost", trials=256),
    "compare": lambda it: it.compare(it.set({"target.years": 20}), names=["base", "more"], trials=64),
}


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("report", [True, False])
def test_an_answer_comes_out_of_a_pickle_as_it_went_in(small: cc.Scenario, tmp_path: Path, kind: str, report: bool) -> None:
    answer = ANSWERS[kind](small)
    again = pickle.loads(pickle.dumps(answer))
    assert (again.json, again.text, dict(again)) == (answer.json, answer.text, dict(answer))
    assert again.pictures == answer.pictures and list(again.tables) == list(answer.tables)
    answer.write(tmp_path / "here", report=report)
    again.write(tmp_path / "there", report=report)
    same_files(tmp_path / "here", tmp_path / "there")
    # And once more.
    assert pickle.loads(pickle.dumps(again)).pictures == answer.pictures


def test_a_worker_returns_what_it_found(small: cc.Scenario) -> None:
    with processes() as pool:
        run = pool.submit(cc.run, small, trials=256)
        answers = list(pool.map(cc.discover, [small, small.set({"target.years": 9})]))
    assert run.result().json == small.run(trials=256).json
    assert answers[0].json == small.discover().json != answers[1].json


def test_what_another_version_pickled_is_refused(small: cc.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    function, arguments = small.run(trials=64).__reduce__()
    state: Any = arguments[0]
    with pytest.raises(ValueError, match="damaged"):
        function((state[0][:-1], *state[1:]), *arguments[1:])
    with pytest.raises(ValueError, match="another version"):
        function((state[0], "{}", *state[2:]), *arguments[1:])
