"""May this truck go: the trip as a form or a file, and its answer. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from otkel.app import clock
from otkel.app.answer import digest_of
from otkel.app.asked import read_day
from otkel.app.check import Asked as AskedTrip
from otkel.app.labels import CONFIDENCE, PHASE, SAYS, SUBJECT, TITLE, WHO
from otkel.app.paper import make_paper, qr_svg
from otkel.app.site.checking.answering import Answered, answer_form
from otkel.app.site.checking.bars import find_bars
from otkel.app.site.checking.examples import get_example, list_examples
from otkel.app.site.checking.files import MOST_ROWS, answer_file
from otkel.app.site.checking.filled import Given, data_of, read_fields
from otkel.app.site.checking.layout import lay_out
from otkel.app.site.checking.options import points, states
from otkel.app.site.checking.stays import days_of_trip
from otkel.app.site.checking.what_if import Varied, list_days, vary
from otkel.app.words import Words, words_for
from otkel.errors import InputError, Mistake
from otkel.facts.people import Language
from otkel.feeds.template import trip_template
from otkel.web.csrf import FIELD
from otkel.web.limits import limit
from otkel.web.page import Asked, Lang, page

TONE = {"go": "good", "go_with_care": "warn", "fix": "bad", "no": "bad", "undecided": "ask"}
MOST_TOLD = 60  # mistakes of a file that are listed
# The card of the form in which what a finding lacks is filled in.
CARD_OF = {
    "controlled_goods": "load", "tax": "load", "decrees": "papers", "documents": "papers", "stay": "driver",
    "registers": "driver", "spot": "spot", "seals": "seal", "queue": "seal",
}  # fmt: skip
PER_MIN = 120.0  # of one address: a whole waiting area may be behind it
FILES_PER_MIN = 12.0
PRIVATE = {"cache-control": "no-store"}
_LABELS: dict[str, Any] = {
    "title_of": TITLE, "says": SAYS, "subjects": SUBJECT, "who": WHO, "confidence": CONFIDENCE,
    "phases": PHASE, "tone": TONE, "card_of": CARD_OF,
}  # fmt: skip


@get("/{lang:str}/check", sync_to_thread=True, include_in_schema=False)
def show_form(request: Asked, lang: Lang) -> Response[str]:
    """Give the empty form; the browser fills in what it has kept."""
    given = {"enters_on": clock.today().isoformat()}
    return _page(request, lang, Answered(given=given), is_empty=True)


@get("/{lang:str}/check/template", sync_to_thread=True, include_in_schema=False)
def give_template(request: Asked, lang: Lang) -> Response[Any]:
    """Give a trip to fill in, each field explained."""
    del request, lang
    return _file(trip_template().encode(), "application/yaml", "trip.yaml")


@get("/{lang:str}/check/example/{name:str}", sync_to_thread=True, include_in_schema=False)
def show_example(request: Asked, lang: Lang, name: FromPath[str]) -> Response[str]:
    """Give a shipped trip, filled in and answered."""
    answered = answer_form(get_example(name), AskedTrip(language=lang))
    return _page(request, lang, answered, is_example=True)


@post("/{lang:str}/check", status_code=200, include_in_schema=False)
async def answer_trip(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer to what was filled in, or the form with one line more."""
    form = await fields_of_form(request)
    return await sync_to_thread(_answer, request, lang, form)


@post("/{lang:str}/check/file", status_code=200, include_in_schema=False)
async def answer_uploaded(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer to a file: a trip, a document or a table of trips."""
    limit(request, "check-file", per_min=FILES_PER_MIN)
    form, file = await fields_of_form(request), await _upload(request)
    data = b"" if file is None else await file.read()
    name = "" if file is None else file.filename
    return await sync_to_thread(_answer_uploaded, request, lang, form, data, name)


@post("/{lang:str}/check/what-if", status_code=200, include_in_schema=False)
async def answer_what_if(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer to the trip on another day, at another point, with another driver or truck."""
    form = await fields_of_form(request)
    return await sync_to_thread(_what_if, request, lang, form)


@post("/{lang:str}/check/pdf", status_code=200, include_in_schema=False)
async def give_paper(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer as one page of PDF."""
    form = await fields_of_form(request)
    return await sync_to_thread(_paper, request, lang, form)


@post("/{lang:str}/check/json", status_code=200, include_in_schema=False)
async def give_json(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer as the command prints it with `--json`."""
    form = await fields_of_form(request)
    return await sync_to_thread(_json, request, lang, form)


@post("/{lang:str}/check/trip", status_code=200, include_in_schema=False)
async def give_trip(request: Asked, lang: Lang) -> Response[Any]:
    """Give what was filled in as a file of a trip, as `otkel check` reads it."""
    del lang
    form = await fields_of_form(request)
    text = msgspec.json.format(msgspec.json.encode(data_of(read_fields(form)).data), indent=2)
    return _file(text, "application/json", "otkel-trip.json")


def _answer(request: Asked, lang: Language, form: Mapping[str, str]) -> Response[Any]:
    given = read_fields(form)
    if add := form.get("add", ""):
        return _page(request, lang, Answered(given=given), add=add)
    return _page(request, lang, answer_form(given, _asked(form, lang)), form=form)


def _answer_uploaded(
    request: Asked, lang: Language, form: Mapping[str, str], data: bytes, name: str
) -> Response[Any]:
    try:
        answered = answer_file(data, name, _asked(form, lang))
    except InputError as error:
        return _page(request, lang, Answered(given={}, mistakes=error.mistakes[:MOST_TOLD]), form=form)
    if isinstance(answered, Answered):
        return _page(request, lang, answered, form=form)
    return page(
        request, "check_table.html", lang, headers=PRIVATE, table=answered, form=form,
        most=MOST_ROWS, **_LABELS,
    )  # fmt: skip


def _what_if(request: Asked, lang: Language, form: Mapping[str, str]) -> Response[Any]:
    given, asked = read_fields(form), _asked(form, lang)
    answered = answer_form(given, asked)
    if answered.answer is None:
        return _page(request, lang, answered, form=form)
    try:
        varied = vary(given, form, asked)
    except InputError as error:
        return _page(request, lang, answered, form=form, wrong=error.mistakes)
    return _page(request, lang, answered, form=form, varied=varied)


def _paper(request: Asked, lang: Language, form: Mapping[str, str]) -> Response[Any]:
    answered = answer_form(read_fields(form), _asked(form, lang))
    if answered.answer is None:
        return _page(request, lang, answered, form=form)
    return _file(make_paper(answered.answer, lang), "application/pdf", "otkel-check.pdf")


def _json(request: Asked, lang: Language, form: Mapping[str, str]) -> Response[Any]:
    answered = answer_form(read_fields(form), _asked(form, lang))
    if answered.answer is None:
        return _page(request, lang, answered, form=form)
    text = msgspec.json.format(msgspec.json.encode(answered.answer), indent=2)
    return _file(text, "application/json", "otkel-answer.json")


def _asked(form: Mapping[str, str], lang: Language) -> AskedTrip:
    """Give how the trip is asked about. Raises InputError."""
    return AskedTrip(on=_day(form, "law_on"), known_at=_day(form, "known_at"), language=lang)


def _day(form: Mapping[str, str], name: str) -> date | None:
    text = form.get(name, "").strip()
    return read_day(text, name) if text else None


async def fields_of_form(request: Asked) -> dict[str, str]:
    """Give the texts of a form; the first of several of one name, and no files.

    Raises TooManyRequestsException: each of these forms is worked on.
    """
    limit(request, "check", per_min=PER_MIN)
    form = await request.form()
    texts = {name: value for name, value in reversed([*form.multi_items()]) if isinstance(value, str)}
    texts.pop(FIELD, None)
    return texts


async def _upload(request: Asked) -> UploadFile | None:
    form = await request.form()
    found = next((value for _, value in form.multi_items() if isinstance(value, UploadFile)), None)
    return found if found is not None and found.filename else None


def _file(content: bytes, kind: str, name: str) -> Response[Any]:
    headers = {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _page(
    request: Asked, lang: Language, answered: Answered, *, form: Mapping[str, str] | None = None,
    add: str = "", is_empty: bool = False, is_example: bool = False, varied: Varied | None = None,
    wrong: tuple[Mistake, ...] = (),
) -> Response[Any]:  # fmt: skip
    words = words_for(lang)
    told = tell_at_fields(answered.mistakes, words)
    answer = answered.answer
    layout = lay_out(answered.given, words, told, add)
    digest = digest_of(answer) if answer is not None else ""
    asked = AskedTrip(language=lang) if form is None else _asked(form, lang)
    trip = answered.trip
    bars = find_bars(trip, asked) if trip is not None else ()
    return page(
        request, "check.html", lang,
        status=400 if answered.mistakes or wrong else 200,
        headers=None if is_empty or is_example else PRIVATE,
        layout=layout, labels=layout.labels,
        given=_given(answered.given), answer=answer, digest=digest, code=qr_svg(digest) if digest else "",
        days=days_of_trip(answered, asked), bars=bars, varied=varied, wrong=wrong,
        ahead=list_days(trip, asked) if trip is not None and not bars else (),
        near=list(states(words)), points=list(points(words)),
        mistakes=answered.mistakes, examples=list_examples(), is_empty=is_empty, is_example=is_example,
        form=form or {}, **_LABELS,
    )  # fmt: skip


def tell_at_fields(mistakes: Iterable[Mistake], words: Words) -> dict[str, str]:
    """Give the first mistake of every field of a form; those of a file stand at no field."""
    found: dict[str, str] = {}
    for one in mistakes:
        if one.where.file is None and one.where.field:
            found.setdefault(one.where.field, f"{words.sentence(one.what)} {words.sentence(one.do)}")
    return found


def _given(given: Given) -> list[tuple[str, str]]:
    return list(given.items())


router = Router(
    "/",
    route_handlers=[
        show_form, show_example, give_template, answer_trip, answer_uploaded, answer_what_if, give_paper,
        give_json, give_trip,
    ],
)  # fmt: skip
