"""What the package costs beside the simulation, in processor time (the machine may be busy) and wall time: python benches/overheads.py"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import clearcast as cc


def processor() -> float:
    """Seconds of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(what: str, work: Callable[[], Any], times: int = 5) -> Any:
    """The fastest of some repetitions."""
    best, result = (float("inf"), float("inf")), None
    for _ in range(times):
        wall, used = time.perf_counter(), processor()
        result = work()
        best = min(best, (processor() - used, time.perf_counter() - wall))
    print(f"{what:58} {1e3 * best[0]:10.1f} ms of processors {1e3 * best[1]:10.1f} ms")
    return result


def command_line(*arguments: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        words = [os.environ.get("CLEARCAST", "clearcast"), *arguments, "--out", f"{folder}/results"]
        subprocess.run(words, check=True, capture_output=True)


def in_parts(scenario: cc.Scenario, trials: int, parts: int) -> cc.Run:
    with tempfile.TemporaryDirectory() as folder:
        return scenario.run(trials=trials, parts=parts, store=folder)


def main() -> None:
    print(f"clearcast {cc.__version__}, Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    measured("import", lambda: subprocess.run([sys.executable, "-c", "import clearcast"], check=True))
    scenario = measured("load and compile the baseline", cc.Scenario.baseline)
    measured("one other value (set)", lambda: scenario.set({"target.years": 25}))
    data = measured("pickle", lambda: pickle.dumps(scenario))
    measured(f"unpickle ({len(data) / 1e3:.0f} kB)", lambda: pickle.loads(data))
    measured("1 trial", lambda: scenario.run(trials=1))
    run = measured("16,384 trials to figures", lambda: scenario.run(trials=16_384))
    measured("its summary as a dict", lambda: json.loads(run.json))
    measured("its rows (outcomes)", lambda: scenario.run(trials=16_384).outcomes)
    with tempfile.TemporaryDirectory() as folder:
        measured("its results folder", lambda: run.write(Path(folder) / "results", force=True))
    measured("16,384 trials, with a results folder: command line", lambda: command_line("run"))
    for trials in (64, 4_096, 65_536):
        part = measured(f"a part of {trials:,} trials", lambda: cc.part(scenario, (0, trials), trials=1_000_000), 3)  # noqa: B023
        print(f"{'':6}{len(part) / 1e6:.2f} MB")
    whole = measured("262,144 trials", lambda: scenario.run(trials=262_144), 1)
    again = measured("the same in 16 parts in a store, and merged", lambda: in_parts(scenario, 262_144, 16), 1)
    assert whole.json == again.json
    parts = [cc.part(scenario, (at, at + 4_096), trials=131_072) for at in range(0, 131_072, 4_096)]
    measured("merging 32 parts to one", lambda: cc.join_parts(parts), 3)


if __name__ == "__main__":
    main()
