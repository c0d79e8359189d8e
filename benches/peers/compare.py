"""Runs the three programs on the frozen baseline, checks that they agree, and times them side by side.

    benches/peers/run [--trials N] [--rounds N] [--check]
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numba
import numpy as np

import agreement
import compiled
import precision
import program
import scenario
import vectorised
from layout import COMPLETION, Sample

FILE = Path(__file__).with_name("baseline.toml")
FIRST_YEAR = 2026  # of the baseline
SEEDS = {"clearcast": 1, "numba": 2, "numpy": 3}
SECONDS = 1.0  # aimed at by a measurement of clearcast, whose own clock counts milliseconds
SOBOL = 16_384  # clearcast's design is best at multiples of this


def main() -> int:
    """Returns the exit code: 1 if the programs differ."""
    parser = argparse.ArgumentParser(prog="benches/peers/run", description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--trials", type=int, default=SOBOL, help="trials of a run [default: %(default)s]")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each program [default: %(default)s]")
    parser.add_argument("--check", action="store_true", help="only check that the programs agree")
    options = parser.parse_args()
    model = scenario.read(FILE)
    print(f"{processor()}, {cores()} cores; load average {os.getloadavg()[0]:.2f} (other work on the machine disturbs times)")

    agrees, months = check(model, options.binary, options.trials)
    if not agrees:
        print("The programs differ: their times are not comparable.", file=sys.stderr)
        return 1
    if not options.check:
        with ProcessPoolExecutor(cores(), multiprocessing.get_context("spawn")) as pool:
            time_all(model, options, pool, months)
        time_to_precision(model, options.binary)
    return 0


def time_to_precision(model: scenario.Model, binary: Path) -> None:
    """Prints how many trials, and how long on one thread, each program needs for an error."""
    numba.set_num_threads(1)

    def by_clearcast(trials: int, seed: int) -> tuple[list[float], float]:
        results = program.run(binary, FILE, trials, seed, 1)
        return precision.errors_of_program(results), results.seconds

    def by_numba(work: Callable[[scenario.Model, int, int], Sample], replicated: bool) -> precision.Program:
        def errors(trials: int, seed: int) -> tuple[list[float], float]:
            samples: list[Sample] = []
            seconds = clocked(lambda: samples.append(work(model, trials, seed)))
            return precision.errors_of_peer(model, samples[0], replicated), seconds
        return errors

    programs: dict[str, precision.Program] = {
        "clearcast": by_clearcast,
        "numba, random": by_numba(compiled.run, False),
        "numba, SciPy's Sobol'": by_numba(compiled.run_sobol, True),
    }
    compiled.run(model, precision.SIZES[0], 0)  # compiles
    compiled.run_sobol(model, precision.SIZES[0], 0)
    print(f"\nTime to precision on one thread, errors over {len(precision.SEEDS)} seeds: trials and time until the standard error is that small")
    print(f"{'':24}" + "".join(f"{goal.words:>24}{'':>9}{'clearcast is':>16}" for goal in precision.GOALS))
    own: list[precision.Needed] = []
    for name, needed in precision.needed(programs).items():
        own = own or needed
        cells = ""
        for mine, it in zip(own, needed):
            faster = "" if it is mine else f"{it.seconds / mine.seconds:.1f} × as fast"
            cells += f"{it.trials:>15,.0f} trials{1e3 * it.seconds:>8,.0f} ms{faster:>16}"
        print(f"{name:24}{cells}")


def check(model: scenario.Model, binary: Path, trials: int) -> tuple[bool, dict[str, float]]:
    """Prints how far apart the programs are; says whether they agree, and how many months a trial of each peer has."""
    numba.set_num_threads(cores())
    results = program.run(binary, FILE, trials, SEEDS["clearcast"], cores())
    samples = {"numba": compiled.run(model, trials, SEEDS["numba"]), "numpy": vectorised.run(model, trials, SEEDS["numpy"])}
    figures = {"clearcast": agreement.figures_of_program(results)}
    figures |= {name: agreement.figures_of_peer(model, sample, FIRST_YEAR) for name, sample in samples.items()}
    every, differences = agreement.compare(figures)
    print(f"\nAgreement at {trials:,} trials: value ± standard error, and the largest distance of two programs in standard errors")
    print(" " * 32 + "".join(f"{name:>15}{'':12}" for name in figures))
    for key in figures["clearcast"]:
        if key.startswith("remaining") and int(key.split()[2].rstrip(",")) % 10 != 0:
            continue  # every tenth year is enough to look at; all are compared
        cells = [f"{figures[name][key].value:>15.6g} ± {figures[name][key].error:<9.2g}" for name in figures]
        print(f"{key:32}{''.join(cells)}{max(d.errors for d in every if d.figure == key):>6.1f}")
    print(f"{len(every)} comparisons, {len(differences)} too far apart for chance; in at most one run in {1.0 / agreement.FALSE_ALARM:,.0f} "
          "is there any if the programs agree")
    for difference in differences:
        print(f"  {difference.figure}: {' and '.join(difference.programs)} are {difference.errors:.1f} standard errors apart")
    months = {name: mean_months(model, sample) for name, sample in samples.items()}
    return not differences, months | {"clearcast": statistics.fmean(months.values())}


def mean_months(model: scenario.Model, sample: Sample) -> float:
    """Months simulated in a trial."""
    return float(np.minimum(sample.outcomes[:, COMPLETION], 12 * model.years).mean())


def time_all(model: scenario.Model, options: argparse.Namespace, pool: ProcessPoolExecutor, months: dict[str, float]) -> None:
    """Measures the programs in turn, round after round, and prints medians. The first round warms up and does not count."""
    trials, seed = options.trials, 4
    rate = program.run(options.binary, FILE, SOBOL, seed, 1).seconds / SOBOL
    own_trials = SOBOL * min(16, max(1, round(SECONDS / rate / SOBOL)))

    def by_clearcast(threads: int) -> float:
        return program.run(options.binary, FILE, own_trials, seed, threads).seconds / own_trials

    def by_numba(threads: int) -> float:
        numba.set_num_threads(threads)
        return clocked(lambda: compiled.run(model, trials, seed)) / trials

    def by_numpy(threads: int) -> float:
        return clocked(lambda: vectorised.run(model, trials, seed, pool if threads > 1 else None, threads)) / trials

    programs: dict[str, Callable[[int], float]] = {"clearcast": by_clearcast, "numba": by_numba, "numpy": by_numpy}
    threads = [1, cores()] if cores() > 1 else [1]
    times: dict[tuple[str, int], list[float]] = {(name, n): [] for n in threads for name in programs}
    for turn in range(options.rounds + 1):
        for (name, n), measured in times.items():
            seconds = programs[name](n)
            if turn > 0:
                measured.append(seconds)
    print(f"\nTime of a trial, median of {options.rounds} rounds in turn ({trials:,} trials each, clearcast {own_trials:,})")
    print(f"{'':12}{'threads':>8}{'µs a trial':>12}{'(least - most)':>20}{'ns a month':>12}{'clearcast is':>16}")
    for (name, n), measured in times.items():
        middle = statistics.median(measured)
        # Ratios within a round: both saw the same state of the machine.
        ratio = statistics.median(a / b for a, b in zip(measured, times["clearcast", n]))
        spread = f"({1e6 * min(measured):.1f} - {1e6 * max(measured):.1f})"
        faster = "" if name == "clearcast" else f"{ratio:.2f} × as fast"
        print(f"{name:12}{n:>8}{1e6 * middle:>12.1f}{spread:>20}{1e9 * middle / months[name]:>12.1f}{faster:>16}")


def clocked(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor() -> str:
    """The kind of processor, as far as the system tells."""
    try:
        fields = dict(line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line)
    except OSError:
        return "processor unknown"
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    return f"{fields.get('model name', 'processor unknown')}, family {fields.get('cpu family', '?')} model {fields.get('model', '?')}"


if __name__ == "__main__":
    sys.exit(main())
