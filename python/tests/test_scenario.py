"""Scenarios: read, varied, compared, refused, sent elsewhere."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import clearcast as cc

from .conftest import ROOT


def test_a_scenario_is_the_same_from_file_text_and_dict() -> None:
    file = ROOT / "tests/data/valid/small.toml"
    loaded = cc.Scenario.load(file)
    text = cc.Scenario.from_text(file.read_text(), name="small.toml")
    assert loaded.resolved == text.resolved
    assert loaded.text == file.read_text()

    import tomllib

    from_dict = cc.Scenario.from_dict(tomllib.loads(file.read_text()))
    # Numbers may be written otherwise, and mean the same.
    assert not loaded.diff(from_dict)
    assert from_dict.run(trials=32).summary["cost"] == loaded.run(trials=32).summary["cost"]


def test_a_base_is_looked_up_from_base_dir() -> None:
    over = cc.Scenario.from_text('base = "small.toml"\n[target]\nyears = 9\n', base_dir=ROOT / "tests/data/valid")
    assert "years = 9" in over.resolved
    with pytest.raises(cc.ScenarioError, match="there is no file"):
        cc.Scenario.from_text('base = "small.toml"\n', base_dir=ROOT)


def test_settings_are_those_of_the_command_line(small: cc.Scenario, program, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = ROOT / "tests/data/valid/small.toml"
    program("run", file, "--set", "target.years=9", "--trials", 32, "--out", tmp_path / "there", "--no-report")
    assert small.set({"target.years": 9}).resolved == (tmp_path / "there/resolved.toml").read_text()


def test_laws_are_written_as_the_format_has_them(baseline: cc.Scenario) -> None:
    laws = [
        (cc.pert(8, 12, 20), "{ pert = [8, 12, 20] }"),
        (cc.uniform(1, 2).within(max=1.5), "{ uniform = [1, 2], max = 1.5 }"),
        (cc.normal(10, 1).within(0).because(note="mine"), '{ normal = { mean = 10, sd = 1 }, min = 0, note = "mine" }'),
        (cc.lognormal(p10=1, p90=9), "{ lognormal = { p10 = 1, p90 = 9 } }"),
        (cc.beta(2, 5), "{ beta = { alpha = 2, beta = 5, min = 0.0, max = 1.0 } }"),
        (cc.gamma(3, 1), "{ gamma = { mean = 3, sd = 1 } }"),
        (cc.weibull(2, 3), "{ weibull = { shape = 2, scale = 3 } }"),
        (cc.triangular(1, 2, 3), "{ triangular = [1, 2, 3] }"),
        (cc.quantiles(1, 2, 4).within(0), "{ quantiles = { p10 = 1, p50 = 2, p90 = 4 }, min = 0 }"),
    ]  # fmt: skip
    for law, written in laws:
        resolved = baseline.set({"funding.state.annual": law}).resolved
        assert f"annual = {written}" in resolved, resolved[resolved.index("[funding.state]") :][:400]
    for law in (cc.discrete({100e6: 3, 200e6: 1}), cc.empirical([1e8, 2e8, 4e8])):
        inputs = baseline.set({"funding.state.annual": law}).inputs
        assert inputs.loc["funding.state.annual", "p50"] > 0


def test_scaling_multiplies_a_distribution_by_path_and_pattern(baseline: cc.Scenario) -> None:
    path = "funding.state.annual"
    twice = baseline.scale(path, 2)
    assert twice.inputs.loc[path, "p90"] == pytest.approx(2 * baseline.inputs.loc[path, "p90"])
    dearer = baseline.scale("team.*.unit_cost", 1.5)
    changed = {change.path for change in baseline.diff(dearer).values}
    assert {it for it in changed if it != "name"} == {
        path for path in baseline.inputs["path"] if path.startswith("team.") and path.endswith(".unit_cost")
    }
    with pytest.raises(ValueError, match="did you mean `funding.state.annual`"):
        baseline.scale("funding.state.anual", 2)


def test_nothing_changes_a_scenario(small: cc.Scenario) -> None:
    before = small.sha256
    other = small.set({"target.years": 9})
    assert (small.sha256, other.sha256 != before) == (before, True)
    with pytest.raises(AttributeError, match="does not change"):
        small.name = "another"  # type: ignore[misc]


def test_a_difference_names_paths_and_both_values(small: cc.Scenario) -> None:
    diff = small.diff(small.set({"target.years": 9}))
    assert ("target.years", "15", "9") in diff.values
    assert diff and not small.diff(small)


def test_every_problem_is_told_with_code_path_and_place() -> None:
    text = (ROOT / "tests/data/valid/small.toml").read_text().replace("years = 15", "years = -1\nyaers = 3")
    with pytest.raises(cc.ScenarioError) as raised:
        cc.Scenario.from_text(text, name="mine.toml")
    problems = raised.value.problems
    assert [it.path for it in problems] == ["target.years", "target.yaers"]
    first, second = problems
    line = text.splitlines().index("years = -1") + 1
    assert first.place is not None and first.place[:2] == ("mine.toml", line)
    assert second.advice is not None and "years" in second.advice
    assert first.code and first.code != second.code and " " not in first.code
    assert "mine.toml" in str(raised.value) and first.rule in str(raised.value)
    again = pickle.loads(pickle.dumps(raised.value))
    assert (again.problems, str(again)) == (problems, str(raised.value))


def test_a_file_that_is_not_there_is_the_error_python_has_for_it() -> None:
    with pytest.raises(FileNotFoundError, match="did you mean"):
        cc.Scenario.load(ROOT / "scenarios/azerbaijen.toml")


def test_a_pickled_scenario_needs_no_file(tmp_path: Path) -> None:
    """Loaded in another process, in an empty folder, from a variant whose base is gone."""
    for name in ("azerbaijan", "donor-surge"):
        (tmp_path / f"{name}.toml").write_text((ROOT / f"scenarios/{name}.toml").read_text() + ("" if name == "azerbaijan" else "# mine\n"))
    scenario = cc.Scenario.load(tmp_path / "donor-surge.toml").set({"target.years": 20})
    (tmp_path / "pickled").write_bytes(pickle.dumps(scenario))
    for name in ("azerbaijan", "donor-surge"):
        os.remove(tmp_path / f"{name}.toml")
    code = (
        "import pickle, sys; s = pickle.load(open('pickled', 'rb'));"
        "print(s.sha256, len(s.warnings), len(s.inputs), s.set({'target.years': 21}).sha256)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    expected = [scenario.sha256, len(scenario.warnings), len(scenario.inputs), scenario.set({"target.years": 21}).sha256]
    assert done.stdout.split() == [str(it) for it in expected]


def test_inputs_are_a_frame_with_units_and_sources(everything: cc.Scenario) -> None:
    inputs = everything.inputs
    assert inputs.loc["team.manual.output", "unit"] == "m2 per team and working day"
    assert {"value", "p10", "p50", "p90", "source", "note", "drawn", "is_default"} <= set(inputs.columns)


def test_warnings_are_those_of_the_file() -> None:
    files = sorted((ROOT / "tests/data/warnings").glob("*.toml"))
    told = [cc.Scenario.load(file).warnings for file in files[:8]]
    assert all(told)
    assert all(warning.rule and warning.code for some in told for warning in some)
