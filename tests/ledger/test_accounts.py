"""Accounts beside the ledger, in every store: what is kept, who is signed in, what failed."""

import pytest

from otkel.ledger.accounts import AccountRow, BondRow, Failures, Grant, SessionRow, open_accounts
from otkel.ledger.opening import open_store
from tests.contract.acts import ticking


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def accounts(request, tmp_path):
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path}/ledger.db"}.get(request.param)
    url = url or request.getfixturevalue("postgres_url")
    store = open_store(url, ticking())
    opened = open_accounts(url, store)
    yield opened
    opened.close()
    store.close()


def test_a_name_stands_once(accounts):
    assert accounts.put("officer-1", "hash", 5)
    assert not accounts.put("officer-1", "another", 6)
    assert accounts.find("officer-1") == AccountRow(name="officer-1", password="hash", made_us=5)
    assert accounts.find("officer-2") is None
    accounts.put("a", "hash", 7)
    assert [one.name for one in accounts.list_accounts()] == ["a", "officer-1"]


def test_roles_are_set_point_by_point(accounts):
    accounts.put("a", "hash", 1)
    syrym = (Grant("syrym", "customs", "KZ"), Grant("syrym", "shift_head", "KZ"))
    accounts.set_grants("a", "syrym", syrym)
    accounts.set_grants("a", "taskala", [Grant("taskala", "customs", "KZ")])
    assert accounts.grants("a") == (*syrym, Grant("taskala", "customs", "KZ"))
    accounts.set_grants("a", "syrym", [])
    assert accounts.grants("a") == (Grant("taskala", "customs", "KZ"),)
    assert accounts.grants("b") == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.set_password("a", "new", ends=True),
        lambda one: one.set_totp("a", b"sealed"),
        lambda one: one.set_totp("a", None),
        lambda one: one.set_disabled("a", True),
    ],
)
def test_whoever_is_signed_in_is_signed_out_by_a_change(accounts, change):
    for name in ("a", "b"):
        accounts.put(name, "hash", 1)
        accounts.begin_session(name.encode(), name, 10, (0, 0))
    assert change(accounts)
    assert accounts.find_session(b"a") is None
    assert accounts.find_session(b"b") == SessionRow(account="b", begun_us=10, seen_us=10)


def test_a_stronger_hash_of_the_same_password_signs_nobody_out(accounts):
    accounts.put("a", "hash", 1)
    accounts.begin_session(b"x", "a", 10, (0, 0))
    accounts.set_password("a", "stronger", ends=False)
    assert accounts.find("a").password == "stronger"
    assert accounts.find_session(b"x") is not None


def test_old_sessions_are_removed_when_another_begins(accounts):
    for digest, begun_us in ((b"begun long ago", 10), (b"seen long ago", 50), (b"stays", 60)):
        accounts.begin_session(digest, "a", begun_us, (0, 0))
    accounts.see_session(b"begun long ago", 90)
    accounts.see_session(b"stays", 80)
    accounts.begin_session(b"new", "a", 100, (20, 70))
    found = [accounts.find_session(one) for one in (b"begun long ago", b"seen long ago", b"stays", b"new")]
    assert found == [
        None, None, SessionRow(account="a", begun_us=60, seen_us=80),
        SessionRow(account="a", begun_us=100, seen_us=100),
    ]  # fmt: skip
    accounts.end_session(b"new")
    assert accounts.find_session(b"new") is None


def test_the_sessions_of_one_account_are_listed_and_ended_but_for_one(accounts):
    for digest, name, begun_us in ((b"x", "a", 10), (b"y", "a", 20), (b"z", "a", 15), (b"q", "b", 30)):
        accounts.begin_session(digest, name, begun_us, (0, 0))
    accounts.see_session(b"x", 40)
    assert accounts.list_sessions("a") == [
        (b"x", SessionRow(account="a", begun_us=10, seen_us=40)),
        (b"y", SessionRow(account="a", begun_us=20, seen_us=20)),
        (b"z", SessionRow(account="a", begun_us=15, seen_us=15)),
    ]
    accounts.end_other_sessions("a", b"y")
    assert [digest for digest, _ in accounts.list_sessions("a")] == [b"y"]
    assert [digest for digest, _ in accounts.list_sessions("b")] == [b"q"]


def test_a_step_of_the_second_factor_is_used_once(accounts):
    accounts.put("a", "hash", 1)
    accounts.set_totp("a", b"sealed")
    assert accounts.find("a").totp == b"sealed"
    assert [accounts.use_totp("a", step) for step in (7, 7, 6, 8)] == [True, False, False, True]


def test_what_fails_is_counted_before_it_is_tried_and_forgotten_after_its_time(accounts):
    seen = []

    def wait_s(found):
        seen.append(tuple(found))
        return 9.0 if found[0].number == 2 else 0.0

    for at_us in (10, 20, 30):
        accounts.count_attempt(["x", "y"], at_us, 0, wait_s)
    accounts.count_attempt(["x"], 60, 25, wait_s)  # forgotten: it failed last at 20
    assert seen == [
        (Failures(), Failures()), (Failures(1, 10), Failures(1, 10)), (Failures(2, 20), Failures(2, 20)),
        (Failures(),),
    ]  # fmt: skip
    accounts.forget_attempts(["x"])
    accounts.count_attempt(["x"], 70, 0, wait_s)
    assert seen[-1] == (Failures(),)


def bond(token, account="a", provider="id.example", **more):
    return BondRow(token=token, account=account, provider=provider, kind="subject", **more)


def test_a_token_is_bound_to_one_account(accounts):
    assert accounts.put_bond(bond("t"), 1)
    assert not accounts.put_bond(bond("t", "b"), 2)
    assert accounts.find_bond("t") == bond("t")
    assert accounts.find_bond("u") is None
    assert accounts.put_bond(bond("t", own_factor=True), 3)
    assert accounts.put_bond(bond("s", provider="a.example"), 4)
    assert accounts.list_bonds("a") == [bond("s", provider="a.example"), bond("t", own_factor=True)]
    assert accounts.list_bonds("b") == []


def test_a_bond_becomes_one_of_something_else_once(accounts):
    accounts.put_bond(bond("mail"), 1)
    assert accounts.pin_bond("mail", "t", "subject")
    assert not accounts.pin_bond("mail", "u", "subject")
    assert [accounts.find_bond(one) for one in ("mail", "t", "u")] == [None, bond("t"), None]


def test_a_bond_that_is_dropped_signs_out(accounts):
    accounts.put_bond(bond("t"), 1)
    accounts.put_bond(bond("u", "b"), 1)
    accounts.begin_session(b"x", "a", 10, (0, 0), "id.example")
    assert accounts.find_session(b"x").provider == "id.example"
    assert not accounts.drop_bonds("a", "other.example")
    assert accounts.drop_bonds("a", "id.example")
    assert accounts.find_session(b"x") is None
    assert (accounts.find_bond("t"), accounts.find_bond("u")) == (None, bond("u", "b"))


def test_what_is_used_once_is_used_up_until_it_would_be_too_old(accounts):
    assert accounts.use_once("s", 10, 20)
    assert not accounts.use_once("s", 20, 30)
    assert accounts.use_once("s", 21, 31)
