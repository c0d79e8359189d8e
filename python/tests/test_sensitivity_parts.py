"""Sensitivity in parts: on every engine, resumed from a store, the bytes of one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import clearcast as cc

from .conftest import same_files
from .engines import ENGINES, dask, processes

ASKED: list[dict[str, Any]] = [
    {"trials": 512, "over_time": True},
    {"trials": 512, "by": "inputs"},
    {"trials": 512, "until": 0.05},
    {"trials": 512, "method": "sobol"},
    {"trials": 512, "method": "sobol", "pick_freeze": True},
    {"trials": 512, "method": "delta"},
    {"trials": 512, "method": "rank"},
]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda it: it.__name__)
def test_every_engine_gives_the_bytes_of_one_machine(engine, small: cc.Scenario, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with engine() as pool:
        answer = small.sensitivity("cost", "remaining.total@2030", trials=1_024, executor=pool, parts=7)
    answer.write(tmp_path / "parts")
    small.sensitivity("cost", "remaining.total@2030", trials=1_024).write(tmp_path / "whole")
    same_files(tmp_path / "parts", tmp_path / "whole")


@pytest.mark.parametrize("asked", ASKED, ids=lambda it: "-".join(map(str, it.values())))
def test_every_way_to_ask_gives_the_bytes_of_one_machine(everything: cc.Scenario, tmp_path: Path, asked: dict[str, Any]) -> None:
    told: list[int] = []
    answer = everything.sensitivity("joint", "cost", **asked, store=tmp_path, parts=9, progress=told.append)
    assert answer.json == everything.sensitivity("joint", "cost", **asked).json
    assert len(list(tmp_path.iterdir())) >= 3
    assert told == sorted(told) and told[-1] >= asked["trials"]
    program = answer.write(tmp_path / "results").joinpath("manifest.toml").read_text()
    assert "executor" not in program


def test_what_is_in_a_store_is_not_simulated_again(everything: cc.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"trials": 512, "store": tmp_path, "parts": 6}
    answer = everything.sensitivity("cost", **asked)
    before = {it: (it.stat().st_mtime_ns, it.read_bytes()) for it in tmp_path.iterdir()}
    from clearcast import drivers

    monkeypatch.setattr(drivers, "_simulated", lambda *_: pytest.fail("simulated again"))
    assert everything.sensitivity("cost", **asked).json == answer.json
    monkeypatch.undo()
    # What is damaged, gone or of another question comes again, on another engine; the others stay.
    damaged, gone, foreign, *kept = sorted(before)
    damaged.write_bytes(before[damaged][1][:-1])
    gone.unlink()
    foreign.write_bytes(before[kept[0]][1])
    with processes() as pool:
        assert everything.sensitivity("cost", **asked, executor=pool).json == answer.json
    assert {it: it.read_bytes() for it in tmp_path.iterdir()} == {it: data for it, (_, data) in before.items()}
    assert all(it.stat().st_mtime_ns == before[it][0] for it in kept)
    # Another method takes up the parts that it has in common with this one.
    whole = everything.sensitivity("cost", trials=512, store=tmp_path / "whole")
    names = set((tmp_path / "whole").iterdir())
    delta = everything.sensitivity("cost", method="delta", trials=512, store=tmp_path / "whole")
    assert set((tmp_path / "whole").iterdir()) == names and delta.json != whole.json == answer.json
    # Another seed has other names.
    names = set(tmp_path.iterdir())
    everything.sensitivity("cost", **asked, seed=2)
    assert names < set(tmp_path.iterdir())


def test_dask_resumes_what_threads_left(small: cc.Scenario, tmp_path: Path) -> None:
    whole = small.sensitivity("cost", trials=1_024, store=tmp_path, parts=8)
    files = sorted(tmp_path.iterdir())
    for it in files[::2]:
        it.unlink()
    with dask() as pool:
        again = small.sensitivity("cost", trials=1_024, store=tmp_path, parts=8, executor=pool)
    assert again.json == whole.json
    assert sorted(tmp_path.iterdir()) == files


def test_arguments_that_have_no_parts_are_refused_by_name(small: cc.Scenario, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tornado.*executor, store and parts"):
        small.sensitivity(method="tornado", store=tmp_path)
    with pytest.raises(ValueError, match="parts is a whole number from 1"):
        small.sensitivity(trials=64, store=tmp_path, parts=0)
    with pytest.raises(TypeError, match=r"concurrent\.futures\.Executor"):
        small.sensitivity(trials=64, executor="dask")
    with pytest.raises(TypeError, match="executor"):
        small.solve("funding.*.annual", "joint >= 0.5", executor=None)
    assert not list(tmp_path.iterdir())
