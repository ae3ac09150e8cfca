"""How a group is recorded by one statement alone, without a look beforehand and without BEGIN and COMMIT.

Every turn of the database lets go of the interpreter's lock, and to get it back among many threads costs
more than what the database does. So a group is judged upon what the writer remembers of its own commits:
a client key is taken for new, and a stream of which nothing is remembered for empty. The one statement
records all of it or nothing, and the file is the judge. The statement itself asks whether any other
process has changed the file since the last look; a wrong guess meets the first version of its stream, a
repeated act its client key. Where it is refused, nothing is recorded, and the group is judged again upon
a look, as is every group that needs more: claims, or an act that seems wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from otkel.ledger.acts import Act
from otkel.ledger.store import Claim

MOST_ROWS = 64  # in one statement
_MOST_LOOKS = 64  # groups between two attempts to do without


class NotSureError(Exception):
    """What a group asks is not remembered, and no guess would do: look."""


class Trust:
    """Whether it pays to try without a look: seldom, as long as trying was mostly in vain."""

    def __init__(self) -> None:
        """Begin with trying."""
        self._looks_due = self._penalty = 0

    def serves(self) -> bool:
        """Tell whether to try now."""
        if self._looks_due > 0:
            self._looks_due -= 1
            return False
        return True

    def note(self, *, kept: bool) -> None:
        """Note how an attempt ended."""
        self._penalty = self._penalty // 2 if kept else min(2 * self._penalty + 1, _MOST_LOOKS)
        self._looks_due = 0 if kept else self._penalty


class TrustingGround:
    """A ground in the manner of `group.Ground`, made of what is remembered and of guesses."""

    def __init__(self, head: int, versions: Mapping[str, int]) -> None:
        """Keep what is remembered."""
        self._head = head
        self._versions = versions

    def head(self) -> int:
        """Give the last position that is remembered."""
        return self._head

    def version(self, stream: str) -> int:
        """Give the version of a stream; one of which nothing is remembered counts as empty."""
        return self._versions.get(stream, 0)

    def find_act(self, client_key: str) -> tuple[int, int, Sequence[bytes]] | None:
        """Raise NotSureError: it is only asked before an act is refused, and that needs more than a guess."""
        raise NotSureError(client_key)

    def find_claim(self, claim: Claim) -> int | None:
        """Raise NotSureError: nothing in the file would refuse a claim that is held already."""
        raise NotSureError(claim)


def may_go_alone(acts: Sequence[Act]) -> bool:
    """Tell whether acts fit into one statement that stands alone."""
    rows = 0
    for act in acts:
        if act.claims or act.releases:
            return False
        rows += len(act.parts)
    return rows <= MOST_ROWS
