"""Sign in and sign out."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from otkel.app.accounts import signing
from otkel.app.site.accounts import book_of
from otkel.facts.people import Language
from otkel.phrases import Phrase, phrase
from otkel.web.limits import address_of, limited
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.signed import cookie_name, is_safe, put_session, session_of

_WRONG = phrase("name, password or digits are wrong")
_HERE = re.compile(r"/[a-z]{2}(?:/[A-Za-z0-9._~/?=&%-]*)?")  # a page of this site, never another host
_DESK = "/desk"
PER_MIN = 30  # what may ask the provider


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """What the form sends."""

    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    password: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    code: Annotated[str, msgspec.Meta(max_length=50)] = ""
    next: Annotated[str, msgspec.Meta(max_length=500)] = ""
    csrf: str = ""


Form = Annotated[SignIn, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/{lang:str}/sign-in", sync_to_thread=True, include_in_schema=False)
def show_sign_in(request: Asked, lang: Lang) -> Response[str]:
    """Give the form."""
    after = safe_after(request.query_params.get("next", ""), lang.value)
    return page(request, "sign_in.html", lang, after=after, said=(), name="", provider=_provider(request))


@post("/{lang:str}/sign-in", sync_to_thread=True, include_in_schema=False)
def sign_in(request: Asked, lang: Lang, data: Form) -> Response[str] | Redirect:
    """Sign somebody in, and lead him on."""
    after = safe_after(data.next, lang.value)
    book = book_of(house_of(request))
    before = request.cookies.get(cookie_name(request))
    try:
        token = signing.sign_in(book, data.name, data.password, data.code, address_of(request))
    except signing.TooSoonError as error:
        wait = phrase("too many attempts; wait {seconds} s", seconds=error.wait_s)
        headers = {"retry-after": str(error.wait_s)}
        return again(request, lang, after, (wait,), 429, headers, data.name[:64])
    except signing.NotSignedInError:
        return again(request, lang, after, (_WRONG,), 401, None, data.name[:64])
    if before:
        signing.sign_out(book, before)
    answer = Redirect(after, status_code=303)
    put_session(request, answer, token)
    return answer


@post("/{lang:str}/sign-out", sync_to_thread=True, include_in_schema=False)
def sign_out(request: Asked, lang: Lang) -> Redirect:
    """Sign somebody out."""
    token = request.cookies.get(cookie_name(request))
    session, place = session_of(request), ""
    if token and session is not None:
        signing.sign_out(book_of(house_of(request)), token)
        place = "/signed-out" if session.provider else ""
    answer = Redirect(f"/{lang.value}{place}", status_code=303)
    # With the marks of the cookie that it takes the place of: browsers heed no other.
    answer.set_cookie(
        Cookie(
            key=cookie_name(request), value="", max_age=0, path="/", httponly=True, samesite="lax",
            secure=is_safe(request),
        )
    )  # fmt: skip
    return answer


@get(
    "/{lang:str}/signed-out", sync_to_thread=True, include_in_schema=False,
    guards=[limited("provider", per_min=PER_MIN)],
)  # fmt: skip
def show_signed_out(request: Asked, lang: Lang) -> Response[str] | Redirect:
    """Say to whom a provider signed in that he may still be signed in there."""
    provider = house_of(request).provider
    if provider is None:
        return Redirect(f"/{lang.value}", status_code=303)
    place, host = provider.end_address(), provider.config.host
    return page(request, "signed_out.html", lang, place=place, provider=host)


def again(
    request: Asked, lang: Language, after: str, said: tuple[Phrase, ...], status: int,
    headers: dict[str, str] | None, name: str = "",
) -> Response[str]:  # fmt: skip
    """Give the form again, with what was wrong."""
    return page(
        request, "sign_in.html", lang, status=status, headers=headers, after=after, said=said, name=name,
        provider=_provider(request),
    )  # fmt: skip


def _provider(request: Asked) -> str | None:
    """Give the host of the provider by which one may sign in too."""
    found = house_of(request).provider
    return None if found is None else found.config.host


def safe_after(after: str, lang: str) -> str:
    """Give where to go on after signing in: a page of this site, else the desk."""
    return after if _HERE.fullmatch(after) and "//" not in after else f"/{lang}{_DESK}"


router = Router("/", route_handlers=[show_sign_in, sign_in, sign_out, show_signed_out])
