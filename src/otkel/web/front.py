"""What stands before every route: HEAD is answered as GET is, without the body; no body may take for ever."""

from __future__ import annotations

import asyncio
import re
from time import monotonic
from typing import Any, cast

from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.types import Message, Receive, ReceiveMessage, Scope, Send

GRACE_S = 30.0  # for a body, however small
LEAST_BYTES_PER_S = 1_000  # beyond it: a document over the weakest line that people send from
STREAM = re.compile("/(live|follow)$")  # answers that do not end


class Front(Litestar):
    """The app of the site, asked by whoever reaches its address."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or go through a start and a stop."""
        if scope["type"] == "http":
            receive = hurried(receive)
            if scope["method"] == "HEAD" and not STREAM.search(scope["path"]):
                scope, send = cast(Scope, {**scope, "method": "GET"}), _without_body(send)
        await super().__call__(scope, receive, send)


def hurried(receive: Receive) -> Receive:
    """Let a body come at its pace, but not for ever: who holds it back gets 408 and is let go.

    What comes after a body, that its sender went away, is waited for as long as it takes.
    """
    begun_s: float | None = None
    size, is_whole = 0, False

    async def hurry() -> ReceiveMessage:
        nonlocal begun_s, size, is_whole
        if is_whole:
            return await receive()
        begun_s = monotonic() if begun_s is None else begun_s
        left_s = begun_s + GRACE_S + size / LEAST_BYTES_PER_S - monotonic()
        try:
            async with asyncio.timeout(max(0.0, left_s)):
                message = await receive()
        except TimeoutError:
            raise HTTPException(status_code=408, headers={"connection": "close"}) from None
        is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        size += len(message.get("body", b"")) if message["type"] == "http.request" else 0
        return message

    return hurry


def _without_body(send: Send) -> Send:
    async def say(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = cast(Message, {**message, "body": b""})
        await send(message)

    return say
