"""The only place that reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give today's civil date in the zone of this machine."""
    return now().astimezone().date()
