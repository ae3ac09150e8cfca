"""What a tracker or a navigation seal sent: one message of it, in our own units and words.

The device stands here by its own number (`device`), which is personal data: whoever keeps a message
keeps a subject in its place. Passwords, cards and names of drivers are dropped where messages are read.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

KNOT_KM_H = 1.852  # the international nautical mile is 1852 m by definition
Scalar = bool | int | float | str


class Located(StrEnum):
    """Whether a message says where the device is."""

    FIX = "fix"  # at `fix_us` it was there
    STALE = "stale"  # no fix: the place and time of the last one are repeated
    NONE = "none"  # no place at all, or one that the device itself does not trust


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a device. Times in µs of UTC; degrees of WGS 84."""

    device: str  # its unique number, such as an IMEI
    protocol: str
    model: str = ""  # lower case; empty: nobody registered it
    device_us: int  # when the device wrote the message
    fix_us: int  # when it last knew where it was; `device_us` where it never did
    server_us: int | None = None  # when the server had it, where that is told
    located: Located
    latitude: float = 0.0
    longitude: float = 0.0
    speed_km_h: float | None = None
    archived: bool = False  # stored in the device and sent later, so out of order
    alarms: tuple[str, ...] = ()
    attributes: dict[str, Scalar] = {}
    raw: bytes = b""  # the frame itself, where the server hands it on
