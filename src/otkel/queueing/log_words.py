"""Where the fields of each word stand in the columns of a log, and back from the columns to the body.

A log has two columns of codes (`lane`, `reason`), two of whole numbers (`v0`, `v1`), and `rest`: what is
left of the body, as JSON without fields that hold their default. The table below says which field goes
where; a code in `v0` or `v1` is the number of its text in the log's own table of codes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from otkel.facts.events import REGISTRY, kind_of
from otkel.facts.events.choices import CheckKind, CheckOutcome, Readiness, SelectionKind, Side, Stage, WayOut
from otkel.facts.events.fields import fields_of
from otkel.facts.events.shapes import Body

COUNTED = "#"  # before a field: how many it holds; the field itself stands in `rest`
# These texts have the first numbers in every log, so that a kernel can write them as constants.
FIRST_CODES = tuple(
    dict.fromkeys(
        one.value
        for closed in (Stage, CheckKind, CheckOutcome, SelectionKind, WayOut, Side, Readiness)
        for one in closed
    )
)


class Place(NamedTuple):
    """Which field of a word stands in which column; empty: none."""

    lane: str = ""
    reason: str = ""
    v0: str = ""
    v1: str = ""


PLACES: dict[str, Place] = {
    "booked": Place("towards", "queue_class", "slot_from_us", "slot_to_us"),
    "moved": Place("", "reason", "slot_from_us", "slot_to_us"),
    "cancelled": Place("", "reason", "side"),
    "arrived": Place("towards", "queue_class", "late_us", "stage"),
    "called": Place("lane", "rule", "overtaken_trucks", "late_us"),
    "no_show": Place("", "rule", "grace_us"),
    "exit_started": Place("lane"),
    "exit_cleared": Place("lane"),
    "exit_refused": Place("", "reason"),
    "entry_started": Place("lane"),
    "entry_cleared": Place("lane"),
    "entry_refused": Place("", "reason"),
    "turned_back": Place("", "reason", "stage"),
    "left": Place("", "way"),
    "requested": Place("towards", "queue_class", "day_us", "since_us"),
    "not_drawn": Place("", "", "day_us"),
    "standby_joined": Place("", "", "earliest_us", "latest_us"),
    "readiness_told": Place("", "readiness", "cure_by_us"),
    "exception_granted": Place("", "ground", "keeps_until_us"),
    "exception_ended": Place("", "reason"),
    "place_lost": Place("", "reason"),
    "deposit_settled": Place("", "outcome"),
    "selected": Place("lane", "reason", "stage", "kind"),
    "check_started": Place("lane", "check", "stage", "end_by_us"),
    "check_prolonged": Place("", "reason", "end_by_us"),
    "check_ended": Place("", "outcome", "stage", "check"),
    "not_selected": Place("lane", "purpose", "stage"),
    "lanes_set": Place("towards", "stage", "#open_lanes"),
    "shift_begun": Place("towards", "shift", "stage", "officers"),
    "shift_ended": Place("towards", "shift", "stage"),
    "paused": Place("towards", "reason", "stage", "until_us"),
    "resumed": Place("towards", "", "stage"),
    "intake_measured": Place("towards", "stage", "taken_trucks", "interval_us"),
    "policy_changed": Place("towards", "policy"),
    "closed": Place("towards", "reason", "stage", "until_us"),
    "opened": Place("towards", "", "stage"),
    "world_event": Place("country", "what", "from_us", "to_us"),
    "bookings_kept": Place("towards", "reason", "from_us", "to_us"),
    "strip_counted": Place("towards", "", "low_trucks", "high_trucks"),
    "release_set": Place("towards", "tightest", "trucks_per_day", "may_call_trucks"),
    "vehicle_blocked": Place("", "rule", "until_us"),
    "draw_held": Place("towards", "", "day_us", "capacity_trucks"),
    "batch_published": Place("towards", "batch", "listed_trucks"),
    "people_counted": Place("towards", "stage", "people"),
    "service_given": Place("towards", "service", "people", "stage"),
    "message_sent": Place("towards", "queue_class", "reached_trucks", "until_us"),
    "seal_put_on": Place("", "operator"),
    "seal_activated": Place("", "", "exchange_period_us", "corridor_m"),
    "seal_situation": Place("", "situation", "off_route_m", "battery_pct"),
    "seal_removed": Place("", "reason"),
    "positions_kept": Place("", "", "from_us", "to_us"),
    "incident_told": Place("country", "measure", "from_us", "until_us"),
    "consent_set": Place("", "", "incident"),
    "reports_set_aside": Place("", "why", "reports"),
    "range_stated": Place("method", "quantity", "low", "high"),
    "seed_committed": Place("", "purpose", "from_us", "to_us"),
    "seed_opened": Place(),
    "ticket_issued": Place("", "queue_class", "ahead_trucks"),
    "certificate_issued": Place(),
    "rights_set": Place("", "reason"),
    "account_changed": Place("", "reason"),
    "provider_set": Place("", "reason"),
    "corrected": Place("", "reason", "corrects", "occurred_us"),
    "voided": Place("", "reason", "voids"),
}

# Words whose vehicle may be unknown: none of theirs is named after its passage.
_VEHICLE_OPEN = frozenset({"seal_put_on", "incident_told"})


class Cells(NamedTuple):
    """A body in columns; texts not yet numbered."""

    lane: str | None
    reason: str | None
    v0: int | str | None
    v1: int | str | None
    rest: str | None


def cells_of(body: Body) -> Cells:
    """Give a body in columns. Raises TypeError when it is none of the vocabulary."""
    word = kind_of(body).word
    place = PLACES[word]
    left: dict[str, Any] = msgspec.to_builtins(body)
    lane, reason, v0, v1 = (_take(left, field) for field in place)
    rest = {field: value for field, value in left.items() if value != _defaults(word).get(field, _NONE)}
    return Cells(lane, reason, v0, v1, msgspec.json.encode(rest, order="sorted").decode() if rest else None)


def body_of(word: str, cells: Cells, passage: int | None) -> Any:
    """Give the body back from its columns.

    A simulated log leaves out what nobody asked for: a truck is then named after its passage, and lanes
    are counted 1, 2, ... Raises ValueError when another field is missing or holds what it cannot.
    """
    fields: dict[str, Any] = msgspec.json.decode(cells.rest) if cells.rest else {}
    for field, value in zip(PLACES[word], cells[:4], strict=True):
        if field.startswith(COUNTED):
            fields.setdefault(field[1:], [str(one) for one in range(1, int(value or 0) + 1)])
        elif field and value is not None:
            fields[field] = value
    kind = REGISTRY[word].type
    if "vehicle" in kind.__struct_fields__ and word not in _VEHICLE_OPEN and passage is not None:
        fields.setdefault("vehicle", f"{passage:032x}")
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"{word}: {error}") from error


@lru_cache(maxsize=256)
def is_text(word: str, column: str) -> bool:
    """Tell whether what stands in a column of a word is a code, and not a number."""
    field = getattr(PLACES[word], column)
    if not field or field.startswith(COUNTED):
        return False
    found = next(one for one in fields_of(REGISTRY[word].type) if one.name == field)
    return not found.form.startswith("int")


def _take(fields: dict[str, Any], field: str) -> Any:
    if field.startswith(COUNTED):
        return len(fields[field.removeprefix(COUNTED)])
    return fields.pop(field) if field else None


_NONE = object()


@lru_cache(maxsize=256)
def _defaults(word: str) -> dict[str, Any]:
    fields = msgspec.structs.fields(REGISTRY[word].type)
    return {one.name: msgspec.to_builtins(one.default) for one in fields if not one.required}
