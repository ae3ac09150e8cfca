"""The board as data, for everybody: JSON, CSV and DATEX II, with what caches need."""

from __future__ import annotations

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from otkel.app.site.feeds import FEEDS, MAX_AGE_S, feeds_of
from otkel.web.page import Asked, house_of


@get("/feeds/{name:str}", sync_to_thread=True, include_in_schema=False)
def give_feed(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Give a feed; nothing but its tag where the asker has it already."""
    if name not in FEEDS:
        raise NotFoundException
    feed = feeds_of(house_of(request)).now(name)
    headers = {
        "etag": feed.tag,
        "cache-control": f"public, max-age={MAX_AGE_S}",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "vary": "accept-encoding",
    }
    if _has(request.headers.get("if-none-match", ""), feed.tag):
        return Response(b"", status_code=304, headers=headers, media_type=feed.media_type)
    return Response(feed.body, headers=headers, media_type=feed.media_type)


def _has(told: str, tag: str) -> bool:
    """Whether one of the tags that an asker has is this one; a tag may have been marked as weak."""
    tags = [one.strip().removeprefix("W/") for one in told[:2000].split(",")]
    return tag in tags or tags == ["*"]


router = Router("/", route_handlers=[give_feed])
