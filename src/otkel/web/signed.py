"""Who asks, and whether he may: `require(request, "call", "syrym")` gives the account or ends the request."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from otkel.app.accounts.book import Account
from otkel.app.accounts.signing import Session, find_session
from otkel.app.rights import states_of, who_may
from otkel.app.site.accounts import book_of
from otkel.errors import Mistake
from otkel.facts import gazetteer
from otkel.phrases import phrase

Asked = Request[Any, Any, Any]
COOKIE, SAFE_COOKIE = "otkel", "__Host-otkel"
_KEPT = "otkel_session"  # in the scope of a request: it is asked once


class NotAllowedError(PermissionDeniedException):
    """Signed in, and not allowed. Carries what to tell."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__()
        self.mistake = mistake


def is_safe(request: Asked) -> bool:
    """Whether the request came over TLS, as the server before this one says."""
    return request.url.scheme == "https"


def cookie_name(request: Asked) -> str:
    """Give the name of the cookie of who is signed in."""
    return SAFE_COOKIE if is_safe(request) else COOKIE


def put_session(request: Asked, answer: Response[Any], token: str) -> None:
    """Give the browser the token of a session that has begun; no script can read it."""
    answer.set_cookie(
        Cookie(
            key=cookie_name(request), value=token, path="/", httponly=True, samesite="lax",
            secure=is_safe(request),
        )
    )  # fmt: skip


def require_session(request: Asked) -> Session:
    """Give the session of a request. Raises NotAuthorizedException where nobody is signed in, LedgerError."""
    session = session_of(request)
    if session is None:
        raise NotAuthorizedException
    return session


def session_of(request: Asked) -> Session | None:
    """Give the session of a request; None where nobody is signed in. Raises LedgerError."""
    if _KEPT not in request.scope:
        token = request.cookies.get(cookie_name(request), "")
        book = book_of(request.app.state.house) if token else None
        request.scope[_KEPT] = None if book is None else find_session(book, token)  # type: ignore[literal-required]
    found: Session | None = request.scope[_KEPT]  # type: ignore[literal-required]
    return found


def signed_in(request: Asked) -> Account | None:
    """Give who is signed in; None where nobody is. Raises LedgerError."""
    session = session_of(request)
    return None if session is None else session.account


def require(
    request: Asked, operation: str, point: str, *, stage: str | None = None, towards: str | None = None
) -> Account:
    """Give who is signed in where he may do an operation at a point, by its slug.

    `stage` and `towards` say whose stage it is: each state's officers work their own. Raises
    NotAuthorizedException where nobody is signed in (a page leads to sign in), NotAllowedError.
    """
    account = signed_in(request)
    if account is None:
        raise NotAuthorizedException
    if not is_allowed(account, operation, point, stage=stage, towards=towards):
        raise NotAllowedError(
            Mistake(
                phrase(
                    "{account} may not do this here: {operation}", account=account.name, operation=operation
                ),
                phrase("ask one of these: {roles}", roles=who_may(operation)),
            )
        )
    return account


def is_allowed(
    account: Account, operation: str, point: str, *, stage: str | None = None, towards: str | None = None
) -> bool:
    """Whether an account may do an operation at a point: what he may not is better not offered."""
    place = gazetteer.find_point(point)
    states = (None,) if place is None else states_of(operation, stage, towards, place.countries)
    return all(account.may(operation, point, state) for state in states)
