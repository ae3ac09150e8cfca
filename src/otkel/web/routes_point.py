"""One crossing point: what is said of it now and was said before."""

from __future__ import annotations

from datetime import datetime

from litestar import Response, Router, get
from litestar.params import FromPath

from otkel.app.crossing.told import local
from otkel.app.feed_words import QUANTITY, RELIABILITY, SEEN, UNIT
from otkel.app.feed_words import figure as shown
from otkel.app.site.board import STANDING, TREND
from otkel.app.site.history import PERIODS, read_days
from otkel.app.site.point import point_now
from otkel.queueing.release_words import STAGES
from otkel.web.page import Asked, Lang, house_of, page


@get("/{lang:str}/point/{slug:str}", sync_to_thread=True, include_in_schema=False)
def show_point(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give the page of a crossing point."""
    days = read_days(request.query_params.get("days"))
    found = point_now(house_of(request), slug, days)

    def at(us: int) -> datetime:
        return local(us, found.point.zone)

    return page(
        request, "point.html", lang, found=found, at=at, quantity=QUANTITY, reliability=RELIABILITY,
        seen=SEEN, unit=UNIT, shown=shown, trends=TREND, standings=STANDING,
        stages=STAGES, days=days, periods=tuple(PERIODS),
    )  # fmt: skip


router = Router("/", route_handlers=[show_point])
