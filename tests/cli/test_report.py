"""Reports looked over from the shell: the same act as on the page, beside a site that is open."""

from __future__ import annotations

import json

import pytest

from otkel.cli.main import run
from otkel.web import routes_report
from tests.web.site import add_account, opened_site, sign_in
from tests.web.test_report import tell, told
from tests.web.test_report_moderation import PATH, acts


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_report, "AT_ONCE", 1_000)
    with opened_site(tmp_path) as (client, house):
        tell(client, trucks="7777")
        client.cookies.clear()
        tell(client, trucks="12")
        yield client, house


def ask(capsys, house, *tokens):
    status = run(["report", *tokens, "--db", house.db, "--lang", "en"])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_what_is_listed_is_set_aside_by_its_number_as_the_page_does(site, capsys):
    client, house = site
    _, listed, _ = ask(capsys, house, "list", "Kairak")
    (line,) = [one for one in listed.splitlines() if "7777" in one]
    number = line.split()[0]
    status, said, _ = ask(
        capsys, house, "set-aside", "kairak", number, "--why", "absurd", "--by", "night.shift"
    )
    assert (status, said) == (0, "1 report is set aside.\n")
    assert [one.value for one in told(house)] == [12]
    (event,) = acts(house)
    assert (event.recorded_by, event.point, event.body.why) == ("night.shift", "kairak", "absurd")
    listed = ask(capsys, house, "list", "kairak")[1]
    assert "7777" not in listed
    assert "Nobody there can have seen this. Set aside by night.shift." in " ".join(listed.split())
    add_account(house, "analyst", "analyst.kz", point="kairak")
    sign_in(client, "analyst")
    page = client.get(PATH).text
    assert "7777" not in page
    assert "Set aside by night.shift" in page


def test_as_json(site, capsys):
    _, house = site
    listed = json.loads(ask(capsys, house, "list", "kairak", "--json")[1])
    assert {one["value"] for one in listed["reports"]} == {7777, 12}
    numbers = [str(one["number"]) for one in listed["reports"]]
    both = ask(capsys, house, "set-aside", "kairak", *numbers, "--why", "abuse", "--json")
    assert (both[0], json.loads(both[1])) == (0, {"set_aside": 2})
    again = ask(capsys, house, "set-aside", "kairak", *numbers, "--why", "abuse", "--json")
    assert (again[0], json.loads(again[1])) == (0, {"set_aside": 0})
    listed = json.loads(ask(capsys, house, "list", "kairak", "--json")[1])
    assert listed["reports"] == []
    assert [one["rows"] for one in listed["set_aside"]] == [2]
    assert len(acts(house)) == 1


@pytest.mark.parametrize(
    "tokens",
    [
        ("list", "nowhere"),
        ("set-aside", "kairak", "--why", "absurd"),
        ("set-aside", "kairak", "1", "--why", "dislike"),
        ("set-aside", "kairak", "one", "--why", "absurd"),
        ("set-aside", "kairak", "1"),
        ("set-aside", "kairak", "1", "--why", "absurd", "--by", "Ivan Ivanov"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_set_aside(site, capsys, tokens):
    _, house = site
    status, printed, wrong = ask(capsys, house, *tokens)
    assert (status, printed) == (2, "")
    assert wrong.strip()
    assert len(told(house)) == 2
    assert acts(house) == []


def test_a_report_of_another_point_stays(site, capsys):
    _, house = site
    numbers = [
        str(one["number"]) for one in json.loads(ask(capsys, house, "list", "kairak", "--json")[1])["reports"]
    ]
    assert (
        ask(capsys, house, "set-aside", "syrym", *numbers, "--why", "absurd")[1]
        == "0 reports are set aside.\n"
    )
    assert "Nobody told anything of syrym" in ask(capsys, house, "list", "syrym")[1]
    assert len(told(house)) == 2
