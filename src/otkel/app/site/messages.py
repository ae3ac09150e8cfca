"""Messages to those in line: the newest ones of each point, kept while they hold, and whom they are for.

Own words are read from the vault each time: who is forgotten, or whose time is over, is told no more.
"""

from __future__ import annotations

import msgspec

from otkel.app.crossing.told import PREPARED
from otkel.app.ledger import now_us
from otkel.app.site.house import House
from otkel.app.site.lately import KEPT_US, lately_at
from otkel.errors import ForgottenError
from otkel.facts.events.envelope import Event
from otkel.facts.events.posts import MessageSent
from otkel.facts.people import Language
from otkel.phrases import Phrase
from otkel.queueing.state import State
from otkel.queueing.truck import Status


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message as it is shown: what was written beforehand, and the sender's own words."""

    position: int
    sent_us: int
    until_us: int | None
    towards: str
    queue_class: str | None
    passage: int | None  # to one truck alone
    reached_trucks: int
    sent_by: str
    prepared: Phrase | None
    texts: dict[str, str]  # by language; empty where nobody wrote, or the words were forgotten

    def text(self, language: Language) -> tuple[str, str] | None:
        """Give the own words and their language: the one asked, else another; None: there are none."""
        for one in (language, Language.RU, Language.EN, Language.KK):
            if one.value in self.texts:
                return self.texts[one.value], one.value
        return None


class Messages:
    """The messages of the points of a house."""

    def __init__(self, house: House) -> None:
        """Stand on a house."""
        self._house = house

    def now(self, slug: str) -> list[Message]:
        """Give what is told to anybody at a point now, the newest first. Raises LedgerError."""
        at_us = now_us()
        return [
            self._message(one)
            for one in reversed(lately_at(self._house, slug).messages)
            if _holds(one, at_us)
        ]

    def to(self, slug: str, passage: int) -> list[Message]:
        """Give what is told to a truck now, the newest first: none once it is at the post, or has left.

        Who comes while a message to the line holds is told it too. Raises LedgerError.
        """

        def find(state: State) -> tuple[str, str, bool] | None:
            truck = state.trucks.get(passage)
            if truck is None:
                return None
            waits = truck.status in (Status.WAITING, Status.CALLED)
            return state.towards[truck.line], truck.queue_class, waits

        found = self._house.desk(slug).look(find)
        if found is None:
            return []
        towards, queue_class, waits = found
        return [
            one
            for one in self.now(slug)
            if one.passage == passage
            or (one.passage is None and waits and one.towards == towards
                and one.queue_class in (None, queue_class))
        ]  # fmt: skip

    def _message(self, event: Event) -> Message:
        body: MessageSent = event.body
        return Message(
            position=event.position,
            sent_us=event.occurred_us,
            until_us=body.until_us,
            towards=body.towards,
            queue_class=body.queue_class,
            passage=event.passage,
            reached_trucks=body.reached_trucks,
            sent_by=event.recorded_by,
            prepared=None if body.prepared is None else PREPARED[body.prepared],
            texts=self._texts(body),
        )

    def _texts(self, body: MessageSent) -> dict[str, str]:
        vault, texts = self._house.ledger.vehicles.vault, {}
        for language, digest in zip(body.languages, body.texts, strict=False):
            try:
                texts[language] = str(vault.get(body.writing or "", digest)["text"])
            except ForgottenError:
                continue
        return texts


def messages_of(house: House) -> Messages:
    """Give the messages of a house, the same ones each time."""
    return house.keep("messages", Messages)


def _holds(event: Event, at_us: int) -> bool:
    until_us = event.body.until_us
    return at_us < (event.occurred_us + KEPT_US if until_us is None else until_us)
