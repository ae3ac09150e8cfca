"""A fleet from a workbook: read, answered and forgotten with the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile

from otkel.app.clock import today
from otkel.app.labels import WHO
from otkel.app.ledger_files import refused
from otkel.app.site.fleet.calendar import DAYS, FEW
from otkel.app.site.fleet.judging import first_of
from otkel.app.site.fleet.making import MOST_DRIVERS, MOST_TRIPS, FleetAnswer, answer_fleet
from otkel.app.site.fleet.paper import make_fleet_paper
from otkel.app.site.fleet.tables import SAYS, csv_of, tell_bars
from otkel.app.words import words_for
from otkel.errors import InputError, Mistake
from otkel.facts.people import Language
from otkel.feeds.fleet import MOST_MB
from otkel.feeds.fleet_template import fleet_template
from otkel.law.stay import Rule
from otkel.phrases import phrase
from otkel.web.limits import limit
from otkel.web.page import Asked, Lang, house_of, page

MOST_UPLOAD = MOST_MB * 1_000_000 + 100_000
PER_MIN, AT_ONCE = 6, 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RULES: dict[str, Rule] = {"ru": "ru", "kz": "kz"}
_PRIVATE = {"cache-control": "no-store"}


@get("/{lang:str}/fleet", sync_to_thread=True, include_in_schema=False)
def ask_fleet(request: Asked, lang: Lang) -> Response[str]:
    """Give the form for the file."""
    return _page(request, lang)


@get("/{lang:str}/fleet/template", sync_to_thread=True, include_in_schema=False)
def give_template(lang: Lang) -> Response[bytes]:
    """Give the workbook to be filled in."""
    return _file(_template(lang), XLSX, "otkel-fleet.xlsx")


@get("/{lang:str}/fleet/example", sync_to_thread=True, include_in_schema=False)
def show_example(request: Asked, lang: Lang) -> Response[str]:
    """Give the answer to the template as it stands."""
    answer = answer_fleet(_template(lang), None, "ru", today(), lang)
    return _page(request, lang, answer, is_example=True)


@post(
    "/{lang:str}/fleet", status_code=200, include_in_schema=False, request_max_body_size=MOST_UPLOAD,
)  # fmt: skip
async def show_fleet(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer to a file."""
    return await _answered(request, lang, lambda answer, rule: _page(request, lang, answer, rule=rule))


@post(
    "/{lang:str}/fleet/table", status_code=200, include_in_schema=False, request_max_body_size=MOST_UPLOAD,
)  # fmt: skip
async def give_table(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer as a table, a row a driver and trip."""

    def give(answer: FleetAnswer, _: Rule) -> Response[Any]:
        return _file(csv_of(answer, words_for(lang)), "text/csv", "otkel-fleet.csv")

    return await _answered(request, lang, give)


@post(
    "/{lang:str}/fleet/pdf", status_code=200, include_in_schema=False, request_max_body_size=MOST_UPLOAD,
)  # fmt: skip
async def give_paper(request: Asked, lang: Lang) -> Response[Any]:
    """Give the answer on paper."""

    def give(answer: FleetAnswer, _: Rule) -> Response[Any]:
        made = make_fleet_paper(answer, lang, is_simulated=house_of(request).is_simulated())
        return _file(made, "application/pdf", "otkel-fleet.pdf")

    return await _answered(request, lang, give)


async def _answered(
    request: Asked, lang: Language, give: Callable[[FleetAnswer, Rule], Response[Any]]
) -> Response[Any]:
    """Give the answer to the file of a form in the way that is asked, or say what is wrong with it."""
    data, name, rule = await _upload(request)

    def work() -> Response[Any]:
        try:
            answer = _answer(request, data, name, rule, lang)
        except InputError as error:
            return _page(request, lang, mistakes=error.mistakes, rule=rule, status=400)
        return give(answer, rule)

    return await sync_to_thread(work)


async def _upload(request: Asked) -> tuple[bytes, str | None, Rule]:
    """Give the file of a form, its name without a path, and the rule asked."""
    form = await request.form()
    given, rule = form.get("file"), form.get("rule")
    chosen: Rule = RULES.get(rule, "ru") if isinstance(rule, str) else "ru"
    if not isinstance(given, UploadFile):
        return b"", None, chosen
    name = (given.filename or "").replace("\\", "/").rpartition("/")[2][:80]
    return await given.read(), name or None, chosen


def _answer(request: Asked, data: bytes, name: str | None, rule: Rule, lang: Language) -> FleetAnswer:
    limit(request, "fleet", per_min=PER_MIN, burst=AT_ONCE)
    if not data:
        raise refused(phrase("no file was given"), phrase("choose the workbook, then send it"), "file")
    return answer_fleet(data, name, rule, today(), lang)


def _template(lang: Language) -> bytes:
    return fleet_template([Language.EN, Language.RU, Language.KK].index(lang), today())


def _page(
    request: Asked, lang: Language, answer: FleetAnswer | None = None, *, mistakes: tuple[Mistake, ...] = (),
    rule: Rule = "ru", is_example: bool = False, status: int = 200,
) -> Response[str]:  # fmt: skip
    return page(
        request, "fleet.html", lang, status=status, headers=_PRIVATE, answer=answer, mistakes=mistakes,
        rule=rule, rules=RULES, is_example=is_example, most_mb=MOST_MB, most_drivers=MOST_DRIVERS,
        most_trips=MOST_TRIPS, days=DAYS, few=FEW, says=SAYS, tell_bars=tell_bars, who=WHO, first_of=first_of,
    )  # fmt: skip


def _file(data: bytes, kind: str, name: str) -> Response[bytes]:
    headers = {**_PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=kind, headers=headers)


router = Router(
    "/", route_handlers=[ask_fleet, give_template, show_example, show_fleet, give_table, give_paper]
)
