"""Seeds are committed ahead and opened afterwards by themselves; a truck is drawn when it is taken on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from otkel.app.crossing.asking import Asking, Done
from otkel.app.crossing.desk import Desk, opened_ledger
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import get_verb, read_envelope, read_typed
from otkel.errors import InputError
from otkel.facts.people import Language
from otkel.queueing.seeds import seed_of_check

POLICY = """name: checked
classes:
  - {name: ordinary}
  - {name: booked, by_slot: true}
slot_min: 60
slot_trucks: 1
horizon_days: 7
allocating: draw
call_needed: false
checks:
  - {stage: exit_control, random_pct: 0, expected_pct: 0, threshold_points: 50}
  - {stage: exit_control, lane: red, random_pct: 100, expected_pct: 100}
"""
RISK = """rules:
  - id: onions
    reason: goods
    points: 60
    when: {cargo: {eq: perishable}}
"""


class Shift:
    """Asks at one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asking = Asking(desk, Language.EN)

    def ask(self, verb: str, at: str, **given: Any) -> Done:
        zone = self.desk.zone
        envelope = read_envelope({"at": f"2025-11-{at}"}, zone, False)
        return self.asking.ask(read_typed(get_verb(verb), given, zone, envelope, False))

    def must(self, verb: str, at: str, **given: Any) -> list[str]:
        done = self.ask(verb, at, **given)
        assert done.refusal is None, done.refusal
        return [event.word for event in done.events]


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Shift]:
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, "utf-8")
    with opened_ledger(f"sqlite:///{tmp_path}/queue.db", is_new=True) as ledger:
        made = Shift(ledger.desk(get_point("syrym")))
        made.must("open", "28 08:00", policy=str(policy))
        yield made


def purposes(shift: Shift) -> list[str]:
    return shift.desk.look(lambda state: sorted(purpose for purpose, _, _ in state.seeds.values()))


def words(shift: Shift, word: str) -> int:
    return sum(event.word == word for event in shift.desk.store.read_all())


def test_seeds_of_today_and_tomorrow_are_committed_when_a_queue_opens(shift: Shift) -> None:
    assert purposes(shift) == ["checks"] * 2 + ["slots.kz"] * 4 + ["slots.ru"] * 4
    shift.must("tick", "28 09:00")
    assert len(purposes(shift)) == 10  # once a day is enough


def test_a_seed_is_opened_when_its_time_is_over(shift: Shift) -> None:
    shift.must("tick", "28 23:00")
    assert words(shift, "seed_opened") == 0
    shift.must("tick", "29 00:01")
    assert words(shift, "seed_opened") == 3  # of checks, and of the slots of this day in both directions
    shift.must("tick", "29 00:05")
    assert words(shift, "seed_opened") == 3


def test_a_draw_lets_pass_or_selects_as_its_lane_says(shift: Shift) -> None:
    shift.must("arrive", "28 09:00", plate="A1", towards="RU")
    shift.must("arrive", "28 09:01", plate="B2", towards="RU")
    started = shift.must("start", "28 09:02", plate="A1", stage="exit_control")
    assert started == ["exit_started", "not_selected"]
    started = shift.must("start", "28 09:03", plate="B2", stage="exit_control", lane="red")
    assert started == ["exit_started", "selected"]


def test_private_rules_select_and_only_their_digest_is_recorded(shift: Shift) -> None:
    rules = shift.desk.keys / "risk.yaml"
    rules.write_text(RISK, "utf-8")
    rules.chmod(0o600)
    shift.must("arrive", "28 09:00", plate="A1", towards="RU", care=["perishable"])
    shift.must("arrive", "28 09:00", plate="B2", towards="RU")
    done = shift.ask("start", "28 09:02", plate="A1", stage="exit_control")
    body = done.events[1].body
    assert (body.kind, body.reason, body.risk_points, len(body.risk_rules)) == ("risk", "goods", 60, 64)
    assert shift.must("start", "28 09:03", plate="B2", stage="exit_control")[1] == "not_selected"


def test_a_lost_seed_is_told_and_nothing_is_recorded(shift: Shift) -> None:
    shift.must("arrive", "28 09:00", plate="A1", towards="RU")
    for path in (shift.desk.keys / "seeds").glob("*~checks~*"):
        path.unlink()
    before = shift.desk.store.head()
    with pytest.raises(InputError, match="seed"):
        shift.ask("start", "28 09:02", plate="A1", stage="exit_control")
    assert shift.desk.store.head() == before


def test_the_seed_of_an_instant_is_found(shift: Shift) -> None:
    def work(state: Any) -> list[str | None]:
        day_us = 86_400_000_000
        return [seed_of_check(state, state.us_of(state.t_s) + n * day_us) for n in range(3)]

    today, tomorrow, later = shift.desk.look(work)
    assert today != tomorrow
    assert None not in (today, tomorrow)
    assert later is None


def test_requests_keep_a_number_of_their_own_or_are_given_one(shift: Shift) -> None:
    asked = {"towards": "RU", "day": "2025-12-01", "class": "booked"}
    own = shift.ask("request", "28 09:00", plate="A1", nonce="5" * 64, **asked)
    made = shift.ask("request", "28 09:01", plate="B2", **asked)
    assert own.events[0].body.nonce == "5" * 64
    assert len(made.events[0].body.nonce) == 64
    assert json.dumps(made.events[0].body.nonce) != json.dumps(own.events[0].body.nonce)
