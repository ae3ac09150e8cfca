"""My account over HTTP: each act asks the password again, is an event, and ends what it must end."""

import re
from base64 import b32decode
from urllib.parse import unquote

import pytest
from litestar.testing import TestClient

from otkel.app.accounts import own, signing, totp
from otkel.app.accounts.book import STREAM
from otkel.app.site.accounts import book_of
from tests.web.site import PASSWORD, add_account, opened_site, post, sign_in

NEW = "rain over the mountains"
NAME = "officer-1"
S = 1_000_000


class Place:
    """A site with one officer, at two browsers, and a clock that a test turns."""

    def __init__(self, client, house, at):
        self.client, self.house, self.book, self._at = client, house, book_of(house), at
        self.other = TestClient(client.app)

    def later(self, seconds):
        self._at[0] += seconds * S

    def digits(self, secret):
        return totp.code_at(secret, self._at[0] // (30 * S))

    def act(self, what, client=None, **fields):
        return post(client or self.client, f"/en/account/{what}", fields)

    def events(self):
        kept = self.book.ledger.store.read_stream(STREAM)
        return [
            (one.body.change.value, one.body.account, one.recorded_by, one.body.reason)
            for one in kept if one.word == "account_changed"
        ]  # fmt: skip

    def is_signed_in(self, client=None):
        answer = (client or self.client).get("/en/account", follow_redirects=False)
        return answer.status_code == 200

    def offered(self, **fields):
        """Ask for a new second factor; gives what must be sent back, and its secret as the QR has it."""
        answer = self.act("factor", password=PASSWORD, **fields)
        assert answer.status_code == 200
        text = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', answer.text)[1].replace(" ", "")
        return re.search(r'name="offer" value="([^"]+)"', answer.text)[1], text

    def with_factor(self):
        """Give the officer a second factor from the shell, and sign both browsers in anew."""
        secret = self.book.set_totp(NAME, by="test", reason="test")
        for one in (self.client, self.other):
            assert sign_in(one, NAME, code=self.digits(secret)).status_code == 303
            self.later(60)
        return secret


@pytest.fixture
def place(tmp_path, monkeypatch):
    at = [1_800_000_000 * S]
    for module in (signing, own):
        monkeypatch.setattr(module, "now_us", lambda: at[0])
    with opened_site(tmp_path) as (client, house):
        add_account(house, NAME, "queue_operator.kz")
        made = Place(client, house, at)
        for one in (made.client, made.other):
            assert sign_in(one, NAME).status_code == 303
            made.later(60)
        yield made


def test_who_is_not_signed_in_is_led_to_sign_in(place):
    place.client.cookies.clear()
    answer = place.client.get("/en/account", follow_redirects=False)
    assert (answer.status_code, unquote(answer.headers["location"])) == (303, "/en/sign-in?next=/en/account")
    for what in ("password", "factor", "factor/confirm", "factor/remove", "sessions"):
        assert place.act(what, password=PASSWORD, new=NEW, again=NEW).headers["location"] == "/en/sign-in"
    assert place.events() == []


def test_the_page_tells_roles_and_open_sessions_and_no_secret(place):
    text = place.client.get("/en/account").text
    assert re.search(r"<dt>Syrym – Mashtakovo</dt>\s*<dd>Queue operator \(KZ\)</dd>", text)
    assert text.count("Another browser") == 1
    assert text.count("This browser") == 1
    for one in (place.client, place.other):
        assert one.cookies["otkel"] not in text
    assert place.client.get("/en/account").headers["cache-control"] == "no-store"


def test_each_page_of_who_is_signed_in_leads_to_his_account(place):
    assert 'href="/ru/account"' in place.client.get("/ru").text


@pytest.mark.parametrize("what", ["password", "factor", "factor/confirm", "factor/remove", "sessions"])
def test_a_form_without_its_token_does_nothing(place, what):
    fields = {"password": PASSWORD, "new": NEW, "again": NEW}
    assert place.client.request("POST", f"/en/account/{what}", data=fields).status_code == 403
    assert place.events() == []
    assert place.is_signed_in(place.other)


@pytest.mark.parametrize("what", ["password", "factor", "factor/confirm", "factor/remove", "sessions"])
def test_the_address_of_a_form_leads_back_to_the_page(place, what):
    answer = place.client.get(f"/kk/account/{what}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/kk/account")


# -- the password -------------------------------------------------------------------------------


def test_a_new_password_ends_the_other_sessions_and_this_one_goes_on(place):
    before = place.client.cookies["otkel"]
    answer = place.act("password", password=PASSWORD, new=NEW, again=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/account?done=password")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert place.client.cookies["otkel"] != before
    assert "Your password is changed" in place.client.get("/en/account?done=password").text
    assert not place.is_signed_in(place.other)
    assert sign_in(place.other, NAME).status_code == 401
    assert sign_in(place.other, NAME, NEW).status_code == 303
    assert place.events() == [("password_set", NAME, NAME, "own_account")]
    place.client.cookies.set("otkel", before)
    assert not place.is_signed_in()


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"password": "wrong", "new": NEW, "again": NEW}, 403, "nothing was changed"),
        ({"new": NEW, "again": NEW}, 403, "nothing was changed"),
        ({"password": PASSWORD, "new": NEW, "again": NEW + "s"}, 400, "two passwords"),
        ({"password": PASSWORD, "new": "short", "again": "short"}, 400, "at least 12"),
        (
            {"password": PASSWORD, "new": "officer-1 officer-1", "again": "officer-1 officer-1"},
            400,
            "guessed",
        ),
        ({"password": PASSWORD, "new": PASSWORD, "again": PASSWORD}, 400, "that you have"),
        ({"password": "x" * 5000, "new": NEW, "again": NEW}, 400, ""),
        ({}, 403, ""),
    ],
)
def test_what_is_wrong_changes_nothing_and_is_told(place, fields, status, said):
    answer = place.act("password", **fields)
    assert answer.status_code == status
    assert said in answer.text
    assert NEW not in answer.text
    assert place.events() == []
    assert place.is_signed_in()
    assert place.is_signed_in(place.other)
    place.client.cookies.clear()
    assert sign_in(place.client, NAME).status_code == 303


def test_who_guesses_at_an_open_desk_waits_as_at_the_sign_in(place):
    for _ in range(5):
        assert place.act("password", password="wrong", new=NEW, again=NEW).status_code == 403
    told = place.act("password", password=PASSWORD, new=NEW, again=NEW)
    assert told.status_code == 429
    assert 0 < int(told.headers["retry-after"]) <= 5
    assert place.act("factor", password=PASSWORD).status_code == 429
    assert sign_in(TestClient(place.client.app), NAME).status_code == 429


# -- the second factor --------------------------------------------------------------------------


def test_a_new_second_factor_counts_once_its_digits_were_typed(place):
    offer, text = place.offered()
    assert not place.book.get(NAME).has_totp
    assert place.events() == []
    answer = place.act("factor/confirm", offer=offer, code=place.digits(b32decode(text)))
    assert answer.headers["location"] == "/en/account?done=factor"
    assert place.book.get(NAME).has_totp
    assert place.is_signed_in()
    assert not place.is_signed_in(place.other)
    assert place.events() == [("second_factor_set", NAME, NAME, "own_account")]
    # The digits that confirmed it are used up; the next ones sign in.
    assert sign_in(place.other, NAME, code=place.digits(b32decode(text))).status_code == 401
    place.later(30)
    assert sign_in(place.other, NAME, code=place.digits(b32decode(text))).status_code == 303


def test_the_picture_holds_the_secret_that_is_told(place):
    answer = place.act("factor", password=PASSWORD)
    assert "<svg" in answer.text
    assert "style=" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_wrong_digits_show_the_same_code_again_and_change_nothing(place):
    offer, text = place.offered()
    code = place.digits(b32decode(text))
    wrong = place.act("factor/confirm", offer=offer, code="000000" if code != "000000" else "111111")
    assert wrong.status_code == 400
    assert offer in wrong.text
    assert place.act("factor/confirm", offer=offer).status_code == 400
    assert not place.book.get(NAME).has_totp
    assert place.act("factor/confirm", offer=offer, code=code).status_code == 303


def test_an_offer_holds_for_this_session_and_a_short_while(place):
    offer, text = place.offered()
    theirs = place.act("factor/confirm", place.other, offer=offer, code=place.digits(b32decode(text)))
    assert theirs.status_code == 400
    for broken in ("", "x", "é", offer[:-4] + "AAAA", offer * 9):
        assert place.act("factor/confirm", offer=broken, code="123456").status_code == 400
    place.later(601)
    late = place.act("factor/confirm", offer=offer, code=place.digits(b32decode(text)))
    assert late.status_code == 400
    assert "begin again" in late.text.lower()
    assert not place.book.get(NAME).has_totp


def test_no_second_factor_is_offered_without_the_password(place):
    for fields in ({}, {"password": "wrong"}):
        answer = place.act("factor", **fields)
        assert answer.status_code == 403
        assert "secret" not in answer.text


def test_another_phone_and_no_phone_need_the_digits_of_the_present_one(place):
    secret = place.with_factor()
    for what in ("factor", "factor/remove"):
        for code in ("", "12"):
            assert place.act(what, password=PASSWORD, code=code).status_code == 403
    offer, text = place.offered(code=place.digits(secret))
    assert b32decode(text) != secret
    answer = place.act("factor/confirm", offer=offer, code=place.digits(b32decode(text)))
    assert answer.status_code == 303
    place.later(30)
    gone = place.act("factor/remove", password=PASSWORD, code=place.digits(b32decode(text)))
    assert gone.headers["location"] == "/en/account?done=no-factor"
    assert not place.book.get(NAME).has_totp
    assert place.is_signed_in()
    assert not place.is_signed_in(place.other)
    assert [one[0] for one in place.events()] == [
        "second_factor_set", "second_factor_set", "second_factor_removed",
    ]  # fmt: skip


def test_a_password_is_changed_without_the_digits(place):
    place.with_factor()
    assert place.act("password", password=PASSWORD, new=NEW, again=NEW).status_code == 303


# -- open sessions ------------------------------------------------------------------------------


def test_one_other_session_is_ended_and_no_session_of_somebody_else(place):
    add_account(place.house, "officer-2")
    theirs = TestClient(place.client.app)
    sign_in(theirs, "officer-2")
    ((mark, _),) = signing.list_sessions(place.book, "officer-2")
    for wrong in (mark[:16], mark, "0" * 16, "é"):
        assert place.act("sessions", session=wrong).status_code == 303
    assert place.is_signed_in(theirs)
    assert place.is_signed_in(place.other)
    assert place.events() == []
    (given,) = re.findall(r'name="session" value="([0-9a-f]+)"', place.client.get("/en/account").text)
    place.act("sessions", session=given)
    assert not place.is_signed_in(place.other)
    assert place.is_signed_in()
    assert place.events() == [("sessions_ended", NAME, NAME, "own_account")]


def test_all_others_are_ended_at_once_and_where_there_is_none_nothing_is_recorded(place):
    third = TestClient(place.client.app)
    sign_in(third, NAME)
    place.act("sessions")
    assert [place.is_signed_in(one) for one in (place.client, place.other, third)] == [True, False, False]
    place.act("sessions")
    assert [one[0] for one in place.events()] == ["sessions_ended"]


def test_a_session_that_is_over_is_not_listed(place):
    place.later(signing.IDLE_US // S)
    sign_in(place.client, NAME)
    assert "Another browser" not in place.client.get("/en/account").text


def test_a_closed_account_does_nothing_more(place):
    place.book.set_disabled(NAME, True, by="test", reason="left")
    answer = place.act("password", password=PASSWORD, new=NEW, again=NEW)
    assert answer.headers["location"] == "/en/sign-in"
    assert place.events() == []
