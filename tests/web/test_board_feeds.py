"""The feeds of the board: the same figures in each form, the mark of what is simulated, and tags."""

import csv
import io
import json
from xml.etree.ElementTree import fromstring

import pytest

from tests.web.site import opened_site
from tests.web.test_board_page import reading

FORMS = ("board.json", "board.csv", "datex.xml")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, _):
        yield client


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("real")) as (client, house):
        reading(house, 44, "an office")
        yield client


def test_each_form_carries_the_mark_of_what_is_simulated(demo):
    assert json.loads(demo.get("/feeds/board.json").content)["simulated"] is True
    rows = list(csv.DictReader(io.StringIO(demo.get("/feeds/board.csv").text)))
    assert rows
    assert all(row["simulated"] == "true" for row in rows)
    assert "<com:informationStatus>test<" in demo.get("/feeds/datex.xml").text


def test_each_form_tells_the_same_figure(real):
    told = json.loads(real.get("/feeds/board.json").content)
    assert told["simulated"] is False
    figures = [one for each in told["situations"] if each["point"] == "kairak" for one in each["figures"]]
    assert [one["high"] for one in figures] == [44]
    rows = list(csv.DictReader(io.StringIO(real.get("/feeds/board.csv").text)))
    assert [row["high"] for row in rows if row["point"] == "kairak"] == ["44.0"]
    assert "44" in "".join(fromstring(real.get("/feeds/datex.xml").content).itertext())


@pytest.mark.parametrize("form", FORMS)
def test_who_has_a_feed_already_is_sent_nothing(real, form):
    answer = real.get(f"/feeds/{form}")
    tag = answer.headers["etag"]
    again = real.get(f"/feeds/{form}", headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    other = real.get(f"/feeds/{form}", headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, answer.content)
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("name", ["board.exe", "board", "%2e%2e%2fboard.json", "x" * 2000])
def test_a_form_that_there_is_not_is_told(real, name):
    assert real.get(f"/feeds/{name}").status_code == 404


def test_the_board_leads_to_its_feeds(real):
    page = real.get("/en").text
    for form in FORMS:
        assert f'href="/feeds/{form}"' in page


@pytest.mark.parametrize("form", FORMS)
def test_no_plate_and_no_name_of_a_person_stands_in_a_feed(demo, form):
    text = demo.get(f"/feeds/{form}").text
    assert "DMO" not in text
