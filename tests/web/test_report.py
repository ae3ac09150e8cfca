"""Reports without an account: what is kept, what is refused, and that one browser is one voice."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otkel.app.bulletin import bulletin_of
from otkel.app.site.report import FIELDS
from otkel.app.site.voices import LASTS_S, is_voice, make_voice
from otkel.facts.readings import REPORTED, Quantity, Reading, Reliability, Seen
from otkel.web import routes_report
from tests.web.site import opened_site

US = 1_000_000
anything = st.one_of(
    st.text(max_size=30),
    st.decimals().map(str),
    st.integers(-10, 10**20).map(str),
    st.sampled_from(
        ["kairak", "Маштаково", "RU", "0", "60", "1,5", "1 000", "١٢", "½", "-0", "1e400", "\x00", "\ud7ff"]
    ),
)


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_report, "AT_ONCE", 1_000)
    with opened_site(tmp_path) as (client, house):
        yield client, house


def tell(client, lang="en", **given):
    """Fill in the form as a browser does: ask for it, keep its hidden fields, send it."""
    page = client.get(f"/{lang}/report").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields = {"point": "kairak", "towards": "RU", "ago": "0", **hidden, **given}
    return client.post(f"/{lang}/report", data=fields, follow_redirects=False)


def told(house, point="kairak"):
    return house.readings.list_readings(point, 0, 2**60)


def figure(house, quantity=Quantity.VEHICLES_WAITING, point="kairak"):
    (one,) = bulletin_of(house.ledger, house.readings, [point]).situations
    return one.find(quantity)


def test_what_is_seen_becomes_readings_of_the_weakest_kind(site):
    client, house = site
    answer = tell(client, trucks="40", trucks_most="60", km="1,5", hours="12")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/report?point=kairak&told=1"
    said = {one.quantity: (one.value, one.most) for one in told(house)}
    assert said == {
        Quantity.VEHICLES_WAITING: (40.0, 60.0),
        Quantity.QUEUE_LENGTH: (1.5, None),
        Quantity.PHYSICAL_WAIT: (720.0, None),
    }
    assert {(one.reliability, one.source, one.towards) for one in told(house)} == {
        (Reliability.HEARSAY, REPORTED, "RU")
    }
    assert "is recorded" in client.get(answer.headers["location"]).text


def test_it_stands_on_the_board_and_two_who_contradict_are_a_range(site):
    client, house = site
    tell(client, trucks="40")
    client.cookies.clear()
    tell(client, trucks="90")
    shown = figure(house)
    assert (shown.low, shown.high, shown.speakers) == (40, 90, 2)
    row = re.search(r'<tr id="kairak-ru".*?</tr>', client.get("/en").text, re.DOTALL)[0]
    assert re.search(r"40\s*–\s*90", row)
    assert "hearsay, 2 voices" in row.lower()


def test_one_browser_is_one_voice_and_its_later_word_takes_the_place(site):
    client, house = site
    for _ in range(3):
        tell(client, trucks="40")
    tell(client, trucks="400")
    (one,) = told(house)
    assert one.value == 400
    tell(client, point="syrym", trucks="7")
    assert told(house, "syrym")[0].said_by != one.said_by, "a voice must not be followed from point to point"


def test_what_was_said_longer_ago_stands_beside_the_later_word(site, monkeypatch):
    client, house = site
    tell(client, trucks="40")
    later_us = told(house)[0].received_us + 31 * 60 * US
    monkeypatch.setattr("otkel.app.site.report.now_us", lambda: later_us)
    tell(client, trucks="50")
    assert [one.value for one in told(house)] == [40, 50]
    assert len({one.said_by for one in told(house)}) == 1


def test_a_double_post_is_one_also_where_the_browser_keeps_no_cookies(site):
    client, house = site
    page = client.get("/en/report").text
    client.cookies.clear()
    voice = re.search(r'name="voice" value="([^"]+)"', page)[1]
    for _ in range(2):
        answer = client.post(
            "/en/report", data={"point": "kairak", "trucks": "12", "voice": voice}, follow_redirects=False
        )
        assert answer.status_code == 303
        client.cookies.clear()
    assert len(told(house)) == 1


def test_who_has_no_voice_of_ours_is_asked_again(site):
    client, house = site
    for voice in ("", "1.2.3", "1" * 10 + "." + "a" * 32 + "." + "b" * 32, "x" * 5000):
        client.cookies.clear()
        answer = client.post("/en/report", data={"point": "kairak", "trucks": "12", "voice": voice})
        assert answer.status_code == 400
        assert "older than a day" in answer.text
    assert told(house) == []


def test_a_voice_ends_after_a_day(site, monkeypatch):
    _, house = site
    voice = make_voice(house)
    assert is_voice(house, voice)
    begun_us = int(voice.partition(".")[0]) * US
    monkeypatch.setattr("otkel.app.site.voices.now_us", lambda: begun_us + (LASTS_S + 1) * US)
    assert not is_voice(house, voice)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"point": "", "trucks": "4"}, "point"),
        ({"point": "nowhere", "trucks": "4"}, "point"),
        ({"towards": "CN", "trucks": "4"}, "towards"),
        ({"towards": "<b>", "trucks": "4"}, "towards"),
        ({"trucks": "-1"}, "trucks"),
        ({"trucks": "10001"}, "trucks"),
        ({"trucks": "many"}, "trucks"),
        ({"trucks": "1e9"}, "trucks"),
        ({"trucks": "NaN"}, "trucks"),
        ({"trucks": "9" * 400}, "trucks"),
        ({"km": "201"}, "km"),
        ({"hours": "721"}, "hours"),
        ({"trucks": "60", "trucks_most": "50"}, "trucks_most"),
        ({"trucks": "0", "trucks_most": "9000"}, "trucks_most"),
        ({"trucks": "3", "km": "50"}, "km"),
        ({"trucks": "5000", "km": "1"}, "km"),
        ({}, "trucks"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(site, given, field):
    client, house = site
    answer = tell(client, **given)
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}"' in answer.text
    assert "<b>" not in answer.text
    assert told(house) == []


def test_what_was_filled_in_is_still_there_after_a_refusal(site):
    client, _ = site
    page = tell(client, trucks="4", trucks_most='2"><script>', stopped="1", ago="60").text
    assert 'name="trucks" inputmode="decimal" maxlength="8" autocomplete="off" value="4"' in page
    assert "<script>" not in page
    assert '<option value="60" selected>' in page
    assert 'value="1" checked' in page
    assert '<option value="RU" selected>' in page


def test_that_nobody_is_let_through_is_told_without_a_figure(site):
    client, house = site
    tell(client, stopped="1")
    (one,) = told(house)
    assert (one.seen, one.value) == (Seen.PAUSED, None)


def test_what_was_seen_before_is_told_with_its_time(site):
    client, house = site
    tell(client, trucks="5", ago="180")
    tell(client, point="syrym", trucks="5", ago="999999")
    (early,), (now,) = told(house), told(house, "syrym")
    assert early.received_us - early.observed_us == 180 * 60 * US
    assert now.received_us == now.observed_us


def test_an_address_that_sends_too_much_is_told_to_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_report, "AT_ONCE", 3)
    with opened_site(tmp_path) as (client, house):
        answers = [tell(client, trucks=str(n)) for n in range(5)]
        assert [one.status_code for one in answers] == [303, 303, 303, 429, 429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert [one.value for one in told(house)] == [2]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xfe=\x00", "application/x-www-form-urlencoded"),
        (b"point=%ff%fe&trucks=%00", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(5_000)), "application/x-www-form-urlencoded"),
        (b"point=" + b"x" * 1_000_000, "application/x-www-form-urlencoded"),
        (b'{"point": "kairak"}', "application/json"),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"),
        (b"--b\r\nbroken", "multipart/form-data"),
        (b"", ""),
        (b"=&=&==&&&", "application/x-www-form-urlencoded"),
    ],
)
def test_what_no_form_sends_is_refused(site, data, kind):
    client, house = site
    answer = client.post("/en/report", content=data, headers={"content-type": kind})
    assert answer.status_code in (400, 413)
    assert told(house) == []


def test_a_point_leads_to_its_report(site):
    client, _ = site
    assert 'href="/en/report?point=kairak"' in client.get("/en/point/kairak").text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(st.sampled_from([*FIELDS, "voice", "other"]), anything, max_size=10))
def test_whatever_is_filled_in_is_taken_or_refused(site, fields):
    client, _ = site
    answer = tell(client, **fields)
    assert answer.status_code in (303, 400)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_form_names_every_point_and_opens_at_one(site, language):
    client, _ = site
    page = client.get(f"/{language}/report?point=kairak").text
    assert re.search(r'<option value="kairak"[^>]* selected>', page)
    assert len(re.findall(r"<option value=\"[\w-]+\" data-states", page)) == 50
    assert client.get(f"/{language}/report?point=%3Cscript%3E").status_code == 200


def by(n, value, *, source=REPORTED, reliability=Reliability.HEARSAY):
    return Reading(
        point="kairak", towards="RU", vehicles="truck", quantity=Quantity.VEHICLES_WAITING, value=value,
        observed_us=n, received_us=n, source=source, said_by=f"voice {n}", reliability=reliability,
    )  # fmt: skip


def ranges(monkeypatch, house, readings):
    monkeypatch.setattr("otkel.app.bulletin.now_us", lambda: 1_000)
    house.readings.put(readings)
    (one,) = bulletin_of(house.ledger, house.readings, ["kairak"]).situations
    return [(each.low, each.high, each.speakers, each.reliability) for each in one.figures]


def test_one_voice_does_not_widen_what_an_office_says_and_three_do(site, monkeypatch):
    _, house = site
    office = by(1, 50.0, source="template", reliability=Reliability.OFFICIAL)
    apart = ranges(monkeypatch, house, [office, by(2, 900.0)])
    assert apart == [(50, 50, 1, Reliability.OFFICIAL), (900, 900, 1, Reliability.HEARSAY)]
    joined = ranges(monkeypatch, house, [by(3, 800.0), by(4, 850.0)])
    assert joined == [(50, 900, 4, Reliability.HEARSAY)]


def test_among_many_voices_the_outermost_weigh_nothing_more(site, monkeypatch):
    _, house = site
    voices = [by(n, float(value)) for n, value in enumerate((1, 60, 65, 70, 9_000), 1)]
    assert ranges(monkeypatch, house, voices) == [(60, 70, 5, Reliability.HEARSAY)]
