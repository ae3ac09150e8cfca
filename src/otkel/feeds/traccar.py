"""Traccar's forwarding: a position, or an event with the position it was seen in, as JSON.

The traps of this form (docs/guide/trackers.md), each with a test:

- `position.id` is 0, since a message leaves before it is stored: it tells nothing apart.
- Speed is in knots.
- Without a fix the last place and its `fixTime` are repeated under a new `deviceTime`, and nothing says so.
  Where there never was a fix, `fixTime` is the first day of GPS, 1980-01-06, or that of computers.
- `valid: false`, and a place of exactly 0,0, are no place.
- Stored messages come later and out of order (`archive`).
- An alarm's event comes once, when it begins; the positions go on carrying it. It may come without its
  position, or with one that does not name the alarm: then the event is what tells of it.
- A message without any time (an answer to a heartbeat) has no place in a story.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.tracks import KNOT_KM_H, Located, Position
from otkel.feeds.traccar_attributes import alarms_of, keep, raw_of
from otkel.phrases import Phrase, phrase

MOST_BYTES = 64_000  # of one message; a forwarded position has 600 to 3,000
AHEAD_US = 600_000_000  # how far a device's clock may be ahead of ours: ten minutes (an assumption, 1 to 60)
FIRST_US = 946_684_800_000_000  # 2000-01-01: no tracker of ours is older, but clocks that were reset are
STALE_US = (
    30_000_000  # a fix older than this is a repeated one (an assumption, 5 to 120 s: clocks jitter by 1)
)
_MOST_KNOTS = 200.0  # 370 km/h; faster is no truck but a jump of the fix
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
# A number without any letter or digit would name every such device.
_Name = Annotated[str, msgspec.Meta(pattern=r"[0-9A-Za-z]", max_length=64)]
_Word = Annotated[str, msgspec.Meta(pattern=r"^[\w.\-]*$", max_length=40)]


class _Position(msgspec.Struct, rename="camel"):
    protocol: _Word = ""
    device_time: Instant | None = None
    fix_time: Instant | None = None
    server_time: Instant | None = None
    valid: bool | None = None
    outdated: bool = False
    latitude: float | None = None
    longitude: float | None = None
    speed: float | None = None
    attributes: dict[str, Any] = {}


class _Device(msgspec.Struct, rename="camel"):
    unique_id: _Name
    model: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class _Event(msgspec.Struct, rename="camel"):
    type: Annotated[str, msgspec.Meta(max_length=40)]
    event_time: Instant
    attributes: dict[str, Any] = {}


class _Message(msgspec.Struct):
    device: _Device
    position: _Position | None = None
    event: _Event | None = None


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """An event of Traccar's own: what began (an alarm, offline …), of which device, when."""

    device: str
    type: str
    at_us: int
    alarms: tuple[str, ...] = ()


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What one forwarded message holds: a position, a happening, or both.

    An alarm that came as an event alone is a position too: one without a place, that tells its alarms.
    """

    position: Position | None = None
    happening: Happening | None = None


_decode = msgspec.json.Decoder(_Message).decode


def read_message(data: bytes, received_us: int) -> Message | Mistake:
    """Read one message. A mistake names the field and never holds what stood in it."""
    if len(data) > MOST_BYTES:
        return _wrong(phrase("the message is larger than {limit} bytes", limit=MOST_BYTES), _FORWARD)
    try:
        told = _decode(data)
    except (msgspec.ValidationError, UnicodeError, RecursionError) as error:
        return _wrong(phrase("a field of the message has the wrong form"), _FORWARD, _field_of(str(error)))
    except msgspec.DecodeError:
        return _wrong(phrase("the message is no whole JSON"), _FORWARD)
    if told.position is None and told.event is None:
        return _wrong(phrase("the message holds neither a position nor an event"), _FORWARD)
    happening = _happening(told.device, told.event, received_us)
    if isinstance(happening, Mistake):
        return happening
    # The position of an event that has no time of its own: the event has one.
    without = happening is not None and told.position is not None and told.position.device_time is None
    position = None if without else _position(told.device, told.position, received_us)
    if isinstance(position, Mistake):
        return position
    if happening is not None and happening.alarms:
        position = _alarmed(position, happening, told)
    return Message(position=position, happening=happening)


def _alarmed(position: Position | None, happening: Happening, told: _Message) -> Position:
    """Give the position with the alarms of its event; without a position a message that tells these alone."""
    if position is None:
        return Position(
            device=happening.device,
            protocol="" if told.position is None else told.position.protocol.lower(),
            model=_model(told.device),
            device_us=happening.at_us,
            fix_us=happening.at_us,
            located=Located.NONE,
            alarms=happening.alarms,
        )
    alarms = tuple(dict.fromkeys((*position.alarms, *happening.alarms)))
    if alarms == position.alarms:
        return position
    attributes = {**position.attributes, "alarm": ",".join(alarms)}
    return msgspec.structs.replace(position, alarms=alarms, attributes=attributes)


def _happening(device: _Device, event: _Event | None, received_us: int) -> Happening | Mistake | None:
    if event is None:
        return None
    at_us = _us(event.event_time)
    if at_us > received_us + AHEAD_US:
        return _wrong(_AHEAD, _CLOCK, "event.eventTime")
    if at_us < FIRST_US:
        return _wrong(_BEFORE, _CLOCK, "event.eventTime")
    return Happening(
        device=device.unique_id, type=event.type, at_us=at_us, alarms=alarms_of(event.attributes)
    )


def _position(device: _Device, told: _Position | None, received_us: int) -> Position | Mistake | None:
    if told is None:
        return None
    if told.device_time is None:
        return _wrong(phrase("the message has no time of its device"), _NO_TIME, "position.deviceTime")
    device_us = _us(told.device_time)
    if device_us > received_us + AHEAD_US:
        return _wrong(_AHEAD, _CLOCK, "position.deviceTime")
    if device_us < FIRST_US:
        return _wrong(_BEFORE, _CLOCK, "position.deviceTime")
    fix_us = device_us if told.fix_time is None else _us(told.fix_time)
    located = _located(told, device_us, fix_us)
    if located is Located.NONE:
        fix_us = device_us
    return Position(
        device=device.unique_id,
        protocol=told.protocol.lower(),
        model=_model(device),
        device_us=device_us,
        fix_us=fix_us,
        server_us=None if told.server_time is None else _us(told.server_time),
        located=located,
        latitude=0.0 if told.latitude is None or located is Located.NONE else told.latitude,
        longitude=0.0 if told.longitude is None or located is Located.NONE else told.longitude,
        speed_km_h=_speed_km_h(told.speed),
        archived=told.attributes.get("archive") is True,
        alarms=alarms_of(told.attributes),
        attributes=keep(told.attributes),
        raw=raw_of(told.protocol.lower(), told.attributes),
    )


def _model(device: _Device) -> str:
    return "".join(filter(str.isprintable, device.model or "")).strip().lower()


def _located(told: _Position, device_us: int, fix_us: int) -> Located:
    """Tell whether the place is one: believed by the device, on the globe, not 0,0, and of this message."""
    north, east = told.latitude, told.longitude
    if told.valid is not True or north is None or east is None:
        return Located.NONE
    if not (-90 <= north <= 90 and -180 <= east <= 180) or (north == 0 and east == 0) or fix_us < FIRST_US:
        return Located.NONE
    if told.outdated or fix_us < device_us - STALE_US:
        return Located.STALE
    # A fix ahead of the message that carries it: one of the two clocks is wrong.
    return Located.FIX if fix_us <= device_us + STALE_US else Located.STALE


def _speed_km_h(knots: float | None) -> float | None:
    return None if knots is None or not 0 <= knots <= _MOST_KNOTS else knots * KNOT_KM_H


def _us(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)


@lru_cache(maxsize=256)
def _field_of(message: str) -> str | None:
    """Give the path that msgspec names; what stood there is not in its messages."""
    _, mark, path = message.rpartition(" - at `$.")
    return path.rstrip("`")[:60] if mark else None


def _wrong(what: Phrase, do: Phrase, field: str | None = None) -> Mistake:
    return Mistake(what, do, Where(field=field))


_FORWARD = phrase("set forward.type=json in Traccar, and event.forward.type=json; see docs/guide/trackers.md")
_CLOCK = phrase("set the clock of the device; what it sent is not placed in time by guessing")
_NO_TIME = phrase("nothing: such a message answers a heartbeat and says no time")
_AHEAD = phrase("the time of the device lies ahead of ours")
_BEFORE = phrase("the time of the device lies before the year 2000")
