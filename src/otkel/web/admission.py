"""What is looked at before a route is asked: addresses that can be none, and forms that are too large.

Forms are read in the one thread that serves everybody, so they are bounded before they are taken apart.
"""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException, NotFoundException

from otkel.web.csrf import SAFE, require_token

STATIC = "/static"  # names of files, none of which holds a NUL
MOST_QUERY = 8_000  # letters behind the question mark
MOST_FIELDS = 5_000  # of a form; a trip with every stay of a driver has some hundreds
MOST_FORM = 1_000_000  # bytes of a form without files


async def admit(request: Request[Any, Any, Any]) -> None:
    """Refuse what no page and no program of ours sends. Raises HTTPException."""
    if "\0" in request.url.path and request.url.path.startswith(STATIC):
        raise NotFoundException
    if len(request.url.query) > MOST_QUERY:
        raise HTTPException(status_code=414)
    if request.method not in SAFE and request.content_type[0] == RequestEncodingType.URL_ENCODED.value:
        body = await request.body()
        if len(body) > MOST_FORM or body.count(b"&") >= MOST_FIELDS:
            raise HTTPException(status_code=413)
    await require_token(request)
