"""Who asks over the API: a program with a key in `Authorization: Bearer …`, so often as the key allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import ResponseHeader
from litestar.exceptions import NotAuthorizedException, TooManyRequestsException
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example

from otkel.app.accounts.keys import Client, find_client
from otkel.app.asked import read_day
from otkel.app.rights import states_of, who_may
from otkel.app.site.accounts import book_of
from otkel.errors import Mistake
from otkel.facts.gazetteer import CrossingPoint
from otkel.phrases import phrase
from otkel.web.limits import buckets_of, limit
from otkel.web.signed import NotAllowedError

Asked = Request[Any, Any, Any]
PER_MIN_WITHOUT_KEY = 300  # requests of one address
PROBLEM_JSON = "application/problem+json"


class MistakeOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong: what, where, and what to do."""

    what: str
    do: str
    field: str | None = None
    row: int | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why something was not done (RFC 9457). A refusal of the queue names its rule."""

    type: str
    title: str
    status: int
    detail: str | None = None
    rule: str | None = None
    until_at: str | None = None
    mistakes: list[MistakeOut] | None = None


_SAID = {
    400: "What was sent cannot be read.",
    401: "There is no key, or it is none of this site.",
    403: "The key, or the roles of its account, do not allow it.",
    404: "There is no such crossing point, or nothing of this name.",
    409: "The queue refuses it by a rule, or the idempotency key was used for something else.",
    408: "The body came too slowly.",
    413: "It is larger than what is taken.",
    414: "The address is longer than what is taken.",
    429: "Too many requests; the header says when to come again.",
    503: "The record cannot be reached just now.",
}


_TOLD: dict[int, dict[str, Any]] = {
    status: {"type": "about:blank", "title": title}
    for status, title in (
        (400, "This cannot be read."), (401, "Sign in first."), (403, "This is not yours to do."),
        (404, "There is no such page."), (408, "This came too slowly; send it again."),
        (409, "This vehicle has a booking already, or stands in line."),
        (413, "This is larger than what is taken."), (414, "This is larger than what is taken."),
        (429, "Too many requests."), (503, "The record cannot be reached just now; nothing was recorded."),
    )
}  # fmt: skip
_EXAMPLES: dict[int, dict[str, Any]] = {
    400: {"detail": "stage: Object missing required field `stage`"},
    409: {"rule": "booking.one", "detail": "Cancel it first, or go on with it."},
}
BODY = (408, 413)  # how an operation that takes a body may fail by it


def answers(*statuses: int) -> Mapping[int, ResponseSpec]:
    """Give how an operation may fail, for its description; 400, 414, 429 and 503 always may be."""
    return {
        status: ResponseSpec(
            Problem, media_type=PROBLEM_JSON, description=_SAID[status], generate_examples=False,
            examples=[Example(value=_EXAMPLES.get(status, {}) | _TOLD[status] | {"status": status})],
        )
        for status in sorted({400, 414, 429, 503, *statuses})
    }  # fmt: skip


RETRY_AFTER = ResponseHeader(name="retry-after", documentation_only=True, description="Seconds to wait.")


def find_asker(request: Asked) -> Client | None:
    """Give the client of a request, and take one of its requests a minute; None where it has no key.

    Raises NotAuthorizedException for a key that is none, TooManyRequestsException, LedgerError.
    """
    said = request.headers.get("authorization")
    if said is None:
        limit(request, "api", per_min=PER_MIN_WITHOUT_KEY)
        return None
    limit(request, "api with a key", per_min=60_000)
    scheme, _, token = said.partition(" ")
    client = (
        find_client(book_of(request.app.state.house), token.strip()) if scheme.lower() == "bearer" else None
    )
    if client is None:
        limit(request, "api with a wrong key", per_min=60)
        raise NotAuthorizedException(headers={"www-authenticate": "Bearer"})
    wait_s = buckets_of(request).take("key", client.key, client.per_min, max(1.0, client.per_min / 4))
    if wait_s:
        raise TooManyRequestsException(headers={"retry-after": str(ceil(wait_s))})
    return client


def bounded(day: date | None, name: str) -> date | None:
    """Give a day that was asked for where it is one that can be worked with, as of a command.

    Raises InputError.
    """
    return None if day is None else read_day(day.isoformat(), name)


def require_client(request: Asked, operation: str, point: CrossingPoint) -> Client:
    """Give the client of a request where its key and its account allow an operation at a point.

    Raises NotAuthorizedException, NotAllowedError, TooManyRequestsException, LedgerError.
    """
    client = find_asker(request)
    if client is None:
        raise NotAuthorizedException(headers={"www-authenticate": "Bearer"})
    if not client.may(operation, point.slug):
        raise NotAllowedError(_mistake(client, operation))
    return client


def require_allowed(
    client: Client,
    operation: str,
    point: CrossingPoint,
    *,
    stage: str | None = None,
    towards: str | None = None,
) -> None:
    """See that a client may do an operation at a stage of its own state. Raises NotAllowedError."""
    states = states_of(operation, stage, towards, point.countries)
    if not all(client.may(operation, point.slug, state) for state in states):
        raise NotAllowedError(_mistake(client, operation))


def _mistake(client: Client, operation: str) -> Mistake:
    what = phrase("the key {key} may not do this here: {operation}", key=client.key, operation=operation)
    do = phrase("it needs this scope, and its account one of these roles: {roles}", roles=who_may(operation))
    return Mistake(what, do)
