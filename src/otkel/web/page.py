"""One way to answer with a page: its language, what stands in every page, and its template."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.datastructures import State
from litestar.params import FromPath

from otkel.app.site.house import House
from otkel.facts.people import Language
from otkel.web.csrf import Csrf
from otkel.web.drawing import draw
from otkel.web.signed import signed_in

Asked = Request[Any, Any, State]
Lang = FromPath[Language]
HTML = "text/html"


def house_of(request: Asked) -> House:
    """Give the house that the app stands on."""
    found: House = request.app.state.house
    return found


def page(
    request: Asked,
    template: str,
    lang: Language,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> Response[str]:
    """Answer with a page. `here` is its address behind the language, for the links to other languages."""
    query = request.url.query
    csrf, account = Csrf(request), signed_in(request)
    text = draw(
        template,
        lang,
        here=request.url.path[3:] + (f"?{query}" if query else ""),
        simulated=house_of(request).is_simulated(),
        csrf=csrf,
        account=account,
        **values,
    )
    if account is not None:
        headers = {"cache-control": "no-store", **(headers or {})}
    elif csrf.is_asked:
        headers = {"cache-control": "private, no-cache", **(headers or {})}
    answer = Response(text, media_type=HTML, status_code=status, headers=headers)
    csrf.put_cookie(answer)
    return answer
