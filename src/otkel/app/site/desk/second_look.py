"""A message to many is looked at twice: as it would go out, and to how many, before anybody is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

import msgspec

from otkel.app.crossing.making import HOLDS_US
from otkel.app.crossing.reading import Typed
from otkel.app.crossing.told import local
from otkel.app.crossing.verbs import OWN_WORDS
from otkel.app.ledger_files import refused
from otkel.app.site.desk.acts import FORMS
from otkel.app.site.house import House
from otkel.facts.events.choices import Prepared
from otkel.phrases import phrase
from otkel.queueing.deciding.telling import is_reached


class SecondLook(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it would go out now."""

    reached: int
    queue_class: str | None
    prepared: Prepared | None
    texts: dict[str, str]
    until: datetime
    fields: dict[str, str]  # as the form sent them, to be sent again
    seen: str  # of the very content: another one is looked at again


def look_again(house: House, slug: str, typed: Typed, sent: Mapping[str, list[str]]) -> SecondLook:
    """Give a message as it would go out. Raises InputError where it says nothing, LedgerError."""
    values = typed.values
    texts = {name.removeprefix("text_"): values[name] for name in OWN_WORDS if name in values}
    prepared = Prepared(values["prepared"]) if "prepared" in values else None
    if prepared is None and not texts:
        raise refused(
            phrase("it is not said what is to be told"),
            phrase("take a message written beforehand, or write your own in at least one language"),
        )
    desk = house.desk(slug)
    towards, only = values["towards"], values.get("class")
    reached = desk.look(
        lambda state: sum(is_reached(one, state, towards, only) for one in state.trucks.values())
    )
    return SecondLook(
        reached=reached,
        queue_class=only,
        prepared=prepared,
        texts=texts,
        until=local(values.get("until", desk.now_us() + HOLDS_US), desk.zone),
        fields={name: sent[name][0] for name in FORMS["message"] if sent.get(name)},
        seen=seen_of(typed),
    )


def seen_of(typed: Typed) -> str:
    """Give what stands for the content of a message."""
    return sha256(repr(sorted(typed.values.items())).encode()).hexdigest()[:32]
