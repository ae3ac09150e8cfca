"""Pages that many ask for are compressed once, and not for each who asks."""

from __future__ import annotations

import gzip
from typing import Any

import msgspec
from litestar import Response

from otkel.web.page import HTML, Asked

OWN = "compresses_itself"  # the option of a route whose answers the compression of the app leaves alone
_LEVEL = 6


class Packed(msgspec.Struct, frozen=True):
    """A page as it is sent, plain and compressed."""

    plain: bytes
    small: bytes


def pack(text: str) -> Packed:
    """Compress a page."""
    plain = text.encode()
    return Packed(plain, gzip.compress(plain, _LEVEL, mtime=0))


def send(request: Asked, packed: Packed) -> Response[Any]:
    """Answer with a page in the form that the browser reads."""
    headers = {"vary": "accept-encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(packed.plain, media_type=HTML, headers=headers)
    return Response(packed.small, media_type=HTML, headers={**headers, "content-encoding": "gzip"})
