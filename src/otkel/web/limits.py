"""How often one address may ask: a bucket of tokens each, in bounded memory.

`limited("report", per_min=6)` is a guard for a route; `limit(request, "report", per_min=6)` is the same
within a handler. Who asks more gets 429, with the seconds to wait.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import TooManyRequestsException
from litestar.handlers.base import BaseRouteHandler

Connection = ASGIConnection[Any, Any, Any, Any]
MOST_BUCKETS = 20_000


class Buckets:
    """Buckets by who asks; the one that was asked for longest ago is dropped where there are too many."""

    def __init__(self, most: int = MOST_BUCKETS, clock: Callable[[], float] = monotonic) -> None:
        """Begin with none; `clock` gives seconds."""
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, what: str, who: str, per_min: float, burst: float) -> float:
        """Take one token; gives 0, or the seconds until there is one."""
        at_s, rate = self._clock(), per_min / 60
        with self._lock:
            tokens, seen_s = self._kept.pop((what, who), (burst, at_s))
            tokens = min(burst, tokens + (at_s - seen_s) * rate)
            wait_s = 0.0 if tokens >= 1 else (1 - tokens) / rate
            self._kept[what, who] = (tokens if wait_s else tokens - 1, at_s)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return wait_s

    def __len__(self) -> int:
        """Give how many are kept."""
        return len(self._kept)


def limit(request: Connection, what: str, *, per_min: float, burst: float | None = None) -> None:
    """Take one of the tokens that the address of a request has for `what`.

    `burst`: how many at once, as many as a minute gives where it is left out. Raises
    TooManyRequestsException.
    """
    wait_s = buckets_of(request).take(what, address_of(request), per_min, burst or max(1.0, per_min))
    if wait_s:
        raise TooManyRequestsException(headers={"retry-after": str(ceil(wait_s))})


def limited(
    what: str, *, per_min: float, burst: float | None = None
) -> Callable[[Connection, BaseRouteHandler], None]:
    """Give a guard that limits a route: `@post(…, guards=[limited("report", per_min=6)])`."""

    def guard(connection: Connection, _: BaseRouteHandler) -> None:
        limit(connection, what, per_min=per_min, burst=burst)

    return guard


def address_of(request: Connection) -> str:
    """Give whom a request comes from: an address, or of IPv6 the network that one house has."""
    host = request.client.host if request.client is not None else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host[:64]
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 64 << 64))


def buckets_of(request: Connection) -> Buckets:
    """Give the buckets of the site."""
    found: Buckets = request.app.state.house.keep("buckets", lambda _: Buckets())
    return found
