"""Draws of a committed seed, which anybody can redo once the seed is opened.

A draw is the first 8 bytes, as one whole number (big-endian), of HMAC-SHA256 under the 32 bytes of the
seed over these six lines, joined by line feeds and without one at the end, as UTF-8:

    otkel-draw-1
    POINT      slug of the crossing point
    PURPOSE    `slots`, or `checks.` and the stage
    PASSAGE    its number
    VISIT      for checks how many times the passage had begun this stage before; for slots 0
    SALT       for slots the digest of all requests, else empty

With a shell: printf 'otkel-draw-1\nmashtakovo\nchecks.exit_control\n17\n0\n' |
openssl dgst -sha256 -mac HMAC -macopt hexkey:SEED, and the first 16 hex digits are the draw.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from otkel.facts.events.choices import Stage

FORMAT = "otkel-draw-1"
SLOTS = "slots"  # purpose of the seeds for slots, and of their draws
CHECKS = "checks"  # purpose of the seeds for checks; that of a draw names the stage too


def check_purpose(stage: Stage) -> str:
    """Give the purpose of the draws for checks at a stage, such as `checks.exit_control`."""
    return f"{CHECKS}.{stage.value}"


def draw_of(seed: bytes, *, point: str, purpose: str, passage: int, visit: int, salt: str = "") -> int:
    """Give the draw of a passage: 64 bits without a sign."""
    message = "\n".join((FORMAT, point, purpose, str(passage), str(visit), salt))
    return int.from_bytes(hmac.digest(seed, message.encode(), "sha256")[:8], "big")


def slot_draws(seed: bytes, *, point: str, passages: Iterable[int], digest: str) -> dict[int, int]:
    """Give the draws for slots by passage; `digest` is `drawing.requests_digest` of all requests.

    The digest goes into every draw: as long as a request may still come, nobody can know any of them,
    not even whoever holds the seed.
    """
    return {
        one: draw_of(seed, point=point, purpose=SLOTS, passage=one, visit=0, salt=digest) for one in passages
    }
