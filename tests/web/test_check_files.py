"""Files on the check page: the reader of the command, smaller limits, and no file that breaks the site."""

import html
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from otkel.app.cases import list_cases
from otkel.app.check import Asked, check_trip
from otkel.app.site.checking import files
from otkel.app.site.checking.files import MOST_ROWS, AnsweredTable, answer_file
from otkel.web import routes_check
from tests.web.limits import unlimited
from tests.web.site import opened_site

ROW = "2026-08-14,KZ>RU,660 CTA 07,KZ"
HEAD = "enters_on,route,plate,driver_citizenship"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("files")) as (client, _), unlimited():
        yield client


def upload(client, data, name="trip.yaml", language="en", **more):
    return client.post(f"/{language}/check/file", files={"file": (name, data)}, data=more)


@pytest.mark.parametrize("path", list_cases(), ids=lambda path: path.stem)
def test_a_trip_file_is_answered_as_the_command_answers_it(client, path):
    assert answer_file(path.read_bytes(), path.name, Asked()).answer == check_trip(path, Asked())
    page = html.unescape(upload(client, path.read_bytes(), path.name).text)
    assert check_trip(path, Asked())["sentence"] in page
    assert 'id="enters_on" name="enters_on" type="date" value="20' in page


def test_the_form_is_filled_from_a_file_and_answers_the_same(client):
    path = list_cases()[-1]
    answered = answer_file(path.read_bytes(), path.name, Asked())
    assert client.post("/en/check/json", data=answered.given).json() == answered.answer


def test_a_document_needs_a_day_and_tells_what_was_not_taken_over(client):
    folder = Path(__file__).parents[1] / "feeds" / "documents"
    cmr = sorted(folder.rglob("*cmr*.xml"))
    assert cmr, "a consignment note to try"
    answered = upload(client, cmr[0].read_bytes(), cmr[0].name)
    assert answered.status_code == 400
    assert "enters_on" in answered.text


def test_a_table_is_answered_row_by_row(client):
    table = "\n".join([HEAD, ROW, "2026-08-15,KZ,1,KZ", ROW.replace("660", "661")]).encode()
    page = html.unescape(upload(client, table, "fleet.csv").text)
    assert "660 CTA 07" in page
    assert "661 CTA 07" in page
    assert "row 3" in page
    assert page.count("Whole answer") == 2
    assert "Only the first" not in page


def test_a_workbook_is_read_and_the_rest_of_a_long_one_is_told(client):
    book = Workbook()
    for row in [HEAD.split(","), *[ROW.split(",")] * (MOST_ROWS + 3)]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    answer = upload(client, out.getvalue(), "fleet.xlsx")
    assert answer.status_code == 200
    assert answer.text.count("Whole answer") == MOST_ROWS
    assert f"Only the first {MOST_ROWS} rows" in answer.text
    assert isinstance(answer_file(out.getvalue(), "no name", Asked()), AnsweredTable)


def test_a_row_of_a_table_leads_to_its_whole_answer(client):
    table = answer_file(f"{HEAD}\n{ROW}".encode(), "fleet.csv", Asked())
    row = table.rows[0]
    assert client.post("/en/check/json", data=row.given).json()["answer"] == row.answer["answer"]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 60_000_000)
    return out.getvalue()


DEEP = {"deep.yaml": b"[" * 20_000, "deep.json": b'{"a":' * 20_000, "indents.yaml": b"".join(
    b" " * n + b"a:\n" for n in range(2_000)
)}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.xlsx", bomb()),
        ("empty.yaml", b""),
        ("aliases.yaml", b"a: &a [x]\nb: [*a, *a]\n"),
        ("entities.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("large.yaml", b"a" * 2_100_000),
        ("large.csv", b"a," * 2_100_000),
        ("not.xlsx", b"PK\x03\x04" + b"\0" * 100),
        ("nulls.csv", b"\0" * 1000),
        ("head.csv", HEAD.encode()),
        ("tag.yaml", b"!!python/object/apply:os.system [id]"),
        ("../../etc/passwd", b"a: b"),
        *DEEP.items(),
    ],
)
def test_a_hostile_file_is_refused_with_what_is_wrong(client, name, data):
    answer = upload(client, data, name)
    assert answer.status_code == 400
    assert '<ul class="mistakes">' in answer.text
    assert "/etc" not in answer.text


def test_what_is_larger_than_a_request_may_be_is_refused(client):
    assert upload(client, b"a" * 12_100_000, "large.xlsx").status_code == 413


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    opened = []
    monkeypatch.setattr(files, "read_trips", lambda *given: opened.append(given))
    with pytest.raises(files.InputError):
        answer_file(bomb(), "bomb.xlsx", Asked())
    assert opened == []


def test_who_sends_file_after_file_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_check, "FILES_PER_MIN", 2.0)
    with opened_site(tmp_path) as (client, _):
        answers = [upload(client, b"a: b").status_code for _ in range(4)]
        assert answers == [400, 400, 429, 429]
        assert client.post("/en/check", data={"enters_on": ""}).status_code == 400


def test_no_file_at_all_is_told(client):
    assert client.post("/en/check/file", data={"law_on": "2026-01-01"}).status_code == 400
    assert client.post("/en/check/file", content=b"\0\1\2").status_code == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(str.encode),
        st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data),
        st.text(max_size=100).map(
            lambda text: f"enters_on: 2026-08-14\nroute: [KZ, RU]\nid: {text}".encode()
        ),
    ),
    st.sampled_from(["a.yaml", "a.json", "a.csv", "a.xlsx", "a.xml", "", "a", "\0", "a" * 300]),
)
def test_whatever_is_uploaded_is_answered(client, data, name):
    assert upload(client, data, name).status_code in (200, 400)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["multipart/form-data; boundary=x", "text/plain", "x"]))
def test_a_body_that_no_browser_sends_is_answered(client, data, kind):
    for place in ("", "/file", "/pdf"):
        answer = client.post(f"/en/check{place}", content=data, headers={"content-type": kind})
        assert answer.status_code in (200, 400)
