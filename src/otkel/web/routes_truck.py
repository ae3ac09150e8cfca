"""My truck: the page of whoever holds a proof of place, live, and as far as it goes without a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, ServerSentEvent

from otkel.app.crossing.told import local, tell_stage
from otkel.app.ledger import now_us
from otkel.app.site.house import House
from otkel.app.site.push import Calling, calling_of
from otkel.app.site.truck.example import example_of
from otkel.app.site.truck.holder import Holder, holders_of
from otkel.app.site.truck.now import TruckNow, truck_now
from otkel.app.site.truck.proof import proofs_of
from otkel.app.site.truck.words import HEADS, tell_missing
from otkel.app.tickets import read_ticket
from otkel.app.words import words_for
from otkel.errors import InputError, Mistake
from otkel.facts.people import Language
from otkel.phrases import phrase
from otkel.web.drawing import STATIC, draw
from otkel.web.limits import limited
from otkel.web.live import last_seen, stream
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.problems import problem

# The address holds the secret: it is kept by nobody on the way, and found by no search.
_SECRET = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}
_GUARDS = [limited("push", per_min=12)]
OnAddress = Callable[[Calling, Holder, bytes, Language], None]
_UNKNOWN = phrase("no such proof of place was given out here")
_NOT_PROVED = phrase("nothing of this truck is covered by a signed head yet; ask again later")


@get("/{lang:str}/truck", sync_to_thread=True, include_in_schema=False)
def find_truck(request: Asked, lang: Lang, code: FromQuery[str] = "") -> Response[str] | Redirect:
    """Give the form for a code, or lead whoever gave one to his page."""
    mistakes: list[Mistake] = []
    if code.strip():
        try:
            ticket = read_ticket(_bare(code))
            return Redirect(f"/{lang.value}/truck/{ticket.code}", headers=_SECRET)
        except InputError as error:
            mistakes = list(error.mistakes)
    return page(
        request, "truck_find.html", lang, status=400 if mistakes else 200, mistakes=mistakes,
        headers=_SECRET if mistakes else None,
    )  # fmt: skip


@get("/{lang:str}/truck/example", sync_to_thread=True, include_in_schema=False)
def show_example(request: Asked, lang: Lang) -> Response[str] | Redirect:
    """Lead to a truck of a simulated queue."""
    code = example_of(house_of(request)).code()
    if code is None:
        return _no_such(request)
    return Redirect(f"/{lang.value}/truck/{code}", headers=_SECRET)


@get("/{lang:str}/truck/{code:str}", sync_to_thread=True, include_in_schema=False)
def show_truck(request: Asked, lang: Lang, code: FromPath[str]) -> Response[str]:
    """Give the page of a truck."""
    house = house_of(request)
    holder = holders_of(house).find(code)
    if holder is None:
        return _no_such(request)
    position = house.pulse.position
    now = truck_now(house, holder)
    part = _part(holder, now, lang)
    return page(
        request, "truck.html", lang, headers=_SECRET, holder=holder, now=now, part=part, position=position,
        code=holder.ticket.code, push_key=None if now.is_over else calling_of(house).key,
    )  # fmt: skip


@get("/{lang:str}/truck/{code:str}/live", sync_to_thread=True, include_in_schema=False)
def follow_truck(request: Asked, lang: Lang, code: FromPath[str]) -> ServerSentEvent | Response[str]:
    """Send where a truck stands whenever that changes."""
    house = house_of(request)
    holder = holders_of(house).find(code)
    if holder is None:
        return _no_such(request)
    return stream(house.pulse, _Following(house, holder, lang).look, last_seen(request))


@get("/{lang:str}/truck/{code:str}/proof", sync_to_thread=True, include_in_schema=False)
def give_proof(request: Asked, lang: Lang, code: FromPath[str]) -> Response[bytes] | Response[str]:
    """Give the proof of what stands in the record of a truck, as a file."""
    del lang
    house = house_of(request)
    holder = holders_of(house).find(code)
    if holder is None:
        return _no_such(request)
    made = proofs_of(house).prove(holder)
    if made is None:
        return problem(request, 404, _NOT_PROVED, headers=_SECRET)
    name = f"otkel-proof-{holder.passage}.json"
    headers = _SECRET | {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made.file, media_type="application/json", headers=headers)


@post("/{lang:str}/truck/{code:str}/push", status_code=200, include_in_schema=False, guards=_GUARDS)
async def call_by_push(request: Asked, lang: Lang, code: FromPath[str]) -> Response[Any]:
    """Take the address at which a browser is to be told of the call."""
    return await _with_address(request, lang, code, Calling.put)


@post("/{lang:str}/truck/{code:str}/push/stop", status_code=200, include_in_schema=False, guards=_GUARDS)
async def call_no_more(request: Asked, lang: Lang, code: FromPath[str]) -> Response[Any]:
    """Take an address back."""
    return await _with_address(request, lang, code, Calling.remove)


async def _with_address(request: Asked, lang: Language, code: str, work: OnAddress) -> Response[Any]:
    house, body = house_of(request), await request.body()

    def do() -> Holder | None:
        holder = holders_of(house).find(code)
        if holder is not None:
            work(calling_of(house), holder, body, lang)
        return holder

    if await sync_to_thread(do) is None:
        return _no_such(request)
    return Response({}, headers=_SECRET)


@get("/sw.js", sync_to_thread=False, include_in_schema=False)
def give_worker() -> Response[bytes]:
    """Give the script that keeps the page of a truck; it works for addresses beside its own and below."""
    return Response(
        (STATIC / "sw.js").read_bytes(), media_type="text/javascript", headers={"cache-control": "no-cache"}
    )


class _Following:
    """What one reader is sent; it is drawn only where it is another than before."""

    def __init__(self, house: House, holder: Holder, lang: Language) -> None:
        self._house, self._holder, self._lang = house, holder, lang
        self._drawn: tuple[TruckNow, str] | None = None

    def look(self) -> str:
        now = truck_now(self._house, self._holder)
        if self._drawn is None or self._drawn[0] != now:
            self._drawn = now, _part(self._holder, now, self._lang)
        return self._drawn[1]


def _part(holder: Holder, now: TruckNow, lang: Language) -> str:
    """Draw the part of the page that changes."""
    zone, words = holder.point.zone, words_for(lang)

    def clock(us: int) -> str:
        return f"{local(us, zone):%H:%M}"

    def moment(us: int) -> str:
        return f"{words.short_day(local(us, zone).date())}, {clock(us)}"

    made_us = now_us()

    def when(us: int) -> str:
        return clock(us) if local(us, zone).date() == local(made_us, zone).date() else moment(us)

    def zone_of(us: int) -> str:
        return words.value(local(us, zone)).rpartition(" ")[2]

    return draw(
        "truck_now.html", lang, holder=holder, now=now, clock=clock, moment=moment, when=when,
        zone_of=zone_of, made_us=made_us, heads=HEADS, tell_missing=tell_missing, tell_stage=tell_stage,
    )  # fmt: skip


def _no_such(request: Asked) -> Response[str]:
    """Answer alike whoever shows a code that is unknown here, whatever is wrong with it."""
    return problem(request, 404, _UNKNOWN, headers=_SECRET)


def _bare(text: str) -> str:
    """Leave out what stands before the code: somebody pasted an address."""
    found = text.upper().find("OTKEL1:")
    return text[max(0, found) :].partition("?")[0].strip("/ \n")


router = Router(
    "/",
    route_handlers=[
        find_truck,
        show_example,
        show_truck,
        follow_truck,
        give_proof,
        give_worker,
        call_by_push,
        call_no_more,
    ],
)
