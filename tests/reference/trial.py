"""One trial, month by month."""

import math

from events import Event
from land import Area
from limits import label
from money import Pots, Source
from people import People
from scenario import TASKS
from teams import Group

IN_KIND = "in kind"


def simulate(scenario, v, rng):
    """One trial with the inputs `v`; what happens within it comes from `rng`."""
    document, economy = scenario.document, {"discount_rate": 0.0} | scenario.document.get("economy", {})
    areas = [Area(key, area, v) for key, area in scenario.areas.items()]
    by_priority = sorted(range(len(areas)), key=lambda i: areas[i].priority)
    groups = [Group(key, team, v, areas, scenario) for key, team in scenario.teams.items()]
    sources = [Source(key, source, v, scenario) for key, source in scenario.funding.items()]
    events = [Event(key, event, v, list(scenario.areas), list(scenario.funding)) for key, event in scenario.events.items()]
    inflation = {"mean": 0.0, "sd": 0.0, "persistence": 0.0} | economy.get("inflation", {})
    proportional = document.get("allocation", "priority") == "proportional"
    pots = Pots(sources, groups, areas)
    overhead_share, noise = document.get("overhead", {}).get("share", 0.0), document.get("noise", {}).get("output", 0.0)
    initial = sum(area.initial for area in areas)
    regions = {}
    for area in areas:
        regions.setdefault(area.region, []).append(area)
    region_months, milestone_months, completion = {}, {}, None
    category = dict.fromkeys((*TASKS, "overhead", "mobilisation"), 0.0)
    people = People(document, v, areas, scenario.months)
    operators = {group.operator: 0.0 for group in groups}
    cost = nominal = present = gap = 0.0
    at_deadline, by_calendar_year = None, {}
    stocks = [(area.survey, area.technical_survey, area.clearance) for area in areas]
    price, pi = 1.0, inflation["mean"]
    year_gap = year_spent = 0.0
    months = []

    for t in range(scenario.months):
        programme_year, month = t // 12, (scenario.start_month + t) % 12
        year = scenario.start_year + (scenario.start_month + t) // 12

        # 1. New year
        if month == 0 or t == 0:
            year_lapsed = {source.key: 0.0 for source in sources}
            spent_before = cost, pots.given
            unfunded = unpaid_work = 0.0
            for group in groups:
                group.ready, group.present = [], False
            for area in areas:
                area.interrupted = 0
        may_grow = False
        if t % 12 == 0:
            if t > 0:
                pi = (inflation["mean"] + inflation["persistence"] * (pi - inflation["mean"])
                      + inflation["sd"] * rng.gauss(0.0, 1.0))
                price *= max(0.5, 1.0 + pi)
                may_grow = True
            sufficient = year_gap <= 0.01 * year_spent
            year_gap = year_spent = 0.0
            for source in sources:
                z = rng.gauss(0.0, 1.0)
                if t == 0:
                    source.level = source.volatility * z
                else:
                    source.level = (source.persistence * source.level
                                    + source.volatility * math.sqrt(1.0 - source.persistence ** 2) * z)

        # 2. Events
        active = [event for event in events if event.step(t, areas, rng)]
        event_output = [math.prod(event.output for event in active if i in event.areas) for i in range(len(areas))]

        # 3. Discovery
        for area in areas:
            found = area.unrecorded * (1.0 - math.exp(-area.discovery / 12.0))
            area.unrecorded -= found
            area.survey += found
            area.came_later += found

        # 4. Income
        for source in sources:
            touched = math.prod(event.funding for event in active if source.key in event.sources)
            source.money += source.income(t, year, programme_year, touched, price)
        pots.fill()
        month_gap = 0.0

        # 5. Overhead
        e = (1.0 + v["economy.escalation"]) ** (t / 12.0)
        due = v["overhead.fixed"] * e / 12.0
        paid = pots.pay("overhead", due)
        month_gap += due - paid
        category["overhead"] += paid
        month_gap += people.teach(lambda due: pots.pay("risk_education", due), e)

        # 6. Planned strength, then growth
        for group in groups:
            if month == 0 and year in group.planned:
                more = group.planned[year] - group.teams
                if more <= 0.0 or group.mobilisation == 0.0:
                    group.teams += more
                    more = 0.0
                group.missing["planned"] = more
        for group in groups:
            if t % 12 != 0:
                continue
            if pots.by_group:
                paid_for = group.in_kind or group.unpaid <= 0.01 * group.paid
            else:
                paid_for = sufficient
            if (may_grow and paid_for and group.first <= t <= group.last and group.worked >= 0.9 * group.offered
                    and year > max(group.planned, default=-math.inf)):
                gain = max(0.0, min(group.growth, group.most - group.teams - group.missing["planned"]))
                if group.mobilisation > 0.0:
                    group.missing["growth"] = gain
                else:
                    group.teams += gain
            group.worked = group.offered = group.paid = group.unpaid = 0.0

        # 7. Work
        shock = math.exp(noise * rng.gauss(0.0, 1.0) - noise ** 2 / 2.0) if noise > 0.0 else 1.0
        for task in TASKS:
            if task == "technical_survey" and not scenario.has_technical_survey:
                for area in areas:
                    area.clearance += area.technical_survey
                    area.technical_survey = 0.0
                continue
            for k, group in enumerate(groups):
                if group.task != task or not group.is_there(t):
                    continue
                group.present = True
                days, year_days = group.days[month], sum(group.days)
                if days == 0:
                    continue
                here = sum(areas[i].backlog(task) for i in group.multiplier if month not in areas[i].closed)
                shut = sum(areas[i].backlog(task) for i in group.multiplier if month in areas[i].closed)
                counts = not (shut > 0.01 and here <= 0.01)
                per_team = days / year_days if group.per_hectare_year else group.output * days / 1e4
                per_team *= (1.0 + group.learning) ** (t / 12.0) * shock
                fixed = group.cost * days / year_days
                places = []  # (number of the area, hectares per team-month, cost per team-month, team-months needed)
                for i in by_priority:
                    rate = per_team * event_output[i] * group.multiplier.get(i, 0.0)
                    if rate > 0.0 and month not in areas[i].closed:
                        places.append((i, rate, (fixed + group.unit_cost * rate) * e * (1.0 + overhead_share),
                                       areas[i].backlog(task) / rate))
                need = sum(place[3] for place in places)
                part = min(1.0, group.teams / need) if need > 0.0 else 0.0
                price_of_all = sum(place[3] * part * place[2] for place in places)
                paid_part = 1.0
                if proportional and not group.in_kind and price_of_all > 0.0:
                    paid_part = min(1.0, pots.holds((k, places[0][0])) / price_of_all)
                left, refused, committed, worked = group.teams, [], 0.0, 0.0
                for i, rate, c, need in places:
                    what = None if group.in_kind else (k, i)
                    if proportional:
                        asking = [[need * part, None]]
                        money = need * part * paid_part * c
                    else:
                        asking = [[min(left, need), None]]
                        left -= asking[0][0]
                        room = need - asking[0][0]
                        for entry in refused:
                            asking.append([min(entry[0], room), entry])
                            room -= asking[-1][0]
                        money = math.inf if group.in_kind else pots.holds(what)
                    committed += asking[0][0]
                    u = 0.0
                    for w, entry in asking:
                        done = min(w, (money - u * c) / c) if c > 0.0 else w
                        done = max(0.0, done)
                        u += done
                        if entry is None:
                            refused.append([w - done, c])
                        else:
                            entry[0] -= done
                    paid = pots.pay(what, u * c)
                    category[task] += u * c
                    operators[group.operator] += u * c
                    group.paid += u * c
                    worked += u
                    areas[i].process(task, u * rate)
                unpaid = sum(w * c for w, c in refused)
                month_gap += unpaid
                unpaid_work += unpaid
                group.unpaid += unpaid
                if counts:
                    group.offered += group.teams
                    group.worked += worked
                    if any(event_output[i] > 0.0 for i in group.multiplier):
                        group.ready.append((t, group.teams, committed))

        # Who was kept from work
        for i, area in enumerate(areas):
            there = [group for group in groups if i in group.multiplier and group.is_there(t) and area.backlog(group.task) > 0.01]
            kept = [event_output[i] == 0.0 or month in area.closed or group.days[month] == 0 for group in there]
            area.interrupted += bool(there) and all(kept)

        # 7 and a half. New teams
        for kind in ("planned", "growth"):
            for k, group in enumerate(groups):
                more, each = group.missing[kind], group.mobilisation * e
                if more <= 0.0:
                    continue
                paid = pots.pay(None if group.in_kind else ("new teams", k), more * each)
                gained = more if paid >= more * each else paid / each
                group.teams += gained
                group.missing[kind] = max(0.0, more - gained) if gained < more else 0.0
                category["mobilisation"] += paid
                operators[group.operator] += paid
                group.paid += paid

        # 8 and a half. People
        if people.tables:
            people.month(t)

        # What new teams still cost when a programme year ends; completion cuts it off
        complete = sum(area.remaining() for area in areas) <= max(scenario.residual * initial, 0.01)
        if t % 12 == 11:
            for group in groups:
                if not complete:
                    lacking = sum(group.missing.values()) * group.mobilisation * e
                    group.unpaid += lacking
                    month_gap += lacking
                group.missing["growth"] = 0.0

        # 8. Books
        own, in_kind = pots.settle()
        spent = own + in_kind
        cost += spent
        nominal += spent * price
        present += spent / (1.0 + economy["discount_rate"]) ** ((t + 0.5) / 12.0)
        gap += month_gap
        unfunded += month_gap
        year_gap += month_gap
        year_spent += own

        # 9. Completion
        released = sum(area.cancelled + area.reduced + area.cleared for area in areas)
        months.append({"year": year, "spent": spent, "released": released,
                       "suspected": sum(area.survey for area in areas),
                       "confirmed": sum(area.technical_survey for area in areas),
                       "to_clear": sum(area.clearance for area in areas)})
        for share in scenario.milestones:
            if sum(area.remaining() for area in areas) <= (1.0 - share) * initial + 1e-9 * initial:
                milestone_months.setdefault(share, t + 1)
        for key, members in regions.items():
            bound = max(scenario.residual * sum(area.initial for area in members), 0.01)
            if sum(area.remaining() for area in members) <= bound:
                region_months.setdefault(key, t + 1)
            else:
                region_months.pop(key, None)
        last = complete or t + 1 == scenario.months
        if month == 11 or last:
            if complete:
                before = stocks
            else:
                before = [(area.survey, area.technical_survey, area.clearance) for area in areas]
            paid = cost - spent_before[0] - (pots.given - spent_before[1])
            limit = label(t, scenario.start_month, areas, before, groups, unpaid_work, paid, complete)
            for source in sources if not last else []:
                year_lapsed[source.key] = source.money * (1.0 - source.carryover)
                source.lapsed += year_lapsed[source.key]
                source.money *= source.carryover
            by_calendar_year[year] = {"limited_by": limit, "unfunded": unfunded, "lapsed": sum(year_lapsed.values())}
        stocks = [(area.survey, area.technical_survey, area.clearance) for area in areas]

        def standing():
            remaining = sum(area.remaining() for area in areas)
            return {"remaining_ha": remaining,
                    "released_share": max(0.0, 1.0 - remaining / initial) if initial > 0.0 else float(remaining <= 0.0),
                    "spent": cost, "returned": sum(people.home) if people.tables else 0.0,
                    "regions_complete": len(region_months) if not complete else len(regions)}
        if t + 1 == scenario.deadline or (complete and t + 1 <= scenario.deadline <= scenario.months):
            at_deadline = standing()
        if complete:
            completion = t + 1
            for key in regions:
                region_months.setdefault(key, completion)
            for share in scenario.milestones:
                milestone_months.setdefault(share, completion)
            if people.tables:
                people.live_on(completion)
                if at_deadline and completion < scenario.deadline:
                    at_deadline["returned"] = people.course[scenario.deadline - 1]["returned"]
            break

    if "risk_education" in people.tables:
        category["risk_education"] = people.education
    items = {key: sum(v[f"items.{key}.per_cleared_ha"] * item.get("hazard", {}).get(area.hazard, 1.0) * area.cleared
                      for area in areas) for key, item in scenario.items.items()}
    finished = completion is not None
    target = document.get("target", {})
    within_years = finished and completion <= scenario.deadline
    within_cost = finished and cost + target.get("spent", 0.0) <= target.get("cost", math.inf)
    funding = {source.key: source.spent for source in sources} | ({IN_KIND: pots.given} if pots.in_kind else {})
    return {
        "completion_months": completion,
        "within_years": within_years, "within_cost": within_cost, "joint": within_years and within_cost,
        "cost": cost if finished else None, "cost_nominal": nominal if finished else None,
        "cost_present_value": present if finished else None, "cost_to_horizon": cost,
        "initial": initial,
        "cancelled": sum(area.cancelled for area in areas), "reduced": sum(area.reduced for area in areas),
        "cleared": sum(area.cleared for area in areas), "undiscovered": sum(area.unrecorded for area in areas),
        "items": items,
        "milestones": {repr(share): milestone_months.get(share) for share in scenario.milestones},
        "regions": {key: region_months.get(key) for key in regions},
        "funding_gap": gap,
        "cost_by": {"category": category, "operator": operators, "funding": funding},
        "lapsed": sum(source.lapsed for source in sources), "lapsed_by": {source.key: source.lapsed for source in sources},
        "at_deadline": at_deadline and at_deadline | {"cost_after_deadline": cost - at_deadline["spent"]},
        "at_horizon": None if finished else standing(), "years": by_calendar_year,
        "money_left": sum(source.money for source in sources),
        "months": months,
        "teams": {group.key: group.teams for group in groups},
    } | people.results(present)
