"""Every rule of refusal is tried somewhere here by its name; a new one without a test fails."""

from __future__ import annotations

import re
from pathlib import Path

from otkel.queueing.refusals import RULES

ELSEWHERE = {"booking.elsewhere"}  # only who sees every crossing point can tell: the app


def test_every_rule_is_tried():
    tried: set[str] = set()
    for path in set(Path(__file__).parent.glob("test_*.py")) - {Path(__file__)}:
        tried |= set(re.findall(r'"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    assert RULES.keys() - tried == ELSEWHERE
