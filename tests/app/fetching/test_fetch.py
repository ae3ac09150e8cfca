"""Sources are asked when they are turned on and due, and no page is taken in twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from otkel.app.feeds import list_rejects
from otkel.app.fetching import fetch as fetching
from otkel.app.fetching.config import EXAMPLE, Source, read_sources
from otkel.app.fetching.fetch import Fetched, Outcome, fetch_on, fetch_source
from otkel.app.settings import read_settings
from otkel.cli.main import run as shell
from otkel.errors import InputError
from otkel.facts.events.envelope import as_us
from tests.app.fetching.host import TABLE, Host, hosting

NOON = as_us(datetime(2026, 7, 1, 12, tzinfo=UTC))
MINUTE = 60_000_000


@pytest.fixture
def host() -> Iterator[Host]:
    with hosting() as made:
        yield made


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.us = NOON

    def __call__(self) -> int:
        return self.us


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(fetching, "now_us", made)
    return made


class Asked:
    """One source, asked for one ledger."""

    def __init__(self, host: Host, folder: Path, **changes: object) -> None:
        self.db, self.folder = f"sqlite:///{folder}/otkel.db", folder
        given = {"kind": "template", "url": host.url, "every_min": 15.0, "on": True, "own_network": True}
        self.source = Source(**{**given, **changes})  # type: ignore[arg-type]

    def __call__(self, db: str | None = None) -> Fetched:
        return fetch_source(db or self.db, self.source, self.folder)


def test_a_source_that_is_off_is_never_asked(host: Host, tmp_path: Path) -> None:
    assert Asked(host, tmp_path, on=False)().outcome is Outcome.OFF
    assert host.asked == []
    assert not list(tmp_path.iterdir())


def test_a_source_is_asked_once_an_interval_whoever_asks(host: Host, tmp_path: Path, clock: Clock) -> None:
    ask = Asked(host, tmp_path)
    first = ask()
    assert (first.outcome, first.runs[0].taken, first.next_us) == (Outcome.TAKEN, 1, NOON + 15 * MINUTE)
    assert ask().outcome is Outcome.NOT_DUE
    assert ask(f"sqlite:///{tmp_path}/other.db").outcome is Outcome.NOT_DUE
    clock.us += 15 * MINUTE - 1
    assert ask().outcome is Outcome.NOT_DUE
    assert len(host.asked) == 1
    clock.us += 1
    assert ask().outcome is Outcome.SAME  # the same page: nothing is read again
    assert len(host.asked) == 2


def test_many_at_once_ask_once(host: Host, tmp_path: Path, clock: Clock) -> None:
    ask, found = Asked(host, tmp_path), []
    threads = [threading.Thread(target=lambda: found.append(ask().outcome)) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [Outcome.NOT_DUE] * 4 + [Outcome.TAKEN]
    assert len(host.asked) == 1


def test_what_has_not_changed_is_not_sent_again(host: Host, tmp_path: Path, clock: Clock) -> None:
    ask = Asked(host, tmp_path)
    host.headers = {"ETag": '"one"', "Last-Modified": "Wed, 01 Jul 2026 10:00:00 GMT"}
    ask()
    clock.us += 15 * MINUTE
    host.status, host.body = 304, b""
    assert ask().outcome is Outcome.SAME
    _, headers = host.asked[1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == (
        '"one"', "Wed, 01 Jul 2026 10:00:00 GMT",
    )  # fmt: skip
    clock.us += 15 * MINUTE
    host.status, host.body = 200, TABLE
    other = ask(f"sqlite:///{tmp_path}/other.db")  # that ledger has not taken anything in yet
    assert "if-none-match" not in host.asked[2][1]
    assert other.outcome is Outcome.TAKEN


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("3600", 60),
        (format_datetime(datetime(2026, 7, 1, 14, tzinfo=UTC), usegmt=True), 120),
        ("1", 30),
        ("soon", 30),
        ("", 30),
        ("9" * 40, 7 * 24 * 60),
    ],
)
def test_who_asks_for_patience_is_given_it(
    host: Host, tmp_path: Path, clock: Clock, header: str, minutes: int
) -> None:
    host.status, host.headers = 503, {"Retry-After": header}
    failed = Asked(host, tmp_path)()
    assert failed.outcome is Outcome.FAILED
    assert failed.why is not None
    assert failed.why.values == {"status": 503}
    assert failed.next_us == NOON + minutes * MINUTE


def test_who_fails_is_asked_half_as_often_each_time_up_to_once_a_day(
    host: Host, tmp_path: Path, clock: Clock
) -> None:
    ask, waits = Asked(host, tmp_path), []
    host.status = 500
    for _ in range(9):
        failed = ask()
        waits.append((failed.next_us - clock.us) // MINUTE)
        clock.us = failed.next_us
    assert waits == [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    host.status = 200
    assert ask().next_us == clock.us + 15 * MINUTE


def test_a_page_that_cannot_be_read_is_told_and_asked_for_again(
    host: Host, tmp_path: Path, clock: Clock
) -> None:
    ask = Asked(host, tmp_path, kind="cbp")
    host.body = b'[{"port_number": '
    failed = ask()
    assert failed.outcome is Outcome.FAILED
    assert failed.why is not None
    assert "no whole JSON" in failed.why.text
    clock.us = failed.next_us
    assert ask().outcome is Outcome.FAILED


def test_a_clock_that_was_set_back_stops_nothing(host: Host, tmp_path: Path, clock: Clock) -> None:
    ask = Asked(host, tmp_path)
    ask()
    clock.us = NOON - 300 * 24 * 60 * MINUTE
    assert ask().outcome is Outcome.SAME


def test_a_memory_that_was_spoilt_costs_one_question(host: Host, tmp_path: Path, clock: Clock) -> None:
    ask = Asked(host, tmp_path)
    ask()
    (memory,) = (tmp_path / "fetch").glob("*.json")
    assert host.url not in memory.read_text()
    memory.write_text("{")
    assert ask().outcome is Outcome.TAKEN


def test_asking_on_goes_on_until_it_is_stopped(
    host: Host, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {"OTKEL_STATE": str(tmp_path)})
    read_settings.cache_clear()
    stop, told = threading.Event(), []

    def tell(one: Fetched) -> None:
        told.append(one.outcome)
        clock.us += 15 * MINUTE
        if len(told) == 3:
            stop.set()

    fetch_on(f"sqlite:///{tmp_path}/otkel.db", [Asked(host, tmp_path).source], tell, stop)
    read_settings.cache_clear()
    assert told == [Outcome.TAKEN, Outcome.SAME, Outcome.SAME]


# -- the file -----------------------------------------------------------------------------------


def test_the_example_can_be_read_and_is_off(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(EXAMPLE, "utf-8")
    (one,) = read_sources(tmp_path / "s.yaml")
    assert (one.kind, one.on, one.own_network, one.host) == ("cbp", False, False, "bwt.cbp.gov")


GOOD = {"kind": "cbp", "url": "https://a.example/x", "every_min": "15"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "nothing"}, "kind"),
        ({"url": "ftp://a.example/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://user:pass@a.example/"}, "url"),
        ({"url": "https://a.example:99999/"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": '"https://a.example/ x"'}, "url"),
        ({"every_min": "0.5"}, "every_min"),
        ({"every_min": "nan"}, "every_min"),
        ({"every_min": "often"}, "every_min"),
        ({"on": "perhaps"}, "on"),
        ({"headers": "[a]"}, "headers"),
        ({"headers": '{X-A: "a\\r\\nB: c"}'}, "headers"),
        ({"headers": "{Host: other}"}, "headers"),
        ({"follow": "syrym"}, "follow"),
        ({"follow": "nowhere"}, "follow"),
        ({"often": "1"}, "often"),
        ({"url": None}, "url"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_row(
    tmp_path: Path, changes: dict[str, str | None], field: str
) -> None:
    lines = [f"    {key}: {value}" for key, value in {**GOOD, **changes}.items() if value is not None]
    (tmp_path / "s.yaml").write_text("sources:\n  -\n" + "\n".join(lines) + "\n", "utf-8")
    with pytest.raises(InputError) as wrong:
        read_sources(tmp_path / "s.yaml")
    ((one),) = wrong.value.mistakes
    assert (one.where.file, one.where.field) == ("s.yaml", f"sources[0].{field}")
    assert one.where.row


@pytest.mark.parametrize("text", ["", "sources: []", "sources: x", "sources: [1]", "- a", "sources: &a []"])
def test_what_is_no_file_of_sources(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError):
        read_sources(tmp_path / "s.yaml")


def test_from_the_shell(
    host: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {"OTKEL_STATE": str(tmp_path)})
    read_settings.cache_clear()
    monkeypatch.chdir(tmp_path)
    body = f"kind: template, url: '{host.url}', every_min: 15, own_network: true"
    Path("s.yaml").write_text(f"sources:\n  - {{{body}}}\n", "utf-8")
    assert shell(["feed", "fetch", "s.yaml"]) == 0
    assert capsys.readouterr().out == "No source is turned on in the file.\n"
    Path("s.yaml").write_text(f"sources:\n  - {{{body}, on: true}}\n", "utf-8")
    assert shell(["feed", "fetch", "s.yaml", "--once"]) == 0
    assert capsys.readouterr().out == "template, 127.0.0.1: 1 new, 0 there already, 0 set aside.\n"
    assert shell(["feed", "fetch", "s.yaml", "--once", "--json"]) == 0
    ((one),) = json.loads(capsys.readouterr().out)
    assert (one["outcome"], one["runs"]) == ("not_due", [])
    assert shell(["feed", "sources"]) == 0
    assert capsys.readouterr().out == EXAMPLE
    assert [run.file for run, _ in list_rejects("sqlite:///otkel.db")] == ["127.0.0.1"]
    read_settings.cache_clear()
