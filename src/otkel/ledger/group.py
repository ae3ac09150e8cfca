"""The rule of taking acts into the ledger, written once for memory, SQLite and PostgreSQL.

A group is what is committed together. Each act is judged upon the ground (what is committed) and upon
the acts of the group before it. One refusal does not touch the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from otkel.errors import ClaimTakenError, ClientKeyReusedError, LedgerError, VersionConflictError
from otkel.ledger.acts import Act, Row, recorded_us_of
from otkel.ledger.store import Claim, Receipt


class Ground(Protocol):
    """What is committed, as the group that comes next sees it."""

    def head(self) -> int:
        """Give the last position; 0 when empty."""
        ...

    def version(self, stream: str) -> int:
        """Give the version of a stream; 0 when it has no events."""
        ...

    def find_act(self, client_key: str) -> tuple[int, int, Sequence[bytes]] | None:
        """Give position and version of the first event with this key, and the bytes of the whole act."""
        ...

    def find_claim(self, claim: Claim) -> int | None:
        """Give the position of the event that holds a claim."""
        ...


class Group:
    """Acts that are committed together, and what they change.

    `trusting`: client keys are taken for new unless something else speaks against it; the database
    then refuses a key that stands already, and the group is judged again without trust.
    """

    def __init__(self, ground: Ground, recorded_us: int, *, trusting: bool = False) -> None:
        """Begin on a ground that nobody else changes until the group is committed."""
        self._ground = ground
        self._trusting = trusting
        self._recorded_us = recorded_us
        self._acts: dict[str, Act] = {}
        self.head = ground.head()
        self.rows: list[Row] = []
        self.versions: dict[str, int] = {}
        self.claims: dict[Claim, int | None] = {}  # None: released

    def take_all(self, acts: Iterable[Act]) -> None:
        """Judge each act in order; its receipt or its error is kept with it."""
        for act in acts:
            act.receipt = act.error = None
            try:
                act.receipt = self._take(act)
            except LedgerError as error:
                act.error = error

    def take_exactly(self, rows: Iterable[Row], claims: Mapping[Claim, int] | None) -> None:
        """Take rows of another ledger as they are. Raises LedgerError when they do not follow on."""
        for row in rows:
            position, stream, version = row[:3]
            before = self.versions.get(stream)
            if before is None:
                before = self._ground.version(stream)
            if position != self.head + 1 or version != before + 1:
                raise LedgerError(
                    f"position {position}, version {version} of {stream} does not follow on "
                    f"position {self.head}, version {before}: copy from position {self.head + 1} on"
                )
            self.rows.append(row)
            self.head, self.versions[stream] = position, version
        self.claims.update(claims or {})

    def _take(self, act: Act) -> Receipt:
        repeated = self._find_repeated(act, surely=not self._trusting)
        if repeated is not None:
            return repeated
        version = self.versions.get(act.stream)
        if version is None:
            version = self._ground.version(act.stream)
        try:
            _require_before(act)
            _require_version(act, version)
            if act.claims or act.releases:
                self._change_claims(act)
        except (VersionConflictError, ClaimTakenError):
            repeated = self._find_repeated(act, surely=True)
            if repeated is None:
                raise
            return repeated
        self.rows += act.rows(self.head + 1, version + 1, self._recorded_us)
        receipt = act.receipt_at(self.head + 1, version + 1)
        self.head = receipt.last_position
        self.versions[act.stream] = receipt.version
        self._acts[act.client_key] = act
        return receipt

    def _find_repeated(self, act: Act, *, surely: bool) -> Receipt | None:
        earlier = self._acts.get(act.client_key)
        if earlier is not None and earlier.receipt is not None:
            first = earlier.receipt.first_position
            if not act.is_same(earlier):
                raise _reused(act, first)
            act.recorded_us = earlier.recorded_us
            return act.receipt_at(first, earlier.receipt.version - len(act.parts) + 1, repeated=True)
        found = self._ground.find_act(act.client_key) if surely else None
        if found is None:
            return None
        first, version, stored = found
        if not act.is_stored_as(stored):
            raise _reused(act, first)
        act.recorded_us = recorded_us_of(stored[0])
        return act.receipt_at(first, version, repeated=True)

    def _change_claims(self, act: Act) -> None:
        """Release first, then take: one act may hand a claim on. The first event of the act holds it."""
        changed: dict[Claim, int | None] = dict.fromkeys(act.releases)
        for claim in act.claims:
            if claim in changed:
                holder = changed[claim]
            elif claim in self.claims:
                holder = self.claims[claim]
            else:
                holder = self._ground.find_claim(claim)
            if holder is not None:
                raise ClaimTakenError(f"{claim.kind} of {claim.subject} is held by the event at {holder}")
            changed[claim] = self.head + 1
        self.claims.update(changed)


def _require_before(act: Act) -> None:
    """Raise VersionConflictError where what an act builds upon was not recorded."""
    if act.after is not None and act.after.receipt is None:
        raise VersionConflictError(
            f"the act before this one was not recorded in stream {act.stream}: "
            "read it again, decide again, append again"
        )


def _require_version(act: Act, version: int) -> None:
    if act.expected_version is not None and act.expected_version != version:
        raise VersionConflictError(
            f"stream {act.stream} is at version {version}, not {act.expected_version}: "
            "read it again, decide again, append again"
        )


def _reused(act: Act, position: int) -> ClientKeyReusedError:
    return ClientKeyReusedError(
        f"client key {act.client_key} stands for other content at position {position}: "
        "take a new key for a new act"
    )
