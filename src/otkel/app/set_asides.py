"""What is set aside of one taking-in, counted by its reason."""

from __future__ import annotations

import msgspec

from otkel.errors import Mistake
from otkel.ledger.readings import FeedRun, Readings, SetAside

MOST_REASONS = 200  # reasons of one taking-in that are written down; the rest is counted only


class SetAsides:
    """Counts pieces that were set aside, by reason and field."""

    def __init__(self) -> None:
        """Begin with none."""
        self.pieces = 0
        self._reasons: dict[tuple[str, str | None], SetAside] = {}

    def add(self, mistake: Mistake) -> None:
        """Count one more; of each reason the row of the first is kept."""
        self.pieces += 1
        key = mistake.what.text, mistake.where.field
        known = self._reasons.get(key)
        if known is None and len(self._reasons) >= MOST_REASONS:
            return
        self._reasons[key] = SetAside(
            reason=mistake.what if known is None else known.reason,
            advice=mistake.do if known is None else known.advice,
            field=mistake.where.field,
            row=mistake.where.row if known is None else known.row,
            rows=1 if known is None else known.rows + 1,
        )

    def write_down(
        self, readings: Readings, *, kind: str, file: str, taken: int, repeated: int, at_us: int
    ) -> FeedRun:
        """Write down how a taking-in went, and give it with its number. Raises LedgerError."""
        run = FeedRun(
            number=0, at_us=at_us, kind=kind, file=file, taken=taken, repeated=repeated, rejected=self.pieces
        )
        number = readings.put_run(run, tuple(self._reasons.values()))
        return msgspec.structs.replace(run, number=number)
