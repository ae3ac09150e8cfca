"""What is committed, as the group that comes next sees it: asked for in one question, not one an act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from otkel.ledger.acts import Act
from otkel.ledger.postgres.connections import SQL, Connection
from otkel.ledger.postgres.schema import require_known
from otkel.ledger.store import Claim


class Asked:
    """What a group has to know of the ledger, each thing once."""

    def __init__(
        self, streams: Iterable[str], keys: Iterable[str] = (), claims: Iterable[Claim] = ()
    ) -> None:
        """Gather it."""
        self.streams = list(dict.fromkeys(streams))
        self.keys = list(dict.fromkeys(keys))
        self.claims = list(dict.fromkeys(claims))

    @classmethod
    def by(cls, acts: Sequence[Act]) -> Asked:
        """Give what acts have to know."""
        return cls(
            (act.stream for act in acts),
            (act.client_key for act in acts),
            (claim for act in acts for claim in act.claims),
        )

    def question(self) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        """Give it as the question has it."""
        return self.streams, self.keys, [(claim.kind, claim.subject) for claim in self.claims]


class PostgresGround:
    """The answer, a ground in the manner of `group.Ground`; good for as long as the lock is held."""

    def __init__(self, connection: Connection, asked: Asked, row: tuple[Any, ...]) -> None:
        """Read the answer; for keys that stand already, read their acts too. Raises LedgerSchemaError."""
        schema, self._head, versions, firsts, holders = row
        require_known(schema)
        self.versions: dict[str, int] = dict(zip(asked.streams, versions, strict=True))
        self._claims: dict[Claim, int | None] = dict(zip(asked.claims, holders, strict=True))
        keys = zip(asked.keys, firsts, strict=True)
        self._firsts: dict[str, int] = {key: first for key, first in keys if first is not None}
        self._acts: dict[int, list[tuple[int, bytes]]] = {first: [] for first in self._firsts.values()}
        if self._acts:
            for first, version, stored in connection.execute(SQL["acts"], (list(self._acts),), binary=True):
                self._acts[first].append((version, stored))

    def head(self) -> int:
        """Give the last position; 0 when empty."""
        return int(self._head)

    def version(self, stream: str) -> int:
        """Give the version of a stream that was asked for."""
        return self.versions[stream]

    def find_act(self, client_key: str) -> tuple[int, int, Sequence[bytes]] | None:
        """Give position and version of the first event with this key, and the bytes of the whole act."""
        first = self._firsts.get(client_key)
        if first is None:
            return None
        rows = self._acts[first]
        return first, rows[0][0], [stored for _, stored in rows]

    def find_claim(self, claim: Claim) -> int | None:
        """Give the position of the event that holds a claim that was asked for."""
        return self._claims[claim]
