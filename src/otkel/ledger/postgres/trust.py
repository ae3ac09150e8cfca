"""What a writer remembers of its own commits, so that the next group needs no look beforehand.

A group is judged upon what is remembered and upon guesses: a client key is new, a claim is free, a stream
of which nothing is known is as long as its act expects. The message that records the group asks the
database, under the lock, whether all of that is so. Where it is not, nothing is recorded, and the group
is judged again upon a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from otkel.ledger.acts import Act
from otkel.ledger.group import Group
from otkel.ledger.store import Claim

_REMEMBERED = 100_000  # streams
_MOST_EVENTS = 2**62  # of a stream
_MOST_LOOKS = 64  # between two attempts to do without


class NotSureError(Exception):
    """What a group asks is not remembered, and no guess would do: look."""


class Memory:
    """The head after the last own commit, and versions of streams as they were then.

    Positions only grow, so as long as the head is the one remembered, nobody else has written.
    """

    def __init__(self) -> None:
        """Begin without remembering anything."""
        self.head: int | None = None
        self.versions: dict[str, int] = {}
        self._looks_due = self._penalty = 0

    def serves(self) -> bool:
        """Tell whether to try without a look; seldom, as long as trying was mostly in vain."""
        if self._looks_due > 0:
            self._looks_due -= 1
            return False
        return self.head is not None

    def note(self, *, trusted: bool) -> None:
        """Note how an attempt without a look ended."""
        self._penalty = self._penalty // 2 if trusted else min(2 * self._penalty + 1, _MOST_LOOKS)
        self._looks_due = 0 if trusted else self._penalty

    def learn(self, head: int, versions: Mapping[str, int]) -> None:
        """Take over what a look has found; what was remembered under another head is void."""
        if head != self.head:
            self.versions.clear()
        self.head = head
        self._add(versions)

    def keep(self, group: Group) -> None:
        """Remember what was committed upon what is remembered."""
        self.head = group.head
        self._add(group.versions)

    def _add(self, versions: Mapping[str, int]) -> None:
        if len(self.versions) > _REMEMBERED:
            self.versions.clear()
        self.versions.update(versions)


class TrustingGround:
    """A ground in the manner of `group.Ground`, made of what is remembered and of guesses."""

    def __init__(self, memory: Memory, head: int, acts: Iterable[Act]) -> None:
        """Guess the streams of which nothing is remembered."""
        self._head = head
        self._versions = memory.versions
        self._guesses: dict[str, int] = {}
        self.free: list[Claim] = []  # taken for free
        for act in acts:
            if act.stream not in memory.versions and act.stream not in self._guesses:
                self._guesses[act.stream] = _guess(act.expected_version)

    @property
    def grown(self) -> list[tuple[str, int]]:
        """Streams taken for older than this memory, with their versions.

        For one taken for new nothing needs to be asked: its first version stands there once at most.
        """
        return [(stream, version) for stream, version in self._guesses.items() if version > 0]

    def head(self) -> int:
        """Give the last position that is remembered."""
        return self._head

    def version(self, stream: str) -> int:
        """Give the version of a stream, remembered or guessed."""
        version = self._versions.get(stream)
        return self._guesses[stream] if version is None else version

    def find_act(self, client_key: str) -> tuple[int, int, Sequence[bytes]] | None:
        """Raise NotSureError: it is only asked before an act is refused, and that needs more than a guess."""
        raise NotSureError(client_key)

    def find_claim(self, claim: Claim) -> int | None:
        """Guess that nobody holds it, and note that this is to be asked."""
        self.free.append(claim)
        return None


def _guess(expected: int | None) -> int:
    """Give the version that a stream would have, were its act right; what no stream can have counts as 0."""
    return expected if type(expected) is int and 0 < expected < _MOST_EVENTS else 0
