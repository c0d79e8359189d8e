"""Teams in a trial."""

from patterns import chosen


class Group:
    """A team group in a trial."""

    def __init__(self, key, team, v, areas, scenario):
        def value(name):
            return v[f"team.{key}.{name}"]
        self.key, self.task = key, team["task"]
        self.operator = team.get("operator", "none")
        self.per_hectare_year = "output" not in team
        self.planned = {int(year): value(f"by_year.{year}") for year in team.get("by_year", {})}
        if scenario.start_year in self.planned:
            self.teams = self.planned[scenario.start_year]
        else:
            self.teams = value("rate") if self.per_hectare_year else value("count")
        self.output = None if self.per_hectare_year else value("output")
        self.days = team.get("working_days", scenario.days)
        self.in_kind = team.get("in_kind", False)
        self.growth, self.most, self.mobilisation = value("growth"), value("max"), value("mobilisation")
        self.cost, self.unit_cost, self.learning = value("cost"), value("unit_cost"), value("learning")
        self.first, self.last = scenario.window(team)
        self.missing = {"planned": 0.0, "growth": 0.0}  # new teams not yet paid
        self.paid = self.unpaid = 0.0  # of this programme year
        self.ready, self.committed, self.present = [], 0.0, False  # of this calendar year: a list of (ready, committed) by month
        self.multiplier = {}
        for i in chosen(team.get("areas"), [area.key for area in areas]):
            here = team.get("terrain", {}).get(areas[i].terrain, 1.0) * team.get("hazard", {}).get(areas[i].hazard, 1.0)
            if here > 0.0:
                self.multiplier[i] = here
        self.worked = self.offered = 0.0  # team-months of this programme year

    def is_there(self, t):
        return self.first <= t <= self.last and self.teams > 0.0
