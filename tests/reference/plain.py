"""The programme that the scenarios are made from, and how they are made."""

import copy

FULL_YEAR = [20] * 12
MILD = [10, 12, 20, 22, 22, 22, 22, 22, 22, 21, 18, 10]
HARD_WINTER = [0, 0, 13, 21, 22, 22, 22, 22, 22, 21, 9, 0]

# A small programme of one area; every case changes what it is about. The numbers are not round, so that no case stands on the
# edge of a threshold, where rounding would decide.
PLAIN = {
    "format": 1, "name": "", "description": "", "start": "2026-01", "horizon": 30, "allocation": "priority",
    "currency": "USD", "price_year": 2025,
    "target": {"years": 8.3, "cost": 2.1e7, "source": "made up"},
    "completion": {"residual": 0.0013, "milestones": [0.137, 0.513, 0.871]},
    "calendar": {"working_days": MILD},
    "economy": {"discount_rate": 0.0, "escalation": 0.0},
    "land_release": {"cancelled": 0.371, "reduced_without_records": 0.613, "reduced_with_records": 0.917,
                     "record_reliability": 0.273, "rework": 0.0, "unrecorded": 0.0, "discovery": 0.0},
    "area": {"field": {"title": "Field", "hazard": "minefield", "terrain": "plain", "suspected": 9269.3, "confirmed": 2927.9}},
    "team": {
        "survey": {"title": "Survey", "task": "survey", "count": 3.0, "output": 19870.0, "cost": 81300.0},
        "technical": {"title": "Technical survey", "task": "technical_survey", "count": 5.0, "output": 9130.0, "cost": 152000.0},
        "manual": {"title": "Manual clearance", "task": "clearance", "count": 11.0, "output": 1270.0, "cost": 173000.0},
    },
    "funding": {"state": {"annual": 1e9}},
    "overhead": {"fixed": 0.0},
}


def changed(document, changes):
    """The document with the changes laid over it key by key; None takes a key away."""
    result = copy.deepcopy(document)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = changed(result[key], value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def area(suspected=0.0, confirmed=0.0, **more):
    return {"title": "An area", "hazard": "minefield", "terrain": "plain", "suspected": suspected, "confirmed": confirmed} | more
