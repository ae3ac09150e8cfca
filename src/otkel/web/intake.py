"""The receiver of trackers over HTTP: one ASGI app without a framework, since it has one route.

Every message is answered when it is durable. A message that can never be kept is answered as received too:
Traccar would send it ten times more. Only where it may be kept later the answer is 503.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from otkel.app.intake.taking import Fate, Intake
from otkel.feeds.traccar import MOST_BYTES

PATHS = frozenset({"/", "/trackers", "/trackers/traccar"})
HEALTH = "/health"
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_ANSWERS = {
    Fate.TAKEN: (200, b'{"fate":"taken"}'),
    Fate.SET_ASIDE: (200, b'{"fate":"set_aside"}'),
    Fate.NOT_TAKEN: (503, b'{"fate":"not_taken"}'),
}
_JSON = (b"content-type", b"application/json")


class IntakeApp:
    """Hands what is posted to an intake; only who knows the token is heard."""

    def __init__(self, intake: Intake, token: bytes) -> None:
        """Take for an intake."""
        self._intake = intake
        self._expected = b"Bearer " + token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        status, body = await self._answer(scope, receive)
        headers = [_JSON, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        path, method = scope["path"], scope["method"]
        if path == HEALTH and method == "GET":
            return 200, b'{"healthy":true}'
        if path not in PATHS:
            return 404, b'{"error":"post messages of trackers to /trackers/traccar"}'
        if method != "POST":
            return 405, b'{"error":"post messages"}'
        if not self._is_allowed(scope):
            return 401, b'{"error":"give the token: Authorization: Bearer TOKEN"}'
        data = await _body(receive)
        if data is None:
            return 413, b'{"error":"a message is smaller"}'
        return _ANSWERS[await self._take(data)]

    def _is_allowed(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return len(given) == 1 and hmac.compare_digest(given[0], self._expected)

    def _take(self, data: bytes) -> asyncio.Future[Fate]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Fate] = loop.create_future()
        answers = _answers_of(loop)
        self._intake.submit(data, lambda fate: answers.add(future, fate))
        return future


class _Answers:
    """Answers from another thread, handed to the loop by one call for as many as have come."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[tuple[asyncio.Future[Fate], Fate]] = deque()
        self._called = False

    def add(self, future: asyncio.Future[Fate], fate: Fate) -> None:
        self._waiting.append((future, fate))
        if not self._called:
            self._called = True
            try:
                self._loop.call_soon_threadsafe(self._give)
            except RuntimeError:
                self._waiting.clear()  # the loop has ended, and nobody waits for an answer any more

    def _give(self) -> None:
        self._called = False  # before the first is taken: what comes from now on calls again
        while self._waiting:
            future, fate = self._waiting.popleft()
            if not future.done():
                future.set_result(fate)


_LOOPS: dict[asyncio.AbstractEventLoop, _Answers] = {}


def _answers_of(loop: asyncio.AbstractEventLoop) -> _Answers:
    answers = _LOOPS.get(loop)
    if answers is None:
        _LOOPS.clear()  # a process runs one loop at a time
        answers = _LOOPS[loop] = _Answers(loop)
    return answers


async def _body(receive: Receive) -> bytes | None:
    """Read the body; None where it is too large, or the sender went away."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def make_app(intake: Intake, token: bytes) -> IntakeApp:
    """Give the app of a receiver; servers are handed `otkel.web.intake:make_app`."""
    return IntakeApp(intake, token)
