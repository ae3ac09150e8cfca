"""The site is killed while it is asked: what it acknowledged is there, and readers go on where they were."""

from __future__ import annotations

import contextlib
import http.client
import signal
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from otkel.app.ledger import verify_ledger
from otkel.app.serving.client import hand_over
from otkel.app.site.house import opened_house
from otkel.cli.main import run
from tests.app.serving.processes import POINT, arrive
from tests.app.serving.test_serving_crowd import arrivals, recorded
from tests.web.processes import Reader, free_port, report, start

EACH = 30  # arrivals, and as many reports, to each site that is killed


class Load:
    """Shells that hand arrivals over, and browsers that report, both until the site is gone."""

    def __init__(self, db: str, port: int) -> None:
        self._db, self._port = db, port
        self.arrived: set[int] = set()  # what the site has acknowledged
        self.reported: set[int] = set()
        self.count = 0

    def give(self, numbers: range) -> threading.Thread:
        """Give an arrival and a report of each number, in threads; gives what to wait for."""

        def work() -> None:
            with ThreadPoolExecutor(8) as crowd:
                list(crowd.map(self._arrive, numbers))
                list(crowd.map(self._report, numbers))

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def _arrive(self, number: int) -> None:
        if recorded(hand_over(self._db, POINT, arrive(number))):
            self.arrived.add(number)
            self.count += 1

    def _report(self, number: int) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if report(self._port, number):
                self.reported.add(number)
                self.count += 1


def killed_in_the_midst(db: str, port: int, load: Load, numbers: range, enough: int) -> None:
    """Let the site be asked, and kill it once it has acknowledged enough."""
    site, before = start(db, port), load.count
    giving = load.give(numbers)
    while load.count - before < enough and giving.is_alive():
        time.sleep(0.005)
    site.send_signal(signal.SIGKILL)
    site.communicate()
    giving.join()


def kills_lose_nothing(folder: Path, enough: Sequence[int], each: int, readers: int) -> None:
    """Kill a site as often as `enough` says, each time once it has acknowledged so many acts; then look."""
    db, port = f"sqlite:///{folder}/site.db", free_port()
    assert run(["queue", "open", POINT, "--preset", "otkel", "--db", db, "--at", "2025-11-28 08:00"]) == 0
    load, following = Load(db, port), [Reader(port) for _ in range(readers)]
    try:
        for kill, acts in enumerate(enough):
            killed_in_the_midst(db, port, load, range(kill * each, (kill + 1) * each), acts)
        site = start(db, port)
        assert recorded(hand_over(db, POINT, arrive(10_000)))
        head = max(positions[0] for positions in arrivals(db).values())
        for one in following:
            one.wait_for(head)
        site.send_signal(signal.SIGTERM)
        assert site.wait() == 0
        assert site.communicate()[1] == b""  # its streams have ended by themselves
    finally:
        for one in following:
            one.stop()
    assert 0 < len(load.arrived) + len(load.reported) < 2 * each * len(enough)
    assert_all_is_there(db, load)
    comes_back = [step for one in following for step in one.comes_back]
    assert len(comes_back) >= readers  # each was cut off and came back at least once
    assert all(seen <= now for seen, now in comes_back)
    assert all(before <= now for one in following for before, now in one.steps)


def assert_all_is_there(db: str, load: Load) -> None:
    """Hold what was acknowledged against the ledger."""
    found = arrivals(db)
    assert all(len(found[f"arrival {number}"]) == 1 for number in load.arrived)
    assert all(one.holds for one in verify_ledger(db))
    with opened_house(db) as house:
        told = {round(one.value or 0) for one in house.readings.list_readings("kairak", 0, 2**60)}
    assert load.reported <= told


def test_what_was_acknowledged_is_there_and_readers_go_on_where_they_were(tmp_path, capsys):
    among_arrivals, among_reports = EACH // 2, EACH + EACH // 2
    kills_lose_nothing(tmp_path, [among_arrivals, among_reports], EACH, readers=3)
