"""Funding sources in a trial, and the pots they fill."""

import math

from patterns import glob
from scenario import TASKS


class Source:
    """A funding source in a trial."""

    def __init__(self, key, source, v, scenario):
        self.key = key
        self.pays = v[f"funding.{key} pays"]
        self.lapsed = 0.0
        self.earmark = source.get("pays_for")
        self.annual, self.growth = v[f"funding.{key}.annual"], v[f"funding.{key}.growth"]
        self.by_year = {int(year): v[f"funding.{key}.by_year.{year}"] for year in source.get("by_year", {})}
        self.volatility, self.persistence = source.get("volatility", 0.0), source.get("persistence", 0.0)
        self.indexed, self.carryover = source.get("indexed", True), source.get("carryover", 0.0)
        self.first, self.last = scenario.window(source)
        self.level = self.money = self.spent = 0.0

    def covers(self, groups, areas):
        """What it may be spent on: pairs of group and area, new teams by group, "overhead", "risk_education"."""
        def named(patterns, name):
            return any(glob(pattern).match(name) for pattern in patterns)
        mark = self.earmark
        pairs = {(k, i) for k, group in enumerate(groups) if not group.in_kind for i in group.multiplier}
        if mark is None:
            teams = {("new teams", k) for k, group in enumerate(groups) if not group.in_kind}
            return frozenset(pairs | teams | {"overhead", "risk_education"})
        kept = {(k, i) for k, i in pairs
                if named(mark.get("tasks", TASKS), groups[k].task)
                and ("operators" not in mark or named(mark["operators"], groups[k].operator))
                and ("areas" not in mark or named(mark["areas"], areas[i].key))}
        teams = {("new teams", k) for k, _ in kept}
        return frozenset(kept | teams | {name for name in ("overhead", "risk_education") if named(mark.get("tasks", []), name)})

    def income(self, t, year, programme_year, events, price):
        if not self.first <= t <= self.last or not self.pays:
            return 0.0
        yearly = self.by_year.get(year, self.annual * (1.0 + self.growth) ** programme_year)
        yearly *= math.exp(self.level - self.volatility ** 2 / 2.0) * events
        return yearly / 12.0 if self.indexed else yearly / 12.0 / price


class Pots:
    """Sources of the same coverage share a pot; what is paid comes from the narrowest that covers it."""

    def __init__(self, sources, groups, areas):
        self.sources = {}
        for source in sources:
            self.sources.setdefault(source.covers(groups, areas), []).append(source)
        self.order = sorted(self.sources, key=lambda cover: sum(what[:1] != ("new teams",) for what in cover))
        self.in_kind = any(group.in_kind for group in groups)
        self.by_group = len(self.sources) > 1 or self.in_kind
        self.given = 0.0

    def fill(self):
        self.had = {cover: sum(source.money for source in members) for cover, members in self.sources.items()}
        self.left = dict(self.had)
        self.given_now = 0.0

    def holds(self, what):
        return sum(self.left[cover] for cover in self.order if what in cover)

    def pay(self, what, due):
        """Pays what there is; `what` None is in kind."""
        if what is None:
            self.given_now += due
            return due
        rest = due
        for cover in self.order:
            if what in cover:
                part = min(rest, self.left[cover])
                self.left[cover] = max(0.0, self.left[cover] - part)
                rest -= part
        return due - rest

    def settle(self):
        """Draws the month's spending from the sources; returns it, with what was given in kind."""
        spent = 0.0
        for cover, members in self.sources.items():
            drawn = self.had[cover] - self.left[cover]
            spent += drawn
            for source in members:
                part = drawn * source.money / self.had[cover] if self.had[cover] > 0.0 else 0.0
                source.money -= part
                source.spent += part
        self.given += self.given_now
        return spent, self.given_now
