"""The law, days of stay and redone draws over the API: the answers of the commands, for programs."""

import json

import pytest

from otkel.app.accounts.keys import add_key
from otkel.app.rights import RIGHTS
from otkel.app.site.accounts import book_of
from otkel.cli.main import run
from tests.web.site import add_account, opened_site

STAYS = [
    {"country": "RU", "entered_on": "2026-01-10", "left_on": "2026-01-24"},
    {"country": "DE", "entered_on": "2026-02-01", "left_on": "2026-02-03"},
    {"country": "RU", "entered_on": "2026-03-02"},
]
DAYS = {"rule": "ru", "on": "2026-04-01", "citizenship": "KZ", "stays": STAYS, "plan": 10, "wait": 3}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("site"), demo=True) as (client, house):
        add_account(house, "head-1", "shift_head.kz")
        key = add_key(book_of(house), "head", "head-1", tuple(RIGHTS), 60_000)
        yield client, {"authorization": f"Bearer {key}"}, house


def said(capsys, *command):
    run([*command, "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("provisions", ["list"]),
        ("provisions?subject=stay", ["list", "--subject", "stay"]),
        ("provisions/stay.ru.year", ["show", "stay.ru.year"]),
        ("provisions/stay.ru.year?known_at=2024-01-01", ["show", "stay.ru.year", "--known-at", "2024-01-01"]),
        ("on?day=2025-11-12&subject=tax", ["on", "2025-11-12", "--subject", "tax"]),
        ("changes?since=2025-11-01&until=2026-01-31",
         ["changes", "--since", "2025-11-01", "--until", "2026-01-31"]),
        ("switches", ["switches"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_law_is_told_as_the_command_tells_it(site, capsys, path, command, language):
    client, *_ = site
    answer = client.get(f"/api/v1/law/{path}", headers={"accept-language": language})
    assert answer.status_code == 200
    assert answer.json() == said(capsys, "law", *command, "--lang", language)
    assert answer.json()


def test_days_are_counted_as_the_command_counts_them(site, capsys, tmp_path):
    client, *_ = site
    rows = [f"a,{one['country']},{one['entered_on']},{one.get('left_on', '')},KZ" for one in STAYS]
    table = tmp_path / "stays.csv"
    table.write_text("\n".join(["driver,country,entered_on,left_on,citizenship", *rows]), "utf-8")
    (told,) = said(
        capsys, "days", str(table), "--rule", "ru", "--on", "2026-04-01", "--plan", "10", "--wait", "3"
    )
    answer = client.request("POST", "/api/v1/days", json=DAYS)
    assert answer.json() | {"driver": "a"} == told
    assert answer.headers["cache-control"] == "no-store"
    assert told["used"] == 46


@pytest.mark.parametrize(
    "changed",
    [{"rule": "fr"}, {"switches": ["x"]}, {"switches": ["x=y"]}, {"plan": 0}, {"plan": 4_000}, {"wait": -1},
     {"stays": [{"country": "Russia", "entered_on": "2026-01-10"}]}, {"name": "A. Driver"}, {"on": "soon"},
     {"stays": STAYS * 1_000}]
)  # fmt: skip
def test_what_cannot_be_counted_is_told(site, changed):
    client, *_ = site
    answer = client.request("POST", "/api/v1/days", json=DAYS | changed)
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_no_day_is_too_early_or_too_late_to_ask(site, day):
    client, key, _ = site
    stays = [{"country": "RU", "entered_on": day, "left_on": "9999-12-31"}]
    asked = [
        client.get("/api/v1/law/on", params={"day": day, "known_at": day}),
        client.get("/api/v1/law/changes", params={"since": day, "until": "9999-12-31"}),
        client.get("/api/v1/points/syrym/redraw", params={"day": day}, headers=key),
        client.request("POST", "/api/v1/days", json=DAYS | {"on": day, "stays": stays}),
        client.request("POST", "/api/v1/days", json=DAYS | {"on": "9999-12-31", "stays": stays}),
        client.request("POST", "/api/v1/check", json={"enters_on": day, "route": ["KZ", "RU"]}),
    ]
    assert [one.status_code for one in asked if one.status_code not in (200, 400)] == []
    assert asked[0].status_code == 400
    assert "2000 to 2100" in asked[0].text


def test_draws_are_redone_and_their_record_is_given_as_the_commands_do(site, capsys, tmp_path):
    client, key, house = site
    db, day = house.db, "2026-11-29"
    told = said(capsys, "queue", "redraw", "syrym", "--day", day, "--db", db)
    assert client.get("/api/v1/points/syrym/redraw", params={"day": day}, headers=key).json() == told
    file = tmp_path / "record.jsonl"
    assert run(["queue", "public-record", "syrym", "--out", str(file), "--db", db]) == 0
    answer = client.get("/api/v1/points/syrym/public-record", headers=key)
    assert answer.content == file.read_bytes()
    assert len(answer.content.splitlines()) > 100


def test_a_proof_of_a_place_that_there_is_not_and_draws_without_a_key(site):
    client, *_ = site
    assert client.get("/api/v1/places/OTKEL1:SYRYM:1:X/proof").status_code == 404
    assert client.get("/api/v1/points/syrym/redraw?day=2026-11-29").status_code == 401


def test_one_direction_is_shown_where_one_is_asked_for(site):
    client, key, _ = site
    for name in ("line", "backlog"):
        told = client.get(f"/api/v1/points/syrym/{name}", params={"towards": "RU"}, headers=key)
        assert {one["towards"] for one in told.json()["directions"]} <= {"RU"}
        wrong = client.get(f"/api/v1/points/syrym/{name}", params={"towards": "CN"}, headers=key)
        assert wrong.status_code == 400
