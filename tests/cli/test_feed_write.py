"""Feeds that are published from the shell: from the queue's own record, from readings, and from both."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from otkel.app import bulletin as making
from otkel.cli.main import run
from otkel.facts.events.passages import Arrived
from otkel.feeds.xml_tree import Element, read_xml
from otkel.queueing.log import events_of, log_of, read_log, save_log
from tests.cli.queue_post import Post
from tests.queueing.made_passages import Stream

NOW_US = 1_764_331_200_000_000  # 2025-11-28 12:00 UTC, 17:00 at Syrym
HEAD = "point,towards,vehicles,quantity,value,unit,observed_at,said_by,reliability\n"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(making, "now_us", lambda: NOW_US)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTKEL_LANG", "en")


def write(post: Post, kind: str, *tokens: str, status: int = 0) -> Any:
    assert run(["feed", "write", kind, *tokens, "--out", "feed", "--db", post.db]) == status
    told = post.capsys.readouterr()
    return told.err if status else Path("feed").read_bytes()


def told(post: Post, *tokens: str) -> Any:
    return json.loads(write(post, "json", *tokens))["situations"]


def into_russia(post: Post) -> Any:
    (one,) = (one for one in told(post, "syrym") if one["towards"] == "RU")
    return one


def record_of(post: Post) -> Element:
    """Give what DATEX says of the way into Russia."""
    situations = read_xml(write(post, "datex2", "syrym"), "d").find_all("situation")
    record = next(one for one in situations if one.attributes["id"] == "syrym-RU").find("situationRecord")
    assert record is not None
    return record


def read(post: Post, *rows: str) -> None:
    Path("r.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows))
    assert run(["feed", "read", "template", "r.csv", "--db", post.db]) == 0
    assert "0 set aside" in post.capsys.readouterr().out


def figures(situation: Any) -> dict[str, tuple[float | None, float | None]]:
    return {one["quantity"]: (one["low"], one["high"]) for one in situation["figures"]}


def test_the_own_record_gives_trucks_wait_and_trend(post: Post) -> None:
    for hour in range(9, 13):
        post.arrive(f"{hour:03d}ABC02", f"{hour:02d}:00", "--country", "KZ")
    post.arrive("013ABC02", "16:30", "--country", "KZ")
    post.must("call", "--towards", "RU", "--trucks", "1", at="16:40")
    one = into_russia(post)
    assert (one["point"], one["towards"], one["standing"]) == ("syrym", "RU", "open")
    # Five came and the first was called; the one called next has stood since 10:00, it is 17:00.
    assert figures(one) == {"vehicles_waiting": (4.0, 4.0), "physical_wait": (420.0, 420.0)}
    assert one["trend"] == "steady"  # four then, four now
    record = record_of(post)
    assert record.text_at("numberOfVehiclesWaiting") == "4"
    assert record.text_at("impact", "delays", "delayTimeValue") == str(7 * 3600)
    assert record.text_at("trafficTrendType") == "trafficStable"


def test_a_line_that_grew_and_one_that_shrank(post: Post) -> None:
    trucks = [post.arrive(f"{n:03d}ABC02", "09:00", "--country", "KZ") for n in range(5)]
    for n in range(5, 9):
        post.arrive(f"{n:03d}ABC02", "16:00", "--country", "KZ")
    assert into_russia(post)["trend"] == "growing"
    for passage in trucks:
        post.must("leave", "--passage", str(passage), "--way", "gave_up", at="16:30")
    assert into_russia(post)["trend"] == "steady"  # five then, four now: too few to speak of a change


def test_an_empty_queue_has_zero_trucks_and_no_wait(post: Post) -> None:
    one = into_russia(post)
    assert figures(one) == {"vehicles_waiting": (0.0, 0.0)}


def test_a_closed_point_says_so_with_its_reason(post: Post) -> None:
    post.arrive("001ABC02", "09:00", "--country", "KZ")
    post.must("close", "--towards", "RU", "--reason", "storm", at="10:00")
    one = into_russia(post)
    assert (one["standing"], one["stopped"]) == ("closed", ["storm"])
    record = record_of(post)
    assert record.text_at("cause", "causeDescription", "values", "value") == "storm"


def test_voices_make_a_range_and_drivers_are_not_named(post: Post) -> None:
    read(
        post,
        "kurmangazy,KZ,truck,physical_wait,120,min,2025-11-28T11:00Z,border guard,A",
        "kurmangazy,KZ,truck,physical_wait,300,min,2025-11-28T10:00Z,Ivan Ivanov,C",
        "kurmangazy,KZ,truck,physical_wait,999,min,2025-11-20T10:00Z,old channel,C",
    )
    theirs, *mine = told(post)  # by slug
    assert {one["point"] for one in mine} == {"syrym"}
    assert (theirs["point"], theirs["towards"], theirs["standing"]) == ("kurmangazy", "KZ", None)
    (wait,) = theirs["figures"]
    assert (wait["low"], wait["high"], wait["speakers"]) == (120.0, 300.0, 2)
    assert (wait["said_by"], wait["reliability"]) == (["border guard"], "C")
    for kind in ("json", "csv", "datex2"):
        assert b"Ivan" not in write(post, kind)
    assert b"wait: 120\xe2\x80\x93300 min, as 2 say" in write(post, "datex2").lower()
    assert [one["point"] for one in told(post, "Syrym")] == ["syrym"] * 2


def test_the_trend_of_readings_is_told_where_all_agree(post: Post) -> None:
    counted = "kurmangazy,KZ,truck,vehicles_waiting,{},vehicles,2025-11-28T{}Z,{},B"
    read(post, counted.format(100, "07:00", "a"), counted.format(160, "11:00", "a"))
    assert told(post, "kurmangazy")[0]["trend"] == "growing"
    read(post, counted.format(100, "07:00", "b"), counted.format(40, "11:00", "b"))
    assert told(post, "kurmangazy")[0]["trend"] is None


def test_a_point_of_which_nothing_is_known_is_told_as_that(post: Post) -> None:
    (one,) = told(post, "kurmangazy")
    assert (one["point"], one["figures"], one["standing"]) == ("kurmangazy", [], None)
    assert read_xml(write(post, "datex2", "kurmangazy"), "d").find("situation") is None
    rows = list(csv.DictReader(io.StringIO(write(post, "csv", "kurmangazy").decode())))
    assert [(row["point"], row["quantity"]) for row in rows] == [("kurmangazy", "")]


def test_a_simulated_queue_is_marked_in_every_form(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "is_simulated", lambda *_: True)
    assert json.loads(write(post, "json"))["simulated"] is True
    assert b",true," in write(post, "csv")
    text = write(post, "datex2")
    assert b">test<" in text
    assert b"Simulated" in text


def test_no_plate_goes_out(post: Post) -> None:
    post.arrive("777ABC02", "09:00", "--country", "KZ")
    for kind in ("json", "csv", "datex2"):
        assert b"777" not in write(post, kind)


@pytest.mark.parametrize(
    "tokens",
    [
        ("excel",),
        ("json", "nowhere-at-all"),
        ("json", "--publisher", " "),
        ("json", "--publisher", "a\x1bb"),
        ("json", "--hours", "0"),
        ("json", "--hours", "nan"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(post: Post, tokens: tuple[str, ...]) -> None:
    assert write(post, *tokens, status=2).strip()
    assert not Path("feed").exists()


def test_a_file_is_replaced_whole(post: Post) -> None:
    Path("feed").write_text("before")
    assert json.loads(write(post, "json"))["format"] == "otkel-feed-1"
    assert [one.name for one in Path().iterdir() if "part" in one.name] == []


def test_a_log_of_the_ledger_goes_out_without_subjects(post: Post) -> None:
    for hour in (9, 10):
        post.arrive(f"{hour:03d}ABC02", f"{hour:02d}:00", "--country", "KZ")
    for kind in ("parquet", "ocel"):
        assert write(post, kind)
        assert [one.name for one in Path().iterdir() if "part" in one.name] == []
    told = json.loads(write(post, "ocel", "syrym"))
    assert [one["type"] for one in told["events"] if one["type"] == "arrived"] == ["arrived"] * 2
    assert json.loads(write(post, "ocel", "kurmangazy"))["events"] == []
    Path("feed").write_bytes(write(post, "parquet"))
    bodies = [event.body for event in events_of(read_log(Path("feed")))]
    vehicles = [int(body.vehicle, 16) for body in bodies if isinstance(body, Arrived)]
    assert vehicles == [1, 2]
    assert run(["measure", "feed", "--json"]) == 0
    (measured,) = json.loads(post.capsys.readouterr().out)
    assert measured["measures"]["balance"]["came"] == 2
    assert measured["simulated"] is False


def test_a_simulated_log_stays_marked_through_each_form(post: Post) -> None:
    stream = Stream()
    stream.add(0, Arrived(vehicle="a" * 32, towards="RU", queue_class="o"), 1)
    save_log(log_of(stream.events)._replace(simulated=True), Path("twin.parquet"))
    write(post, "parquet", "--log", "twin.parquet")
    assert read_log(Path("feed")).simulated
    told = json.loads(write(post, "ocel", "--log", "feed"))
    marks = {
        each["value"] for one in told["objects"] for each in one["attributes"] if each["name"] == "simulated"
    }
    assert marks == {True}


@pytest.mark.parametrize(
    "tokens", [("json", "--log", "x"), ("ocel", "--log", "absent"), ("parquet", "--log", "r")]
)
def test_a_log_that_is_none_is_told(post: Post, tokens: tuple[str, ...]) -> None:
    Path("r").write_text("no log")
    assert write(post, *tokens, status=2).strip()
    assert not Path("feed").exists()
