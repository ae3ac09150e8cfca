"""Voices: how one browser is told from another without knowing whose it is.

A browser is given a random number, signed, for a day. From it and the place comes the name of a voice there:
so that one browser is one voice at one point, and nobody can follow a person from point to point.
"""

from __future__ import annotations

import hmac
import re
import secrets

from otkel.app.ledger import now_us
from otkel.app.site.house import House

LASTS_S = 24 * 3600
_FORM = re.compile(r"(\d{10,11})\.([0-9a-f]{32})\.([0-9a-f]{32})", re.ASCII)
_S_US = 1_000_000


def make_voice(house: House) -> str:
    """Give a new voice, as a cookie or a form carries it."""
    begun = f"{now_us() // _S_US}.{secrets.token_hex(16)}"
    return f"{begun}.{_signature(house, begun)}"


def is_voice(house: House, text: str | None) -> bool:
    """Whether this is a voice that was given out here, and not too long ago."""
    found = _FORM.fullmatch(text or "")
    if found is None:
        return False
    age_s = now_us() // _S_US - int(found[1])
    return 0 <= age_s <= LASTS_S and hmac.compare_digest(
        found[3], _signature(house, f"{found[1]}.{found[2]}")
    )


def name_at(house: House, voice: str, slug: str) -> str:
    """Give what a voice is called at one crossing point; it leads nowhere else."""
    return f"voice {house.ledger.vehicles.vault.blind(f'voice at {slug} {voice}')[:10]}"


def _signature(house: House, begun: str) -> str:
    return house.ledger.vehicles.vault.blind(f"voice {begun}")[:32]
