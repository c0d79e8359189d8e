"""Runs and sweeps in parts: on every engine, after a worker was lost, the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import clearcast as cc
from clearcast import distributed

from .conftest import same_files
from .engines import ENGINES, processes

TRIALS = 2_000


@pytest.mark.parametrize("engine", ENGINES, ids=lambda it: it.__name__)
def test_every_engine_gives_the_bytes_of_one_run(engine, small: cc.Scenario, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with engine() as pool:
        run = small.run(trials=TRIALS, executor=pool, parts=5)
        X = np.linspace(5, 30, 130)[:, None]
        sweep = small.sweep(X, ["target.years"], outputs="joint", trials=32, executor=pool, store=tmp_path / "points")
    run.write(tmp_path / "parts")
    small.run(trials=TRIALS).write(tmp_path / "whole")
    same_files(tmp_path / "parts", tmp_path / "whole")
    assert sweep.csv == small.sweep(X, ["target.years"], outputs="joint", trials=32).csv


def test_parts_of_the_command_line_and_of_python_are_one(program, small: cc.Scenario, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first, second = tmp_path / "first.part", tmp_path / "second.part"
    program("run", small.file, "--trials", TRIALS, "--trials-range", "0..1000", "--partial", first)
    second.write_bytes(cc.part(small, (1000, TRIALS), trials=TRIALS))
    program("merge", first, second, "--out", tmp_path / "merged")
    small.run(trials=TRIALS).write(tmp_path / "whole")
    same_files(tmp_path / "merged", tmp_path / "whole")
    assert cc.merge([second.read_bytes(), first.read_bytes()]).json == small.run(trials=TRIALS).json


def test_parts_merge_in_turns_by_python_and_by_the_command_line(program, small: cc.Scenario, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ranges = distributed.cut(TRIALS, 6)
    parts = [cc.part(small, it, trials=TRIALS) for it in ranges]
    joined = cc.join_parts(parts[2:4])
    # A part put together is the part simulated as one.
    assert joined == cc.part(small, (ranges[2][0], ranges[3][1]), trials=TRIALS)
    assert cc.merge([*parts[:2], joined, *parts[4:]]).json == small.run(trials=TRIALS).json
    for at in (0, 1):
        (tmp_path / f"{at}.part").write_bytes(parts[at])
    program("merge", "--partial", tmp_path / "larger.part", tmp_path / "1.part", tmp_path / "0.part")
    assert (tmp_path / "larger.part").read_bytes() == cc.join_parts(parts[:2])
    with pytest.raises(ValueError, match="in no file"):
        cc.join_parts([parts[0], parts[2]])
    with pytest.raises(ValueError, match="in no file"):
        cc.merge(parts[1:])
    with pytest.raises(ValueError, match="seed"):
        cc.merge([parts[0], *(cc.part(small, it, trials=TRIALS, seed=2) for it in ranges[1:])])


def test_many_parts_are_joined_as_a_tree(small: cc.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "JOINED", 3)
    with ThreadPoolExecutor(2) as pool:
        run = small.run(trials=1_600, executor=pool, store=tmp_path, parts=20)
    # Twenty parts, seven of up to three, two of nine; the seventh stands alone and stays.
    assert len(list(tmp_path.iterdir())) == 20 + 7 + 2
    assert run.json == small.run(trials=1_600).json


def test_what_is_in_a_store_is_not_simulated_again(small: cc.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = small.run(trials=TRIALS, store=tmp_path, parts=4)
    names = sorted(it.name for it in tmp_path.iterdir())
    assert names == sorted(distributed.part_name(small, TRIALS, 1, "sobol", it) for it in distributed.cut(TRIALS, 4))
    before = {it: (it.stat().st_mtime_ns, it.read_bytes()) for it in tmp_path.iterdir()}
    monkeypatch.setattr(distributed, "_simulated", lambda *_: pytest.fail("simulated again"))
    assert small.run(trials=TRIALS, store=tmp_path, parts=4).json == run.json
    monkeypatch.undo()
    # One that is damaged and one that has gone come again, the others stay.
    damaged, gone, *kept = sorted(before)
    damaged.write_bytes(before[damaged][1][:-1])
    gone.unlink()
    assert small.run(trials=TRIALS, store=tmp_path, parts=4).json == run.json
    assert {it: it.read_bytes() for it in tmp_path.iterdir()} == {it: data for it, (_, data) in before.items()}
    assert all(it.stat().st_mtime_ns == before[it][0] for it in kept)
    # Another seed or scenario has other names.
    small.run(trials=TRIALS, store=tmp_path, parts=4, seed=2)
    small.set({"target.years": 9}).run(trials=TRIALS, store=tmp_path, parts=4)
    assert len(list(tmp_path.iterdir())) == 12


def test_any_fsspec_place_is_a_store(small: cc.Scenario) -> None:
    pytest.importorskip("fsspec")
    run = small.run(trials=TRIALS, store="memory://parts", parts=3)
    assert len(cc.Store("memory://parts").names()) == 3
    assert small.run(trials=TRIALS, store="memory://parts", parts=3).json == run.json == small.run(trials=TRIALS).json


def test_points_in_a_store_are_not_simulated_again(small: cc.Scenario, tmp_path: Path) -> None:
    X = np.linspace(5, 30, 130)[:, None]
    asked = {"outputs": "joint", "trials": 32, "store": tmp_path}
    first = small.sweep(X, ["target.years"], **asked)
    files = {it: it.stat().st_mtime_ns for it in tmp_path.iterdir()}
    assert len(files) == 3
    next(iter(files)).write_bytes(b"damaged")
    again = small.sweep(X, ["target.years"], **asked)
    assert again.csv == first.csv
    assert sum(it.stat().st_mtime_ns == before for it, before in files.items()) == 2


def test_a_task_that_fails_says_why_and_leaves_what_is_done(small: cc.Scenario, tmp_path: Path) -> None:
    class Breaking(ThreadPoolExecutor):
        """Loses its third task."""

        submitted = 0

        def submit(self, function, /, *arguments, **named):  # type: ignore[no-untyped-def]
            self.submitted += 1
            if self.submitted == 3:
                return super().submit(self._lost)
            return super().submit(function, *arguments, **named)

        @staticmethod
        def _lost() -> None:
            raise ConnectionError("the worker is gone")

    with Breaking(1) as pool, pytest.raises(ConnectionError, match="gone"):
        small.run(trials=TRIALS, executor=pool, store=tmp_path, parts=5)
    assert 2 <= len(list(tmp_path.iterdir())) <= 5
    # Another engine goes on.
    with processes() as pool:
        assert small.run(trials=TRIALS, executor=pool, store=tmp_path, parts=5).json == small.run(trials=TRIALS).json


def test_a_dask_worker_that_is_killed_changes_no_byte(baseline: cc.Scenario, tmp_path: Path) -> None:
    """Two worker processes, one of which is killed while it simulates."""
    engine = pytest.importorskip("distributed", reason="SKIPPED: Dask is not installed")
    trials, parts = 120_000, 24
    with (
        engine.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        engine.Client(cluster) as client,
        client.get_executor(retries=5) as pool,
    ):
        workers = client.run(os.getpid)
        assert len(workers) == 2
        killed: list[int] = []

        def kill() -> None:
            """Once some parts are there and others are not."""
            while not 2 <= len(list(tmp_path.glob("*.part"))) < parts - 4:
                time.sleep(0.005)
            pid = next(iter(workers.values()))
            os.kill(pid, signal.SIGKILL)
            killed.append(len(list(tmp_path.glob("*.part"))))

        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        run = baseline.run(trials=trials, executor=pool, store=tmp_path, parts=parts)
        killer.join(timeout=10)
    assert killed and killed[0] < parts, "the worker was to be lost during the run"
    assert run.json == baseline.run(trials=trials).json


def test_a_run_whose_process_is_killed_is_resumed(baseline: cc.Scenario, tmp_path: Path) -> None:
    code = (
        "import sys, clearcast as cc\n"
        "cc.Scenario.baseline().run(trials=200_000, store=sys.argv[1], parts=40, threads=1)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) as process:
        while len(list(tmp_path.glob("*.part"))) < 3:
            assert process.poll() is None
            time.sleep(0.005)
        process.kill()
    left = len(list(tmp_path.glob("*.part")))
    assert 3 <= left < 40
    run = baseline.run(trials=200_000, store=tmp_path, parts=40)
    assert run.json == baseline.run(trials=200_000).json


def test_mpi_gives_the_bytes_of_one_run(small: cc.Scenario, tmp_path: Path) -> None:
    pytest.importorskip("mpi4py", reason="SKIPPED: mpi4py is not installed")
    import shutil

    start = shutil.which("mpiexec") or shutil.which("mpiexec", path=str(Path(sys.executable).parent))
    if start is None:
        pytest.skip("SKIPPED: there is no mpiexec")
    (tmp_path / "study.py").write_text(
        "import sys, clearcast as cc\n"
        "from mpi4py.futures import MPICommExecutor\n"
        "from mpi4py import MPI\n"
        "if __name__ == '__main__':\n"
        "    with MPICommExecutor(MPI.COMM_WORLD, root=0) as pool:\n"
        "        if pool is not None:\n"
        f"            run = cc.Scenario.load(sys.argv[1]).run(trials={TRIALS}, executor=pool, parts=6)\n"
        "            open(sys.argv[2], 'w').write(run.json)\n"
    )
    words = [start, "-n", "3", sys.executable, tmp_path / "study.py", small.file, tmp_path / "summary.json"]
    subprocess.run(list(map(str, words)), check=True, timeout=120)
    assert (tmp_path / "summary.json").read_text() == small.run(trials=TRIALS).json
