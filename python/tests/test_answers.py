"""A planner's questions: the folders of the command line, and what they hold."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

import clearcast as cc

from .conftest import same_files

QUESTIONS = {
    "solve": (
        lambda s: s.solve("funding.*.annual", "joint >= 0.5", trials=256),
        ["solve", "--vary", "funding.*.annual", "--goal", "joint >= 0.5", "--trials", "256"],
    ),
    "frontier": (
        lambda s: s.frontier(confidence=[0.6, 0.8], trials=256),
        ["frontier", "--confidence", "0.6,0.8", "--trials", "256"],
    ),
    "sensitivity": (
        lambda s: s.sensitivity("cost", trials=256),
        ["sensitivity", "--for", "cost", "--trials", "256"],
    ),
    "tornado": (
        lambda s: s.sensitivity(method="tornado", trials=256),
        ["sensitivity", "--method", "tornado", "--trials", "256"],
    ),
    "value": (lambda s: s.value(at=0.9, trials=512), ["value", "--at", "0.9", "--trials", "512"]),
    "discover": (lambda s: s.discover(trials=512), ["discover", "--trials", "512"]),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_has_the_bytes_of_the_command_line(program, small: cc.Scenario, tmp_path: Path, question: str) -> None:  # type: ignore[no-untyped-def]
    ask, (command, *words) = QUESTIONS[question]
    answer = ask(small)
    answer.write(tmp_path / "here")
    printed = program(command, small.file, *words, "--out", tmp_path / "there").stdout
    assert printed.startswith(answer.text)
    same_files(tmp_path / "here", tmp_path / "there")
    assert len(answer) and answer.tables and answer.pictures
    assert "data:image/png;base64," in answer._repr_html_()
    program("repeat", tmp_path / "here")


def test_a_comparison_has_the_bytes_of_the_command_line(program, small: cc.Scenario, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    more = small.set({"target.years": 20})
    answer = small.compare(more, names=["base", "more"], why=True, trials=128)
    answer.write(tmp_path / "here")
    assert [it["name"] for it in answer["cases"]] == ["base", "more"]
    # The same through files.
    for name, scenario in (("base", small), ("more", more)):
        (tmp_path / f"{name}.toml").write_text(scenario.resolved)
    program("compare", tmp_path / "base.toml", tmp_path / "more.toml", "--why", "--trials", 128, "--out", tmp_path / "there")
    for name in ("comparison.csv", "pairs.csv"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()


def test_scenarios_that_cannot_be_compared_are_refused_with_places(small: cc.Scenario) -> None:
    with pytest.raises(cc.ScenarioError, match="currency"):
        small.compare(small.set({"currency": "CHF"}), trials=32)


def test_a_choice_is_worth_knowing_something(small: cc.Scenario) -> None:
    other = small.set({"target.years": 20})
    answer = small.value(between=other, by="cost", trials=256)
    (table,) = answer.tables.values()
    assert {"factor", "gain", "gain_se"} <= set(table.columns)
    assert str(answer) == answer.text


def test_a_sweep_has_the_points_of_the_command_line(program, small: cc.Scenario, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = small.inputs["path"][small.inputs["drawn"] == "per-trial"].iloc[0]
    low, high = small.inputs.loc[path, ["p10", "p90"]]
    values = np.linspace(low, high, 70)
    (tmp_path / "sweep.csv").write_text("\n".join([path, *map(repr, values.tolist())]) + "\n")
    outputs = ["joint", "p80(cost)"]
    program(
        "sweep", small.file, "--design-file", tmp_path / "sweep.csv", "--out", tmp_path / "there", "--no-report",
        "--trials", 64, *(word for it in outputs for word in ("--outcome", it)),
    )  # fmt: skip
    found = small.sweep(values[:, None], [path], outputs=outputs, trials=64)
    assert found.csv == (tmp_path / "there/points.csv").read_bytes()
    assert found.values.shape == found.standard_errors.shape == (70, 2)
    assert np.allclose(found[path], values, rtol=0, atol=0)


def test_points_that_cannot_be_are_collected_or_raised(small: cc.Scenario) -> None:
    X = [[15.0], [-1.0], [None]]
    found = small.sweep(X, ["target.years"], outputs="joint", trials=32)
    assert list(found.failed) == [1] and "target.years" in found.failed[1]
    assert np.isnan(found.values[1, 0]) and not np.isnan(found.values[[0, 2], 0]).any()
    with pytest.raises(ValueError, match="point 1"):
        small.sweep(X, ["target.years"], outputs="joint", trials=32, on_error="raise")


def test_a_model_is_a_function_of_points(small: cc.Scenario) -> None:
    model = small.model(["target.years"], "joint", trials=64)
    found = model([[1.0], [15.0], [40.0]])
    assert found.shape == (3,) and found[0] <= found[1] <= found[2]
    assert small.model(["target.years"], ["joint", "p50(cost)"], trials=64)([[1.0], [9.0]]).shape == (2, 2)


def test_salib_estimates_indices_of_a_model(baseline: cc.Scenario) -> None:
    pytest.importorskip("SALib")
    from SALib import ProblemSpec

    model = baseline.model(["scale(funding.state.annual)", "scale(team.*.unit_cost)"], "p50(cost)", trials=32)
    problem = ProblemSpec(model.problem({it: (0.5, 1.5) for it in model.columns}))
    problem.sample_sobol(16, calc_second_order=False).evaluate(model).analyze_sobol(calc_second_order=False, seed=1)
    assert problem.results.shape == (64,)
    assert np.isfinite(problem.analysis["ST"]).all()


def test_the_ema_workbench_runs_a_model(small: cc.Scenario) -> None:
    ema = pytest.importorskip("ema_workbench")
    path = small.inputs["path"][small.inputs["drawn"] == "per-trial"].iloc[0]
    model = small.model([path], ["joint", "p50(cost)"], trials=32).to_ema()
    experiments, outcomes = ema.perform_experiments(model, scenarios=4)
    assert len(experiments) == 4 and outcomes["joint"].shape == (4,)


def test_what_is_refused_names_arguments_as_python_does(small: cc.Scenario) -> None:
    for ask, said in [
        (lambda: small.run(until="joint"), "^until "),
        (lambda: small.run(until="joint 1%", trials=4_096, max_trials=64), "max_trials is 64"),
        (lambda: small.solve("funding.nobody.annual", "joint >= 0.5"), "^vary: .*scenario.inputs lists them"),
        (lambda: small.compare(margin=True, levers={"team.nobody.count": 1.0}, trials=64), "^levers team.nobody.count"),
        (lambda: small.compare(small.set({"horizon": 20}), trials=64), r"scenario\.set\(\{\"horizon\": YEARS\}\)"),
        (lambda: small.sensitivity(method="rank", pick_freeze=True), '^pick_freeze: .*method="sobol"'),
        (lambda: small.sensitivity(method="sobl"), "did you mean `sobol`"),
        (lambda: small.value(at=80), "^at: a number above 0 and below 1"),
        (lambda: small.value(accuracy=0), "^accuracy: .*at most 1"),
        (lambda: small.value(trials=200_000), "^trials: .*131,072 at most"),
        (lambda: small.discover(failing="jiont"), "did you mean `joint`"),
        (lambda: small.frontier(confidence=[0.5, 2]), "^confidence: "),
    ]:
        with pytest.raises(ValueError, match=said) as refused:
            ask()
        assert not re.search("--[a-z]", str(refused.value)), refused.value


def test_without_a_target_nothing_is_asked_of_one(small: cc.Scenario) -> None:
    """Shares that there are not are NaN; what is asked unless somebody says otherwise is what there is."""
    head, _, rest = small.text.partition("[target]")
    free = cc.Scenario.from_text(head + rest[rest.index("\n[") :])
    run = free.run(trials=64)
    assert math.isnan(run.probability.joint) and math.isnan(run.probability.error["within_years"])
    assert run.probability.finished == run.summary["probability"]["finished"]
    assert "target" not in repr(run) and "P(target met) =" in repr(small.run(trials=64))
    assert free.sweep([[5e6], [6e6]], ["funding.state.annual"], trials=32).outputs[0] == "completion_years.p50"
    assert small.sweep([[5e6]], ["funding.state.annual"], trials=32).outputs[0] == "probability.joint"
    other = free.set({"funding.state.annual": 9e6})
    found = free.value(between=other, names=("a", "b"), trials=64)
    assert found["figure"] == "years"
    assert [outcome["name"] for outcome in free.sensitivity(trials=64)["outcomes"]] == ["completion", "cost"]
