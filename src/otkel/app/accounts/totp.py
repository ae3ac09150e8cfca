"""A second factor: six digits that change every 30 s, made of a secret and the time.

Source: RFC 6238 with HMAC-SHA-1, 30 s and six digits, which every program for it reads.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
_EITHER_SIDE = 1  # steps by which two clocks may differ


def make_secret() -> bytes:
    """Give a new secret of 160 bits."""
    return secrets.token_bytes(20)


def code_at(secret: bytes, step: int) -> str:
    """Give the digits of a step (whole periods of 30 s since 1970)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    begin = digest[-1] & 0x0F
    number = int.from_bytes(digest[begin : begin + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def find_step(secret: bytes, code: str, now_us: int) -> int | None:
    """Give the step whose digits a code is, now or one step beside; None where it is of none."""
    given = "".join(code.split())
    middle = now_us // (STEP_S * 1_000_000)
    found = None
    for step in range(middle - _EITHER_SIDE, middle + _EITHER_SIDE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given.encode("utf-8", "replace")):
            found = step
    return found


def base32_of(secret: bytes) -> str:
    """Give a secret as it is typed into a program."""
    return base64.b32encode(secret).decode().rstrip("=")


def address_of(secret: bytes, name: str) -> str:
    """Give the address that programs read from a QR code."""
    issuer = "Otkel"
    return f"otpauth://totp/{issuer}:{quote(name)}?secret={base32_of(secret)}&issuer={issuer}"
