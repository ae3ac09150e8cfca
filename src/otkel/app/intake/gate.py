"""What is set aside at the door of the intake: counted by reason, told now and then, never kept.

A device that sends too much is set aside with a count: each has a bucket of messages that fills again
steadily, so that what a device stored without coverage may come at once, and a device that has gone mad may
not fill the disk.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import msgspec

from otkel.errors import Mistake
from otkel.ledger.readings import SetAside
from otkel.phrases import phrase

# Of one device: seals send one message in 30 s to 10 min, and hold some thousands while there is no coverage.
MOST_PER_S = 20.0  # steadily (an assumption, 5 to 50)
MOST_AT_ONCE = 2_000  # stored ones (an assumption, 500 to 10,000)
_MOST_DEVICES = 200_000  # whose buckets are remembered; the one that was quiet longest is forgotten first
_MOST_REASONS = 200

TOO_MANY = Mistake(
    phrase("the device sends more than {most} messages a second", most=int(MOST_PER_S)),
    phrase("look at the device: its sending interval is set too short, or it is broken"),
)


class Rates:
    """The bucket of each device."""

    def __init__(self, per_s: float = MOST_PER_S, at_once: int = MOST_AT_ONCE) -> None:
        """Begin with full buckets."""
        self._per_us, self._at_once = per_s / 1e6, float(at_once)
        self._buckets: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def lets(self, device: str, now_us: int) -> bool:
        """Take one message out of a device's bucket; False where it is empty."""
        left, at_us = self._buckets.get(device, (self._at_once, now_us))
        left = min(self._at_once, left + max(0, now_us - at_us) * self._per_us)
        passes = left >= 1
        self._buckets[device] = (left - 1 if passes else left, now_us)
        self._buckets.move_to_end(device)
        if len(self._buckets) > _MOST_DEVICES:
            self._buckets.popitem(last=False)
        return passes


class Counts(msgspec.Struct):
    """What came since the counts were last told."""

    taken: int = 0
    repeated: int = 0
    rejected: int = 0
    reasons: dict[tuple[str, str | None], SetAside] = {}


class Tally:
    """Counts what comes, for whoever looks after the feeds. May be called from any thread."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = Lock()
        self._counts = Counts()

    def kept(self, taken: int, repeated: int) -> None:
        """Count messages that were kept."""
        with self._lock:
            self._counts.taken += taken
            self._counts.repeated += repeated

    def set_aside(self, mistake: Mistake) -> None:
        """Count a message that was set aside, under its reason."""
        key = mistake.what.text, mistake.where.field
        with self._lock:
            counts = self._counts
            counts.rejected += 1
            known = counts.reasons.get(key)
            if known is not None:
                counts.reasons[key] = msgspec.structs.replace(known, rows=known.rows + 1)
            elif len(counts.reasons) < _MOST_REASONS:
                counts.reasons[key] = SetAside(
                    reason=mistake.what, advice=mistake.do, field=mistake.where.field
                )

    def take(self) -> Counts:
        """Give the counts, and begin anew."""
        with self._lock:
            counts, self._counts = self._counts, Counts()
        return counts
