"""Claim: the site, killed 20 times while it is asked, loses nothing that it acknowledged.

Shells hand arrivals over, browsers report what they see, an officer sends forms of her desk and a program
asks over the API; each kill comes at another moment. Each acknowledged act stands once; each act of desk and
API that is given again under its key stands once too, whether its answer came or not. The tree verifies, and
20 readers of the board come back where they were: none is sent a position before the one that he knew, and
each knows the last.
"""

import random

from tests.web.test_killed import kills_lose_nothing

KILLS, EACH, READERS = 20, 30, 20


def test_20_kills(tmp_path):
    draws = random.Random(11)
    kills_lose_nothing(tmp_path, [draws.randrange(4 * EACH) for _ in range(KILLS)], EACH, READERS)
