"""Many commands from a file: in order, once, each slip told with its row."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from otkel.app.crossing.play import Played, Playing, play
from otkel.app.words import words_for
from otkel.errors import InputError, LedgerError
from otkel.facts.people import Language

POLICY = "name: small\nclasses:\n  - {name: ordinary}\nstrip_places: 3\n"
WORDS = words_for(Language.EN)


class File:
    """A file of commands, and the ledger that it is played into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "day.jsonl"
        self.db = f"sqlite:///{folder}/queue.db"
        self.policy = folder / "policy.yaml"
        self.policy.write_text(POLICY, "utf-8")
        self.lines: list[bytes] = []
        self.add(do="open", policy=str(self.policy), at="2025-11-28 08:00")

    def add(self, **given: Any) -> None:
        self.lines.append(json.dumps(given, ensure_ascii=False).encode())

    def arrive(self, plate: str, at: str, **more: Any) -> None:
        self.add(do="arrive", plate=plate, towards="RU", at=f"2025-11-28 {at}", **more)

    def play(self, **more: Any) -> Played:
        self.path.write_bytes(b"\n".join(self.lines) + b"\n")
        return play(Playing(file=self.path, db=self.db, point=more.pop("point", "syrym"), **more))


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path)


def told(played: Played) -> list[str]:
    return [WORDS.mistake(one) for one in played.mistakes]


def test_a_file_is_played_in_order(file: File) -> None:
    file.arrive("660 CTA 07", "08:05", country="KZ", people=2, care=["reefer"])
    file.add(do="call", towards="RU", at="2025-11-28T08:10:00+05:00")
    file.add(do="start", stage="exit_control", plate="660 СТА 07", at="2025-11-28 08:20")
    file.add(do="clear", stage="exit_control", plate="660cta07", at="2025-11-28 08:30")
    file.add(do="leave", plate="660CTA07", at="2025-11-28 09:30")
    played = file.play()
    assert (played.rows, played.recorded, played.exit_status) == (6, 6, 0)
    assert told(played) == []


def test_played_twice_it_records_nothing_anew(file: File) -> None:
    for number in range(20):
        file.arrive(f"{number:03d} ABC", f"08:{number + 10}")
    assert file.play().recorded == 21
    again = file.play()
    assert (again.recorded, again.repeated, again.events) == (0, 21, 0)
    file.arrive("999 ABC", "09:00")
    assert file.play().recorded == 1


def test_a_key_of_ones_own_holds_over_files(file: File) -> None:
    file.arrive("660 CTA 07", "08:05", key="a")
    file.play()
    file.lines = file.lines[:1]
    file.arrive("660 CTA 07", "08:06", key="a")
    assert file.play().repeated == 2


def test_a_key_that_stood_for_something_else_is_told_with_its_row(file: File) -> None:
    file.arrive("660 CTA 07", "08:05", key="a")
    file.add(do="pause", reason="lunch", key="a", at="2025-11-28 08:06")
    assert told(file.play()) == [
        "day.jsonl, row 3: This key was used for something else before. Give each act a key of its own, or"
        " none."
    ]


def test_slips_are_told_with_their_rows_and_the_rest_goes_on(file: File) -> None:
    file.lines += [
        b'{"do": "arive", "plate": "A1"}',
        b"not json",
        b"[1, 2]",
        b'{"plate": "A1"}',
        b'{"do": "arrive", "plate": "A1", "towards": "RU", "colour": "red"}',
        b'{"do": "arrive", "plate": 660, "towards": "RU"}',
        b'{"do": "status"}',
        b'{"do": "arrive", "plate": "\xff", "towards": "RU"}',
        b'{"do": "call", "towards": "RU", "trucks": -1}',
        b'{"do": "call", "towards": "RU", "trucks": 1.5}',
        b'{"do": "arrive", "plate": "' + b"x" * 1_000_000 + b'", "towards": "RU"}',
        b'{"do": "tick", "point": "nowhere"}',
        b'{"do": "tick", "at": "now"}',
        b"[" * 50_000,
        b"",
    ]
    file.arrive("660 CTA 07", "08:05")
    played = file.play()
    assert (played.rows, played.recorded, played.mistaken, played.exit_status) == (16, 2, 14, 2)
    said = told(played)
    assert [int(one.split("row ")[1].split(",")[0].split(":")[0]) for one in said] == list(range(2, 16))
    for part in (
        "a queue has no verb arive. Did you mean arrive", "not JSON in UTF-8", "must hold names and values",
        "not said what is to be done", "arrive takes no colour", "660 is no text", "status only looks",
        "not JSON in UTF-8", "-1 is out of range", "1.5 is no whole number", "more than 100,000 bytes",
        "no crossing point nowhere", "now is not a time", "not JSON in UTF-8",
    ):  # fmt: skip
        assert any(part.lower() in one.lower() for one in said), part
    assert max(map(len, said)) < 400


def test_a_refusal_is_told_with_its_row(file: File) -> None:
    file.add(do="call", towards="RU", at="2025-11-28 08:01")
    file.arrive("660 CTA 07", "08:05")
    played = file.play()
    assert [(one.row, one.verb, one.refusal.rule) for one in played.refused] == [
        (2, "call", "call.none_waits")
    ]
    assert (played.recorded, played.exit_status) == (2, 1)


def test_it_stops_at_the_first_refusal_where_that_is_wanted(file: File) -> None:
    file.arrive("660 CTA 07", "08:05")
    file.arrive("660 CTA 07", "08:06")
    file.arrive("661 CTA 07", "08:07")
    played = file.play(stop_on_refusal=True)
    assert (played.stopped_at, played.recorded) == (3, 2)


def test_a_dry_run_records_nothing(file: File) -> None:
    file.arrive("660 CTA 07", "08:05")
    dry = file.play(dry=True)
    assert dry.recorded == 2
    assert not (file.folder / "queue.db").exists()
    assert file.play().recorded == 2
    file.lines = []
    file.add(do="leave", plate="660 CTA 07", way="back", at="2025-11-28 08:10")
    file.arrive("661 CTA 07", "08:12")
    for _ in range(2):  # on a copy that knows who is there
        dry = file.play(dry=True)
        assert (dry.recorded, dry.refused) == (2, [])
    assert file.play().recorded == 2


def test_a_day_that_has_not_come_yet_is_played_only_where_that_is_said(file: File) -> None:
    file.add(do="arrive", plate="A1", towards="RU", at="2099-11-28 08:00")
    (said,) = told(file.play())
    assert said.startswith("day.jsonl, row 2, at: 28 November 2099, 08:00 UTC+5 lies in the future.")
    assert file.play(ahead=True).recorded == 1


def test_several_points_in_one_file(file: File) -> None:
    file.add(do="open", policy=str(file.policy), at="2025-11-28 08:00", point="kurmangazy")
    file.arrive("660 CTA 07", "08:05")
    file.add(do="book", plate="660 CTA 07", towards="RU", at="2025-11-28 08:06", point="kurmangazy")
    played = file.play()
    assert [one.refusal.rule for one in played.refused] == ["booking.elsewhere"]


def test_one_vin_within_one_file_is_one_truck(file: File) -> None:
    file.arrive("111 AAA 01", "08:05", vin="XTA210990Y2766389")
    file.arrive("222 BBB 02", "08:06", vin="xta210990y2766389")
    assert [one.refusal.rule for one in file.play().refused] == ["booking.one"]


def test_a_file_without_a_point(file: File) -> None:
    assert told(file.play(point=None)) == [
        "day.jsonl, row 1: It is not said at which crossing point. Write point in the line, or name it with"
        " --point."
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_refused(file: File, content: bytes) -> None:
    file.lines = [content]
    with pytest.raises(InputError):
        file.play()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        play(Playing(file=tmp_path / "no.jsonl", db=f"sqlite:///{tmp_path}/q.db", point="syrym"))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_ledger_that_may_not_be_written(file: File) -> None:
    file.play()
    (file.folder / "queue.db").chmod(0o400)
    file.folder.chmod(0o500)
    file.arrive("660 CTA 07", "08:05")
    with pytest.raises(LedgerError):
        file.play()
    file.folder.chmod(0o700)


def test_three_thousand_wait_through_a_closure(file: File) -> None:
    for number in range(3000):
        file.arrive(f"{number:04d} AB", "08:05")
    file.add(do="close", reason="storm", at="2025-11-28 08:06")
    file.add(do="reopen", at="2025-11-29 08:00")
    file.add(do="call", towards="RU", trucks=3, at="2025-11-29 08:01")
    played = file.play()
    assert (played.recorded, played.refused, played.mistakes) == (3004, [], [])
