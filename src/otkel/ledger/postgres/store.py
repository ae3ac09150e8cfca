"""The promise of the ledger, kept in a PostgreSQL database (15 or newer)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from otkel.facts.events.envelope import Draft, Event
from otkel.ledger.acts import Act, Row
from otkel.ledger.codec import decode
from otkel.ledger.columns import Damage, check_rows
from otkel.ledger.growth import Growth
from otkel.ledger.handed import Appending, Handed, act_of
from otkel.ledger.postgres.connections import SQL, Connection, Readers
from otkel.ledger.postgres.following import Follower
from otkel.ledger.postgres.writer import Writer
from otkel.ledger.reading import PAGE, Reading
from otkel.ledger.statements import read_statements
from otkel.ledger.store import Claim, Known, Pending

MOST_BYTES = 1000  # of a text that is looked up: an index takes no longer one
_LOOK_UP: dict[str, Any] = dict(read_statements("postgres", "look_up.sql"))
T = TypeVar("T")


class PostgresStore(Reading, Appending):
    """One thread and one connection that write for this process; other processes may write too.

    The tables lie in the first schema of the search path.
    """

    def __init__(self, url: str, now_us: Callable[[], int]) -> None:
        """Connect; make or update the tables. `now_us` gives the time of recording. Raises LedgerError."""
        self._url = url
        self._growth = Growth()
        self._writer = Writer(url, now_us, self._growth)
        self._readers = Readers(url)

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
        _require_storable(stream, client_key)
        for claim in (*claims, *releases):
            _require_storable(claim.kind, claim.subject)
        act = Act(stream, drafts, client_key, expected_version, claims, releases, act_of(after))
        return self._writer.submit(act)

    def append_exactly(
        self, rows: Sequence[tuple[Event, bytes]], *, claims: Mapping[Claim, int] | None = None
    ) -> int:
        """Record the rows of another ledger with their own positions and bytes; gives the head."""
        stored = [one for _, one in rows]
        head = self._writer.run(lambda session: session.commit_exactly(stored, claims))
        self._growth.tell(head)
        return head

    def follow(self, after: int = 0, timeout_s: float | None = None) -> Iterator[Event]:
        """Read on as the ledger grows; ends when closed or when `timeout_s` pass without an event.

        A lost connection is made anew. Raises LedgerUnreachableError when the time ends without one.
        """
        return Follower(self._url, self._growth).follow(after, timeout_s)

    def head(self) -> int:
        """Give the last position; 0 when empty."""
        return int(self._fetch("head")[0][0])

    def version(self, stream: str) -> int:
        """Give the version of a stream; 0 when it has no events."""
        return int(self._fetch("version", stream)[0][0])

    def find_by_key(self, client_key: str) -> tuple[Event, ...]:
        """Give the events of the act that was recorded under a client key; none when there is no such act."""

        def ask(connection: Connection) -> list[Any]:
            return connection.execute(
                _LOOK_UP["act_by_key"], (client_key,), prepare=True, binary=True
            ).fetchall()

        return tuple(decode(stored) for (stored,) in self._readers.ask(ask))

    def look_up(self, client_keys: Sequence[str], claims: Sequence[Claim]) -> Known:
        """Ask for many client keys and claims in one question."""
        columns = [claim.kind for claim in claims], [claim.subject for claim in claims]

        def ask(connection: Connection) -> Any:
            values = list(client_keys), *columns
            return connection.execute(_LOOK_UP["known"], values, prepare=True, binary=True).fetchone()

        keys, holders = self._readers.ask(ask)
        held = zip(claims, holders, strict=True)
        return Known(frozenset(keys), {claim: holder for claim, holder in held if holder is not None})

    def find_claim(self, claim: Claim) -> int | None:
        """Give the position of the event that holds a claim; None when nobody does."""
        rows = self._fetch("claim", claim.kind, claim.subject)
        return int(rows[0][0]) if rows else None

    def read_claims(self) -> Iterator[tuple[Claim, int]]:
        """Read all claims that are held, each with the position of the event that holds it."""
        for kind, subject, position in self._fetch("claims"):
            yield Claim(kind, subject), position

    def check_columns(self) -> Iterator[Damage]:
        """Give where a column or the order is not what the stored bytes say. Never raises for it."""
        yield from check_rows(self._read_columns())

    def check_file(self) -> Iterator[str]:
        """Give what the database lacks to keep the promise."""
        for name, found in self._fetch("guards"):
            if not found:
                yield f"{name} is not as made"

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do work in one transaction of the writing connection: side tables, never the events."""
        return self._writer.run(lambda session: session.commit_work(work))

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do work on a read-only connection; it must not keep it, and may be done twice."""
        return self._readers.ask(work)

    def close(self) -> None:
        """Finish what was taken on, and let go of the connections. May be called twice."""
        self._writer.close()
        self._growth.close()
        self._readers.close()

    def _page(self, after: int, up_to: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return self._fetch("rows", after, up_to, limit)

    def _rows_at(self, positions: Sequence[int]) -> Sequence[tuple[int, bytes]]:
        return self._fetch("rows_at", list(positions))

    def _stream_page(self, stream: str, after_version: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return self._fetch("stream_rows", stream, after_version, limit)

    def _read_columns(self) -> Iterator[Row]:
        after = -(2**63)
        while page := self._fetch("columns", after, PAGE):
            yield from page
            after = page[-1][0]

    def _fetch(self, name: str, *values: str | int | list[int]) -> list[Any]:
        def ask(connection: Connection) -> list[Any]:
            return connection.execute(SQL[name], values, prepare=True, binary=True).fetchall()

        return self._readers.ask(ask)


def _require_storable(*texts: str) -> None:
    for text in texts:
        if "\0" in text or len(text.encode()) > MOST_BYTES:
            raise ValueError(f"a name or key has no NUL and at most {MOST_BYTES} bytes, not {text[:40]!r}")
