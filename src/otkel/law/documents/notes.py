"""Sentences that go with the papers of certain ways: duties after, and what need not be asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from otkel.law.corpus import LawDay
from otkel.law.documents.needs import is_into_union, is_union_to_russia
from otkel.law.documents.way import Way
from otkel.law.finding import AFTER, BEFORE_DEPARTURE, CARRIER, CONSIGNEE, ENTRY_CONTROL, Stage, Who
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase


class Note(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A sentence for all loads that go certain ways.

    `hours`: how long before the crossing its matter is done.
    """

    id: str
    speaks_of: Callable[[Way], bool]
    reason: Phrase
    rests_on: tuple[Lookup, ...]
    stage: Stage = AFTER
    who: Who = CONSIGNEE
    values: dict[str, Any] = {}
    hours: int | None = None


def read_notes(law: LawDay) -> tuple[Note, ...]:
    """Read the sentences whose provision is in force."""
    form, cash = law.look("stat.form.days"), law.look("pay.cash.eaeu")
    permit, early = law.look("permit.kz_ru.bilateral"), law.look("pi.road.hours")
    notes = (
        Note(
            id="doc.statistical_form",
            speaks_of=is_union_to_russia,
            reason=phrase(
                "The consignee files the statistical form within {days} working days after the shipping "
                "month.",
                days=form.value,
            ),
            rests_on=(form,),
            values={"working_days": form.value},
        ),
        Note(
            id="doc.cash",
            speaks_of=is_union_to_russia,
            reason=phrase("The Russian buyer pays a supplier of the Union by bank transfer, not in cash."),
            rests_on=(cash,),
        ),
        Note(
            id="doc.permit_bilateral",
            speaks_of=_is_own_truck,
            reason=phrase("Between Kazakhstan and Russia a truck of either state needs no permit."),
            rests_on=(permit,),
            stage=ENTRY_CONTROL,
            who=CARRIER,
        ),
        Note(
            id="doc.preliminary_time",
            speaks_of=is_into_union,
            reason=phrase(
                "Preliminary information is sent at least {hours} hours before the truck enters the Union.",
                hours=early.value,
            ),
            rests_on=(early,),
            stage=BEFORE_DEPARTURE,
            who=CARRIER,
            values={"hours": early.value},
            hours=early.value,
        ),
    )
    return tuple([note for note in notes if note.rests_on[0].in_force])


def _is_own_truck(way: Way) -> bool:
    """Whether a Kazakh or Russian truck loads or unloads at home, and crosses between the two states."""
    country = way.truck
    return way.between_kz_ru and country in ("KZ", "RU") and country in (way.loaded_in, way.delivered_to)
