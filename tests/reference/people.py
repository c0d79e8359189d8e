"""People in a trial: section 6 of docs/model.md."""

import math

from scenario import PEOPLE


class People:
    """Return, casualties, risk education and benefits in a trial: section 6. Inert without its tables."""

    def __init__(self, document, v, areas, months):
        self.v, self.areas, self.months = v, areas, months
        self.tables = {table for table in PEOPLE if table in document}
        self.discount_rate = document.get("economy", {}).get("discount_rate", 0.0)
        self.waiting = [v.get(f"area.{area.key}.people", 0.0) for area in areas]
        self.here = [v.get(f"area.{area.key}.residents", 0.0) for area in areas]
        self.home = [0.0] * len(areas)
        self.cleared_before = 0.0
        self.reached_this_month = 0.0  # share of those present who are reached by risk education
        self.half = self.most = None
        self.hurt = self.deminers = self.untaught = self.benefits = self.education = 0.0
        self.course = []

    def present(self):
        return sum(self.here) + sum(self.home)

    def teach(self, pay, e):
        """Step 5: what risk education lacks; `pay` says how much of what is due is paid."""
        self.reached_this_month = 0.0
        if "risk_education" not in self.tables:
            return 0.0
        coverage = self.v["risk_education.coverage"]
        due = coverage * self.present() * self.v["risk_education.cost"] * e / 12.0
        paid = pay(due)
        self.reached_this_month = coverage * (paid / due if due > 0.0 else 1.0)
        self.education += paid
        return due - paid

    def month(self, t):
        """Step 8 and a half."""
        v = self.v
        free = [1.0 - area.remaining() / area.known() if area.known() > 0.0 else 1.0 for area in self.areas]
        lag = v.get("people.return_lag", 0.0)
        chance = 1.0 - math.exp(-1.0 / (12.0 * lag)) if lag > 0.0 else 1.0
        ready = [max(0.0, n * share - home) * chance for n, share, home in zip(self.waiting, free, self.home)]
        places = v.get("people.return_capacity", math.inf) / 12.0
        fit = min(1.0, places / sum(ready)) if sum(ready) > 0.0 else 1.0
        self.home = [home + fit * n for home, n in zip(self.home, ready)]
        if sum(self.home) >= 0.5 * sum(self.waiting) - 1e-9 and self.half is None:
            self.half = t + 1
        if sum(self.home) >= 0.9 * sum(self.waiting) - 1e-9 and self.most is None:
            self.most = t + 1

        cleared = sum(area.cleared for area in self.areas)
        if "casualties" in self.tables:
            rate = v["casualties.rate"] * (1.0 - v["casualties.decline"]) ** (t / 12.0)
            exposed = sum((here + home) * (1.0 - share) for here, home, share in zip(self.here, self.home, free))
            self.untaught += exposed / 1000.0 / 12.0 * rate
            self.hurt += exposed / 1000.0 / 12.0 * rate * (1.0 - self.reached_this_month * v.get("risk_education.effect", 0.0))
            self.deminers += v["casualties.deminers"] / 1000.0 * (cleared - self.cleared_before)
        self.cleared_before = cleared
        if "benefits" in self.tables:
            used = sum(area.reduced + area.cleared + v["benefits.cancelled"] * area.cancelled for area in self.areas)
            self.benefits += v["benefits.per_ha"] / 12.0 * used / (1.0 + self.discount_rate) ** ((t + 0.5) / 12.0)
        self.course.append({"returned": sum(self.home), "land_released": sum(n * f for n, f in zip(self.waiting, free))})

    def live_on(self, t):
        """From month `t` to the horizon, after completion and without risk education."""
        self.reached_this_month = 0.0
        for later in range(t, self.months):
            self.month(later)

    def results(self, present_value):
        found = {}
        if "people" in self.tables:
            found["people"] = {"returned": sum(self.home), "half": self.half, "most": self.most}
        if "casualties" in self.tables:
            found["casualties"] = {"people": self.hurt, "deminers": self.deminers,
                                   "killed": self.v["casualties.killed"] * (self.hurt + self.deminers),
                                   "untaught": self.untaught}
        if "benefits" in self.tables:
            ratio = self.benefits / present_value if present_value > 0.0 else None
            found["benefits"] = {"present_value": self.benefits, "ratio": ratio}
        if self.tables:
            years = [self.course[min(end, self.months) - 1] for end in range(12, self.months + 12, 12)]
            found["people_by_year"] = {key: [year[key] for year in years] for key in ("returned", "land_released")}
        return found
