"""Land in a trial, and the work that is done on it."""


class Area:
    """A group of hazardous areas in a trial."""

    def __init__(self, key, area, v):
        def share(name):
            return v.get(f"area.{key}.{name}", v.get(f"land_release.{name}"))
        self.key, self.region = key, area.get("region", key)
        self.hazard, self.terrain = area.get("hazard", "any"), area.get("terrain", "any")
        self.priority = area.get("priority", 1)
        self.closed = {month - 1 for month in area.get("closed", [])}
        self.interrupted = 0  # months of this calendar year
        self.survey, self.technical_survey, self.clearance = v[f"area.{key}.suspected"], v[f"area.{key}.confirmed"], 0.0
        self.initial = self.survey + self.technical_survey
        self.unrecorded = share("unrecorded") * self.initial
        self.discovery, self.rework, self.cancel = share("discovery"), share("rework"), share("cancelled")
        without = share("reduced_without_records")
        with_records = share("reduced_with_records")
        if with_records is None:
            with_records = without
        self.reduce = without + (with_records - without) * share("record_reliability")
        self.cancelled = self.reduced = self.cleared = 0.0
        self.came_later = 0.0  # discovered, or added by events

    def remaining(self):
        return self.survey + self.technical_survey + self.clearance

    def known(self):
        return self.initial + self.came_later

    def backlog(self, task):
        return getattr(self, task)

    def process(self, task, hectares):
        hectares = min(hectares, self.backlog(task))
        if task == "survey":
            self.survey -= hectares
            self.cancelled += self.cancel * hectares
            self.technical_survey += (1.0 - self.cancel) * hectares
        elif task == "technical_survey":
            self.technical_survey -= hectares
            self.reduced += self.reduce * hectares
            self.clearance += (1.0 - self.reduce) * hectares
        else:
            self.clearance -= (1.0 - self.rework) * hectares
            self.cleared += (1.0 - self.rework) * hectares
