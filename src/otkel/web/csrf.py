"""Forms are ours: each POST carries a token that no other site can know.

The token is made of the session, or of a random cookie where nobody is signed in, under a key of the
ledger; so it needs no memory and outlives a restart. A form carries it by `{{ csrf_field() }}`, a script
in the header `x-csrf-token` (it stands in `<meta name="csrf">` where a page has `{{ csrf_meta() }}`).
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from markupsafe import Markup

from otkel.app.site.accounts import book_of
from otkel.web.signed import is_safe, session_of

Asked = Request[Any, Any, Any]
FIELD, HEADER = "csrf", "x-csrf-token"
COOKIE, SAFE_COOKIE = "visit", "__Host-visit"
API = "/api/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = (RequestEncodingType.URL_ENCODED.value, RequestEncodingType.MULTI_PART.value)
_MOST = 100


class NotOurFormError(PermissionDeniedException):
    """A POST without its token."""


class Csrf:
    """The token of one answer; whether it needs a cookie is known once a template has asked for it."""

    def __init__(self, request: Asked) -> None:
        """Make the token of who asks when it is asked for."""
        self._request = request
        self.new_cookie: str | None = None
        self.is_asked = False  # then the page is for one reader alone

    def token(self) -> str:
        """Give the token. Raises LedgerError."""
        self.is_asked = True
        kept = self._request.cookies.get(_cookie_name(self._request), "")
        if session_of(self._request) is None and not 0 < len(kept) <= _MOST and self.new_cookie is None:
            self.new_cookie = secrets.token_urlsafe(24)
        return _token(self._request, self.new_cookie or kept)

    def field(self) -> Markup:
        """Give the hidden field of a form."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.token())

    def meta(self) -> Markup:
        """Give the token where a script reads it."""
        return Markup('<meta name="{}" content="{}">').format(FIELD, self.token())

    def put_cookie(self, response: Response[Any]) -> None:
        """Set the cookie of somebody new."""
        if self.new_cookie is not None:
            response.set_cookie(
                Cookie(
                    key=_cookie_name(self._request), value=self.new_cookie, path="/", httponly=True,
                    samesite="strict", secure=is_safe(self._request),
                )
            )  # fmt: skip


async def require_token(request: Asked) -> None:
    """Refuse what would change something and does not carry its token. The API has keys instead.

    Raises NotOurFormError.
    """
    if request.method in SAFE or request.url.path.startswith(API):
        return
    given = request.headers.get(HEADER)
    if given is None and request.content_type[0] in _FORMS:
        value = (await request.form()).get(FIELD)
        given = value if isinstance(value, str) else None
    kept = request.cookies.get(_cookie_name(request), "")[:_MOST]
    if given is None or not _is_token(request, kept, given):
        raise NotOurFormError


def _is_token(request: Asked, kept: str, given: str) -> bool:
    if session_of(request) is None and not kept:
        return False
    return hmac.compare_digest(_token(request, kept).encode(), given.encode("utf-8", "replace"))


def _token(request: Asked, kept: str) -> str:
    session = session_of(request)
    whose = f"visit\n{kept}" if session is None else f"session\n{session.mark}"
    return book_of(request.app.state.house).blind(f"csrf\n{whose}")


def _cookie_name(request: Asked) -> str:
    return SAFE_COOKIE if is_safe(request) else COOKIE
