"""Instants by which incidents are asked for, as they are typed in a shell."""

from __future__ import annotations

from otkel.app.crossing.reading import Refused as NotRead
from otkel.app.crossing.reading import read_local
from otkel.app.ledger_files import refused
from otkel.facts.events.envelope import as_us


def read_instant(text: str | None, zone: str, option: str) -> int | None:
    """Read an instant [µs of UTC], in a zone where it names none. Raises InputError naming the option."""
    if text is None:
        return None
    try:
        return as_us(read_local(text[:100], zone))
    except NotRead as wrong:
        raise refused(wrong.what, wrong.do, option) from None
