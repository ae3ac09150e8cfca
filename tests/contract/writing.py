"""A process that writes to a ledger with many threads until it is killed, and says what was acknowledged.

One thread more keeps the tree and the views beside it.

`python -m tests.contract.writing URL ROUND THREADS [ACTS]`; a line for each receipt goes to the output
after the append came back: `thread number first_position last_position`. What a thread does is known
from (round, thread, number) alone, so that whoever reads the lines knows also what was not acknowledged.
"""

import os
import sys
import threading
import time

from otkel.ledger.opening import open_store
from otkel.ledger.store import Claim
from tests.contract.acts import drafts
from tests.contract.soundness import Beside

ENDLESS = 10**9  # acts
PAUSE_S = 0.01  # between two rounds of keeping tree and views


def act(turn, thread, number):
    """Give the arguments of an append: 1 to 3 events; even acts take a claim, odd ones release it."""
    claim = [Claim("live_booking", f"{turn}.{thread}")]
    return {
        "stream": f"{turn}.{thread}",
        "drafts": drafts(1 + number % 3, tag=number, passage=8 * (number // 4) + thread),
        "client_key": f"{turn}.{thread}.{number}",
        "claims": claim if number % 2 == 0 else [],
        "releases": claim if number % 2 else [],
    }


def write(store, turn, thread, acts, say):
    """Append one act after the other; tell of each when it is durable."""
    for number in range(acts):
        receipt = store.append(**act(turn, thread, number))
        say(f"{thread} {number} {receipt.first_position} {receipt.last_position}\n")


def keep(url, store):
    """Keep what stands beside the ledger, for ever."""
    with Beside(url, store) as beside:
        while True:
            beside.keep()
            time.sleep(PAUSE_S)


def main(url, turn, threads, acts=ENDLESS):
    """Write until killed, or until each thread has done its acts."""
    say = lambda line: os.write(1, line.encode())  # noqa: E731 - one write, never cut in two
    say("ready\n")
    store = open_store(url, lambda: time.time_ns() // 1000)
    workers = [
        threading.Thread(target=write, args=(store, turn, thread, int(acts), say), daemon=True)
        for thread in range(int(threads))
    ]
    if int(acts) == ENDLESS:
        workers.append(threading.Thread(target=keep, args=(url, store), daemon=True))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
