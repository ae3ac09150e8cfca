"""Sign in by a provider (OpenID Connect): there, back, and the digits of one's own second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from otkel.app.accounts import signing
from otkel.app.accounts.provider import flow
from otkel.app.accounts.provider.config import BACK
from otkel.app.accounts.provider.published import Provider
from otkel.app.accounts.provider.refusals import ProviderError, stale
from otkel.app.site.accounts import book_of
from otkel.errors import Mistake
from otkel.facts.people import Language
from otkel.phrases import phrase
from otkel.web.limits import address_of, limited
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.routes_sign import PER_MIN, again, safe_after
from otkel.web.signed import cookie_name, is_safe, put_session
from otkel.web.speaking import choose

COOKIE = "going"
_KEPT_S = flow.KEPT_US // 1_000_000
_NONE = phrase("no provider of sign-ins is set up here")


class Digits(msgspec.Struct, frozen=True, kw_only=True):
    """What the form of the digits sends."""

    code: Annotated[str, msgspec.Meta(max_length=50)] = ""
    csrf: str = ""


Form = Annotated[Digits, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get(
    "/{lang:str}/sign-in/provider", sync_to_thread=True, include_in_schema=False,
    guards=[limited("provider", per_min=PER_MIN)],
)  # fmt: skip
def go(request: Asked, lang: Lang) -> Response[Any]:
    """Lead somebody to the provider."""
    after = safe_after(request.query_params.get("next", ""), lang.value)

    def work(provider: Provider) -> Response[Any]:
        place, sealed = flow.begin(book_of(house_of(request)), provider, after, lang.value)
        answer = Redirect(place, status_code=303, headers={"cache-control": "no-store"})
        _hold(request, answer, sealed)
        return answer

    return _answered(request, lang, after, work)


@get(BACK, sync_to_thread=True, include_in_schema=False, guards=[limited("provider", per_min=PER_MIN)])
def come_back(request: Asked) -> Response[Any]:
    """Sign in whom the provider leads back, or say why not."""
    book, lang = book_of(house_of(request)), _language(request)
    try:
        going = flow.read_going(book, request.cookies.get(_name(request), ""))
    except ProviderError as error:
        return _refused(request, lang, "", error.mistake)
    lang = Language(going.lang)

    def work(provider: Provider) -> Response[Any]:
        given = _given(request)
        came = flow.finish(book, provider, going, given, address_of(request))
        return _signed_in(request, lang, came)

    return _answered(request, lang, going.after, work)


@get("/{lang:str}/sign-in/digits", sync_to_thread=True, include_in_schema=False)
def show_digits(request: Asked, lang: Lang) -> Response[str]:
    """Ask for the digits of one's own second factor."""
    return page(request, "sign_in_digits.html", lang)


@post("/{lang:str}/sign-in/digits", sync_to_thread=True, include_in_schema=False)
def take_digits(request: Asked, lang: Lang, data: Form) -> Response[Any]:
    """Sign in for whom the provider has vouched, once the digits are right."""
    sealed = request.cookies.get(_name(request), "")

    def work(_: Provider) -> Response[Any]:
        book = book_of(house_of(request))
        try:
            came = flow.finish_with_code(book, sealed, data.code, address_of(request))
        except signing.NotSignedInError:
            said = Mistake(phrase("these digits are wrong"), phrase("type those that your program shows now"))
            return page(request, "sign_in_digits.html", lang, status=401, said=said)
        return _signed_in(request, lang, came)

    return _answered(request, lang, "", work)


def _answered(
    request: Asked, lang: Language, after: str, work: Callable[[Provider], Response[Any]]
) -> Response[Any]:
    provider: Provider | None = house_of(request).provider
    if provider is None:
        do = phrase("sign in with name and password")
        return _refused(request, lang, after, Mistake(_NONE, do), status=404)
    try:
        return work(provider)
    except ProviderError as error:
        return _refused(request, lang, after, error.mistake)
    except signing.TooSoonError as error:
        wait = phrase("too many attempts; wait {seconds} s", seconds=error.wait_s)
        do = phrase("then begin again")
        headers = {"retry-after": str(error.wait_s)}
        return _refused(request, lang, after, Mistake(wait, do), status=429, headers=headers)


def _signed_in(request: Asked, lang: Language, came: flow.Came) -> Response[Any]:
    if came.vouched:
        answer = Redirect(f"/{lang.value}/sign-in/digits", status_code=303)
        _hold(request, answer, came.vouched)
        return answer
    before = request.cookies.get(cookie_name(request))
    if before:
        signing.sign_out(book_of(house_of(request)), before)
    answer = Redirect(came.after, status_code=303, headers={"cache-control": "no-store"})
    put_session(request, answer, came.token)
    _hold(request, answer, "")
    return answer


def _refused(
    request: Asked, lang: Language, after: str, mistake: Mistake, *, status: int = 401,
    headers: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    said = (mistake.what, mistake.do)
    return again(request, lang, after or safe_after("", lang.value), said, status, headers)


def _given(request: Asked) -> dict[str, str]:
    """Give what stands in the address; what stands there twice is nobody's. Raises ProviderError."""
    given = dict(request.query_params)
    if len(list(request.query_params.multi_items())) != len(given):
        raise stale()
    return given


def _language(request: Asked) -> Language:
    return choose(request.cookies, request.headers.get("accept-language"))


def _name(request: Asked) -> str:
    return f"__Host-{COOKIE}" if is_safe(request) else COOKIE


def _hold(request: Asked, answer: Response[Any], sealed: str) -> None:
    """Let the browser hold what belongs to a sign-in, or let it go; it is sent on the way back (lax)."""
    answer.set_cookie(
        Cookie(
            key=_name(request), value=sealed, max_age=_KEPT_S if sealed else 0, path="/", httponly=True,
            samesite="lax", secure=is_safe(request),
        )
    )  # fmt: skip


router = Router("/", route_handlers=[go, come_back, show_digits, take_digits])
