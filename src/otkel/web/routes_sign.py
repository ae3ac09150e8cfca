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
from otkel.phrases import Phrase, phrase
from otkel.web.limits import address_of
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.signed import cookie_name, is_safe, put_session, signed_in

_WRONG = phrase("name, password or digits are wrong")
_HERE = re.compile(r"/[a-z]{2}(?:/[A-Za-z0-9._~/?=&%-]*)?")  # a page of this site, never another host
_DESK = "/desk"


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
    after = _safe(request.query_params.get("next", ""), lang.value)
    return page(request, "sign_in.html", lang, after=after, said=None, name="")


@post("/{lang:str}/sign-in", sync_to_thread=True, include_in_schema=False)
def sign_in(request: Asked, lang: Lang, data: Form) -> Response[str] | Redirect:
    """Sign somebody in, and lead him on."""
    after = _safe(data.next, lang.value)
    book = book_of(house_of(request))
    before = request.cookies.get(cookie_name(request))
    try:
        token = signing.sign_in(book, data.name, data.password, data.code, address_of(request))
    except signing.TooSoonError as error:
        wait = phrase("too many attempts; wait {seconds} s", seconds=error.wait_s)
        headers = {"retry-after": str(error.wait_s)}
        return _again(request, lang, data, after, wait, 429, headers)
    except signing.NotSignedInError:
        return _again(request, lang, data, after, _WRONG, 401, None)
    if before:
        signing.sign_out(book, before)
    answer = Redirect(after, status_code=303)
    put_session(request, answer, token)
    return answer


@post("/{lang:str}/sign-out", sync_to_thread=True, include_in_schema=False)
def sign_out(request: Asked, lang: Lang) -> Redirect:
    """Sign somebody out."""
    token = request.cookies.get(cookie_name(request))
    if token and signed_in(request) is not None:
        signing.sign_out(book_of(house_of(request)), token)
    answer = Redirect(f"/{lang.value}", status_code=303)
    # With the marks of the cookie that it takes the place of: browsers heed no other.
    answer.set_cookie(
        Cookie(
            key=cookie_name(request), value="", max_age=0, path="/", httponly=True, samesite="lax",
            secure=is_safe(request),
        )
    )  # fmt: skip
    return answer


def _again(
    request: Asked, lang: Lang, data: SignIn, after: str, said: Phrase, status: int,
    headers: dict[str, str] | None,
) -> Response[str]:  # fmt: skip
    return page(
        request, "sign_in.html", lang, status=status, headers=headers, after=after, said=said,
        name=data.name[:64],
    )  # fmt: skip


def _safe(after: str, lang: str) -> str:
    """Give where to go on: a page of this site, else the desk."""
    return after if _HERE.fullmatch(after) and "//" not in after else f"/{lang}{_DESK}"


router = Router("/", route_handlers=[show_sign_in, sign_in, sign_out])
