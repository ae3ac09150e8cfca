"""A provider that lies, is slow or is not there, and a way back that is not one's own: never a session."""

import json
import threading
import time
from itertools import cycle

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import RSAKey
from litestar.testing import TestClient

from otkel.app.accounts import signing
from otkel.app.accounts.provider import flow, published
from otkel.app.accounts.provider.config import Config
from otkel.app.accounts.provider.published import Provider
from otkel.app.accounts.provider.refusals import not_reached, untrusted
from otkel.app.words import words_for
from otkel.facts.people import Language
from tests.web.provider import CLIENT, elliptic, packed, signed_by_what_is_public, unsigned
from tests.web.test_sign_in_provider import place  # noqa: F401 - a fixture

DISCOVERY, KEYS, TOKEN = "/.well-known/openid-configuration", "/keys", "/token"
JSON = {"content-type": "application/json"}
DEEP = b'{"id_token":' + b"[" * 100_000


def said(reason, language=Language.RU):
    """Give what a page says of a reason."""
    return words_for(language).say(untrusted(reason).mistake.what)[1:]  # a sentence begins with a capital


# -- tokens -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://other.example"}, "issuer"),
        ({"iss": None}, "token"),
        ({"aud": "another-client"}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": None}, "token"),
        ({"aud": [CLIENT, "another-client"]}, "party"),
        ({"aud": [CLIENT, "another-client"], "azp": "another-client"}, "party"),
        ({"azp": "another-client"}, "party"),
        ({"exp": 1_000_000_000}, "expired"),
        ({"exp": None}, "token"),
        ({"exp": "never"}, "token"),
        ({"iat": 1_000_000_000}, "issued"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_300}, "issued"),
        ({"nbf": 4_000_000_000}, "early"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "token"),
        ({"nonce": ""}, "nonce"),
        ({"sub": ""}, "subject"),
        ({"sub": None}, "token"),
        ({"sub": 248289761001}, "token"),
        ({"sub": "x" * 256}, "subject"),
        ({"sub": "a\nb"}, "subject"),
    ],
)
def test_a_token_that_says_something_else(place, claims, reason):  # noqa: F811
    place.there.claims = claims
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert said(reason) in answer.text


def test_a_token_for_several_of_which_this_site_asked(place):  # noqa: F811
    place.there.claims = {"aud": ["another-client", CLIENT], "azp": CLIENT}
    assert place.sign_in().status_code == 303


@pytest.mark.parametrize(("off_s", "comes_in"), [(-50, True), (-70, False)])
def test_clocks_may_differ_by_a_minute(place, off_s, comes_in):  # noqa: F811
    place.there.claims = {"exp": int(time.time()) + off_s}
    answer = place.sign_in()
    assert (answer.status_code == 303) is comes_in


def test_a_token_that_nobody_signed(place):  # noqa: F811
    for alg in ("none", "NONE", "None", ""):
        place.there.sign = lambda head, payload, alg=alg: unsigned(head, payload, alg)
        answer = place.sign_in()
        place.nobody_came_in(answer)
        assert said("algorithm") in answer.text


def test_a_token_signed_with_what_everybody_knows(place):  # noqa: F811
    place.there.sign = signed_by_what_is_public(place.there.key)
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert said("algorithm") in answer.text


def test_a_token_signed_with_another_key_of_the_same_name(place):  # noqa: F811
    place.there.key = RSAKey.generate_key(2048, {"kid": "first"})
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert said("signature") in answer.text


def test_a_token_whose_claims_were_changed(place):  # noqa: F811
    def sign(header, payload):
        head, _, signature = jws.serialize_compact(header, payload, place.there.key).split(".")
        return f"{head}.{packed(payload.replace(b'248289761001', b'1'))}.{signature}"

    place.there.sign = sign
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert said("signature") in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"use": "enc"}, {"alg": "RS512"}, {"kid": "another"}, {"kty": "EC"}, {"n": "AQAB"}, {"n": None},
        {"e": "!"},
    ],
)  # fmt: skip
def test_a_key_that_is_not_for_this(place, change):  # noqa: F811
    whole = place.there.published[0] | change
    place.there.published = [{name: value for name, value in whole.items() if value is not None}]
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert said("signature") in answer.text


def test_a_key_that_is_too_short(place):  # noqa: F811
    weak = rsa.generate_private_key(65537, 1024)
    numbers = weak.public_key().public_numbers()
    n, e = packed(numbers.n.to_bytes(128)), packed(numbers.e.to_bytes(3))
    place.there.published = [{"kty": "RSA", "kid": "first", "n": n, "e": e}]

    def sign(header, payload):
        signed = unsigned(header, payload, "RS256").rpartition(".")[0]
        return f"{signed}.{packed(weak.sign(signed.encode(), PKCS1v15(), SHA256()))}"

    place.there.sign = sign
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert said("signature") in answer.text


@pytest.mark.parametrize("header", [{"crit": ["b64"], "b64": False}, {"alg": 5}, {"kid": 5}])
def test_a_head_that_asks_for_something_else(place, header):  # noqa: F811
    place.there.sign = lambda head, payload: (
        f"{packed(json.dumps(head | header).encode())}.{packed(payload)}.AAAA"
    )
    place.nobody_came_in(place.sign_in())


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "x" * 60_000, "." * 2, "e30.e30.e30"]
)
def test_what_is_no_token(place, token):  # noqa: F811
    place.there.sign = lambda head, payload: token
    place.nobody_came_in(place.sign_in())


def test_claims_that_no_reader_gets_through(place):  # noqa: F811
    deep = b'{"a":' * 30_000
    place.there.sign = lambda head, payload: jws.serialize_compact(head, deep[:30_000], place.there.key)
    place.nobody_came_in(place.sign_in())


# -- answers ------------------------------------------------------------------------------------


ANSWERS = [
    (200, JSON, b""), (200, JSON, b"no json"), (200, JSON, b"[]"), (200, JSON, b"null"),
    (200, JSON, b"{}"), (200, JSON, b"\xff\xfe"), (200, JSON, DEEP),
    (200, JSON, b'{"keys":{},"id_token":5}'),
    (200, JSON, b" " * 2_000_000), (200, {"content-length": "99"}, b"{}"),
    (200, {"content-encoding": "gzip"}, b"{}"), (404, JSON, b"{}"), (500, JSON, b"{}"),
    (400, JSON, b"{}"),
    (302, {"location": "/token"}, b""), (307, {"location": "http://169.254.169.254/"}, b""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "answer"), list(zip(cycle([DISCOVERY, KEYS, TOKEN]), ANSWERS, strict=False))
)
def test_an_answer_that_is_none(place, path, answer):  # noqa: F811
    place.there.answers[path] = answer
    if path == DISCOVERY:
        told = place.client.get("/en/sign-in/provider", follow_redirects=False)
        place.nobody_came_in(told)
        return
    place.nobody_came_in(place.sign_in())
    assert place.there.asked.count(path) <= 2  # no redirect is followed round and round


ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
ELSEWHERE = (
    "http://169.254.169.254/latest/meta-data", "http://10.0.0.5/", "http://other.example/token",
    "https://user:password@other.example/", "https://other.example/#x", "file:///etc/passwd",
    "javascript:alert(1)", "//other.example", "", "https://", "https://a b/", "https://x:99999999/",
)  # fmt: skip


@pytest.mark.parametrize(("name", "address"), list(zip(cycle(ENDPOINTS), ELSEWHERE, strict=False)))
def test_discovery_that_leads_elsewhere(place, name, address):  # noqa: F811
    place.there.discovery = {name: address}
    told = place.client.get("/en/sign-in/provider", follow_redirects=False)
    place.nobody_came_in(told)
    assert said("address", Language.EN) in told.text
    assert set(place.there.asked) == {DISCOVERY}


@pytest.mark.parametrize(
    "address", ["https://10.0.0.5/token", "https://169.254.169.254/", "https://[fd00::1]/"]
)
def test_an_address_of_the_own_network_is_not_asked_unless_it_is_said(place, address, monkeypatch):  # noqa: F811
    connected = []
    monkeypatch.setattr(
        "otkel.app.fetching.asking.socket.create_connection",
        lambda address, *rest, real=published.ask_once.__globals__["socket"].create_connection, **more: (
            connected.append(address[0]) or real(address, *rest, **more)
        ),
    )
    place.there.discovery = {"token_endpoint": address}
    answer = place.sign_in()
    place.nobody_came_in(answer)
    assert set(connected) == {"127.0.0.1"}


def test_no_other_provider_leads_to_this_machine():
    config = Config(issuer="https://id.example.kz", client=CLIENT, redirect="https://otkel.kz/sign-in/back")
    for address in ("http://127.0.0.1/", "https://127.0.0.1/", "http://localhost:1/", "https://[::1]/"):
        assert not config.takes(address)
    assert config.takes("https://login.example.com/token?tenant=5")
    assert not config.asks_own_network("https://login.example.com/")


@pytest.mark.parametrize("issuer", ["https://other.example", "", None, "http://127.0.0.1:1"])
def test_discovery_of_another_issuer(place, issuer):  # noqa: F811
    place.there.discovery = {"issuer": issuer}
    place.nobody_came_in(place.client.get("/en/sign-in/provider", follow_redirects=False))


def test_a_provider_that_is_not_there(place):  # noqa: F811
    going = place.there.authorize(place.go())
    place.there.server_close()
    place.there.shutdown()
    answer = place.back(going)
    place.nobody_came_in(answer)
    assert words_for(Language.RU).say(not_reached().mistake.what)[1:] in answer.text
    place.house.provider = Provider(place.house.provider.config)
    place.nobody_came_in(place.client.get("/en/sign-in/provider", follow_redirects=False))


def test_a_slow_provider_is_not_waited_for_and_holds_up_nobody_else(place, monkeypatch):  # noqa: F811
    monkeypatch.setattr(published, "WHOLE_S", 0.5)
    place.there.pause_s = 3.0
    told = []

    def go():
        answer = TestClient(place.client.app).get("/en/sign-in/provider", follow_redirects=False)
        told.append(answer.status_code)

    waiting = [threading.Thread(target=go) for _ in range(8)]
    began = time.monotonic()
    for one in waiting:
        one.start()
    assert place.client.get("/health").status_code == 200
    for one in waiting:
        one.join()
    assert time.monotonic() - began < 2.5  # and not the 3 s that it takes to say anything
    assert set(told) == {401, 429}  # no more than a few ask it at once
    assert told.count(401) >= published.AT_ONCE


def test_a_provider_that_grows_slow_half_way(place, monkeypatch):  # noqa: F811
    monkeypatch.setattr(published, "WHOLE_S", 0.5)
    given = place.there.authorize(place.go())
    place.there.pause_s = 3.0
    began = time.monotonic()
    place.nobody_came_in(place.back(given))
    assert time.monotonic() - began < 2.5


# -- the way back -------------------------------------------------------------------------------


def test_a_way_back_is_gone_once(place):  # noqa: F811
    given = place.there.authorize(place.go())
    held = place.client.cookies["going"]
    assert place.back(given).status_code == 303
    place.client.cookies.clear()
    place.client.cookies.set("going", held)
    place.nobody_came_in(place.back(given))
    place.nobody_came_in(place.back(given | {"code": "another"}))
    assert place.there.asked.count(TOKEN) == 1


def test_a_code_is_taken_once(place):  # noqa: F811
    given = place.there.authorize(place.go())
    assert place.back(given).status_code == 303
    place.client.cookies.clear()
    again = place.there.authorize(place.go()) | {"code": given["code"]}
    answer = place.back(again)
    place.nobody_came_in(answer)
    assert said("code") in answer.text


def test_a_code_of_somebody_else_has_another_verifier(place):  # noqa: F811
    theirs = place.there.authorize(place.go(TestClient(place.client.app)))
    mine = place.there.authorize(place.go())
    place.nobody_came_in(place.back(mine | {"code": theirs["code"]}))


def test_the_way_back_of_another_browser(place):  # noqa: F811
    theirs = place.there.authorize(place.go(TestClient(place.client.app)))
    place.nobody_came_in(place.back(theirs))
    place.go()
    place.nobody_came_in(place.back(theirs))
    assert TOKEN not in place.there.asked


@pytest.mark.parametrize(
    "change",
    [
        {"state": ""}, {"state": "x"}, {"state": "é"}, {"state": "x" * 5000}, {"code": ""},
        {"code": "x" * 3000},
        {"code": "é"}, {"code": "\x00"}, {"iss": "https://other.example"}, {"iss": ""},
        {"error": "access_denied"}, {"error": "<script>alert(1)</script>"}, {"error": "é" * 3000},
    ],
)  # fmt: skip
def test_a_way_back_with_something_else_in_it(place, change):  # noqa: F811
    answer = place.sign_in(**change)
    place.nobody_came_in(answer)
    assert "<script>alert" not in answer.text
    assert TOKEN not in place.there.asked


def test_what_stands_twice_in_the_address_is_not_taken(place):  # noqa: F811
    given = place.there.authorize(place.go())
    answer = place.client.get("/sign-in/back", params=[*given.items(), ("code", "x")], follow_redirects=False)
    place.nobody_came_in(answer)


def test_a_provider_that_says_who_it_is_must_say_it(place):  # noqa: F811
    place.there.discovery = {"authorization_response_iss_parameter_supported": True}
    place.nobody_came_in(place.sign_in())
    assert place.sign_in(iss=place.there.issuer).status_code == 303


@pytest.mark.parametrize("held", ["", "x", "AAAA", "é", "x" * 4_000])
def test_no_other_cookie_is_one(place, held):  # noqa: F811
    given = place.there.authorize(place.go())
    answer = TestClient(place.client.app).get(
        "/sign-in/back", params=given, headers={"cookie": f"going={held}".encode()}, follow_redirects=False
    )
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers or "otkel=" not in answer.headers["set-cookie"]


def test_who_comes_back_too_late_begins_again(place, monkeypatch):  # noqa: F811
    given = place.there.authorize(place.go())
    real = flow.now_us
    monkeypatch.setattr(flow, "now_us", lambda: real() + flow.KEPT_US + 1)
    place.nobody_came_in(place.back(given))


def test_a_way_there_to_another_provider_leads_not_back_to_this_one(place):  # noqa: F811
    given = place.there.authorize(place.go())
    other = Config(issuer="https://other.example", client=CLIENT, redirect="https://otkel.kz/sign-in/back")
    place.house.provider = Provider(other)
    place.nobody_came_in(place.back(given))


def test_an_address_that_fails_again_and_again_waits(place, monkeypatch):  # noqa: F811
    at = [signing.now_us()]
    monkeypatch.setattr(flow, "now_us", lambda: at[0])
    place.go()
    for _ in range(30):
        at[0] += 1_000_000
        assert place.back({"state": "x", "code": "x"}).status_code == 401
        place.house.keep("buckets", None)._kept.clear()
    answer = place.back({"state": "x", "code": "x"})
    place.nobody_came_in(answer)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")


def test_whoever_begins_again_and_again_is_told_to_wait(place):  # noqa: F811
    told = [place.client.get("/en/sign-in/provider", follow_redirects=False).status_code for _ in range(31)]
    assert told == [303] * 30 + [429]


def test_the_makers_of_this_file_make_what_is_taken(place):  # noqa: F811
    """Else what is refused above might be refused for a mistake of its making."""
    place.there.rotate(elliptic("e"), "ES256")
    place.there.sign = lambda head, payload: jws.serialize_compact(
        head, payload, place.there.key, algorithms=["ES256"]
    )
    assert place.sign_in().status_code == 303
