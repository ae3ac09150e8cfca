"""Nothing is edited: what was recorded wrongly is corrected or voided by an event of its own."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.shapes import Body, Code, Digest, Instant, Position, Value


class Corrected(Body, frozen=True, kw_only=True):
    """An earlier event is to be read otherwise. It acts forward: nothing decided before is decided again."""

    corrects: Annotated[Position, "which event"]
    right: Annotated[dict[Code, Value], "the fields that were wrong, and what is right"]
    occurred_us: Annotated[Instant | None, "when it really happened; none: as recorded"] = None
    reason: Annotated[Code, "why"]
    sealed: Annotated[Digest | None, "of the words of who corrected it, which stand in the vault"] = None


class Voided(Body, frozen=True, kw_only=True):
    """An earlier event did not happen. It stays in the ledger and counts no more."""

    voids: Annotated[Position, "which event"]
    reason: Annotated[Code, "why"]
    sealed: Annotated[Digest | None, "of the words of who voided it, which stand in the vault"] = None
