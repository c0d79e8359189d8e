"""The scenarios that the engine and the reference implementation are compared on."""

import copy
import math
import random

import model

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
SCARCE = {"state": {"annual": 2.113e6}}


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


# ---------------------------------------------------------------------------------------------------------------------
# Cases by hand, one mechanism each


def area(suspected=0.0, confirmed=0.0, **more):
    return {"title": "An area", "hazard": "minefield", "terrain": "plain", "suspected": suspected, "confirmed": confirmed} | more


THREE_AREAS = {
    "field": None,
    "north": area(3913.7, 811.3, terrain="mountain", region="upper", priority=2),
    "south": area(1417.1, 1523.9, hazard="battle-area", priority=1),
    "upper-east": area(533.9, 1371.7, terrain="hill", region="upper", priority=1),
}

HAND = {
    "single-area": ("One area that is confirmed, one group of teams, money for all of it", {
        "area": {"field": {"suspected": 0.0}}, "land_release": {"reduced_without_records": 0.0, "reduced_with_records": 0.0}}),
    "three-tasks": ("Survey, technical survey and clearance one after the other", {}),
    "money-limited": ("Money for a part of the teams, overhead first", {
        "funding": SCARCE, "overhead": {"fixed": 377000.0, "share": 0.123}}),
    "overhead-unpaid": ("In lean years income does not cover the fixed overhead, and only those work on who cost nothing", {
        "funding": {"state": {"annual": 3.1e6, "by_year": {"2027": 2.9e5, "2028": 0.0}}},
        "team": {"survey": {"cost": 0.0}}, "overhead": {"fixed": 410000.0}}),
    "rework": ("Area that fails quality control is cleared again, in one area more than elsewhere", {
        "land_release": {"rework": 0.237}, "area": {"field": {"suspected": 1317.3}, "other": area(0.0, 1411.7, rework=0.611)}}),
    "discovery": ("Unrecorded area is found year by year", {
        "land_release": {"unrecorded": 0.173, "discovery": 0.291},
        "team": {"survey": {"count": 9.0}, "manual": {"count": 31.0}}}),
    "inflation": ("Inflation erodes the source that is not indexed and raises nominal cost", {
        "economy": {"inflation": {"mean": 0.071, "sd": 0.0, "persistence": 0.37}},
        "funding": {"state": {"annual": 1.3e6}, "donors": {"annual": 1.7e6, "growth": 0.013, "indexed": False}}}),
    "deflation": ("The price level never falls by more than half a year", {
        "economy": {"inflation": {"mean": -0.63}}, "funding": {"state": {"annual": 9.1e5, "indexed": False}}}),
    "escalation": ("Real unit costs rise, mobilisation and overhead with them", {
        "economy": {"escalation": 0.0271}, "funding": {"state": {"annual": 2.7e6}},
        "overhead": {"fixed": 210000.0, "share": 0.07},
        "team": {"manual": {"growth": 1.7, "mobilisation": 61000.0, "unit_cost": 113.0}}}),
    "discounting": ("Present value, from the middle of each month", {"economy": {"discount_rate": 0.0433}}),
    "start-in-mid-year": ("Programme years turn in August, calendar years in January", {
        "start": "2026-08", "economy": {"discount_rate": 0.03, "inflation": {"mean": 0.04}},
        "funding": {"state": {"annual": 3.7e6, "growth": 0.031, "indexed": False, "carryover": 0.41}},
        "team": {"manual": {"growth": 0.9, "until": 2031}, "machines": {
            "title": "Machines", "task": "clearance", "rate": 171.0, "cost": 3100.0, "from": 2028}}}),
    "carryover-none": ("Unspent money lapses at the end of the calendar year", {
        "start": "2026-04", "calendar": {"working_days": HARD_WINTER},
        "funding": {"state": {"annual": 2.9e6, "carryover": 0.0}}}),
    "carryover-half": ("Half of the unspent money is kept", {
        "start": "2026-04", "calendar": {"working_days": HARD_WINTER},
        "funding": {"state": {"annual": 2.9e6, "carryover": 0.5}}}),
    "carryover-all": ("All unspent money is kept", {
        "start": "2026-04", "calendar": {"working_days": HARD_WINTER}, "funding": {
            "state": {"annual": 2.3e6, "carryover": 1.0}, "grant": {"annual": 6.1e5, "carryover": 0.25, "until": 2028}}}),
    "growth": ("Teams are added every year, at a price, up to a limit", {
        "team": {"survey": {"growth": 0.7, "max": 4.1}, "technical": {"growth": 1.3, "mobilisation": 47100.0},
                 "manual": {"growth": 6.3, "max": 27.9, "mobilisation": 83100.0}}}),
    "growth-unaffordable": ("Only the teams that the money of the month pays for are added", {
        "funding": {"state": {"annual": 3.9e6}}, "team": {"manual": {"growth": 4.3, "mobilisation": 191000.0}}}),
    "growth-stopped-by-gap": ("No growth in a year after one with a funding gap; money grows and growth comes back", {
        "funding": {"state": {"annual": 2.31e6, "growth": 0.061}}, "team": {"manual": {"growth": 1.1, "mobilisation": 9100.0}}}),
    "growth-stopped-by-idleness": ("A group that waited for work is not enlarged; one above its limit keeps its teams", {
        "area": {"field": {"confirmed": 131.9}},
        "team": {"survey": {"count": 1.3, "growth": 0.5}, "technical": {"growth": 1.9}, "manual": {"growth": 2.3, "max": 7.0}}}),
    "priority": ("Areas by priority, then file order", {"area": THREE_AREAS}),
    "proportional": ("Areas share the teams by what each needs", {"area": THREE_AREAS, "allocation": "proportional"}),
    "proportional-money-limited": ("All areas are scaled down together when money is short", {
        "area": THREE_AREAS, "allocation": "proportional", "funding": SCARCE, "overhead": {"fixed": 90000.0, "share": 0.21},
        "team": {"manual": {"terrain": {"mountain": 0.43, "hill": 0.71}, "unit_cost": 871.0}}}),
    "no-winter-work": ("Three months without a working day, in which nothing costs but the overhead", {
        "calendar": {"working_days": HARD_WINTER}, "overhead": {"fixed": 120000.0, "share": 0.031},
        "team": {"manual": {"growth": 1.3}}}),
    "years-of-teams-and-money": ("Teams and sources that come and go", {
        "funding": {"state": {"annual": 1.9e6, "from": 2027}, "loan": {"annual": 2.3e6, "until": 2028, "carryover": 0.6},
                    "donors": {"annual": 7.7e5, "from": 2029, "until": 2031}},
        "team": {"survey": {"until": 2029}, "manual": {"from": 2027, "growth": 1.7},
                 "reserve": {"title": "Reserve", "task": "clearance", "operator": "Army", "count": 0.0, "output": 890.0,
                             "cost": 99000.0, "growth": 2.9, "from": 2028, "until": 2033, "mobilisation": 12100.0}}}),
    "by-year": ("Pledges replace the trend in their years, outside the source's own years they do not count", {
        "funding": {"state": {"annual": 1.7e6, "growth": 0.043, "until": 2033, "by_year": {
            "2027": 3.3e6, "2028": 4.1e5, "2031": 2.9e6, "2035": 7e6}}}}),
    "learning": ("Output grows with experience", {
        "team": {"survey": {"learning": 0.013}, "manual": {"learning": 0.057, "unit_cost": 1310.0}}}),
    "terrain-and-hazard": ("Multipliers of terrain and hazard, none where a group cannot work", {
        "area": THREE_AREAS, "team": {
            "technical": {"terrain": {"mountain": 0.37, "hill": 0.61}},
            "manual": {"terrain": {"mountain": 0.31}, "hazard": {"minefield": 0.73, "battle-area": 1.9}},
            "machines": {"title": "Machines", "task": "clearance", "count": 2.0, "output": 7100.0, "cost": 613000.0,
                         "terrain": {"mountain": 0.0, "hill": 0.47}, "hazard": {"battle-area": 0.0}}}}),
    "area-overrides": ("Areas with land release of their own", {
        "land_release": {"unrecorded": 0.031, "discovery": 0.23, "rework": 0.019},
        "area": {"field": {"cancelled": 0.771, "unrecorded": 0.31, "discovery": 0.11},
                 "other": area(1311.7, 1573.1, reduced_without_records=0.113, reduced_with_records=0.531),
                 "known": area(0.0, 817.9, record_reliability=0.93, rework=0.13)}}),
    "rates-and-counts": ("A group given by its yearly rate beside one given by its teams", {
        "team": {"technical": {"count": None, "output": None, "rate": 371.0, "cost": 913.0, "unit_cost": 171.0, "growth": 43.0,
                               "max": 520.0, "mobilisation": 310.0, "terrain": {"plain": 0.83}}}}),
    "team-areas": ("Groups that may work in some areas only, by patterns", {
        "area": THREE_AREAS, "team": {
            "manual": {"areas": ["*th"], "operator": "Army"}, "technical": {"areas": ["north", "upper-*"], "operator": "Army"},
            "second": {"title": "Second", "task": "technical_survey", "operator": "NGO", "count": 2.0, "output": 8100.0,
                       "cost": 99000.0, "areas": ["south"]},
            "third": {"title": "Third", "task": "clearance", "operator": "NGO", "count": 4.0, "output": 1410.0,
                      "unit_cost": 6170.0, "areas": ["upper*", "so*h"]}}}),
    "regions-relapse": ("Regions that are complete, relapse over the winter and complete again, one for good before the end", {
        "calendar": {"working_days": HARD_WINTER}, "land_release": {"unrecorded": 0.093, "discovery": 0.31},
        "area": {"field": {"suspected": 913.3, "confirmed": 1871.0, "unrecorded": 0.011, "priority": 3},
                 "small": area(97.0, 13.0, region="valley", discovery=0.43), "smaller": area(0.0, 41.0, region="valley"),
                 "clean": area(0.0, 0.0), "quick": area(27.0, 0.0, unrecorded=0.0)},
        "team": {"manual": {"count": 7.0}, "technical": {"output": 11300.0}}}),
    "unfinished": ("The horizon comes first; a region is complete all the same, and a milestone is reached", {
        "horizon": 7, "area": {"field": {"priority": 2}, "first": area(151.7, 67.1)}, "funding": SCARCE}),
    "target-since-earlier": ("The target counts from before the start, and money spent before it", {
        "target": {"years": 14.9, "since": "2020-11", "cost": 3.17e7, "spent": 4.3e6}, "economy": {"discount_rate": 0.021}}),
    "items": ("Explosive ordnance found by hazard", {
        "area": THREE_AREAS, "items": {"mines": {"per_cleared_ha": 1.73, "hazard": {"battle-area": 0.19}},
                                       "shells": {"per_cleared_ha": 3.19, "hazard": {"minefield": 0.0, "strike": 7.0}},
                                       "other": {"per_cleared_ha": 0.71}}}),
    "drivers": ("Drivers that always act multiply fixed inputs too; shares are cut off at 1", {
        "land_release": {"rework": 0.013}, "area": {"field": {"rework": 0.11}, "other": area(917.3, 1311.1)},
        "funding": {"state": {"annual": 4.7e6}}, "team": {"survey": {"unit_cost": 37.0}},
        "driver": {"prices": {"factor": 1.31, "multiplies": ["team.*.cost", "team.s*.unit_cost", "overhead.fixed"]},
                   "survey": {"factor": 3.3, "multiplies": ["land_release.cancelled", "land_release.rework"]},
                   "again": {"probability": 1.0, "factor": 0.83, "multiplies": ["team.*l.cost", "funding.*.annual"]}}}),
    "certain-events": ("Events that are certain: one stays, one comes back as soon as it is over, one never comes", {
        "area": THREE_AREAS, "funding": {"state": {"annual": 1.1e6}, "donors": {"annual": 1.4e6}}, "horizon": 40,
        "event": {
            "reform": {"title": "Reform", "rate": 1e9, "permanent": True, "output": 1.27, "funding": 0.91},
            "floods": {"title": "Floods", "rate": 1e9, "duration": 6.2, "output": 0.83, "funding": 0.77, "sources": ["donors"],
                       "adds": 1.93, "areas": ["*th", "upper-east"]},
            "never": {"title": "Never", "rate": 0.0, "duration": 3.0, "output": 0.0, "funding": 0.0, "adds": 1e4}}}),
    "people-return": ("People return with a delay, as far as there are houses, also long after completion", {
        "area": {"field": {"people": 1913.0, "residents": 211.0}, "other": area(917.3, 1311.1, people=4177.0),
                 "clean": area(0.0, 0.0, people=87.0)},
        "people": {"return_lag": 1.37, "return_capacity": 411.0}, "horizon": 25}),
    "people-at-once": ("Without a delay people follow the land; land found later keeps back who has not come", {
        "area": {"field": {"people": 1913.0}, "other": area(917.3, 131.1, people=77.0, unrecorded=0.9)},
        "land_release": {"unrecorded": 0.173, "discovery": 0.291}, "people": {"return_lag": 0.0}, "horizon": 14}),
    "casualties": ("Casualties among residents and deminers, fewer as people learn", {
        "area": {"field": {"residents": 8171.0}, "other": area(917.3, 131.1, people=717.0)},
        "casualties": {"rate": 3.7, "decline": 0.083, "deminers": 1.91, "killed": 0.27}, "horizon": 21}),
    "risk-education": ("Risk education is paid after the overhead and before the work", {
        "area": {"field": {"residents": 81710.0, "people": 3131.0}}, "funding": SCARCE, "people": {"return_lag": 0.71},
        "overhead": {"fixed": 377000.0}, "economy": {"escalation": 0.0171},
        "casualties": {"rate": 1.37}, "risk_education": {"coverage": 0.61, "effect": 0.37, "cost": 3.9}, "horizon": 37}),
    "risk-education-unpaid": ("In lean years money teaches only a part of those present", {
        "area": {"field": {"residents": 81710.0}},
        "funding": {"state": {"annual": 3.1e6, "by_year": {"2027": 2.9e5, "2028": 0.0, "2029": 5.1e5}}},
        "overhead": {"fixed": 210000.0}, "casualties": {"rate": 1.37, "deminers": 0.7},
        "risk_education": {"coverage": 0.83, "effect": 0.21, "cost": 5.3}}),
    "benefits": ("Land in use is worth something until the horizon, cancelled land a part of it", {
        "economy": {"discount_rate": 0.0433}, "benefits": {"per_ha": 171.0, "cancelled": 0.23}, "horizon": 19}),
    "people-unfinished": ("Everything about people, in a programme that does not end, with land that events add", {
        "horizon": 9, "start": "2026-08", "area": {"field": {"people": 3131.0, "residents": 517.0},
                                                   "first": area(151.7, 67.1, people=1211.0)},
        "funding": SCARCE, "economy": {"discount_rate": 0.031, "escalation": 0.01},
        "event": {"floods": {"title": "Floods", "rate": 1e9, "duration": 6.2, "adds": 11.93, "areas": ["fi*"]}},
        "people": {"return_lag": 0.9, "return_capacity": 307.0},
        "casualties": {"rate": 2.3, "decline": 0.05, "deminers": 1.3, "killed": 0.41},
        "risk_education": {"coverage": 0.7, "effect": 0.3, "cost": 2.0}, "benefits": {"per_ha": 93.0, "cancelled": 0.1}}),
    "earmarks": ("Money for one operator, one area, the overhead and for anything; the narrowest pot pays first", {
        "area": THREE_AREAS, "overhead": {"fixed": 170000.0, "share": 0.09},
        "funding": {"state": {"annual": 1.13e6, "carryover": 0.31}, "north": {"annual": 4.1e5, "pays_for": {"areas": ["north"]}},
                    "army": {"annual": 6.7e5, "pays_for": {"operators": ["Ar*"], "tasks": ["clearance"]}, "carryover": 1.0},
                    "office": {"annual": 2.3e5, "pays_for": {"tasks": ["overhead"]}, "until": "2031-05"}},
        "team": {"manual": {"operator": "Army", "growth": 0.7, "mobilisation": 51000.0},
                 "second": {"title": "Second", "task": "clearance", "operator": "NGO", "count": 4.3, "output": 1110.0,
                            "unit_cost": 6170.0, "growth": 0.9, "mobilisation": 13000.0}}}),
    "earmarks-asked-again": ("Teams whom one area's money cannot pay ask again in the areas behind it", {
        "area": {"field": None, "first": area(0.0, 1310.7, priority=1), "middle": area(0.0, 1171.3, priority=2),
                 "last": area(311.9, 913.1, priority=3)},
        "funding": {"state": {"annual": 3.1e5}, "first": {"annual": 2.9e5, "pays_for": {"areas": ["first"]}},
                    "last": {"annual": 1.7e6, "pays_for": {"areas": ["last"], "tasks": ["*"]}}}}),
    "in-kind": ("The army's own sappers touch no source and are never short of money", {
        "area": THREE_AREAS, "funding": {"state": {"annual": 9.1e5, "growth": 0.01}}, "overhead": {"fixed": 90000.0, "share": 0.1},
        "team": {"manual": {"in_kind": True, "operator": "Army", "growth": 1.1, "mobilisation": 7000.0},
                 "second": {"title": "Second", "task": "clearance", "count": 2.3, "output": 1310.0, "unit_cost": 3170.0,
                            "growth": 0.4, "mobilisation": 3000.0}}}),
    "in-kind-in-proportion": ("The same, with teams shared among areas", {
        "area": THREE_AREAS, "allocation": "proportional", "funding": {"state": {"annual": 9.1e5}},
        "team": {"survey": {"in_kind": True, "operator": "Army"}}}),
    "pledges": ("A pledge that is never kept, and one that always is", {
        "funding": {"state": {"annual": 1.9e6}, "fund": {"annual": 1e8, "probability": 0.0, "by_year": {"2028": 3e8}},
                    "donors": {"annual": 7.1e5, "probability": 1.0}}}),
    "closed-months": ("Areas closed in winter or in the rains; what all lies there does not count against its groups", {
        "area": changed(THREE_AREAS, {"north": {"closed": [12, 1, 2, 3]}, "south": {"closed": [6, 7]},
                                      "upper-east": {"closed": [12, 1]}}),
        "team": {"manual": {"growth": 1.3, "areas": ["north"]}, "machines": {
            "title": "Machines", "task": "clearance", "count": 3.0, "output": 1900.0, "cost": 91000.0, "growth": 0.3}}}),
    "closed-months-in-proportion": ("The same, with teams shared among areas", {
        "area": changed(THREE_AREAS, {"north": {"closed": [12, 1, 2, 3]}, "south": {"closed": [6, 7]}}),
        "allocation": "proportional", "funding": {"state": {"annual": 2.9e6}}}),
    "own-calendars": ("Groups with working days of their own", {
        "team": {"survey": {"working_days": HARD_WINTER}, "technical": {"count": None, "output": None, "rate": 371.0, "cost": 913.0,
                                                                         "working_days": [9] * 12, "growth": 21.0},
                 "manual": {"working_days": HARD_WINTER, "growth": 1.7, "mobilisation": 31000.0}}}),
    "planned-strength": ("Strengths planned by year, paid over months while money is short, down at once, then growth", {
        "funding": {"state": {"annual": 2.71e6}}, "economy": {"escalation": 0.011},
        "team": {"manual": {"count": None, "by_year": {"2026": 7.0, "2028": 17.3, "2031": 12.9, "2033": 14.1}, "growth": 1.3,
                            "max": 9.0, "mobilisation": 91000.0},
                 "technical": {"by_year": {"2027": 6.9, "2040": 8.1}, "growth": 0.3}}}),
    "planned-rate": ("The same for a group given by its yearly rate, from the middle of a year on", {
        "start": "2027-08", "funding": {"state": {"annual": 2.9e6}},
        "team": {"technical": {"count": None, "output": None, "by_year": {"2027": 211.0, "2029": 557.0}, "cost": 913.0,
                               "mobilisation": 3100.0, "growth": 31.0, "max": 700.0, "from": "2028-02"}}}),
    "growth-over-months": ("A build-up that one month cannot pay goes on for the year, and what is left of it is given up", {
        "funding": {"state": {"annual": 4.03e6}}, "team": {"manual": {"growth": 37.0, "mobilisation": 101000.0}}}),
    "local-events": ("Events that slow or stop work in some areas only", {
        "area": THREE_AREAS, "horizon": 40, "funding": {"state": {"annual": 2.7e6}},
        "event": {"mud": {"title": "Mud", "rate": 1e9, "duration": 6.2, "output": 0.71, "areas": ["north", "upper-*"]},
                  "reform": {"title": "Reform", "rate": 1e9, "permanent": True, "output": 1.27},
                  "siege": {"title": "Siege", "rate": 1e9, "permanent": True, "output": 0.0, "areas": ["south"], "adds": 3.1}}}),
    "local-events-in-proportion": ("The same, with teams shared among areas", {
        "area": THREE_AREAS, "allocation": "proportional", "funding": {"state": {"annual": 2.7e6}},
        "event": {"mud": {"title": "Mud", "rate": 1e9, "duration": 6.2, "output": 0.71, "areas": ["north", "upper-*"]}}}),
    "event-stops-all": ("An event that stops all work for good", {
        "horizon": 9, "event": {"war": {"title": "War", "rate": 1e9, "permanent": True, "output": 0.0}}}),
    "no-technical-survey": ("Nobody does technical survey: confirmed land goes to clearance whole", {
        "land_release": {"cancelled": 0.371, "reduced_without_records": None, "reduced_with_records": None,
                         "record_reliability": None}, "calendar": {"working_days": HARD_WINTER},
        "area": {"field": {"confirmed": 91.7}}, "team": {"technical": None, "manual": {"growth": 1.1}}, "start": "2026-01"}),
    "all-defaults": ("Only what must be said", {
        "target": None, "completion": None, "calendar": None, "economy": None, "land_release": None, "overhead": None,
        "area": {"field": {"title": "Field", "suspected": None, "hazard": None, "terrain": None}},
        "team": {"survey": None, "technical": None}, "allocation": None}),
    "months-of-teams-and-money": ("Teams and sources that come and go within years", {
        "funding": {"state": {"annual": 1.9e6, "from": "2026-05"}, "loan": {"annual": 2.3e6, "until": "2028-03", "carryover": 0.6},
                    "donors": {"annual": 7.7e5, "from": "2028-11", "until": "2031-02", "by_year": {"2029": 1.3e6}}},
        "team": {"survey": {"until": "2029-07"}, "manual": {"from": "2026-09", "growth": 1.7, "until": 2034}}}),
    "deadline": ("A deadline by its month, and how things stand there", {
        "area": {"field": {"people": 1913.0}, "other": area(117.3, 311.1, people=717.0, priority=0)}, "people": {"return_lag": 0.7},
        "target": {"deadline": "2030-07", "years": None, "cost": 2.1e7}}),
    "deadline-after-completion": ("A deadline that is kept, while people still return", {
        "area": {"field": {"suspected": 313.0, "confirmed": 471.0, "people": 1913.0}}, "people": {"return_lag": 2.7},
        "target": {"deadline": "2034-02", "years": None, "cost": None}, "horizon": 25}),
    "certain-event-on-clean-land": ("What an event adds where nothing was known is split in equal parts", {
        "area": {"clean": area(), "cleaner": area(terrain="hill", region="hills")},
        "event": {"strikes": {"title": "Strikes", "rate": 1e9, "duration": 0.3, "adds": 0.47, "areas": ["clean*"]}},
        "horizon": 11, "completion": {"milestones": [1.0]}}),
}


# ---------------------------------------------------------------------------------------------------------------------
# Cases at random, all mechanisms together


def random_document(seed):
    rng = random.Random(f"clearance {seed}")
    u = rng.uniform

    def maybe(probability, key, value):
        return {key: value()} if rng.random() < probability else {}

    hazards, terrains = ["minefield", "battle-area", "cluster-strike"], ["plain", "hill", "mountain"]
    areas = {}
    for k in range(rng.randint(2, 6)):
        areas[f"{rng.choice(['east', 'west'])}-{k}"] = (
            area(u(0, 2000), u(0, 900), hazard=rng.choice(hazards), terrain=rng.choice(terrains))
            | maybe(0.5, "region", lambda: rng.choice(["one", "two"])) | maybe(0.5, "priority", lambda: rng.randint(1, 3))
            | maybe(0.3, "cancelled", lambda: u(0.1, 0.9)) | maybe(0.3, "rework", lambda: u(0, 0.2))
            | maybe(0.2, "record_reliability", lambda: u(0, 1)) | maybe(0.2, "unrecorded", lambda: u(0, 0.2))
            | maybe(0.2, "reduced_with_records", lambda: u(0.2, 0.95)) | maybe(0.2, "discovery", lambda: u(0.05, 0.5)))
    size = {"survey": (12000, 30000), "technical_survey": (5000, 15000), "clearance": (700, 2500)}
    teams = {}
    for task in model.TASKS:
        for k in range(rng.randint(1, 3)):
            rated, priced = rng.random() < 0.25, rng.random() < 0.75
            output = u(*size[task])
            count = u(1, 8) * (2 if task == "clearance" else 1)
            unit = output * sum(MILD) / 1e4 if rated else 1.0  # ha a year of one team
            team = {"title": f"Group {k}", "task": task}
            team |= {"rate": count * unit} if rated else {"count": count, "output": output}
            team |= maybe(0.7, "operator", lambda: rng.choice(["Army", "NGO", "Company"]))
            if priced:
                team["cost"] = u(60e3, 200e3) / unit
            if not priced or rng.random() < 0.3:
                team["unit_cost"] = u(50, 400) * (20 if task == "clearance" else 1)
            team |= (maybe(0.5, "growth", lambda: u(0.2, 2.0) * unit) | maybe(0.4, "mobilisation", lambda: u(1e4, 9e4) / unit)
                     | maybe(0.3, "max", lambda: u(0.8, 2.5) * count * unit) | maybe(0.3, "learning", lambda: u(-0.01, 0.03))
                     | maybe(0.4, "terrain", lambda: {name: rng.choice([u(0.3, 1.1), u(0.3, 1.1), 0.0 if k else 0.8])
                                                      for name in rng.sample(terrains, 2)})
                     | maybe(0.4, "hazard", lambda: {name: u(0.4, 1.6) for name in rng.sample(hazards, 2)}))
            if k:
                team |= (maybe(0.4, "areas", lambda: rng.choice([["east-*"], ["west-*", "*-1"], ["*-0", "*-2", "*-3"]]))
                         | maybe(0.3, "from", lambda: rng.randint(2026, 2030))
                         | maybe(0.3, "until", lambda: rng.randint(2028, 2040)))
            teams[f"{task.replace('_', '-')}-{k}"] = team
    funding = {}
    for k in range(rng.randint(1, 3)):
        annual = math.exp(u(math.log(3e5), math.log(6e6)))
        funding[f"source-{k}"] = (
            {"annual": annual} | maybe(0.4, "growth", lambda: u(-0.03, 0.06))
            | maybe(0.5, "carryover", lambda: rng.choice([0.5, 1.0, u(0, 1)]))
            | maybe(0.4, "indexed", lambda: False) | maybe(0.3, "persistence", lambda: 0.5)
            | maybe(0.3, "by_year", lambda: {str(rng.randint(2026, 2034)): annual * u(0.2, 2.0) for _ in range(3)}))
        if k:
            funding[f"source-{k}"] |= (maybe(0.3, "from", lambda: rng.randint(2026, 2029))
                                       | maybe(0.3, "until", lambda: rng.randint(2028, 2036)))
    return changed(PLAIN, {
        "start": f"{rng.randint(2025, 2027)}-{rng.randint(1, 12):02}", "horizon": rng.randint(20, 45),
        "allocation": rng.choice(["priority", "proportional"]),
        "target": {"years": u(3, 20), "cost": math.exp(u(16, 18)), "spent": u(0, 1e6),
                   "since": f"{rng.randint(2020, 2025)}-{rng.randint(1, 12):02}"},
        "completion": {"residual": u(0.0003, 0.004), "milestones": sorted(u(0.1, 0.99) for _ in range(3))},
        "calendar": {"working_days": rng.choice([FULL_YEAR, MILD, HARD_WINTER])},
        "economy": {"discount_rate": u(0, 0.06), "escalation": u(-0.01, 0.02),
                    "inflation": {"mean": u(0, 0.06), "sd": 0.0, "persistence": u(0, 0.8)}},
        "land_release": {"cancelled": u(0.1, 0.9), "reduced_without_records": u(0.1, 0.6), "reduced_with_records": u(0.6, 0.97),
                         "record_reliability": u(0, 1), "rework": u(0, 0.15), "unrecorded": u(0, 0.15),
                         "discovery": u(0.05, 0.5)},
        "area": {"field": None} | areas, "team": {"survey": None, "technical": None, "manual": None} | teams,
        "funding": {"state": None} | funding, "overhead": {"fixed": u(2e4, 4e5), "share": u(0, 0.2)},
        "event": {"never": {"title": "Never", "rate": 0.0, "duration": 12.0, "output": 0.1, "adds": 500.0}},
        "items": {"mines": {"per_cleared_ha": u(0.2, 4), "hazard": {"minefield": 1.0, "battle-area": u(0, 1)}}},
    })


def random_plans(seed):
    """The same with earmarks, pledges, teams in kind, seasons, planned strength and local events, some or all of them."""
    document, rng = random_document(seed), random.Random(f"plans {seed}")
    u = rng.uniform
    areas = [key for key, place in document["area"].items() if place]
    operators = sorted({team.get("operator", "none") for team in document["team"].values() if team})
    start = int(document["start"][:4])
    if rng.random() < 0.7:
        document["allocation"] = "priority"
    for place in document["area"].values():
        if place and rng.random() < 0.4:
            place["closed"] = sorted(rng.sample(range(1, 13), rng.randint(1, 6)))
    for team in document["team"].values():
        if not team:
            continue
        if rng.random() < 0.2:
            team["working_days"] = rng.choice([HARD_WINTER, [7] * 12])
        if rng.random() < 0.2:
            team["in_kind"] = True
        if rng.random() < 0.4:
            size = team.get("rate", team.get("count"))
            years = sorted(rng.sample(range(start, start + 9), rng.randint(1, 3)))
            team["by_year"] = {str(year): size * u(0.3, 2.5) for year in years}
        if "from" not in team and rng.random() < 0.2:
            team["until"] = f"{start + rng.randint(3, 20)}-{rng.randint(1, 12):02}"
    sources = list(document["funding"].values())
    for k, source in enumerate(s for s in sources if s):
        if document["allocation"] == "priority" and rng.random() < (0.3 if k == 0 else 0.7):
            mark = {}
            if rng.random() < 0.6:
                mark["areas"] = rng.sample(areas, rng.randint(1, len(areas)))
            if rng.random() < 0.4:
                mark["operators"] = rng.sample(operators, rng.randint(1, len(operators)))
            if rng.random() < 0.4 or not mark:
                names = (*model.TASKS, "overhead")
                mark["tasks"] = rng.sample(names, rng.randint(1, len(names)))
            source["pays_for"] = mark
        if rng.random() < 0.2:
            source["probability"] = rng.choice([0.0, 1.0])
    if rng.random() < 0.6:
        document["event"] = document["event"] | {"mud": {
            "title": "Mud", "rate": 1e9, "duration": u(1, 9), "output": rng.choice([0.0, u(0.2, 1.5)]), "funding": u(0.8, 1.0),
            "areas": rng.sample(areas, max(1, len(areas) - 1))}}
    return document | {"target": {"deadline": f"{start + rng.randint(1, 25)}-{rng.randint(1, 12):02}", "cost": u(1e6, 1e8)}}


def random_people(seed):
    """The same with people, some or all of their tables."""
    document, rng = random_document(seed), random.Random(f"people {seed}")
    u = rng.uniform
    for place in document["area"].values():
        if place and rng.random() < 0.8:
            place["people"] = math.exp(u(3, 9))
        if place and rng.random() < 0.6:
            place["residents"] = math.exp(u(3, 9))
    tables = {
        "people": {"return_lag": rng.choice([0.0, u(0.1, 4)])} | ({"return_capacity": u(50, 2000)} if rng.random() < 0.7 else {}),
        "casualties": {"rate": u(0.1, 5), "decline": u(0, 0.2), "deminers": u(0, 3), "killed": u(0, 0.5)},
        "risk_education": {"coverage": u(0.1, 1), "effect": u(0, 0.6), "cost": u(0.5, 20)},
        "benefits": {"per_ha": u(20, 900), "cancelled": u(0, 1)},
    }
    left_out = rng.choice([None, None, *tables])
    return document | {table: values for table, values in tables.items() if table != left_out}


# ---------------------------------------------------------------------------------------------------------------------
# Scenarios with chance


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
