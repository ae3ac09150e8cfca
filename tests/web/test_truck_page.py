"""The page of a truck: who holds the code is shown where it stands; who does not is told nothing."""

import asyncio
import gzip
import json
import logging
import re

import pytest

from otkel.app.ledger import make_head
from otkel.app.site.truck.holder import holders_of
from otkel.app.tickets import make_ticket
from otkel.ledger.proof.bundle import check_bundle
from otkel.ledger.proof.heads import PUBLIC_NAME, decode_public_key
from otkel.web import routes_truck
from otkel.web.live import messages
from tests.web.site import opened_site
from tests.web.trucks import POINT, Post

MOST_BYTES = 60_000  # of the page with everything, compressed
LINE_BYTES_S = 64_000 / 8


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Three trucks in line: the first called, the third lacks something; a fourth is through."""
    with opened_site(tmp_path_factory.mktemp("trucks")) as (client, house):
        post = Post(house)
        tickets, gone = {}, post.come(300)
        post.ask("call", 290, towards="RU", trucks=1)
        tickets["gone"] = post.ticket(gone, 280)
        post.go_through(gone, 270)
        comes = {"called": {}, "waits": {}, "lacks": {"readiness": "lacking", "missing": ("documents.cmr",)}}
        for minutes_ago, (name, how) in zip((120, 110, 100), comes.items(), strict=True):
            tickets[name] = post.ticket(post.come(minutes_ago, **how), minutes_ago)
        post.ask("call", 30, towards="RU", trucks=1)
        yield client, house, tickets, post


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def page_of(site, name, language="en"):
    client, _, tickets, _ = site
    answer = client.get(f"/{language}/truck/{tickets[name].code}")
    assert answer.status_code == 200
    return answer


def test_who_waits_is_told_his_place_and_who_is_before_him(site):
    text = text_of(page_of(site, "waits"))
    assert "Your place in line 1 " in text
    assert "0 trucks that came before you still wait" in text
    assert "1 truck was called in the last hour" in text
    assert "0 of 12 places are taken" in text


def test_who_was_called_is_told_to_drive(site):
    text = text_of(page_of(site, "called"))
    assert "Drive to the post now" in text
    assert "Be at the post by" in text


def test_who_lacks_something_is_told_what(site):
    text = text_of(page_of(site, "lacks"))
    assert "The consignment note (CMR)" in text
    assert "You are not called until it is there" in text


def test_who_is_through_is_told_that(site):
    assert "You are through" in text_of(page_of(site, "gone"))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("name", ["waits", "called", "lacks", "gone"])
def test_no_plate_stands_on_a_page_and_nothing_is_asked_elsewhere(site, name, language):
    page = page_of(site, name, language).text
    assert not re.search(r"\d ?ABC ?\d", page)  # three letters may stand in the code by chance
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_the_address_is_kept_by_nobody(site):
    headers = page_of(site, "waits").headers
    assert headers["cache-control"] == "no-store"
    assert "noindex" in headers["x-robots-tag"]
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("end", ["", "/live", "/proof"])
def test_whatever_is_wrong_with_a_code_is_answered_alike(site, end):
    client, _, tickets, _ = site
    waits = tickets["waits"]
    unknown = make_ticket(POINT, waits.passage)
    elsewhere = make_ticket("kairak", waits.passage, waits.secret)
    other = make_ticket(POINT, waits.passage + 1, waits.secret)
    never = make_ticket(POINT, 2**63 - 1)
    codes = [
        unknown.code,
        elsewhere.code,
        other.code,
        never.code,
        waits.code[:-1] + "*",
        "nonsense",
        "%00",
        "x" * 900,
    ]
    answers = [client.get(f"/en/truck/{code}{end}") for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "No such proof of place" in answers[0].text


@pytest.mark.parametrize(
    "typed",
    ["{}", " {} ", "{lower}", "http://127.0.0.1/en/truck/{}", "HTTPS://X.KZ/ru/truck/{lower}?after=3"],
)
def test_a_code_may_be_typed_or_pasted_in_any_way(site, typed):
    client, _, tickets, _ = site
    code = tickets["waits"].code
    answer = client.get(
        "/en/truck", params={"code": typed.format(code, lower=code.lower())}, follow_redirects=False
    )
    assert answer.status_code in (302, 303)
    assert answer.headers["location"] == f"/en/truck/{code}"


@pytest.mark.parametrize(
    "typed", ["OTKEL1:SYRYM:1:2:3", "<script>alert(1)</script>", "x" * 5000, "\x00", "OTKEL1:::::"]
)
def test_a_code_that_cannot_be_read_is_told_with_what_to_do(site, typed):
    client, *_ = site
    answer = client.get("/en/truck", params={"code": typed})
    assert answer.status_code == 400
    assert "copy the whole code" in answer.text.lower()
    assert "<script>alert" not in answer.text


def test_the_page_is_drawn_anew_when_the_truck_goes_on(tmp_path):
    with opened_site(tmp_path) as (_, house):
        post = Post(house)
        first, second = post.come(20), post.come(10)
        holder = holders_of(house).find(post.ticket(second).code)
        look = routes_truck._Following(house, holder, routes_truck.Language.EN).look

        async def read():
            coming = messages(house.pulse, look, None)
            found = [(await anext(coming)).comment, (await anext(coming)).data]
            await asyncio.to_thread(post.ask, "call", 0, towards="RU", trucks=1)
            while (one := await asyncio.wait_for(anext(coming), 30)).data is None:
                pass
            return [*found, one.data]

        begins, before, after = asyncio.run(read())
        assert begins == "begins"
        assert '<p class="big">2</p>' in before
        assert '<p class="big">1</p>' in after
        assert first != second


def test_who_was_forgotten_is_told_so_and_nothing_else(tmp_path):
    with opened_site(tmp_path) as (client, house):
        post = Post(house)
        passage = post.come(20)
        code = post.ticket(passage).code
        assert "Your place in line" in client.get(f"/en/truck/{code}").text
        vehicle = post.desk.look(lambda state: state.trucks[passage].vehicle)
        house.ledger.vehicles.vault.forget(vehicle)
        text = text_of(client.get(f"/en/truck/{code}"))
        assert "This truck was forgotten, as was asked" in text
        assert "Your place in line" not in text


def test_the_proof_holds_under_the_key_of_the_record(tmp_path):
    with opened_site(tmp_path) as (client, house):
        post = Post(house)
        ticket = post.ticket(post.come(20))
        path = f"/en/truck/{ticket.code}/proof"
        assert client.get(path).status_code == 404
        make_head(house.db)
        answer = client.get(path)
        assert "attachment" in answer.headers["content-disposition"]
        key = decode_public_key((house.ledger.keys / PUBLIC_NAME).read_bytes())
        assert all(one.holds for one in check_bundle(answer.content, key))
        assert ticket.digest in answer.text
        assert ticket.code not in answer.text


def test_the_whole_page_is_light(site):
    client = site[0]
    page = page_of(site, "waits")
    needs = re.findall(r"""(?:src|href)="(/static/[^"]+)""" + '"', page.text)
    assert any("truck.js" in one for one in needs)
    whole = [page.content, client.get("/sw.js").content, *(client.get(one).content for one in needs)]
    size = sum(len(gzip.compress(one, 6)) for one in whole)
    assert size <= MOST_BYTES
    assert size / LINE_BYTES_S <= 10


def test_no_code_is_written_into_the_log(site, monkeypatch, caplog):
    client, _, tickets, _ = site

    def broken(*_):
        raise RuntimeError("by the test")

    monkeypatch.setattr(routes_truck, "truck_now", broken)
    client_quiet = type(client)(client.app, raise_server_exceptions=False)
    with caplog.at_level(logging.DEBUG):
        answer = client_quiet.get(f"/en/truck/{tickets['waits'].code}")
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    assert tickets["waits"].code.split(":")[3] not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("otkel")
    )
    assert json.dumps(answer.text).count(tickets["waits"].code) == 0
