"""The frames of a Jointech JT701D: its status word, and the report P45 of cards and passwords.

By the maker's manual V1.4. Traccar drops whether a password or card was refused (P45), and keeps rope,
cover and motor only as the whole word. The word of 16 bits stands in the long binary frame alone; other
frames of this protocol (U01, the short binary one) carry a status of another meaning.
"""

from __future__ import annotations

import msgspec

from otkel.facts.tracks import Position

STATUS_BITS = 16
_HEADER = 0x24  # "$"
# Of the long frame: header 1, id 5, version of the protocol 1, kinds 1, length 2; then the record.
_LONG_ID = 7  # the first digit of the id, from which on a frame is a long one
_STATUS_AT = 10 + 26  # date and time 6, place 9, speed and course 2, mileage 4, satellites 1, vehicle 4
_REFUSED, _OUTSIDE = 0, 99
_UNAUTHORISED_CARD = 2
# Sources for which the verification is an answer: for the others 0 is a filler.
_ASKED = frozenset({1, 4, 6, 7})
_WRONG_PASSWORDS = 5  # the manual's own threshold


class LockReport(msgspec.Struct, frozen=True, kw_only=True):
    """Report P45: somebody held a card to the lock, gave a password, or the lock closed itself."""

    source: int
    verification: int
    wrong_passwords: int


def read_status(raw: bytes) -> int | None:
    """Give the status word of the first record of a long binary frame; None where it is none."""
    if len(raw) < _STATUS_AT + 2 or raw[0] != _HEADER or raw[1] >> 4 < _LONG_ID:
        return None
    return int.from_bytes(raw[_STATUS_AT : _STATUS_AT + 2], "big")


def read_report(raw: bytes) -> LockReport | None:
    """Read a report P45; None where the frame is none, or is cut off."""
    try:
        parts = raw.decode("ascii").strip().removeprefix("(").removesuffix(")").split(",")
        if len(parts) < 18 or parts[1] != "P45":
            return None
        source, verification, wrong = (int(parts[place]) for place in (11, 12, 15))
    except (UnicodeDecodeError, ValueError):
        return None
    return LockReport(source=source, verification=verification, wrong_passwords=wrong)


def read_signs(position: Position) -> frozenset[str]:
    """Give what a message shows: `status:BIT` for each bit that is set, `p45:…` for a report.

    One frame may hold several records, and each becomes a message: so the word that Traccar read goes
    before that of the frame.
    """
    status = _told_status(position)
    if status is None:
        status = read_status(position.raw)
    report = read_report(position.raw)
    signs = frozenset() if status is None else status_signs(status)
    return signs if report is None else signs | _report_signs(report)


def _told_status(position: Position) -> int | None:
    """Give the word that Traccar read of a long binary frame: of these alone it tells `blocked` beside it."""
    status = position.attributes.get("status")
    is_word = type(status) is int and 0 <= status < 1 << STATUS_BITS and "blocked" in position.attributes
    return int(status) if is_word and status is not None else None


def status_signs(status: int) -> frozenset[str]:
    """Give a sign for each bit of the status word that is set, and one for the open cover."""
    signs = {f"status:{bit}" for bit in range(STATUS_BITS) if status >> bit & 1}
    # Bit 13 is 1 while the back cover is closed.
    return frozenset(signs | (set() if status >> 13 & 1 else {"status:cover_open"}))


def _report_signs(report: LockReport) -> set[str]:
    signs: set[str] = set()
    if report.source == _UNAUTHORISED_CARD:
        signs.add("p45:unauthorised_card")
    if report.source in _ASKED and report.verification == _OUTSIDE:
        signs.add("p45:outside_fence")
    if report.source in _ASKED and report.verification == _REFUSED:
        signs.add("p45:refused")
    if report.wrong_passwords >= _WRONG_PASSWORDS:
        signs.add("p45:wrong_passwords")
    return signs
