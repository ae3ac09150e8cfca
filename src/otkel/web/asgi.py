"""The app of the site: routes, what every answer carries, and how mistakes are told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.response import Redirect
from litestar.router import Router
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from otkel.app.site.house import House
from otkel.facts.people import Language
from otkel.web import (
    problems,
    routes_account,
    routes_api,
    routes_api_law,
    routes_api_proofs,
    routes_api_webhooks,
    routes_board,
    routes_check,
    routes_checks,
    routes_days,
    routes_desk,
    routes_desk_acts,
    routes_desk_day,
    routes_desk_draws,
    routes_desk_elsewhere,
    routes_desk_import,
    routes_desk_slots,
    routes_feeds,
    routes_fleet,
    routes_incident,
    routes_moderation,
    routes_point,
    routes_provider,
    routes_replay,
    routes_report,
    routes_sign,
    routes_truck,
)
from otkel.web.admission import STATIC as STATIC_PATH
from otkel.web.admission import admit
from otkel.web.front import STREAM, Front
from otkel.web.headers import guard
from otkel.web.openapi import make_config
from otkel.web.packing import OWN
from otkel.web.speaking import choose

STATIC = Path(__file__).parent / "static"
_YEAR_S = 365 * 24 * 3600
MOST_BYTES = 12_000_000  # of a request; a table of trucks or a document


@get("/", include_in_schema=False)
async def find_language(request: Request[Any, Any, Any]) -> Redirect:
    """Lead to the board in the language of whoever comes."""
    return Redirect(f"/{choose(request.cookies, request.headers.get('accept-language')).value}")


@get("/health", include_in_schema=False)
async def tell_health() -> dict[str, bool]:
    """Say that the process answers."""
    return {"healthy": True}


def list_routes() -> Sequence[ControllerRouterHandler]:
    """Give the routes of the site, one router a family of pages."""
    return (
        find_language,
        tell_health,
        routes_api.router,
        routes_api_law.router,
        routes_api_proofs.router,
        routes_api_webhooks.router,
        routes_board.router,
        routes_feeds.router,
        routes_check.router,
        routes_checks.router,
        routes_days.router,
        routes_point.router,
        routes_replay.router,
        routes_report.router,
        routes_incident.router,
        routes_fleet.router,
        routes_moderation.router,
        routes_sign.router,
        routes_provider.router,
        routes_account.router,
        routes_desk.router,
        routes_desk_acts.router,
        routes_desk_day.router,
        routes_desk_import.router,
        routes_desk_slots.router,
        routes_desk_draws.router,
        routes_desk_elsewhere.router,
        routes_truck.router,
    )


def make_app(house: House) -> Litestar:
    """Give the app upon a house that is open; whoever opened it closes it afterwards."""
    return Front(
        route_handlers=[*list_routes(), _static()],
        before_send=[guard],
        before_request=admit,
        logging_config=None,
        state=State({"house": house}),
        type_decoders=[(lambda kind: kind is Language, lambda _, value: Language(value))],
        exception_handlers=problems.HANDLERS,
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=6,
            exclude=[STREAM.pattern],
            exclude_opt_key=OWN,
        ),
        request_max_body_size=MOST_BYTES,
        openapi_config=make_config(),
        on_shutdown=[house.pulse.close],
    )


def _static() -> Router:
    return create_static_files_router(
        path=STATIC_PATH,
        directories=[STATIC],
        include_in_schema=False,
        cache_control=None,
        after_request=_keep_for_ever,
    )


def _keep_for_ever(response: Response[Any]) -> Response[Any]:
    response.headers["cache-control"] = f"public, max-age={_YEAR_S}, immutable"
    return response
