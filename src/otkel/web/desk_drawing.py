"""A desk is drawn: what stands on the page, what changes live, and what whoever looks may do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Response

from otkel.app.accounts.book import Account
from otkel.app.accounts.signing import find_session
from otkel.app.crossing.told import local, tell_call_rule, tell_event
from otkel.app.site.accounts import book_of
from otkel.app.site.desk import words as desk_words
from otkel.app.site.desk.acts import KEY
from otkel.app.site.desk.now import Asked as Looked
from otkel.app.site.desk.now import DeskNow, desk_now, open_directions
from otkel.app.site.desk.rows import TruckRow, plates_of
from otkel.app.site.desk.truck import TruckNow
from otkel.app.site.house import House
from otkel.app.site.lately import lately_at
from otkel.app.site.messages import messages_of
from otkel.facts.events.envelope import Event
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.phrases import Phrase
from otkel.queueing.due import own_part
from otkel.queueing.truck import Status
from otkel.web.csrf import Csrf
from otkel.web.drawing import draw
from otkel.web.page import Asked, page
from otkel.web.signed import cookie_name, is_allowed

Towards = str | None


class DeskPage:
    """One desk as one officer looks at it."""

    def __init__(
        self, *, request: Asked, house: House, lang: Language, point: CrossingPoint, account: Account,
        asked: Looked,
    ) -> None:  # fmt: skip
        """Stand on who asks, and for what."""
        self.request, self.house, self.lang, self.point = request, house, lang, point
        self.account, self.asked, self.slug = account, asked, point.slug
        self.base = f"/{lang.value}/desk/{point.slug}"
        self.csrf = Csrf(request)
        self.position = house.pulse.position  # of before anything is looked at: what comes later is sent

    @property
    def query(self) -> str:
        """What keeps the direction in the addresses of the desk."""
        return f"?towards={self.asked.towards}"

    def here(self, **more: object) -> str:
        """Give the address of the same desk with another page or class of the line."""
        asked = self.asked
        told = {"towards": asked.towards, "class": asked.queue_class, "page": asked.page, **more}
        return self.address("", told)

    def address(self, part: str, told: Mapping[str, object]) -> str:
        """Give the address of a part of the desk, with what is told in it; what is nothing is left out."""
        return f"{self.base}{part}?{urlencode({name: value for name, value in told.items() if value})}"

    def may(self, operation: str, stage: object = None) -> bool:
        """Whether who looks may do something in the direction that he looks at."""
        return is_allowed(
            self.account, operation, self.slug, stage=None if stage is None else str(stage),
            towards=self.asked.towards,
        )  # fmt: skip

    def at(self, us: int) -> datetime:
        """Give an instant in the zone of the point."""
        return local(us, self.point.zone)

    def tell(self, event: Event) -> tuple[Phrase, ...]:
        """Give an event in words."""
        return tell_event(event, self.point.zone)

    def said(self) -> tuple[Event, ...]:
        """Give what the last act of this desk recorded: its last event is named in the address."""
        given = self.request.query_params.get("said", "")
        if not (given.isascii() and given.isdigit() and len(given) < 19) or not int(given):
            return ()
        store, position = self.house.ledger.store, int(given)
        event = next(iter(store.read_all(position - 1, position)), None)
        if event is None or event.point != self.slug or not event.client_key.startswith(KEY):
            return ()
        return tuple(own_part(store.find_by_key(event.client_key)))

    def values(self, **more: Any) -> dict[str, Any]:
        """Give what every page of the desk is drawn with."""
        return {
            "desk": self,
            "base": self.base,
            "query": self.query,
            "point": self.point,
            "towards": self.asked.towards,
            "directions": open_directions(self.house, self.slug),
            "may": self.may,
            "at": self.at,
            "tell": self.tell,
            "told": desk_words,
            "rule": tell_call_rule,
            "key": secrets.token_hex(12),
            "Status": Status,
            "classes": (),
            "shadow": False,
            "position": self.position,
            "found": None,
            "said": (),
            "done": None,
            "gone": None,
            "nothing": "nothing" in self.request.query_params,
            "again": "again" in self.request.query_params,
            "mistakes": (),
            **more,
        }


def draw_live(shown: DeskPage) -> str:
    """Draw what changes: who is where, who is next, a page of the line. Raises InputError, LedgerError."""
    if not open_directions(shown.house, shown.slug):
        return ""
    now, lately = desk_now(shown.house, shown.asked), lately_at(shown.house, shown.slug)
    values = shown.values(
        now=now,
        lately=lately,
        messages=messages_of(shown.house).now(shown.slug)[:3],
        plates=plates_of(shown.house, (row.vehicle for row in _rows(now))),
        csrf=shown.csrf,
    )
    return draw("desk_live.html", shown.lang, **values)


def draw_while_allowed(shown: DeskPage, look: Callable[[], str], *rights: str) -> str:
    """Draw what changes as long as who looks is signed in and may, by one of some rights; then say so.

    What may be done and seen there is what he may now, and not what he might when he began to look.
    """
    token = shown.request.cookies.get(cookie_name(shown.request), "")
    session = find_session(book_of(shown.house), token)
    if session is None or not any(is_allowed(session.account, one, shown.slug) for one in rights):
        return draw("desk_over.html", shown.lang)
    shown.account = session.account
    return look()


def draw_truck(shown: DeskPage, truck: TruckNow, *, status: int = 200, **told: Any) -> Response[str]:
    """Draw one truck with its story."""
    if truck.row is not None:  # its own direction, whatever was looked at before
        shown.asked = Looked(slug=shown.slug, towards=truck.row.towards)
    plates = plates_of(shown.house, [truck.row.vehicle]) if truck.row is not None else {}
    now = desk_now(shown.house, shown.asked)
    values = shown.values(
        truck=truck, row=truck.row, now=now, plates=plates, lately=lately_at(shown.house, shown.slug),
        messages=messages_of(shown.house).to(shown.slug, truck.passage), said=shown.said(),
    )  # fmt: skip
    return page(shown.request, "desk_truck.html", shown.lang, status=status, **(values | told))


def _rows(now: DeskNow) -> Iterable[TruckRow]:
    for group in now.groups:
        yield from group.trucks
    yield from now.next
    yield from (one.truck for one in now.line)
