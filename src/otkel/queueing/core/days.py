"""Whether the days that a driver has left do for a planned stay."""

from __future__ import annotations

from collections.abc import Sequence

NO_LIMIT = -1.0


def used_days(used: float, year_turns: Sequence[float], t: float) -> float:
    """Give the days used up in the year of an instant; below 0: no limit applies.

    `year_turns` are the instants after the first at which a year begins, rising. With each of them the count
    begins anew.
    """
    if used >= 0.0 and len(year_turns) > 0 and t >= year_turns[0]:
        return 0.0
    return used


def has_days(used: float, planned: float, limit: float) -> bool:
    """Tell whether a planned stay fits into what is left of the limit; all in days."""
    return used < 0.0 or used + planned <= limit
