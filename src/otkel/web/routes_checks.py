"""Checks of the whole border by month, after a delay, without small numbers."""

from __future__ import annotations

from litestar import Response, Router, get

from otkel.app.crossing.told import CHOICES
from otkel.app.site.board import BORDER
from otkel.app.site.checks_told import DELAY_DAYS, FEWEST, months_told
from otkel.facts.events.choices import CheckOutcome, SelectionKind
from otkel.web.page import Asked, Lang, house_of, page


@get("/{lang:str}/checks", sync_to_thread=True, include_in_schema=False)
def show_checks(request: Asked, lang: Lang) -> Response[str]:
    """Give the months that may be told."""
    return page(
        request, "checks.html", lang, months=months_told(house_of(request), BORDER), fewest=FEWEST,
        delay=DELAY_DAYS, kinds=tuple(SelectionKind), outcomes=tuple(CheckOutcome), called=CHOICES,
    )  # fmt: skip


router = Router("/", route_handlers=[show_checks])
