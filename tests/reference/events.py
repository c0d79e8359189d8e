"""Events in a trial."""

import math

from distributions import draw
from patterns import chosen


class Event:
    """A discrete risk or opportunity in a trial."""

    def __init__(self, key, event, v, area_keys, source_keys):
        self.rate, self.output, self.funding = (v[f"event.{key}.{name}"] for name in ("rate", "output", "funding"))
        self.permanent, self.duration, self.adds = event.get("permanent", False), event.get("duration"), event.get("adds", 0.0)
        self.areas = chosen(event.get("areas"), area_keys)
        self.local = len(self.areas) < len(area_keys)
        self.sources = {source_keys[i] for i in chosen(event.get("sources"), source_keys)}
        self.active_before = -math.inf  # the first month in which it is over again

    def step(self, t, areas, rng):
        """Lets it arrive in month `t`; says whether it is active."""
        if t < self.active_before:
            return True
        if self.rate <= 0.0 or rng.random() >= 1.0 - math.exp(-self.rate / 12.0):
            return False
        self.active_before = math.inf if self.permanent else t + max(1, math.ceil(draw(self.duration, rng)))
        hectares = draw(self.adds, rng)
        known = sum(areas[i].initial for i in self.areas)
        for i in self.areas:
            here = hectares * (areas[i].initial / known if known > 0.0 else 1.0 / len(self.areas))
            areas[i].survey += here
            areas[i].came_later += here
        return True
