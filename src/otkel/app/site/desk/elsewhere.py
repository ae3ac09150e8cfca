"""A booking moves to another crossing point: first it is tried there, then cancelled here, then booked there.

Why not booked there first, so that a last place which goes meanwhile costs nothing? A vehicle has one live
booking over all points: the ledger holds that by a claim (`live_booking`), and booking there is refused as
`booking.elsewhere` while the booking here stands. The claim cannot be handed over either: an act writes to
the stream of one point, so to cancel and to book are two acts, each with its own decider. Where a policy
allows several bookings (`one_booking: false`) nothing would refuse it, but who is killed between both leaves
two places taken for one truck: one is lost to others, and the truck is blamed for not coming to it. Cut off
as it is here, the truck has none, which its desk shows at once, and the same form goes on.

So what the other point would refuse is told before anything is recorded, and the place that goes between the
trial and the act is told as it is. Both acts stand under keys made of that of the form: who was cut off
between them sends it again, and the second is done.
"""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.app.crossing.asking import Done
from otkel.app.crossing.reading import Envelope, Typed, get_verb
from otkel.app.ledger_files import refused
from otkel.app.site.desk.acts import KEY, require_key
from otkel.app.site.desk.truck import story_of
from otkel.app.site.house import House
from otkel.errors import ForgottenError
from otkel.facts.events.passages import Booked
from otkel.facts.people import Language
from otkel.phrases import phrase
from otkel.queueing.refusal import Refusal
from otkel.queueing.slot_day import try_to_book
from otkel.queueing.state import State

REASON = "to_other_point"


class There(msgspec.Struct, frozen=True, kw_only=True):
    """Where a booking is to go."""

    slug: str
    towards: str
    queue_class: str | None
    slot_from_us: int | None


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it; `booked` is none where the cancelling was refused, or the trial of the booking."""

    refusal: Refusal | None = None
    cancelled: Done | None = None
    booked: Done | None = None


def move_elsewhere(
    house: House, slug: str, passage: int, there: There, *, side: str, key: str, by: str, language: Language
) -> Gone:
    """Move a booking. Raises InputError where the truck is not known any more, LedgerError."""
    require_key(key)
    keys = tuple(f"{KEY}{slug} {key} elsewhere {part}" for part in ("cancel", "book"))
    is_begun = bool(house.ledger.store.find_by_key(keys[0]))
    vehicle = _vehicle(house, slug, passage)
    named = _named(house, vehicle)
    if not is_begun and (refusal := _try_there(house, there, vehicle)) is not None:
        return Gone(refusal=refusal)
    values: dict[str, Any] = {"passage": passage, "side": side, "reason": REASON}
    cancelled = house.ask(slug, _typed("cancel", values, keys[0], by), language)
    if cancelled.refusal is not None:
        return Gone(refusal=cancelled.refusal, cancelled=cancelled)
    values = {**named, "towards": there.towards}
    more = {"class": there.queue_class, "slot": there.slot_from_us}
    values |= {name: value for name, value in more.items() if value is not None}
    booked = house.ask(there.slug, _typed("book", values, keys[1], by), language)
    return Gone(refusal=booked.refusal, cancelled=cancelled, booked=booked)


def _typed(verb: str, values: dict[str, Any], key: str, by: str) -> Typed:
    return Typed(verb=get_verb(verb), values=values, envelope=Envelope(key=key, by=by))


def _vehicle(house: House, slug: str, passage: int) -> str:
    """Give the vehicle of a passage that is booked here, or was. Raises InputError."""
    for event in reversed(story_of(house, passage)):
        if event.point == slug and isinstance(event.body, Booked):
            return event.body.vehicle
    raise refused(
        phrase("passage {passage} has no booking here", passage=str(passage)),
        phrase("look for the plate of the truck"),
    )


def _named(house: House, vehicle: str) -> dict[str, Any]:
    """Give how a vehicle is named, as it was written down last. Raises InputError where it is forgotten."""
    try:
        held = [content for _, content in house.ledger.vehicles.vault.get_all(vehicle)]
    except ForgottenError:
        held = []
    named: dict[str, Any] = {}
    for content in held:
        named |= {name: content[name] for name in ("plate", "vin", "country") if content.get(name)}
    if "plate" not in named and "vin" not in named:
        raise refused(phrase("the plate of this truck is forgotten"), phrase("ask the driver for it"))
    return named


def _try_there(house: House, there: There, vehicle: str) -> Refusal | None:
    desk = house.desk(there.slug)

    def work(state: State) -> Refusal | None:
        t_s = max(state.s_of(desk.now_us()), state.t_s)
        return try_to_book(state, there.towards, there.queue_class, there.slot_from_us, t_s, vehicle)

    return desk.look(work)
