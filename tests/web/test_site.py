"""The site as a whole: languages, what every answer carries, what is not there, what stops."""

import re

import pytest

from otkel.web.asgi import STATIC
from otkel.web.speaking import prefer
from tests.web.site import opened_site

LANGUAGES = ("en", "ru", "kk")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("site")) as (client, _):
        yield client


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en;q=0.3, kk;q=0.9", "kk"),
        ("de,fr", "en"),
        ("de, ru;q=0.1", "ru"),
        ("ru;q=oops, kk;q=0.2", "kk"),
        ("x" * 100_000, "en"),
        (";;;,,q=,ru;q=-1", "en"),
    ],
)
def test_the_language_is_what_the_browser_prefers(accept, language):
    assert prefer(accept).value == language


def test_who_names_no_language_is_led_to_his(client):
    answer = client.get("/", headers={"accept-language": "kk"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/kk")
    client.cookies.set("lang", "ru")
    assert client.get("/", follow_redirects=False).headers["location"] == "/ru"
    client.cookies.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_leads_to_the_others(client, language):
    page = client.get(f"/{language}").text
    assert f'<html lang="{language}">' in page
    for other in LANGUAGES:
        assert f'href="/{other}"' in page


@pytest.mark.parametrize(
    "path", ["/en", "/en/nowhere", "/static/otkel.css", "/health", "/de", "/en/../../etc/passwd"]
)
def test_every_answer_is_guarded(client, path):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/en/nowhere", "/de", "/xx/board", "/static/nothing.js", "/static/../asgi.py"]
)
def test_what_is_not_there_is_told(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "there is no such page" in answer.text.lower()


def test_a_problem_of_the_api_is_told_to_a_program(client):
    answer = client.get("/api/v1/nothing", headers={"accept-language": "ru"})
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == 404


def test_no_page_asks_another_host_or_carries_its_own_script_or_style(client):
    page = client.get("/en").text
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_what_a_browser_may_keep_changes_its_address_with_its_content(client):
    address = re.search(r'href="(/static/otkel\.css\?v=\w+)"', client.get("/en").text)[1]
    answer = client.get(address)
    assert answer.content == (STATIC / "otkel.css").read_bytes()
    assert "immutable" in answer.headers["cache-control"]
