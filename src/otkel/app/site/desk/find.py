"""One input that finds a truck: by what a scanner read off a ticket, plate, VIN, place in line, passage."""

from __future__ import annotations

import hmac
import re
from urllib.parse import unquote

import msgspec

from otkel.app.crossing.reading import MOST_PASSAGE
from otkel.app.crossing.vehicles import Named
from otkel.app.ledger_files import refused
from otkel.app.site.desk.truck import story_of
from otkel.app.site.house import House
from otkel.app.tickets import read_ticket
from otkel.errors import InputError, Mistake
from otkel.facts.events.proofs import TicketIssued
from otkel.facts.plates import fold
from otkel.phrases import phrase
from otkel.queueing.state import State
from otkel.queueing.truck import Status

MOST = 500  # characters that a scanner may send
_TICKET = re.compile(r"OTKEL1(?::|%3A)\S+", re.IGNORECASE)  # alone, or at the end of a link
_WHOLE = re.compile(r"#?\s*(\d{1,16})", re.ASCII)
_PLATE_LETTERS = range(2, 21)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The passage that was meant; or none, with what was read as the plate of a truck that may come."""

    passage: int | None = None
    plate: str | None = None
    mistake: Mistake | None = None


def find_truck(house: House, slug: str, towards: str, text: str) -> Found:
    """Find the truck that was scanned or typed; what cannot be read is told. Raises LedgerError."""
    text = " ".join(text.split())
    if not text or len(text) > MOST or not text.isprintable():
        return Found(mistake=_NOTHING)
    try:
        if (ticket := _TICKET.search(text)) is not None:
            return Found(passage=_of_ticket(house, slug, unquote(ticket[0])))
        if (number := _WHOLE.fullmatch(text)) is not None:
            return _of_number(house, slug, towards, int(number[1]))
        return _of_plate(house, slug, text)
    except InputError as error:
        return Found(mistake=error.mistakes[0])


def _of_ticket(house: House, slug: str, code: str) -> int:
    ticket = read_ticket(code)
    if ticket.point != slug:
        raise refused(
            phrase("this proof of place is of another crossing point: {point}", point=ticket.point),
            phrase("send the driver there"),
        )
    given = (fact.body for fact in story_of(house, ticket.passage) if isinstance(fact.body, TicketIssued))
    if not any(hmac.compare_digest(one.ticket, ticket.digest) for one in given):
        raise refused(
            phrase("this proof of place was not given out here"), phrase("ask for the plate of the truck")
        )
    return ticket.passage


def _of_number(house: House, slug: str, towards: str, number: int) -> Found:
    def find(state: State) -> int | None:
        if number in state.trucks:
            return number
        at = state.line_of(towards)
        waiting = sorted(
            (one for one in state.trucks.values()
             if one.line == at and one.status is Status.WAITING and not one.backlog),
            key=lambda one: one.seq,
        )  # fmt: skip
        before = 0
        for truck in waiting:
            if truck.in_line and before + 1 == number:
                return truck.passage
            before += truck.in_line
        return None

    passage = house.desk(slug).look(find) if number < MOST_PASSAGE else None
    if passage is None and not story_of(house, number):
        what = phrase(
            "nobody has the place {number} in line, and no passage has this number", number=str(number)
        )
        return Found(mistake=Mistake(what, phrase("type the plate")))
    return Found(passage=number if passage is None else passage)


def _of_plate(house: House, slug: str, text: str) -> Found:
    folded = fold(text)
    if len(folded) not in _PLATE_LETTERS:
        return Found(mistake=_NOTHING)
    is_vin = len(folded) == 17
    subject = house.ledger.vehicles.find(Named(vin=text) if is_vin else Named(plate=text))
    passage = None if subject is None else house.desk(slug).look(lambda state: state.live.get(subject))
    return Found(passage=passage) if passage is not None else Found(plate=text)


_NOTHING = Mistake(
    phrase("this is no proof of place, no plate, and no place in line"),
    phrase("scan it again, or type the plate"),
)
