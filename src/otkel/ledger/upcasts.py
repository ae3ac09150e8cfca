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


UPCASTS: dict[tuple[str, int], Callable[[Body], Body]] = {
    ("lanes_set", 1): _lanes_set_1,
    ("intake_measured", 1): _intake_measured_1,
}
