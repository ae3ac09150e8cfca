"""What every command is, and what two kinds of them carry: the word of the law, and a draw."""

from __future__ import annotations

import msgspec

from otkel.facts.events.choices import Readiness


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """One thing asked. `passage` is given by the app where a truck is named by plate or ticket."""


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the law said at the door of papers, goods and vehicle; never of stay or registers."""

    readiness: Readiness = Readiness.NOT_ASKED
    missing: tuple[str, ...] = ()  # ids of findings
    rulebook: str | None = None  # digest of the rulebook that was asked


NOT_ASKED = Told()


class Drawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draw for one truck, and what the private risk rules and the seal said of it."""

    draw: int  # 64 bits
    purpose: str  # what it was drawn for
    seed: str  # digest of the committed seed
    points: int = 0  # of all risk rules together
    reason: str | None = None  # the reason code with the most points
    rules: str | None = None  # digest of the risk rules
    sealed_ok: bool = False  # sealed, and the seal reports nothing abnormal
