"""Draws of a committed seed, which anybody can redo once the seed is opened.

A draw is the first 8 bytes, as one whole number (big-endian), of HMAC-SHA256 under the 32 bytes of the
seed over these six lines, joined by line feeds and without one at the end, as UTF-8:

    otkel-draw-1
    POINT      slug of the crossing point
    PURPOSE    such as `slots.ru` or `checks.exit_control` (`drawing.slots_purpose`, `checks_purpose`)
    PASSAGE    its number
    VISIT      for checks how many times a control had taken the truck on before, at any stage; for slots 0
    SALT       for slots the digest of all requests, else empty

With a shell: printf 'otkel-draw-1\nsyrym\nchecks.exit_control\n17\n0\n' |
openssl dgst -sha256 -mac HMAC -macopt hexkey:SEED, and the first 16 hex digits are the draw.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from otkel.queueing.drawing import slots_purpose

FORMAT = "otkel-draw-1"


def draw_of(seed: bytes, *, point: str, purpose: str, passage: int, visit: int, salt: str = "") -> int:
    """Give the draw of a passage: 64 bits without a sign."""
    message = "\n".join((FORMAT, point, purpose, str(passage), str(visit), salt))
    return int.from_bytes(hmac.digest(seed, message.encode(), "sha256")[:8], "big")


def slot_draws(
    seed: bytes, *, point: str, towards: str, passages: Iterable[int], digest: str
) -> dict[int, int]:
    """Give the draws for slots by passage; `digest` is `drawing.requests_digest` of all requests.

    The digest goes into every draw: nobody can foresee one before the last request has come, not even
    whoever holds the seed.
    """
    purpose = slots_purpose(towards)
    return {
        one: draw_of(seed, point=point, purpose=purpose, passage=one, visit=0, salt=digest)
        for one in passages
    }
