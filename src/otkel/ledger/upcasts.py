"""How bodies that were stored under an older version of their word are read.

`UPCASTS[word, version]` turns a body of this version into one of the next. An upcast never guesses
what was not recorded: it says what the older version meant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Body = dict[str, Any]


def _lanes_set_1(body: Body) -> Body:
    """Version 1 counted the open lanes; they have no names of their own."""
    numbers = range(1, body["lanes"] + 1)
    return {"stage": body["stage"], "open_lanes": [f"lane-{number}" for number in numbers]}


def _intake_measured_1(body: Body) -> Body:
    """Version 1 knew only what was counted, in both directions together."""
    return {
        "stage": body["stage"],
        "towards": None,
        "taken_trucks": body["trucks"],
        "interval_us": body["interval_us"],
        "knowledge": "measured",
        "low_trucks": body["trucks"],
        "high_trucks": body["trucks"],
    }


def _both_directions(body: Body) -> Body:
    """What was told of a post before directions were told apart held for both."""
    return {**body, "towards": None}


def _booked_1(body: Body) -> Body:
    """Version 1 did not say how a slot was given."""
    return {**body, "allocation": None}


def _arrived_1(body: Body) -> Body:
    """Version 1 asked neither for the people in the truck nor for what needs care."""
    return {**body, "people": None, "cargo": []}


def _called_1(body: Body) -> Body:
    """Version 1 did not say whose turn it was."""
    return {**body, "queue_class": None}


def _selected_1(body: Body) -> Body:
    """Version 1 knew no lanes, and a seal did not count."""
    return {**body, "lane": None, "sealed_pct": None}


UPCASTS: dict[tuple[str, int], Callable[[Body], Body]] = {
    ("lanes_set", 1): _lanes_set_1,
    ("intake_measured", 1): _intake_measured_1,
    ("booked", 1): _booked_1,
    ("arrived", 1): _arrived_1,
    ("called", 1): _called_1,
    ("selected", 1): _selected_1,
    ("lanes_set", 2): _both_directions,
    ("shift_begun", 1): _both_directions,
    ("shift_ended", 1): _both_directions,
    ("paused", 1): _both_directions,
    ("resumed", 1): _both_directions,
    ("policy_changed", 1): _both_directions,
    ("closed", 1): _both_directions,
    ("opened", 1): _both_directions,
}
