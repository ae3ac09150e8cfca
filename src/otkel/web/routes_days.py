"""Days of stay of one driver: what is used, what is left, and a calendar. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread

from otkel.app import clock
from otkel.app.labels import CONFIDENCE
from otkel.app.site.checking.filled import read_fields
from otkel.app.site.checking.layout import lay_out
from otkel.app.site.checking.questions import STAYS
from otkel.app.site.checking.stays import RULES, StaysAnswered, answer_stays
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.phrases import phrase
from otkel.web.page import Asked, Lang, page
from otkel.web.routes_check import PRIVATE, fields_of_form, tell_at_fields

LABELS = {
    "rule": phrase("Stay in"),
    "on": phrase("On the day"),
    "plan": phrase("Days of a planned stay"),
}


@get("/{lang:str}/days", sync_to_thread=True, include_in_schema=False)
def show_days(request: Asked, lang: Lang) -> Response[str]:
    """Give the empty form; the browser fills in what it has kept."""
    return _page(request, lang, StaysAnswered(given={}), {}, is_empty=True)


@post("/{lang:str}/days", status_code=200, include_in_schema=False)
async def count_stays(request: Asked, lang: Lang) -> Response[Any]:
    """Give the days of what was filled in, or the form with one line more."""
    return await sync_to_thread(_count, request, lang, await fields_of_form(request))


def _count(request: Asked, lang: Language, form: Mapping[str, str]) -> Response[Any]:
    given = read_fields({name: value for name, value in form.items() if name.startswith("driver.")})
    if form.get("add"):
        return _page(request, lang, StaysAnswered(given=given), form)
    return _page(request, lang, answer_stays(form, given, lang), form)


def _page(
    request: Asked, lang: Language, answered: StaysAnswered, form: Mapping[str, str], is_empty: bool = False
) -> Response[Any]:
    words = words_for(lang)
    told = tell_at_fields(answered.mistakes, words)
    own = {name: words.say(text) for name, text in LABELS.items()}
    layout = lay_out(answered.given, words, told, form.get("add", ""), (STAYS,))
    return page(
        request, "days.html", lang, status=400 if answered.mistakes else 200,
        headers=None if is_empty else PRIVATE, layout=layout, labels=layout.labels | own,
        answer=answered.answer, days=answered.shown, mistakes=answered.mistakes, form=form, rules=RULES,
        is_empty=is_empty, today=clock.today().isoformat(), confidence=CONFIDENCE,
    )  # fmt: skip


router = Router("/", route_handlers=[show_days, count_stays])
