"""Whether a truck is checked: by the least random share, by risk, or by the expected share.

Draws and bounds are whole numbers of 64 bits without a sign. They are compared and never counted with.

What goes into the event as `below` (`stated_below`), so that anybody can redo it from (draw, below):

- random: the greater of both bounds; `falls_below(draw, below)` is true;
- let pass: the greater of both bounds; `falls_below(draw, below)` is false;
- risk: the bound of the least random share; `falls_below(draw, below)` is false, so that no truck which
  the draw had taken anyway can be said to have been taken for its risk.
"""

from __future__ import annotations

PASS, RANDOM, RISK = 0, 1, 2
ALWAYS = 2**64 - 1  # as a bound: every draw falls below it, also the greatest
NO_CAP = -1


def falls_below(draw: int, below: int) -> bool:
    """Tell whether a draw falls below a bound; the greatest bound stands for always, 0 for never."""
    return draw < below or below == ALWAYS


def greater_bound(below_random: int, below_expected: int) -> int:
    """Give the greater of both bounds: an expected share never lowers the least random share."""
    if below_expected > below_random:
        return below_expected
    return below_random


def weighed_points(points: int, sealed_pct: float) -> int:
    """Give the risk points of a truck with a quiet seal, rounded down; 100 % leaves them as they are."""
    return int(points * sealed_pct / 100.0)


def select(
    draw: int,
    below_random: int,
    below_expected: int,
    points: int,
    threshold: int,
    risk_taken: int,
    risk_cap: int,
) -> int:
    """Decide about one truck: PASS, RANDOM or RISK.

    1. The least random share is asked first, and knows nothing of risk.
    2. Risk: `points` of at least `threshold`, while fewer than `risk_cap` trucks of this day were
       taken for risk (`risk_taken`); a cap below zero is none.
    3. The expected share, by the same draw: it holds for those whom no risk rule speaks of.

    For a sealed truck whose seal reports nothing abnormal the caller hands in a lower `below_expected`
    and `weighed_points`; `below_random` is the same for every truck.
    """
    if falls_below(draw, below_random):
        return RANDOM
    if points >= threshold and (risk_cap < 0 or risk_taken < risk_cap):
        return RISK
    if falls_below(draw, below_expected):
        return RANDOM
    return PASS


def stated_below(outcome: int, below_random: int, below_expected: int) -> int:
    """Give the bound that goes into the event with an outcome; see the head of this file."""
    if outcome == RISK:
        return below_random
    return greater_bound(below_random, below_expected)
