"""Sign-in over HTTP: cookies, forms that are ours, where one is led, how often one may ask."""

import re

import pytest
from litestar import Litestar, get, post
from litestar.params import FromPath
from litestar.testing import TestClient

from otkel.app.site.demo import clear_demo
from otkel.app.site.house import opened_house
from otkel.web import asgi
from otkel.web.limits import Buckets, limited
from otkel.web.page import Asked
from otkel.web.signed import require
from tests.web.site import PASSWORD, add_account, opened_site, sign_in, token
from tests.web.site import post as send


@get("/{lang:str}/probe/{point:str}", sync_to_thread=True)
def probe(request: Asked, lang: FromPath[str], point: FromPath[str]) -> str:
    del lang
    return require(request, "call", point).name


@get("/api/v1/probe", sync_to_thread=True)
def api_probe(request: Asked) -> str:
    return require(request, "call", "syrym").name


@get("/{lang:str}/stage/{towards:str}", sync_to_thread=True)
def stage_probe(request: Asked, lang: FromPath[str], towards: FromPath[str]) -> str:
    del lang
    return require(request, "clear", "syrym", stage="exit_control", towards=towards).name


@post("/{lang:str}/act", sync_to_thread=False, guards=[limited("act", per_min=3, burst=9)])
def act(lang: FromPath[str]) -> str:
    del lang
    return "done"


@pytest.fixture
def site(tmp_path, monkeypatch):
    more = (probe, api_probe, stage_probe, act)
    routes = asgi.list_routes()
    monkeypatch.setattr(asgi, "list_routes", lambda: (*routes, *more))
    with opened_site(tmp_path) as (client, house):
        add_account(house, "officer-1", "queue_operator.kz", "border_service.kz")
        yield client


def cookies_of(answer):
    return answer.headers.get_list("set-cookie") if hasattr(answer.headers, "get_list") else []


def test_the_cookie_of_who_is_signed_in_is_out_of_reach_of_scripts_and_other_sites(site):
    (cookie,) = cookies_of(sign_in(site, "officer-1"))
    name, _, attributes = cookie.partition(";")
    assert name.startswith("otkel=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {one.strip() for one in attributes.split(";")}


def test_behind_tls_the_cookie_is_bound_to_the_host(tmp_path):
    with opened_house(clear_demo(tmp_path / "site")) as house:
        add_account(house, "officer-1")
        with TestClient(asgi.make_app(house), base_url="https://testserver.local") as client:
            (cookie,) = cookies_of(sign_in(client, "officer-1"))
            assert cookie.startswith("__Host-otkel=")
            assert "Secure" in cookie
            assert "Domain" not in cookie
            assert "officer-1" in client.get("/en").text


def test_a_page_leads_who_is_not_signed_in_to_sign_in_and_back(site):
    answer = site.get("/ru/probe/syrym?day=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        303, "/ru/sign-in?next=%2Fru%2Fprobe%2Fsyrym%3Fday%3D1",
    )  # fmt: skip
    form = site.get(answer.headers["location"]).text
    after = re.search(r'name="next" value="([^"]+)"', form)[1]
    assert sign_in(site, "officer-1", next=after).headers["location"] == "/ru/probe/syrym?day=1"
    assert site.get("/ru/probe/syrym?day=1").text == "officer-1"


@pytest.mark.parametrize(
    "after",
    [
        "https://example.org",
        "//example.org",
        "/en//example.org",
        "/\\example.org",
        "javascript:x",
        "/api/v1",
        "",
    ],
)
def test_nobody_is_led_to_another_host(site, after):
    assert sign_in(site, "officer-1", next=after).headers["location"] == "/en/desk"


def test_a_program_is_told_that_it_is_not_signed_in(site):
    answer = site.get("/api/v1/probe")
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_who_lacks_the_role_is_told_who_has_it(site):
    sign_in(site, "officer-1")
    assert site.get("/en/probe/syrym").text == "officer-1"
    answer = site.get("/en/probe/taskala")
    assert answer.status_code == 403
    assert "queue operator" in answer.text
    assert "shift head" in answer.text


def test_an_officer_clears_at_the_stage_of_his_own_state(site):
    sign_in(site, "officer-1")
    assert site.get("/en/stage/RU").status_code == 200
    assert site.get("/en/stage/KZ").status_code == 403


def test_signing_out_ends_the_session_and_not_only_the_cookie(site):
    sign_in(site, "officer-1")
    kept = site.cookies["otkel"]
    send(site, "/en/sign-out")
    assert "otkel" not in site.cookies
    site.cookies.set("otkel", kept)
    assert "officer-1" not in site.get("/en").text


def test_signing_in_anew_ends_the_session_before(site):
    sign_in(site, "officer-1")
    before = site.cookies["otkel"]
    sign_in(site, "officer-1")
    assert site.cookies["otkel"] != before
    site.cookies.clear()
    site.cookies.set("otkel", before)
    assert "officer-1" not in site.get("/en").text


def test_unknown_names_and_wrong_passwords_are_answered_alike(site):
    def answer(name, password):
        told = sign_in(site, name, password)
        return told.status_code, told.text.replace(name, "NAME")

    wrong = answer("officer-1", "wrong password")
    assert wrong == answer("nobody-1", PASSWORD)
    assert wrong[0] == 401


def test_who_guesses_is_told_to_wait_and_how_long(site):
    for _ in range(5):
        assert sign_in(site, "officer-1", "wrong").status_code == 401
    told = sign_in(site, "officer-1")
    assert told.status_code == 429
    assert 0 < int(told.headers["retry-after"]) <= 5


@pytest.mark.parametrize("path", ["/en/sign-in", "/en/sign-out", "/en/act"])
@pytest.mark.parametrize("signed", [False, True])
def test_a_form_without_its_token_is_refused(site, path, signed):
    if signed:
        sign_in(site, "officer-1")
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
        assert site.request("POST", path, data=fields).status_code == 403
    assert site.request("POST", path, json={"csrf": token(site)}).status_code == 403
    assert site.request("POST", path).status_code == 403


def test_the_token_of_somebody_else_is_none(site):
    other = token(site)
    site.cookies.clear()
    token(site)
    assert site.request("POST", "/en/act", data={"csrf": other}).status_code == 403


def test_the_token_from_before_signing_in_is_none_afterwards(site):
    before = token(site)
    sign_in(site, "officer-1")
    assert site.request("POST", "/en/act", data={"csrf": before}).status_code == 403
    assert send(site, "/en/act").status_code == 201


def test_no_cookie_of_its_own_makes_a_token(site):
    site.cookies.set("visit", "")
    assert site.request("POST", "/en/act", data={"csrf": token(site)}).status_code == 201
    site.cookies.clear()
    assert site.request("POST", "/en/act", data={"csrf": token(site)[::-1]}).status_code == 403


def test_a_script_sends_the_token_in_a_header(site):
    found = token(site)
    assert site.request("POST", "/en/act", headers={"x-csrf-token": found}).status_code == 201
    assert site.request("POST", "/en/act", headers={"x-csrf-token": "x"}).status_code == 403


def test_a_page_without_a_form_sets_no_cookie(site):
    assert "set-cookie" not in site.get("/en").headers


def test_a_page_of_who_is_signed_in_is_kept_nowhere(site):
    sign_in(site, "officer-1")
    assert site.get("/en").headers["cache-control"] == "no-store"


def test_who_asks_too_often_is_told_when_to_come_again(site):
    found = {"x-csrf-token": token(site)}
    assert [site.request("POST", "/en/act", headers=found).status_code for _ in range(10)] == [201] * 9 + [
        429
    ]
    assert int(site.request("POST", "/en/act", headers=found).headers["retry-after"]) <= 20


def test_what_is_larger_than_the_form_is_refused(site):
    assert sign_in(site, "x" * 10_000, "x" * 10_000).status_code in (400, 401)


def test_buckets_fill_again_and_their_number_is_bounded():
    at = [0.0]
    buckets = Buckets(most=3, clock=lambda: at[0])
    assert [buckets.take("act", "a", 60, 2) for _ in range(3)] == [0, 0, 1]
    at[0] = 1.0
    assert [buckets.take("act", "a", 60, 2) for _ in range(2)] == [0, 1]
    for who in "bcdefg":
        buckets.take("act", who, 60, 2)
    assert len(buckets) == 3
    assert buckets.take("act", "a", 60, 2) == 0  # forgotten, and so full


@pytest.mark.parametrize("guess", ["PUT", "PATCH", "DELETE"])
def test_what_changes_something_is_a_post(site: TestClient[Litestar], guess):
    assert site.request(guess, "/en/act").status_code == 405
