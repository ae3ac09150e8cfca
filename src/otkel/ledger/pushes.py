"""Where trucks are called by push: the addresses that browsers gave, each encrypted and bound to a passage.

An address tells of a person, so it is held for the one passage alone, and removed when that ends, when the
browser takes it back, or when its push service says that it is over.
"""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.ledger.side import Asking, Side, open_side
from otkel.ledger.store import Store
from otkel.ledger.vault.keys import KeyFolder

KEY, SIGNING_KEY = "push", "push-vapid"
MOST_OF_ONE = 4  # browsers that are called for one passage; the oldest goes first


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a browser gave, as the standard of web push has it, and the language of its page."""

    endpoint: str
    p256dh: str
    auth: str
    language: str


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is held, without the address itself."""

    number: int
    point: str
    passage: int
    told_us: int | None  # when the truck was called by it; none: it was not yet


class Pushes:
    """The addresses beside one ledger. Every method may be called from any thread."""

    def __init__(self, side: Side, keys: KeyFolder) -> None:
        """Stand on open tables and the folder of keys; a key is made where there is none."""
        self._side, self._keys = side, keys
        for name in (KEY, SIGNING_KEY):
            if not keys.has(name):
                keys.make(name)

    @property
    def public_key(self) -> bytes:
        """Who calls: the public key that browsers ask for, as an uncompressed point of P-256."""
        return self._keys.public_point(SIGNING_KEY)

    @property
    def private_key(self) -> bytes:
        """The key that signs calls: 32 bytes."""
        return self._keys.secret(SIGNING_KEY)

    def put(self, point: str, passage: int, address: Address, at_us: int) -> None:
        """Hold an address for a passage, durably; the same one once. Raises LedgerError."""
        token = self._keys.mark(KEY, f"{point}\n{passage}\n{address.endpoint}")
        sealed = self._keys.seal(KEY, msgspec.json.encode(address), token)

        def work(tables: Asking) -> None:
            tables.ask("remove_token", token)
            tables.ask("put", point, passage, token, at_us, sealed)
            tables.ask("remove_oldest", point, passage, point, passage, MOST_OF_ONE)

        self._side.write(work)

    def list_held(self) -> list[Held]:
        """Give all that are held, the oldest first."""
        return [
            Held(number=number, point=point, passage=passage, told_us=told_us)
            for number, point, passage, told_us in self._side.read("held")
        ]

    def find(self, number: int) -> Address | None:
        """Give an address; None where it is held no more. Raises LedgerDamagedError."""
        rows = self._side.read("sealed", number)
        if not rows:
            return None
        token, sealed = (bytes(one) for one in rows[0])
        return msgspec.json.decode(self._keys.unseal(KEY, sealed, token, "an address of push"), type=Address)

    def set_told(self, number: int, at_us: int | None) -> None:
        """Note when a truck was called by an address; None: it is to be called again."""
        self._side.write(lambda tables: tables.ask("set_told", at_us, number))

    def remove(self, number: int) -> None:
        """Remove an address."""
        self._side.write(lambda tables: tables.ask("remove", number))

    def remove_of(self, point: str, passage: int, endpoint: str | None = None) -> None:
        """Remove the addresses of a passage, or one of them."""
        if endpoint is None:
            self._side.write(lambda tables: tables.ask("remove_passage", point, passage))
            return
        token = self._keys.mark(KEY, f"{point}\n{passage}\n{endpoint}")
        self._side.write(lambda tables: tables.ask("remove_token", token))

    def close(self) -> None:
        """Let go of the tables; the store stays open."""
        self._side.close()


def open_pushes(url: str, store: Store, keys: Any) -> Pushes:
    """Open the addresses beside an open ledger; `url` as the ledger was opened, `keys` its folder of keys."""
    return Pushes(open_side(url, store, "pushes.sql"), KeyFolder(keys))
