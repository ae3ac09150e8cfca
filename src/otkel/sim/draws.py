"""Every draw of the twin is a function of where it is used: seed, replication, passage, purpose, visit.

There is no stream and no state: any order, any thread and any part of the trucks give the same draws,
and two policies that are compared get the same draws for the same truck (common random numbers).

How it is made. Each of the five numbers is absorbed in turn: `key = mix(key + word x GAMMA)`, all modulo
2^64. That is the step of SplitMix64, a counter in steps of the golden ratio behind a mixing function, so
that with four numbers fixed and one counted up, what comes out of this step is a stream of SplitMix64,
shuffled by the steps that follow; and with four fixed no value comes twice. Two replications may by chance
run through the same keys, shifted; among 10^5 replications of 10^7 trucks there is one such pair with a
chance of about 1 in 200. For secrets it is not fit: live draws come from a committed seed (guide to draws).

The functions are plain Python on whole numbers and are compiled by `sim/kernel*.py` as they stand. Three
habits make that right: words pass through `unsigned`; each constant has its highest bit set and so is
without a sign to the compiler too; nothing here is ever counted with a signed number.

Sources: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014
(the step); D. Stafford, Better bit mixing, 2011, variant 13 (the mixing function); J. K. Salmon and others,
Parallel random numbers: as easy as 1, 2, 3, SC 2011 (numbers by counter instead of by state).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

MASK = 0xFFFFFFFFFFFFFFFF  # 2^64 - 1
GAMMA = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio, odd
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB
STEP = 2.0**-52


class Purpose(IntEnum):
    """What a draw is for. A number never changes its meaning, or stored results could not be redone."""

    ARRIVAL = 1  # time to the next arrival at the corridor's beginning
    ORIGIN = 2  # where it comes from
    DESTINATION = 3  # where it goes
    POINT = 4  # choice of crossing point
    QUEUE_CLASS = 5
    CARGO = 6  # class of goods, empty among them
    CONTROLLED = 7  # whether goods are controlled
    FOREIGN = 8  # whether goods are foreign
    SEAL = 9  # whether it carries a seal
    PAPERS = 10  # whether papers lack
    PAPERS_OUTCOME = 11  # what comes of it: waits, returns, leaves
    PAPERS_DELAY = 12  # how long papers take
    DRIVER_DAYS = 13  # days the driver has left
    ROAD = 14  # time on the road
    BOOKING = 15  # whether and when it books
    LATENESS = 16  # against its slot
    NO_SHOW = 17
    PATIENCE = 18  # how long it waits before it gives up
    BALKING = 19  # whether it joins at all
    BELIEF = 20  # how wrong its driver's belief of the wait is
    READINESS = 21  # what the law says of it
    BREAKDOWN = 22
    SLOT_DRAW = 23  # for the fair draw of slots
    DRIVE = 24  # from the waiting area to exit control
    RISK_POINTS = 25  # what the risk rules say
    EXIT_SERVICE = 30
    EXIT_SELECTION = 31  # whether exit control checks it
    EXIT_CHECK = 32  # how long such a check takes
    EXIT_OUTCOME = 33
    STRIP = 40  # time on the strip between the posts
    STRIP_COUNT = 41  # how far a count of the strip is off; passage: the point, visit: which count
    ENTRY_SERVICE = 50
    ENTRY_SELECTION = 51
    ENTRY_CHECK = 52
    ENTRY_OUTCOME = 53
    ROADSIDE_SELECTION = 60
    ROADSIDE_CHECK = 61
    ROADSIDE_OUTCOME = 62
    REGISTRATION = 70  # the state in which it is registered
    LOOKS_AGAIN = 71  # whether it goes to another point
    BALKS_HOME = 72  # whether one that does not join goes home
    RETURNS = 73  # whether it comes back
    TRIP = 74  # how long it is away
    ANSWER = 75  # how long the licensing body takes to answer
    NEVER = 76  # whether it never does
    LIMITED = 77  # whether days of stay are limited for its driver
    BELARUS = 78  # whether its driver was in Belarus
    BELARUS_DAYS = 79  # how long
    GOES_ANYWAY = 80  # whether it is let in although its driver's days do not do
    PARAMETER = 90  # a number of the scenario that is only known as a range; passage 0
    SURGE = 91  # what befalls the whole corridor; passage 0, visit: which


def unsigned(word: int) -> int:
    """Give a whole number modulo 2^64, from 0 up; a negative one from above, as two's complement has it."""
    return int(np.uint64(word & MASK))


def absorb(key: int, word: int) -> int:
    """Give the next key: a step of SplitMix64 from `key`, by `word` steps of its counter.

    For a fixed key no two words give the same, and for a fixed word no two keys.
    """
    z = (key + unsigned(word) * GAMMA) & MASK
    z = ((z ^ (z >> 30)) * MIX_1) & MASK
    z = ((z ^ (z >> 27)) * MIX_2) & MASK
    return z ^ (z >> 31)


def replication_key(seed: int, replication: int) -> int:
    """Give the key of one replication, to be made once for all its trucks."""
    return absorb(absorb(GAMMA, seed), replication)


def passage_key(key: int, passage: int) -> int:
    """Give the key of one truck in a replication, to be made once for all its draws."""
    return absorb(key, passage)


def draw_of(key: int, purpose: int, visit: int) -> int:
    """Give the draw of one truck (`passage_key`) for a purpose, at its visit counted from 0."""
    return absorb(absorb(key, purpose), visit)


def u64(seed: int, replication: int, passage: int, purpose: int, visit: int) -> int:
    """Give the draw: 64 bits, 0 to 2^64 - 1.

    Arguments are whole numbers of any sign, taken modulo 2^64. Compiled and plain give the same bits.
    """
    return draw_of(passage_key(replication_key(seed, replication), passage), purpose, visit)


def uniform(draw: int) -> float:
    """Give a number strictly between 0 and 1, rising with the draw.

    It is an odd multiple of 2^-53 from the draw's upper 52 bits: never 0, 1/2 or 1, and 1 - u is exact.
    """
    return (float(draw >> 12) + 0.5) * STEP


# In the order in which a compiler needs them: each calls only those before it.
COMPILED = (unsigned, absorb, replication_key, passage_key, draw_of, u64, uniform)
