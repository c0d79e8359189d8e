"""Scenarios without chance by hand, one mechanism each."""

from plain import HARD_WINTER, area, changed

SCARCE = {"state": {"annual": 2.113e6}}
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
