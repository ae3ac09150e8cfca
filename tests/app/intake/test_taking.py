"""The intake: told after it is durable, set aside with a count, and refused while it cannot be kept."""

import threading

import msgspec
import pytest

from otkel.app.intake.gate import Rates, Tally
from otkel.app.intake.taking import MOST_WAITING, Fate, Intake
from otkel.errors import LedgerFullError
from tests.feeds.traccar_forms import AT_US, message


class Kept:
    """Keeps in memory; holds until it is let go where asked to."""

    def __init__(self):
        self.groups, self.error = [], None
        self.may = threading.Event()
        self.may.set()

    def keep(self, positions):
        self.may.wait(10)
        if self.error is not None:
            raise self.error
        self.groups.append(list(positions))
        return len(positions)


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def intake(kept):
    opened = Intake(kept, lambda: AT_US)
    yield opened
    kept.may.set()
    opened.close()


def test_nobody_is_told_before_it_is_kept(intake, kept):
    kept.may.clear()
    fates = []
    intake.submit(message(), fates.append)
    assert fates == []
    kept.may.set()
    intake.close()
    assert fates == [Fate.TAKEN]
    assert [one.device for one in kept.groups[0]] == ["1000821"]


def test_what_comes_meanwhile_is_kept_together(intake, kept):
    kept.may.clear()
    fates = []
    for number in range(50):
        intake.submit(message({"uniqueId": str(number)}), fates.append)
    kept.may.set()
    intake.close()
    assert fates == [Fate.TAKEN] * 50
    assert len(kept.groups) <= 2
    assert intake.tally.take().taken == 50


def test_what_cannot_be_read_is_set_aside_with_its_reason(intake, kept):
    fates = []
    for data in (b"{", b"{", message(latitude="x"), message(deviceTime="2029-08-31T08:00:00Z")):
        intake.submit(data, fates.append)
    assert fates == [Fate.SET_ASIDE] * 4
    counts = intake.tally.take()
    assert (counts.taken, counts.rejected) == (0, 4)
    assert sorted((one.field or "", one.rows) for one in counts.reasons.values()) == [
        ("", 2), ("position.deviceTime", 1), ("position.latitude", 1),
    ]  # fmt: skip
    assert intake.tally.take() == Tally().take()
    assert kept.groups == []


def test_a_ledger_that_is_full_takes_nothing_and_goes_on_later(intake, kept):
    kept.error = LedgerFullError("full")
    fates = []
    told = threading.Event()
    intake.submit(message(), lambda fate: (fates.append(fate), told.set()))
    assert told.wait(10)
    kept.error = None
    intake.submit(message(), fates.append)
    intake.close()
    assert fates == [Fate.NOT_TAKEN, Fate.TAKEN]
    assert intake.tally.take().taken == 1


def test_more_than_can_wait_is_not_taken(intake, kept):
    intake._rates = Rates(at_once=10 * MOST_WAITING)
    kept.may.clear()
    fates = []
    intake.submit(message(), fates.append)
    for _ in range(MOST_WAITING + 5_010):
        intake.submit(message(), fates.append)
    assert set(fates) == {Fate.NOT_TAKEN}
    assert len(fates) >= 5
    kept.may.set()
    intake.close()
    assert fates.count(Fate.TAKEN) >= MOST_WAITING


def test_closed_it_takes_nothing(intake):
    intake.close()
    fates = []
    intake.submit(message(), fates.append)
    assert fates == [Fate.NOT_TAKEN]


def test_a_device_that_has_gone_mad_is_set_aside_and_others_are_not(kept):
    clock = [AT_US]
    intake = Intake(kept, lambda: clock[0], rates=Rates(per_s=20, at_once=100))
    fates = []
    for _ in range(2_000):  # 1,000 a second for two seconds
        intake.submit(message(), fates.append)
        clock[0] += 1_000
    others = []
    intake.submit(message({"uniqueId": "2"}), others.append)
    intake.close()
    assert fates.count(Fate.TAKEN) == 139  # a full bucket, and 20 a second that come in
    assert fates.count(Fate.SET_ASIDE) == 2_000 - 139
    assert others == [Fate.TAKEN]
    (aside,) = intake.tally.take().reasons.values()
    assert (aside.rows, aside.reason.values) == (2_000 - 139, {"most": 20})


def test_buckets_fill_again():
    rates = Rates(per_s=2, at_once=3)
    assert [rates.lets("a", 0) for _ in range(4)] == [True, True, True, False]
    assert [rates.lets("a", 1_000_000) for _ in range(3)] == [True, True, False]
    assert [rates.lets("a", 60_000_000) for _ in range(4)] == [True, True, True, False]
    assert not rates.lets("a", 0)  # a clock that was set back fills nothing


def test_an_event_alone_is_taken_and_keeps_nothing(intake, kept):
    told = {
        "event": {"type": "deviceOffline", "eventTime": "2026-08-31T08:00:00Z"},
        "device": {"uniqueId": "1"},
    }
    fates = []
    intake.submit(msgspec.json.encode(told), fates.append)
    assert fates == [Fate.TAKEN]
    assert kept.groups == []


def test_a_mistake_of_ours_spoils_one_message_and_not_the_intake():
    class Stumbling(Kept):
        def keep(self, positions):
            if any(one.device == "13" for one in positions):
                raise KeyError("13")
            return super().keep(positions)

    kept, errors = Stumbling(), []
    kept.may.clear()
    intake = Intake(kept, lambda: AT_US, wrong=errors.append)
    fates = {}
    for number in ("1", "2", "13", "4"):
        intake.submit(message({"uniqueId": number}), lambda fate, number=number: fates.update({number: fate}))
    kept.may.set()
    intake.close()
    assert fates == {"1": Fate.TAKEN, "2": Fate.TAKEN, "13": Fate.SET_ASIDE, "4": Fate.TAKEN}
    assert [type(one) for one in errors] == [KeyError]
    assert intake.tally.take().rejected == 1
