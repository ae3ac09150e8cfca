"""Streams of server-sent events: a message whenever what is shown has changed, from where the reader was.

Each message carries the position of the ledger as its id, so that a reader who comes back says how far he
was. A stream ends when the site stops; browsers then come back by themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.response import ServerSentEvent, ServerSentEventMessage

from otkel.app.site.pulse import Pulse

QUIET_S = 15.0  # after so long a comment is sent: then both sides know that the line still holds
AT_MOST_EVERY_S = 1.0
RETRY_MS = 2_000
KEPT_NOWHERE = {"Cache-Control": "no-store"}  # so written, or the framework adds one of its own
Look = Callable[[], str]


def last_seen(request: Request[Any, Any, Any]) -> int | None:
    """Give the position up to which a reader has read: he says it, else the page that he was given does."""
    said = str(request.headers.get("last-event-id") or request.query_params.get("after") or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def stream(pulse: Pulse, look: Look, seen: int | None) -> ServerSentEvent:
    """Send what `look` gives where it is another than before; it is called in a thread.

    That is when the ledger has grown, and now and then all the same: readings of others and ages are no
    events of the ledger.
    """
    return ServerSentEvent(
        messages(pulse, look, seen),
        headers=KEPT_NOWHERE,
    )


async def messages(pulse: Pulse, look: Look, seen: int | None) -> AsyncIterator[ServerSentEventMessage]:
    """Give the messages of a stream; see the head of this file.

    What is looked at may be a little older than the record, where one look serves many readers: after growth
    it is looked at once more.
    """
    position, sent, is_settled = seen, "", True
    yield ServerSentEventMessage(data=None, comment="begins", retry=RETRY_MS)
    while not pulse.is_closed:
        newest = pulse.position
        if newest == position and is_settled:
            newest = await pulse.later_than(position, QUIET_S)
            if pulse.is_closed:
                return
        is_settled, position = newest == position, newest
        text = await sync_to_thread(look)
        if text != sent:
            yield ServerSentEventMessage(data=text, id=str(position))
            sent = text
        elif is_settled:
            yield ServerSentEventMessage(data=None, comment="quiet")
            continue
        await asyncio.sleep(AT_MOST_EVERY_S)
