"""Webhooks over the API: a key with the scope `webhooks` names where events are to be sent."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, Router, delete, get, post
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.params import Body, PathParameter

from otkel.app.accounts.keys import Client
from otkel.app.crossing.pointing import get_point
from otkel.app.rights import ALL, who_may
from otkel.app.site.api.webhooks import sender_of
from otkel.errors import Mistake
from otkel.phrases import phrase
from otkel.web.api_client import BODY, answers, find_asker
from otkel.web.page import Asked, house_of
from otkel.web.signed import NotAllowedError

MOST_BODY = 20_000  # bytes
Word = Annotated[str, msgspec.Meta(max_length=64)]


class WebhookAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where events are to be sent from now on."""

    name: Annotated[str, msgspec.Meta(max_length=64, description="A code.", examples=["yard-1"])]
    url: Annotated[str, msgspec.Meta(max_length=500, examples=["https://yard.example/otkel"])]
    words: Annotated[list[Word], msgspec.Meta(max_length=100, description="Of events; none: all.")] = []
    point: Annotated[str, msgspec.Meta(max_length=80, description="Its slug; empty: all.")] = ""


class WebhookMade(msgspec.Struct, frozen=True, kw_only=True):
    """The secret with which messages are signed; it is not shown again."""

    name: str
    secret: str


class WebhookOut(msgspec.Struct, frozen=True, kw_only=True):
    """How far a webhook is, and whether it fails."""

    name: str
    url: str
    words: list[str]
    point: str
    position: int
    failures: int
    given_up: bool
    failed_by: str


@post("/webhooks", status_code=201, sync_to_thread=True, summary="Let events be sent to an address.",
      tags=["record"], security=[{"key": []}], responses=answers(401, 403, 404, *BODY),
      request_max_body_size=MOST_BODY)  # fmt: skip
def add_webhook(
    request: Asked, data: Annotated[WebhookAsked, Body(description="Where to.")]
) -> Response[WebhookMade]:
    """Each message is signed: `otkel-signature: t=SECONDS,v1=HMAC-SHA256 of "SECONDS.BODY" in hex`."""
    client = _require(request)
    point = get_point(data.point).slug if data.point else ""
    sender = sender_of(house_of(request))
    secret = sender.add(data.name, client.account.name, data.url, data.words, point)
    return Response(WebhookMade(name=data.name, secret=secret), headers={"cache-control": "no-store"})


@get("/webhooks", sync_to_thread=True, summary="List the webhooks of the key's account.", tags=["record"],
     security=[{"key": []}], responses=answers(401, 403))  # fmt: skip
def list_webhooks(request: Asked) -> list[WebhookOut]:
    """How far each is, how often it failed in a row and by what, and whether it was given up."""
    client = _require(request)
    return [
        WebhookOut(
            name=one.name, url=one.url, words=list(one.words), point=one.point, position=one.position,
            failures=one.failures, given_up=one.given_up, failed_by=one.said,
        )
        for one in sender_of(house_of(request)).kept.list_all()
        if one.account == client.account.name
    ]  # fmt: skip


@delete("/webhooks/{name:str}", sync_to_thread=True, summary="Remove a webhook.", tags=["record"],
        security=[{"key": []}], responses=answers(401, 403, 404))  # fmt: skip
def remove_webhook(
    request: Asked, name: Annotated[str, PathParameter(description="Its name.", max_length=64)]
) -> None:
    """Nothing is sent to it any more."""
    client = _require(request)
    if not sender_of(house_of(request)).kept.drop(name, client.account.name):
        raise NotFoundException


def _require(request: Asked) -> Client:
    client = find_asker(request)
    if client is None:
        raise NotAuthorizedException(headers={"www-authenticate": "Bearer"})
    points = {one.point for one in client.account.rights.grants} | {ALL}
    if not any(client.may("webhooks", one) for one in points):
        what = phrase("the key {key} may not do this here: {operation}", key=client.key, operation="webhooks")
        do = phrase(
            "it needs this scope, and its account one of these roles: {roles}", roles=who_may("webhooks")
        )
        raise NotAllowedError(Mistake(what, do))
    return client


router = Router("/api/v1", route_handlers=[add_webhook, list_webhooks, remove_webhook])
