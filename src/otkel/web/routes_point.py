"""One crossing point: what is said of it now and was said before."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Any

from litestar import Response, Router, get
from litestar.params import FromPath

from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.told import local
from otkel.app.feed_words import QUANTITY, RELIABILITY, SEEN, UNIT
from otkel.app.feed_words import figure as shown
from otkel.app.ledger import now_us
from otkel.app.site.board import STANDING, TREND, boards_of
from otkel.app.site.history import PERIODS, read_days
from otkel.app.site.house import House
from otkel.app.site.past import past_of
from otkel.app.site.point import point_now
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.queueing.release_words import STAGES
from otkel.web.drawing import draw
from otkel.web.page import Asked, Lang, house_of, page

MOST_DRAWN = 128  # pages that are kept as they were drawn


@get("/{lang:str}/point/{slug:str}", sync_to_thread=True, include_in_schema=False)
def show_point(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give the page of a crossing point."""
    days, point = read_days(request.query_params.get("days")), get_point(slug)
    drawn = house_of(request).keep("drawn points", _Drawn)
    return page(request, "point.html", lang, point=point, parts=drawn.parts(point, days, lang))


class _Drawn:
    """What was drawn of points, each until the board is another one or somebody has said something new."""

    def __init__(self, house: House) -> None:
        self._house, self._lock = house, Lock()
        self._kept: OrderedDict[tuple[str, int, Language], tuple[Any, str]] = OrderedDict()

    def parts(self, point: CrossingPoint, days: int, lang: Language) -> str:
        """Give the parts of a page."""
        key, stamp = (point.slug, days, lang), self._stamp(point)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        text = _draw(self._house, point, days, lang)
        with self._lock:
            self._kept[key] = stamp, text
            self._kept.move_to_end(key)
            if len(self._kept) > MOST_DRAWN:
                self._kept.popitem(last=False)
        return text

    def _stamp(self, point: CrossingPoint) -> Any:
        """Give what changes when a page must be drawn anew."""
        newest = self._house.readings.list_newest(point.slug, 0, now_us(), 1)
        return boards_of(self._house).now().number, past_of(self._house).is_behind(), newest


def _draw(house: House, point: CrossingPoint, days: int, lang: Language) -> str:
    found = point_now(house, point.slug, days)

    def at(us: int) -> datetime:
        return local(us, point.zone)

    return draw(
        "point_parts.html", lang, found=found, at=at, quantity=QUANTITY, reliability=RELIABILITY,
        seen=SEEN, unit=UNIT, shown=shown, trends=TREND, standings=STANDING, stages=STAGES, days=days,
        periods=tuple(PERIODS),
    )  # fmt: skip


router = Router("/", route_handlers=[show_point])
