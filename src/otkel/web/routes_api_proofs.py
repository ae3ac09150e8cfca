"""What proves something over the API: redone draws, the public record of a point, the proof of a place."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter

from otkel.app.asked import read_day
from otkel.app.crossing.pointing import get_point
from otkel.app.plain import plain
from otkel.app.public_record import export_public, public_record
from otkel.app.redraw import redraw_record
from otkel.app.redraw_findings import Outcome
from otkel.app.site.truck.holder import holders_of
from otkel.app.site.truck.proof import proofs_of
from otkel.app.words import words_for
from otkel.web.api_client import answers, find_asker, require_client
from otkel.web.page import Asked, house_of
from otkel.web.speaking import prefer

LINES = "application/x-ndjson"
Point = Annotated[str, PathParameter(description="The crossing point, by its slug.", max_length=80)]
Code = Annotated[str, PathParameter(description="The code of the proof.", max_length=400)]
_NO_STORE = {"cache-control": "no-store"}


class Redone(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was redone; `values` name the place."""

    id: str
    outcome: Outcome
    says: str
    values: dict[str, Any]


class RedrawnOut(msgspec.Struct, frozen=True, kw_only=True):
    """The draws of a day, redone. It holds where no finding fails and none is open."""

    point: str
    day: date
    findings: list[Redone]


@get("/points/{point:str}/redraw", sync_to_thread=True, operation_id="queue redraw", tags=["proof"],
     summary="Redo the draws of a day from the record.", security=[{"key": []}],
     responses=answers(401, 403, 404))  # fmt: skip
def redraw(
    request: Asked, point: Point, day: Annotated[date, QueryParameter(description="The civil day.")]
) -> RedrawnOut:
    """Slots given, and trucks chosen for checks, as `otkel queue redraw --json`."""
    place = get_point(point)
    require_client(request, "redraw", place)
    words = words_for(prefer(request.headers.get("accept-language")))
    read_day(day.isoformat(), "day")
    store = house_of(request).ledger.store
    found = redraw_record(public_record(store.read_all(), place.slug), day)
    findings = [
        Redone(id=one.id, outcome=one.outcome, says=words.sentence(one.says), values=_values(one, words))
        for one in found.findings
    ]
    return RedrawnOut(point=place.slug, day=day, findings=findings)


def _values(one: Any, words: Any) -> dict[str, Any]:
    told: Any = plain(one.values, words)
    return dict(told)


@get("/points/{point:str}/public-record", sync_to_thread=True, operation_id="queue public-record",
     tags=["proof"], summary="The record that anybody may read, to redo draws from.", security=[{"key": []}],
     responses=answers(401, 403, 404), media_type=LINES)  # fmt: skip
def give_public_record(request: Asked, point: Point) -> Response[bytes]:
    """Lines of JSON without anybody in them, as `otkel queue public-record` writes them."""
    place = get_point(point)
    require_client(request, "public-record", place)
    lines = export_public(house_of(request).ledger.store.read_all(), place.slug)
    return Response(b"".join(lines), media_type=LINES, headers=_NO_STORE)


@get("/places/{code:str}/proof", sync_to_thread=True, tags=["truck"], responses=answers(401, 404),
     summary="What stands in the record of the truck of a proof of place, proved.")  # fmt: skip
def give_proof(request: Asked, code: Code) -> Response[dict[str, Any]]:
    """A file for `POST /proofs/check` or `otkel ledger check`; 404 too while no signed head covers it."""
    find_asker(request)
    house = house_of(request)
    holder = holders_of(house).find(code)
    made = None if holder is None else proofs_of(house).prove(holder)
    if made is None:
        raise NotFoundException
    return Response(msgspec.json.decode(made.file), headers=_NO_STORE)


router = Router("/api/v1", route_handlers=[redraw, give_public_record, give_proof])
