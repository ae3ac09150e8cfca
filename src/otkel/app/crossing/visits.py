"""From the lines of a public register to what happened, in order of time: pure, before any truck is named.

The register tells no booking, no beginning of exit control and often no crossing. A booking is set to when
it was first needed; the way out of the waiting area stands for the beginning of exit control, so the drive to
the post counts as exit control; where no crossing is told, it stands for that too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

import msgspec

from otkel.errors import Mistake
from otkel.facts.plates import fold
from otkel.feeds.cargoruqsat import Status, Visit, mistake_at
from otkel.phrases import phrase

_TIMES = ("slot_us", "entered_us", "left_us", "crossed_us")
_LOOK = phrase("look at the line in the register; the rest was taken in")


class Do(IntEnum):
    """What is recorded of a visit, in the order in which it happens."""

    BOOK = 0
    ARRIVE = 1
    START = 2
    LEAVE = 3
    GO_BACK = 4
    CANCEL = 5


class Act(msgspec.Struct, frozen=True, order=True):
    """One thing that happened with a visit. Acts are in order by their time, then by their kind."""

    at_us: int
    do: Do
    row: int
    visit: Visit = msgspec.field(default=None)  # type: ignore[assignment]


def merge(visits: Iterable[Visit]) -> tuple[list[Visit], list[Mistake]]:
    """Put the lines of one visit together: same point, plate and slot, or entry where there is no slot.

    Of lines that contradict each other the first holds, and the others are mistakes.
    """
    found: dict[tuple[str, str, int | None], Visit] = {}
    mistakes: list[Mistake] = []
    for one in visits:
        if one.slot_us is None and one.entered_us is None:
            mistakes.append(mistake_at(one.row, phrase("neither slot nor entry is told"), _LOOK))
            continue
        key = one.point, fold(one.plate), one.entered_us if one.slot_us is None else one.slot_us
        both = _both(found[key], one) if key in found else one
        if both is None:
            mistakes.append(
                mistake_at(one.row, phrase("two lines of one visit contradict each other"), _LOOK)
            )
        else:
            found[key] = both
    return list(found.values()), mistakes


def _both(one: Visit, other: Visit) -> Visit | None:
    known = {}
    for name in _TIMES:
        times = {at for at in (getattr(one, name), getattr(other, name)) if at is not None}
        if len(times) > 1:
            return None
        known[name] = times.pop() if times else None
    ends = {each.status for each in (one, other)} - {Status.IN_QUEUE, Status.LATE}
    if len(ends) > 1:
        return None
    status = ends.pop() if ends else other.status
    return msgspec.structs.replace(one, status=status, vin=one.vin or other.vin, **known)


def seen_at(visits: Sequence[Visit], received_us: int) -> int:
    """Give the instant that a register speaks of: the last thing that happened in it.

    Of a register of bookings alone it is the last slot that is over; else when it was taken in.
    """
    for names in (_TIMES[1:], _TIMES[:1]):
        times = (getattr(one, name) for one in visits for name in names)
        known: list[int] = [at for at in times if at is not None and at <= received_us]
        if known:
            return max(known)
    return received_us


def acts_of(visit: Visit, seen_us: int) -> list[Act]:
    """Give what happened with a visit, as far as its register tells."""
    known = [at for at in (visit.entered_us, visit.left_us, visit.crossed_us) if at is not None]
    first_us = min([*known, seen_us])
    out_us = next((at for at in (visit.crossed_us, visit.left_us) if at is not None), seen_us)
    did: list[tuple[int, Do]] = []
    if visit.slot_us is not None:
        did.append((first_us, Do.BOOK))
    if visit.entered_us is not None:
        did.append((visit.entered_us, Do.ARRIVE))
    if visit.status in (Status.CHECK_FAILED, Status.REVOKED):
        did.append((out_us, Do.GO_BACK if known else Do.CANCEL))
    elif visit.status is Status.CROSSED:
        started_us = out_us if visit.left_us is None else visit.left_us
        did += [(started_us, Do.START), (out_us, Do.LEAVE)]
    elif visit.left_us is not None:
        did.append((visit.left_us, Do.START))
    return [Act(at_us, do, visit.row, visit) for at_us, do in did]
