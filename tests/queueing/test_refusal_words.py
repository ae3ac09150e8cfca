"""Each refusal has all that its words name: no place is left open."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from otkel import queueing
from otkel.queueing.refusals import RULES, no

ROOM = Path(queueing.__file__).parent
PLACE = re.compile(r"\{(\w+)\}")


def calls() -> list[tuple[str, str, set[str]]]:
    """Give each `no("rule", …)` in the room: file and line, rule, and the places that it fills."""
    found = []
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "no":
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                filled = {keyword.arg or "" for keyword in node.keywords}
                filled |= {"passage"} if len(node.args) > 1 else set()
                found.append((f"{path.name}:{node.lineno}", str(node.args[0].value), filled))
    return found


@pytest.mark.parametrize(("place", "rule", "filled"), [pytest.param(*one, id=one[0]) for one in calls()])
def test_every_place_is_filled(place: str, rule: str, filled: set[str]) -> None:
    assert set(PLACE.findall(" ".join(one.text for one in RULES[rule]))) <= filled


def test_a_passage_is_named_as_a_number_to_copy() -> None:
    refusal = no("booking.one", 1234567890123456).refusal
    assert refusal.why.values["passage"] == "1234567890123456"
    assert refusal.passage == 1234567890123456
