"""A booking is moved to another crossing point: choose the point, then one of its slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.told import local
from otkel.app.site.desk.elsewhere import Gone, There, move_elsewhere
from otkel.app.site.desk.now import open_directions
from otkel.app.site.desk.rows import plates_of
from otkel.app.site.desk.slots import Wish, slots_now
from otkel.app.site.desk.truck import truck_now
from otkel.errors import InputError
from otkel.facts import gazetteer
from otkel.facts.events.choices import Side
from otkel.facts.events.shapes import CODE
from otkel.facts.gazetteer import CrossingPoint
from otkel.queueing.truck import Status
from otkel.web.desk_drawing import DeskPage
from otkel.web.page import Asked, Lang, page
from otkel.web.routes_desk import shown_at, truck_page
from otkel.web.routes_desk_slots import day_given, number_given
from otkel.web.signed import is_allowed, require

Target = tuple[CrossingPoint, tuple[str, ...]]
Fields = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get(
    "/{lang:str}/desk/{slug:str}/truck/{passage:int}/elsewhere", sync_to_thread=True, include_in_schema=False
)
def choose_slot(request: Asked, lang: Lang, slug: FromPath[str], passage: FromPath[int]) -> Response[str]:
    """Give the points to which a booking may go, and the slots of the one that is chosen."""
    shown = shown_at(request, lang, slug, right="cancel")
    return _page(request, shown, passage, request.query_params)


@post(
    "/{lang:str}/desk/{slug:str}/truck/{passage:int}/elsewhere", sync_to_thread=True, include_in_schema=False
)
def move_there(
    request: Asked, lang: Lang, slug: FromPath[str], passage: FromPath[int], data: Fields
) -> Response[Any]:
    """Move a booking; what came of it is told at the desk where it stands then."""
    given = {name: str(value) for name, value in data.items()}
    target = get_point(given.get("at", ""))
    shown = shown_at(request, lang, slug, right="cancel")
    require(request, "book", target.slug)
    only = given.get("class", "")
    there = There(
        slug=target.slug, towards=given.get("to", ""), slot_from_us=number_given(given.get("slot", "")),
        queue_class=only if CODE.fits(only) else None,
    )  # fmt: skip
    side = Side(given["side"]) if given.get("side") in list(Side) else Side.TRUCK
    try:
        gone = move_elsewhere(
            shown.house, shown.slug, passage, there, side=side.value, key=given.get("key", ""),
            by=shown.account.name, language=lang,
        )  # fmt: skip
    except InputError as error:
        return truck_page(request, lang, shown.slug, passage, status=400, mistakes=error.mistakes)
    if gone.refusal is not None:
        return _page(request, shown, passage, given, status=409, gone=gone)
    return Redirect(_there(lang, there, gone), status_code=303)


def _there(lang: Lang, there: There, gone: Gone) -> str:
    booked = gone.booked
    assert booked is not None
    again = "&again=1" if booked.repeated else ""
    said = f"&said={booked.events[-1].position}" if booked.events else ""
    return f"/{lang.value}/desk/{there.slug}/truck/{booked.passage}?towards={there.towards}{said}{again}"


def _page(
    request: Asked, shown: DeskPage, passage: int, given: Mapping[str, str], *, status: int = 200,
    gone: Gone | None = None,
) -> Response[str]:  # fmt: skip
    truck = truck_now(shown.house, shown.slug, passage)
    row = None if truck is None else truck.row
    if row is None or row.status is not Status.BOOKED:
        return truck_page(request, shown.lang, shown.slug, passage, status=status, gone=gone)
    targets = _targets(shown)
    values = shown.values(
        row=row, passage=passage, targets=targets, gone=gone,
        there=_look_there(shown, targets, given, row.queue_class),
        plates=plates_of(shown.house, [row.vehicle]),
    )  # fmt: skip
    return page(request, "desk_elsewhere.html", shown.lang, status=status, **values)


def _look_there(
    shown: DeskPage, targets: Iterable[Target], given: Mapping[str, str], queue_class: str
) -> dict[str, Any] | None:
    """Give the slots of the point and day that are looked at; none where no point is chosen."""
    found = next((one for one in targets if one[0].slug == given.get("at", "")), None)
    if found is None:
        return None
    point, directions = found
    only, to = given.get("class", queue_class), given.get("to", "")
    today = local(shown.house.desk(point.slug).now_us(), point.zone).date()
    wish = Wish(
        towards=to if to in directions else directions[0],
        on=day_given(given.get("on", ""), today),
        queue_class=only if CODE.fits(only) else None,
    )
    now = slots_now(shown.house, point.slug, wish)
    return {
        "point": point, "towards": wish.towards, "now": now, "at": lambda us: local(us, point.zone),
        "before": now.on - timedelta(days=1), "after": now.on + timedelta(days=1),
    }  # fmt: skip


def _targets(shown: DeskPage) -> tuple[Target, ...]:
    """Give the other points at which who looks may give a slot, each with its open directions."""
    slugs = (
        one for one in shown.house.list_kept() if one != shown.slug and is_allowed(shown.account, "book", one)
    )
    found = ((gazetteer.get_point(one), open_directions(shown.house, one)) for one in slugs)
    return tuple(one for one in found if one[1])


router = Router("/", route_handlers=[choose_slot, move_there])
