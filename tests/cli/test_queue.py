"""The queue in the shell: the life of a truck, and what the post does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otkel.cli.main import run
from tests.cli.queue_post import POLICY, Post


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})


# -- the life of a truck ------------------------------------------------------------------------


def test_a_truck_from_its_coming_to_its_leaving(post: Post) -> None:
    status, out, err = post.ask(
        "arrive", "--plate", "660 CTA 07", "--country", "KZ", "--towards", "RU", at="08:05"
    )
    assert (status, err) == (0, "")
    assert out.startswith("2025-11-28 08:05 · passage ")
    assert "  ✓  Stands in line, class ordinary.\n     Nobody is ahead of it in line.\n" in out
    assert post.must("call", "--towards", "RU", at="08:10")["recorded"][-1]["body"]["rule"] == (
        "call.order_of_arrival"
    )
    for verb, stage, at in (
        ("start", "exit_control", "08:20"), ("clear", "exit_control", "08:40"),
        ("start", "entry-control", "09:00"),
    ):  # fmt: skip
        post.must(verb, "--plate", "660 СТА 07", "--stage", stage, at=at)  # in Cyrillic letters
    told = post.must("clear", "--plate", "660cta07", "--stage", "entry_control", at="09:20")
    assert [one["word"] for one in told["recorded"]] == ["entry_cleared", "left"]
    assert post.json("status")["present"] == 0


def test_every_output_keeps_to_the_width(post: Post) -> None:
    for number in range(8):
        post.arrive(f"66{number} CTA 07", "08:05", "--readiness", "lacking", "--missing", "spot.notice")
    post.ask("close", "--reason", "snow", at="08:06")
    for verb in ("status", "line", "needs", "backlog"):
        status, out, _ = post.ask(verb, at="08:10")
        assert status == 0
        assert max(map(len, out.splitlines())) <= 80, verb
        assert "CTA" not in out, verb  # no plate anywhere
        assert "\x1b" not in out


def test_status_tells_the_next_and_the_release(post: Post) -> None:
    first = post.arrive("111 AAA 01", "08:05")
    out = post.ask("status", at="08:10")[1]
    assert f"next  {first}; in order of arrival" in out
    assert "Any number" not in out
    found = post.direction("08:10")
    assert found["release"]["may_call"] == 2  # the places of the strip
    assert found["free"][0]["first_free_at"] == "2025-11-28T09:00:00+05:00"


def test_a_slot_is_booked_moved_and_taken_by_who_stands_by(post: Post) -> None:
    book = ("book", "--towards", "RU", "--class", "booked")
    told = post.must(*book, "--plate", "A1", "--slot", "2025-11-29 14:00", at="08:05")
    assert told["recorded"][0]["says"][1] == (
        "slot from 29 November 2025, 14:00 UTC+5 to 29 November 2025, 15:00 UTC+5"
    )
    assert (
        post.refused(*book, "--plate", "B2", "--slot", "2025-11-29T14:00+05:00", at="08:06") == "booking.full"
    )
    post.must(*book, "--plate", "B2", "--slot", "2025-11-29 16:00", at="08:07")
    post.must("standby", "--plate", "B2", "--earliest", "2025-11-29 12:00", "--latest", "2025-11-29 15:00",
              at="08:08")  # fmt: skip
    told = post.must("cancel", "--plate", "A1", at="08:09")
    assert [one["word"] for one in told["recorded"]] == ["cancelled", "moved"]
    assert (
        post.refused("move", "--plate", "B2", "--slot", "2025-11-29 14:30", at="08:10") == "booking.slot_grid"
    )


def test_who_fell_due_meanwhile_is_not_taken_for_who_came(post: Post) -> None:
    book = ("book", "--towards", "RU", "--class", "booked", "--slot", "2025-11-28 10:00")
    missed = post.must(*book, "--plate", "A1", at="08:05")["passage"]
    came = ("arrive", "--plate", "B2", "--towards", "RU", "--passage", "77", "--key", "came")
    told = post.must(*came, at="2025-11-30 16:00")
    assert [one["word"] for one in told["recorded"]] == ["no_show", "arrived"]
    assert (told["recorded"][0]["passage"], told["passage"], told["ahead_trucks"]) == (missed, 77, 0)
    again = post.must(*came, at="2025-11-30 16:01")
    assert (again["repeated"], again["passage"]) == (True, 77)


# -- the post -----------------------------------------------------------------------------------


def test_the_order_is_the_same_after_a_closure(post: Post) -> None:
    came = [post.arrive(f"{number:03d} ABC", "08:05") for number in range(6)]
    post.must("close", "--reason", "storm", at="08:06")
    assert post.refused("call", "--towards", "RU", at="08:07") == "stage.stopped"
    post.must("reopen", at="20:00")
    line = post.json("line", "--towards", "RU")["directions"][0]["trucks"]
    assert [one["passage"] for one in line] == came


def test_the_policy_changes_in_the_middle_of_a_day(post: Post) -> None:
    first = post.arrive("111 AAA 01", "08:05")
    post.policy.write_text(POLICY.replace("strip_places: 2", "strip_places: 9"), "utf-8")
    post.must("open", "--policy", str(post.policy), "--towards", "RU", at="12:00")
    found = post.json("status", at="12:01")["directions"]
    assert [one["strip"]["places"] for one in found] == [9, 2]
    assert found[0]["next"][0]["passage"] == first


def test_people_and_what_they_were_given(post: Post) -> None:
    post.arrive("111 AAA 01", "08:05", "--people", "2", "--care", "live_animals")
    post.must("service", "--service", "water", "--stage", "waiting_area", "--towards", "RU", at="10:05")
    out = post.ask("needs", at="13:05")[1]
    assert "At least 2 people in 1 truck; nobody has counted them." in out
    assert "water         3 h 0 min ago" in out
    assert "Live animals: 1 truck, the longest stands 5 h 0 min." in out


def test_the_backlog_is_let_forward_and_gone_on_a_day(post: Post) -> None:
    for number in range(10):
        ready = "ready" if number < 4 else "lacking"
        post.arrive(f"{number:03d} ABC", "08:05", "--backlog", "--readiness", ready, "--missing", "spot.qr")
    told = post.must("batch", "--towards", "RU", "--batch", "first", "--trucks", "2", at="09:00")
    assert told["recorded"][0]["body"]["listed_trucks"] == 8
    stated = told["recorded"][-1]
    assert (stated["word"], stated["body"]["quantity"]) == ("range_stated", "backlog_gone_at")
    assert stated["says"][0].startswith("the backlog will be gone: 28 November 2025, ")
    out = post.ask("backlog", "--low", "1", "--mid", "2", "--high", "8", at="09:05")[1]
    assert "8 left on the list, of them ready 2." in out
    assert "Gone between 29 November 2025 and 6 December 2025, most likely 2 December\n  2025" in out


def test_a_trip_asks_the_law_at_the_door(post: Post) -> None:
    from otkel.app.cases import FOLDER

    trip = str(FOLDER / "2025-11-12-garments-from-bishkek.yaml")
    told = post.must("arrive", "--trip", trip, "--towards", "RU", at="08:05")
    assert told["door"]["readiness"] == "lacking"
    assert "for_carrier_alone" not in told
    assert told["recorded"][1]["word"] == "readiness_told"
    asked = ("ready", "--trip", trip, "--for-carrier")
    alone = post.must(*asked, at="08:06")["for_carrier_alone"]
    assert {one["subject"] for one in alone} & {"stay", "registers"}
    out = post.ask(*asked, at="08:07")[1]
    assert "For driver and carrier alone; this is recorded nowhere" in out
    recorded = json.dumps(post.must(*asked, at="08:08")["recorded"])
    assert "stay." not in recorded


def test_a_driver_proves_his_place(post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    post.arrive("111 AAA 01", "08:05")
    post.arrive("222 BBB 02", "08:06")
    picture = post.folder / "code.svg"
    status, out, _ = post.ask("ticket", "--plate", "222BBB02", "--qr", str(picture), at="08:07")
    code = out.splitlines()[0]
    assert status == 0
    assert "1 truck is ahead of it in line." in out
    assert picture.read_text("utf-8").startswith("<")
    assert run(["ledger", "head", "--db", post.db]) == 0
    assert run(["queue", "place", code, "--db", post.db]) == 0
    assert "1 truck is ahead" in capsys.readouterr().out
    assert run(["queue", "overtakes", code, "--db", post.db]) == 0
    assert "Nobody who came later went forward before it." in capsys.readouterr().out
    post.must("leave", "--ticket", code, "--way", "gave_up", at="08:10")


def test_a_draw_of_the_day_is_redone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = Post(tmp_path, capsys)
    made.must("open", "--preset", "otkel", at="08:00")
    for number in range(5):
        asked = ("request", "--plate", f"{number:03d} ABC", "--towards", "RU", "--class", "booked")
        made.must(*asked, "--day", "2025-11-30", "--choice", "2025-11-30 10:00", at="08:05")
    assert made.refused("draw", "--towards", "RU", "--day", "2025-11-30", at="08:06") == "draw.open"
    told = made.must("draw", "--towards", "RU", "--day", "2025-11-30", at="2025-11-29 20:00")
    assert [one["word"] for one in told["recorded"]].count("booked") == 5
    made.must("tick", at="2025-11-30 00:05")
    status, out, _ = made.ask("redraw", "--day", "2025-11-30")
    assert status == 0, out
    record = str(tmp_path / "record.jsonl")
    assert made.ask("public-record", "--out", record)[0] == 0
    assert made.ask("redraw", "--day", "2025-11-30", "--file", record)[1] == out


def test_presets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["queue", "presets", "--json"]) == 0
    assert "otkel" in [one["name"] for one in json.loads(capsys.readouterr().out)]
    assert run(["queue", "presets"]) == 0
