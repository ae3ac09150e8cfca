"""What was done to somebody, told without an account; the link behind which he says what is given out."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from otkel.app.crossing.told import local
from otkel.app.incident_words import PAPER
from otkel.app.site import incident as incidents
from otkel.app.site.points import points_by_border
from otkel.errors import InputError, Mistake
from otkel.facts import gazetteer
from otkel.facts.people import Language
from otkel.queueing.release_words import STAGES
from otkel.web.forms import MOST_FORM_BYTES, Form, read_form
from otkel.web.limits import limit
from otkel.web.page import Asked, Lang, house_of, page

PER_MIN, AT_ONCE = 2, 6
LOOKS_PER_MIN = 30
_SECRET = {"cache-control": "no-store", "referrer-policy": "no-referrer"}  # its address is the key to it


@get("/{lang:str}/report/incident", sync_to_thread=True, include_in_schema=False)
def ask_incident(request: Asked, lang: Lang) -> Response[str]:
    """Give the form: what was done to you?"""
    given = {"point": request.query_params.get("point", "")[:80], "once": incidents.make_once()}
    return _form(request, lang, given)


@post("/{lang:str}/report/incident", include_in_schema=False, request_max_body_size=MOST_FORM_BYTES)
async def take_incident(request: Asked, lang: Lang) -> Response[Any]:
    """Take what was done to somebody, and lead to his link."""
    form = await read_form(request)
    return await sync_to_thread(_take, request, lang, form)


@get("/{lang:str}/report/told/{token:str}", sync_to_thread=True, include_in_schema=False)
def show_told(request: Asked, lang: Lang, token: FromPath[str]) -> Response[str]:
    """Give what was told, to who has its link."""
    limit(request, "told", per_min=LOOKS_PER_MIN)
    found = _found(request, token)
    begun = local(found.body.from_us, found.point.zone)
    return page(
        request, "incident_told.html", lang, found=found, begun=begun, done=incidents.DONE,
        consents=incidents.CONSENTS, headers=_SECRET,
    )  # fmt: skip


@post("/{lang:str}/report/told/{token:str}", include_in_schema=False, request_max_body_size=MOST_FORM_BYTES)
async def change_told(request: Asked, lang: Lang, token: FromPath[str]) -> Response[Any]:
    """Set anew what may be given out, or forget who told it."""
    form = await read_form(request)

    def work() -> Response[Any]:
        limit(request, "told", per_min=LOOKS_PER_MIN)
        found = _found(request, token)
        if form.get("do") == "forget":
            incidents.forget(house_of(request), found)
        elif not found.is_forgotten:
            given = {name: form.get(name) for name, *_ in incidents.CONSENTS}
            incidents.set_given_out(house_of(request), found, given)
        return Redirect(f"/{lang.value}/report/told/{token}", status_code=303)

    return await sync_to_thread(work)


def _found(request: Asked, token: str) -> incidents.Told:
    found = incidents.look(house_of(request), token)
    if found is None:
        raise NotFoundException
    return found


def _take(request: Asked, lang: Language, form: Form) -> Response[Any]:
    limit(request, "incident", per_min=PER_MIN, burst=AT_ONCE)
    given = {name: form.get(name) for name in incidents.FIELDS}
    if not incidents.is_once(given["once"]):
        given["once"] = incidents.make_once()
    try:
        point, values = incidents.read_incident(given)
        token = incidents.incidents_of(house_of(request)).tell(point, values, given["once"])
    except InputError as error:
        return _form(request, lang, given, incidents.in_public(error.mistakes), status=400)
    if token is None:
        return _form(request, lang, given, known=True)
    return Redirect(f"/{lang.value}/report/told/{token}", status_code=303, headers=_SECRET)


def _form(
    request: Asked, lang: Language, given: dict[str, str], mistakes: tuple[Mistake, ...] = (),
    *, known: bool = False, status: int = 200,
) -> Response[str]:  # fmt: skip
    return page(
        request, "incident.html", lang, status=status, borders=points_by_border(lang),
        point=gazetteer.find_point(given.get("point", "")), given=given, mistakes=mistakes, known=known,
        done=incidents.DONE, officers=incidents.OFFICERS, papers=PAPER, consents=incidents.CONSENTS,
        places={one.value: STAGES[one] for one in incidents.PLACES}, headers={"cache-control": "no-store"},
    )  # fmt: skip


router = Router("/", route_handlers=[ask_incident, take_incident, show_told, change_told])
