"""How often one address may act: a bucket each, refilled by the clock, and a bounded number of buckets.

Many drivers share one address of a mobile network, so a bucket holds more than one person needs. Nothing is
written down: an address is known only in memory, until others push it out.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_ADDRESSES = 20_000


class Gate:
    """Lets an address in `per_min` times a minute, `at_once` at the most."""

    def __init__(self, per_min: float, at_once: int, clock: Callable[[], float] = monotonic) -> None:
        """Begin with full buckets; `clock` gives seconds."""
        self._per_s, self._at_once, self._clock = per_min / 60.0, float(at_once), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def again_s(self) -> int:
        """In how many seconds an empty bucket holds one act again."""
        return max(1, round(1.0 / self._per_s))

    def lets_in(self, address: str) -> bool:
        """Take one act out of the bucket of an address; False where it is empty."""
        key, now_s = _network(address), self._clock()
        with self._lock:
            level, since_s = self._buckets.pop(key, (self._at_once, now_s))
            level = min(self._at_once, level + (now_s - since_s) * self._per_s)
            is_in = level >= 1.0
            self._buckets[key] = (level - 1.0 if is_in else level, now_s)
            while len(self._buckets) > MOST_ADDRESSES:
                self._buckets.popitem(last=False)
        return is_in


def _network(address: str) -> str:
    """Give what one subscriber has: an IPv4 address, of IPv6 the whole /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
