"""Devices become subjects at the door, and a forgotten one is a new one."""

from contextlib import ExitStack, closing

import pytest

from otkel.app.feeds import list_rejects
from otkel.app.intake.keeping import Devices, Keeping
from otkel.app.intake.running import receiving
from otkel.app.intake.taking import Fate
from otkel.facts.events.seals import PositionsKept
from otkel.ledger.opening import open_store
from otkel.ledger.positions import open_positions
from otkel.ledger.vault.opening import open_vault
from tests.contract.acts import ticking
from tests.feeds.traccar_forms import AT_US, message, read


@pytest.fixture
def world(tmp_path):
    url, clock = f"sqlite:///{tmp_path}/ledger.db", [AT_US]
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(url, ticking())))
        positions = stack.enter_context(closing(open_positions(url, store, lambda: clock[0])))
        vault = stack.enter_context(closing(open_vault(url, store, tmp_path / "keys", lambda: clock[0])))
        yield positions, vault, clock


def test_a_device_has_one_subject_and_its_number_stands_nowhere_else(world, tmp_path):
    positions, vault, clock = world
    seen = []
    keeping = Keeping(positions, Devices(vault, lambda: clock[0]), seen.append)
    assert keeping.keep([read(), read({"uniqueId": "860922043756090"})]) == 2
    assert keeping.keep([read()]) == 0
    subject = vault.find_subject("device", "1000821")
    assert [one.device for one in seen[1]] == [subject]
    assert len(positions.list_positions(subject, 0, AT_US)) == 1
    again = Devices(vault, lambda: clock[0]).subjects_of(["1000821", "1000821"])
    assert again == {"1000821": subject}
    for file in tmp_path.glob("ledger.db*"):
        assert b"860922043756090" not in file.read_bytes()


def test_a_forgotten_device_is_a_new_one_within_the_hour(world):
    _, vault, clock = world
    devices = Devices(vault, lambda: clock[0])
    first = devices.subjects_of(["7"])["7"]
    vault.forget(first)
    clock[0] += 3_600_000_000
    assert devices.subjects_of(["7"])["7"] != first


def test_two_writings_of_one_number_are_one_device(world):
    _, vault, clock = world
    devices = Devices(vault, lambda: clock[0])
    found = devices.subjects_of(["ab-12", "AB12"])
    assert found["ab-12"] == found["AB12"]


def test_a_receiver_tells_its_counts_and_closes_its_batches(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    fates = []
    with receiving(url, tick_s=3600) as receiver:
        for data in (message(deviceTime="2026-01-01T00:00:00Z"), b"{", b"{"):
            receiver.intake.submit(data, fates.append)
    assert sorted(fates) == [Fate.SET_ASIDE, Fate.SET_ASIDE, Fate.TAKEN]
    ((run, aside),) = list_rejects(url, 5)
    assert (run.kind, run.taken, run.rejected) == ("trackers", 1, 2)
    assert [one.rows for one in aside] == [2]
    with closing(open_store(url, ticking())) as store:
        (event,) = store.read_all()
    assert isinstance(event.body, PositionsKept)
    assert (event.stream, event.body.positions) == (f"positions/{event.body.device}", 1)
