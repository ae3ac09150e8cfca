"""The officers' desk: choose a point, see its line live, find a truck, look at one."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, ServerSentEvent

from otkel.app.crossing.pointing import get_point
from otkel.app.site.desk.find import Found, find_truck
from otkel.app.site.desk.now import Asked as Looked
from otkel.app.site.desk.now import desk_now, open_directions
from otkel.app.site.desk.truck import truck_now
from otkel.errors import Mistake
from otkel.facts import gazetteer
from otkel.facts.events.shapes import CODE
from otkel.phrases import phrase
from otkel.web.desk_drawing import DeskPage, draw_live, draw_truck, draw_while_allowed
from otkel.web.live import Look, last_seen, stream
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.signed import is_allowed, require, signed_in

Fields = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
_MOST_PAGE = 100_000


@get("/{lang:str}/desk", sync_to_thread=True, include_in_schema=False)
def choose_point(request: Asked, lang: Lang) -> Response[Any]:
    """Give the points at which who is signed in has a desk; where it is one alone, that."""
    account = signed_in(request)
    if account is None:
        require(request, "line", "")
    assert account is not None
    slugs = [one for one in house_of(request).list_kept() if is_allowed(account, "line", one)]
    reports = [one for one in house_of(request).list_kept() if is_allowed(account, "report", one)]
    if not slugs and reports:
        return Redirect(f"/{lang.value}/desk/{reports[0]}/day", status_code=303)
    if len(slugs) == 1:
        return Redirect(f"/{lang.value}/desk/{slugs[0]}", status_code=303)
    return page(request, "desk_points.html", lang, points=[gazetteer.get_point(one) for one in slugs])


@get("/{lang:str}/desk/{slug:str}", sync_to_thread=True, include_in_schema=False)
def show_desk(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give the desk of a point."""
    return desk_page(request, lang, slug)


@get("/{lang:str}/desk/{slug:str}/live", include_in_schema=False)
async def follow_desk(request: Asked, lang: Lang, slug: FromPath[str]) -> ServerSentEvent:
    """Send what changes on a desk, as long as who looks is signed in and may."""
    shown = await sync_to_thread(shown_at, request, lang, slug)
    return stream_desk(shown, lambda: draw_live(shown), "line")


@get("/{lang:str}/desk/{slug:str}/truck/{passage:int}", sync_to_thread=True, include_in_schema=False)
def show_truck(request: Asked, lang: Lang, slug: FromPath[str], passage: FromPath[int]) -> Response[str]:
    """Give all that is known of one truck, and what may be done with it."""
    return truck_page(request, lang, slug, passage)


@post("/{lang:str}/desk/{slug:str}/find", sync_to_thread=True, include_in_schema=False)
def find(request: Asked, lang: Lang, slug: FromPath[str], data: Fields) -> Response[Any]:
    """Find a truck by what was scanned or typed; it is sent in the body, so that no log holds a plate."""
    shown = shown_at(request, lang, slug)
    found = find_truck(shown.house, shown.slug, shown.asked.towards, str(data.get("q", "")))
    if found.passage is not None:
        return Redirect(f"{shown.base}/truck/{found.passage}{shown.query}", status_code=303)
    return desk_page(request, lang, slug, found=found, status=404)


def stream_desk(shown: DeskPage, look: Look, *rights: str) -> ServerSentEvent:
    """Send what changes on a page of a desk, as long as who looks may, by one of some rights."""
    seen = last_seen(shown.request)
    return stream(shown.house.pulse, lambda: draw_while_allowed(shown, look, *rights), seen)


def shown_at(request: Asked, lang: Lang, slug: str, *, right: str = "line") -> DeskPage:
    """Give what a desk is drawn with, to who has a right there.

    Raises NotAuthorizedException, NotAllowedError, UnknownNameError.
    """
    point = get_point(slug)
    account = require(request, right, point.slug)
    house, given = house_of(request), request.query_params
    directions = open_directions(house, point.slug)
    towards = given.get("towards", "")
    if towards not in directions:
        towards = directions[0] if directions else point.countries[0]
    number, only = given.get("page", "1"), given.get("class", "")
    asked = Looked(
        slug=point.slug,
        towards=towards,
        page=min(int(number), _MOST_PAGE) if number.isascii() and number.isdigit() and len(number) < 9 else 1,
        queue_class=only if CODE.fits(only) else None,
    )
    return DeskPage(request=request, house=house, lang=lang, point=point, account=account, asked=asked)


def desk_page(
    request: Asked, lang: Lang, slug: str, *, found: Found | None = None, status: int = 200, **told: Any
) -> Response[str]:
    """Give the desk, with what came of an act or of a look for a truck above it."""
    shown = shown_at(request, lang, slug)
    values = shown.values(found=found, said=shown.said(), **told)
    if not open_directions(shown.house, shown.slug):
        return page(request, "desk_closed.html", lang, status=status, **values)
    now = desk_now(shown.house, shown.asked)
    values |= {"shadow": now.direction.is_shadow, "classes": now.classes}
    return page(request, "desk.html", lang, status=status, live=draw_live(shown), **values)


def truck_page(
    request: Asked, lang: Lang, slug: str, passage: int, *, status: int = 200, **told: Any
) -> Response[str]:
    """Give the page of a truck, with what came of an act above it."""
    shown = shown_at(request, lang, slug)
    truck = truck_now(shown.house, shown.slug, passage)
    if truck is None:
        return desk_page(request, lang, slug, status=404, found=no_such(passage))
    return draw_truck(shown, truck, status=status, **told)


def no_such(passage: int) -> Found:
    """Say that no passage has a number."""
    what = phrase("no passage {passage} is or was here", passage=str(passage))
    return Found(mistake=Mistake(what, phrase("look for the plate of the truck")))


router = Router("/", route_handlers=[choose_point, show_desk, follow_desk, show_truck, find])
