"""Sign in: who may, who may not, how long who guesses must wait, when a session is over."""

import threading

import pytest

from otkel.app.accounts import passwords, signing, throttle, totp
from otkel.app.accounts.book import STREAM, open_book
from otkel.app.accounts.signing import IDLE_US, LONGEST_US, NotSignedInError, TooSoonError
from otkel.app.crossing.desk import opened_ledger
from otkel.errors import InputError
from otkel.ledger.accounts import Failures

PASSWORD = "wind over the steppe"
S = 1_000_000
BY = {"by": "head-1", "reason": "duty"}


@pytest.fixture
def clock(monkeypatch):
    at = [1_800_000_000 * S]
    monkeypatch.setattr(signing, "now_us", lambda: at[0])
    return at


@pytest.fixture
def book(tmp_path):
    with opened_ledger(f"sqlite:///{tmp_path}/ledger.db", is_new=True) as ledger:
        made = open_book(ledger)
        made.add("officer-1", PASSWORD)
        yield made


def sign_in(book, name="officer-1", password=PASSWORD, code="", address="192.0.2.1"):
    return signing.sign_in(book, name, password, code, address)


def fail(book, times, **more):
    for _ in range(times):
        with pytest.raises(NotSignedInError):
            sign_in(book, password="wrong", **more)


def test_name_and_password_give_a_session_and_signing_out_ends_it(book, clock):
    token = sign_in(book, name=" Officer-1 ")
    assert signing.find_session(book, token).account.name == "officer-1"
    signing.sign_out(book, token)
    assert signing.find_session(book, token) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\ud800", "é"])
def test_no_other_token_is_one(book, token):
    assert signing.find_session(book, token) is None


def test_neither_password_nor_token_nor_name_that_failed_stands_in_the_file(book, clock, tmp_path):
    token = sign_in(book)
    fail(book, 1, name="mistyped-password-as-name", address="203.0.113.77")
    stored = b"".join(one.read_bytes() for one in tmp_path.glob("ledger.db*") if one.is_file())
    for text in (PASSWORD, token, "mistyped-password-as-name", "203.0.113.77"):
        assert text.encode() not in stored


@pytest.mark.parametrize(
    ("name", "password"),
    [("officer-1", "wrong"), ("nobody", PASSWORD), ("officer-1", ""), ("", ""), ("officer-1", "x" * 100_000)],
)
def test_what_is_wrong_is_answered_alike(book, clock, name, password):
    with pytest.raises(NotSignedInError, match=r"^wrong$"):
        sign_in(book, name, password)


def test_a_name_that_there_is_not_takes_the_same_work(book, clock, monkeypatch):
    verified = []

    class Hasher:
        def verify(self, kept, password):
            verified.append(kept)
            return False

    passwords._nobody()
    monkeypatch.setattr(passwords, "_HASHER", Hasher())
    fail(book, 1)
    fail(book, 1, name="nobody")
    assert len(verified) == 2
    assert all(kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$") for kept in verified)


def test_who_guesses_waits_longer_each_time_whether_the_name_is_one_or_not(book, clock):
    for name in ("officer-1", "nobody"):
        address = f"192.0.2.{len(name)}"
        fail(book, 5, name=name, address=address)
        for wait_s in (5, 10, 20, 40):
            with pytest.raises(TooSoonError) as told:
                sign_in(book, name, address=address)
            assert told.value.wait_s == wait_s
            clock[0] += wait_s * S
            fail(book, 1, name=name, address=address)


def test_what_was_waited_for_is_tried_and_the_right_password_forgets_what_failed(book, clock):
    fail(book, 5)
    clock[0] += 5 * S
    sign_in(book)
    fail(book, 5)


def test_who_guesses_elsewhere_keeps_nobody_out_for_longer_than_a_minute(book, clock):
    for number in range(27):
        with pytest.raises((NotSignedInError, TooSoonError)) as told:
            sign_in(book, password="wrong", address=f"198.51.100.{number}")
        clock[0] += getattr(told.value, "wait_s", 0) * S
    fail(book, 1, address="198.51.100.98")
    with pytest.raises(TooSoonError) as told:
        sign_in(book, address="198.51.100.99")
    assert told.value.wait_s <= 60
    clock[0] += 60 * S
    assert sign_in(book)


def test_one_address_tries_many_names_no_longer_than_it_may(book, clock):
    for number in range(30):
        fail(book, 1, name=f"name-{number}")
    with pytest.raises(TooSoonError):
        sign_in(book)


def test_attempts_at_once_are_counted_one_after_the_other(book, clock):
    told = []

    def attempt():
        try:
            sign_in(book, password="wrong")
        except (NotSignedInError, TooSoonError) as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["NotSignedInError"] * 5 + ["TooSoonError"] * 7


def test_a_wait_ends_and_never_passes_its_most():
    rule = throttle.Rule(free=2, first_s=5, most_s=60)
    assert [rule.wait_s(Failures(number, 0), 0) for number in (0, 1, 2, 3, 6, 1_000_000)] == [
        0, 0, 5, 10, 60, 60,
    ]  # fmt: skip
    assert rule.wait_s(Failures(2, 0), 5 * S) == 0


@pytest.mark.parametrize(("step_us", "stays"), [(IDLE_US, True), (IDLE_US + 1, False)])
def test_who_is_away_for_a_shift_is_signed_out(book, clock, step_us, stays):
    token = sign_in(book)
    clock[0] += step_us
    assert (signing.find_session(book, token) is not None) is stays


def test_who_works_on_stays_signed_in_for_a_day_and_no_longer(book, clock):
    token = sign_in(book)
    for _ in range(3):
        clock[0] += LONGEST_US // 3
        assert signing.find_session(book, token) is not None
    clock[0] += 1
    assert signing.find_session(book, token) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.set_password("officer-1", "another wind, another steppe", **BY),
        lambda book: book.set_disabled("officer-1", True, by="test", reason="left"),
        lambda book: book.set_totp("officer-1", **BY),
        lambda book: book.remove_totp("officer-1", **BY),
    ],
)
def test_a_change_of_the_account_signs_out(book, clock, change):
    token = sign_in(book)
    change(book)
    assert signing.find_session(book, token) is None


def test_a_closed_account_signs_in_no_more_until_it_is_opened(book, clock):
    book.set_disabled("officer-1", True, by="test", reason="left")
    with pytest.raises(NotSignedInError):
        sign_in(book)
    book.set_disabled("officer-1", False, by="test", reason="back")
    assert sign_in(book)


def test_the_second_factor_is_asked_and_its_digits_are_taken_once(book, clock):
    secret = book.set_totp("officer-1", **BY)
    code = totp.code_at(secret, clock[0] // (30 * S))
    for wrong in ("", "000000" if code != "000000" else "111111", "12", "x" * 1000):
        with pytest.raises(NotSignedInError):
            sign_in(book, code=wrong)
    with pytest.raises(NotSignedInError):
        sign_in(book, password="wrong", code=code)
    clock[0] += 10 * S  # of the five free attempts all are used
    code = totp.code_at(secret, clock[0] // (30 * S))
    assert sign_in(book, code=f"{code[:3]} {code[3:]}")
    with pytest.raises(NotSignedInError):
        sign_in(book, code=code)
    book.remove_totp("officer-1", **BY)
    assert sign_in(book)


def test_the_secret_of_the_second_factor_stands_nowhere_in_plain(book, tmp_path):
    secret = book.set_totp("officer-1", **BY)
    stored = b"".join(one.read_bytes() for one in tmp_path.glob("ledger.db*") if one.is_file())
    assert secret not in stored
    assert totp.base32_of(secret).encode() not in stored


@pytest.mark.parametrize(
    ("at_s", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
        (2000000000, "279037"), (20000000000, "353130"),
    ],
)  # fmt: skip
def test_the_digits_are_those_of_rfc_6238(at_s, code):
    secret = b"12345678901234567890"
    assert totp.code_at(secret, at_s // 30) == code
    assert totp.find_step(secret, code, at_s * S) == at_s // 30
    assert totp.find_step(secret, code, (at_s + 30) * S) == at_s // 30
    assert totp.find_step(secret, code, (at_s + 90) * S) is None


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "officer-1officer-1", "x" * 201, ""])
def test_a_password_that_is_soon_guessed_is_refused(book, password):
    with pytest.raises(InputError):
        book.add("officer-1", password)
    with pytest.raises(InputError):
        book.set_password("officer-1", password, **BY)


@pytest.mark.parametrize("name", ["", "Officer", "officer 1", "офицер", "a" * 65, "../x", "-a"])
def test_a_name_is_a_code(book, name):
    with pytest.raises(InputError):
        book.add(name, PASSWORD)


def test_there_is_one_account_of_a_name(book):
    with pytest.raises(InputError):
        book.add("officer-1", PASSWORD)


def test_a_made_password_is_one(book):
    made = passwords.make_password()
    assert made != passwords.make_password()
    book.add("officer-2", made)
    assert passwords.is_password(book.accounts.find("officer-2").password, made)


def test_each_change_of_rights_is_an_event_with_who_and_why(book):
    book.set_rights("officer-1", "Сырым", ["customs.kz", "shift_head.kz"], by="head-1", reason="new_duty")
    book.set_disabled("officer-1", True, by="head-2", reason="left")
    events = list(book.ledger.store.read_stream(STREAM))
    assert [(one.point, one.recorded_by, one.body.account) for one in events] == [
        ("syrym", "head-1", "officer-1"), ("syrym", "head-2", "officer-1"),
    ]  # fmt: skip
    assert [(one.body.rights, one.body.reason) for one in events] == [
        (("customs.kz", "shift_head.kz"), "new_duty"), ((), "left"),
    ]  # fmt: skip


def test_each_change_of_password_and_second_factor_is_an_event_that_tells_no_secret(book):
    book.set_password("officer-1", "another wind, another steppe", **BY)
    secret = book.set_totp("officer-1", **BY)
    book.remove_totp("officer-1", **BY)
    events = list(book.ledger.store.read_stream(STREAM))
    assert [(one.recorded_by, one.body.account, one.body.reason) for one in events] == [
        ("head-1", "officer-1", "duty")
    ] * 3
    assert [one.body.change.value for one in events] == [
        "password_set", "second_factor_set", "second_factor_removed",
    ]  # fmt: skip
    assert totp.base32_of(secret) not in repr(events)


@pytest.mark.parametrize(
    "act",
    [
        lambda book: book.set_password("officer-1", "short", **BY),
        lambda book: book.set_password("nobody", PASSWORD, **BY),
        lambda book: book.set_totp("nobody", **BY),
        lambda book: book.remove_totp("nobody", **BY),
    ],
)
def test_what_is_refused_leaves_no_event(book, act):
    with pytest.raises(InputError):
        act(book)
    assert list(book.ledger.store.read_stream(STREAM)) == []


@pytest.mark.parametrize("right", ["", "customs", "customs.", "king.kz", "customs.xx", "customs.kazakhstan"])
def test_a_right_is_a_role_and_its_state(book, right):
    with pytest.raises(InputError):
        book.set_rights("officer-1", "syrym", [right], by="test", reason="test")
    assert list(book.ledger.store.read_stream(STREAM)) == []


def test_rights_are_taken_away_by_naming_none(book):
    book.set_rights("officer-1", "syrym", ["customs.kz"], by="test", reason="test")
    assert book.get("officer-1").may("clear", "syrym")
    book.set_rights("officer-1", "syrym", [], by="test", reason="test")
    assert not book.get("officer-1").may("clear", "syrym")
