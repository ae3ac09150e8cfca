"""The promise of the ledger, kept in one SQLite file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import apsw
import msgspec

from otkel.errors import LedgerDamagedError
from otkel.facts.events.envelope import Draft, Event
from otkel.ledger.acts import Act, Row, rows_of
from otkel.ledger.codec import decode
from otkel.ledger.columns import Damage, check_rows
from otkel.ledger.group import Group
from otkel.ledger.growth import Growth
from otkel.ledger.handed import Appending, Handed, act_of
from otkel.ledger.reading import Reading
from otkel.ledger.sqlite import schema
from otkel.ledger.sqlite.connections import Readers
from otkel.ledger.sqlite.ground import SqliteGround, holder_of, read_act, seal_of
from otkel.ledger.sqlite.writer import Writer
from otkel.ledger.statements import read_statements
from otkel.ledger.store import Claim, Known, Pending

_SQL = read_statements("sqlite")
_PAGE = 1024
_to_json = msgspec.json.encode
T = TypeVar("T")


class SqliteStore(Reading, Appending):
    """One file, one thread that writes, as many readers as there are. Another process may write too."""

    def __init__(self, path: Path, now_us: Callable[[], int]) -> None:
        """Open or make the file. `now_us` gives the time of recording. Raises LedgerError."""
        self.path = path
        self._growth = Growth()
        self._writer = Writer(path, now_us, self._growth)
        self._readers = Readers(path)

    def submit(
        self,
        stream: str,
        drafts: Sequence[Draft],
        *,
        client_key: str,
        expected_version: int | None = None,
        claims: Sequence[Claim] = (),
        releases: Sequence[Claim] = (),
        after: Pending | None = None,
    ) -> Handed:
        """Hand drafts over and come back at once, as `Store.submit` promises."""
        act = Act(stream, drafts, client_key, expected_version, claims, releases, act_of(after))
        return self._writer.submit(act)

    def append_exactly(
        self, rows: Sequence[tuple[Event, bytes]], *, claims: Mapping[Claim, int] | None = None
    ) -> int:
        """Record the rows of another ledger with their own positions and bytes; gives the head."""

        def take(_: apsw.Connection, ground: SqliteGround) -> int:
            group = Group(ground, 0)
            group.take_exactly(rows_of((stored for _, stored in rows), ground.last_key()), claims)
            if claims is not None:
                ground.release_all()
            ground.write(group)
            ground.forget()
            return group.head

        head = int(self._writer.run(take))
        self._growth.tell(head)
        return head

    def head(self) -> int:
        """Give the last position; 0 when empty."""
        return int(self._fetch("head")[0][0])

    def version(self, stream: str) -> int:
        """Give the version of a stream; 0 when it has no events."""
        return int(self._fetch("version", stream)[0][0])

    def find_by_key(self, client_key: str) -> tuple[Event, ...]:
        """Give the events of the act that was recorded under a client key; none when there is no such act."""
        with self._readers.lend() as connection:
            first = connection.execute(_SQL["first_of_act"], (client_key,)).fetchone()
            stored = [] if first is None else read_act(connection, first[0])
        return tuple(map(decode, stored))

    def look_up(self, client_keys: Sequence[str], claims: Sequence[Claim]) -> Known:
        """Ask for many client keys and claims in one question."""
        pairs = [(claim.kind, claim.subject) for claim in claims]
        with self._readers.lend() as connection:
            keys: list[Any] = connection.execute(_SQL["known_keys"], (_to_json(client_keys),)).fetchall()
            held: list[Any] = []
            if pairs:
                held = connection.execute(_SQL["known_claims"], (_to_json(pairs),)).fetchall()
        rows = ((Claim(kind, subject), position, seal) for kind, subject, position, seal in held)
        return Known(frozenset(key for (key,) in keys), {row[0]: holder_of(*row) for row in rows})

    def find_claim(self, claim: Claim) -> int | None:
        """Give the position of the event that holds a claim; None when nobody does."""
        rows = self._fetch("claim", claim.kind, claim.subject)
        return holder_of(claim, *rows[0]) if rows else None

    def read_claims(self) -> Iterator[tuple[Claim, int]]:
        """Read all claims that are held, each with the position of the event that holds it.

        Raises LedgerDamagedError when a row is not what was written.
        """
        for claim, position, seal in self._read_claims():
            yield claim, holder_of(claim, position, seal)

    def check_columns(self) -> Iterator[Damage]:
        """Give where a column, a claim or the order is not what the stored bytes say. Never raises for it."""
        reached = 0
        try:
            for damage in check_rows(self._read_columns()):
                reached = damage.position
                yield damage
            for claim, position, seal in self._read_claims():
                if seal != seal_of(claim, position):
                    yield Damage(position, f"the claim {claim.kind} {claim.subject} was changed")
        except LedgerDamagedError as error:
            yield Damage(reached + 1, f"here or later: {error}")

    def check_file(self) -> Iterator[str]:
        """Give what the database itself finds wrong with the file, and what the schema lacks."""
        try:
            with self._readers.lend() as connection:
                found = [str(row[0]) for row in connection.execute(_SQL["integrity"])]
                present, expected = schema.objects(connection), schema.expected_objects()
        except LedgerDamagedError as error:  # so broken that the database stops looking
            yield str(error)
            return
        yield from (line for line in found if line != "ok")
        yield from (f"{kind} {name} is not as made" for kind, name, *_ in set(expected) ^ set(present))

    def write(self, work: Callable[[apsw.Connection], T]) -> T:
        """Do work in one transaction of the writing connection: side tables, never the events.

        All appends wait meanwhile. The work must not call the store, which would wait for the work.
        """
        answer: T = self._writer.run(lambda connection, _: work(connection))
        return answer

    def read(self, work: Callable[[apsw.Connection], T]) -> T:
        """Do work on a read-only connection; it must not keep the connection or a cursor of it."""
        with self._readers.lend() as connection:
            return work(connection)

    def close(self) -> None:
        """Finish what was taken on, and let go of the file. May be called twice."""
        self._growth.close()
        self._readers.close()
        self._writer.close()  # last, so that it carries the log over into the file and removes it

    def _page(self, after: int, up_to: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return self._fetch("rows", after, up_to, limit)

    def _rows_at(self, positions: Sequence[int]) -> Sequence[tuple[int, bytes]]:
        return self._fetch("rows_at", _to_json(positions).decode())

    def _stream_page(self, stream: str, after_version: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return self._fetch("stream_rows", stream, after_version, limit)

    def _read_columns(self) -> Iterator[Row]:
        after = -1
        while page := self._fetch("columns", after, _PAGE):
            for position, stream, version, key, stored in page:
                yield position, _text(stream), version, None if key is None else _text(key), stored or b""
            after = page[-1][0]

    def _read_claims(self) -> Iterator[tuple[Claim, int, bytes]]:
        for kind, subject, position, seal in self._fetch("claims"):
            yield Claim(_text(kind), _text(subject)), position, seal

    def _fetch(self, name: str, *bindings: str | int) -> list[Any]:
        with self._readers.lend() as connection:
            return connection.execute(_SQL[name], bindings).fetchall()


def _text(stored: bytes | None) -> str:
    """Read a text that may be damaged: it is then another one than was written, and not an error."""
    return (stored or b"").decode(errors="replace")
