"""The verbs of the queue over HTTP: one route a verb, made from the tables of verbs and of their options.

What names a file of this machine is no option here. An act goes with an idempotency key: the same act with
the same key is recorded once, also when it is sent again after a connection was lost.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, HeaderParameter, PathParameter, QueryParameter

from otkel.app.crossing.asking import done_json, refusal_json
from otkel.app.crossing.desk import Desk
from otkel.app.crossing.looking import backlog_json, line_json, needs_json, status_json
from otkel.app.crossing.options import Kind, Option, options_of
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.proofs import give_ticket
from otkel.app.crossing.reading import Typed, read_envelope, read_typed
from otkel.app.crossing.verbs import VERBS, Verb
from otkel.app.ledger_files import refused
from otkel.app.plain import Json
from otkel.app.site.desk.acts import place_of_act
from otkel.app.site.house import House
from otkel.app.words import Words, words_for
from otkel.phrases import phrase
from otkel.queueing.refusal import Refusal
from otkel.web.api_client import BODY, answers, require_allowed, require_client
from otkel.web.problems import problem
from otkel.web.speaking import prefer

NOT_HERE = frozenset({"certificate"})  # it writes a page and a file where the shell stands
_FILES = frozenset({"trip", "for_carrier", "policy", "qr", "out", "file"})
_TAG = "queue"
_NO_STORE = {"cache-control": "no-store"}
MOST_BODY = 200_000  # bytes; the longest act holds a hundred short texts
Point = Annotated[str, PathParameter(description="The crossing point, by its slug.", max_length=80)]
Towards = Annotated[
    str | None, QueryParameter(pattern="^[A-Z]{2}$", description="Only this direction: the state entered.")
]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="idempotency-key", max_length=100, pattern=r"^[!-~]+$",
        description="The same act with the same key is recorded once.",
    ),
]  # fmt: skip


class EventTold(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it was recorded; instants in the zone of the point."""

    position: int
    word: str
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    passage: int | None
    says: list[str]  # in words
    body: dict[str, Any]


class ActOut(msgspec.Struct, frozen=True, kw_only=True):
    """What an act came to. A refusal is told as a problem instead."""

    verb: str
    point: str
    answer: Literal["recorded"]
    passage: int | None
    repeated: bool  # it was recorded before, under the same idempotency key
    ahead_trucks: int | None
    recorded: list[EventTold]  # none: nothing was due
    refusal: None
    door: dict[str, Any] | None  # what the desk may see of papers, goods and vehicle
    notices: list[str] = []


class TicketOut(msgspec.Struct, frozen=True, kw_only=True):
    """Proof of a place. Its code is kept nowhere."""

    code: str
    passage: int
    ahead_trucks: int


def make_routes() -> list[HTTPRouteHandler]:
    """Give one route for each verb that can be asked over HTTP."""
    acts = [_act(verb) for verb in VERBS if verb.do is not None]
    ticket = next(_act(verb) for verb in VERBS if verb.name == "ticket")
    looks = [_look(verb) for verb in VERBS if verb.name in _LOOKS]
    return [*acts, ticket, *looks]


def body_of(verb: Verb) -> type[msgspec.Struct]:
    """Give the form of what is sent for a verb: its options, and when it was."""
    fields: list[Any] = []
    for option in options_of(verb).values():
        if option.name in _FILES:
            continue
        name = f"{option.name}_" if option.name in ("class", "from") else option.name
        fields.append((name, _type_of(option), ... if option.required else None))
    fields.sort(key=lambda one: one[2] is not ...)
    at = Annotated[
        Annotated[str, msgspec.Meta(max_length=60)] | None,
        msgspec.Meta(description="The instant, ISO 8601; left out: now."),
    ]
    made = [one[:2] if one[2] is ... else one for one in fields]
    name = "".join(part.capitalize() for part in verb.name.split("-"))
    return msgspec.defstruct(
        f"{name}Asked", [*made, ("at", at, None)], kw_only=True, frozen=True, forbid_unknown_fields=True,
        rename={"class_": "class", "from_": "from"},
    )  # fmt: skip


def _type_of(option: Option) -> Any:
    kind: Any = Annotated[str, msgspec.Meta(max_length=option.most)]
    if option.kind is Kind.FLAG:
        kind = bool
    elif option.kind in (Kind.WHOLE, Kind.PASSAGE):
        kind = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1 if option.kind is Kind.PASSAGE else 10_000_000)]
    elif option.kind is Kind.COUNTRY:
        kind = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    elif option.kind is Kind.CODE:
        kind = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9_.\-]{0,62}[a-z0-9])?$")]
    elif option.choices:
        kind = Literal[option.choices]
    if option.many:
        kind = Annotated[list[kind], msgspec.Meta(max_length=100)]
    told = msgspec.Meta(description=option.help, examples=_example(option))
    return Annotated[kind if option.required else kind | None, told]


def _example(option: Option) -> list[Any] | None:
    by_name: dict[str, Any] = {"towards": "RU", "country": "KZ", "plate": "660 CTA 07", "reason": "weather"}
    found = by_name.get(option.name) or (option.choices[0] if option.choices else None)
    if found is None:
        return None
    return [[found] if option.many else found]


def _act(verb: Verb) -> HTTPRouteHandler:
    body = body_of(verb)

    def handler(request: Any, point: Any, data: Any, idempotency_key: Any) -> Any:
        return _acted(request, verb, point, data, idempotency_key)

    handler.__annotations__ = {
        "request": Request[Any, Any, Any],
        "point": Point,
        "data": Annotated[body, Body(description=verb.words.text)],
        "idempotency_key": IdempotencyKey,
        "return": Response[TicketOut] if verb.name == "ticket" else Response[ActOut],
    }
    handler.__defaults__ = (None,)
    handler.__name__ = f"queue_{verb.name.replace('-', '_')}"
    made = post(
        f"/points/{{point:str}}/{verb.name}", status_code=200, sync_to_thread=True, summary=verb.words.text,
        operation_id=f"queue {verb.name}", tags=[_TAG], description=f"Answers: {verb.answer.text}.",
        security=[{"key": []}], responses=answers(401, 403, 404, 409, *BODY),
        request_max_body_size=MOST_BODY,
    )  # fmt: skip
    return made(handler)


def _acted(request: Any, verb: Verb, name: str, data: msgspec.Struct, key: str | None) -> Any:
    point = get_point(name)
    given = {one: value for one, value in msgspec.to_builtins(data).items() if value is not None}
    client = require_client(request, verb.name, point)
    _require_words(given)
    words = words_for(prefer(request.headers.get("accept-language")))
    envelope = {
        "by": client.account.name, "at": given.pop("at", None),
        "key": f"{client.key}/{key or secrets.token_hex(16)}",
    }  # fmt: skip
    typed = read_typed(verb, given, point.zone, read_envelope(envelope, point.zone, False), False)
    house: House = request.app.state.house
    place = place_of_act(house, point.slug, typed)  # a truck may be named so that it goes another way
    require_allowed(client, verb.name, point, stage=place.stage, towards=place.towards)
    if verb.name == "ticket":
        return _ticket(request, house, point.slug, typed, words)
    done = house.ask(point.slug, typed, words.language)
    if done.refusal is not None:
        return _refused(request, done.refusal, point.zone, words)
    return Response(done_json(done, words), headers=_NO_STORE)


def _ticket(request: Any, house: House, slug: str, typed: Typed, words: Words) -> Any:
    given = give_ticket(house.desk(slug), typed)
    if isinstance(given, Refusal):
        return _refused(request, given, house.desk(slug).zone, words)
    told = {"code": given.ticket.code, "passage": given.ticket.passage, "ahead_trucks": given.ahead_trucks}
    return Response(told, headers=_NO_STORE)


def _refused(request: Any, refusal: Refusal, zone: str, words: Words) -> Response[Any]:
    told = refusal_json(refusal, zone, words)
    until = {} if told["until_at"] is None else {"until_at": told["until_at"]}
    return problem(request, 409, refusal.why, rule=refusal.rule, detail=told["do"], **until)


def _require_words(given: dict[str, Any]) -> None:
    """Refuse evidence that could be read as the name of a file of this machine."""
    if any(letter in given.get("evidence", "") for letter in "/\\"):
        what = phrase("evidence is words here, without / and \\")
        raise refused(what, phrase("write words; a file is given at the desk's own machine"), "evidence")


def _look(verb: Verb) -> HTTPRouteHandler:
    has_direction = "towards" in verb.more

    def look(request: Any, point: Any, towards: Any = None) -> Any:
        place = get_point(point)
        require_client(request, verb.name, place)
        words = words_for(prefer(request.headers.get("accept-language")))
        house: House = request.app.state.house
        return Response(_LOOKS[verb.name](house.desk(place.slug), words, towards), headers=_NO_STORE)

    def look_at_both(request: Any, point: Any) -> Any:
        return look(request, point)

    kinds = {"request": Request[Any, Any, Any], "point": Point, "return": dict[str, Any]}
    handler: Callable[..., Any] = look if has_direction else look_at_both
    handler.__annotations__ = kinds | ({"towards": Towards} if has_direction else {})
    handler.__name__ = f"queue_{verb.name.replace('-', '_')}"
    made = get(
        f"/points/{{point:str}}/{verb.name}", sync_to_thread=True, summary=verb.words.text, tags=[_TAG],
        operation_id=f"queue {verb.name}", description=f"Answers: {verb.answer.text}.",
        security=[{"key": []}], responses=answers(401, 403, 404),
    )  # fmt: skip
    return made(handler)


_LOOKS: dict[str, Callable[[Desk, Words, str | None], Json]] = {
    "status": lambda desk, words, _: status_json(desk, words, None),
    "line": line_json,
    "needs": lambda desk, *_: needs_json(desk, None),
    "backlog": lambda desk, _, towards: backlog_json(desk, towards, (None, None, None), None),
}
