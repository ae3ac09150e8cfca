"""The board: what is known and what is not, the mark of what is simulated, and rows that come live."""

import asyncio
import html
import re
from datetime import UTC, datetime

import pytest

from otkel.app.crossing.asking import Asking
from otkel.app.crossing.reading import Envelope, Typed, get_verb
from otkel.app.site.board import boards_of
from otkel.facts.people import Language
from otkel.facts.readings import Quantity, Reading, Reliability
from otkel.web import live
from otkel.web.live import messages
from tests.web.site import add_account, opened_site, sign_in

COMES = {"plate": "660 CTA 07", "country": "KZ", "towards": "RU", "people": 1, "readiness": "ready"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("empty")) as (client, house):
        yield client, house


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, house):
        yield client, house


def reading(house, value, said_by, minutes_ago=5, point="kairak"):
    now_us = int(datetime.now(UTC).timestamp() * 1e6)
    at_us = now_us - minutes_ago * 60_000_000
    house.readings.put(
        [
            Reading(
                point=point, towards="RU", vehicles="truck", quantity=Quantity.VEHICLES_WAITING, value=value,
                observed_us=at_us, received_us=at_us, source="template", said_by=said_by,
                reliability=Reliability.WITNESS,
            )
        ]
    )  # fmt: skip


def row_of(page, key):
    return re.search(rf'<tr id="{key}".*?</tr>', page, re.DOTALL)[0]


def test_every_point_of_the_border_is_there_and_none_is_guessed(empty):
    client, _ = empty
    page = client.get("/en").text
    assert len(re.findall(r'<li id="[\w-]+-x"', page)) >= 30
    assert "Simulated" not in page
    assert "Nothing is known of any crossing point yet" in page
    assert '<li id="syrym-x"' in page


def test_two_who_contradict_each_other_are_a_range(tmp_path):
    with opened_site(tmp_path) as (client, house):
        reading(house, 40, "driver one")
        reading(house, 90, "driver two")
        assert re.search(r"40\s*–\s*90", row_of(client.get("/en").text, "kairak-ru"))


def test_what_is_simulated_says_so_on_every_page(demo):
    client, house = demo
    assert house.is_simulated()
    for path in ("/en", "/en/nowhere-at-all"):
        assert ('class="simulated"' in client.get(path).text) == (path == "/en")
    assert "Simulated" in client.get("/en").text


def test_the_queue_of_the_demonstration_stands_on_the_board(demo):
    client, house = demo
    row = next(one for one in boards_of(house).now().rows if one.key == "syrym-ru")
    assert row.waiting is not None
    assert row.situation.standing is not None
    assert "not known" not in row_of(client.get("/en").text, "syrym-ru").split("</td>")[1]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("slug", ["syrym", "kairak", "Маштаково", "shagan"])
def test_a_point_tells_what_is_known_and_by_whom(demo, language, slug):
    client, _ = demo
    answer = client.get(f"/{language}/point/{slug}")
    assert answer.status_code == 200
    assert "DMO" not in answer.text


def test_what_was_reported_of_autumn_2025_stands_with_who_said_it(demo):
    client, house = demo
    said = house.readings.list_readings("kairak", 0, 2**60)
    assert said
    page = client.get("/en/point/kairak").text
    assert all(html.escape(one.said_by) in page for one in said[-3:])


@pytest.mark.parametrize("slug", ["nowhere", "%3Cscript%3E", "..%2F..%2Fetc", "x" * 3000, "%00"])
def test_a_point_that_is_not_there_is_told(demo, slug):
    client, _ = demo
    answer = client.get(f"/en/point/{slug}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_no_plate_stands_on_the_board(demo):
    client, _ = demo
    assert "DMO" not in client.get("/en").text


def test_rows_come_when_the_record_grows(demo):
    _, house = demo

    async def read():
        position = house.pulse.position
        found = [
            one async for one in the_first(2, messages(house.pulse, lambda: "what is shown", position - 1))
        ]
        return position, found

    position, (begins, first) = asyncio.run(read())
    assert begins.comment == "begins"
    assert (first.data, first.id) == ("what is shown", str(position))


def test_who_has_seen_all_is_sent_nothing_until_more_is_there(demo):
    _, house = demo

    async def read():
        while house.pulse.position != house.ledger.store.head():
            await asyncio.sleep(0.05)
        following = messages(house.pulse, lambda: "more", house.pulse.position)
        assert (await anext(following)).comment == "begins"
        coming = asyncio.ensure_future(anext(following))
        await asyncio.sleep(0.3)
        assert not coming.done()
        reading(house, 7, "a driver")
        asking = Asking(house.desk("syrym"), Language.EN)
        typed = Typed(verb=get_verb("arrive"), values=COMES, envelope=Envelope())
        await asyncio.to_thread(asking.ask, typed)
        return await asyncio.wait_for(coming, 30)

    assert asyncio.run(read()).data == "more"


def test_what_others_say_comes_though_the_record_has_not_grown(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "QUIET_S", 0.2)
    with opened_site(tmp_path) as (_, house):
        shown = ["before", "before", "after"]

        async def read():
            following = messages(house.pulse, lambda: shown.pop(0), house.pulse.position)
            return [(one.comment, one.data) async for one in the_first(4, following)]

        assert asyncio.run(read()) == [("begins", None), (None, "before"), ("quiet", None), (None, "after")]


def test_what_was_looked_at_too_early_is_looked_at_once_more(tmp_path, monkeypatch):
    """The board is kept for a second: an event of that second must not wait until all is quiet."""
    monkeypatch.setattr(live, "QUIET_S", 3600)
    with opened_site(tmp_path) as (_, house):
        shown = ["still as before", "with the event"]

        async def read():
            following = messages(house.pulse, lambda: shown.pop(0), house.pulse.position - 1)
            return [one.data async for one in the_first(3, following)]

        assert asyncio.run(asyncio.wait_for(read(), 60)) == [None, "still as before", "with the event"]


async def the_first(count, following):
    for _ in range(count):
        yield await anext(following)


def test_the_page_that_is_kept_for_all_tells_nobody_who_is_signed_in(tmp_path):
    with opened_site(tmp_path, demo=True) as (client, house):
        add_account(house, "officer-1", "border_service.kz")
        plain = client.get("/en", headers={"accept-encoding": "identity"})
        packed = client.get("/en", headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding"
        assert 'lang="ru"' in client.get("/ru").text.split(">")[1]
        assert "/ru?x=1" in client.get("/en?x=1").text
        assert "/ru?x=1" not in client.get("/en").text
        sign_in(client, "officer-1")
        own = client.get("/en")
        assert "officer-1" in own.text
        assert own.headers["cache-control"] == "no-store"
        client.cookies.clear()
        assert "officer-1" not in client.get("/en").text
        assert "sign-out" not in client.get("/en").text
