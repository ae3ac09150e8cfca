"""A vehicle's past is what the ledger says of it, as far as it may be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from otkel.facts.events.choices import CheckKind, CheckOutcome, Situation, Stage, WayOut
from otkel.facts.events.corrections import Corrected, Voided
from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, Booked, Left, NoShow, Requested
from otkel.facts.events.seals import SealPutOn, SealSituation
from otkel.facts.events.selections import CheckEnded
from otkel.ledger import views as room
from otkel.ledger.opening import open_store
from otkel.ledger.view_vehicle_past import (
    CHECK,
    KEPT_US,
    MOST_DEEDS,
    NO_SHOW,
    SEAL,
    THROUGH,
    Past,
    VehiclePast,
    past_key,
)
from otkel.ledger.views import open_views
from tests.contract.acts import ticking

NOON_US = 1_790_078_400_000_000  # 2026-09-22 12:00 UTC
DAY_US = 86_400_000_000
ONE, OTHER = "5c" * 16, "6d" * 16
NAME = VehiclePast.name


class Record:
    """A ledger and the pasts of its vehicles."""

    def __init__(self, url: str) -> None:
        self.store = open_store(url, ticking())
        self.views = open_views(url, self.store)

    def write(self, body: Any, passage: int | None = 1, at_us: int = NOON_US, point: str = "syrym") -> int:
        draft = Draft(body=body, point=point, occurred_us=at_us, recorded_by="queue", passage=passage)
        key = f"key-{self.store.head() + 1}"
        return self.store.append(f"point/{point}", [draft], client_key=key).last_position

    def arrive(self, passage: int = 1, vehicle: str = ONE, **more: Any) -> int:
        return self.write(Arrived(vehicle=vehicle, towards="RU", queue_class="ordinary"), passage, **more)

    def deeds(self, vehicle: str = ONE) -> list[tuple[str, bool]]:
        past = self.views.find_now(NAME, past_key(vehicle)) or Past()
        return [(one.kind, one.counts) for one in past.deeds]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path}/ledger.db"}.get(request.param)
    made = Record(url or request.getfixturevalue("postgres_url"))
    yield made
    made.views.close()
    made.store.close()


def checked(outcome: CheckOutcome = CheckOutcome.NOTHING_FOUND, found: tuple[str, ...] = ()) -> CheckEnded:
    check = next(iter(CheckKind))
    return CheckEnded(stage=Stage.EXIT_CONTROL, check=check, outcome=outcome, found=found)


THROUGH_BODY = Left(way=WayOut.THROUGH)


def test_what_happened_is_kept_by_vehicle_at_every_point(record: Record) -> None:
    record.arrive(1)
    record.arrive(2, OTHER)
    record.write(checked(found=("undeclared",)), 1)
    record.write(THROUGH_BODY, 1)
    record.write(Booked(vehicle=ONE, towards="RU", queue_class="booked"), 3, point="zhaisan")
    record.write(NoShow(rule="no_show.slot"), 3, point="zhaisan")
    record.arrive(4)
    record.write(Left(way=WayOut.BACK), 4)  # that was no passage
    record.write(THROUGH_BODY, 5)  # of a truck that nobody named
    assert record.deeds() == [(CHECK, True), (THROUGH, True), (NO_SHOW, True)]
    assert record.deeds(OTHER) == []
    past = record.views.find_now(NAME, past_key(ONE))
    assert (past.deeds[0].outcome, past.deeds[0].found) == (CheckOutcome.NOTHING_FOUND.value, ("undeclared",))


def test_a_request_too_names_its_vehicle(record: Record) -> None:
    request = Requested(
        vehicle=ONE, towards="RU", queue_class="booked", day_us=NOON_US, nonce="5" * 64,
        since_us=NOON_US,
    )  # fmt: skip
    record.write(request, 1)
    record.write(NoShow(rule="no_show.slot"), 1)
    assert record.deeds() == [(NO_SHOW, True)]


def test_a_seal_speaks_of_the_vehicle_that_carries_it(record: Record) -> None:
    seal = "7e" * 16
    silent = SealSituation(seal=seal, situation=Situation.SILENT)
    record.write(silent, None)  # on nobody knows what
    record.arrive(1)
    record.write(SealPutOn(seal=seal, operator="kz"), 1)
    shown = record.write(silent, None)
    record.write(SealPutOn(seal=seal, operator="kz", vehicle=OTHER), None)
    record.write(SealSituation(seal=seal, situation=Situation.OFF_ROUTE), None)
    assert record.deeds() == [(SEAL, True)]
    assert [one.outcome for one in record.views.find_now(NAME, past_key(OTHER)).deeds] == ["03"]
    record.write(silent, 1)  # in a passage it is that vehicle's, wherever the seal was before
    assert record.deeds() == [(SEAL, True), (SEAL, True)]
    record.write(Voided(voids=shown, reason="error"), None)  # it stays with whom it was seen on
    assert record.deeds() == [(SEAL, False), (SEAL, True)]


def test_what_is_voided_counts_no_more_until_the_void_is_voided(record: Record) -> None:
    record.arrive()
    left = record.write(THROUGH_BODY)
    void = record.write(Voided(voids=left, reason="typing_error"), None)
    assert record.deeds() == [(THROUGH, False)]
    record.write(Voided(voids=void, reason="typing_error"), None)
    assert record.deeds() == [(THROUGH, True)]


def test_a_correction_changes_outcome_and_time_until_it_is_taken_back(record: Record) -> None:
    record.arrive()
    ended = record.write(checked())
    wrong = Corrected(corrects=ended, right={"outcome": "refused"}, occurred_us=NOON_US - 5, reason="error")
    corrected = record.write(wrong, None)
    (deed,) = record.views.find_now(NAME, past_key(ONE)).deeds
    assert (deed.outcome, deed.at_us, deed.counts) == ("refused", NOON_US - 5, True)
    record.write(Voided(voids=corrected, reason="error"), None)
    (deed,) = record.views.find_now(NAME, past_key(ONE)).deeds
    assert (deed.outcome, deed.at_us, deed.counts) == (CheckOutcome.NOTHING_FOUND.value, NOON_US, True)


def test_nothing_is_kept_longer_than_plates_and_not_without_end(record: Record) -> None:
    record.arrive()
    record.write(THROUGH_BODY, at_us=NOON_US - KEPT_US - 1)
    record.write(THROUGH_BODY, at_us=NOON_US - KEPT_US)
    assert len(record.deeds()) == 2
    record.write(THROUGH_BODY)
    assert len(record.deeds()) == 2
    drafts = [
        Draft(body=THROUGH_BODY, point="syrym", occurred_us=NOON_US, recorded_by="queue", passage=1)
    ] * 100  # fmt: skip
    for number in range(6):
        record.store.append("point/syrym", drafts, client_key=f"many-{number}")
    assert len(record.deeds()) == MOST_DEEDS


def test_read_now_and_kept_and_made_again_are_the_same(record: Record, monkeypatch: Any) -> None:
    monkeypatch.setattr(room, "MOST_UNSEEN", 3)
    for number in range(12):
        record.arrive(number, (ONE, OTHER)[number % 2])
        record.write(checked() if number % 3 else THROUGH_BODY, number)
        now = record.deeds(), record.deeds(OTHER)
        assert record.store.head() - record.views.cursor(NAME) <= 3
        if number % 4 == 0:
            record.views.catch_up(NAME)
            assert (record.deeds(), record.deeds(OTHER)) == now
    kept = record.deeds(), record.deeds(OTHER)
    record.views.rebuild(NAME)
    assert (record.deeds(), record.deeds(OTHER)) == kept
    assert sum(map(len, kept)) == 12


def test_to_read_a_few_new_events_writes_nothing(record: Record) -> None:
    record.arrive()
    record.views.catch_up(NAME)
    before = record.views.cursor(NAME)
    record.write(THROUGH_BODY)
    assert record.deeds() == [(THROUGH, True)]
    assert record.views.cursor(NAME) == before


def test_another_process_that_keeps_rows_meanwhile_is_noticed(record: Record, monkeypatch: Any) -> None:
    """Rows that were already changed by an event must not be changed by it once more."""
    record.arrive()
    record.views.catch_up(NAME)
    record.write(THROUGH_BODY)
    look, times = room.Folding.look, []

    def disturbed(self: Any, key: str, up_to: int) -> Any:
        times.append(up_to)
        if len(times) == 1:
            record.views.catch_up(NAME)
        return look(self, key, up_to)

    monkeypatch.setattr(room.Folding, "look", disturbed)
    assert record.deeds() == [(THROUGH, True)]
    assert len(times) == 2
