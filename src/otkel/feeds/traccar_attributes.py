"""What of the attributes of a Traccar message is kept.

Attributes are open: nearly every protocol has its own, and some carry unlock passwords, cards and names of
drivers. So only what is named here is kept, and what is not known is dropped at the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from otkel.facts.tracks import Scalar

# What a seal's state, a situation or the quality of a position is read from.
KEPT = frozenset({
    "alarm", "archive", "armed", "battery", "batteryLevel", "blocked", "charge", "cover", "door", "event",
    "eventSource", "ignition", "index", "lock", "lockCommand", "motion", "power", "rssi", "sat", "status",
    "tamper", "unlockResult",
})  # fmt: skip
# Protocols of navigation seals, whose frames themselves are kept: Traccar loses a part of what they say.
SEAL_PROTOCOLS = frozenset({"jt600", "teratrack", "eseal"})
_SECRET = ("password", "pwd", "passwd", "pin")
_MOST_TEXT = 200
_MOST_RAW = 4096  # bytes of a frame; seals send under 300
_EXACT = 2**53  # whole numbers beyond are no reading of a sensor, and JSON does not hold them exactly


def keep(attributes: Mapping[str, Any]) -> dict[str, Scalar]:
    """Give the attributes that are kept: those of the list, where they are plain values."""
    return {name: value for name, value in attributes.items() if name in KEPT and _is_plain(value)}


def alarms_of(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names of all alarms: one attribute may hold several, joined by commas."""
    told = attributes.get("alarm")
    if not isinstance(told, str):
        return ()
    return tuple(dict.fromkeys(name.strip() for name in told[:_MOST_TEXT].split(",") if name.strip()))


def raw_of(protocol: str, attributes: Mapping[str, Any]) -> bytes:
    """Give the frame itself where a seal's protocol carries it; empty where it carries a password too."""
    told = attributes.get("raw")
    if protocol not in SEAL_PROTOCOLS or not isinstance(told, str) or any(_secrets(attributes)):
        return b""
    if len(told) > 2 * _MOST_RAW:
        return b""
    try:
        return bytes.fromhex(told)
    except ValueError:
        return b""


def _secrets(attributes: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in attributes if any(word in name.lower() for word in _SECRET))


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _MOST_TEXT
    if isinstance(value, bool):
        return True
    return isinstance(value, int | float) and abs(value) <= _EXACT
