"""Claim: a running decider, killed 20 times in the midst of 32 shells, loses no act that it acknowledged.

Each kill comes at a random moment. What was not acknowledged is given again under the same key, by turns
to the next decider and to a shell that opens the ledger itself. In the end each act stands once, the
tree verifies, and the state is the fold of the ledger.
"""

import json
import random
import signal
import threading

from otkel.app.ledger import verify_ledger
from otkel.cli.main import run
from tests.app.serving.processes import AT, POINT, arrive, crowd, running, start
from tests.app.serving.test_serving_crowd import arrivals, recorded

SHELLS, KILLS, EACH = 32, 20, 150


def give_here(db, number):
    """Give an arrival without a decider."""
    command = arrive(number)
    options = ["--plate", command.given["plate"], "--towards", "RU", "--key", command.envelope["key"]]
    return run(["queue", "arrive", POINT, "--db", db, "--at", AT, "--by", "test", *options])


def until_killed(db, numbers, after_s):
    """Let a crowd give arrivals, and kill the decider; give those that were acknowledged."""
    answers, process = {}, start(db)
    timer = threading.Timer(after_s, process.send_signal, (signal.SIGKILL,))
    timer.start()
    crowd(db, SHELLS, numbers, answers.__setitem__)
    timer.join()
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    told = {number for number, one in answers.items() if one is not None}
    assert all(recorded(answers[number]) for number in told)
    return told


def test_20_kills(tmp_path, capsys):
    db = f"sqlite:///{tmp_path}/queue.db"
    assert run(["queue", "open", POINT, "--preset", "otkel", "--db", db, "--at", "2025-11-28 08:00"]) == 0
    draws, cut = random.Random(7), 0
    for kill in range(KILLS):
        numbers = range(kill * EACH, (kill + 1) * EACH)
        told = until_killed(db, numbers, 0.05 + draws.random() * 1.5)
        cut += 0 < len(told) < EACH
        found = arrivals(db)
        assert all(len(found[f"arrival {number}"]) == 1 for number in told), kill
        missing = [number for number in numbers if number not in told]
        if kill % 2:
            with running(db):
                crowd(db, SHELLS, missing, lambda _, one: json.loads(one.out)["recorded"])
        else:
            assert [give_here(db, number) for number in missing] == [0] * len(missing)
        capsys.readouterr()
    found = arrivals(db)
    assert {key: len(positions) for key, positions in found.items()} == {
        f"arrival {number}": 1 for number in range(KILLS * EACH)
    }
    assert all(one.holds for one in verify_ledger(db))
    assert cut >= KILLS // 4  # else nothing was tried
