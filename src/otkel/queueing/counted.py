"""The strip as it was counted, and what has moved on it since.

Where the other side tells nothing, a truck that exit control let through stays recorded on the strip until
its leaving is recorded, which may be hours after it went. A count says how many stand there, and not which.
Of those recorded there before it, the ones beyond the count had gone: their leaving, recorded later, takes
nobody off it.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple


class Counted(NamedTuple):
    """A count of the strip between the posts, moved on. Instants in seconds from the state's origin."""

    at_s: float
    low: int  # trucks that stood there: not fewer
    mid: int
    high: int  # not more
    stood: int  # of `mid`: those that stand there still, as far as is known
    came: int  # let onto the strip since, and not recorded as gone
    unseen: int  # recorded there before the count, beyond those counted; below 0: counted and not recorded

    @property
    def trucks(self) -> int:
        """How many stand there now, as far as is known."""
        return max(0, self.stood + self.came)

    @property
    def moved(self) -> int:
        """How many more stand there than when it was counted; below 0: fewer."""
        return self.stood + self.came - self.mid

    @property
    def fewest(self) -> int:
        """How many stand there now at least."""
        return max(0, self.low + self.moved)

    @property
    def most(self) -> int:
        """How many stand there now at most."""
        return max(0, self.high + self.moved)

    def expected(self, t_s: float, came: int, per_h: float, buffer_trucks: float) -> int:
        """Give how many are to be expected there at an instant, where nobody tells who leaves.

        `came`: let onto it since the count; `per_h` [trucks/h]: what the other side took on before it. Where
        no more than the buffer stood there, it kept up with all that came: then it is taken to keep up until
        the next count, for how much more it takes on is not known. Never more than are known to stand there.
        """
        left = self.mid + came - per_h * (t_s - self.at_s) / 3600.0
        if self.mid <= buffer_trucks:
            left = min(left, self.mid)
        return min(self.trucks, max(0, ceil(left - 1e-9)))

    def come(self, t_s: float) -> Counted:
        """Let a truck come onto the strip; one that came before the count is in it, or had gone."""
        if t_s < self.at_s:
            return self._replace(unseen=self.unseen + 1)
        return self._replace(came=self.came + 1)

    def leave(self, since_s: float, t_s: float, is_seen: bool) -> Counted:
        """Let a truck that came at `since_s` leave the strip at `t_s`.

        `is_seen`: it is known to have stood there until then, since entry control took it on. Otherwise one
        that came before the count may have gone before it, and did as long as more are recorded than counted.
        """
        if since_s >= self.at_s:
            return self._replace(came=self.came - 1)
        if self.stood > 0 and t_s >= self.at_s and (is_seen or self.unseen <= 0):
            return self._replace(stood=self.stood - 1)
        return self._replace(unseen=self.unseen - 1)


def count(t_s: float, low: int, mid: int, high: int, recorded: int) -> Counted:
    """Give a count made at an instant, when so many were recorded on the strip."""
    return Counted(t_s, low, mid, high, stood=mid, came=0, unseen=recorded - mid)
