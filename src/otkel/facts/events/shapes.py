"""What a field of an event may hold. A shape says the unit and the bounds; the field's name ends in the unit.

Nothing here can carry a person's words: texts are codes, random subjects, and digests made beside
the ledger. There is no plain `float`: whole numbers are written the same way by everybody.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

import msgspec

FIRST_US = 946_684_800_000_000  # 2000-01-01
LAST_US = 4_102_444_800_000_000  # 2100-01-01
_INT64 = 2**63 - 1


class Shape(msgspec.Struct, frozen=True):
    """The bounds of a whole number (both included), or the pattern of a text."""

    name: str
    unit: str = ""
    pattern: re.Pattern[str] | None = None
    least: int = 0
    most: int = _INT64

    def fits(self, value: Any) -> bool:
        """Whether a value of the right type lies in the shape. What is no number or text always does."""
        if isinstance(value, str):
            return self.pattern is None or self.pattern.fullmatch(value) is not None
        if type(value) is int and self.pattern is None:
            return self.least <= value <= self.most
        return True


def _text(name: str, pattern: str) -> Shape:
    return Shape(name, "", re.compile(pattern, re.ASCII))


SUBJECT = _text("subject", r"[0-9a-f]{32}")
DIGEST = _text("digest", r"[0-9a-f]{64}")
CODE = _text("code", r"[a-z0-9](?:[a-z0-9_.\-]{0,62}[a-z0-9])?")
COUNTRY = _text("country", r"[A-Z]{2}")
INSTANT = Shape("instant", "µs of UTC since 1970", None, FIRST_US, LAST_US)

# A person, vehicle, trailer, firm or seal: 128 random bits; who it is stands in the vault alone.
Subject = Annotated[str, SUBJECT]
# SHA-256 or HMAC-SHA256, 64 hex digits.
Digest = Annotated[str, DIGEST]
# A stable word of ours or of the crossing point: reason, lane, class, policy, source. Never free text.
Code = Annotated[str, CODE]
# The id of a provision of the rulebook, or of a rule of the crossing point's policy.
Rule = Annotated[str, _text("rule", CODE.pattern.pattern if CODE.pattern else "")]
# ISO 3166 alpha-2.
Country = Annotated[str, COUNTRY]
Instant = Annotated[int, INSTANT]
Span = Annotated[int, Shape("span", "µs")]
# How long after what was promised; negative: before it.
Lateness = Annotated[int, Shape("lateness", "µs", None, -_INT64)]
Trucks = Annotated[int, Shape("count", "trucks", None, 0, 10_000_000)]
TrucksPerDay = Annotated[int, Shape("rate", "trucks/day", None, 0, 10_000_000)]
Count = Annotated[int, Shape("count", "", None, 0, 1_000_000_000)]
Percent = Annotated[int, Shape("share", "%", None, 0, 100)]
Metres = Annotated[int, Shape("distance", "m", None, 0, 50_000_000)]
Position = Annotated[int, Shape("position", "position in the ledger", None, 1)]
PassageId = Annotated[int, Shape("passage", "number of a passage")]
Draw = Annotated[int, Shape("draw", "of 2^64", None, 0, 2**64 - 1)]
Whole = Annotated[int, Shape("whole number", "", None, -_INT64)]
# One number or code of a policy or a correction, or a row of them.
Scalar = Annotated[int, Shape("number", "", None, -_INT64)] | float | bool | Code
Value = Scalar | tuple[Scalar, ...] | None


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What is particular to one word. Every field is written out, also where it holds its default."""

    # Fields that must not fall, left to right; those that are None are passed over.
    ascending: ClassVar[tuple[tuple[str, ...], ...]] = ()
    # (field, value, fields that must then be known)
    wanted_with: ClassVar[tuple[tuple[str, str, tuple[str, ...]], ...]] = ()
