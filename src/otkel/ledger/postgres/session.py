"""The writing connection: one transaction a group, under the lock that all processes share."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec
from psycopg import errors

from otkel.ledger.acts import Act, place_of, rows_of
from otkel.ledger.group import Group
from otkel.ledger.postgres.connections import SQL, Connection, connect, exchange, is_quiet
from otkel.ledger.postgres.ground import Asked, PostgresGround
from otkel.ledger.postgres.schema import KNOWN, migrate
from otkel.ledger.postgres.trust import Memory, NotSureError, TrustingGround
from otkel.ledger.store import Claim

T = TypeVar("T")
_to_json = msgspec.json.encode
_PREPARED = "record", "release", "take", "trust", "trust_guesses", "look"
# What the database says when the ledger is not as it is remembered or guessed.
_MISTRUST = errors.UniqueViolation, errors.DivisionByZero
# After such a pause a connection may be dead without having told us [s].
_LONG_PAUSE_S = 1.0


class Session:
    """A connection that writes. After any error it is to be closed, and another one opened."""

    def __init__(self, url: str) -> None:
        """Connect, and bring the schema up to date. Raises psycopg.Error, LedgerError."""
        self._may_have_committed = False
        self._memory = Memory()
        self._answered_s = 0.0
        self._connection, self.identity = connect(url, "write_settings")
        try:
            migrate(self._connection, self.identity)
            for name in _PREPARED:
                self._connection.execute(SQL[f"prepare_{name}"])
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
        group = self._commit_trusting(acts, now_us) or self._commit_looking(acts, now_us)
        self._memory.keep(group)
        self._answered_s = time.monotonic()
        return group.head

    def commit_exactly(self, stored: Sequence[bytes], claims: Mapping[Claim, int] | None) -> int:
        """Record rows of another ledger, and the claims given in place of all; gives the head."""
        group = Group(self._begin(Asked(place_of(one).stream for one in stored)), 0)
        last = self._connection.execute(SQL["last_event"]).fetchone()
        group.take_exactly(rows_of(stored, None if last is None else place_of(last[0]).client_key), claims)
        if claims is not None:
            self._connection.execute(SQL["release_all_claims"])
        self._send("", group)
        self._memory.keep(group)
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

    # -- one message a group --------------------------------------------------------------------

    def _commit_trusting(self, acts: Sequence[Act], now_us: Callable[[], int]) -> Group | None:
        """Judge and record acts upon what is remembered; None when it takes a look after all."""
        head = self._memory.head
        if head is None or not self._memory.serves() or not self._is_surely_alive():
            return None
        ground = TrustingGround(self._memory, head, acts)
        group = Group(ground, now_us(), trusting=True)
        try:
            group.take_all(acts)
            self._send(self._trusting(head, ground), group)
        except NotSureError:
            self._memory.note(trusted=False)
            return None
        except _MISTRUST:
            self._memory.note(trusted=False)
            self._may_have_committed = False
            exchange(self._connection, SQL["rollback"])
            return None
        self._memory.note(trusted=True)
        return group

    def _is_surely_alive(self) -> bool:
        """Tell whether the connection may be given a commit: lost in it, nobody knows what became of it."""
        return time.monotonic() - self._answered_s < _LONG_PAUSE_S and is_quiet(self._connection)

    def _trusting(self, head: int, ground: TrustingGround) -> str:
        """Give the beginning of the message: what must be so, else nothing is recorded."""
        message: str = SQL["begin_and_trust"].format(lock=self.identity.lock, schema=KNOWN, head=head)
        if ground.grown or ground.free:
            message += SQL["trust_guesses"].format(guesses=_hex((ground.grown, _pairs(ground.free))))
        return message

    # -- a look, then a message -----------------------------------------------------------------

    def _commit_looking(self, acts: Sequence[Act], now_us: Callable[[], int]) -> Group:
        ground = self._begin(Asked.by(acts))
        group = Group(ground, now_us())
        group.take_all(acts)
        if group.rows:
            self._send("", group)
        else:
            exchange(self._connection, SQL["commit"])  # of nothing
        return group

    def _begin(self, asked: Asked) -> PostgresGround:
        """Begin a transaction, take the lock and look at what is committed, all in one message."""
        self._may_have_committed = False
        message = SQL["begin_and_look"].format(lock=self.identity.lock, asked=_hex(asked.question()))
        answers = self._connection.execute(message)
        while answers.nextset():
            pass
        ground = PostgresGround(self._connection, asked, answers.fetchall()[0])
        self._memory.learn(ground.head(), ground.versions)
        return ground

    def _send(self, beginning: str, group: Group) -> None:
        """Write what the group came to, tell those who listen once, and commit: all in one message."""
        gone = [claim for claim, holder in group.claims.items() if holder is None]
        taken = [
            (claim.kind, claim.subject, held) for claim, held in group.claims.items() if held is not None
        ]
        rows = [(*place, stored.decode()) for *place, stored in group.rows]
        message = beginning
        if gone:
            message += SQL["release"].format(claims=_hex(_pairs(gone)))
        if taken:
            message += SQL["take"].format(claims=_hex(taken))
        message += SQL["record_tell_and_commit"].format(
            rows=_hex(rows), channel=self.identity.channel, head=group.head
        )
        self._may_have_committed = True
        exchange(self._connection, message)


def _hex(value: object) -> str:
    """Give JSON in hexadecimal digits: no key, however it is written, can step out of its place."""
    return _to_json(value).hex()


def _pairs(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    return [(claim.kind, claim.subject) for claim in claims]
