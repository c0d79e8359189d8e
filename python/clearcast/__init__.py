"""How long mine clearance takes, what it costs, and how far to trust the answer.

    import clearcast as cc

    scenario = cc.Scenario.baseline().set({"funding.state.annual": cc.pert(80e6, 120e6, 200e6)})
    run = scenario.run(trials=16_384, seed=1)
    run.probability.joint, run.quantile("cost", [0.1, 0.5, 0.9])
"""

from ._clearcast import __version__
from .answer import Answer
from .comparison import compare
from .distributed import join_parts, part
from .drivers import sensitivity
from .errors import Place, Problem, ScenarioError
from .laws import (
    Law,
    beta,
    discrete,
    empirical,
    gamma,
    lognormal,
    normal,
    pert,
    quantiles,
    triangular,
    uniform,
    weibull,
)
from .knowing import discover, value
from .model import Model
from .planning import frontier, solve
from .run import Probability, Run, Years, merge, run
from .scenario import Change, Diff, Scenario
from .store import Store
from .sweeps import Sweep, sweep
from .table import Rows, Table

__all__ = [
    "Answer",
    "Change",
    "Diff",
    "Law",
    "Model",
    "Place",
    "Probability",
    "Problem",
    "Rows",
    "Run",
    "Scenario",
    "ScenarioError",
    "Store",
    "Sweep",
    "Table",
    "Years",
    "__version__",
    "beta",
    "compare",
    "discover",
    "discrete",
    "empirical",
    "frontier",
    "gamma",
    "join_parts",
    "lognormal",
    "merge",
    "normal",
    "part",
    "pert",
    "quantiles",
    "run",
    "sensitivity",
    "solve",
    "sweep",
    "triangular",
    "uniform",
    "value",
    "weibull",
]
