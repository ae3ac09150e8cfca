"""A day's report of a desk, on the screen and on paper."""

from __future__ import annotations

from datetime import date, timedelta

from litestar import Response, Router, get
from litestar.params import FromPath

from otkel.app.ledger import now_us
from otkel.app.site.desk.day import FLOWS, day_report
from otkel.web.page import Asked, Lang, page
from otkel.web.routes_desk import shown_at

_FIRST, _AHEAD = date(2000, 1, 2), timedelta(days=1)


@get("/{lang:str}/desk/{slug:str}/day", sync_to_thread=True, include_in_schema=False)
def show_day(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give a day of one direction; left out, or not to be read, today."""
    shown = shown_at(request, lang, slug, right="report")
    now = now_us()
    today = shown.at(now).date()
    day = day_report(
        shown.house, shown.slug, shown.asked.towards, _day(request.query_params.get("on", ""), today)
    )
    values = shown.values(day=day, flows=FLOWS, now_us=now)
    return page(request, "desk_day.html", lang, **values)


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return today
    return found if _FIRST <= found <= today + _AHEAD else today


router = Router("/", route_handlers=[show_day])
