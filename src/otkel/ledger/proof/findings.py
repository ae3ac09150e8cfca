"""What a check of the ledger or of a proof finds."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.phrases import Phrase


class ProofFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that holds, or does not; `values` name the place (position, level, index, size)."""

    id: str  # a stable dotted word, such as event.changed
    holds: bool
    says: Phrase
    values: dict[str, Any] = {}


def fails(name: str, says: Phrase, **values: Any) -> ProofFinding:
    """Give a finding that something does not hold."""
    return ProofFinding(id=name, holds=False, says=says, values=values or says.values)


def holds(name: str, says: Phrase, **values: Any) -> ProofFinding:
    """Give a finding that something holds."""
    return ProofFinding(id=name, holds=True, says=says, values=values or says.values)
