"""What anybody told without an account, looked over: only that it was taken away, never what it was."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import ReportFault
from otkel.facts.events.shapes import Body, Count


class ReportsSetAside(Body, frozen=True, kw_only=True):
    """Reports of a crossing point are shown and counted no more. Who set them aside stands with the event."""

    why: Annotated[ReportFault, "what is wrong with them"]
    reports: Annotated[Count, "how many"]
