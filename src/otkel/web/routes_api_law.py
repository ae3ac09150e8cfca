"""The rulebook and the days of stay over the API: what `otkel law` and `otkel days` say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get, post
from litestar.params import Body, PathParameter, QueryParameter

from otkel.app import law
from otkel.app.asked import read_day, read_options
from otkel.app.days import AskedDays, days_of, read_rule
from otkel.app.words import Words, words_for
from otkel.facts.countries import territory_of
from otkel.facts.people import Driver, Occupation, Permit, Stay
from otkel.feeds.stays import DriverStays
from otkel.law.corpus import LawDay, read_rulebook
from otkel.web.api_client import BODY, answers, bounded, find_asker
from otkel.web.page import Asked
from otkel.web.speaking import prefer

MOST_STAYS, MOST_DAYS, MOST_BODY = 2_000, 3_660, 400_000
_TAG = "law"
Json = list[dict[str, Any]]
Subject = Annotated[str | None, QueryParameter(description="Only this subject, such as stay.", max_length=80)]
KnownAt = Annotated[date | None, QueryParameter(description="By what was known then.")]
Days = Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)]
State = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


class StayAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One presence in one country; civil dates there, both counted as present."""

    country: State
    entered_on: date
    left_on: date | None = None  # none: still inside
    permit: Permit | None = None


class DaysAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A driver's stays, and how his days are asked about. No name is needed."""

    rule: Annotated[str, msgspec.Meta(max_length=20, description="ru, kz or schengen.")]
    on: Annotated[date, msgspec.Meta(description="The day asked.")]
    stays: Annotated[list[StayAsked], msgspec.Meta(max_length=MOST_STAYS)]
    citizenship: State | None = None
    occupation: Occupation = Occupation.DRIVER
    permit: Permit | None = None
    contract_until: date | None = None
    plan: Days | None = None  # of a planned stay
    limit: Days | None = None  # taken where the law leaves it open
    wait: Annotated[int, msgspec.Meta(ge=0, le=MOST_DAYS)] | None = None
    known_at: date | None = None
    switches: Annotated[list[Annotated[str, msgspec.Meta(max_length=100)]], msgspec.Meta(max_length=20)] = []


@get("/law/provisions", sync_to_thread=True, summary="List the provisions of the rulebook.", tags=[_TAG],
     responses=answers(401, 404))  # fmt: skip
def list_provisions(request: Asked, subject: Subject = None) -> Json:
    """As `otkel law list --json`."""
    return law.list_provisions(read_rulebook(), _words(request), subject)


@get("/law/provisions/{provision:str}", sync_to_thread=True, summary="Show one provision.", tags=[_TAG],
     responses=answers(401, 404))  # fmt: skip
def show_provision(
    request: Asked,
    provision: Annotated[str, PathParameter(description="Its id, such as stay.ru.year.", max_length=120)],
    known_at: KnownAt = None,
) -> dict[str, Any]:
    """Its values by date, its sources, what is not known, as `otkel law show --json`."""
    return law.show_provision(read_rulebook(), _words(request), provision, bounded(known_at, "known_at"))


@get("/law/on", sync_to_thread=True, summary="What does every provision say on one day?", tags=[_TAG],
     responses=answers(401, 404))  # fmt: skip
def law_on(
    request: Asked,
    day: Annotated[date, QueryParameter(description="The day whose law is asked.")],
    known_at: KnownAt = None,
    subject: Subject = None,
) -> Json:
    """As `otkel law on --json`."""
    return law.law_on(_law_on(day, known_at, {}), _words(request), subject)


@get("/law/changes", sync_to_thread=True, summary="What begins, ends or was published between two days?",
     tags=[_TAG], responses=answers(401, 404))  # fmt: skip
def list_changes(
    request: Asked,
    since: Annotated[date, QueryParameter(description="The first day.")],
    until: Annotated[date | None, QueryParameter(description="The last day.")] = None,
    subject: Subject = None,
) -> Json:
    """As `otkel law changes --json`."""
    first, last = read_day(since.isoformat(), "since"), bounded(until, "until")
    return law.list_changes(read_rulebook(), _words(request), first, last, subject)


@get("/law/switches", sync_to_thread=True, summary="What do the sources contradict?", tags=[_TAG],
     responses=answers(401))  # fmt: skip
def list_switches(request: Asked) -> Json:
    """Each with its options and the one taken, as `otkel law switches --json`."""
    return law.list_switches(read_rulebook(), _words(request))


@post("/days", status_code=200, sync_to_thread=True, tags=["check"], request_max_body_size=MOST_BODY,
      summary="How many days has a driver used, and by when must he be out?",
      responses=answers(401, 404, *BODY))  # fmt: skip
def count_days(
    request: Asked, data: Annotated[DaysAsked, Body(description="A driver's stays.")]
) -> Response[dict[str, Any]]:
    """One driver, as `otkel days --json` answers for each."""
    find_asker(request)
    asked = AskedDays(
        rule=read_rule(data.rule), on=data.on, known_at=data.known_at, plan=data.plan, limit=data.limit,
        wait=data.wait, options=read_options(data.switches, read_rulebook()),
        language=prefer(request.headers.get("accept-language")),
    )  # fmt: skip
    told = days_of(_driver(data), asked, _law_on(asked.on, asked.known_at, asked.options))
    del told["driver"]  # nobody was named
    return Response(told, headers={"cache-control": "no-store"})


def _law_on(day: date, known_at: date | None, options: dict[str, str]) -> LawDay:
    on, known = read_day(day.isoformat(), "on"), bounded(known_at, "known_at")
    return read_rulebook().on(on, known, options)


def _driver(data: DaysAsked) -> DriverStays:
    bounded(data.contract_until, "contract_until")
    for one in data.stays:
        read_day(one.entered_on.isoformat(), "entered_on")
        bounded(one.left_on, "left_on")
    person = Driver(
        citizenship=data.citizenship, occupation=data.occupation, permit=data.permit,
        contract_until=data.contract_until,
    )  # fmt: skip
    stays = tuple(
        Stay(
            country=territory_of(one.country, one.entered_on),
            entered_on=one.entered_on,
            left_on=one.left_on,
            permit=one.permit,
        )
        for one in data.stays
    )
    return DriverStays("", person, stays)


def _words(request: Asked) -> Words:
    find_asker(request)
    return words_for(prefer(request.headers.get("accept-language")))


router = Router(
    "/api/v1",
    route_handlers=[list_provisions, show_provision, law_on, list_changes, list_switches, count_days],
)
