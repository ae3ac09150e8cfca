"""Officers and lanes that serve both directions: whom they take next, and to whom a lane is given."""

from __future__ import annotations


def takes_one(one_since: float, other_since: float) -> bool:
    """Tell whether shared officers take the head of the one line, and not that of the other.

    Each instant is that since which the head of a line waits [min]; inf: nobody may be taken there. Who has
    waited longest comes first; of equals the head of the one line.
    """
    return one_since <= other_since


def side_of_lanes(side: int, line_out: int, line_back: int, gap: int) -> int:
    """Give the direction that the reversible lanes serve: 0 out, 1 back.

    They change over only where the line of the other direction is longer by more than `gap` trucks, so that
    two lines of nearly the same length do not swing them to and fro.
    """
    if side == 0 and line_back > line_out + gap:
        return 1
    if side == 1 and line_out > line_back + gap:
        return 0
    return side
