"""Slots at a desk: a day of them, the trucks of one, and the forms to give, ask for and move to one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import ServerSentEvent

from otkel.app.site.desk.now import open_directions
from otkel.app.site.desk.rows import plates_of
from otkel.app.site.desk.slots import SlotsNow, Wish, slots_now
from otkel.facts.events.shapes import CODE
from otkel.web.desk_drawing import DeskPage
from otkel.web.drawing import draw
from otkel.web.page import Asked, Lang, page
from otkel.web.routes_desk import desk_page, shown_at, stream_desk

Fields = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
_MOST_PLATE = 30  # characters
_MOST_NUMBER = 19  # digits
_KEY = re.compile("[0-9a-f]{24}")


@get("/{lang:str}/desk/{slug:str}/slots", sync_to_thread=True, include_in_schema=False)
def show_slots(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give a day's slots; left out, or not to be read, today's."""
    shown = shown_at(request, lang, slug)
    return slots_page(request, shown, request.query_params)


@post("/{lang:str}/desk/{slug:str}/slots", sync_to_thread=True, include_in_schema=False)
def give_slot_to(request: Asked, lang: Lang, slug: FromPath[str], data: Fields) -> Response[str]:
    """Give the same page for one truck: its plate is sent in the body, so that no address holds it."""
    shown = shown_at(request, lang, slug, right="book")
    return slots_page(request, shown, request.query_params, plate=str(data.get("plate", ""))[:_MOST_PLATE])


@get("/{lang:str}/desk/{slug:str}/slots/live", include_in_schema=False)
async def follow_slots(request: Asked, lang: Lang, slug: FromPath[str]) -> ServerSentEvent:
    """Send what changes of a day's slots, as long as who looks is signed in and may."""
    shown = await sync_to_thread(shown_at, request, lang, slug)
    given = request.query_params
    key, offered = key_given(given.get("key", "")), given.get("offered") == "1"
    more = {"key": key, "offered": offered, "is_update": True}

    def look() -> str:
        if not open_directions(shown.house, shown.slug):
            return ""
        values = _values(shown, given) | more
        values["is_other_day"] = given.get("on") != values["now"].on.isoformat()  # its own is over
        return _draw_live(shown, values)

    return stream_desk(shown, look, "line")


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
    values = _values(shown, given) | {"plate": plate, "said": shown.said()} | told
    now: SlotsNow = values["now"]
    offered = now.no_request is None if now.is_draw else bool(now.givable)
    same = {name: number_given(given.get(name, "")) for name in ("slot", "moving")}
    more = {"key": values["key"], "offered": int(offered), "after": shown.position}
    live_at = _address(shown, now, same | more, "/slots/live")
    live = _draw_live(shown, values)
    return page(request, "desk_slots.html", shown.lang, status=status, live=live, live_at=live_at, **values)


def _values(shown: DeskPage, given: Mapping[str, str]) -> dict[str, Any]:
    """Give what a day's slots are drawn with."""
    now = slots_now(shown.house, shown.slug, _wish(shown, given))
    rows = (*now.holders.trucks, *now.unslotted.trucks, *([now.moving] if now.moving else []))
    return shown.values(
        now=now, plate="", plates=plates_of(shown.house, (one.vehicle for one in rows)),
        to=lambda **more: _address(shown, now, more), shadow=now.is_shadow,
        before=now.on - timedelta(days=1), after=now.on + timedelta(days=1),
        offered=False, is_update=False, is_other_day=False,
    )  # fmt: skip


def _draw_live(shown: DeskPage, values: dict[str, Any]) -> str:
    return draw("desk_slots_live.html", shown.lang, csrf=shown.csrf, **values)


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


def key_given(text: str) -> str:
    """Read the key of the forms of a page that is open; where it cannot be one, another is made."""
    return text if _KEY.fullmatch(text) else secrets.token_hex(12)


def _address(shown: DeskPage, now: SlotsNow, more: Mapping[str, object], part: str = "/slots") -> str:
    """Give the address of the same page with another day, slot or class."""
    told = {
        "towards": shown.asked.towards, "on": now.on.isoformat(), "class": now.queue_class,
        "moving": None if now.moving is None else now.moving.passage, **more,
    }  # fmt: skip
    return shown.address(part, told)


router = Router("/", route_handlers=[show_slots, give_slot_to, follow_slots])
