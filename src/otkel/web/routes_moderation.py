"""Reports of a point looked over: what cannot have been seen is set aside, with who and why."""

from __future__ import annotations

import re
from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.told import FAULTS, local
from otkel.app.feed_words import QUANTITY, SEEN, UNIT
from otkel.app.feed_words import figure as shown
from otkel.app.site.moderation import HOURS, Reports
from otkel.errors import InputError, Mistake
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.web.forms import MOST_FORM_BYTES, read_form
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.signed import require

RIGHT = "reports"
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)


@get("/{lang:str}/desk/{slug:str}/reports", sync_to_thread=True, include_in_schema=False)
def show_reports(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give the reports of a point that are shown now."""
    point = get_point(slug)
    require(request, RIGHT, point.slug)
    return _page(request, lang, point)


@post("/{lang:str}/desk/{slug:str}/reports", include_in_schema=False, request_max_body_size=MOST_FORM_BYTES)
async def set_reports_aside(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[Any]:
    """Set the chosen reports aside."""
    form = await read_form(request)

    def work() -> Response[Any]:
        point = get_point(slug)
        account = require(request, RIGHT, point.slug)
        numbers = [
            int(one) for one in form.all("report") if one.isascii() and one.isdigit() and len(one) < 16
        ]
        try:
            _reports(request).set_aside(point.slug, numbers, form.get("why"), account.name)
        except InputError as error:
            return _page(request, lang, point, error.mistakes, status=400)
        return Redirect(f"/{lang.value}/desk/{point.slug}/reports", status_code=303)

    return await sync_to_thread(work)


def _reports(request: Asked) -> Reports:
    house = house_of(request)
    return Reports(house.ledger.store, house.readings)


def _page(
    request: Asked, lang: Language, point: CrossingPoint, mistakes: tuple[Mistake, ...] = (),
    status: int = 200,
) -> Response[str]:  # fmt: skip
    reports = _reports(request)
    return page(
        request, "moderation.html", lang, status=status, point=point, mistakes=mistakes, hours=HOURS,
        reports=reports.list_shown(point.slug), gone=list(reports.list_set_aside(point.slug))[:30],
        at=lambda us: local(us, point.zone), whys=FAULTS, quantity=QUANTITY, seen=SEEN, unit=UNIT,
        shown=shown,
    )  # fmt: skip


router = Router("/", route_handlers=[show_reports, set_reports_aside])
