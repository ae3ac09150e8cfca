"""The check page: the same answer as the command, mistakes at their fields, and nothing kept."""

import html
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otkel.app.cases import list_cases
from otkel.app.check import Asked, check_trip
from otkel.app.site.checking.examples import TITLES, get_example
from otkel.app.site.checking.filled import data_of, fields_of_trip
from otkel.app.site.checking.layout import lay_out
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.feeds.fields import fields_of
from otkel.feeds.meanings import HIDDEN, MEANINGS
from otkel.feeds.trip_file import read_trip, trip_from_data
from tests.web.limits import unlimited
from tests.web.site import opened_site

CASES = [path.stem for path in list_cases()]
LANGUAGES = ("en", "ru", "kk")
PLAIN = {"enters_on": "2026-08-14", "route.0": "KZ", "route.1": "RU"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("check")) as (client, _), unlimited():
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_page_answers_what_the_command_answers(client, case, language):
    path = next(path for path in list_cases() if path.stem == case)
    command = check_trip(path, Asked(language=Language(language)))
    answer = client.post(f"/{language}/check/json", data=get_example(case))
    assert json.loads(answer.content) == command
    page = html.unescape(client.post(f"/{language}/check", data=get_example(case)).text)
    assert command["sentence"] in page
    assert words_for(Language(language)).moment(command["on"]) in page
    assert command["rulebook"] in page
    for finding in command["findings"]:
        assert " ".join(finding["reasons"]) in page
        assert finding["cure"] is None or finding["answer"] == "yes" or finding["cure"] in page
    grave = [f for f in command["findings"] if f["answer"] != "yes" and f["weight"] != "informs"]
    places = [page.index(f["cure"] or f["reasons"][0]) for f in grave if f["cure"]]
    assert places == sorted(places)


@pytest.mark.parametrize("case", CASES)
def test_a_trip_goes_through_the_form_and_comes_back_the_same(case):
    trip = read_trip(next(path for path in list_cases() if path.stem == case)).trip
    assert trip_from_data(data_of(fields_of_trip(trip)).data).trip == trip


@pytest.mark.parametrize("case", CASES)
def test_the_form_that_is_drawn_sends_the_trip_that_was_given(client, case):
    """What a browser would send of the page: every value that is filled in, chosen or ticked."""
    page = client.get(f"/en/check/example/{case}").text
    form = page[page.index('<form id="trip"') :]
    sent = dict(sent_by(form[: form.index("</form>")]))
    command = client.post("/en/check/json", data=get_example(case)).json()
    assert client.post("/en/check/json", data=sent).json() == command


def sent_by(form):
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        yield attributes["name"], html.unescape(attributes.get("value", ""))
    for name, inside in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        yield name, next((value for value, chosen in options if chosen), options[0][0])


def test_every_shipped_trip_has_a_title_and_an_address(client):
    page = client.get("/en/check").text
    assert set(TITLES) == set(CASES)
    assert all(f"/en/check/example/{case}" in page for case in CASES)
    assert client.get("/en/check/example/nothing").status_code == 404


def test_every_field_of_a_trip_can_be_filled_in():
    """A field that is new in the facts is asked too, or named here."""
    form = lay_out({"documents.0.kind": "cmr"}, words_for(Language.EN))
    names = {re.sub(r"\.\d+", "", one.name) for one in form.fields}
    assert set(paths(Trip)) - names == {"seal.readings"}


def paths(struct, before=""):
    for name, field in fields_of(struct).items():
        path = f"{before}{name}"
        if (
            field.struct in MEANINGS
            and name not in HIDDEN
            and path != "seal.readings"
            and len(fields_of(field.struct)) > 2
        ):
            yield from paths(field.struct, f"{path}.")
        else:
            yield path


@pytest.mark.parametrize(
    ("changes", "name", "told"),
    [
        ({"enters_on": ""}, "enters_on", "The day of the crossing is missing"),
        ({"route.1": ""}, "route.0", "at least two countries"),
        ({"stay_days": "many"}, "stay_days", "many"),
        ({"driver.stays.4.country": "RU"}, "driver.stays.4.entered_on", "This is missing"),
        ({"consignments.3.goods.2.code": "12345"}, "consignments.3.goods.2.code", "5 digits"),
        ({"consignments.0.goods.0.price.amount": "x"}, "consignments.0.goods.0.price.amount", "x"),
        ({"empty": "yes", "consignments.0.goods.0.code": "1905"}, "empty", "empty"),
        ({"crossing_point": "nowhere"}, "crossing_point", "nowhere"),
        ({"rates_rub": "much"}, "rates_rub", "much"),
    ],
)
def test_a_mistake_stands_at_its_field(client, changes, name, told):
    answer = client.post("/en/check", data={**PLAIN, **changes})
    page = html.unescape(answer.text)
    assert answer.status_code == 400
    listed = re.search(rf'<li><a href="#{re.escape(name)}">[^<]+</a>: ([^<]*)</li>', page)
    assert told in listed[1]
    assert f'id="{name}"' in page
    assert re.search(rf'id="{re.escape(re.sub(".amount$", "", name))}-told"><strong', page)


def test_what_was_typed_stays_in_the_form_with_its_mistake(client):
    page = client.post("/en/check", data={**PLAIN, "stay_days": "<b>many"}).text
    assert 'value="&lt;b&gt;many"' in page
    assert "<b>many" not in page


@pytest.mark.parametrize("name", ["driver.stays", "consignments.0.goods", "consignments", "spot"])
def test_a_line_more_is_given_without_a_script(client, name):
    page = client.post("/en/check", data={**PLAIN, "driver.citizenship": "KG", "add": name}).text
    assert f'name="{name}.1.' in page
    assert re.search(r'<option value="KG" selected>Kyrgyzstan', page)


def test_nothing_filled_in_stands_in_an_address_a_cookie_or_a_cache(client, caplog):
    sent = {**PLAIN, "driver.name": "Aibek Secretov", "vehicle.plate": "777 SEC 07"}
    for place in ("", "/pdf", "/json", "/trip"):
        answer = client.post(f"/en/check{place}", data=sent)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "SEC" not in str(answer.url) + str(answer.headers) + caplog.text
        assert "set-cookie" not in answer.headers
    assert "SEC" not in client.get("/en/check").text
    assert client.get("/en/check/pdf").status_code == 405


def test_the_paper_is_a_pdf_and_a_mistake_gives_the_form(client):
    paper = client.post("/kk/check/pdf", data=get_example(CASES[0]))
    assert paper.headers["content-type"].startswith("application/pdf")
    assert paper.content.startswith(b"%PDF")
    assert "attachment" in paper.headers["content-disposition"]
    assert client.post("/kk/check/pdf", data={"enters_on": "x"}).status_code == 400


def test_the_trip_as_a_file_is_read_by_the_command(client, tmp_path):
    file = tmp_path / "trip.json"
    file.write_bytes(client.post("/en/check/trip", data=get_example(CASES[-1])).content)
    again = check_trip(file, Asked())
    assert again == check_trip(list_cases()[-1], Asked())


def test_the_law_of_another_day_and_other_knowledge(client):
    sent = {**get_example("2026-06-10-truck-without-qr"), "law_on": "2026-05-20", "known_at": "2026-05-01"}
    answer = client.post("/en/check/json", data=sent).json()
    assert (answer["on"], answer["known_at"]) == ("2026-05-20", "2026-05-01")
    assert 'name="known_at" value="2026-05-01"' in client.post("/en/check", data=sent).text
    assert client.post("/en/check", data={**PLAIN, "law_on": "soon"}).status_code == 400


def test_nothing_is_inline_and_every_source_leads_to_its_page(client):
    page = client.get(f"/en/check/example/{CASES[0]}").text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    cited = [c for f in check_trip(list_cases()[0], Asked())["findings"] for c in f["citations"]]
    assert all(html.escape(c["address"]) in page for c in cited if c["address"])


def test_every_form_of_the_pages_is_ours(client):
    given = {**get_example("2025-10-09-driver-over-90-days"), "empty": "yes"}
    pages = [
        client.get("/en/check").text,
        client.post("/en/check/what-if", data={**given, "if_day": "2026-01-09"}).text,
        client.get("/en/days").text,
        client.post("/en/check/file", files={"file": ("a.csv", "enters_on,route\n2026-08-14,KZ>RU")}).text,
    ]
    forms = [form for page in pages for form in re.findall(r"<form[^>]*post.*?</form>", page, re.DOTALL)]
    assert len(forms) >= 8
    assert [form[:80] for form in forms if form.count('name="csrf"') != 1] == []


NAMES = sorted({name for case in CASES for name in get_example(case)})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(NAMES), st.from_regex(r"(consignments|driver|route|spot)(\.\w{1,4}){0,9}")),
        st.one_of(st.text(max_size=30), st.sampled_from(["yes", "no", "unknown", "RU", "2026-01-01", "-1"])),
        max_size=25,
    )
)
def test_whatever_is_sent_is_answered(client, fields):
    for place in ("", "/trip"):
        assert client.post(f"/en/check{place}", data={**PLAIN, **fields}).status_code in (200, 400)


@pytest.mark.parametrize(
    "sent",
    [
        {f"driver.stays.{n}.country": "RU" for n in range(4000)},
        {"driver.name": "x" * 5000},
        {"consignments." * 9 + "x": "1"},
        {"consignments." + "9" * 300: "1"},
        {"documents.999.kind": "cmr", "documents.x.kind": "cmr"},
        {"route": "KZ RU", "driver": "me", "consignments": "all", "seal": "yes"},
    ],
)
def test_forms_that_no_page_sends_are_refused(client, sent):
    assert client.post("/en/check", data={**PLAIN, **sent}).status_code == 400
