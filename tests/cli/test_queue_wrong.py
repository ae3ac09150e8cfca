"""The queue in the shell: all that can be typed wrongly, twice, or too late."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from otkel.app.crossing.verbs import VERBS
from otkel.cli.main import run
from tests.cli.queue_post import Post


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})


# -- twice, out of order, at a wrong time -------------------------------------------------------


def test_the_same_act_with_one_key_is_recorded_once(post: Post) -> None:
    asked = ("arrive", "--plate", "660 CTA 07", "--towards", "RU", "--key", "k1")
    first = post.must(*asked, at="08:05")
    again = post.must(*asked, at="08:05")
    assert again["repeated"]
    assert again["passage"] == first["passage"]
    assert post.json("status")["present"] == 1
    assert "· recorded before" in post.ask(*asked, at="08:05")[1]


def test_the_same_act_without_a_key_is_refused(post: Post) -> None:
    passage = post.arrive("660 CTA 07", "08:05")
    asked = ("arrive", "--plate", "660CTA07", "--towards", "RU")
    told = post.json(*asked, at="08:06")
    assert told["refusal"]["rule"] == "booking.one"
    assert str(passage) in told["refusal"]["why"]


def test_an_act_is_known_again_when_the_truck_has_left(post: Post) -> None:
    post.must("book", "--plate", "A1", "--towards", "RU", "--class", "booked", "--slot", "2025-11-29 14:00",
              "--carrier", "Firm", at="08:05")  # fmt: skip
    cancel = ("cancel", "--plate", "A1", "--key", "c1")
    assert not post.must(*cancel, at="08:06")["repeated"]
    assert post.must(*cancel, at="08:06")["repeated"]
    assert post.refused("cancel", "--plate", "A1", at="08:07") == "truck.not_here"


def test_a_key_that_stood_for_something_else_is_bad_input(post: Post) -> None:
    post.must("pause", "--reason", "lunch", "--key", "k", at="08:05")
    status, out, err = post.ask("resume", "--key", "k", at="08:06")
    assert (status, out) == (2, "")
    assert "key" in err


@pytest.mark.parametrize(
    ("tokens", "rule"),
    [
        (("clear", "--stage", "exit_control"), "passage.stage"),
        (("start", "--stage", "exit_control"), "stage.not_called"),
        (("check-result", "--stage", "exit_control", "--outcome", "cured"), "check.not_started"),
        (("check-start", "--stage", "exit_control"), "passage.stage"),
        (("exception-end",), "exception.none"),
        (("cancel",), "cancel.late"),
        (("start", "--stage", "strip"), "stage.none"),
    ],
)
def test_what_comes_before_its_turn_is_refused(post: Post, tokens: tuple[str, ...], rule: str) -> None:
    post.arrive("660 CTA 07", "08:05")
    verb, *more = tokens
    status, out, err = post.ask(verb, "--plate", "660CTA07", *more, at="08:06")
    assert (status, err) == (1, "")
    assert out.startswith(f"REFUSED   {rule}\n")
    assert "\n→ " in out


def test_a_time_before_the_last_event_is_refused(post: Post) -> None:
    post.arrive("660 CTA 07", "08:05")
    assert post.refused("arrive", "--plate", "B2", "--towards", "RU", at="07:00") == "clock.back"


def test_a_time_in_the_future_is_refused_before_it_stops_the_clock(post: Post) -> None:
    status, out, err = post.ask("arrive", "--plate", "A1", "--towards", "RU", at="2099-11-28 08:00")
    assert (status, out) == (2, "")
    assert "28 November 2099, 08:00 UTC+5 lies in the future" in err
    post.arrive("A1", "08:05")


def test_a_booking_for_yesterday(post: Post) -> None:
    slot = ("--slot", "2025-11-27 14:00")
    told = post.json("book", "--plate", "A1", "--towards", "RU", "--class", "booked", *slot, at="08:05")
    assert told["refusal"]["rule"] == "booking.past"
    assert "otkel queue status" in told["refusal"]["do"]


def test_a_message_to_nobody_named_is_told_which_directions_there_are(post: Post) -> None:
    post.arrive("660 CTA 07", "08:05")
    status, out, err = post.ask("message", "--prepared", "water", at="08:06")
    assert (status, err) == (1, "")
    assert out.startswith("REFUSED   message.towards\n")
    assert "It is not said for which direction the message is, or for which truck." in out
    assert "→ Name one truck, or one of the directions: RU, KZ." in out
    assert post.must("message", "--towards", "RU", "--prepared", "water", at="08:07")["recorded"]


def test_a_call_with_no_place_free(post: Post) -> None:
    for number in range(4):
        post.arrive(f"66{number} CTA 07", "08:05")
    post.must("call", "--towards", "RU", at="08:06")
    assert post.refused("call", "--towards", "RU", at="08:06") == "call.no_place"


# -- who the truck is ---------------------------------------------------------------------------


def test_two_plates_with_one_vin_are_one_truck(post: Post) -> None:
    vin = ("--vin", "XTA210990Y2766389")
    post.arrive("111 AAA 01", "08:05", *vin)
    assert post.refused("arrive", "--plate", "222 BBB 02", *vin, "--towards", "RU") == "booking.one"


def test_plate_of_one_and_vin_of_another_is_told(post: Post) -> None:
    post.arrive("111 AAA 01", "08:05", "--vin", "XTA210990Y2766389")
    post.arrive("222 BBB 02", "08:06")
    asked = ("--plate", "222 BBB 02", "--vin", "XTA210990Y2766389", "--towards", "RU")
    status, out, err = post.ask("arrive", *asked)
    assert (status, out) == (2, "")
    assert "as one vehicle and this VIN as another" in err


def test_a_truck_is_named_by_passage_too_but_not_by_two(post: Post) -> None:
    passage = str(post.arrive("111 AAA 01", "08:05"))
    post.arrive("222 BBB 02", "08:06")
    status, _, err = post.ask("leave", "--passage", passage, "--plate", "222BBB02", at="08:07")
    assert status == 2
    assert "another truck than the one named" in err
    post.must("leave", "--passage", passage, "--way", "gave_up", at="08:07")
    assert post.refused("leave", "--passage", passage, at="08:08") == "passage.unknown"


def test_a_booking_cannot_be_given_to_another_vehicle(post: Post) -> None:
    book = ("book", "--towards", "RU", "--class", "booked", "--slot", "2025-11-29 14:00")
    passage = str(post.must(*book, "--plate", "A1", at="08:05")["passage"])
    move = ("move", "--passage", passage, "--plate", "B2", "--slot", "2025-11-29 15:00")
    assert post.refused(*move, at="08:06") == "booking.vehicle"
    arrive = ("arrive", "--passage", passage, "--plate", "B2", "--towards", "RU")
    assert post.refused(*arrive, at="08:07") == "booking.vehicle"


def test_no_plate_and_no_name_comes_into_the_ledger(post: Post) -> None:
    book = ("book", "--towards", "RU", "--class", "booked", "--slot", "2025-11-29 14:00")
    who = ("--carrier", "Zhibek Zholy Trans", "--driver", "Serik", "--trailer", "77 XYZ 07")
    told = post.must(*book, "--plate", "660 CTA 07", *who, at="08:05")
    body = told["recorded"][0]["body"]
    assert len(body["sealed"]) == 64
    for name in ("vehicle", "carrier", "driver", "trailer"):
        assert len(body[name]) == 32
    held = b"".join(path.read_bytes() for path in post.folder.glob("queue.db*") if path.is_file())
    for word in (b"Zhibek", b"Serik", b"660CTA07", b"660 CTA 07", b"XYZ"):
        assert word not in held


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("arrive", "--plate", "x" * 1_000_000, "--towards", "RU"), "1,000,000 characters are too many"),
        (("arrive", "--plate", "!?", "--towards", "RU"), "has 0 letters and digits"),
        (("arrive", "--plate", "A1", "--towards", "Russia"), "--towards: Russia is no state"),
        (("arrive", "--towards", "RU"), "No truck is named"),
        (("arrive", "--plate", "A1"), "--towards"),
        (("arrive", "--plate", "A1", "--towards", "RU", "--people", "-3"), "--people: -3 is no whole number"),
        (("arrive", "--plate", "A1", "--towards", "RU", "--care", "goats"), "--care: goats is none of"),
        (("arrive", "--plate", "A1", "--towards", "RU", "--trip", "nowhere.yaml"), "There is no such file"),
        (("call", "--towards", "RU", "--trucks", "two"), "--trucks: two is no whole number"),
        (("call", "--towards", "RU", "--trucks", "-5"), "--trucks: -5 is no whole number"),
        (("call", "--towards", "RU", "--trucs", "5"), "--trucs"),
        (("close", "--reason", "Heavy snow"), "--reason: Heavy snow is no code"),
        (("pause", "--reason", "x", "--stage", "exit"), "--stage: exit is none of the choices"),
        (
            ("book", "--plate", "A1", "--towards", "RU", "--slot", "tomorrow"),
            "--slot: tomorrow is not a time",
        ),
        (("book", "--plate", "A1", "--towards", "RU", "--slot", "2026-02-30 14:00"), "February 2026 has 28"),
        (("leave", "--passage", "0x12"), "--passage: 0x12 is no whole number"),
        (("leave", "--passage", "99999999999999999"), "--passage: 99999999999999999 is out of range"),
        (("leave", "--country", "KZ"), "A state alone names no truck"),
        (("ready", "--plate", "A1"), "It is not said what the law says now"),
        (("open", "--preset", "otkl"), "Did you mean otkel?"),
        (("open",), "One policy is needed"),
        (("open", "--policy", "nowhere.yaml"), "There is no such file"),
        (("line", "--towards", "CN"), "does not lead to CN"),
        (("backlog", "--low", "9", "--mid", "5"), "The pace is not in order"),
        (("leave", "--ticket", "nonsense"), "This is no proof of place"),
        (("pause", "--reason", "x", "--by", "Serik S."), "--by: Serik S. is no code"),
        (("certificate", "--plate", "A1", "--signer", "S", "--out", "page.txt"), "ends in .pdf"),
        (("redraw", "--day", "2026-13-01"), "a year has 12 months"),
    ],
)
def test_bad_input_is_told_and_gives_two(post: Post, tokens: tuple[str, ...], told: str) -> None:
    if tokens[0] == "ready":
        post.arrive("A1", "08:05")
    status, out, err = post.ask(*tokens)
    assert status == 2
    assert told in err
    assert out == ""
    assert len(err) < 2000


def test_a_time_of_day_with_a_slip(post: Post) -> None:
    assert "hours 00 to 23" in post.ask("arrive", "--plate", "A1", "--towards", "RU", at="25:00")[2]


def test_an_unknown_point(post: Post) -> None:
    status, _, err = post.ask("status", point="mashtakoff")
    assert status == 2
    assert "Did you mean" in err
    assert "syrym" in post.ask("status", point="Маштаково")[1]


def test_a_point_whose_queue_was_not_opened(post: Post) -> None:
    status, out, _ = post.ask("arrive", "--plate", "A1", "--towards", "RU", point="kurmangazy")
    assert status == 1
    assert out.startswith("REFUSED   point.not_open\n")
    assert "No queue was opened here yet." in post.ask("status", point="kurmangazy")[1]


def test_a_ledger_that_is_not_there_is_not_made_by_looking(tmp_path: Path, capsys: Any) -> None:
    away = Post(tmp_path, capsys)
    for verb, more in (("status", ()), ("arrive", ("--plate", "A1", "--towards", "RU"))):
        status, out, err = away.ask(verb, *more)
        assert (status, out) == (2, "")
        assert "open a queue: otkel queue open" in err
    assert not list(tmp_path.glob("queue.db*"))


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_its_help(verb: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["queue", verb.name, "--help"]) == 0
    assert verb.words.text.split()[0] in capsys.readouterr().out
