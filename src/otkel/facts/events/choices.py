"""The closed lists of the vocabulary. A value may be added; none ever leaves or changes its meaning."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A part of the way through a crossing point."""

    WAITING_AREA = "waiting_area"
    ROAD_QUEUE = "road_queue"
    EXIT_CONTROL = "exit_control"
    STRIP = "strip"
    ENTRY_CONTROL = "entry_control"
    ROADSIDE_CHECK = "roadside_check"


class Witness(StrEnum):
    """How a time came to be known: a certificate tells what an officer saw from what a driver says."""

    OFFICER = "officer"
    INSTRUMENT = "instrument"
    DRIVER = "driver"
    IMPORTED = "imported"


class Side(StrEnum):
    """Who is the cause of a change."""

    TRUCK = "truck"
    POST = "post"
    OTHER_SIDE = "other_side"
    NOBODY = "nobody"


class Readiness(StrEnum):
    """What the law said of papers, goods and vehicle; never of the driver's days or registers."""

    READY = "ready"
    LACKING = "lacking"
    UNDECIDED = "undecided"
    NOT_ASKED = "not_asked"


class Allocation(StrEnum):
    """How a slot was given."""

    FIRST_COME = "first_come"
    LONGEST_WAIT = "longest_wait"
    DRAW = "draw"
    STANDBY = "standby"
    LIST = "list"


class ExceptionGround(StrEnum):
    """Why the place of a truck that cannot go on is kept."""

    BREAKDOWN = "breakdown"
    CLOSURE = "closure"
    POST_LATE = "post_late"
    HEALTH = "health"
    OTHER = "other"


class DepositOutcome(StrEnum):
    """What became of a deposit."""

    RETURNED = "returned"
    FORFEITED = "forfeited"


class SelectionKind(StrEnum):
    """Why a truck is checked."""

    RISK = "risk"
    RANDOM = "random"
    REFERRAL = "referral"


class CheckKind(StrEnum):
    """What is looked at."""

    DOCUMENTS = "documents"
    EXAMINATION = "examination"
    SEAL = "seal"


class CheckOutcome(StrEnum):
    """How a check ended."""

    NOTHING_FOUND = "nothing_found"
    CURED = "cured"
    FINED = "fined"
    HELD = "held"
    REFUSED = "refused"
    BROKEN_OFF = "broken_off"


class WayOut(StrEnum):
    """How a truck left the crossing point."""

    THROUGH = "through"
    BACK = "back"
    GAVE_UP = "gave_up"


class Knowledge(StrEnum):
    """Whether a quantity was counted, or concluded from others."""

    MEASURED = "measured"
    INFERRED = "inferred"


class Situation(StrEnum):
    """An abnormal situation of a navigation seal, by the code of the data exchange of its operators."""

    ELEMENT_BROKEN = "01"
    HOUSING_BROKEN = "02"
    OFF_ROUTE = "03"
    OUT_OF_ORDER = "04"
    BATTERY_LOW = "05"
    SILENT = "06"
    UNAUTHORISED_ACT = "07"


class Quantity(StrEnum):
    """What a stated range is about. The unit: µs of UTC since 1970 (`*_at`), µs (`wait`), trucks."""

    CALL_AT = "call_at"
    PASSAGE_AT = "passage_at"
    BACKLOG_GONE_AT = "backlog_gone_at"
    WAIT = "wait"
    PLACE_IN_LINE = "place_in_line"
    QUEUE = "queue"


class Prepared(StrEnum):
    """A message to those in line that is written beforehand in every language."""

    CALLS_STOP = "calls_stop"
    CALLS_GO_ON = "calls_go_on"
    CALLS_QUICK = "calls_quick"
    MOVE_UP = "move_up"
    KEEP_LANE_FREE = "keep_lane_free"
    PAPERS_READY = "papers_ready"
    WATER = "water"
    FOOD = "food"
    FUEL = "fuel"
    MEDICAL = "medical"
    COME_TO_DESK = "come_to_desk"  # to one truck


class Measure(StrEnum):
    """What was done to a truck or its driver."""

    REFUSED = "refused"  # not let in or out
    LISTED = "listed"  # put into a register, such as that of controlled persons
    ORDERED_OUT = "ordered_out"  # told to leave the state by a day
    HELD = "held"  # kept standing, for a check or without one
    TURNED_BACK = "turned_back"  # sent back on the way
    PAPERS_TAKEN = "papers_taken"
    FINED = "fined"


class Ground(StrEnum):
    """What a measure was said to rest on: a rule that was named, or nothing but the practice of a place."""

    RULE = "rule"
    PRACTICE = "practice"
    NOT_TOLD = "not_told"


class PaperGiven(StrEnum):
    """Whether the person got a paper about what was done to him."""

    GIVEN = "given"
    DENIED = "denied"  # asked for, and not given
    NONE = "none"
    NOT_TOLD = "not_told"


class Consent(StrEnum):
    """What a person allows to be given out of what he told."""

    CASE = "case"  # what was done, where and when, without plate, name, words and number of a paper
    WORDS = "words"  # his own words too
    NAMED = "named"  # plate, name and papers too


class ReportFault(StrEnum):
    """Why a report that anybody told is set aside."""

    ABSURD = "absurd"
    ABUSE = "abuse"
    ELSEWHERE = "elsewhere"


class AccountChange(StrEnum):
    """What was changed of the way in which an account is signed in to."""

    PASSWORD_SET = "password_set"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SESSIONS_ENDED = "sessions_ended"  # one of them, or all but that from which it was done
    PROVIDER_BOUND = "provider_bound"
    PROVIDER_UNBOUND = "provider_unbound"
