"""Replay: a day of the ledger, or one that the twin made, played on the map with a slider of time."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.response import Redirect

from otkel.app.crossing.pointing import get_point
from otkel.app.site.autumn import steps_of_autumn, tell_autumn
from otkel.app.site.board import BORDER
from otkel.app.site.border_looks import TRUCKS, list_legend_of_played
from otkel.app.site.border_map import draw_map
from otkel.app.site.house import House
from otkel.app.site.past import past_of
from otkel.app.site.played_logs import PlayedLog, logs_of
from otkel.app.site.replaying import Kept, days_told, directions_of, play_day, read_played_day
from otkel.app.words import words_for
from otkel.errors import UnknownNameError
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.phrases import phrase
from otkel.web.page import Asked, Lang, house_of, page

WAIT_S = 5.0  # for what is being read
MOST_DAYS = 60  # that are listed of a point
DIGITS = 5  # of a number that is written beside a pin while a day is played


@get("/{lang:str}/replay", sync_to_thread=True, include_in_schema=False)
def list_replays(request: Asked, lang: Lang) -> Response[str]:
    """List the days that can be played."""
    house = house_of(request)
    past = past_of(house)
    is_behind = not past.is_caught_up(WAIT_S)
    kept = [(point, days_told(past, point)[:MOST_DAYS]) for point in map(get_point, house.list_kept())]
    return page(
        request, "replay_list.html", lang, kept=[one for one in kept if one[1]], is_behind=is_behind,
        logs=logs_of(house).names(), ask="",
        offers_autumn=True,
    )  # fmt: skip


@get("/{lang:str}/replay-log/{name:str}", sync_to_thread=True, include_in_schema=False)
def list_log(request: Asked, lang: Lang, name: FromPath[str]) -> Response[str]:
    """List the days of a log of the twin."""
    found = _log(house_of(request), name)
    kept = [(point, days_told(found, point)[:MOST_DAYS]) for point in found.points]
    return page(
        request, "replay_list.html", lang, kept=[one for one in kept if one[1]], is_behind=False, logs=(),
        ask=_ask(name), offers_autumn=False,
    )  # fmt: skip


@get("/{lang:str}/replay/autumn-2025", sync_to_thread=True, include_in_schema=False)
def show_autumn(request: Asked, lang: Lang) -> Response[str]:
    """Give the autumn of 2025 as the twin replays it, beside what was reported."""
    return page(
        request, "autumn.html", lang, autumn=tell_autumn(words_for(lang)), bounds=TRUCKS,
        legend=list_legend_of_played(), pictures=draw_map(gazetteer.list_points(BORDER), {}, lang, DIGITS),
    )  # fmt: skip


@get("/replay-steps/autumn-2025", sync_to_thread=True, include_in_schema=False)
def give_autumn(request: Asked) -> Response[dict[str, Any]]:
    """Give the days of the autumn for the slider."""
    del request
    return Response(steps_of_autumn(), headers={"cache-control": "public, max-age=3600"})


@get("/{lang:str}/replay/{slug:str}", sync_to_thread=True, include_in_schema=False)
def find_day(request: Asked, lang: Lang, slug: FromPath[str]) -> Redirect:
    """Lead to the newest day of a point."""
    house, point = house_of(request), get_point(slug)
    log = request.query_params.get("log")
    days = days_told(_rows(house, log), point)
    if not days:
        raise _nothing_of(point)
    return Redirect(f"/{lang.value}/replay/{point.slug}/{days[0].isoformat()}{_ask(log)}")


@get("/{lang:str}/replay/{slug:str}/{day:str}", sync_to_thread=True, include_in_schema=False)
def show_day(request: Asked, lang: Lang, slug: FromPath[str], day: FromPath[str]) -> Response[str]:
    """Give a day: a table by the hour, and a slider where there is a script."""
    house, point, on = house_of(request), get_point(slug), read_played_day(day)
    log = request.query_params.get("log")
    rows = _rows(house, log)
    days = _require_day(rows, point, on)
    at = days.index(on)
    played = [play_day(rows, point, towards, on) for towards in directions_of(rows, point)]
    pictures = draw_map(gazetteer.list_points(BORDER), {}, lang, DIGITS)
    return page(
        request, "replay.html", lang, point=point, day=on, played=played, pictures=pictures, missing=(),
        before=days[at + 1] if at + 1 < len(days) else None, after=days[at - 1] if at else None,
        log=log, ask=_ask(log), bounds=TRUCKS, legend=list_legend_of_played(),
        made_up=rows.simulated if isinstance(rows, PlayedLog) else house.is_simulated(point.slug),
    )  # fmt: skip


@get("/replay-steps/{slug:str}/{day:str}", sync_to_thread=True, include_in_schema=False)
def give_steps(request: Asked, slug: FromPath[str], day: FromPath[str]) -> Response[dict[str, Any]]:
    """Give a day for the slider: from which minute on how many trucks stood where."""
    house, point, on = house_of(request), get_point(slug), read_played_day(day)
    log = request.query_params.get("log")
    rows = _rows(house, log)
    _require_day(rows, point, on)
    played = [play_day(rows, point, towards, on) for towards in directions_of(rows, point)]
    content = {
        "point": point.slug,
        "day": on.isoformat(),
        "simulated": rows.simulated if isinstance(rows, PlayedLog) else house.is_simulated(point.slug),
        "minutes": max((one.minutes for one in played), default=0),
        "places": ["line", "post", "strip"],
        "towards": {one.towards: [list(step) for step in one.steps] for one in played},
    }
    return Response(content, headers={"cache-control": "public, max-age=60"})


def _rows(house: House, log: str | None) -> Kept:
    """Give the rows of the ledger, or those of a log. Raises UnknownNameError."""
    if log is None:
        past = past_of(house)
        past.is_caught_up(WAIT_S)
        return past
    return _log(house, log)


def _log(house: House, name: str) -> PlayedLog:
    found = logs_of(house).get(name)
    if not found.is_ready(WAIT_S) or found.failed:
        raise UnknownNameError(
            phrase("the log {name} cannot be played", name=name),
            phrase("it may still be read: come back in a minute; or write it anew"),
        )
    return found


def _require_day(rows: Kept, point: CrossingPoint, on: date) -> tuple[date, ...]:
    days = days_told(rows, point)
    if on not in days:
        raise _nothing_of(point)
    return days


def _nothing_of(point: CrossingPoint) -> UnknownNameError:
    return UnknownNameError(
        phrase("the record tells nothing of {point} on that day", point=point.sides[0].name),
        phrase("choose a day of the list"),
    )


def _ask(log: str | None) -> str:
    return "" if log is None else f"?log={quote(log, safe='')}"


router = Router(
    "/", route_handlers=[list_replays, list_log, show_autumn, give_autumn, find_day, show_day, give_steps]
)
