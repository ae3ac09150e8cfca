"""Webhooks beside the ledger: where events are sent, how far, and when it is tried again."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.ledger.side import Asking, Side, open_side
from otkel.ledger.store import Store


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One address to which events are sent."""

    name: str
    account: str  # whose it is
    url: str
    words: tuple[str, ...]  # of events; none: all
    point: str  # its slug; an empty text: all
    secret: bytes  # with which messages are signed, encrypted
    position: int  # up to which events were sent
    failures: int = 0  # in a row
    next_us: int = 0  # it is not tried before
    given_up: bool = False
    said: str = ""  # what failed last, by a code


class Webhooks:
    """The webhooks beside one ledger. Every method may be called from any thread, and raises LedgerError."""

    def __init__(self, side: Side) -> None:
        """Stand on open tables."""
        self._side = side

    def put(self, hook: Webhook, most: int) -> bool:
        """Keep a new one; False where there is one of this name, or `most` are of its account."""

        def work(tables: Asking) -> bool:
            if tables.ask("count_of", hook.account)[0][0] >= most:
                return False
            row = hook.name, hook.account, hook.url, " ".join(hook.words), hook.point, hook.secret
            return bool(tables.ask("put", *row, hook.position))

        return self._side.write(work)

    def list_all(self) -> list[Webhook]:
        """Give all of them by name."""
        return [_hook(row) for row in self._side.read("all")]

    def sent(self, name: str, position: int) -> None:
        """Keep that events were sent up to a position."""
        self._side.write(lambda tables: tables.ask("sent", position, name))

    def failed(self, name: str, failures: int, next_us: int, *, given_up: bool, said: str) -> None:
        """Keep that sending failed, and when it is tried again."""
        self._side.write(lambda tables: tables.ask("failed", failures, next_us, int(given_up), said, name))

    def drop(self, name: str, account: str) -> bool:
        """Remove one of an account; False where it has none of this name."""
        return bool(self._side.write(lambda tables: tables.ask("drop", name, account)))

    def close(self) -> None:
        """Let go of the tables; the store stays open."""
        self._side.close()


def open_webhooks(url: str, store: Store) -> Webhooks:
    """Open the webhooks beside an open ledger; `url` is the address under which it was opened."""
    return Webhooks(open_side(url, store, "webhooks.sql"))


def _hook(row: tuple[Any, ...]) -> Webhook:
    name, account, url, words, point, secret, position, failures, next_us, given_up, said = row
    return Webhook(
        name=name, account=account, url=url, words=tuple(words.split()), point=point, secret=bytes(secret),
        position=position, failures=failures, next_us=next_us, given_up=bool(given_up), said=said,
    )  # fmt: skip
