"""Snapshots of a crossing point: made in time, used only where they are true, and never missed."""

import contextlib

import pytest

from otkel.app.live import followed, snapshots
from otkel.app.live.claims import live_booking
from otkel.app.live.followed import Followed
from otkel.app.live.opening import deciding, make_decider
from otkel.app.live.snapshots import PointSnapshots
from otkel.errors import LedgerFullError
from otkel.ledger.opening import open_store
from otkel.ledger.snapshots import SnapshotCache
from otkel.queueing import commands as c
from tests.app.live.crowd import Crowd
from tests.app.live.point import OTHER, POINT, book, folded_bytes, opened, state_bytes, vehicle
from tests.contract.acts import drafts, ticking

STREAM = "point/kurmangazy"


@pytest.fixture
def count(monkeypatch):
    """Give a counter of the events that are folded from a ledger."""
    folded = []
    fold_event = followed.fold_event

    def counted(state, event):
        folded.append(event.position)
        fold_event(state, event)

    monkeypatch.setattr(followed, "fold_event", counted)
    return folded


def kept_of(store, url):
    return SnapshotCache(url, store).find(STREAM, snapshots.made_by(POINT.zone))


def fill(decider, first, last):
    for number in range(first, last + 1):
        decider.handle(book(number, number), key=str(number), by="test")


def test_a_restart_folds_only_what_came_after(url, count):
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=10)
        fill(decider, 1, 25)
        before = state_bytes(decider)
        assert kept_of(store, url).version == 20
    with contextlib.closing(open_store(url, ticking())) as store:
        count.clear()
        decider = opened(store, url=url, every=10)
        assert state_bytes(decider) == before
        assert len(count) == 6
        assert folded_bytes(store) == before
        decider.close()
        assert (kept_of(store, url).version, kept_of(store, url).position) == (26, 26)
    with contextlib.closing(open_store(url, ticking())) as store:
        count.clear()
        assert state_bytes(opened(store, url=url, every=10)) == before
        assert count == []


def test_claims_are_released_after_a_restart_too(url):
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=5)
        fill(decider, 1, 8)
        decider.close()
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=5)
        decider.handle(c.Cancel(passage=1), key="x", by="test")
        decider.handle(c.Cancel(passage=8), key="y", by="test")
        assert store.find_claim(live_booking(vehicle(1))) is None
        assert store.find_claim(live_booking(vehicle(8))) is None
        assert store.find_claim(live_booking(vehicle(2))) is not None


def test_events_of_other_streams_between_do_not_matter(url):
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=10)
        for number in range(1, 30):
            fill(decider, number, number)
            store.append("post/1", drafts(2), client_key=f"p{number}")
        before = state_bytes(decider)
        decider.close()
    with contextlib.closing(open_store(url, ticking())) as store:
        assert state_bytes(opened(store, url=url, every=10)) == before == folded_bytes(store)


def test_a_crowd_leaves_snapshots_that_are_true(url):
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=30)
        Crowd(decider, 12).run()
        before = state_bytes(decider)
        kept = kept_of(store, url)
        assert kept.version > 50
        (event,) = store.read_all(kept.position - 1, kept.position)
        assert (event.stream, event.version) == (STREAM, kept.version)
        found = PointSnapshots(SnapshotCache(url, store), POINT).find(Followed(store, POINT).state)
        assert found[0].version == kept.version
    with contextlib.closing(open_store(url, ticking())) as store:
        assert state_bytes(opened(store, url=url)) == before == folded_bytes(store)


# -- what is not used ---------------------------------------------------------------------------


def spoilt(store, url, change):
    """Let what is kept be something else."""
    cache = SnapshotCache(url, store)
    (row,) = cache._side.read("find", STREAM)
    cache._side.write(lambda asking: asking.ask("keep", STREAM, 1, change(bytes(row[0]))))


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: b"",
        lambda stored: stored[:-1],
        lambda stored: stored[:40] + bytes([stored[40] ^ 1]) + stored[41:],
        lambda stored: bytes(len(stored)),
    ],
    ids=["none", "cut", "flipped", "zeros"],
)
def test_damage_is_seen_and_the_events_are_folded(url, count, change):
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=10)
        fill(decider, 1, 12)
        spoilt(store, url, change)
        count.clear()
        assert state_bytes(opened(store, url=url, every=10)) == state_bytes(decider)
        assert len(count) == 13
        assert kept_of(store, url).version == 13  # a new one was made at once


def test_a_snapshot_of_another_ledger_of_other_code_and_of_other_days_is_not_used(tmp_path, count):
    one, other = (f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "other"))
    with contextlib.closing(open_store(one, ticking())) as store:
        decider = opened(store, url=one, every=10)
        fill(decider, 1, 12)
        rows = SnapshotCache(one, store)._side.read("find", STREAM)
        assert SnapshotCache(one, store).find(STREAM, "other code") is None
    with contextlib.closing(open_store(other, ticking())) as store:
        fill(opened(store), 101, 112)
        cache = SnapshotCache(other, store)
        cache._side.write(lambda asking: asking.ask("keep", STREAM, 11, bytes(rows[0][0])))
        count.clear()
        decider = opened(store, url=other, every=10)
        told = state_bytes(decider)
        assert len(count) == 13
        assert told == folded_bytes(store)
    assert snapshots.made_by("Asia/Almaty") != snapshots.made_by("Asia/Atyrau")


def test_a_ledger_that_was_put_back_to_an_older_copy_is_folded(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    with contextlib.closing(open_store(url, ticking())) as store:
        decider = opened(store, url=url, every=10)
        fill(decider, 1, 25)
        (row,) = SnapshotCache(url, store)._side.read("find", STREAM)
    older = f"sqlite:///{tmp_path}/older.db"
    with contextlib.closing(open_store(older, ticking())) as store:
        decider = opened(store)
        fill(decider, 1, 5)
        cache = SnapshotCache(older, store)
        cache._side.write(lambda asking: asking.ask("keep", STREAM, 20, bytes(row[0])))
        assert state_bytes(opened(store, url=older)) == folded_bytes(store)


def test_what_cannot_be_kept_is_no_failure(memory, monkeypatch):
    def full(work):
        raise LedgerFullError("no room left")

    cache = SnapshotCache("memory:", memory)
    monkeypatch.setattr(cache._side, "write", full)
    decider = opened(memory)
    decider._followed._snapshots = PointSnapshots(cache, POINT, 2, 1)
    fill(decider, 1, 9)
    decider.close()
    assert state_bytes(decider) == folded_bytes(memory)
    assert cache.find(STREAM, snapshots.made_by(POINT.zone)) is None


def test_what_is_kept_can_be_removed(memory):
    decider = opened(memory, url="memory:", every=5)
    fill(decider, 1, 9)
    cache = decider._followed._snapshots._cache
    assert cache.find(STREAM, snapshots.made_by(POINT.zone)).version == 10
    cache.remove(STREAM)
    assert cache.find(STREAM, snapshots.made_by(POINT.zone)) is None
    cache.close()


def test_a_ledger_is_opened_for_one_point_and_closed(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    with deciding(url, OTHER) as decider:
        assert decider.look(lambda state: (state.point, state.version)) == ("zhaisan", 0)
    with contextlib.closing(open_store(url, ticking())) as store:
        assert make_decider(url, store, POINT).look(lambda state: state.point) == "kurmangazy"
