"""Slots at a desk: a day of them, the trucks of one, and the forms to give, ask for and move to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath

from otkel.app.site.desk.now import open_directions
from otkel.app.site.desk.rows import plates_of
from otkel.app.site.desk.slots import SlotsNow, Wish, slots_now
from otkel.facts.events.shapes import CODE
from otkel.web.desk_drawing import DeskPage
from otkel.web.page import Asked, Lang, page
from otkel.web.routes_desk import desk_page, shown_at

Fields = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
_MOST_PLATE = 30  # characters
_MOST_NUMBER = 19  # digits


@get("/{lang:str}/desk/{slug:str}/slots", sync_to_thread=True, include_in_schema=False)
def show_slots(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give a day's slots; left out, or not to be read, today's."""
    shown = shown_at(request, lang, slug)
    return slots_page(request, shown, request.query_params)


@post("/{lang:str}/desk/{slug:str}/slots", sync_to_thread=True, include_in_schema=False)
def give_slot_to(request: Asked, lang: Lang, slug: FromPath[str], data: Fields) -> Response[str]:
    """Give the same page for one truck: its plate is sent in the body, so that no address holds it."""
    shown = shown_at(request, lang, slug, right="book")
    return slots_page(request, shown, {}, plate=str(data.get("plate", ""))[:_MOST_PLATE])


def slots_page(
    request: Asked,
    shown: DeskPage,
    given: Mapping[str, str],
    *,
    plate: str = "",
    status: int = 200,
    **told: Any,
) -> Response[str]:
    """Give the page of a day's slots, with what came of an act above it."""
    if not open_directions(shown.house, shown.slug):
        return desk_page(request, shown.lang, shown.slug, status=status, **told)
    now = slots_now(shown.house, shown.slug, _wish(shown, given))
    rows = (*now.holders.trucks, *now.unslotted.trucks, *([now.moving] if now.moving else []))
    values = shown.values(
        now=now, plate=plate, plates=plates_of(shown.house, (one.vehicle for one in rows)),
        to=lambda **more: _address(shown, now, more), said=shown.said(), shadow=now.is_shadow,
        before=now.on - timedelta(days=1), after=now.on + timedelta(days=1),
    )  # fmt: skip
    return page(request, "desk_slots.html", shown.lang, status=status, **(values | told))


def _wish(shown: DeskPage, given: Mapping[str, str]) -> Wish:
    only, moving = given.get("class", ""), number_given(given.get("moving", ""))
    return Wish(
        towards=shown.asked.towards,
        on=day_given(given.get("on", ""), shown.at(shown.house.desk(shown.slug).now_us()).date()),
        slot_from_us=number_given(given.get("slot", "")),
        queue_class=only if CODE.fits(only) else None,
        moving=moving,
    )


def day_given(text: str, otherwise: date) -> date:
    """Read a civil day that an address names; what cannot be read is another one."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return otherwise


def number_given(text: str) -> int | None:
    """Read a number that an address or a form names; none where it cannot be read."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_NUMBER else None


def _address(shown: DeskPage, now: SlotsNow, more: Mapping[str, object]) -> str:
    """Give the address of the same page with another day, slot or class."""
    told = {
        "towards": shown.asked.towards, "on": now.on.isoformat(), "class": now.queue_class,
        "moving": None if now.moving is None else now.moving.passage, **more,
    }  # fmt: skip
    return shown.address("/slots", told)


router = Router("/", route_handlers=[show_slots, give_slot_to])
