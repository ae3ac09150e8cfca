"""Who may do what: one table of operations and roles. What does not stand here nobody may do.

A role is held at a crossing point (or at all) and for a state: of two border services facing each other
each lets trucks through its own stage. An operation is a verb of the queue, or another act of the site.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from otkel.facts.events.choices import Stage
from otkel.ledger.accounts import Grant
from otkel.phrases import Phrase, phrase

ALL = "all"  # points
BORDER, CUSTOMS, MOBILE = "border_service", "customs", "mobile_group"
QUEUE, HEAD, ANALYST, ADMIN = "queue_operator", "shift_head", "analyst", "administrator"
ROLES: dict[str, Phrase] = {
    BORDER: phrase("border service"),
    CUSTOMS: phrase("customs"),
    MOBILE: phrase("mobile group"),
    QUEUE: phrase("queue operator"),
    HEAD: phrase("shift head"),
    ANALYST: phrase("analyst"),
    ADMIN: phrase("administrator"),
}
# Roles that act for a stage of their own state alone.
_OF_A_STATE = frozenset({BORDER, CUSTOMS, MOBILE, HEAD})
# Acts upon a stage itself: without a direction they are about both, and so about the stages of both states.
OF_A_STAGE = frozenset({"pause", "resume", "close", "reopen", "lanes", "shift", "shift-end", "intake"})
_BEFORE_THE_STRIP = (Stage.WAITING_AREA, Stage.ROAD_QUEUE, Stage.EXIT_CONTROL)
_POST = (BORDER, CUSTOMS, HEAD)
_LINE = (QUEUE, HEAD)
_LOOKS = (BORDER, CUSTOMS, MOBILE, QUEUE, HEAD, ANALYST, ADMIN)

RIGHTS: dict[str, tuple[str, ...]] = {
    # the queue
    "open": (ADMIN,),
    "book": _LINE,
    "request": _LINE,
    "draw": _LINE,
    "move": _LINE,
    "cancel": _LINE,
    "standby": _LINE,
    "arrive": (QUEUE, BORDER, HEAD),
    "ready": (QUEUE, CUSTOMS, HEAD),
    "exception": _LINE,
    "exception-end": _LINE,
    "call": _LINE,
    "batch": (HEAD,),
    # the post
    "start": _POST,
    "clear": _POST,
    "refuse": _POST,
    "select": (BORDER, CUSTOMS, MOBILE, HEAD),
    "check-start": (BORDER, CUSTOMS, MOBILE),
    "check-prolong": (BORDER, CUSTOMS, MOBILE, HEAD),
    "check-result": (BORDER, CUSTOMS, MOBILE),
    "leave": (QUEUE, BORDER, HEAD),
    "pause": _POST,
    "resume": _POST,
    "close": (HEAD,),
    "reopen": (HEAD,),
    "keep-alive": (HEAD,),
    "lanes": _POST,
    "shift": (HEAD,),
    "shift-end": (HEAD,),
    "intake": _POST,
    "strip": _POST,
    "world": (HEAD, ANALYST),
    "tick": (QUEUE, BORDER, CUSTOMS, HEAD),
    "people": (QUEUE, BORDER, MOBILE, HEAD),
    "service": _LINE,
    # to look
    "status": _LOOKS,
    "line": (BORDER, CUSTOMS, MOBILE, QUEUE, HEAD),
    "needs": _LOOKS,
    "backlog": _LOOKS,
    "checks": (BORDER, CUSTOMS, MOBILE, HEAD, ANALYST),  # per point and reason, small cells too
    "report": (HEAD, ANALYST),  # of a day
    # proofs
    "ticket": _LINE,
    "certificate": _LINE,
    "redraw": (HEAD, ANALYST),
    "public-record": (HEAD, ANALYST, ADMIN),
    # the site
    "message": _LINE,
    "import": (QUEUE, HEAD, ADMIN),
    "evidence": (HEAD, ANALYST),
    "reports": (ANALYST, ADMIN),  # told without an account: set aside what cannot have been seen
    "accounts": (ADMIN,),
    "keys": (ADMIN,),
    "webhooks": (QUEUE, HEAD, ANALYST, ADMIN),
}


class Rights(msgspec.Struct, frozen=True):
    """What somebody may do, by the roles that he holds."""

    grants: tuple[Grant, ...] = ()

    def may(self, operation: str, point: str, state: str | None = None) -> bool:
        """Whether an operation may be done at a point; `state`: whose stage it is, where it is of one."""
        allowed = RIGHTS.get(operation, ())
        return any(
            one.role in allowed
            and one.point in (point, ALL)
            and (state is None or one.role not in _OF_A_STATE or one.country == state)
            for one in self.grants
        )


def state_of_stage(stage: str | None, towards: str | None, countries: Iterable[str]) -> str | None:
    """Give the state whose officers work a stage: up to exit control who is left, then who is entered.

    None where the stage or the direction is not said, or is not of this point: then no state is asked.
    """
    states = tuple(countries)
    if stage is None or towards is None or towards not in states:
        return None
    if stage in _BEFORE_THE_STRIP:
        return next((one for one in states if one != towards), None)
    return None if stage == Stage.STRIP else towards


def states_of(
    operation: str, stage: str | None, towards: str | None, countries: Iterable[str]
) -> tuple[str | None, ...]:
    """Give the states for all of which somebody must hold a role; that which is None is not asked."""
    states = tuple(countries)
    if operation in OF_A_STAGE and towards is None:
        return states
    return (state_of_stage(stage, towards, states),)


def who_may(operation: str) -> tuple[Phrase, ...]:
    """Give the roles that may do an operation, in words."""
    return tuple(ROLES[one] for one in RIGHTS.get(operation, ()))


def roles_by_point(rights: Rights) -> dict[str, list[Phrase]]:
    """Give what somebody is, in words, by the slug of the crossing point, or `all`."""
    found: dict[str, list[Phrase]] = {}
    for one in rights.grants:
        said = phrase("{role} ({state})", role=ROLES[one.role], state=one.country)
        found.setdefault(one.point, []).append(said)
    return found
