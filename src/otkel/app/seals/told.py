"""Who is to be told of a situation, as far as the rulebook says."""

from __future__ import annotations

from datetime import date

import msgspec

from otkel.app.seals.story import Story
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase, phrase


class Addressee(msgspec.Struct, frozen=True):
    """Who is to be told, and the provision it rests on."""

    who: Phrase
    provision: str


def whom_to_tell(story: Story, on: date) -> tuple[Addressee, ...]:
    """Give who is to be told of a situation of this seal.

    Within how many hours, and whether the truck must stop, was not found (`seal.event.report_h`).
    """
    law = read_rulebook().on(on)
    told = [Addressee(phrase("the driver: stop where it is safe and report"), "seal.event.report_h")]
    if story.operator is not None:
        operator = law.look(f"seal.{story.operator}.operator")
        name = operator.value if operator.in_force else "?"
        told.append(Addressee(phrase("the national operator: {name}", name=name), operator.provision.id))
    told.append(Addressee(phrase("the customer of the tracking, who provides the seal"), "seal.provider"))
    return tuple(told)
