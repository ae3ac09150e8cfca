"""Positions beside the ledger: each stands once, a digest proves a batch, and what is old is erased."""

import msgspec
import pytest

from otkel.facts.tracks import Located, Position
from otkel.ledger.opening import open_store
from otkel.ledger.positions import open_positions
from tests.contract.acts import ticking

SEAL, OTHER = "0" * 31 + "1", "0" * 31 + "2"
AT_US = 1_788_163_200_000_000


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def opened(request, tmp_path):
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path}/ledger.db"}.get(request.param)
    url = url or request.getfixturevalue("postgres_url")
    store = open_store(url, ticking())
    clock = [AT_US]
    positions = open_positions(url, store, lambda: clock[0])
    positions.clock = clock
    yield positions
    positions.close()
    store.close()


def position(**changed):
    usual = {
        "device": "861", "protocol": "jt600", "model": "jt701d", "device_us": AT_US, "fix_us": AT_US - 1,
        "server_us": AT_US + 5, "located": Located.FIX, "latitude": 51.1234567, "longitude": -49.7,
        "speed_km_h": 18.52, "alarms": ("door",), "attributes": {"lock": True, "status": 3}, "raw": b"()",
    }  # fmt: skip
    return Position(**{**usual, **changed})


def test_what_is_put_comes_back(opened):
    later = position(device_us=AT_US + 9, located=Located.NONE, speed_km_h=None, archived=True, raw=b"")
    assert opened.put([(SEAL, later), (SEAL, position())]) == 2
    found = opened.list_positions(SEAL, 0, AT_US + 100)
    assert found == [msgspec.structs.replace(one, device=SEAL) for one in (position(), later)]
    assert opened.list_positions(SEAL, AT_US, AT_US + 8) == []
    assert opened.list_positions(OTHER, 0, AT_US + 100) == []
    assert opened.list_fixes(0, AT_US) == [(SEAL, AT_US - 1, 51.1234567, -49.7)]


def test_a_message_stands_once_whoever_sends_it_again(opened):
    assert opened.put([(SEAL, position()), (SEAL, position())]) == 1
    assert opened.put([(SEAL, position(server_us=AT_US + 99))]) == 0
    assert opened.put([]) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"fix_us": AT_US}, {"latitude": 51.2}, {"alarms": ()}, {"attributes": {}}, {"raw": b"x"},
        {"located": Located.STALE}, {"device_us": AT_US + 1}, {"speed_km_h": 0.0}, {"archived": True},
    ],
)  # fmt: skip
def test_what_says_anything_else_stands_beside_it(opened, changed):
    assert opened.put([(SEAL, position()), (OTHER, position()), (SEAL, position(**changed))]) == 3


def closed(positions):
    told = []
    count = positions.close_batches(lambda *one: told.append(one))
    assert count == len(told)
    return told


def test_a_batch_is_closed_once_and_what_comes_late_is_in_the_next(opened):
    opened.put([(SEAL, position()), (SEAL, position(device_us=AT_US + 5)), (OTHER, position())])
    first = closed(opened)
    assert [(subject, body.positions, body.from_us, body.to_us) for subject, _, body in first] == [
        (SEAL, 2, AT_US, AT_US + 5), (OTHER, 1, AT_US, AT_US),
    ]  # fmt: skip
    assert closed(opened) == []
    opened.put([(SEAL, position(device_us=AT_US + 3))])  # the clock stands still: stamps go on all the same
    ((subject, key, body),) = closed(opened)
    assert (subject, body.positions) == (SEAL, 1)
    assert all(opened.check_batch(*one) for one in (*first, (subject, key, body)))
    assert not opened.check_batch(subject, key, msgspec.structs.replace(body, digest="0" * 64))


def test_a_batch_whose_telling_failed_is_told_again_under_the_same_keys(opened):
    opened.put([(SEAL, position()), (OTHER, position())])
    told = []

    def breaks(*one):
        told.append(one)
        if len(told) == 2:
            raise RuntimeError("cut off")

    with pytest.raises(RuntimeError):
        opened.close_batches(breaks)
    assert closed(opened) == told


def test_what_is_old_is_erased_once_its_batch_is_closed(opened):
    opened.put([(SEAL, position())])
    assert opened.expire(AT_US + 10) == 0  # no digest of it stands in the ledger yet
    closed(opened)
    opened.clock[0] = AT_US + 1000
    opened.put([(SEAL, position(device_us=AT_US + 1000))])
    closed(opened)
    assert opened.expire(AT_US + 10) == 1
    assert [one.device_us for one in opened.list_positions(SEAL, 0, AT_US * 2)] == [AT_US + 1000]


def test_odd_letters_come_back_as_they_were(opened):
    odd = position(attributes={"event": "a\0b\u2028'\"\\"}, alarms=("\0", "тревога"), raw=bytes(range(256)))
    opened.put([(SEAL, odd), (OTHER, position(raw=b""))])
    assert opened.list_positions(SEAL, 0, AT_US * 2) == [msgspec.structs.replace(odd, device=SEAL)]
    assert opened.list_positions(OTHER, 0, AT_US * 2)[0].raw == b""
