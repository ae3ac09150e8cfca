"""What the findings on the driver's days have in common."""

from __future__ import annotations

from typing import Any

from otkel.law.finding import CARRIER, ENTRY_CONTROL, STOPS, UNDECIDED, Finding
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

SUBJECT = "stay"
SEND_ANOTHER = phrase("Send another driver.")
SAY_WHAT_IS_MISSING = phrase("Say what is missing; until then send another driver.")


def undecided(
    finding_id: str,
    reasons: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...],
    missing: tuple[Phrase, ...] = (),
    values: dict[str, Any] | None = None,
) -> Finding:
    """Give a finding that stops the truck until what is missing is known."""
    return Finding(
        id=finding_id,
        subject=SUBJECT,
        says=UNDECIDED,
        weight=STOPS,
        stage=ENTRY_CONTROL,
        reasons=reasons,
        rests_on=rests_on,
        values=values or {},
        missing=missing,
        cure=SAY_WHAT_IS_MISSING if missing else SEND_ANOTHER,
        who=CARRIER,
    )
