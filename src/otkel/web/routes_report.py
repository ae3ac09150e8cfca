"""What anybody tells without an account: what he sees at a crossing point."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie
from litestar.response import Redirect

from otkel.app.site.points import points_by_border
from otkel.app.site.report import AGO_MIN, ASKED, FIELDS, STALE, read_report, tell_report
from otkel.app.site.voices import LASTS_S, is_voice, make_voice
from otkel.errors import InputError, Mistake
from otkel.facts import gazetteer
from otkel.facts.people import Language
from otkel.web.forms import MOST_FORM_BYTES, Form, read_form
from otkel.web.limits import limit
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.signed import is_safe

COOKIE = "voice"
PER_MIN, AT_ONCE = 6, 20


@get("/{lang:str}/report", sync_to_thread=True, include_in_schema=False)
def ask_report(request: Asked, lang: Lang) -> Response[str]:
    """Give the form: what do you see?"""
    given = {"point": request.query_params.get("point", "")[:80]}
    return _form(request, lang, given)


@post("/{lang:str}/report", include_in_schema=False, request_max_body_size=MOST_FORM_BYTES)
async def take_report(request: Asked, lang: Lang) -> Response[Any]:
    """Take what somebody sees, and lead back to the form with thanks."""
    form = await read_form(request)
    return await sync_to_thread(_take, request, lang, form)


def _take(request: Asked, lang: Language, form: Form) -> Response[Any]:
    house = house_of(request)
    limit(request, "report", per_min=PER_MIN, burst=AT_ONCE)
    voice = voice_of(request, form)
    given = {name: form.get(name) for name in FIELDS}
    try:
        report = read_report(given)
        if voice is None:
            raise InputError([STALE])
    except InputError as error:
        return _form(request, lang, given, error.mistakes, status=400)
    tell_report(house, report, voice)
    return Redirect(f"/{lang.value}/report?point={report.point.slug}&told=1", status_code=303)


def _form(
    request: Asked, lang: Language, given: dict[str, str], mistakes: tuple[Mistake, ...] = (),
    status: int = 200,
) -> Response[str]:  # fmt: skip
    voice = voice_of(request) or make_voice(house_of(request))
    answer = page(
        request, "report.html", lang, status=status, borders=points_by_border(lang),
        point=gazetteer.find_point(given.get("point", "")), given=given, asked=ASKED, ago=AGO_MIN,
        mistakes=mistakes, voice=voice, told=request.query_params.get("told") == "1",
        headers={"cache-control": "no-store"},
    )  # fmt: skip
    answer.set_cookie(
        Cookie(
            key=COOKIE, value=voice, max_age=LASTS_S, path="/", httponly=True, samesite="strict",
            secure=is_safe(request),
        )
    )  # fmt: skip
    return answer


def voice_of(request: Asked, form: Form | None = None) -> str | None:
    """Give the voice of a browser: from its cookie, else from the form that it was given."""
    house = house_of(request)
    said = (request.cookies.get(COOKIE), form.get(COOKIE) if form is not None else None)
    return next((one for one in said if one is not None and is_voice(house, one)), None)


router = Router("/", route_handlers=[ask_report, take_report])
