"""A finding, and the one table from findings to an answer to an exit status.

`yes` always means that nothing stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from otkel.law.timeline import Choice, Lookup
from otkel.phrases import Phrase


class Says(StrEnum):
    """What one finding answers."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


class Weight(StrEnum):
    """What follows when the finding does not say yes."""

    STOPS = "stops"
    WARNS = "warns"
    INFORMS = "informs"


class Who(StrEnum):
    """Who must act."""

    CARRIER = "carrier"
    DRIVER = "driver"
    CONSIGNOR = "consignor"
    CONSIGNEE = "consignee"
    AUTHORITY = "authority"


class Stage(StrEnum):
    """Where on the way the matter is asked first. The order is the order of the way."""

    BEFORE_DEPARTURE = "before_departure"
    WAITING_AREA = "waiting_area"
    EXIT_CONTROL = "exit_control"
    ENTRY_CONTROL = "entry_control"
    ROADSIDE_CHECK = "roadside_check"
    AFTER = "after"


class Answer(StrEnum):
    """The answer for the whole truck."""

    GO = "go"
    GO_WITH_CARE = "go_with_care"
    FIX = "fix"
    NO = "no"
    UNDECIDED = "undecided"


# The members as names of their own: screening asks for thousands of them a truck, and a name is
# found ten times faster than a member of its enumeration.
YES, NO, UNDECIDED = Says
STOPS, WARNS, INFORMS = Weight
CARRIER, DRIVER, CONSIGNOR, CONSIGNEE, AUTHORITY = Who
BEFORE_DEPARTURE, WAITING_AREA, EXIT_CONTROL, ENTRY_CONTROL, ROADSIDE_CHECK, AFTER = Stage


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One question of the law, answered for one truck.

    `rests_on` holds the look-ups the answer was read from; citations and switches come from them.
    """

    id: str
    subject: str
    says: Says
    weight: Weight
    stage: Stage
    reasons: tuple[Phrase, ...]
    rests_on: tuple[Lookup, ...] = ()
    values: dict[str, Any] = {}
    missing: tuple[Phrase, ...] = ()
    cure: Phrase | None = None
    who: Who | None = None
    until: date | datetime | None = None

    @property
    def switches(self) -> tuple[Choice, ...]:
        """The switches the answer rests on, each once."""
        return tuple(dict.fromkeys(x.choice for x in self.rests_on if x.choice is not None))


PARTIES = frozenset({CARRIER, DRIVER, CONSIGNOR, CONSIGNEE})

# Findings to answer: the first row that some finding fits gives the answer.
# (says, weight, must a party be able to cure it: True, False, or either) -> answer
ANSWERS: tuple[tuple[Says | None, Weight, bool | None, Answer], ...] = (
    (NO, STOPS, False, Answer.NO),
    (NO, STOPS, True, Answer.FIX),
    (UNDECIDED, STOPS, None, Answer.UNDECIDED),
    (NO, WARNS, None, Answer.GO_WITH_CARE),
    (UNDECIDED, WARNS, None, Answer.GO_WITH_CARE),
)

# Answer to exit status: 0 may go, 1 may not or undecided. (2 is bad input, and no answer.)
EXIT_STATUS: dict[Answer, int] = {
    Answer.GO: 0,
    Answer.GO_WITH_CARE: 0,
    Answer.FIX: 1,
    Answer.NO: 1,
    Answer.UNDECIDED: 1,
}


def is_curable(finding: Finding) -> bool:
    """Whether a party of the trip can cure the finding; an authority's decision is no cure."""
    return finding.cure is not None and finding.who in PARTIES


# The table, spelt out once: screening asks it for every finding of every truck.
_ROWS = {
    (says, weight, curable): next(
        (
            row
            for row, (asked, heavy, cure, _) in enumerate(ANSWERS)
            if says is asked and weight is heavy and cure in (None, curable)
        ),
        len(ANSWERS),
    )
    for says in Says
    for weight in Weight
    for curable in (True, False)
}
_STAGES = {stage: rank for rank, stage in enumerate(Stage)}


def _row(finding: Finding) -> int:
    if finding.says is YES:
        return len(ANSWERS)
    return _ROWS[finding.says, finding.weight, is_curable(finding)]


def _place(finding: Finding) -> tuple[int, bool, int, str]:
    return _row(finding), finding.says is YES, _STAGES[finding.stage], finding.id


def sum_up(findings: Iterable[Finding]) -> Answer:
    """Give the answer for the whole truck: that of the gravest finding, `go` when none stands."""
    worst = min(map(_row, findings), default=len(ANSWERS))
    return ANSWERS[worst][3] if worst < len(ANSWERS) else Answer.GO


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by what stops first: the gravest first, and of equals the earliest stage."""
    return tuple(sorted(findings, key=_place))
