"""How long somebody waits before the next attempt to sign in: longer with each that failed.

Three are counted: a name from one address, a name from all addresses, an address with all names. A name
alone waits a minute at most, so that nobody can keep an officer out from elsewhere. Counts stand beside
the ledger under blind tokens and are forgotten after a day; a restart does not help whoever guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from otkel.ledger.accounts import Failures

FORGET_US = 24 * 3600 * 1_000_000


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """So many attempts are free; then the wait [s] doubles from `first_s` up to `most_s`."""

    free: int
    first_s: float
    most_s: float

    def wait_s(self, failures: Failures, now_us: int) -> float:
        """Give how long is still to be waited [s]; 0 or less: no longer."""
        over = failures.number - self.free
        if over < 0:
            return 0.0
        whole_s = min(self.most_s, self.first_s * 2.0 ** min(over, 30))
        return whole_s - (now_us - failures.last_us) / 1e6


RULES = (
    Rule(free=5, first_s=5, most_s=900),  # a name from one address
    Rule(free=20, first_s=5, most_s=60),  # a name
    Rule(free=30, first_s=5, most_s=900),  # an address
)


def tokens_of(blind: Callable[[str], str], name: str, address: str) -> tuple[str, str, str]:
    """Give what is counted of an attempt, each under a token that tells neither name nor address."""
    return (
        blind(f"sign-in\n{name}\n{address}"),
        blind(f"sign-in name\n{name}"),
        blind(f"sign-in address\n{address}"),
    )


def wait_s(found: Sequence[Failures], now_us: int) -> float:
    """Give how long an attempt must wait [s], by what failed before: all three, or of the address alone."""
    rules = RULES[-len(found) :]
    return max(rule.wait_s(one, now_us) for rule, one in zip(rules, found, strict=True))
