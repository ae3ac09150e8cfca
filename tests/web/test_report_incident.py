"""Incidents told without an account: on record once, given out as far as allowed, forgotten by a link."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otkel.app.evidence import Report, collect_evidence
from otkel.app.incident_list import STREAM, list_incidents
from otkel.app.site.incident import FIELDS
from otkel.facts.events.choices import Consent, Ground, Measure, PaperGiven, Stage, Witness
from otkel.web import routes_incident
from tests.web.site import opened_site
from tests.web.test_report import anything

BEGAN = datetime.now(UTC) - timedelta(days=3)
CASE = {
    "point": "syrym", "measure": "held", "country": "RU", "officers": "customs.mobile_group",
    "from": f"{BEGAN:%Y-%m-%dT%H:%M}", "ground": "practice", "paper": "denied", "plate": "777 ABC 02",
    "name": "Ivan Ivanov", "words": "They said: wait.\r\nNobody said for what.", "keep": "1",
}  # fmt: skip


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_incident, "AT_ONCE", 1_000)
    with opened_site(tmp_path) as (client, house):
        yield client, house


def form(client, lang="en"):
    page = client.get(f"/{lang}/report/incident").text
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def tell(client, hidden=None, **changes):
    fields = {**(form(client) if hidden is None else hidden), **CASE, **changes}
    given = {name: value for name, value in fields.items() if value is not None}
    return client.post("/en/report/incident", data=given, follow_redirects=False)


def told(house, *, own=True):
    return list_incidents(house.db, own=own)


def test_a_case_becomes_an_event_and_nothing_personal_stands_in_it(site):
    client, house = site
    answer = tell(client, case="1", contact="+7 701 123 45 67", ask="1")
    assert answer.status_code == 303
    (one,) = told(house)
    body = one.body
    assert (body.measure, body.country, body.authority) == (Measure.HELD, "RU", "ru.customs.mobile_group")
    assert (body.ground, body.paper, body.stage) == (Ground.PRACTICE, PaperGiven.DENIED, None)
    assert (body.witness, one.consent) == (Witness.DRIVER, (Consent.CASE,))
    assert one.personal["text"] == "They said: wait. Nobody said for what."
    rows = b"".join(row for _, row in house.ledger.store.read_rows())
    for text in (b"ABC", b"Ivan", b"wait", b"123 45"):
        assert text not in rows


def test_times_without_a_zone_are_those_of_the_point(site):
    client, house = site
    tell(client, **{"from": "2025-11-19T08:00"})
    (one,) = told(house)
    assert datetime.fromtimestamp(one.body.from_us / 1e6, UTC) == datetime(2025, 11, 19, 3, tzinfo=UTC)


def test_what_is_given_out_is_what_was_allowed_and_a_telephone_never(site):
    client, house = site
    tell(client, contact="ivan@example.org", ask="1")
    assert told(house, own=False) == []
    tell(client, plate="111AAA01", contact="ivan@example.org", ask="1", case="1", give_words="1", named="1")
    (one,) = told(house, own=False)
    assert one.personal == {
        "plate": "111AAA01", "name": "Ivan Ivanov", "text": "They said: wait. Nobody said for what.",
    }  # fmt: skip
    assert [each.personal.get("email") for each in told(house)] == ["ivan@example.org"] * 2


def test_a_telephone_is_kept_only_where_one_may_ask(site):
    client, house = site
    tell(client, contact="+7 701 123 45 67")
    assert "phone" not in told(house)[0].personal


def test_it_counts_in_the_evidence_file(site):
    client, house = site
    tell(client, case="1")
    found = collect_evidence(house.db, Report(applicant="A union of carriers", country="RU"), (), None)
    assert found.counted.cases == 1


def test_the_same_form_sent_twice_is_one_case_and_leads_to_the_same_link(site):
    client, house = site
    hidden = form(client)
    first, second = tell(client, hidden), tell(client, hidden)
    assert first.headers["location"] == second.headers["location"]
    assert len(told(house)) == 1


def test_a_stranger_who_tells_the_same_is_given_no_link(site):
    client, house = site
    tell(client)
    answer = tell(client)
    assert answer.status_code == 200
    assert "on record already" in answer.text
    assert "/report/told/" not in answer.text
    otherwise = tell(client, paper="given")
    assert otherwise.status_code == 400
    assert "was told before, otherwise" in otherwise.text
    assert len(told(house)) == 1


def test_a_plate_of_another_state_tells_nothing_of_who_is_known(site):
    client, house = site
    tell(client)
    answer = tell(client, **{"from": "2025-11-20T08:00"}, plate="777abc02")
    assert answer.status_code == 303
    assert [one.truck for one in told(house)] == [1, 1]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"point": ""}, "point"),
        ({"keep": None}, "keep"),
        ({"measure": ""}, "measure"),
        ({"measure": "shot"}, "measure"),
        ({"country": ""}, "country"),
        ({"country": "CN"}, "country"),
        ({"country": "Russia<b>"}, "country"),
        ({"from": ""}, "from"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2999-01-01T00:00"}, "from"),
        ({"from": "2025-11-19T08:00", "until": "2025-11-18T08:00"}, "until"),
        ({"stage": "kitchen"}, "stage"),
        ({"ground": "rule", "rule": ""}, "rule"),
        ({"ground": "whim"}, "ground"),
        ({"paper": "x"}, "paper"),
        ({"plate": "?"}, "plate"),
        ({"plate": "A" * 300}, "plate"),
        ({"name": "A\u0000B"}, "name"),
        ({"words": "a" * 2_001}, "words"),
        ({"contact": "a" * 101}, "contact"),
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


def test_a_rule_in_words_goes_into_the_vault_and_a_code_into_the_record(site):
    client, house = site
    tell(client, ground="rule", rule="Order No. 5, they said")
    tell(client, plate="111AAA01", ground="rule", rule="control.outcome.no_papers", stage="exit_control")
    first, second = told(house)
    assert first.body.act == "named.in_words"
    assert first.personal["text"].endswith("[Order No. 5, they said]")
    assert (second.body.act, second.body.stage) == ("control.outcome.no_papers", Stage.EXIT_CONTROL)


def test_behind_the_link_consent_is_set_anew(site):
    client, house = site
    link = tell(client, case="1").headers["location"]
    page = client.get(link)
    assert page.headers["cache-control"] == "no-store"
    assert "Ivan" not in page.text
    assert re.search(r'name="case" value="1" checked', page.text)
    client.post(link, data={"do": "consent", "give_words": "1"})
    assert told(house)[0].consent == (Consent.WORDS,)
    client.post(link, data={"do": "consent"})
    assert told(house, own=False) == []


def test_behind_the_link_who_told_it_is_forgotten(site):
    client, house = site
    link = tell(client, case="1", named="1", plate=None).headers["location"]
    for _ in range(2):
        answer = client.post(link, data={"do": "forget"}, follow_redirects=True)
        assert "You are forgotten" in answer.text
    assert told(house, own=False) == []
    assert told(house)[0].personal == {}
    client.post(link, data={"do": "consent", "case": "1"})
    assert told(house, own=False) == []


@pytest.mark.parametrize(
    "token", ["1", "1-" + "0" * 32, "999999-" + "a" * 32, "x", "1-%00", "..%2F", "9" * 900]
)
def test_a_link_that_was_not_given_leads_nowhere(site, token):
    client, house = site
    tell(client, case="1")
    assert client.get(f"/en/report/told/{token}").status_code == 404
    assert client.post(f"/en/report/told/{token}", data={"do": "forget"}).status_code == 404
    assert told(house)[0].consent == (Consent.CASE,)
    assert len(list(house.ledger.store.read_stream(STREAM))) == 1


def test_an_address_that_tells_too_much_is_told_to_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_incident, "AT_ONCE", 2)
    with opened_site(tmp_path) as (client, house):
        answers = [tell(client, plate=f"10{n}AAA01").status_code for n in range(4)]
        assert answers == [303, 303, 429, 429]
        assert len(told(house)) == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(st.sampled_from(FIELDS), anything, max_size=8))
def test_whatever_is_filled_in_is_taken_or_refused(site, fields):
    client, _ = site
    assert tell(client, **fields).status_code in (200, 303, 400)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_form_is_there_in_each_language(site, language):
    client, _ = site
    answer = client.get(f"/{language}/report/incident?point=syrym")
    assert answer.status_code == 200
    assert re.search(r'<option value="syrym"[^>]* selected>', answer.text)
