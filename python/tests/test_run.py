"""Runs: the bytes of the command line, figures, rows, interrupts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import clearcast as cc

from .conftest import ROOT, same_files


def test_a_results_folder_has_the_bytes_of_the_command_line(program, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = "tests/data/valid/everything.toml"
    program("run", file, "--trials", 64, "--seed", 7, "--out", tmp_path / "there", "--save-trials", "--save-years=csv")
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        scenario = cc.Scenario.load(file)
    finally:
        os.chdir(here)
    scenario.run(trials=64, seed=7).write(tmp_path / "here", save_trials="parquet", save_years="csv")
    same_files(tmp_path / "here", tmp_path / "there")
    program("repeat", tmp_path / "here")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"trials": 48, "sampling": "lhs"}, ["--trials", "48", "--sampling", "lhs"]),
        ({"nested": (32, 4)}, ["--nested", "32,4"]),
        ({"until": "joint 8%"}, ["--until", "joint 8%"]),
    ],
)
def test_every_plan_gives_the_summary_of_the_command_line(program, small: cc.Scenario, asked, words) -> None:  # type: ignore[no-untyped-def]
    done = program("run", small.file, *words, "--no-folder", "--json")
    assert small.run(**asked).json == done.stdout


def test_threads_do_not_change_a_byte(small: cc.Scenario) -> None:
    assert small.run(trials=256, threads=1).json == small.run(trials=256, threads=3).json


def test_figures_are_read_by_name(small: cc.Scenario) -> None:
    run = small.run(trials=512)
    summary = run.summary
    assert run.trials == 512 and run.seed == 1
    assert run.probability.joint == summary["probability"]["joint"]
    assert 0 < run.probability.error["joint"] < 0.1
    assert run.quantile("cost", 0.5) == summary["cost"]["p50"]
    levels = run.quantile("cost", [0.1, 0.5, 0.9])
    assert levels.tolist() == [summary["cost"][it] for it in ("p10", "p50", "p90")]
    # A level that the summary does not have agrees with the trials themselves.
    cost = np.sort(np.nan_to_num(run.outcomes["cost"], nan=np.inf))
    assert run.quantile("cost", 0.33) == pytest.approx(cost[int(np.ceil(0.33 * 512)) - 1], rel=1e-3)
    with pytest.raises(ValueError, match="no figure `coast`"):
        run.quantile("coast", 0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        run.quantile("cost", 1.5)


def test_rows_agree_with_the_summary_and_with_the_file(small: cc.Scenario, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    run = small.run(trials=300)
    table = pa.table(run.outcomes)
    assert table.num_rows == 300 and table.column_names == run.outcomes.columns
    assert np.nanmean(run.outcomes["cost_to_horizon"]) == pytest.approx(run.summary["cost_to_horizon"]["mean"], rel=1e-12)
    written = pq.read_table(run.to_parquet(tmp_path))
    assert written.to_pydict() == table.to_pydict()
    field = table.schema.field("cost")
    assert field.metadata[b"unit"] == small.currency.encode() and field.metadata[b"meaning"]
    years = run.trial_years
    assert len(years) == 300 * len(set(years["year"]))


def test_rows_are_read_where_they_are(small: cc.Scenario) -> None:
    import pyarrow as pa

    rows = small.run(trials=64).outcomes
    first, second = rows["cost"], rows["cost"]
    assert first.ctypes.data == second.ctypes.data and not first.flags.writeable
    arrow = pa.table(rows).column("cost").chunk(0)
    assert arrow.buffers()[1].address == first.ctypes.data
    # What has been read stays when the run is gone.
    kept = first.copy()
    del rows, second, arrow
    assert np.array_equal(first, kept, equal_nan=True)


def test_polars_pandas_and_duckdb_read_rows(small: cc.Scenario) -> None:
    rows = small.run(trials=64).outcomes
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(rows)
    assert frame.height == 64 and frame["trial"].to_list() == list(range(64))
    pandas = rows.to_pandas()
    assert pandas["finished"].sum() == frame["finished"].sum()
    duckdb = pytest.importorskip("duckdb")
    import pyarrow as pa

    arrow = pa.table(rows)  # noqa: F841 (DuckDB finds it by its name)
    assert duckdb.sql("select count(*) from arrow").fetchall() == [(64,)]


def test_the_inputs_of_a_run_give_the_run_again(small: cc.Scenario) -> None:
    run = small.run(trials=64)
    again = small.run(values=run.inputs.to_pandas())
    assert np.array_equal(again.outcomes["cost"], run.outcomes["cost"], equal_nan=True)
    assert again.trials == 64


def test_points_are_uniforms_before_the_copula(small: cc.Scenario) -> None:
    middle = small.run(points=np.full((32, len(small.dimensions)), 0.5))
    for path, drawn in middle.inputs.items():
        assert np.ptp(drawn) == 0, path
        assert drawn[0] == pytest.approx(small.inputs.loc[path, "p50"], rel=1e-6), path
    with pytest.raises(ValueError, match="below 1"):
        small.run(points=np.full((32, len(small.dimensions)), 1.0))
    with pytest.raises(ValueError, match="cannot say where"):
        middle.write("nowhere")


def test_years_are_a_table_and_a_dataset(small: cc.Scenario) -> None:
    pytest.importorskip("xarray")
    run = small.run(trials=64)
    years = run.years
    data = years.to_xarray()
    frame = years.to_pandas()
    one = frame[frame["quantity"] == "cleared"].iloc[2]
    assert float(data["mean"].sel(year=one["year"], quantity="cleared")) == one["mean"]


def test_a_run_shows_itself(small: cc.Scenario) -> None:
    run = small.run(trials=64)
    page = run._repr_html_()
    assert "data:image/svg+xml;base64," in page and "P80" in page
    assert small.name in repr(run)
    assert run.pictures["report.png"].startswith(b"\x89PNG")


def test_charts_are_drawn_by_matplotlib(small: cc.Scenario) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    run = small.run(trials=128)
    for draw in (run.plot.completion, run.plot.cost, run.plot.joint, run.plot.remaining):
        axes = draw()
        assert axes.lines and axes.get_xlabel() or axes.get_ylabel()


def test_progress_is_told_and_may_stop_the_run(baseline: cc.Scenario) -> None:
    told: list[int] = []
    baseline.run(trials=20_000, progress=told.append)
    assert told == sorted(told) and told[-1] == 20_000

    def stop(done: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        baseline.run(trials=10_000_000, progress=stop)


def test_other_threads_go_on_during_a_run(baseline: cc.Scenario) -> None:
    """Without the interpreter's lock: a thread counts while the run is at work."""
    counted, over = 0, threading.Event()

    def count() -> None:
        nonlocal counted
        while not over.is_set():
            counted += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    baseline.run(trials=60_000, threads=1)
    took = time.monotonic() - began
    over.set()
    thread.join()
    assert counted > 20 * took


def test_ctrl_c_ends_a_run(tmp_path: Path) -> None:
    code = (
        "import clearcast as cc, sys, time\n"
        "s = cc.Scenario.baseline(); print('ready', flush=True)\n"
        "try:\n    s.run(trials=500_000_000)\n"
        "except KeyboardInterrupt:\n    print('interrupted', flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        took = time.monotonic() - began
    assert process.returncode == 0 and took < 2


def test_wrong_arguments_say_what_is_right(small: cc.Scenario) -> None:
    for asked, match in [
        ({"sampling": "sobel"}, "sobol"),
        ({"until": "p80(coast) 1%"}, "cost"),
        ({"nested": (100, 16)}, "such as 112"),
        ({"values": np.ones((3, 2)), "columns": ["target.years"]}, "2 columns"),
    ]:
        with pytest.raises(ValueError, match=match):
            small.run(**asked)


def test_a_place_that_is_taken_is_not_replaced(small: cc.Scenario, tmp_path: Path) -> None:
    run = small.run(trials=32)
    run.write(tmp_path / "results", report=False)
    with pytest.raises(OSError, match="results"):
        run.write(tmp_path / "results", report=False)
    run.write(tmp_path / "results", report=False, force=True)
    assert json.loads((tmp_path / "results/summary.json").read_text()) == run.summary
