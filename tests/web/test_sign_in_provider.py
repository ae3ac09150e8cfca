"""Sign-in by a provider that tells the truth: there and back, who may come in, and what goes with it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey
from litestar.testing import TestClient

from otkel.app.accounts import bonds, signing, totp
from otkel.app.accounts.book import STREAM
from otkel.app.accounts.provider import config as settings
from otkel.app.accounts.provider.config import Config, Secret
from otkel.app.accounts.provider.published import Provider
from otkel.app.ledger import now_us
from otkel.app.site.accounts import book_of
from tests.web.provider import CLIENT, SECRET, SUBJECT, elliptic, providing
from tests.web.site import add_account, opened_site, post

NAME = "officer-1"
BY = {"by": "test", "reason": "test"}


class Place:
    """A site with one officer whom a provider may sign in."""

    def __init__(self, client, house, there):
        self.client, self.house, self.there, self.book = client, house, there, book_of(house)

    def bind(self, name=NAME, **more):
        more = more or {"subject": SUBJECT}
        bonds.bind(self.book, name, self.there.issuer, **more, **BY)

    def go(self, client=None, after="/ru/account"):
        """Be led to the provider; gives its address."""
        answer = (client or self.client).get(
            "/ru/sign-in/provider", params={"next": after}, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def back(self, given, client=None):
        return (client or self.client).get("/sign-in/back", params=given, follow_redirects=False)

    def sign_in(self, **more):
        return self.back(self.there.authorize(self.go()) | more)

    def is_signed_in(self, client=None):
        answer = (client or self.client).get("/en/account", follow_redirects=False)
        return answer.status_code == 200

    def nobody_came_in(self, answer):
        assert answer.status_code < 500, answer.text
        assert answer.status_code >= 400, answer.headers
        assert not self.is_signed_in()
        assert "otkel" not in self.client.cookies


@pytest.fixture
def place(tmp_path):
    with providing() as there, opened_site(tmp_path) as (client, house):
        add_account(house, NAME, "queue_operator.kz")
        house.provider = Provider(
            Config(
                issuer=there.issuer, client=CLIENT, secret=Secret(SECRET),
                redirect="http://127.0.0.1:8000/sign-in/back",
            )
        )  # fmt: skip
        made = Place(client, house, there)
        made.bind()
        yield made


def test_who_is_bound_comes_in_and_is_led_where_he_wanted(place):
    answer = place.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/ru/account")
    assert place.is_signed_in()
    cookies = answer.headers.get_list("set-cookie")
    (session,) = [one for one in cookies if one.startswith("otkel=")]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {one.strip() for one in session.split(";")}
    assert "going" not in place.client.cookies
    assert answer.headers["cache-control"] == "no-store"


def test_the_way_there_tells_no_secret_and_asks_anew_each_time(place):
    first, second = (parse_qs(urlsplit(place.go()).query) for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) >= 43
    assert SECRET not in str(first)
    held = place.client.cookies["going"]
    for told in (second["state"][0], second["nonce"][0]):
        assert told not in held


def test_the_form_offers_the_provider_and_leads_on_to_the_same_page(place):
    text = place.client.get("/en/sign-in?next=/en/account").text
    (href,) = re.findall(r'href="(/en/sign-in/provider[^"]*)"', text)
    assert href == "/en/sign-in/provider?next=/en/account"
    place.house.provider = None
    assert "sign-in/provider" not in place.client.get("/en/sign-in").text
    assert place.client.get("/en/sign-in/provider", follow_redirects=False).status_code == 404


@pytest.mark.parametrize("after", ["https://example.org", "//example.org", "/\\example.org", ""])
def test_nobody_is_led_to_another_host(place, after):
    answer = place.back(place.there.authorize(place.go(after=after)))
    assert answer.headers["location"] == "/ru/desk"


def test_roles_are_those_of_the_account_whatever_the_provider_says(place):
    place.there.claims = {"roles": ["administrator"], "groups": ["administrator.kz"]}
    place.sign_in()
    token = place.client.cookies["otkel"]
    account = signing.find_session(place.book, token).account
    assert [one.role for one in account.rights.grants] == ["queue_operator"]


def test_who_is_not_bound_is_told_what_to_do(place):
    place.there.claims = {"sub": "somebody-else"}
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert "somebody-else" in answer.text
    bonds.bind(place.book, NAME, place.there.issuer, subject="somebody-else", **BY)
    assert place.sign_in().status_code == 303


def test_a_subject_of_another_provider_is_nobody_here(place):
    bonds.bind(place.book, NAME, "https://other.example", subject="elsewhere", **BY)
    place.there.claims = {"sub": "elsewhere"}
    place.nobody_came_in(place.sign_in())


def test_a_closed_account_and_one_that_was_unbound_come_in_no_more(place):
    place.book.set_disabled(NAME, True, **BY)
    place.nobody_came_in(place.sign_in())
    place.book.set_disabled(NAME, False, **BY)
    place.sign_in()
    bonds.unbind(place.book, NAME, place.there.issuer, **BY)
    assert not place.is_signed_in()
    place.client.cookies.clear()
    place.nobody_came_in(place.sign_in())


# -- an e-mail ----------------------------------------------------------------------------------


def test_a_verified_e_mail_names_once_and_then_the_subject_does(place):
    bonds.unbind(place.book, NAME, place.there.issuer, **BY)
    place.bind(email="Officer@Example.kz")
    place.there.claims = {"email": "officer@example.kz", "email_verified": True}
    assert place.sign_in().status_code == 303
    event = list(place.book.ledger.store.read_stream(STREAM))[-1]
    assert (event.recorded_by, event.body.reason) == (NAME, "first_sign_in")
    place.client.cookies.clear()
    place.there.claims["sub"] = "who-was-given-the-same-e-mail-later"
    place.nobody_came_in(place.sign_in())
    place.there.claims = {}
    assert place.sign_in().status_code == 303


@pytest.mark.parametrize("verified", [False, None, "true", "false", 1])
def test_an_e_mail_that_is_not_verified_names_nobody(place, verified):
    bonds.unbind(place.book, NAME, place.there.issuer, **BY)
    place.bind(email="officer@example.kz")
    place.there.claims = {"email": "officer@example.kz", "email_verified": verified}
    place.nobody_came_in(place.sign_in())


# -- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "alg"),
    [
        (lambda: RSAKey.generate_key(2048, {"kid": "r"}), "PS256"), (lambda: elliptic("e"), "ES256"),
        (lambda: elliptic("e", "P-384"), "ES384"),
    ],
)  # fmt: skip
def test_other_keys_of_which_half_is_public(place, make, alg):
    place.there.rotate(make(), alg)
    assert place.sign_in().status_code == 303


def test_a_key_that_is_new_is_asked_for_and_an_old_one_counts_no_more(place):
    assert place.sign_in().status_code == 303
    old = place.there.key
    place.there.rotate(RSAKey.generate_key(2048, {"kid": "second"}), "RS256")
    assert place.sign_in().status_code == 303
    place.client.cookies.clear()
    place.there.key = old
    place.nobody_came_in(place.sign_in())


def test_keys_and_discovery_are_kept(place):
    for _ in range(3):
        assert place.sign_in().status_code == 303
    assert [place.there.asked.count(one) for one in ("/.well-known/openid-configuration", "/keys")] == [1, 1]


def test_a_key_without_a_name_and_keys_that_nobody_can_read_beside_it(place):
    place.there.header = {"kid": None}
    place.there.published = [
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, {"kty": "RSA", "n": "é", "e": "AQAB"},
        {"kty": "oct", "k": "AA"}, {"kty": 5}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        *place.there.published,
    ]  # fmt: skip
    assert place.sign_in().status_code == 303


# -- the account's own second factor ------------------------------------------------------------


def digits(secret, ahead=0):
    return totp.code_at(secret, now_us() // 30_000_000 + ahead)


def test_the_second_factor_of_the_provider_counts(place):
    place.book.set_totp(NAME, **BY)
    assert place.sign_in().headers["location"] == "/ru/account"


def test_an_account_that_demands_its_own_second_factor_is_asked_for_it(place):
    secret = place.book.set_totp(NAME, **BY)
    place.bind(subject=SUBJECT, own_factor=True)
    answer = place.sign_in()
    assert answer.headers["location"] == "/ru/sign-in/digits"
    assert not place.is_signed_in()
    assert place.client.get("/ru/sign-in/digits").status_code == 200
    code = digits(secret)
    assert post(place.client, "/ru/sign-in/digits", {"code": "12"}).status_code == 401
    assert not place.is_signed_in()
    done = post(place.client, "/ru/sign-in/digits", {"code": code})
    assert (done.status_code, done.headers["location"]) == (303, "/ru/account")
    assert place.is_signed_in()


def test_digits_without_a_way_through_the_provider_sign_nobody_in(place):
    secret = place.book.set_totp(NAME, **BY)
    place.bind(subject=SUBJECT, own_factor=True)
    place.nobody_came_in(post(place.client, "/en/sign-in/digits", {"code": digits(secret)}))
    place.go()
    place.nobody_came_in(post(place.client, "/en/sign-in/digits", {"code": digits(secret)}))
    place.sign_in()
    bonds.unbind(place.book, NAME, place.there.issuer, **BY)
    place.nobody_came_in(post(place.client, "/en/sign-in/digits", {"code": digits(secret)}))


def test_who_guesses_digits_waits(place):
    secret = place.book.set_totp(NAME, **BY)
    place.bind(subject=SUBJECT, own_factor=True)
    place.sign_in()
    for _ in range(5):
        assert post(place.client, "/en/sign-in/digits", {"code": "12"}).status_code == 401
    told = post(place.client, "/en/sign-in/digits", {"code": digits(secret)})
    place.nobody_came_in(told)
    assert (told.status_code, int(told.headers["retry-after"]) > 0) == (429, True)


# -- out again ----------------------------------------------------------------------------------


def test_signing_out_tells_of_the_session_at_the_provider(place):
    place.there.discovery = {"end_session_endpoint": f"{place.there.issuer}/end?ui=1"}
    place.sign_in()
    answer = post(place.client, "/en/sign-out")
    assert answer.headers["location"] == "/en/signed-out"
    assert not place.is_signed_in()
    text = place.client.get("/en/signed-out").text
    assert f'href="{place.there.issuer}/end?ui=1&amp;client_id={CLIENT}"' in text


def test_who_signed_in_by_password_is_led_to_the_board(place):
    post(place.client, "/en/sign-in", {"name": NAME, "password": "wind over the steppe"})
    assert post(place.client, "/en/sign-out").headers["location"] == "/en"


def test_signing_in_anew_ends_the_session_before(place):
    place.sign_in()
    before = place.client.cookies["otkel"]
    place.sign_in()
    other = TestClient(place.client.app)
    other.cookies.set("otkel", before)
    assert not place.is_signed_in(other)


# -- settings -----------------------------------------------------------------------------------


def test_no_setting_prints_the_secret(place):
    assert SECRET not in repr(place.house.provider.config)
    assert SECRET not in str(place.house.provider.config.secret)


def test_neither_secret_nor_subject_stands_beside_the_ledger(place, tmp_path):
    place.sign_in()
    stored = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert NAME.encode() in stored
    for text in (SECRET, SUBJECT):
        assert text.encode() not in stored


GIVEN = {"issuer": "https://id.example.kz", "client": "otkel", "redirect": "https://otkel.kz/sign-in/back"}


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": None}, {"client": ""}, {"redirect": None}, {"issuer": "http://id.example.kz"},
        {"issuer": "https://user@id.example.kz"}, {"issuer": "https://id.example.kz/?a=1"},
        {"issuer": "https://id.example.kz/#a"}, {"issuer": "id.example.kz"}, {"issuer": "https://[::"},
        {"redirect": "https://otkel.kz/elsewhere"}, {"redirect": "http://otkel.kz/sign-in/back"},
        {"client": "a\nb"}, {"client": "x" * 501},
    ],
)  # fmt: skip
def test_settings_that_are_wrong_are_told_before_the_site_opens(changes):
    with pytest.raises(settings.InputError):
        settings.read_config(**(GIVEN | changes), secret=None, own_network=False)


def test_settings_as_they_are_read(tmp_path, monkeypatch):
    nothing = dict.fromkeys(GIVEN)
    assert settings.read_config(**nothing, secret=None, own_network=False) is None
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", "utf-8")
    assert settings.read_config(**GIVEN, secret=file, own_network=False).secret.reveal() == SECRET
    monkeypatch.setenv("OTKEL_OIDC_SECRET", "another")
    assert settings.read_config(**GIVEN, secret=None, own_network=False).secret.reveal() == "another"
    for wrong in (tmp_path / "none", tmp_path):
        with pytest.raises(settings.InputError):
            settings.read_config(**GIVEN, secret=wrong, own_network=False)
