"""My account: what I may do, my password, my second factor, and where I am signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from otkel.app.accounts import own
from otkel.app.accounts.book import Book
from otkel.app.accounts.own import Offer
from otkel.app.accounts.signing import NotSignedInError, TooSoonError
from otkel.app.accounts.totp import address_of as totp_address
from otkel.app.accounts.totp import base32_of
from otkel.app.paper import qr_svg
from otkel.app.rights import ALL, Rights, roles_by_point
from otkel.app.site.accounts import book_of
from otkel.errors import InputError, Mistake
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.phrases import Phrase, phrase
from otkel.web.limits import address_of
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.signed import put_session, require_session

PLACE = "account"
_FORMS = ("password", "factor", "factor/confirm", "factor/remove", "sessions")
_DONE = {
    "password": phrase("your password is changed; your other sessions have ended"),
    "factor": phrase("your second factor counts from now on; your other sessions have ended"),
    "no-factor": phrase("your second factor is taken away; your other sessions have ended"),
    "ended": phrase("what you ended has ended"),
}
_WRONG = Mistake(
    phrase("the present password or the digits are wrong; nothing was changed"),
    phrase("digits are taken once: wait for the next ones"),
)


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What the forms of the page send; each sends some of it."""

    password: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    code: Annotated[str, msgspec.Meta(max_length=50)] = ""
    new: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    again: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    offer: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    session: Annotated[str, msgspec.Meta(max_length=64)] = ""
    csrf: str = ""


Form = Annotated[Fields, Body(media_type=RequestEncodingType.URL_ENCODED)]


@get(f"/{{lang:str}}/{PLACE}", sync_to_thread=True, include_in_schema=False)
def show_account(request: Asked, lang: Lang) -> Response[str]:
    """Give the page of who is signed in."""
    return _page(request, lang, done=_DONE.get(request.query_params.get("done", "")))


@get([f"/{{lang:str}}/{PLACE}/{one}" for one in _FORMS], sync_to_thread=False, include_in_schema=False)
def lead_back(lang: Lang) -> Redirect:
    """Lead to the page of the account: what answers a form has the form's address, in each language."""
    return Redirect(f"/{lang.value}/{PLACE}", status_code=303)


@post(f"/{{lang:str}}/{PLACE}/password", sync_to_thread=True, include_in_schema=False)
def set_password(request: Asked, lang: Lang, data: Form) -> Response[Any]:
    """Set one's own password."""

    def work() -> Response[Any]:
        if data.new != data.again:
            raise InputError(
                [
                    Mistake(phrase("these were two passwords"), phrase("type the same one twice")).at(
                        field="new"
                    )
                ]
            )
        session = require_session(request)
        token = own.set_password(_book(request), session, data.password, data.new, address_of(request))
        return _on(request, lang, "password", token)

    return _answered(request, lang, work)


@post(f"/{{lang:str}}/{PLACE}/factor", sync_to_thread=True, include_in_schema=False)
def offer_factor(request: Asked, lang: Lang, data: Form) -> Response[Any]:
    """Show a new second factor, which does not count yet."""

    def work() -> Response[Any]:
        session = require_session(request)
        offer = own.offer_totp(_book(request), session, data.password, data.code, address_of(request))
        return _offer_page(request, lang, offer)

    return _answered(request, lang, work)


@post(f"/{{lang:str}}/{PLACE}/factor/confirm", sync_to_thread=True, include_in_schema=False)
def confirm_factor(request: Asked, lang: Lang, data: Form) -> Response[Any]:
    """Let the new second factor count, once its digits were typed."""

    def work() -> Response[Any]:
        session, book = require_session(request), _book(request)
        offer = own.read_offer(book, session, data.offer)
        try:
            token = own.confirm_totp(book, session, offer, data.code)
        except InputError as error:
            return _offer_page(request, lang, offer, error.mistakes, status=400)
        return _on(request, lang, "factor", token)

    return _answered(request, lang, work)


@post(f"/{{lang:str}}/{PLACE}/factor/remove", sync_to_thread=True, include_in_schema=False)
def remove_factor(request: Asked, lang: Lang, data: Form) -> Response[Any]:
    """Take one's own second factor away."""

    def work() -> Response[Any]:
        session = require_session(request)
        token = own.remove_totp(_book(request), session, data.password, data.code, address_of(request))
        return _on(request, lang, "no-factor", token)

    return _answered(request, lang, work)


@post(f"/{{lang:str}}/{PLACE}/sessions", sync_to_thread=True, include_in_schema=False)
def end_sessions(request: Asked, lang: Lang, data: Form) -> Response[Any]:
    """End one other session, or all others where none is named."""
    session, book = require_session(request), _book(request)
    if data.session:
        own.end_session(book, session, data.session)
    else:
        own.end_others(book, session)
    return _on(request, lang, "ended", None)


def _answered(request: Asked, lang: Language, work: Callable[[], Response[Any]]) -> Response[Any]:
    """Do an act; where it is refused the page says why, and what to do."""
    require_session(request)
    try:
        return work()
    except InputError as error:
        return _page(request, lang, mistakes=error.mistakes, status=400)
    except NotSignedInError:
        return _page(request, lang, mistakes=(_WRONG,), status=403)
    except TooSoonError as error:
        wait = Mistake(
            phrase("too many attempts; wait {seconds} s", seconds=error.wait_s),
            phrase("if you do not know it any more, ask your administrator"),
        )
        return _page(request, lang, mistakes=(wait,), status=429, headers={"retry-after": str(error.wait_s)})


def _page(
    request: Asked, lang: Language, *, done: Phrase | None = None, mistakes: tuple[Mistake, ...] = (),
    status: int = 200, headers: dict[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    session = require_session(request)
    return page(
        request, "account.html", lang, status=status, headers=headers, done=done, mistakes=mistakes,
        roles=_roles(session.account.rights), sessions=own.list_open(_book(request), session),
    )  # fmt: skip


def _roles(rights: Rights) -> list[tuple[CrossingPoint | None, list[Phrase]]]:
    """Give what somebody is at which crossing point; None: at all."""
    return [
        (None if slug == ALL else gazetteer.get_point(slug), said)
        for slug, said in roles_by_point(rights).items()
    ]


def _offer_page(
    request: Asked, lang: Language, offer: Offer, mistakes: tuple[Mistake, ...] = (), status: int = 200
) -> Response[str]:
    name = require_session(request).account.name
    text = base32_of(offer.secret)
    return page(
        request, "account_factor.html", lang, status=status, offer=offer.sealed, mistakes=mistakes,
        code=qr_svg(totp_address(offer.secret, name)),
        secret=" ".join(text[at : at + 4] for at in range(0, len(text), 4)),
    )  # fmt: skip


def _on(request: Asked, lang: Language, done: str, token: str | None) -> Redirect:
    answer = Redirect(f"/{lang.value}/{PLACE}?done={done}", status_code=303)
    if token is not None:
        put_session(request, answer, token)
    return answer


def _book(request: Asked) -> Book:
    return book_of(house_of(request))


router = Router(
    "/",
    route_handlers=[
        show_account, lead_back, set_password, offer_factor, confirm_factor, remove_factor, end_sessions,
    ],
)  # fmt: skip
