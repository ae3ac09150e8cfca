"""Addresses of push beside a ledger: encrypted, bound to a passage, and gone when they are to be gone."""

import pytest

from otkel.errors import LedgerDamagedError
from otkel.ledger.pushes import MOST_OF_ONE, Address, open_pushes
from otkel.ledger.sqlite.store import SqliteStore


def address(name="a"):
    return Address(endpoint=f"https://push.example/{name}", p256dh="B" * 87, auth="A" * 22, language="ru")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "ledger.db"


@pytest.fixture
def pushes(file, tmp_path):
    url = f"sqlite:///{file}"
    store = SqliteStore(file, lambda: 1)
    made = open_pushes(url, store, tmp_path / "keys")
    yield made
    made.close()
    store.close()


def test_what_is_put_in_is_found_again_and_stands_in_no_file(pushes, file):
    pushes.put("syrym", 7, address(), 5)
    (held,) = pushes.list_held()
    assert (held.point, held.passage, held.told_us) == ("syrym", 7, None)
    assert pushes.find(held.number) == address()
    whole = b"".join(one.read_bytes() for one in file.parent.glob("ledger.db*"))
    assert b"push_address" in whole
    assert b"push.example" not in whole


def test_the_same_address_stands_once_and_of_many_the_newest_stay(pushes):
    for _ in range(3):
        pushes.put("syrym", 7, address(), 5)
    assert len(pushes.list_held()) == 1
    for n in range(MOST_OF_ONE + 3):
        pushes.put("syrym", 7, address(str(n)), 5)
    pushes.put("syrym", 8, address(), 5)
    kept = [pushes.find(one.number).endpoint for one in pushes.list_held() if one.passage == 7]
    assert kept == [address(str(n)).endpoint for n in range(3, MOST_OF_ONE + 3)]


def test_what_is_removed_is_gone(pushes):
    for passage in (7, 8, 9):
        pushes.put("syrym", passage, address("a"), 5)
        pushes.put("syrym", passage, address("b"), 5)
    pushes.remove_of("syrym", 7)
    pushes.remove_of("syrym", 8, address("a").endpoint)
    pushes.remove(pushes.list_held()[-1].number)
    assert [(one.passage, pushes.find(one.number).endpoint[-1]) for one in pushes.list_held()] == [
        (8, "b"), (9, "a"),
    ]  # fmt: skip
    assert pushes.find(10**6) is None


def test_who_was_told_is_noted(pushes):
    pushes.put("syrym", 7, address(), 5)
    number = pushes.list_held()[0].number
    pushes.set_told(number, 99)
    assert pushes.list_held()[0].told_us == 99
    pushes.set_told(number, None)
    assert pushes.list_held()[0].told_us is None


def test_another_key_opens_nothing(pushes, tmp_path):
    pushes.put("syrym", 7, address(), 5)
    path = tmp_path / "keys" / "push.key"
    path.write_text("0" * 64 + "\n")
    other = type(pushes)(pushes._side, type(pushes._keys)(tmp_path / "keys"))
    with pytest.raises(LedgerDamagedError):
        other.find(pushes.list_held()[0].number)


def test_the_key_that_signs_stays_the_same(pushes, tmp_path):
    other = type(pushes)(pushes._side, type(pushes._keys)(tmp_path / "keys"))
    assert other.public_key == pushes.public_key
    assert (len(pushes.public_key), pushes.public_key[0], len(pushes.private_key)) == (65, 4, 32)
    assert (tmp_path / "keys" / "push-vapid.key").stat().st_mode & 0o077 == 0
