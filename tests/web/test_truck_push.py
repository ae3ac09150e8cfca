"""The address of a browser is taken by the page of a truck alone: by who has the code, in a form of ours."""

import re

import pytest

from otkel.app.site.push import calling_of
from tests.app.site.test_push import Service, body
from tests.web.site import opened_site
from tests.web.trucks import Post


@pytest.fixture
def site(tmp_path):
    with opened_site(tmp_path) as (client, house):
        post = Post(house)
        passage = post.come(20)
        yield client, house, post.ticket(passage).code, passage


def token_of(page):
    return re.search(r'<meta name="csrf" content="([^"]+)"', page)[1]


def test_where_nobody_calls_by_push_nothing_is_offered(site):
    client, _, code, _ = site
    page = client.get(f"/en/truck/{code}").text
    assert "push" not in page
    assert 'name="csrf"' not in page


def test_an_address_is_taken_and_given_back(site):
    client, house, code, passage = site
    calling_of(house).begin(Service())
    page = client.get(f"/ru/truck/{code}").text
    assert f'data-key="{calling_of(house).key}"' in page
    headers, given = {"x-csrf-token": token_of(page)}, body()
    assert client.post(f"/ru/truck/{code}/push", content=given, headers=headers).status_code == 200
    (held,) = calling_of(house).pushes.list_held()
    assert held.passage == passage
    assert calling_of(house).pushes.find(held.number).language == "ru"
    assert client.post(f"/ru/truck/{code}/push/stop", content=given, headers=headers).status_code == 200
    assert calling_of(house).pushes.list_held() == []


def test_nothing_is_taken_without_our_token_or_without_the_code(site):
    client, house, code, _ = site
    calling_of(house).begin(Service())
    token = {"x-csrf-token": token_of(client.get(f"/en/truck/{code}").text)}
    assert client.request("POST", f"/en/truck/{code}/push", content=body()).status_code == 403
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert client.post(f"/en/truck/{other}/push", content=body(), headers=token).status_code == 404
    bad = body("https://127.0.0.1/x")
    assert client.post(f"/en/truck/{code}/push", content=bad, headers=token).status_code == 400
    assert calling_of(house).pushes.list_held() == []


def test_where_nobody_calls_an_address_is_refused_in_words(site):
    client, _, code, _ = site
    page = client.get("/en/sign-in").text
    field = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    answer = client.post(f"/en/truck/{code}/push", content=body(), headers={"x-csrf-token": field})
    assert answer.status_code == 400
    assert "Nobody is called by push here" in answer.text


def test_who_asks_too_often_is_told_to_wait(site):
    client, house, code, _ = site
    calling_of(house).begin(Service())
    token = {"x-csrf-token": token_of(client.get(f"/en/truck/{code}").text)}
    found = [
        client.post(f"/en/truck/{code}/push", content=b"{}", headers=token).status_code for _ in range(20)
    ]
    assert found[0] == 400
    assert found[-1] == 429
