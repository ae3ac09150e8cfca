"""The site is killed while it is asked: what it acknowledged is there, and readers go on where they were.

An act of the desk, or over the API, that is given again under its key stands once, whether its answer came
or not.
"""

from __future__ import annotations

import contextlib
import http.client
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from otkel.app.ledger import now_us, verify_ledger
from otkel.app.serving.client import hand_over
from otkel.app.site.house import opened_house
from otkel.cli.main import run
from otkel.ledger.opening import open_store
from tests.app.serving.processes import POINT, arrive
from tests.app.serving.test_serving_crowd import arrivals, recorded
from tests.web import officer_acts
from tests.web.officer_acts import Answer, Officer
from tests.web.processes import Reader, free_port, report, start

EACH = 30  # of each way of asking, to each site that is killed
_CUT_OFF = (OSError, http.client.HTTPException)


class Load:
    """Shells that hand arrivals over, browsers that report, a desk and a program, until the site is gone."""

    def __init__(self, db: str, port: int) -> None:
        self._db, self._port = db, port
        self.officer = Officer(db, port)
        self.given: set[int] = set()
        self.arrived: set[int] = set()  # what the site has acknowledged
        self.reported: set[int] = set()
        self.at_desk: set[int] = set()
        self.over_the_api: set[int] = set()
        self.count = 0

    def give(self, numbers: range) -> threading.Thread:
        """Ask in each of the four ways with each number, in threads; gives what to wait for."""
        self.given.update(numbers)
        ways = (self._arrive, self._desk, self._api, self._report)
        jobs = [(way, number) for number in numbers for way in ways]

        def work() -> None:
            with ThreadPoolExecutor(8) as crowd:
                list(crowd.map(lambda job: job[0](job[1]), jobs))

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def again(self, numbers: set[int]) -> dict[int, tuple[Answer, Answer]]:
        """Give each act of the desk and of the program once more, under its key."""
        with ThreadPoolExecutor(8) as crowd:
            asked = crowd.map(
                lambda one: (self.officer.at_desk(one), self.officer.over_the_api(one)), numbers
            )
            return dict(zip(numbers, asked, strict=True))

    def _arrive(self, number: int) -> None:
        self._note(self.arrived, number, recorded(hand_over(self._db, POINT, arrive(number))))

    def _desk(self, number: int) -> None:
        with contextlib.suppress(*_CUT_OFF):
            self._note(self.at_desk, number, self.officer.at_desk(number) is Answer.RECORDED)

    def _api(self, number: int) -> None:
        with contextlib.suppress(*_CUT_OFF):
            self._note(self.over_the_api, number, self.officer.over_the_api(number) is Answer.RECORDED)

    def _report(self, number: int) -> None:
        with contextlib.suppress(*_CUT_OFF):
            self._note(self.reported, number, report(self._port, number))

    def _note(self, those: set[int], number: int, is_done: bool) -> None:
        if is_done:
            those.add(number)
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
    for point in (POINT, officer_acts.POINT):
        assert run(["queue", "open", point, "--preset", "otkel", "--db", db, "--at", "2025-11-28 08:00"]) == 0
    load, following = Load(db, port), [Reader(port) for _ in range(readers)]
    try:
        for kill, acts in enumerate(enough):
            killed_in_the_midst(db, port, load, range(kill * each, (kill + 1) * each), acts)
        site = start(db, port)
        assert recorded(hand_over(db, POINT, arrive(10_000)))
        before = acts_of(db, load)
        answers = load.again(load.given)
        head = max(positions[0] for positions in arrivals(db).values())
        for one in following:
            one.wait_for(head)
        site.send_signal(signal.SIGTERM)
        assert site.wait() == 0
        assert site.communicate()[1] == b""  # its streams have ended by themselves
    finally:
        for one in following:
            one.stop()
    assert 0 < load.count < 4 * each * len(enough)
    assert_all_is_there(db, load)
    assert_no_act_is_lost_and_none_doubled(db, load, before, answers)
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


def acts_of(db: str, load: Load) -> dict[str, int]:
    """Give how often each act of the desk and of the program stands in the ledger, by its key."""
    keys = {key for number in load.given for key in officer_acts.client_keys(number)}
    with contextlib.closing(open_store(db, now_us)) as store:
        told = (one for one in store.read_all() if one.word in ("arrived", "booked"))
        return Counter(one.client_key for one in told if one.client_key in keys)


def assert_no_act_is_lost_and_none_doubled(
    db: str, load: Load, before: dict[str, int], answers: dict[int, tuple[Answer, Answer]]
) -> None:
    """Hold the acts of desk and program against the ledger: before they were given again, and afterwards.

    `before` was read when the last site had begun, `answers` is what it said when each was given again.
    """
    for which, acknowledged in enumerate((load.at_desk, load.over_the_api)):
        keys = {number: officer_acts.client_keys(number)[which] for number in load.given}
        assert 0 < len(acknowledged) < len(keys)
        assert all(before[keys[number]] == 1 for number in acknowledged)
        for number, answer in answers.items():
            was_there = before[keys[number]] == 1
            assert answer[which] is (Answer.BEFORE if was_there else Answer.RECORDED), (which, number, answer)
    after = acts_of(db, load)
    assert set(after.values()) == {1}
    assert len(after) == 2 * len(load.given)


def test_what_was_acknowledged_is_there_and_readers_go_on_where_they_were(tmp_path, capsys):
    soon, late = EACH, 3 * EACH
    kills_lose_nothing(tmp_path, [soon, late], EACH, readers=3)
