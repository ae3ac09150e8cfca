"""From what a seal sends to the abnormal situations of the law: one table by protocol, model and sign.

A sign is one thing that a message shows: `alarm:NAME` (Traccar's), `NAME:true` (an attribute), `status:BIT`
and `p45:…` (Jointech's frames), `tera:FLAG` (TeraTrack's). The same name means different things: the alarm
`powerCut` is the cut rope of a JT701D and the unplugged battery of a vehicle tracker, so rows name their
protocol, and a sign without a row shows nothing.

Situations 03 and 06 never come from a device: route and silence are watched by us (`app/seals`). 05 comes
from the charge against the law's threshold; a device's own alarm has another one. The text of row 07 was not
read to its end (`seal.event.codes`), so what may be one is given as undecided and an officer decides.
"""

from __future__ import annotations

import msgspec

from otkel.facts.events.choices import Situation
from otkel.facts.tracks import Position
from otkel.feeds import jointech, teratrack
from otkel.phrases import Phrase, phrase

ANY = "*"
# Padlocks whose first alarm bit says "removed" and not "SOS"; Traccar reads it so where the model is known.
PADLOCKS = frozenset({"g-360p", "g-508p"})


class Row(msgspec.Struct, frozen=True):
    """One row: of which protocol and models (none: all), which sign is which situation, and why."""

    protocol: str
    sign: str
    situation: Situation
    reason: Phrase
    sure: bool = True
    models: frozenset[str] = frozenset()


_BROKEN, _HOUSING, _ORDER, _ACT = (
    Situation.ELEMENT_BROKEN, Situation.HOUSING_BROKEN, Situation.OUT_OF_ORDER, Situation.UNAUTHORISED_ACT,
)  # fmt: skip

TABLE: tuple[Row, ...] = (
    # Jointech JT701D, manual V1.4: device status word and report P45.
    Row("jt600", "status:3", _BROKEN, phrase("the rope was cut")),
    Row("jt600", "status:12", _HOUSING, phrase("the back cover was opened")),
    Row("jt600", "status:14", _ORDER, phrase("the motor of the lock is stuck")),
    Row("jt600", "status:9", _ACT, phrase("a wrong password was given five times"), sure=False),
    Row("jt600", "status:10", _ACT, phrase("an unauthorised card was held to the lock"), sure=False),
    Row("jt600", "alarm:powerCut", _BROKEN, phrase("the rope was cut")),
    Row("jt600", "alarm:fault", _ORDER, phrase("the motor of the lock is stuck")),
    Row("jt600", "p45:unauthorised_card", _ACT, phrase("an unauthorised card was held to the lock"), False),
    Row("jt600", "p45:outside_fence", _ACT, phrase("unlocking was tried outside the fence"), sure=False),
    Row("jt600", "p45:refused", _ACT, phrase("unlocking was refused"), sure=False),
    Row("jt600", "p45:wrong_passwords", _ACT, phrase("a wrong password was given five times"), sure=False),
    # TeraTrack, from the frame itself: Traccar hands on none of these.
    Row("teratrack", "tera:LockCutOff", _BROKEN, phrase("the rope was cut")),
    Row("teratrack", "tera:SealTampered", _BROKEN, phrase("the seal was tampered with")),
    Row("teratrack", "tera:SealTempered", _BROKEN, phrase("the seal was tampered with")),
    Row("teratrack", "tera:UnCoverBack", _HOUSING, phrase("the back cover was opened")),
    Row("teratrack", "tera:LockStuck", _ORDER, phrase("the lock is stuck")),
    Row("teratrack", "tera:IllegalCard", _ACT, phrase("an unauthorised card was held to the lock"), False),
    Row("teratrack", "tera:PasswordError", _ACT, phrase("a wrong password was given"), sure=False),
    # eSeal: an opened door breaks nothing by itself; whether it was allowed is not in the message.
    Row("eseal", "alarm:door", _ACT, phrase("the door was opened"), sure=False),
    Row("eseal", "alarm:unlock", _ACT, phrase("the lock was opened"), sure=False),
    # Padlocks on JT808: bit 0 of the alarms is their own.
    Row("jt808", "alarm:removing", _BROKEN, phrase("the padlock was removed"), models=PADLOCKS),
    # What stands in the same words at every protocol.
    Row(ANY, "alarm:tampering", _HOUSING, phrase("the device says that it was tampered with")),
    Row(ANY, "tamper:true", _HOUSING, phrase("the device says that it was tampered with")),
)
# A fault alarm of other protocols may be one of the vehicle: whether the seal itself is out of order is open.
_FAULT = Row(ANY, "alarm:fault", _ORDER, phrase("the device says that it has a fault"), sure=False)
_REMOVED = Row(ANY, "alarm:removing", _BROKEN, phrase("the device says that it was removed"), sure=False)
_OPEN = Row("jt600", "status:cover_open", _HOUSING, phrase("the back cover stands open"), sure=False)
_LEFTOVER = (_FAULT, _REMOVED, _OPEN)


class Shown(msgspec.Struct, frozen=True, order=True):
    """A situation that a message shows. Not `sure`: it may be one, and an officer decides."""

    situation: Situation
    sure: bool
    reason: Phrase
    battery_pct: int | None = None


def read_signs(position: Position) -> frozenset[str]:
    """Give what a message shows."""
    signs = {f"alarm:{name}" for name in position.alarms}
    signs |= {f"{name}:true" for name, value in position.attributes.items() if value is True}
    if position.protocol == "jt600":
        signs |= jointech.read_signs(position)
    if position.protocol == "teratrack":
        signs |= teratrack.read_signs(position.raw)
    return frozenset(signs)


def is_of_event(position: Position) -> bool:
    """Tell whether a message is an alarm's event alone: it tells what began, and of nothing else."""
    return bool(position.alarms) and "alarm" not in position.attributes


def tells_of_lock(position: Position) -> bool:
    """Tell whether a message says how lock and housing are: without its word or frame it says nothing."""
    if is_of_event(position):
        return False
    if position.protocol == "jt600":
        return any(sign.startswith("status:") for sign in jointech.read_signs(position))
    return position.protocol != "teratrack" or teratrack.is_frame(position.raw)


def battery_pct(position: Position) -> int | None:
    """Give the charge that a message tells, 0 to 100 %; what lies outside is no charge."""
    level = position.attributes.get("batteryLevel")
    told = [level] if isinstance(level, int | float) and not isinstance(level, bool) else []
    if position.protocol == "teratrack":
        locks = teratrack.read_battery_pct(position.raw)
        told += [] if locks is None else [locks]
    return min((int(one) for one in told if 0 <= one <= 100), default=None)


def situations_of(position: Position, battery_under_pct: float) -> tuple[Shown, ...]:
    """Give the situations that one message shows, in order of their codes.

    `battery_under_pct`: the law's threshold (`seal.event.battery_pct`); a charge under it is 05. A sure
    situation goes before an undecided one of the same code.
    """
    signs = read_signs(position)
    found: dict[Situation, Shown] = {}
    for row in (*TABLE, *_LEFTOVER):
        if row.sign in signs and _is_of(row, position):
            known = found.get(row.situation)
            if known is None or (row.sure and not known.sure):
                found[row.situation] = Shown(row.situation, row.sure, row.reason)
    charge = battery_pct(position)
    if charge is not None and charge < battery_under_pct:
        low = phrase("the battery stands at {charge} %", charge=charge)
        found[Situation.BATTERY_LOW] = Shown(Situation.BATTERY_LOW, True, low, charge)
    return tuple(found[code] for code in sorted(found))


def _is_of(row: Row, position: Position) -> bool:
    return row.protocol in (ANY, position.protocol) and (not row.models or position.model in row.models)
