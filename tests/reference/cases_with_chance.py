"""Scenarios with chance."""

from plain import HARD_WINTER, MILD, PLAIN, area, changed


def uncertain_inputs():
    """Every distribution, nothing random within a trial."""
    return changed(PLAIN, {
        "horizon": 60, "target": {"years": 10.9, "since": "2025-03", "cost": 2.6e7, "spent": 5e5},
        "economy": {"discount_rate": 0.03, "inflation": {"mean": 0.03}, "escalation": {"triangular": [-0.01, 0.003, 0.015]}},
        "land_release": {
            "cancelled": {"beta": {"alpha": 3.0, "beta": 2.0, "min": 0.1, "max": 0.9}},
            "reduced_without_records": {"pert": [0.2, 0.45, 0.7]}, "reduced_with_records": {"uniform": [0.7, 0.95]},
            "record_reliability": {"discrete": [[0.1, 2.0], [0.5, 1.0], [0.9, 3.0]]},
            "rework": {"empirical": [0.0, 0.01, 0.015, 0.04, 0.09]}, "unrecorded": {"pert": [0.0, 0.05, 0.3]},
            "discovery": {"gamma": {"mean": 0.6, "sd": 0.15}, "min": 0.2}},
        "area": {"field": {"suspected": {"lognormal": {"mean": 4900.0, "sd": 1500.0}},
                           "confirmed": {"gamma": {"mean": 1700.0, "sd": 620.0}}},
                 "other": area({"lognormal": {"p10": 700.0, "p90": 3100.0}, "max": 7000.0},
                               {"weibull": {"shape": 1.7, "scale": 1250.0}},
                               rework={"uniform": [0.0, 0.3]}, hazard="battle-area")},
        "team": {
            "survey": {"count": {"discrete": [[2, 1], [3, 2], [5, 1]]},
                       "output": {"quantiles": {"p10": 15000.0, "p50": 20000.0, "p90": 27000.0}, "min": 5000.0, "max": 60000.0}},
            "technical": {"output": {"normal": {"mean": 9000.0, "sd": 2000.0}, "min": 4000.0},
                          "unit_cost": {"triangular": [50.0, 120.0, 400.0]}},
            "manual": {"output": {"pert": [900.0, 1300.0, 1900.0]}, "growth": {"uniform": [0.0, 3.0]}, "max": 25.0,
                       "mobilisation": {"pert": [2e4, 5e4, 1e5]}, "learning": {"normal": {"mean": 0.01, "sd": 0.01}}}},
        "funding": {"state": {"annual": {"normal": {"mean": 2.9e6, "sd": 5e5}, "min": 2e6, "max": 4.5e6},
                              "growth": {"uniform": [0.0, 0.04]},
                              "by_year": {"2028": {"uniform": [1e6, 4e6]}}, "carryover": 0.3}},
        "overhead": {"fixed": {"uniform": [1e5, 3e5]}, "share": 0.1},
        "driver": {"market": {"probability": 0.4, "factor": {"pert": [1.1, 1.3, 1.8]},
                              "multiplies": ["team.*.cost", "team.*.unit_cost"]},
                   "ground": {"probability": 0.7, "factor": {"triangular": [0.6, 0.8, 1.2]}, "multiplies": ["team.*.output"]},
                   "surveys": {"factor": {"uniform": [0.8, 1.6]}, "multiplies": ["land_release.cancelled"]}},
        "items": {"mines": {"per_cleared_ha": {"uniform": [0.5, 3.0]}, "hazard": {"battle-area": 0.2}}},
    })


def chance_within():
    """Fixed inputs, all that is random within a trial."""
    return changed(PLAIN, {
        "start": "2026-05", "horizon": 20, "target": {"years": 13.2, "since": "2026-05", "cost": 2.9e7},
        "calendar": {"working_days": HARD_WINTER}, "noise": {"output": 0.21},
        "economy": {"discount_rate": 0.03, "escalation": 0.007, "inflation": {"mean": 0.04, "sd": 0.03, "persistence": 0.6}},
        "land_release": {"rework": 0.03, "unrecorded": 0.08, "discovery": 0.7},
        "area": {"field": {"suspected": 4300.0, "confirmed": 1730.0}, "hills": area(1310.0, 820.0, terrain="hill", priority=2)},
        "team": {"manual": {"count": 9.0, "growth": 1.5, "mobilisation": 3e4, "terrain": {"hill": 0.7}}},
        "funding": {"state": {"annual": 1.9e6, "volatility": 0.3, "persistence": 0.6, "carryover": 0.5},
                    "donors": {"annual": 1.3e6, "volatility": 0.5, "persistence": 0.2, "indexed": False}},
        "overhead": {"fixed": 2e5, "share": 0.1},
        "event": {"conflict": {"title": "Conflict", "rate": 0.12, "duration": {"pert": [1.0, 4.0, 14.0]},
                               "output": 0.25, "funding": 0.6,
                               "adds": {"gamma": {"mean": 90.0, "sd": 60.0}}, "areas": ["hills"]},
                  "fatigue": {"title": "Donor fatigue", "rate": 0.2, "permanent": True, "funding": 0.5, "sources": ["donors"]},
                  "machines": {"title": "Better machines", "rate": 0.1, "permanent": True, "output": 1.4},
                  "floods": {"title": "Floods", "rate": 0.5, "duration": 2.0, "output": 0.0, "adds": 3.0}},
        "items": {"mines": {"per_cleared_ha": 1.7}},
    })


def correlated():
    """Correlated inputs, and a little of everything; some trials do not finish."""
    return changed(chance_within(), {
        "allocation": "proportional", "horizon": 12, "noise": {"output": 0.1}, "target": {"years": 10.2, "cost": 2.8e7},
        "land_release": {"cancelled": {"triangular": [0.2, 0.4, 0.6]}, "unrecorded": {"uniform": [0.0, 0.15]}},
        "area": {"field": {"suspected": {"lognormal": {"mean": 4200.0, "sd": 1250.0}},
                           "confirmed": {"uniform": [1100.0, 2500.0]}},
                 "hills": {"suspected": {"lognormal": {"p10": 500.0, "p90": 2200.0}},
                           "confirmed": {"triangular": [300.0, 700.0, 1600.0]}}},
        "team": {"manual": {"output": {"normal": {"mean": 1400.0, "sd": 200.0}, "min": 700.0, "max": 2100.0}},
                 "technical": {"output": {"lognormal": {"mean": 9100.0, "sd": 1500.0}}, "cost": {"uniform": [1.2e5, 1.9e5]}}},
        "funding": {"state": {"volatility": 0.15, "annual": {"pert": [1.5e6, 2.1e6, 2.9e6]}}},
        "event": {"conflict": {"rate": {"uniform": [0.05, 0.2]}, "duration": 5.3}},
        "driver": {"market": {"probability": 0.4, "factor": {"uniform": [1.1, 1.5]}, "multiplies": ["team.*.cost"]}},
        "correlation": [{"among": ["area.*.suspected", "area.*.confirmed"], "rho": 0.6},
                        {"among": ["team.*.output"], "rho": 0.8},
                        {"among": ["team.manual.output", "area.hills.suspected"], "rho": -0.3},
                        {"among": ["area.hills.*ed"], "rho": 0.3}],
    })


def people():
    """Uncertain people, their return, casualties, education and benefits, beside all that is random within a trial."""
    return changed(chance_within(), {
        "horizon": 24, "calendar": {"working_days": MILD},  # a winter without work would leave gaps between the quantiles of dates
        "area": {"field": {"people": {"pert": [900.0, 2100.0, 4000.0]}, "residents": {"uniform": [3000.0, 5000.0]}},
                 "hills": {"people": 1300.0, "residents": {"triangular": [0.0, 500.0, 900.0]}}},
        "driver": {"willing": {"factor": {"uniform": [0.4, 1.0]}, "multiplies": ["area.*.people"]},
                   "school": {"probability": 0.3, "factor": 1.9, "multiplies": ["risk_education.coverage"]}},
        "people": {"return_lag": {"pert": [0.3, 1.2, 3.0]}, "return_capacity": {"uniform": [90.0, 400.0]}},
        "casualties": {"rate": {"gamma": {"mean": 1.1, "sd": 0.4}}, "decline": {"uniform": [0.0, 0.15]},
                       "deminers": {"pert": [0.2, 0.8, 3.0]}, "killed": {"beta": {"alpha": 3.0, "beta": 7.0}}},
        "risk_education": {"coverage": {"uniform": [0.4, 0.7]}, "effect": {"triangular": [0.0, 0.0, 0.5]},
                           "cost": {"pert": [2.0, 8.0, 40.0]}},
        "benefits": {"per_ha": {"lognormal": {"mean": 160.0, "sd": 90.0}}, "cancelled": {"uniform": [0.0, 0.4]}},
        "correlation": [{"among": ["casualties.rate", "area.*.residents"], "rho": 0.4}],
    })


STOCHASTIC = {"uncertain-inputs": uncertain_inputs, "chance-within": chance_within, "correlated": correlated, "people": people}
