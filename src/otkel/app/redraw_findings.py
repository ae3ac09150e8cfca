"""What redoing the draws of a day finds: it holds, it does not, or it cannot be told yet."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from otkel.phrases import Phrase


class Outcome(StrEnum):
    """What one finding says."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"  # cannot be told from this record, or not yet
    NOTE = "note"  # to be known; nothing rests on it


class RedrawFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was redone; `values` name the place (position, passage, stage, day)."""

    id: str  # a stable dotted word, such as slots.grants
    outcome: Outcome
    says: Phrase
    values: dict[str, Any] = {}


class Redrawn(msgspec.Struct, frozen=True, kw_only=True):
    """All findings of a day."""

    point: str
    day: str
    findings: tuple[RedrawFinding, ...]

    @property
    def exit_status(self) -> int:
        """0 all holds, 1 something does not, 2 nothing fails and something cannot be told."""
        found = {finding.outcome for finding in self.findings}
        return 1 if Outcome.FAILS in found else 2 if Outcome.OPEN in found else 0


def holds(name: str, says: Phrase, **values: Any) -> RedrawFinding:
    """Give a finding that something holds."""
    return RedrawFinding(id=name, outcome=Outcome.HOLDS, says=says, values=values or says.values)


def fails(name: str, says: Phrase, **values: Any) -> RedrawFinding:
    """Give a finding that something does not hold."""
    return RedrawFinding(id=name, outcome=Outcome.FAILS, says=says, values=values or says.values)


def unknown(name: str, says: Phrase, **values: Any) -> RedrawFinding:
    """Give a finding that something cannot be told."""
    return RedrawFinding(id=name, outcome=Outcome.OPEN, says=says, values=values or says.values)


def note(name: str, says: Phrase, **values: Any) -> RedrawFinding:
    """Give a finding that is to be known only."""
    return RedrawFinding(id=name, outcome=Outcome.NOTE, says=says, values=values or says.values)
