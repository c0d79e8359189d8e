"""clearcast itself: runs the binary and reads what it writes."""

import csv
import json
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple


class Results(NamedTuple):
    """What a run of clearcast wrote."""

    summary: dict[str, Any]
    years: list[dict[str, str]]  # rows of years.csv
    seconds: float  # the trials alone, without reading, compiling and reporting


def run(binary: Path, scenario: Path, trials: int, seed: int, threads: int) -> Results:
    """Runs a scenario into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "results")
        command = [binary, "run", scenario, "--trials", trials, "--seed", seed, "--threads", threads, "--out", out]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        manifest = tomllib.loads((out / "manifest.toml").read_text(encoding="utf-8"))
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        with (out / "years.csv").open(encoding="utf-8", newline="") as file:
            years = list(csv.DictReader(file))
    return Results(summary, years, manifest["machine"]["simulation_seconds"])
