"""The receiver over HTTP, asked as a server asks an ASGI app: who is heard, and what is answered."""

import asyncio

import pytest

from otkel.app.intake.taking import Intake
from otkel.errors import LedgerUnreachableError
from otkel.feeds.traccar import MOST_BYTES
from otkel.web.intake import make_app
from tests.feeds.traccar_forms import AT_US, message

TOKEN = b"a-token-of-the-sender"


class Kept:
    def __init__(self):
        self.positions, self.error = [], None

    def keep(self, positions):
        if self.error is not None:
            raise self.error
        self.positions += positions
        return len(positions)


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def app(kept):
    intake = Intake(kept, lambda: AT_US)
    yield make_app(intake, TOKEN)
    intake.close()


def ask(
    app, *parts, path="/trackers/traccar", method="POST", headers=((b"authorization", b"Bearer " + TOKEN),)
):
    sent = []
    told = [
        {"type": "http.request", "body": part, "more_body": n < len(parts) - 1}
        for n, part in enumerate(parts)
    ]
    told.append({"type": "http.disconnect"})

    async def receive():
        return told.pop(0)

    async def send(one):
        sent.append(one)

    scope = {"type": "http", "path": path, "method": method, "headers": list(headers)}
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def test_a_message_is_kept_and_answered(app, kept):
    assert ask(app, message()) == (200, b'{"fate":"taken"}')
    data = message({"uniqueId": "2"})
    assert ask(app, data[:100], data[100:], path="/") == (200, b'{"fate":"taken"}')
    assert [one.device for one in kept.positions] == ["1000821", "2"]


def test_what_can_never_be_kept_is_answered_as_received(app):
    """Any other answer makes Traccar send it ten times more."""
    assert ask(app, b"{") == (200, b'{"fate":"set_aside"}')


def test_what_may_be_kept_later_is_not_taken(app, kept):
    kept.error = LedgerUnreachableError("away")
    assert ask(app, message()) == (503, b'{"fate":"not_taken"}')


@pytest.mark.parametrize(
    "headers",
    [
        (), ((b"authorization", b"Bearer wrong"),), ((b"authorization", TOKEN),), ((b"authorization", b""),),
        ((b"authorization", b"Bearer " + TOKEN), (b"authorization", b"Bearer " + TOKEN)),
    ],
)  # fmt: skip
def test_who_does_not_know_the_token_is_not_heard(app, kept, headers):
    assert ask(app, message(), headers=headers)[0] == 401
    assert kept.positions == []


def test_other_requests_are_told_what_is_wrong(app, kept):
    assert ask(app, b"", path="/health", method="GET", headers=()) == (200, b'{"healthy":true}')
    assert ask(app, message(), path="/admin")[0] == 404
    assert ask(app, b"", method="GET")[0] == 405
    assert ask(app, b"x" * MOST_BYTES, b"x")[0] == 413
    assert ask(app)[0] == 413  # the sender went away before the end
    assert kept.positions == []
