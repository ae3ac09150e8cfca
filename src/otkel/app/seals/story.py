"""The story of a seal, folded from its events: where it is put on, whether it watches, what it showed."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from otkel.facts.events.choices import Situation, Witness
from otkel.facts.events.corrections import Voided
from otkel.facts.events.envelope import Event
from otkel.facts.events.seals import SealActivated, SealPutOn, SealRemoved, SealSituation

CLAIM = "live_seal"


class Shown(msgspec.Struct, kw_only=True):
    """A situation that stands in the ledger. `confirmed_us`: when an officer said so himself."""

    position: int
    situation: Situation
    at_us: int
    witness: Witness
    confirmed_us: int | None = None


class Story(msgspec.Struct, kw_only=True):
    """What happened with a seal since it was last put on."""

    subject: str
    point: str = ""
    operator: str | None = None
    vehicle: str | None = None
    put_on_us: int | None = None
    activated_us: int | None = None
    exchange_period_us: int | None = None
    corridor_m: int | None = None
    shown: list[Shown] = []
    removed_us: int | None = None
    reason: str | None = None

    @property
    def watches(self) -> bool:
        """Whether it is on, and activated."""
        return self.activated_us is not None and self.removed_us is None


def stream_of(subject: str) -> str:
    """Give the stream of a seal."""
    return f"seal/{subject}"


def story_of(subject: str, events: Iterable[Event]) -> Story:
    """Fold the events of a seal's stream; one that is put on again begins a new story."""
    story = Story(subject=subject)
    for event in events:
        body = event.body
        if isinstance(body, SealPutOn):
            story = Story(
                subject=subject, point=event.point, operator=body.operator, vehicle=body.vehicle,
                put_on_us=event.occurred_us,
            )  # fmt: skip
        elif isinstance(body, SealActivated):
            story.activated_us = event.occurred_us
            story.exchange_period_us, story.corridor_m = body.exchange_period_us, body.corridor_m
        elif isinstance(body, SealSituation):
            _show(story, event, body)
        elif isinstance(body, SealRemoved):
            story.removed_us, story.reason = event.occurred_us, body.reason
        elif isinstance(body, Voided):
            story.shown = [one for one in story.shown if one.position != body.voids]
    return story


def _show(story: Story, event: Event, body: SealSituation) -> None:
    """Add a situation; an officer's word about one that an instrument showed confirms it."""
    for one in story.shown:
        if event.cause == one.position and body.witness is Witness.OFFICER:
            one.confirmed_us = event.occurred_us
            return
    confirmed_us = event.occurred_us if body.witness is Witness.OFFICER else None
    story.shown.append(
        Shown(
            position=event.position, situation=body.situation, at_us=event.occurred_us, witness=body.witness,
            confirmed_us=confirmed_us,
        )
    )  # fmt: skip
