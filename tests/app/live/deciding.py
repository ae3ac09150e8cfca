"""A process that decides for a crossing point with many clients, and says what was acknowledged.

`python -m tests.app.live.deciding URL SEED CLIENTS ASKS [PAUSE [DAY]]`; after each answer that was recorded a
line goes to the output: `key first_position last_position`. It begins when its input ends.
"""

import contextlib
import os
import sys
import time

from otkel.app.live.acts import Recorded
from otkel.ledger.opening import open_store
from tests.app.live.crowd import Crowd
from tests.app.live.point import opened

EVERY = 40  # events a snapshot: so that kills fall upon them too


class Telling(Crowd):
    """Tells of each answer as soon as it came back."""

    def ask(self, command, key):
        answer = super().ask(command, key)
        if isinstance(answer, Recorded) and not answer.repeated:
            receipt = answer.receipt
            os.write(1, f"{key} {receipt.first_position} {receipt.last_position}\n".encode())
        return answer


def main(url, seed, clients, asks, pause_s=0.0, day=0):
    """Decide until killed, or until each client has asked so often."""
    with contextlib.closing(open_store(url, lambda: time.time_ns() // 1000)) as store:
        decider = opened(store, url=url, every=EVERY)
        os.write(1, b"ready\n")
        sys.stdin.readline()  # until all who are to work at once are ready
        Telling(decider, int(asks), int(seed), int(clients), float(pause_s), int(day)).run()
        decider.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
