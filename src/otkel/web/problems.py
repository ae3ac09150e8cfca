"""What cannot be done, told: as a page to people, as problem details (RFC 9457) to programs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from traceback import format_tb
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import ExceptionHandler

from otkel.app.words import Words, words_for
from otkel.errors import ClientKeyReusedError, InputError, LedgerError, Mistake, UnknownNameError
from otkel.facts.people import Language
from otkel.phrases import Phrase, phrase
from otkel.web.csrf import NotOurFormError
from otkel.web.drawing import draw
from otkel.web.page import HTML
from otkel.web.signed import NotAllowedError
from otkel.web.speaking import choose, prefer

PROBLEM_JSON = "application/problem+json"
API = "/api/"
_log = logging.getLogger("otkel.web")
_NOT_FOUND = phrase("there is no such page")
_NOT_NOW = phrase("the record cannot be reached just now; nothing was recorded")
_REUSED = phrase("this idempotency key was used for something else; take another one")
_BROKEN = phrase("something is wrong with Otkel itself; it was written down")
_OLD_FORM = Mistake(
    phrase("the form was opened before you signed in or out, or on another site"),
    phrase("go back, load the page again and send it once more"),
)
_TITLES = {
    400: phrase("this cannot be read"),
    401: phrase("sign in first"),
    403: phrase("this is not yours to do"),
    404: _NOT_FOUND,
    405: phrase("this address does not take that"),
    408: phrase("this came too slowly; send it again"),
    413: phrase("this is larger than what is taken"),
    414: phrase("this is larger than what is taken"),
    429: phrase("too many requests"),
    503: _NOT_NOW,
}


def problem(
    request: Request[Any, Any, Any], status: int, title: Phrase, mistakes: tuple[Mistake, ...] = (),
    headers: Mapping[str, str] | None = None, **more: Any,
) -> Response[Any]:  # fmt: skip
    """Answer with a problem: what, where, and what to do next."""
    if request.url.path.startswith(API):
        words = words_for(prefer(request.headers.get("accept-language")))
        body: dict[str, Any] = {"type": "about:blank", "title": words.sentence(title), "status": status}
        if mistakes:
            body["mistakes"] = [_mistake(one, words) for one in mistakes]
        return Response(body | more, status_code=status, media_type=PROBLEM_JSON, headers=headers)
    language = _language_of(request)
    text = draw(
        "problem.html", language, here="", simulated=False, title=title, mistakes=mistakes,
    )  # fmt: skip
    return Response(text, status_code=status, media_type=HTML, headers=headers)


def _mistake(one: Mistake, words: Words) -> dict[str, Any]:
    return {
        "what": words.sentence(one.what),
        "do": words.sentence(one.do),
        "field": one.where.field,
        "row": one.where.row,
    }


def _language_of(request: Request[Any, Any, Any]) -> Language:
    code = request.url.path[1:3]
    if code in tuple(Language):
        return Language(code)
    return choose(request.cookies, request.headers.get("accept-language"))


def _bad_input(request: Request[Any, Any, Any], error: InputError) -> Response[Any]:
    return problem(request, 400, _TITLES[400], tuple(error.mistakes))


def _unknown(request: Request[Any, Any, Any], error: UnknownNameError) -> Response[Any]:
    return problem(request, 404, error.mistake.what, (error.mistake,))


def _ledger(request: Request[Any, Any, Any], error: LedgerError) -> Response[Any]:
    _log.warning("ledger: %s", type(error).__name__)
    return problem(request, 503, _NOT_NOW, headers={"retry-after": "2"})


def _reused(request: Request[Any, Any, Any], error: ClientKeyReusedError) -> Response[Any]:
    del error
    return problem(request, 409, _REUSED)


def _http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    path, status = request.url.path, error.status_code
    if status == 401 and not path.startswith(API):
        return _lead_to_sign_in(request)
    if status == 400 and not path.startswith(API) and path[1:3] not in tuple(Language):
        status = 404  # a language that there is not
    errors = _invalid(error) if status == 400 and path.startswith(API) else {}
    return problem(request, status, _TITLES.get(status, _TITLES[400]), headers=error.headers, **errors)


def _invalid(error: HTTPException) -> dict[str, Any]:
    """Give which fields of what a program sent are not as described, without what it sent."""
    extra = error.extra if isinstance(error.extra, list) else []
    told = [f"{one.get('key', '')}: {one.get('message', '')}"[:200] for one in extra if isinstance(one, dict)]
    return {"detail": "; ".join(told[:20]) or error.detail[:300]}


def _lead_to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    after = f"?{urlencode({'next': here})}" if request.method == "GET" else ""
    return Redirect(f"/{_language_of(request).value}/sign-in{after}", status_code=303)


def _not_allowed(request: Request[Any, Any, Any], error: NotAllowedError) -> Response[Any]:
    return problem(request, 403, _TITLES[403], (error.mistake,))


def _not_ours(request: Request[Any, Any, Any], error: NotOurFormError) -> Response[Any]:
    del error
    return problem(request, 403, _TITLES[403], (_OLD_FORM,))


def _not_read(request: Request[Any, Any, Any], error: UnicodeDecodeError | RecursionError) -> Response[Any]:
    # What was sent is decoded by the framework: a field of a form that is no UTF-8, or JSON within JSON
    # within JSON.
    if request.method in ("GET", "HEAD"):
        return _broken(request, error)
    return problem(request, 400, _TITLES[400])


def _broken(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    # Only the kind, the route and the places: what somebody typed, or a secret, may stand in the message and
    # in the address.
    where = "".join(format_tb(error.__traceback__))
    _log.error("%s at %s\n%s", type(error).__name__, request.scope.get("path_template", "…"), where)
    return problem(request, 500, _BROKEN)


HANDLERS: dict[int | type[Exception], ExceptionHandler[Any]] = {
    InputError: _bad_input,
    UnknownNameError: _unknown,
    ClientKeyReusedError: _reused,
    LedgerError: _ledger,
    NotAllowedError: _not_allowed,
    NotOurFormError: _not_ours,
    HTTPException: _http,
    UnicodeDecodeError: _not_read,
    RecursionError: _not_read,
    Exception: _broken,
}
