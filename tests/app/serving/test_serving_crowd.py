"""Many shells at once, and a decider that is killed in the middle: each act once, none lost."""

from __future__ import annotations

import contextlib
import json
import signal
import threading

from otkel.app.ledger import now_us, verify_ledger
from otkel.app.serving.client import hand_over
from otkel.app.serving.places import find_socket
from otkel.app.serving.wire import Told
from otkel.ledger.opening import open_store
from tests.app.serving.processes import POINT, arrive, crowd, running, start, stop
from tests.cli.queue_post import Post

SHELLS, TRUCKS = 32, 320


def arrivals(db: str) -> dict[str, list[int]]:
    """Give the positions of the arrivals in the ledger by key."""
    found: dict[str, list[int]] = {}
    with contextlib.closing(open_store(db, now_us)) as store:
        for event in store.read_all():
            if event.word == "arrived":
                found.setdefault(event.client_key, []).append(event.position)
    return found


def recorded(told: Told | None) -> bool:
    return told is not None and told.status == 0 and json.loads(told.out)["answer"] == "recorded"


def test_32_shells_at_once_and_each_act_stands_once(post: Post) -> None:
    answers: dict[int, Told | None] = {}
    with running(post.db) as process:
        crowd(post.db, SHELLS, range(TRUCKS), answers.__setitem__)
        said, wrong = stop(process)
    assert (process.returncode, wrong) == (0, "")
    assert said == f"Stopped; {TRUCKS} commands were answered, 0 connections refused.\n"
    assert all(map(recorded, answers.values()))
    found = arrivals(post.db)
    assert set(found) == {f"arrival {number}" for number in range(TRUCKS)}
    for number, told in answers.items():
        assert told is not None
        assert [json.loads(told.out)["recorded"][0]["position"]] == found[f"arrival {number}"]
    assert all(one.holds for one in verify_ledger(post.db))


def test_killed_in_the_middle_each_acknowledged_act_is_there_and_the_rest_can_be_given_again(
    post: Post,
) -> None:
    answers: dict[int, Told | None] = {}
    process, enough, gate = start(post.db), 40, threading.Lock()

    def hear(number: int, told: Told | None) -> None:
        with gate:
            answers[number] = told
            if len(answers) == enough:
                process.send_signal(signal.SIGKILL)

    crowd(post.db, SHELLS, range(TRUCKS), hear)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    yes = {number for number, told in answers.items() if told is not None}
    assert enough <= len(yes) < TRUCKS
    assert all(recorded(answers[number]) for number in yes)
    found = arrivals(post.db)
    assert all(len(found[f"arrival {number}"]) == 1 for number in yes)

    socket = find_socket(post.db, POINT)
    assert socket is not None
    assert socket.exists()  # left lying
    assert hand_over(post.db, POINT, arrive(0)) is None  # and nobody behind it
    again: dict[int, Told | None] = {}
    with running(post.db):  # the stale one is replaced
        crowd(post.db, SHELLS, range(TRUCKS), again.__setitem__)
    assert all(map(recorded, again.values()))
    assert {one for one in again if json.loads(again[one].out)["repeated"]} >= yes  # type: ignore[union-attr]
    found = arrivals(post.db)
    assert set(found) == {f"arrival {number}" for number in range(TRUCKS)}
    assert all(len(positions) == 1 for positions in found.values())
    assert not socket.exists()


def test_a_shell_whose_decider_dies_goes_on_by_itself(post: Post) -> None:
    with running(post.db) as process:
        first = post.must("arrive", "--plate", "111 AAA 01", "--towards", "RU", "--key", "one", at="09:00")
        stop(process, signal.SIGKILL)
    second = post.must("arrive", "--plate", "111 AAA 01", "--towards", "RU", "--key", "one", at="09:00")
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert first["recorded"] == second["recorded"]
