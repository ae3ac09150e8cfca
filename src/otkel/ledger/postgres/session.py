"""The writing connection: one transaction a group, under the lock that all processes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from otkel.ledger.acts import Act, place_of, rows_of
from otkel.ledger.group import Group
from otkel.ledger.postgres.connections import SQL, Connection, connect
from otkel.ledger.postgres.ground import Asked, PostgresGround
from otkel.ledger.postgres.schema import migrate
from otkel.ledger.store import Claim

T = TypeVar("T")
_as_json = msgspec.json.encode


class Session:
    """A connection that writes. After any error it is to be closed, and another one opened."""

    def __init__(self, url: str) -> None:
        """Connect, and bring the schema up to date. Raises psycopg.Error, LedgerError."""
        self._may_have_committed = False
        self._connection, self.identity = connect(url, "write_settings")
        try:
            migrate(self._connection, self.identity)
            self._connection.execute(SQL["prepare_look"])
            self._connection.execute(SQL["prepare_record"])
        except BaseException:
            self._connection.close()
            raise

    @property
    def died_before_commit(self) -> bool:
        """Tell whether the connection is gone, and surely nothing of the last group is recorded."""
        return self._connection.closed and not self._may_have_committed

    def commit(self, acts: Sequence[Act], now_us: Callable[[], int]) -> int:
        """Record acts in one transaction; each holds its answer afterwards. Gives the head.

        Raises psycopg.Error; then all of the acts are recorded or none of them.
        """
        group = Group(self._begin(Asked.by(acts)), now_us())
        group.take_all(acts)
        if group.rows:
            self._write(group)
        else:
            self._connection.execute(SQL["commit"])  # of nothing; a rollback would forget what was prepared
        return group.head

    def commit_exactly(self, stored: Sequence[bytes], claims: Mapping[Claim, int] | None) -> int:
        """Record rows of another ledger, and the claims given in place of all; gives the head."""
        group = Group(self._begin(Asked(place_of(one).stream for one in stored)), 0)
        last = self._connection.execute(SQL["last_event"]).fetchone()
        group.take_exactly(rows_of(stored, None if last is None else place_of(last[0]).client_key), claims)
        if claims is not None:
            self._connection.execute(SQL["release_all_claims"])
        self._write(group)
        return group.head

    def commit_work(self, work: Callable[[Connection], T]) -> T:
        """Do other work in one transaction, under the same lock; gives what it gives."""
        self._begin(Asked(()))
        answer = work(self._connection)
        self._may_have_committed = True
        self._connection.execute(SQL["commit"])
        return answer

    def close(self) -> None:
        """Let go of the connection; what is not committed is as if it had never been."""
        self._connection.close()

    def _begin(self, asked: Asked) -> PostgresGround:
        """Begin a transaction, take the lock and look at what is committed, all in one message."""
        self._may_have_committed = False
        # Hexadecimal digits: no key, however it is written, can step out of its place in the statement.
        message = SQL["begin_and_look"].format(
            lock=self.identity.lock, asked=_as_json(asked.question()).hex()
        )
        answers = self._connection.execute(message)
        while answers.nextset():
            pass
        return PostgresGround(self._connection, asked, answers.fetchall()[0])

    def _write(self, group: Group) -> None:
        """Write what the group came to, tell those who listen once, and commit: all in one message."""
        if group.claims:
            self._change_claims(group.claims)
        rows = [(*place, stored.decode()) for *place, stored in group.rows]
        message = SQL["record_tell_and_commit"].format(
            rows=_as_json(rows).hex(), channel=self.identity.channel, head=group.head
        )
        self._may_have_committed = True
        self._connection.execute(message)

    def _change_claims(self, claims: Mapping[Claim, int | None]) -> None:
        gone = [claim for claim, holder in claims.items() if holder is None]
        taken = [
            (claim.kind, claim.subject, holder) for claim, holder in claims.items() if holder is not None
        ]
        with self._connection.pipeline():
            if gone:
                columns = [claim.kind for claim in gone], [claim.subject for claim in gone]
                self._connection.execute(SQL["release_claims"], columns, prepare=True)
            if taken:
                self._connection.execute(
                    SQL["take_claims"], [*map(list, zip(*taken, strict=True))], prepare=True
                )
