"""A truck of a simulated queue whose page anybody may try: nobody stands there, no secret is given away."""

from __future__ import annotations

import threading
from typing import Any

from otkel.app.crossing.proofs import give_ticket
from otkel.app.crossing.reading import Envelope, Typed, get_verb
from otkel.app.site.house import House
from otkel.app.tickets import Ticket
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State
from otkel.queueing.truck import Status

BY = "demonstration"


class Example:
    """Gives the proof of place of a truck that waits; another one when that has been called."""

    def __init__(self, house: House) -> None:
        """Give out nothing before somebody asks."""
        self._house = house
        self._lock = threading.Lock()
        self._ticket: Ticket | None = None

    def code(self) -> str | None:
        """Give a code; None where no queue is simulated here, or nobody waits. Raises LedgerError."""
        with self._lock:
            if self._ticket is None or not self._still_waits(self._ticket):
                self._ticket = next(filter(None, map(self._new, self._house.list_kept())), None)
            return None if self._ticket is None else self._ticket.code

    def _still_waits(self, ticket: Ticket) -> bool:
        return self._house.desk(ticket.point).look(
            lambda state: (
                ticket.passage in state.trucks and state.trucks[ticket.passage].status is Status.WAITING
            )
        )

    def _new(self, slug: str) -> Ticket | None:
        if not self._house.is_simulated(slug):
            return None
        desk = self._house.desk(slug)
        passage = desk.look(_last_in_line)
        if passage is None:
            return None
        values: dict[str, Any] = {"passage": passage}
        given = give_ticket(desk, Typed(verb=get_verb("ticket"), values=values, envelope=Envelope(by=BY)))
        return None if isinstance(given, Refusal) else given.ticket


def example_of(house: House) -> Example:
    """Give the example of a house, the same one each time."""
    return house.keep("truck example", Example)


def _last_in_line(state: State) -> int | None:
    """Give the truck that came last of those in line: it is to be seen for longest."""
    waiting = [one for one in state.trucks.values() if one.in_line]
    return max(waiting, key=lambda one: one.seq).passage if waiting else None
