"""Draws at a desk: of a day's slots and of its checks, with their seeds; and what shows them to be fair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from litestar import Response, Router, get
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import ServerSentEvent, Stream

from otkel.app.crossing.pointing import get_point
from otkel.app.redraw_findings import Outcome
from otkel.app.site.desk.check_draws import check_draws
from otkel.app.site.desk.now import open_directions
from otkel.app.site.desk.publishing import record_file, redo_day
from otkel.app.site.desk.slot_draw import Phase, days_to_draw, slot_draw
from otkel.errors import InputError
from otkel.web.desk_drawing import DeskPage
from otkel.web.drawing import draw
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.routes_desk import desk_page, shown_at, stream_desk
from otkel.web.routes_desk_slots import day_given
from otkel.web.signed import is_allowed, require, signed_in

_FIRST = date(2000, 1, 2)
_AHEAD = timedelta(days=366)


@get("/{lang:str}/desk/{slug:str}/draws", sync_to_thread=True, include_in_schema=False)
def show_draws(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give the draws of a day; left out, of the first for which trucks ask, else of today."""
    return draws_page(request, shown_for_draws(request, lang, slug), request.query_params)


@get("/{lang:str}/desk/{slug:str}/draws/live", include_in_schema=False)
async def follow_draws(request: Asked, lang: Lang, slug: FromPath[str]) -> ServerSentEvent:
    """Send what changes of a day's draws, as long as who looks is signed in and may."""
    shown = await sync_to_thread(shown_for_draws, request, lang, slug)

    def look() -> str:
        if not open_directions(shown.house, shown.slug):
            return ""
        return _draw_live(shown, _values(shown, _day(shown, request.query_params)))

    return stream_desk(shown, look, "line", "redraw")


@get("/{lang:str}/desk/{slug:str}/draws/redone", sync_to_thread=True, include_in_schema=False)
def show_redone(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Redo the draws of a day from the record, and give what was found."""
    require(request, "redraw", get_point(slug).slug)
    shown = shown_for_draws(request, lang, slug)
    on = _day(shown, request.query_params)
    try:
        redone = redo_day(shown.house, shown.slug, on)
    except InputError as error:
        return draws_page(request, shown, request.query_params, status=400, mistakes=error.mistakes)
    return draws_page(request, shown, request.query_params, redone=redone)


@get("/{lang:str}/desk/{slug:str}/draws/record", sync_to_thread=True, include_in_schema=False)
def give_record(request: Asked, lang: Lang, slug: FromPath[str]) -> Stream:
    """Give the public record of the point: it holds no plate and no name, and may be given to anybody."""
    del lang
    point = get_point(slug)
    require(request, "public-record", point.slug)
    headers = {
        "content-disposition": f'attachment; filename="{point.slug}-draws.jsonl"',
        "cache-control": "no-store",
    }
    return Stream(record_file(house_of(request), point.slug), media_type="application/jsonl", headers=headers)


def shown_for_draws(request: Asked, lang: Lang, slug: str) -> DeskPage:
    """Give what the page is drawn with: to who has a desk here, and to who may redo its draws."""
    account, point = signed_in(request), get_point(slug)
    only_redoes = account is not None and not is_allowed(account, "line", point.slug)
    return shown_at(request, lang, slug, right="redraw" if only_redoes else "line")


def draws_page(
    request: Asked, shown: DeskPage, given: Mapping[str, str], *, status: int = 200, **told: Any
) -> Response[str]:
    """Give the page of a day's draws, with what came of an act above it."""
    if not open_directions(shown.house, shown.slug):
        return desk_page(request, shown.lang, shown.slug, status=status, **told)
    on = _day(shown, given)
    values = _values(shown, on) | {"said": shown.said(), "redone": None} | told
    live_at = shown.address(
        "/draws/live", {"towards": shown.asked.towards, "on": on.isoformat(), "after": shown.position}
    )
    live = _draw_live(shown, values)
    return page(request, "desk_draws.html", shown.lang, status=status, live=live, live_at=live_at, **values)


def _values(shown: DeskPage, on: date) -> dict[str, Any]:
    """Give what a day's draws are drawn with."""
    house, slug, towards = shown.house, shown.slug, shown.asked.towards
    return shown.values(
        on=on, draw=slot_draw(house, slug, towards, on), Phase=Phase, Outcome=Outcome,
        days=tuple((shown.at(us).date(), n) for us, n in days_to_draw(house, slug, towards)),
        checks=check_draws(house, slug, towards, on) if shown.may("checks") else None,
        to=lambda day, part="": shown.address(f"/draws{part}", {"towards": towards, "on": day.isoformat()}),
        before=on - timedelta(days=1), after=on + timedelta(days=1),
    )  # fmt: skip


def _draw_live(shown: DeskPage, values: dict[str, Any]) -> str:
    return draw("desk_draws_live.html", shown.lang, csrf=shown.csrf, **values)


def _day(shown: DeskPage, given: Mapping[str, str]) -> date:
    today = shown.at(shown.house.desk(shown.slug).now_us()).date()
    asked = days_to_draw(shown.house, shown.slug, shown.asked.towards)
    first = shown.at(asked[0][0]).date() if asked else today
    found = day_given(given.get("on", ""), first)
    return found if _FIRST <= found <= today + _AHEAD else today


router = Router("/", route_handlers=[show_draws, follow_draws, show_redone, give_record])
