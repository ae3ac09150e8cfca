"""Files of another system at a desk, and where its order differs from ours."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect

from otkel.app.site.desk.bringing import MOST_MB, bring_file, find_brought
from otkel.app.site.desk.now import desk_now, open_directions
from otkel.app.site.desk.shadow import compare
from otkel.errors import InputError, Mistake
from otkel.feeds.acts import ACTS
from otkel.web.page import Asked, Lang, page
from otkel.web.routes_desk import desk_page, shown_at

_MOST_BYTES = MOST_MB * 1_000_000 + 100_000


@get("/{lang:str}/desk/{slug:str}/import", sync_to_thread=True, include_in_schema=False)
def show_import(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give the form, what became of the file that was sent last, and the comparison."""
    return _page(request, lang, slug)


@post("/{lang:str}/desk/{slug:str}/import", include_in_schema=False, request_max_body_size=_MOST_BYTES)
async def take_file(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[Any]:
    """Take in a file; what became of it is shown by its number, so that a reload sends nothing again."""
    shown = await sync_to_thread(shown_at, request, lang, slug, right="import")
    form = await request.form()
    given, kind = form.get("file"), form.get("kind")
    data = await given.read() if isinstance(given, UploadFile) else b""

    def work() -> Response[Any]:
        try:
            asked = shown.asked
            brought = bring_file(
                shown.house, asked.slug, asked.towards, data, kind=str(kind or ""), by=shown.account.name
            )
        except InputError as error:
            return _page(request, lang, slug, mistakes=error.mistakes, status=400)
        return Redirect(f"{shown.base}/import{shown.query}&run={brought.run.number}", status_code=303)

    return await sync_to_thread(work)


def _page(
    request: Asked, lang: Lang, slug: str, *, mistakes: tuple[Mistake, ...] = (), status: int = 200
) -> Response[str]:
    shown = shown_at(request, lang, slug, right="import")
    if not open_directions(shown.house, shown.slug):
        return desk_page(request, lang, slug, status=status)
    number = request.query_params.get("run", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 16
    now = desk_now(shown.house, shown.asked)
    values = shown.values(
        now=now, shadow=now.direction.is_shadow, most=MOST_MB, acts=tuple(ACTS), mistakes=mistakes,
        brought=find_brought(shown.house, int(number)) if is_number else None,
        order=compare(shown.house, shown.slug, shown.asked.towards),
    )  # fmt: skip
    return page(request, "desk_import.html", lang, status=status, **values)


router = Router("/", route_handlers=[show_import, take_file])
