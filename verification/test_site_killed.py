"""Claim: the site, killed 20 times while it is asked, loses nothing that it acknowledged.

Shells hand arrivals over and browsers report what they see; each kill comes at another moment. Each
acknowledged act stands once, the tree verifies, and 20 readers of the board come back where they were: none
is sent a position before the one that he knew, and each knows the last.
"""

import random

from tests.web.test_killed import kills_lose_nothing

KILLS, EACH, READERS = 20, 60, 20


def test_20_kills(tmp_path):
    draws = random.Random(11)
    kills_lose_nothing(tmp_path, [draws.randrange(2 * EACH) for _ in range(KILLS)], EACH, READERS)
