"""What limits a calendar year."""

from scenario import TASKS

LIMITS = ("money", "interrupted", "clearance", "technical_survey", "survey", "nobody", "flow")


def label(t, start_month, areas, stocks, groups, unpaid, paid, completed):
    """What limits a calendar year that ends, or ends for the trial, with month `t`."""
    if unpaid > 0.01 * paid:
        return "money"
    months = min(t + 1, (start_month + t) % 12 + 1)
    held = dict.fromkeys(LIMITS, 0.0)
    for i, area in enumerate(areas):
        backlog = dict(zip(TASKS, stocks[i]))
        hectares = sum(stocks[i])
        if hectares <= 0.01:
            continue
        if 2 * area.interrupted > months:
            held["interrupted"] += hectares
            continue
        found, alone = None, False
        for task in reversed(TASKS):
            able = [group for group in groups if group.task == task and i in group.multiplier and group.present]
            if backlog[task] <= 0.01:
                continue
            if not able:
                alone = True
                continue
            counted = [pair for group in able for month, *pair in group.ready if not (completed and month == t)]
            if found is None and sum(c for _, c in counted) >= 0.95 * sum(n for n, _ in counted) - 1e-9:
                found = task
        held[found or ("nobody" if alone else "flow")] += hectares
    return max(LIMITS[1:], key=lambda name: held[name]) if sum(held.values()) > 0.0 else "flow"
