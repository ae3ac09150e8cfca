"""The API: what the pages and the commands say, for programs. Described at `/api/v1/openapi.json`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotFoundException
from litestar.params import Body, PathParameter, QueryParameter, RawBody
from litestar.response import ServerSentEvent, ServerSentEventMessage

from otkel.app.certificate.check import check_certificate_bytes
from otkel.app.check import Asked as AskedTrip
from otkel.app.check import check_document
from otkel.app.crossing.pointing import get_point
from otkel.app.ledger_files import keys_folder, read_public_key
from otkel.app.site.api.events import MOST, EventPage, read_page
from otkel.app.site.feeds import feeds_of
from otkel.app.site.house import House
from otkel.app.site.truck.holder import holders_of
from otkel.app.site.truck.now import truck_now
from otkel.app.words import words_for
from otkel.facts import gazetteer
from otkel.feeds.trip_file import read_trip
from otkel.ledger.proof.bundle import check_bundle
from otkel.ledger.proof.findings import ProofFinding
from otkel.web.api_client import BODY, answers, bounded, find_asker
from otkel.web.live import KEPT_NOWHERE, QUIET_S, RETRY_MS, last_seen
from otkel.web.page import Asked, house_of
from otkel.web.routes_api_verbs import make_routes
from otkel.web.speaking import prefer

MOST_POSITION = 2**53 - 1
_MOST_TRIP, _MOST_PROOF, _MOST_CERTIFICATE = 2_200_000, 1_200_000, 9_000_000  # bytes that are sent
_NO_STORE = {"cache-control": "no-store"}
After = Annotated[
    int, QueryParameter(ge=0, le=MOST_POSITION, description="The position up to which was read before.")
]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many events at the most.")]
AtPoint = Annotated[
    str | None, QueryParameter(description="Only this crossing point, by its slug.", max_length=80)
]


class PointOut(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing point."""

    slug: str
    border: str  # the two states
    zone: str  # IANA
    names: list[str]
    is_kept: bool  # whether its queue is kept by this site
    simulated: bool  # nobody stands in this queue


class FindingOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was checked."""

    id: str
    holds: bool
    says: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a file holds, and what was checked."""

    holds: bool
    findings: list[FindingOut]


@get(
    "/points",
    sync_to_thread=True,
    summary="List the crossing points.",
    tags=["board"],
    responses=answers(401),
)
def list_points(request: Asked) -> list[PointOut]:
    """Every crossing point that is known, with whether its queue is kept here."""
    find_asker(request)
    house = house_of(request)
    kept = set(house.list_kept())
    return [
        PointOut(
            slug=one.slug, border=one.border, zone=one.zone, names=list(dict.fromkeys(one.names)),
            is_kept=one.slug in kept, simulated=one.slug in kept and house.is_simulated(one.slug),
        )
        for one in gazetteer.list_points()
    ]  # fmt: skip


@get("/board", sync_to_thread=True, summary="What is known of every queue now.", tags=["board"],
     responses=answers(401))  # fmt: skip
def give_board(request: Asked) -> dict[str, Any]:
    """The bulletin, as in the feed /feeds/board.json: each figure with who says so and when."""
    find_asker(request)
    found: dict[str, Any] = msgspec.json.decode(feeds_of(house_of(request)).now("board.json").body)
    return found


@get("/events", sync_to_thread=True, summary="Read the record on from a position.", tags=["record"],
     responses=answers(401, 404))  # fmt: skip
def list_events(request: Asked, after: After = 0, limit: Limit = 100, point: AtPoint = None) -> EventPage:
    """Events in order, without anybody in them. Checks and selections need the scope `checks`."""
    return _page(request, after, limit, point)


@get("/events/follow", summary="Follow the record as it grows.", tags=["record"], responses=answers(401, 404),
     media_type="text/event-stream")  # fmt: skip
async def follow_events(request: Asked, after: After = 0, point: AtPoint = None) -> ServerSentEvent:
    """Server-sent events; the id of each is its position: who comes back sends Last-Event-ID."""
    seen = last_seen(request)
    begin = after if seen is None else seen
    first = await sync_to_thread(_page, request, begin, 1, point)  # that a mistake is told, not streamed
    del first
    slug = None if point is None else get_point(point).slug
    checks = await sync_to_thread(_sees_checks, request, slug)
    return ServerSentEvent(
        event_messages(house_of(request), begin, slug, checks=checks),
        headers=KEPT_NOWHERE,
    )


async def event_messages(
    house: House, after: int, point: str | None, *, checks: bool
) -> AsyncIterator[ServerSentEventMessage]:
    """Give the messages of a stream of events."""
    position, pulse = after, house.pulse
    yield ServerSentEventMessage(data=None, comment="begins", retry=RETRY_MS)
    while not pulse.is_closed:
        found = await sync_to_thread(read_page, house.ledger.store, position, 500, point, checks=checks)
        for one in found.events:
            yield ServerSentEventMessage(data=msgspec.json.encode(one).decode(), id=str(one.position))
        position = found.position
        if found.has_more:
            continue
        if await pulse.later_than(position, QUIET_S) <= position:
            yield ServerSentEventMessage(data=None, comment="quiet")


@post("/check", status_code=200, sync_to_thread=True, summary="May this truck go, and what does it lack?",
      tags=["check"], responses=answers(401, *BODY), request_max_body_size=_MOST_TRIP)  # fmt: skip
def check(
    request: Asked,
    data: Annotated[dict[str, Any], Body(description="A trip, as `otkel check --schema` describes it.")],
    body: RawBody,
    on: Annotated[date | None, QueryParameter(description="The day whose law is asked.")] = None,
    known_at: Annotated[date | None, QueryParameter(description="By what was known then.")] = None,
) -> dict[str, Any]:
    """The answer with its findings, as `otkel check --json` gives it. Nothing is stored."""
    del data
    find_asker(request)
    asked = AskedTrip(
        on=bounded(on, "on"),
        known_at=bounded(known_at, "known_at"),
        language=prefer(request.headers.get("accept-language")),
    )
    return check_document(read_trip(body, "trip.json"), asked)


@get("/places/{code:str}", sync_to_thread=True, summary="Where stands the truck of a proof of place?",
     tags=["truck"], responses=answers(401, 404))  # fmt: skip
def give_place(
    request: Asked,
    code: Annotated[str, PathParameter(description="The code of the proof.", max_length=400)],
) -> Response[dict[str, Any]]:
    """Its place in line, and when it is called and through, each as a range. Instants in µs of UTC."""
    find_asker(request)
    house = house_of(request)
    holder = holders_of(house).find(code)
    if holder is None:
        raise NotFoundException
    told = {"point": holder.point.slug, "passage": holder.passage}
    return Response(told | msgspec.to_builtins(truck_now(house, holder)), headers=_NO_STORE)


@post("/certificates/check", status_code=200, sync_to_thread=True, summary="Check a waiting certificate.",
      tags=["proof"], responses=answers(401, *BODY), request_max_body_size=_MOST_CERTIFICATE)  # fmt: skip
def check_certificate(
    request: Asked,
    data: Annotated[dict[str, Any], Body(description="The file of the certificate.")],
    body: RawBody,
) -> Checked:
    """Against the key of this site: the signature, the events, and every sum worked out again."""
    del data
    find_asker(request)
    return _checked(request, check_certificate_bytes(body, _key(request)))


@post("/proofs/check", status_code=200, sync_to_thread=True, summary="Check a proof file of the record.",
      tags=["proof"], responses=answers(401, *BODY), request_max_body_size=_MOST_PROOF)  # fmt: skip
def check_proof(
    request: Asked, data: Annotated[dict[str, Any], Body(description="The proof file.")], body: RawBody
) -> Checked:
    """Against the key of this site: whether its events stand under a head that this site signed."""
    del data
    find_asker(request)
    return _checked(request, check_bundle(body, _key(request)))


def _key(request: Asked) -> Any:
    return read_public_key(None, keys_folder(house_of(request).db))


def _checked(request: Asked, found: tuple[ProofFinding, ...]) -> Checked:
    words = words_for(prefer(request.headers.get("accept-language")))
    told = [FindingOut(id=one.id, holds=one.holds, says=words.sentence(one.says)) for one in found]
    return Checked(holds=all(one.holds for one in found), findings=told)


def _page(request: Asked, after: int, limit: int, point: str | None) -> EventPage:
    slug = None if point is None else get_point(point).slug
    checks = _sees_checks(request, slug)
    return read_page(house_of(request).ledger.store, after, limit, slug, checks=checks)


def _sees_checks(request: Asked, point: str | None) -> bool:
    """Whether the asker sees checks too: at the point that is asked, or at all."""
    client = find_asker(request)
    return client is not None and client.may("checks", point or "all")


router = Router(
    "/api/v1",
    route_handlers=[
        list_points, give_board, list_events, follow_events, check, give_place, check_certificate,
        check_proof, *make_routes(),
    ],
)  # fmt: skip
