"""What is committed in the file, as the writing thread sees it, with what it remembers of it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain
from typing import Any

import apsw
import msgspec

from otkel.errors import LedgerDamagedError
from otkel.ledger.acts import Act, Row, place_of
from otkel.ledger.group import Group
from otkel.ledger.sqlite.schema import require_known
from otkel.ledger.sqlite.trust import MOST_ROWS, TrustingGround
from otkel.ledger.statements import read_migrations, read_statements
from otkel.ledger.store import Claim

_SQL = read_statements("sqlite")
# One statement for many rows, and one for many streams: each turn of the database lets go of the
# interpreter's lock, and to get it back among many threads costs more than the row.
_ROW = "(?, ?, ?, ?, ?)"
_INSERT = [_SQL["insert_event"] + f", {_ROW}" * more for more in range(MOST_ROWS)]
_INSERT_ALONE = [
    _SQL["insert_events_alone"].replace(_ROW, _ROW + f", {_ROW}" * more) for more in range(MOST_ROWS)
]
_to_json = msgspec.json.encode
_from_json = msgspec.json.Decoder(dict[str, int]).decode
_REMEMBERED = 100_000  # streams


class SqliteGround:
    """A ground in the manner of `group.Ground`; used between BEGIN and COMMIT, but for `write_alone`."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Begin without remembering anything."""
        self._connection = connection
        self._execute = connection.execute
        self._known = len(read_migrations("sqlite"))
        self._seen: int | None = None  # the database's own number of what others did to the file
        self.forget()

    def forget(self) -> None:
        """Look everything up anew."""
        self._head: int | None = None
        self._versions: dict[str, int] = {}
        self._new_keys: frozenset[str] = frozenset()

    def refresh(self) -> None:
        """Forget what another process may have changed. Raises LedgerSchemaError when it did more."""
        seen = self._execute(_SQL["data_version"]).get
        if seen != self._seen:
            require_known(self._execute(_SQL["schema_version"]).get, self._known)
            self.forget()
            self._seen = seen

    def head(self) -> int:
        """Give the last position; 0 when empty."""
        if self._head is None:
            self._head = int(self._execute(_SQL["head"]).get)
        return self._head

    def look_up(self, acts: Sequence[Act], *, keys: bool) -> None:
        """Look up together the versions of those streams that are not remembered, and which keys are new."""
        streams = {act.stream for act in acts if act.stream not in self._versions}
        if len(streams) > 1:
            found = self._execute(_SQL["versions"], (_to_json([*streams]),)).get
            self._versions.update(_from_json(found))
        if keys and len(acts) > 1:
            asked = [act.client_key for act in acts]
            stand = {key for (key,) in self._execute(_SQL["known_keys"], (_to_json(asked),))}
            self._new_keys = frozenset(key for key in asked if key not in stand and "\0" not in key)

    def version(self, stream: str) -> int:
        """Give the version of a stream; 0 when it has no events."""
        version = self._versions.get(stream)
        if version is None:
            version = self._versions[stream] = int(self._execute(_SQL["version"], (stream,)).get)
        return version

    def find_act(self, client_key: str) -> tuple[int, int, Sequence[bytes]] | None:
        """Give position and version of the first event with this key, and the bytes of the whole act."""
        if client_key in self._new_keys:
            return None
        first = self._execute(_SQL["first_of_act"], (client_key,)).fetchone()
        if first is None:
            return None
        return first[0], first[1], read_act(self._connection, first[0])

    def find_claim(self, claim: Claim) -> int | None:
        """Give the position of the event that holds a claim."""
        row: Any = self._execute(_SQL["claim"], (claim.kind, claim.subject)).fetchone()
        return None if row is None else holder_of(claim, *row)

    def last_key(self) -> str | None:
        """Give the client key of the last event."""
        row = self._execute(_SQL["rows"], (self.head() - 1, self.head(), 1)).fetchone()
        return None if row is None else place_of(row[1]).client_key

    def write(self, group: Group) -> None:
        """Write what a group changes; it is not committed yet."""
        for start in range(0, len(group.rows), MOST_ROWS):
            part = group.rows[start : start + MOST_ROWS]
            self._execute(_INSERT[len(part) - 1], tuple(chain.from_iterable(part)))
        for claim, position in group.claims.items():
            if position is None:
                self._execute(_SQL["release_claim"], (claim.kind, claim.subject))
            else:
                self._execute(
                    _SQL["take_claim"], (claim.kind, claim.subject, position, seal_of(claim, position))
                )

    def remembered(self) -> TrustingGround | None:
        """Give what is remembered of the own commits, for a group that is recorded without a look."""
        return None if self._head is None else TrustingGround(self._head, self._versions)

    def write_alone(self, rows: Sequence[Row]) -> bool:
        """Write and commit rows by one statement; False when another process did anything to the file."""
        bindings = (*chain.from_iterable(rows), self._seen)
        self._execute(_INSERT_ALONE[len(rows) - 1], bindings)
        return self._connection.changes() == len(rows)

    def release_all(self) -> None:
        """Release every claim; those of another ledger come in their place."""
        self._execute(_SQL["release_all_claims"])

    def keep(self, group: Group) -> None:
        """Remember what was committed."""
        self._head = group.head
        self._new_keys = frozenset()
        if len(self._versions) > _REMEMBERED:
            self._versions.clear()
        self._versions.update(group.versions)


def read_act(connection: apsw.Connection, first: int) -> list[bytes]:
    """Give the bytes of the act whose first event stands at a position."""
    stored: list[bytes] = []
    for key, one in connection.execute(_SQL["act_rows"], (first,)):
        if stored and key is not None:
            break
        stored.append(one)
    return stored


def holder_of(claim: Claim, position: int, seal: bytes) -> int:
    """Give the position that stands in the row of a claim. Raises LedgerDamagedError for a changed row."""
    if seal != seal_of(claim, position):
        raise LedgerDamagedError(f"position {position}: the claim {claim.kind} {claim.subject} was changed")
    return position


def seal_of(claim: Claim, position: int) -> bytes:
    """Give the checksum over the row of a claim: it tells a flipped bit, not a forger."""
    text = f"{claim.kind}\n{claim.subject}\n{position}"
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
